"""Effect sizes and their sampling variances, exactly as `metafor::escalc` computes them.

Group 1 is experimental, group 2 control. Ratios are on the log scale, proportions of single arms on the logit scale.
Formulas: Viechtbauer, Journal of Statistical Software 2010;36(3) and the package's own help page for `escalc`.
Zero cells are handled as `add=1/2, to="only0"`: one half is added to every cell of a table that holds a zero, for
the calculation alone; the counts that a caller keeps stay raw.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist

ZERO_CELL = 0.5
"""What metafor adds to each cell of a table with a zero."""
RATIOS = frozenset({"RR", "OR", "HR"})
_NORMAL = NormalDist()


@dataclass(slots=True, frozen=True)
class Effect:
    """An effect on its pooling scale with its sampling variance; `vi` is None where nothing tells it."""

    yi: float
    vi: float | None

    @property
    def sei(self) -> float | None:
        """Standard error of `yi`."""
        return None if self.vi is None else math.sqrt(self.vi)


def _cells(ai: int, n1i: int, ci: int, n2i: int) -> tuple[float, float, float, float]:
    """The 2×2 table as ai, bi, ci, di, one half added throughout if a cell is zero."""
    if not (0 <= ai <= n1i and 0 <= ci <= n2i and n1i > 0 and n2i > 0):
        raise ValueError(f"{ai}/{n1i} and {ci}/{n2i} are not counts of patients")
    cells = (float(ai), float(n1i - ai), float(ci), float(n2i - ci))
    return tuple(cell + ZERO_CELL for cell in cells) if 0.0 in cells else cells  # type: ignore[return-value]


def risk_ratio(ai: int, n1i: int, ci: int, n2i: int) -> Effect:
    """Log risk ratio: yi = log(p1) - log(p2), vi = 1/a - 1/n1 + 1/c - 1/n2."""
    a, b, c, d = _cells(ai, n1i, ci, n2i)
    return Effect(math.log(a / (a + b)) - math.log(c / (c + d)), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


def odds_ratio(ai: int, n1i: int, ci: int, n2i: int) -> Effect:
    """Log odds ratio: yi = log(ad/bc), vi = 1/a + 1/b + 1/c + 1/d."""
    a, b, c, d = _cells(ai, n1i, ci, n2i)
    return Effect(math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d)


def risk_difference(ai: int, n1i: int, ci: int, n2i: int) -> Effect:
    """Risk difference as a proportion: yi = p1 - p2, vi = p1(1-p1)/n1 + p2(1-p2)/n2."""
    a, b, c, d = _cells(ai, n1i, ci, n2i)
    n1, n2 = a + b, c + d
    p1, p2 = a / n1, c / n2
    return Effect(p1 - p2, p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2)


def mean_difference(  # noqa: PLR0917 -- the six columns of a metafor data set, in its order
    m1i: float, sd1i: float, n1i: int, m2i: float, sd2i: float, n2i: int
) -> Effect:
    """Raw mean difference with the variances of both groups kept apart: vi = sd1²/n1 + sd2²/n2."""
    return Effect(m1i - m2i, sd1i**2 / n1i + sd2i**2 / n2i)


def hedges_correction(m: int) -> float:
    """Hedges' exact factor c(m) = Γ(m/2) / (√(m/2) Γ((m-1)/2)) for m degrees of freedom (m ≥ 2)."""
    if m < 2:
        raise ValueError(f"a standardised mean difference needs two degrees of freedom, not {m}")
    return math.exp(math.lgamma(m / 2) - math.log(math.sqrt(m / 2)) - math.lgamma((m - 1) / 2))


def standardised_mean_difference(  # noqa: PLR0917 -- as above
    m1i: float, sd1i: float, n1i: int, m2i: float, sd2i: float, n2i: int
) -> Effect:
    """Hedges' g with the pooled standard deviation; vi = 1/n1 + 1/n2 + g²/(2(n1+n2)) (large-sample, "LS")."""
    m = n1i + n2i - 2
    pooled = math.sqrt(((n1i - 1) * sd1i**2 + (n2i - 1) * sd2i**2) / m)
    g = hedges_correction(m) * (m1i - m2i) / pooled
    return Effect(g, 1 / n1i + 1 / n2i + g**2 / (2 * (n1i + n2i)))


def logit_proportion(xi: int, ni: int) -> Effect:
    """Logit of a single arm's proportion: yi = log(x/(n-x)), vi = 1/x + 1/(n-x)."""
    if not (0 <= xi <= ni and ni > 0):
        raise ValueError(f"{xi}/{ni} is not a count of patients")
    x, rest = float(xi), float(ni - xi)
    if not (x and rest):
        x, rest = x + ZERO_CELL, rest + ZERO_CELL
    return Effect(math.log(x / rest), 1 / x + 1 / rest)


def raw_mean(mi: float, sdi: float, ni: int) -> Effect:
    """Mean of a single arm: vi = sd²/n."""
    return Effect(mi, sdi**2 / ni)


FROM_COUNTS: dict[str, Callable[[int, int, int, int], Effect]] = {
    "RR": risk_ratio,
    "OR": odds_ratio,
    "RD": risk_difference,
}
FROM_MEANS: dict[str, Callable[[float, float, int, float, float, int], Effect]] = {
    "MD": mean_difference,
    "SMD": standardised_mean_difference,
}


@lru_cache(maxsize=256)
def half_width(level: float) -> float:
    """Standard errors from estimate to bound of a two-sided interval of `level` percent: 1.96 at 95, 0.8416 at 60."""
    if not 0 < level < 100:
        raise ValueError(f"an interval's level lies between 0 and 100 percent, not {level}")
    return _NORMAL.inv_cdf(1 - (1 - level / 100) / 2)


def standard_error_of_interval(low: float, high: float, level: float) -> float:
    """(high - low) / (2 z) on the scale of the bounds, z at the interval's own level (Cochrane Handbook 6.3.2)."""
    return (high - low) / (2 * half_width(level))


def _bounds(low: float | None, high: float | None, log: bool) -> tuple[float, float] | None:
    """Both ends on the pooling scale; None for an open or impossible interval."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)) or not low < high:
        return None
    if not log:
        return low, high
    return (math.log(low), math.log(high)) if low > 0 else None


def from_interval(
    measure: str, estimate: float, low: float | None, high: float | None, level: float | None
) -> Effect | None:
    """A reported estimate with its interval: yi from the estimate, sei from the interval at its own level.

    Ratios go to the log scale. An open, one-sided or degenerate interval gives yi without variance. None if the
    estimate itself cannot be a ratio (zero or less).
    """
    log = measure in RATIOS
    if not math.isfinite(estimate) or (log and estimate <= 0):
        return None
    yi = math.log(estimate) if log else estimate
    bounds = _bounds(low, high, log)
    if bounds is None or level is None or not 0 < level < 100:
        return Effect(yi, None)
    return Effect(yi, standard_error_of_interval(*bounds, level) ** 2)


def standard_error_from_p(yi: float, p: float) -> float | None:
    """|yi| / z of a two-sided p value (Cochrane Handbook 6.3.2); None where p or yi leave nothing to divide by."""
    if not 0 < p < 1 or yi == 0:
        return None
    z = _NORMAL.inv_cdf(1 - p / 2)
    return abs(yi) / z if z > 0 else None


def two_sided_p(yi: float, sei: float) -> float:
    """P value of yi against zero by the normal distribution."""
    return 2 * (1 - _NORMAL.cdf(abs(yi) / sei))
