"""Weighted least squares at a given variance between studies: the sums from which every estimator is made.

With W = diag(1 / (vi + tau2)) and P = W - W X (X'WX)^-1 X'W, no k x k matrix is needed: P y is the weighted residual,
and the traces follow from X'W²X and X'W³X. So a fit costs time in proportion to the number of studies.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


_SMALLEST = 1e-100


@dataclass(frozen=True, slots=True)
class Sums:
    """What weighted least squares leaves, at one value of tau2."""

    b: Vector
    """Coefficients, (p,)."""
    covariance: Vector
    """(X'WX)^-1, (p, p)."""
    weights: Vector
    """1 / (vi + tau2), (k,)."""
    Q: float
    """y'Py, the weighted sum of squared residuals."""
    yPPy: float
    trP: float
    trPP: float


@dataclass(frozen=True, slots=True)
class Effects:
    """Effects with their sampling variances, and moderators where there are any."""

    yi: Vector
    """(k,)"""
    vi: Vector
    """(k,)"""
    X: Vector | None = None
    """Design matrix with its column of ones, (k, p); None for nothing but a mean."""

    @property
    def k(self) -> int:
        """Number of effects."""
        return len(self.yi)

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return 1 if self.X is None else int(self.X.shape[1])

    @property
    def positive(self) -> bool:
        """Whether every variance is above 0, by as much as squares of its inverse need to be computed."""
        return bool(self.vi.min() > _SMALLEST)

    def at(self, tau2: float) -> Sums:
        """The sums of weighted least squares at this variance between studies."""
        w = 1 / (self.vi + tau2)
        return _mean_only(self.yi, w) if self.X is None else _with_moderators(self.yi, w, self.X)


def _mean_only(yi: Vector, w: Vector) -> Sums:
    """Counted from the heaviest study, and in terms above 0: nothing cancels where it has nearly all the weight."""
    w2, heaviest = w * w, int(w.argmax())
    total = float(w.sum())
    y = yi - yi[heaviest]
    shift = float(w @ y) / total
    r2 = (y - shift) ** 2
    others, others2 = _others(w, heaviest), _others(w2, heaviest)
    diagonal = w * (others / total)
    trace2 = float(diagonal @ diagonal) + float(w2 @ others2) / total / total
    mean = np.array([float(yi[heaviest]) + shift])
    return Sums(mean, np.array([[1 / total]]), w, float(w @ r2), float(w2 @ r2), float(diagonal.sum()), trace2)


def _others(values: Vector, largest: int) -> Vector:
    """For each value the sum of all but itself."""
    rest = values.sum() - values
    rest[largest] = values[:largest].sum() + values[largest + 1 :].sum()
    return np.asarray(rest, dtype=np.float64)


def _with_moderators(yi: Vector, w: Vector, X: Vector) -> Sums:
    w2 = w * w
    covariance = np.asarray(np.linalg.inv((X * w[:, None]).T @ X), dtype=np.float64)
    b = covariance @ (X.T @ (w * yi))
    r = yi - X @ b
    r2 = r * r
    square = covariance @ ((X * w2[:, None]).T @ X)
    cube = covariance @ ((X * (w2 * w)[:, None]).T @ X)
    trace = float(w.sum() - np.trace(square))
    trace2 = float(w2.sum() - 2 * np.trace(cube) + np.trace(square @ square))
    return Sums(b, covariance, w, float(w @ r2), float(w2 @ r2), trace, trace2)
