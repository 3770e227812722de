"""The answer of a pooling, in the names that metafor uses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pooled:
    """One pooled effect. All numbers are on the analysis scale: logarithms for ratios, logits for PLO."""

    measure: str
    method: str
    """EE, DL, PM, REML, ML, EB, HS, SJ, HE, MH, Peto, or a mixed model: GLMM, CM.AL, UM.FS."""
    test: str
    """z, t, knha or adhoc, as it was used: a single study is always tested with z."""
    level: float
    """Level of the interval and the prediction interval, in percent."""
    k: int
    b: float
    se: float
    stat: float
    """b / se, held against the normal distribution, or against t with k - 1 degrees of freedom; NaN for 0 / 0."""
    p: float
    ci_low: float
    ci_high: float
    tau2: float
    """Variance between studies; 0 by assumption for EE, MH and Peto."""
    I2: float | None
    """Percent; None where a sampling variance of 0 leaves it undefined, and for mixed models."""
    H2: float | None
    Q: float | None
    Qp: float | None
    pi_low: float | None = None
    pi_high: float | None = None
    """Prediction interval for the effect in a new study; None where the method has none."""
    tau2_low: float | None = None
    tau2_high: float | None = None
    """Q-profile interval of tau2; None where it was not asked for, for fewer than two studies, and for EE, MH, Peto."""
    I2_low: float | None = None
    I2_high: float | None = None
    """The same interval, as I2."""
    weights: tuple[float, ...] = ()
    """Percent of the whole, in the order of the effects that were pooled."""
