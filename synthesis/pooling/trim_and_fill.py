"""Trim and fill: the pooled effect if the studies that a lopsided funnel plot seems to lack were there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from schemas.errors import BadInput
from synthesis.pooling.between import between
from synthesis.pooling.inverse_variance import pool
from synthesis.pooling.pooled import Pooled
from synthesis.pooling.weighted import Effects, Vector

_ROUNDS = 100
_NOTHING = 1e-12
"""Share of the largest effect below which a distance from the mean is rounding."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What trim and fill gives."""

    pooled: Pooled
    missing: int
    """Number of studies that were filled in (k0)."""
    side: str
    """left or right: where studies seem to be missing."""
    yi: tuple[float, ...]
    """Effects of the studies that were filled in."""
    vi: tuple[float, ...]


def trim_and_fill(
    yi: Sequence[float] | Vector,
    vi: Sequence[float] | Vector,
    *,
    measure: str = "GEN",
    method: str = "REML",
    test: str = "z",
    level: float = 95,
) -> Filled:
    """Duval and Tweedie's estimator L0 (Biometrics 2000;56:455), with the effects' own model in every round.

    Studies are missing to the left where effects rise with their standard errors, else to the right. The largest
    effects are trimmed until the rest is balanced, then filled in with their mirror images. BadInput where the rounds
    do not come to an end.
    """
    y, v = np.asarray(yi, dtype=float), np.asarray(vi, dtype=float)
    there = np.isfinite(y) & np.isfinite(v)
    y, v = y[there], v[there]
    if len(y) < 3:
        raise BadInput(f"{len(y)} studies are too few to trim any; trim and fill needs 3.")
    side = _side(y, v, method)
    sign = -1.0 if side == "right" else 1.0
    order = np.argsort(sign * y, kind="stable")
    ordered, variances = sign * y[order], v[order]
    missing, middle = _trimmed(ordered, variances, method)
    mirrored = sign * (2 * middle - ordered[len(y) - missing :])
    extra = variances[len(y) - missing :]
    filled = pool(
        np.concatenate([y, mirrored]),
        np.concatenate([v, extra]),
        measure=measure,
        method=method,
        test=test,
        level=level,
    )
    return Filled(filled, missing, side, tuple(mirrored.tolist()), tuple(extra.tolist()))


def _side(yi: Vector, vi: Vector, method: str) -> str:
    """Left where the regression of effects on standard errors rises."""
    errors = np.sqrt(vi)
    if np.ptp(errors) == 0:
        return "left"
    effects = Effects(yi, vi, np.column_stack([np.ones(len(yi)), errors]))
    return "right" if effects.at(between(method, effects)).b[1] < 0 else "left"


def _trimmed(yi: Vector, vi: Vector, method: str) -> tuple[int, float]:
    """How many of the largest effects are too many, and the mean of the others."""
    k, missing = len(yi), 0
    for _ in range(_ROUNDS):
        kept = Effects(yi[: k - missing], vi[: k - missing])
        middle = float(kept.at(between(method, kept)).b[0])
        apart = np.where(np.abs(yi - middle) <= _NOTHING * np.abs(yi).max(), 0.0, yi - middle)
        ranks = np.empty(k)
        ranks[np.argsort(np.abs(apart), kind="stable")] = np.arange(1, k + 1)
        rank_sum = float(ranks[apart > 0].sum())
        before, missing = missing, max(0, round((4 * rank_sum - k * (k + 1)) / (2 * k - 1)))
        if missing == before:
            return missing, middle
    raise BadInput("Trim and fill goes round in circles with these studies.")
