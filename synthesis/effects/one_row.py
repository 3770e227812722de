"""Effects of one row at a time, by the same formulas as `escalc`; what is impossible raises."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from synthesis.effects.intervals import bounds_on_pooling_scale, standard_error_of_interval
from synthesis.effects.measures import escalc
from synthesis.effects.tables import ZeroCells

RATIOS = frozenset({"RR", "OR", "HR"})
"""Measures of meta_analysis.csv whose effects are logarithms."""


@dataclass(slots=True, frozen=True)
class Effect:
    """An effect on its pooling scale with its sampling variance; `vi` is None where nothing tells it."""

    yi: float
    vi: float | None

    @property
    def sei(self) -> float | None:
        """Standard error of `yi`."""
        return None if self.vi is None else math.sqrt(self.vi)


class NoEffectError(ValueError):
    """The numbers are possible and give no effect, or none with a variance: zero cells to which nothing is added."""


USUAL = ZeroCells()
"""One half to each cell of a table with a zero, as metafor does unless told otherwise."""


def yi_and_vi(measure: str, cells: Mapping[str, float], zeros: ZeroCells = USUAL) -> tuple[float, float]:
    """Effect and variance of one table under metafor's names, as `escalc` has them.

    `NoEffectError` where there is none; any other ValueError for numbers that are impossible.
    """
    yi, vi = (float(found[0]) for found in escalc(measure, cells, add=zeros.add, to=zeros.to, drop00=zeros.drop00))
    if math.isnan(yi) or not vi > 0:
        told = ", ".join(f"{name} {value:g}" for name, value in cells.items())
        raise NoEffectError(f"{told} give no {measure}")
    return yi, vi


def effect_of(measure: str, zeros: ZeroCells = USUAL, **cells: float) -> Effect:
    """The effect of one table under metafor's names. Errors as those of `yi_and_vi`."""
    return Effect(*yi_and_vi(measure, cells, zeros))


def from_counts(  # noqa: PLR0917 -- the four columns of a metafor data set
    measure: str, ai: int, n1i: int, ci: int, n2i: int, zeros: ZeroCells = USUAL
) -> Effect:
    """RR, OR or RD of events and sizes of both groups."""
    if not (0 <= ai <= n1i and 0 <= ci <= n2i and n1i > 0 and n2i > 0):
        raise ValueError(f"{ai}/{n1i} and {ci}/{n2i} are not counts of patients")
    return effect_of(measure, zeros, ai=ai, n1i=n1i, ci=ci, n2i=n2i)


def from_means(  # noqa: PLR0917 -- the six columns of a metafor data set, in its order
    measure: str, m1i: float, sd1i: float, n1i: int, m2i: float, sd2i: float, n2i: int
) -> Effect:
    """MD or SMD of means, standard deviations and sizes of both groups."""
    return effect_of(measure, m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i)


def logit_proportion(xi: int, ni: int, zeros: ZeroCells = USUAL) -> Effect:
    """PLO of a single arm."""
    if not (0 <= xi <= ni and ni > 0):
        raise ValueError(f"{xi}/{ni} is not a count of patients")
    return effect_of("PLO", zeros, xi=xi, ni=ni)


def raw_mean(mi: float, sdi: float, ni: int) -> Effect:
    """MN of a single arm."""
    return effect_of("MN", mi=mi, sdi=sdi, ni=ni)


FROM_COUNTS: dict[str, Callable[[int, int, int, int, ZeroCells], Effect]] = {
    measure: partial(from_counts, measure) for measure in ("RR", "OR", "RD")
}
FROM_MEANS: dict[str, Callable[[float, float, int, float, float, int], Effect]] = {
    measure: partial(from_means, measure) for measure in ("MD", "SMD")
}


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
    bounds = bounds_on_pooling_scale(low, high, log)
    if bounds is None or level is None or not 0 < level < 100:
        return Effect(yi, None)
    return Effect(yi, standard_error_of_interval(*bounds, level) ** 2)
