"""The few distribution functions that the checks need, in plain Python: an import of scipy would cost half a second."""

from __future__ import annotations

import math
from functools import lru_cache

_TINY = 1e-300


@lru_cache(maxsize=4096)
def _log_choose_weight(a: float, b: float) -> float:
    return math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)


def beta_cdf(x: float, a: float, b: float) -> float:
    """Regularised incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22, Lentz's method)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    front = math.exp(_log_choose_weight(a, b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(x, a, b) / a
    return 1 - front * _fraction(1 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1 - (a + b) * x / (a + 1)
    d = 1 / (d if abs(d) > _TINY else _TINY)
    total = d
    for m in range(1, 500):
        for step in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 + step * d
            c = 1 + step / c
            d = 1 / (d if abs(d) > _TINY else _TINY)
            c = c if abs(c) > _TINY else _TINY
            change = c * d
            total *= change
        if abs(change - 1) < 1e-12:
            break
    return total


@lru_cache(maxsize=8192)
def beta_quantile(q: float, a: float, b: float) -> float:
    """The x at which I_x(a, b) is q, to 1e-11: Newton's steps by the density, halved where they leave what is left."""
    low, high = 0.0, 1.0
    mean = a / (a + b)
    x = min(0.999, max(0.001, mean + normal_quantile(q) * math.sqrt(mean * (1 - mean) / (a + b + 1))))
    for _ in range(200):
        error = beta_cdf(x, a, b) - q
        low, high = (x, high) if error < 0 else (low, x)
        density = math.exp(_log_choose_weight(a, b) + (a - 1) * math.log(x) + (b - 1) * math.log1p(-x))
        following = x - error / density if density > _TINY else math.nan
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - x) < 1e-11:
            return following
        x = following
    return x


def normal_tail(z: float) -> float:
    """Upper tail of the standard normal distribution."""
    return 0.5 * math.erfc(z / math.sqrt(2))


@lru_cache(maxsize=64)
def normal_quantile(q: float) -> float:
    """Quantile of the standard normal distribution, by bisection to 1e-12."""
    low, high = -40.0, 40.0
    while high - low > 1e-12:
        middle = (low + high) / 2
        low, high = (middle, high) if 1 - normal_tail(middle) < q else (low, middle)
    return (low + high) / 2


def z_of_level(level: float) -> float:
    """The normal quantile of a two-sided interval at `level` percent: 1.96 for 95."""
    return normal_quantile(0.5 + level / 200)


def chi2_tail(x: float) -> float:
    """P value of a chi-squared value with one degree of freedom."""
    return math.erfc(math.sqrt(max(x, 0.0) / 2))


def t_two_sided(t: float, df: float) -> float:
    """Two-sided p of a t value."""
    return beta_cdf(df / (df + t * t), df / 2, 0.5)
