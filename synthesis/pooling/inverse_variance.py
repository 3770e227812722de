"""Pooling by inverse variance: one mean of all studies, common or with a distribution around it.

The model, its tests and intervals as metafor's `rma` and `predict` define them (Viechtbauer 2010, Journal of
Statistical Software 36(3)); knha after Knapp and Hartung 2003, adhoc the same but never narrower than Wald.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, nan, sqrt

import numpy as np
from scipy.special import chdtrc, chdtri, ndtr, ndtri, stdtr, stdtrit

from schemas.errors import BadInput
from synthesis.pooling.between import METHODS, between, tau2_where
from synthesis.pooling.pooled import Pooled
from synthesis.pooling.root import EPSILON
from synthesis.pooling.weighted import Effects, Sums, Vector

TESTS = ("z", "t", "knha", "adhoc")


def pool(
    yi: Sequence[float] | Vector,
    vi: Sequence[float] | Vector,
    *,
    measure: str = "GEN",
    method: str = "REML",
    test: str = "z",
    level: float = 95,
    weights: Sequence[float] | Vector | None = None,
    exact: bool = False,
    profile: bool = True,
) -> Pooled:
    """Pool effects `yi` with sampling variances `vi`; pairs with a NaN are left out, `k` counts the others.

    `level` is in percent. `weights` replace the inverse variances as weights of the mean. `exact` solves PM and the
    Q-profile to the last digit in place of stopping where metafor stops; `profile=False` leaves the latter out.
    BadInput where nothing is left, for an unknown method or test, and where a variance of 0 forbids the method.
    """
    _require(method, test, level)
    effects, given = _complete(yi, vi, weights)
    k = effects.k
    test = test if k > 1 else "z"
    tau2 = between(method, effects, exact=exact)
    if tau2 == 0 and not effects.positive:
        raise BadInput(
            "A sampling variance is 0 and tau2 is 0 too, which gives that study all the weight; leave it out."
        )
    at = effects.at(tau2)
    b, se, share = _mean(at, effects, tau2, given)
    se *= sqrt(_spread(at, test, k))
    critical, p = _tested(b, se, test, k - 1, level)
    half = critical * se
    random = method != "EE"
    new = critical * sqrt(se**2 + tau2) if random else nan
    Q, typical = _heterogeneity(effects)
    I2, H2 = _shares(Q, typical, tau2, k, random)
    low, high = (
        _profile(effects, tau2, level, exact) if profile and random and k > 1 and Q is not None else (None, None)
    )
    return Pooled(
        measure=measure,
        method=method,
        test=test,
        level=float(level),
        k=k,
        b=b,
        se=se,
        stat=_ratio(b, se),
        p=p,
        ci_low=b - half,
        ci_high=b + half,
        tau2=tau2,
        I2=I2,
        H2=H2,
        Q=Q,
        Qp=None if Q is None else float(chdtrc(k - 1, Q)) if k > 1 else 1.0,
        pi_low=b - new if random else None,
        pi_high=b + new if random else None,
        tau2_low=low,
        tau2_high=high,
        I2_low=_i_squared(low, typical),
        I2_high=_i_squared(high, typical),
        weights=tuple((100 * share).tolist()),
    )


def _require(method: str, test: str, level: float) -> None:
    if method not in METHODS:
        raise BadInput(f"There is no method {method} for effects with variances; take one of {', '.join(METHODS)}.")
    if test not in TESTS:
        raise BadInput(f"There is no test {test}; take one of {', '.join(TESTS)}.")
    if not 0 < level < 100:
        raise BadInput(f"A level of {level:g} cannot be; give it in percent, such as 95.")


def _complete(
    yi: Sequence[float] | Vector, vi: Sequence[float] | Vector, weights: Sequence[float] | Vector | None
) -> tuple[Effects, Vector | None]:
    """The pairs that have both numbers, and their weights."""
    y, v = np.asarray(yi, dtype=float), np.asarray(vi, dtype=float)
    if y.shape != v.shape or y.ndim != 1:
        raise BadInput(f"{y.size} effects and {v.size} variances cannot be pairs.")
    there = np.isfinite(y) & np.isfinite(v)
    if not there.any():
        raise BadInput("No study has both an effect and its variance, so there is nothing to pool.")
    if (v[there] < 0).any():
        raise BadInput("A sampling variance is negative; correct or leave out that study.")
    return Effects(y[there], v[there]), None if weights is None else np.asarray(weights, dtype=float)[there]


def _mean(at: Sums, effects: Effects, tau2: float, given: Vector | None) -> tuple[float, float, Vector]:
    """The mean, its Wald standard error and the share of each study in it."""
    if given is None:
        return float(at.b[0]), sqrt(at.covariance[0, 0]), at.weights / at.weights.sum()
    share = given / given.sum()
    return float(share @ effects.yi), sqrt(float(share**2 @ (effects.vi + tau2))), share


def _spread(at: Sums, test: str, k: int) -> float:
    """The factor of Knapp and Hartung: weighted squared residuals per degree of freedom; 1 for other tests."""
    if test not in ("knha", "adhoc"):
        return 1.0
    factor = at.Q / (k - 1) if at.Q > EPSILON else 0.0  # equal effects leave nothing but rounding
    return max(1.0, factor) if test == "adhoc" else factor


def _tested(b: float, se: float, test: str, df: int, level: float) -> tuple[float, float]:
    """The critical value for an interval of this level, and the two-sided p value of b = 0."""
    tail, stat = (1 - level / 100) / 2, -abs(_ratio(b, se))
    if test == "z":
        return -float(ndtri(tail)), 2 * float(ndtr(stat))
    return -float(stdtrit(df, tail)), 2 * float(stdtr(df, stat))


def _ratio(b: float, se: float) -> float:
    if se > 0:
        return b / se
    return nan if b == 0 else inf if b > 0 else -inf


def _heterogeneity(effects: Effects) -> tuple[float | None, float]:
    """Cochran's Q, and the typical sampling variance of Higgins and Thompson 2002; None where a variance is 0."""
    if not effects.positive:
        return None, nan
    if effects.k == 1:
        return 0.0, nan
    at0 = effects.at(0.0)
    return max(0.0, at0.Q), (effects.k - 1) / at0.trP


def _shares(Q: float | None, typical: float, tau2: float, k: int, random: bool) -> tuple[float | None, float | None]:
    """I2 in percent and H2: from tau2 and the typical variance, for a common effect from Q."""
    if Q is None:
        return None, None
    if k == 1:
        return 0.0, 1.0
    if random:
        return _i_squared(tau2, typical), tau2 / typical + 1
    return (max(0.0, 100 * (Q - (k - 1)) / Q) if Q > 0 else 0.0), Q / (k - 1)


def _i_squared(tau2: float | None, typical: float) -> float | None:
    return None if tau2 is None else 100 * tau2 / (typical + tau2)


def _profile(effects: Effects, tau2: float, level: float, exact: bool) -> tuple[float, float]:
    """The Q-profile interval of tau2 (Viechtbauer 2007, Statistics in Medicine 26:37): the values that Q allows.

    Where even tau2 = 0 leaves Q too small, no value is allowed, and both ends are 0 as metafor prints them.
    """
    tail, high, df = (1 - level / 100) / 2, max(100.0, 10 * tau2), effects.k - 1
    low = tau2_where(effects, float(chdtri(df, tail)), high, exact=exact)
    return low, tau2_where(effects, float(chdtri(df, 1 - tail)), high, exact=exact)
