"""From the analysis scale back to the scale on which people read an effect."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import asin, cos, exp, inf, pi, sin, sqrt, tanh

from scipy.special import expit

RATIOS = frozenset({"RR", "OR", "HR", "IRR", "ROM", "PETO", "IRLN", "PLN"})
"""Measures that are pooled as logarithms."""
ONE_GROUP = frozenset({"PR", "PLN", "PLO", "PAS", "PFT", "IR", "IRLN", "MN"})
"""Measures of a single group, of which 0 says nothing; for all others it is no effect."""


def natural(measure: str, sizes: Sequence[float] = ()) -> Callable[[float], float] | None:
    """The function that takes a pooled effect to its natural scale; None where it is there already.

    `sizes` are the groups' sizes, whose harmonic mean PFT needs (Miller 1978, American Statistician 32:138).
    """
    if measure in RATIOS:
        return _exp
    if measure == "PFT" and len(sizes):
        size = len(sizes) / sum(1 / n for n in sizes)
        return lambda value: _from_double_arcsine(value, size)
    return _BACK.get(measure)


def _exp(value: float) -> float:
    return exp(value) if value < 700 else inf


def _from_logit(value: float) -> float:
    return float(expit(value))


def _from_fisher(value: float) -> float:
    return tanh(value)


def _from_arcsine(value: float) -> float:
    return sin(min(max(value, 0.0), pi / 2)) ** 2


_BACK: dict[str, Callable[[float], float]] = {"PLO": _from_logit, "PAS": _from_arcsine, "ZCOR": _from_fisher}


def _from_double_arcsine(value: float, size: float) -> float:
    """Inverse of the Freeman-Tukey transformation at one sample size; 0 and 1 beyond what 0 and all events give."""
    edge = asin(sqrt(1 / (size + 1))) / 2  # of no events; of all events it is pi / 2 less the same
    if value <= edge:
        return 0.0
    if value >= pi / 2 - edge:
        return 1.0
    sine = sin(2 * value)
    inside = 1 - (sine + (sine - 1 / sine) / size) ** 2
    return (1 - (1 if cos(2 * value) >= 0 else -1) * sqrt(max(0.0, inside))) / 2
