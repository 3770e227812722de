"""The root of a function between two points, to a stated tolerance."""

from __future__ import annotations

from collections.abc import Callable

EPSILON = 2.0**-52
METAFOR_TOLERANCE = EPSILON**0.25
"""How far from the root metafor stops (1.2e-4), by its default."""
_STEPS = 1000
Point = tuple[float, float]
"""A place and the function's value there."""


def root(function: Callable[[float], float], low: float, high: float, tolerance: float) -> float:
    """Where `function` crosses zero between `low` and `high`, at whose ends its signs differ.

    Brent's method (Brent RP. Algorithms for Minimization without Derivatives, 1973, chapter 4, procedure zero):
    inverse quadratic interpolation or a secant where it stays well inside the bracket, else bisection. `scipy`'s
    variants of it take other steps, and since metafor stops 1e-4 from the root, other steps end at other digits.
    """
    before, best = (low, function(low)), (high, function(high))
    if before[1] == 0:
        return low
    across = before
    for _ in range(_STEPS):
        last = best[0] - before[0]
        if abs(across[1]) < abs(best[1]):
            before, best, across = best, across, best
        near = 2 * EPSILON * abs(best[0]) + tolerance / 2
        step = (across[0] - best[0]) / 2
        if abs(step) <= near or best[1] == 0:
            break
        if abs(last) >= near and abs(before[1]) > abs(best[1]):
            step = _interpolated(before, best, across, last, near)
        if abs(step) < near:
            step = near if step > 0 else -near
        before, best = best, (best[0] + step, function(best[0] + step))
        if (best[1] > 0) == (across[1] > 0):
            across = before
    return best[0]


def _interpolated(before: Point, best: Point, across: Point, last: float, near: float) -> float:
    """The step from `best` by interpolation, or by halving the bracket where that is safer."""
    width, ratio = across[0] - best[0], best[1] / before[1]
    if before[0] == across[0]:
        p, q = width * ratio, 1 - ratio
    else:
        r, s = before[1] / across[1], best[1] / across[1]
        p = ratio * (width * r * (r - s) - (best[0] - before[0]) * (s - 1))
        q = (r - 1) * (s - 1) * (ratio - 1)
    p, q = (p, -q) if p > 0 else (-p, q)
    if p < 0.75 * width * q - abs(near * q) / 2 and p < abs(last * q / 2):
        return p / q
    return width / 2
