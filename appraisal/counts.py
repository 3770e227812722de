"""Which whole numbers of people fit a printed percentage, and over which denominators."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from appraisal.printed import prints_as, window

Pair = tuple[int, int]
"""(events, denominator)."""


SEARCHED = 20_000
"""The largest number of people below which smaller denominators are tried one by one."""


def counts_for(percent: float, places: int, n: int, truncation: bool = True) -> list[int]:
    """All counts k of n people whose share prints as `percent` with `places` decimals.

    Half-up, half-even and (with `truncation`) cut-off figures are all allowed: journals use each of them.
    """
    if n <= 0 or not 0 <= percent <= 100:
        return []
    low, high = window(percent, places)
    if not truncation:
        high = percent + 10.0**-places / 2 + 1e-9
    first, last = math.ceil(low * n / 100 - 1e-9), math.floor(high * n / 100 + 1e-9)
    return [k for k in range(max(first, 0), min(last, n) + 1) if low <= 100 * k / n <= high]


def pairs_for(percent: float, places: int, denominators: Iterable[int], truncation: bool = True) -> list[Pair]:
    """All (count, denominator) that fit, over several candidate denominators."""
    return [(k, n) for n in dict.fromkeys(denominators) for k in counts_for(percent, places, n, truncation)]


def smaller_denominators(percent: float, places: int, n: int, least: float = 0.5) -> list[Pair]:
    """All (count, denominator) that fit with some of the n people left out, at most the share 1 - `least` of them.

    This is how an honest report comes to a percentage that does not fit its arm: not all were evaluable. Above
    SEARCHED people nothing is listed: every printed percentage fits some count of so many.
    """
    if n > SEARCHED:
        return []
    return pairs_for(percent, places, range(n - 1, max(1, math.ceil(n * least)) - 1, -1))


def chance_of_fit(places: int, n: int) -> float:
    """The chance that some percentage with `places` decimals, about which nothing is known, fits a count of n."""
    return min(1.0, 1.5 * (n + 1) / (100 * 10**places))


def shared_denominators(figures: Sequence[tuple[float, int]], n: int, least: float = 0.5) -> list[int]:
    """The denominators up to n that each of several printed (percentage, decimals) fits; n alone above SEARCHED."""
    if n > SEARCHED:
        return [n] if all(counts_for(p, d, n) for p, d in figures) else []
    lowest = max(2, math.ceil(n * least))
    return [m for m in range(n, lowest - 1, -1) if all(counts_for(p, d, m) for p, d in figures)]


def rounds_up(percent: float, places: int, k: int, n: int) -> bool:
    """Whether a reported count shows that its report rounds and does not cut off."""
    share = 100 * k / n
    return prints_as(percent, places, share) and share < percent - 1e-9
