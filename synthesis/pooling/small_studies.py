"""Do small studies show other effects than large ones? Three tests, for ten studies and more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import ndtr, stdtr

from schemas.errors import BadInput
from synthesis.pooling.between import between
from synthesis.pooling.weighted import Effects, Vector

ENOUGH = 10
"""Studies below which the tests have too little power to be looked at (Sterne et al. 2011, BMJ 343:d4002)."""


@dataclass(frozen=True, slots=True)
class Asymmetry:
    """A test of a funnel plot's asymmetry."""

    stat: float
    """t, z or Kendall's tau."""
    p: float
    df: int | None = None


def egger(yi: Sequence[float] | Vector, vi: Sequence[float] | Vector) -> Asymmetry:
    """Egger's regression (BMJ 1997;315:629): effects on standard errors by weighted least squares, tested with t.

    The residual variance multiplies the sampling variances, with k - 2 degrees of freedom.
    """
    effects = _on_standard_errors(yi, vi)
    at0, df = effects.at(0.0), effects.k - 2
    stat = float(at0.b[1]) / sqrt(at0.covariance[1, 1] * at0.Q / df)
    return Asymmetry(stat, 2 * float(stdtr(df, -abs(stat))), df)


def egger_mixed(yi: Sequence[float] | Vector, vi: Sequence[float] | Vector, method: str = "REML") -> Asymmetry:
    """The same regression as a mixed-effects model: tau2 is added to the sampling variances, the test is z."""
    effects = _on_standard_errors(yi, vi)
    at = effects.at(between(method, effects))
    stat = float(at.b[1]) / sqrt(at.covariance[1, 1])
    return Asymmetry(stat, 2 * float(ndtr(-abs(stat))))


def begg(yi: Sequence[float] | Vector, vi: Sequence[float] | Vector) -> Asymmetry:
    """Begg and Mazumdar's rank test (Biometrics 1994;50:1088): Kendall's tau of standardised effects and variances.

    Exact without ties, else by the normal approximation with corrected variance.
    """
    from scipy.stats import kendalltau  # noqa: PLC0415 (half a second that nobody else should wait for)

    effects = _enough(yi, vi, 2)
    at0 = effects.at(0.0)
    shares = (effects.yi - at0.b[0]) / np.sqrt(effects.vi - 1 / at0.weights.sum())
    tied = len(np.unique(shares)) < effects.k or len(np.unique(effects.vi)) < effects.k
    result = kendalltau(shares, effects.vi, method="asymptotic" if tied else "exact")
    return Asymmetry(float(result.statistic), float(result.pvalue))


def _enough(yi: Sequence[float] | Vector, vi: Sequence[float] | Vector, least: int) -> Effects:
    y, v = np.asarray(yi, dtype=float), np.asarray(vi, dtype=float)
    there = np.isfinite(y) & np.isfinite(v) & (v > 0)
    if there.sum() < least:
        raise BadInput(f"{there.sum()} studies are too few for this test, which needs {least}.")
    return Effects(y[there], v[there])


def _on_standard_errors(yi: Sequence[float] | Vector, vi: Sequence[float] | Vector) -> Effects:
    effects = _enough(yi, vi, 3)
    errors = np.sqrt(effects.vi)
    if np.ptp(errors) == 0:
        raise BadInput("All studies have the same standard error, so nothing can be seen of small and large ones.")
    return Effects(effects.yi, effects.vi, np.column_stack([np.ones(effects.k), errors]))
