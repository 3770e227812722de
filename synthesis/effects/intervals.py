"""Effects from what a report prints of them: an estimate with its interval or p value, or a log-rank test."""

from __future__ import annotations

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from synthesis.effects.tables import Array

LOG_SCALE = frozenset({"RR", "OR", "HR", "PETO", "IRR", "ROM", "PLN", "IRLN"})
"""Measures whose effects are logarithms."""
_NORMAL = NormalDist()


@lru_cache(maxsize=256)
def half_width(level: float) -> float:
    """Standard errors from estimate to bound of a two-sided interval of `level` percent: 1.96 at 95, 0.8416 at 60."""
    if not 0 < level < 100:
        raise ValueError(f"an interval's level lies between 0 and 100 percent, not {level}")
    return _NORMAL.inv_cdf(1 - (1 - level / 100) / 2)


def standard_error_of_interval(low: float, high: float, level: float) -> float:
    """(high - low) / (2 z) on the scale of the bounds, z at the interval's own level (Cochrane Handbook 6.3.2)."""
    return (high - low) / (2 * half_width(level))


def from_intervals(measure: str, estimate: Array, low: Array, high: Array, level: Array) -> tuple[Array, Array]:
    """Effects of reported estimates with intervals of their own levels, as `standard_error_of_interval` has them.

    Ratios go to the log scale. NaN for an estimate that has no logarithm; no variance for an interval that is open or
    turned round. ValueError for a level outside 0 and 100.
    """
    levels, which = np.unique(level, return_inverse=True)
    half = np.array([np.nan if np.isnan(one) else half_width(float(one)) for one in levels])[which]
    if measure in LOG_SCALE:
        estimate, low, high = (np.log(np.where(x > 0, x, np.nan)) for x in (estimate, low, high))
    width = np.where(np.isfinite(high - low) & (high > low), high - low, np.nan)
    return estimate, (width / (2 * half)) ** 2


def from_logrank(o_minus_e: Array, variance: Array) -> tuple[Array, Array]:
    """Log hazard ratio (O - E)/V with variance 1/V of observed less expected events and the log-rank variance V.

    Yusuf et al., Progress in Cardiovascular Diseases 1985;27:335; Tierney et al., Trials 2007;8:16, equation 4.
    """
    return o_minus_e / variance, 1 / variance


def standard_error_from_p(yi: float, p: float) -> float | None:
    """|yi| / z of a two-sided p value (Cochrane Handbook 6.3.2); None where p or yi leave nothing to divide by."""
    if not 0 < p < 1 or yi == 0:
        return None
    z = _NORMAL.inv_cdf(1 - p / 2)
    return abs(yi) / z if z > 0 else None


def two_sided_p(yi: float, sei: float) -> float:
    """P value of yi against zero by the normal distribution."""
    return 2 * (1 - _NORMAL.cdf(abs(yi) / sei))


def bounds_on_pooling_scale(low: float | None, high: float | None, log: bool) -> tuple[float, float] | None:
    """Both ends on the pooling scale; None for an open or impossible interval."""
    if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)) or not low < high:
        return None
    if not log:
        return low, high
    return (math.log(low), math.log(high)) if low > 0 else None
