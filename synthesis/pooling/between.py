"""Estimators of tau2, the variance between studies.

Sources: DL DerSimonian and Laird 1986; HE Hedges and Olkin 1985; HS Schmidt and Hunter 2015; SJ Sidik and Jonkman 2005;
PM Paule and Mandel 1982; EB Morris 1983; ML and REML by Fisher scoring, Raudenbush 2009. In the notation of
Viechtbauer 2005 (Journal of Educational and Behavioral Statistics 30:261), with moderators where there are any.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from schemas.errors import BadInput
from synthesis.pooling.root import METAFOR_TOLERANCE, root
from synthesis.pooling.weighted import Effects, Sums, Vector

STEP = 0.5
"""Share of a scoring step that is taken: half steps also converge where whole ones go round in circles."""
CHANGE = 1e-10
"""Scoring ends when tau2 changes by less."""
_ITERATIONS = 10_000


def between(method: str, effects: Effects, *, exact: bool = False) -> float:
    """Estimate tau2; 0 for EE and where it would be negative. BadInput where the method needs positive variances.

    `exact` solves PM to the last digit; without it the search ends where metafor's ends, 1e-4 or less from there.
    """
    if method in NEEDS_POSITIVE and not effects.positive:
        raise BadInput(
            f"A sampling variance is 0, with which {method} cannot be computed; leave that study out or use REML."
        )
    if method == "EE" or effects.k == 1:
        return 0.0
    if method == "PM":
        return tau2_where(effects, effects.k - effects.p, widest(effects.yi), exact=exact)
    return max(0.0, _ESTIMATORS[method](effects))


def _der_simonian_laird(effects: Effects) -> float:
    at0 = effects.at(0.0)
    return (at0.Q - (effects.k - effects.p)) / at0.trP


def _hunter_schmidt(effects: Effects) -> float:
    at0 = effects.at(0.0)
    return (at0.Q - effects.k) / float(at0.weights.sum())


def _hedges(effects: Effects) -> float:
    basis, _ = np.linalg.qr(np.ones((effects.k, 1)) if effects.X is None else effects.X)
    r = effects.yi - basis @ (basis.T @ effects.yi)
    leverage = (basis * basis).sum(axis=1)
    return float(r @ r - effects.vi @ (1 - leverage)) / (effects.k - effects.p)


def _sidik_jonkman(effects: Effects) -> float:
    crude = float(np.var(effects.yi))
    return crude * effects.at(crude).Q / (effects.k - effects.p) if crude > 0 else 0.0


def widest(yi: Vector) -> float:
    """Where the search for tau2 ends to the right: 100, or ten times the squared median absolute deviation."""
    spread = 1.4826 * float(np.median(np.abs(yi - np.median(yi))))
    return max(100.0, 10 * spread**2)


def tau2_where(effects: Effects, target: float, high: float, *, exact: bool) -> float:
    """The tau2 at which Q equals `target`; Q falls as tau2 grows, and where it starts below, the answer is 0.

    With the degrees of freedom as target this is Paule and Mandel's estimate, with quantiles of chi-squared the
    Q-profile. The search begins with 0 and `high`, and goes on beyond it where metafor gives up.
    """

    def excess(tau2: float) -> float:
        return effects.at(tau2).Q - target

    if excess(0.0) < 0:
        return 0.0
    while excess(high) > 0:
        high *= 10
    return root(excess, 0.0, high, 0.0 if exact else METAFOR_TOLERANCE)


def _empirical_bayes_step(at: Sums, effects: Effects) -> float:
    k, p = effects.k, effects.p
    return (at.Q * k / (k - p) - k) / float(at.weights.sum())


def _maximum_likelihood_step(at: Sums, _: Effects) -> float:
    return float((at.yPPy - at.weights.sum()) / (at.weights @ at.weights))


def _restricted_step(at: Sums, _: Effects) -> float:
    return (at.yPPy - at.trP) / at.trPP


def _scored(effects: Effects, step: Callable[[Sums, Effects], float]) -> float:
    """Fisher scoring from Hedges' estimate on; a step that would leave tau2 >= 0 is halved until it does not."""
    tau2 = max(0.0, _hedges(effects))
    if tau2 == 0 and not effects.positive:
        return 0.0
    for _ in range(_ITERATIONS):
        adjustment = STEP * step(effects.at(tau2), effects)
        if tau2 == 0 and adjustment <= 0:
            break
        while tau2 + adjustment < 0:
            adjustment /= 2
        before, tau2 = tau2, tau2 + adjustment
        if abs(tau2 - before) <= max(CHANGE, 1e-14 * tau2):
            break
    return tau2


def _highest(effects: Effects, tau2: float, *, restricted: bool) -> float:
    """0 where a maximum of the likelihood was found and tau2 = 0 is clearly likelier."""
    if tau2 <= CHANGE or not effects.positive:
        return tau2
    lost = _log_likelihood(effects, 0.0, restricted) - _log_likelihood(effects, tau2, restricted)
    return 0.0 if lost > METAFOR_TOLERANCE else tau2


def _log_likelihood(effects: Effects, tau2: float, restricted: bool) -> float:
    """The (restricted) log likelihood at tau2 but for a constant."""
    at = effects.at(tau2)
    value = -0.5 * float(np.log(effects.vi + tau2).sum()) - 0.5 * at.Q
    return value + 0.5 * float(np.linalg.slogdet(at.covariance)[1]) if restricted else value


def _empirical_bayes(effects: Effects) -> float:
    return _scored(effects, _empirical_bayes_step)


def _maximum_likelihood(effects: Effects) -> float:
    return _highest(effects, _scored(effects, _maximum_likelihood_step), restricted=False)


def _restricted(effects: Effects) -> float:
    return _highest(effects, _scored(effects, _restricted_step), restricted=True)


_ESTIMATORS: dict[str, Callable[[Effects], float]] = {
    "DL": _der_simonian_laird,
    "REML": _restricted,
    "ML": _maximum_likelihood,
    "EB": _empirical_bayes,
    "HS": _hunter_schmidt,
    "SJ": _sidik_jonkman,
    "HE": _hedges,
}
METHODS = ("EE", "PM", *_ESTIMATORS)
NEEDS_POSITIVE = frozenset({"EE", "DL", "HS", "PM"})
