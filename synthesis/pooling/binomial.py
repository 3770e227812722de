"""Generalised linear mixed models: events follow binomial distributions, effects between studies a normal one.

Nothing is added to zero cells and no study needs a variance of its own, so these fit rare events and small proportions.
Maximum likelihood; the integral over a study's random effect by adaptive Gauss-Hermite quadrature with seven points
(Pinheiro and Bates 1995, Journal of Computational and Graphical Statistics 4:12), as `metafor::rma.glmm` has it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

from schemas.errors import BadInput
from synthesis.pooling.pooled import Pooled
from synthesis.pooling.tables import Cells, counts, together
from synthesis.pooling.weighted import Vector

MODELS = {"GLMM": "PLO", "CM.AL": "OR", "UM.FS": "OR"}
"""Methods and the measure that they pool."""
_NODES, _WEIGHTS = np.polynomial.hermite.hermgauss(7)
_LOG_WEIGHTS = np.log(_WEIGHTS) + _NODES**2
_STARTS = (0.05, 0.7)
"""Standard deviations between studies from which the search begins."""
_STEP = 1e-4
"""Distance of the differences from which curvature is computed."""


@dataclass(frozen=True, slots=True)
class Binomial:
    """Events of n patients in one or two groups a study, (groups, k); the random effect enters with a sign or half."""

    x: Vector
    n: Vector
    offset: Vector
    slope: Vector
    """Share of the pooled and of the random effect in each group's logit, (groups, 1)."""
    intercepts: bool = False
    """Whether every study has a level of its own beside the pooled effect."""

    def log_likelihood(self, b: float, sd: float, levels: Vector | None = None) -> float:
        """Of all studies, at the pooled effect and the standard deviation between studies.

        `levels` are where the search for the studies' own levels begins; those that were found replace them.
        """
        if not self.intercepts:
            return float(self._by_study(b, sd, np.zeros(self.x.shape[1])).sum())
        start = self.first_levels() if levels is None else levels
        found = _highest(lambda own: self._by_study(b, sd, own), start)
        if levels is not None:
            levels[:] = found
        return float(self._by_study(b, sd, found).sum())

    def first_levels(self) -> Vector:
        """A study's mean logit, a half added to its cells: good enough to begin with."""
        return np.asarray(logit((self.x + 0.5) / (self.n + 1)).mean(axis=0), dtype=np.float64)

    def _by_study(self, b: float, sd: float, level: Vector) -> Vector:
        base, slope = self.offset + level + self.slope * b, self.slope * sd
        mode = np.zeros(self.x.shape[1])
        for _ in range(50):
            p = expit(base + slope * mode)
            curvature = (slope**2 * self.n * p * (1 - p)).sum(axis=0) + 1
            step = ((slope * (self.x - self.n * p)).sum(axis=0) - mode) / curvature
            mode = mode + step
            if np.abs(step).max() < 1e-9:
                break
        p = expit(base + slope * mode)
        width = sqrt(2) / np.sqrt((slope**2 * self.n * p * (1 - p)).sum(axis=0) + 1)
        z = mode + width * _NODES[:, None]
        eta = base[:, None, :] + slope[:, None, :] * z
        fit = (self.x[:, None, :] * eta - self.n[:, None, :] * np.logaddexp(0, eta)).sum(axis=0)
        terms = fit - z * z / 2 + _LOG_WEIGHTS[:, None]
        top = terms.max(axis=0)
        return np.asarray(top + np.log(np.exp(terms - top).sum(axis=0)) + np.log(width), dtype=np.float64)


def binomial_mixed(method: str, cells: Cells, *, level: float = 95) -> Pooled:
    """Pool proportions (GLMM, log odds) or odds ratios (CM.AL, UM.FS, log scale).

    GLMM: a normal distribution of the studies' logits. CM.AL: the events of both groups are given, those of the first
    are binomial among them (Stijnen, Hamza and Ozdemir 2010, Statistics in Medicine 29:3046); for rare events. UM.FS:
    each study has its own level. Tables without events, or with nothing else, tell nothing and are left out of `k`.
    I2, H2 and Q do not exist here. BadInput where nothing is left or no maximum is found.
    """
    from scipy.optimize import minimize  # noqa: PLC0415 (a quarter of a second that others should not wait for)

    model = model_of(method, cells)

    levels = model.first_levels()

    def goal(at: Vector) -> float:
        return -model.log_likelihood(float(at[0]), abs(float(at[1])), levels)

    tried = [
        minimize(
            goal, np.array([0.0, sd]), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9, "maxiter": 1000}
        )
        for sd in _STARTS
    ]
    best = min(tried, key=lambda result: float(result.fun))
    b, sd = float(best.x[0]), abs(float(best.x[1]))
    se = _standard_error(goal, np.array([b, sd]))
    if not best.success or not np.isfinite([b, se]).all() or abs(b) > 15:
        raise BadInput(f"{method} found no maximum of the likelihood: one group may have no event in any study.")
    tail, tau2 = -float(ndtri((1 - level / 100) / 2)), sd**2 if sd > 1e-4 else 0.0
    new = tail * sqrt(se**2 + tau2)
    return Pooled(
        measure=MODELS[method],
        method=method,
        test="z",
        level=float(level),
        k=model.x.shape[1],
        b=b,
        se=se,
        stat=b / se,
        p=2 * float(ndtr(-abs(b / se))),
        ci_low=b - tail * se,
        ci_high=b + tail * se,
        tau2=tau2,
        I2=None,
        H2=None,
        Q=None,
        Qp=None,
        pi_low=b - new,
        pi_high=b + new,
    )


def model_of(method: str, cells: Cells) -> Binomial:
    """The binomial model of a method; BadInput where the cells tell nothing."""
    if method == "GLMM":
        xi, ni = together(*(np.asarray(cells[name], dtype=float) for name in ("xi", "ni")))
        return Binomial(xi[None, :], ni[None, :], np.zeros((1, 1)), np.ones((1, 1)))
    ai, bi, ci, di = counts(cells)
    telling = (ai + ci > 0) & (bi + di > 0)
    ai, bi, ci, di = (cell[telling] for cell in (ai, bi, ci, di))
    if not len(ai) or ai.sum() == 0 or ci.sum() == 0:
        raise BadInput(f"One group has no event in any study, so {method} has nothing to go by.")
    n1i, n2i = ai + bi, ci + di
    if method == "CM.AL":
        return Binomial(ai[None, :], (ai + ci)[None, :], np.log(n1i / n2i)[None, :], np.ones((1, 1)))
    half = np.array([[0.5], [-0.5]])
    return Binomial(np.stack([ai, ci]), np.stack([n1i, n2i]), np.zeros((2, 1)), half, intercepts=True)


def _highest(of: Callable[[Vector], Vector], start: Vector) -> Vector:
    """Where each study's function of one number is highest, by Newton's method on differences."""
    at, h = start, 1e-3
    for _ in range(50):
        low, here, high = of(at - h), of(at), of(at + h)
        curvature = np.minimum((high - 2 * here + low) / h**2, -1e-3)
        step = np.clip(-(high - low) / (2 * h) / curvature, -1, 1)
        at = at + step
        if np.abs(step).max() < 1e-7:
            break
    return at


def _standard_error(goal: Callable[[Vector], float], at: Vector) -> float:
    """Of the effect, from the curvature of the likelihood in effect and standard deviation together."""
    steps = np.eye(2) * _STEP
    curvature = np.array(
        [[sum(a * c * goal(at + a * i + c * j) for a in (1, -1) for c in (1, -1)) for j in steps] for i in steps]
    ) / (4 * _STEP**2)
    determinant = curvature[0, 0] * curvature[1, 1] - curvature[0, 1] ** 2
    if determinant > 0 and curvature[1, 1] > 0:
        return sqrt(curvature[1, 1] / determinant)
    return sqrt(1 / curvature[0, 0]) if curvature[0, 0] > 0 else float("nan")
