"""Confidence intervals of a proportion in percent, by every usual method, and which counts fit a printed one."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from appraisal.distributions import beta_cdf, beta_quantile, z_of_level
from appraisal.printed import EPSILON, near

Interval = tuple[float, float]


class Printed(NamedTuple):
    """A printed interval in percent, its level, and the decimals of its two ends."""

    low: float
    high: float
    level: float = 95
    places: tuple[int, int] = (1, 1)

    def low_is(self, a: float, b: float, q: float) -> bool:
        """Whether the lower end is the q quantile of Beta(a, b), to one unit of its last digit."""
        return _brackets(self.low, 10.0 ** -self.places[0], a, b, q)

    def high_is(self, a: float, b: float, q: float) -> bool:
        """Whether the upper end is the q quantile of Beta(a, b), to one unit of its last digit."""
        return _brackets(self.high, 10.0 ** -self.places[1], a, b, q)


def _brackets(x: float, unit: float, a: float, b: float, q: float) -> bool:
    """Whether the q quantile of Beta(a, b) lies within one unit of x percent; no search, two values of its function."""
    return beta_cdf((x - unit) / 100 - 1e-9, a, b) <= q <= beta_cdf((x + unit) / 100 + 1e-9, a, b)


def clopper_pearson(k: int, n: int, level: float = 95) -> Interval:
    """Exact interval from the tails of the binomial (Clopper and Pearson, Biometrika 1934;26:404), in percent."""
    tail = (1 - level / 100) / 2
    low = 0.0 if k == 0 else beta_quantile(tail, k, n - k + 1)
    high = 1.0 if k == n else beta_quantile(1 - tail, k + 1, n - k)
    return 100 * low, 100 * high


def wilson(k: int, n: int, level: float = 95, corrected: bool = False) -> Interval:
    """Score interval (Wilson, JASA 1927;22:209), with Newcombe's continuity correction if asked, in percent."""
    z, p = z_of_level(level), k / n
    if not corrected:
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)
    base = 2 * n * p + z * z
    low = (base - 1 - z * math.sqrt(max(0.0, z * z - 2 - 1 / n + 4 * p * (n * (1 - p) + 1)))) / (2 * (n + z * z))
    high = (base + 1 + z * math.sqrt(max(0.0, z * z + 2 - 1 / n + 4 * p * (n * (1 - p) - 1)))) / (2 * (n + z * z))
    return (0.0 if k == 0 else 100 * max(0.0, low)), (100.0 if k == n else 100 * min(1.0, high))


def wald(k: int, n: int, level: float = 95, corrected: bool = False) -> Interval:
    """Textbook normal interval, not clipped to 0 and 100, in percent."""
    p = k / n
    half = z_of_level(level) * math.sqrt(p * (1 - p) / n) + (0.5 / n if corrected else 0.0)
    return 100 * (p - half), 100 * (p + half)


def agresti_coull(k: int, n: int, level: float = 95) -> Interval:
    """Adjusted Wald interval (Agresti and Coull, Am Stat 1998;52:119), in percent."""
    z = z_of_level(level)
    m = n + z * z
    p = (k + z * z / 2) / m
    half = z * math.sqrt(p * (1 - p) / m)
    return 100 * (p - half), 100 * (p + half)


def jeffreys(k: int, n: int, level: float = 95) -> Interval:
    """Beta(1/2, 1/2) posterior interval (Brown, Cai and DasGupta, Stat Sci 2001;16:101), in percent."""
    tail = (1 - level / 100) / 2
    low = 0.0 if k == 0 else beta_quantile(tail, k + 0.5, n - k + 0.5)
    high = 1.0 if k == n else beta_quantile(1 - tail, k + 0.5, n - k + 0.5)
    return 100 * low, 100 * high


def logit(k: int, n: int, level: float = 95) -> Interval:
    """Normal interval on the log odds, in percent; the whole range where nobody or everybody had the event."""
    if k in (0, n):
        return 0.0, 100.0
    centre, half = math.log(k / (n - k)), z_of_level(level) * math.sqrt(1 / k + 1 / (n - k))
    return 100 / (1 + math.exp(half - centre)), 100 / (1 + math.exp(-half - centre))


def log_log(k: int, n: int, level: float = 95) -> Interval:
    """Normal interval on log(-log p), as programs for survival give where nobody is censored, in percent.

    Source: Kalbfleisch and Prentice, The Statistical Analysis of Failure Time Data, 1980, section 1.3.
    """
    if k in (0, n):
        return 0.0, 100.0
    p = k / n
    half = z_of_level(level) * math.sqrt((1 - p) / (n * p)) / abs(math.log(p))
    return 100 * p ** math.exp(half), 100 * p ** math.exp(-half)


def log_scale(k: int, n: int, level: float = 95) -> Interval:
    """Normal interval on the log of the proportion, not clipped at 100, in percent."""
    if k == 0:
        return 0.0, 100.0
    half = z_of_level(level) * math.sqrt(max(0.0, 1 / k - 1 / n))
    return 100 * k / n * math.exp(-half), 100 * k / n * math.exp(half)


def closed_forms(k: int, n: int, level: float) -> list[Interval]:
    """The intervals in use that cost no search. That on the log scale is rare and would unsettle what others prove."""
    return [
        wilson(k, n, level),
        wilson(k, n, level, corrected=True),
        wald(k, n, level),
        wald(k, n, level, corrected=True),
        agresti_coull(k, n, level),
        logit(k, n, level),
        log_log(k, n, level),
    ]


def all_methods(k: int, n: int, level: float) -> list[Interval]:
    """The interval of k out of n by every method known here."""
    exact = [clopper_pearson(k, n, level), jeffreys(k, n, level), log_scale(k, n, level)]
    return [*exact, *closed_forms(k, n, level)]


def fits(k: int, n: int, printed: Printed, rare: bool = False) -> bool:
    """Whether a printed interval is that of k out of n by any method, to one unit of the last printed digit.

    With `rare` the interval on the log scale counts too: to excuse, but not to prove.
    """
    if _exact_fits(k, n, printed):
        return True
    forms = closed_forms(k, n, printed.level)
    if rare:
        forms.append(log_scale(k, n, printed.level))
    if any(
        _end_fits(printed.low, printed.places[0], a) and _end_fits(printed.high, printed.places[1], b) for a, b in forms
    ):
        return True
    tail = (1 - printed.level / 100) / 2
    return printed.low_is(k + 0.5, n - k + 0.5, tail) and printed.high_is(k + 0.5, n - k + 0.5, 1 - tail)


def prints(k: int, n: int, printed: Printed) -> bool:
    """Whether some method's interval of k out of n is the printed one digit by digit, both ends rounded or both cut.

    Stricter than `fits`, which allows a unit of the last digit, as programs differ by that.
    """
    wanted = (printed.low, printed.high)
    for interval in all_methods(k, n, printed.level):
        for ends in (interval, tuple(min(100.0, max(0.0, end)) for end in interval)):
            for shift in (0.5, 0.0):
                shown = [
                    math.floor(x * 10**d + shift + EPSILON) / 10**d for x, d in zip(ends, printed.places, strict=True)
                ]
                if all(abs(a - b) < EPSILON for a, b in zip(shown, wanted, strict=True)):
                    return True
    return False


def _end_fits(printed: float, places: int, computed: float) -> bool:
    """One end, where a normal interval that leaves 0 to 100 may have been clipped or not."""
    return near(printed, places, computed) or near(printed, places, min(100.0, max(0.0, computed)))


def _exact_fits(k: int, n: int, printed: Printed) -> bool:
    tail = (1 - printed.level / 100) / 2
    if k in (0, n) and _one_sided_fits(k, n, printed):
        return True
    lower = near(printed.low, printed.places[0], 0.0) if k == 0 else printed.low_is(k, n - k + 1, tail)
    if not lower:
        return False
    return near(printed.high, printed.places[1], 100.0) if k == n else printed.high_is(k + 1, n - k, 1 - tail)


def _one_sided_fits(k: int, n: int, printed: Printed) -> bool:
    """Nobody or everybody: some programs put the whole error on the one open side."""
    tail = 1 - printed.level / 100
    if k == 0:
        return near(printed.low, printed.places[0], 0.0) and near(
            printed.high, printed.places[1], 100 * (1 - tail ** (1 / n))
        )
    return near(printed.low, printed.places[0], 100 * tail ** (1 / n)) and near(printed.high, printed.places[1], 100.0)


def solve(n: int, printed: Printed, among: Iterable[int] | None = None) -> list[int]:
    """The counts out of n whose interval, by any method, is the printed one."""
    counts = range(n + 1) if among is None else among
    return [k for k in counts if 0 <= k <= n and fits(k, n, printed)]


def ratio_se(low: float, high: float, level: float) -> float:
    """Standard error of a log ratio from its interval at its own level."""
    return (math.log(high) - math.log(low)) / (2 * z_of_level(level))
