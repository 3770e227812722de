"""Tests on two groups with a yes-or-no outcome, and which counts reproduce a printed statistic or p value."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from appraisal.counts import Pair
from appraisal.distributions import chi2_tail
from appraisal.printed import EPSILON, near, prints_as


def chi_squared(one: Pair, other: Pair, corrected: bool = False) -> float | None:
    """Pearson's chi-squared of two (events, n), with Yates' correction if asked; None where a margin is empty."""
    a, b, c, d = one[0], one[1] - one[0], other[0], other[1] - other[0]
    n = a + b + c + d
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if margins <= 0:
        return None
    difference: float = abs(a * d - b * c)
    if corrected:
        difference = max(0.0, difference - n / 2)
    return n * difference * difference / margins


def likelihood_ratio(one: Pair, other: Pair) -> float | None:
    """The G statistic of two (events, n)."""
    cells = (one[0], one[1] - one[0], other[0], other[1] - other[0])
    n, events = one[1] + other[1], one[0] + other[0]
    if not 0 < events < n or min(one[1], other[1]) <= 0:
        return None
    expected = (one[1] * events / n, one[1] * (n - events) / n, other[1] * events / n, other[1] * (n - events) / n)
    return 2 * sum(o * math.log(o / e) for o, e in zip(cells, expected, strict=True) if o)


def statistics_of(one: Pair, other: Pair) -> list[float]:
    """Every value that programs print as chi-squared: Pearson, Yates, likelihood ratio, Mantel-Haenszel (n - 1)."""
    pearson = chi_squared(one, other)
    if pearson is None:
        return []
    n = one[1] + other[1]
    values = [pearson, chi_squared(one, other, corrected=True), likelihood_ratio(one, other), pearson * (n - 1) / n]
    return [v for v in values if v is not None]


@lru_cache(maxsize=20000)
def fisher(one: Pair, other: Pair) -> float:
    """Two-sided p of Fisher's exact test: the sum of all tables no likelier than the observed one."""
    events, n1, n2 = one[0] + other[0], one[1], other[1]
    first, last = max(0, events - n2), min(events, n1)
    mode = min(last, max(first, (events + 1) * (n1 + 1) // (n1 + n2 + 2)))
    weights = [0.0] * (last - first + 1)
    weights[mode - first] = 1.0
    # From the likeliest table to both sides, each table's chance is its neighbour's times a simple ratio.
    for k in range(mode, last):
        weights[k + 1 - first] = weights[k - first] * (n1 - k) * (events - k) / ((k + 1) * (n2 - events + k + 1))
    for k in range(mode, first, -1):
        weights[k - 1 - first] = weights[k - first] * k * (n2 - events + k) / ((n1 - k + 1) * (events - k + 1))
    observed = weights[one[0] - first] * (1 + 1e-7)
    return min(1.0, sum(w for w in weights if w <= observed) / sum(weights))


def quick_p_values(one: Pair, other: Pair) -> list[float]:
    """P by each usual test of two proportions that costs no sum over tables: Pearson, Yates, G, unpooled z."""
    values = [chi2_tail(x) for x in statistics_of(one, other)]
    p, q = one[0] / one[1], other[0] / other[1]
    variance = p * (1 - p) / one[1] + q * (1 - q) / other[1]
    if variance > 0:
        values.append(chi2_tail((p - q) ** 2 / variance))
    return values or [1.0]


def p_values_of(one: Pair, other: Pair) -> list[float]:
    """P by each usual test of two proportions, Fisher's exact test the last."""
    return [*quick_p_values(one, other), fisher(one, other)]


def statistic_fits(value: float, places: int, one: Pair, other: Pair) -> bool:
    """Whether a printed chi-squared is that of two (events, n), to one unit of its last digit."""
    pearson = chi_squared(one, other)
    if pearson is None:
        return False
    unit, n = 10.0**-places + EPSILON, one[1] + other[1]
    if abs(pearson - value) <= unit or abs(pearson * (n - 1) / n - value) <= unit:
        return True
    if value <= pearson and near(value, places, chi_squared(one, other, corrected=True) or 0.0):
        return True
    # The likelihood ratio stays within this factor of Pearson's value; its logarithms are worth sparing.
    if not 0.5 * pearson - unit <= value <= 2.5 * pearson + unit:
        return False
    return near(value, places, likelihood_ratio(one, other) or 0.0)


def p_fits(value: float, places: int, one: Pair, other: Pair, test: str = "") -> bool:
    """Whether a printed p value is that of two (events, n) by the named test, `fisher` or `chi2`, or a usual one."""
    if test == "chi2":
        values = (chi_squared(one, other), chi_squared(one, other, corrected=True))
        return any(x is not None and prints_as(value, places, chi2_tail(x)) for x in values)
    if test != "fisher" and any(prints_as(value, places, p) for p in quick_p_values(one, other)):
        return True
    return prints_as(value, places, fisher(one, other))


def solve_statistic(value: float, places: int, ones: Iterable[Pair], others: Iterable[Pair]) -> list[tuple[Pair, Pair]]:
    """The combinations of two (events, n) that give a printed chi-squared."""
    others = list(others)
    return [(one, other) for one in ones for other in others if statistic_fits(value, places, one, other)]


def any_statistic_fits(value: float, places: int, ones: Iterable[Pair], others: Iterable[Pair]) -> bool:
    """Whether any combination of two (events, n) gives a printed chi-squared."""
    others = list(others)
    return any(statistic_fits(value, places, one, other) for one in ones for other in others)


def solve_p(
    value: float, places: int, ones: Iterable[Pair], others: Iterable[Pair], test: str = ""
) -> list[tuple[Pair, Pair]]:
    """The combinations of two (events, n) that give a printed p value by the named test, else by a usual one."""
    others = list(others)
    return [(one, other) for one in ones for other in others if p_fits(value, places, one, other, test)]
