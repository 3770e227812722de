"""Mean and standard deviation from a median with quartiles, range or both, where nothing speaks for skewed data.

The mean is that of Luo et al. (Statistical Methods in Medical Research 2018;27:1785), the standard deviation that of
Wan et al. (BMC Medical Research Methodology 2014;14:135), with quartiles and range together that of Shi et al.
(Research Synthesis Methods 2020;11:641). All three take the data for normal; the test of Shi et al. (Statistical
Methods in Medical Research 2023;32:1338) says at the 5% level where they are evidently not. metafor's `conv.fivenum`
does the same. Why these: docs/decisions/0022-means-from-medians.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

FEWEST = 5
"""Patients below which the formulas mean nothing; metafor leaves such groups out too."""
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class FiveNumbers:
    """What a report gives of one group's values; quartiles, range or both are there."""

    median: float
    n: int
    q1: float | None = None
    q3: float | None = None
    minimum: float | None = None
    maximum: float | None = None

    @property
    def quartiles(self) -> tuple[float, float] | None:
        """First and third quartile, where both are known."""
        return None if self.q1 is None or self.q3 is None else (self.q1, self.q3)

    @property
    def range(self) -> tuple[float, float] | None:
        """Smallest and largest value, where both are known."""
        return None if self.minimum is None or self.maximum is None else (self.minimum, self.maximum)


@dataclass(frozen=True, slots=True)
class Skewness:
    """The test of Shi et al.: data are evidently skewed where the statistic reaches the critical value."""

    statistic: float
    critical: float

    @property
    def evident(self) -> bool:
        """Whether normality is rejected at the 5% level."""
        return self.statistic >= self.critical


def mean_and_sd(given: FiveNumbers) -> tuple[float, float]:
    """Mean and standard deviation; ValueError, saying why, where the numbers allow none. Skewness is not asked."""
    _check(given)
    return _mean(given), _sd(given)


def skewness(given: FiveNumbers) -> Skewness:
    """Shi et al. 2023: how far the median lies from the middle, beside what normal data would show by chance."""
    _check(given)
    n = given.n
    if given.quartiles and given.range:
        off_range = 2.65 * math.log(0.6 * n) / math.sqrt(n) * _off_centre(given.median, *given.range)
        return Skewness(max(off_range, _off_centre(given.median, *given.quartiles)), 3 / math.sqrt(n) - 40 / n**3)
    if given.quartiles:
        return Skewness(_off_centre(given.median, *given.quartiles), 2.65 / math.sqrt(n) - 6 / n**2)
    assert given.range is not None
    return Skewness(_off_centre(given.median, *given.range), 1 / math.log(n + 9) + 2.5 / (n + 1))


def _check(given: FiveNumbers) -> None:
    told = [x for x in (given.minimum, given.q1, given.median, given.q3, given.maximum) if x is not None]
    if not (given.quartiles or given.range):
        raise ValueError("neither both quartiles nor the range are given")
    if given.n < FEWEST:
        raise ValueError(f"{given.n} patients are too few")
    if not all(map(math.isfinite, told)) or told != sorted(told):
        raise ValueError(f"the values {', '.join(f'{x:g}' for x in told)} do not rise from minimum to maximum")
    if any(ends and ends[0] == ends[1] for ends in (given.quartiles, given.range)):
        raise ValueError("the values do not spread")


def _off_centre(median: float, low: float, high: float) -> float:
    """Distance of the median from the middle, as a share of half the width: Bowley's coefficient without its sign."""
    return abs(low + high - 2 * median) / (high - low)


def _mean(given: FiveNumbers) -> float:
    """Luo et al. 2018: equation 7 for a range, 11 for quartiles, 15 for both."""
    n, median = given.n, given.median
    of_range = sum(given.range) / 2 if given.range else 0.0
    of_quartiles = sum(given.quartiles) / 2 if given.quartiles else 0.0
    if given.quartiles and given.range:
        w1, w2 = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    elif given.quartiles:
        w1, w2 = 0.0, 0.7 + 0.39 / n
    else:
        w1, w2 = 4 / (4 + n**0.75), 0.0
    return w1 * of_range + w2 * of_quartiles + (1 - w1 - w2) * median


def _sd(given: FiveNumbers) -> float:
    """Wan et al. 2014: equation 9 for a range, 16 for quartiles; Shi et al. 2020, equation 10, weighs both."""
    n = given.n
    by_range = by_quartiles = 0.0
    if given.range:
        by_range = (given.range[1] - given.range[0]) / (2 * _NORMAL.inv_cdf((n - 0.375) / (n + 0.25)))
    if given.quartiles:
        by_quartiles = (given.quartiles[1] - given.quartiles[0]) / (
            2 * _NORMAL.inv_cdf((0.75 * n - 0.125) / (n + 0.25))
        )
    if given.quartiles and given.range:
        weight = 1 / (1 + 0.07 * n**0.6)
        return weight * by_range + (1 - weight) * by_quartiles
    return by_range or by_quartiles
