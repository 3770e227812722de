"""The answer of a pooling, in the names that metafor uses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pooled:
    """One pooled effect. All numbers are on the analysis scale: logarithms for ratios, logits for PLO."""

    measure: str
    method: str
    """EE, DL, PM, REML, ML, …, MH or Peto."""
    test: str
    """z, t or knha."""
    level: float
    """Level of the interval and the prediction interval, in percent."""
    k: int
    b: float
    se: float
    stat: float
    """b / se, held against the normal distribution, or against t with k - 1 degrees of freedom."""
    p: float
    ci_low: float
    ci_high: float
    tau2: float | None
    """Variance between studies; None where the method has none."""
    I2: float | None
    """Percent."""
    H2: float | None
    Q: float
    Qp: float
    pi_low: float | None = None
    pi_high: float | None = None
    """Prediction interval for the effect in a new study; None where the method has none."""
    tau2_low: float | None = None
    tau2_high: float | None = None
    """Q-profile interval of tau2."""
    weights: tuple[float, ...] = ()
    """Percent of the whole, in the order of the effects."""
