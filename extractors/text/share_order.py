"""The order of percentages that arithmetic alone leaves: each is a whole number of its own arm's patients."""

from __future__ import annotations

import itertools
import math

from extractors.text.arm_set import Arms
from extractors.text.groups import Group
from extractors.text.quantities import Quantity

MOST_BY_CHANCE = 0.003
"""A fit that comes about by chance more often than this proves no order: patients left out may hide the true one."""


def order(group: Group, arms: Arms) -> list[int | None]:
    """The arms of a comparison's percentages, by their counts or their arithmetic; empty where neither tells."""
    return by_counts(group, arms) or by_arithmetic(group, arms)


def by_counts(group: Group, arms: Arms) -> list[int | None]:
    """`46 [15%] vs 25 [10%]`: the one order in which each count is its percentage of an arm's patients.

    A safety population may be up to a twentieth smaller than the arm.
    """
    sizes = [arm.n for arm in arms.arms]
    if (
        any(c.events is None or c.n is not None or not c.value or c.kind != "percent" for c in group.cells)
        or None in sizes
    ):
        return []

    def fits(events: int, percent: float, size: int) -> bool:
        half = 0.5 * 10 ** -len(f"{percent:g}".partition(".")[2]) + 1e-9
        low, high = 100 * events / (percent + half), 100 * events / max(percent - half, 1e-6)
        return low <= size + 1e-6 and high >= 0.95 * size

    orders = [
        order
        for order in itertools.permutations(range(len(sizes)), len(group.cells))
        if all(fits(c.events or 0, c.value or 0.0, sizes[i] or 0) for c, i in zip(group.cells, order, strict=True))
    ]
    return list(orders[0]) if len(orders) == 1 else []


def by_arithmetic(group: Group, arms: Arms) -> list[int | None]:
    """The one assignment to arms under which every percentage is a count of the arm; empty where none or several are.

    42 of 47 are 89.4% and 35 of 44 are 79.5%, while no count of 44 is 89.4%: the first value is of the arm of 47.
    A percentage with `d` decimals that has nothing to do with an arm of `n` fits it with probability of about
    (n + 1) / 10^(2 + d); the product over the cells must be small, so whole percentages of large arms say nothing.
    """
    sizes = [arm.n for arm in arms.arms]
    if None in sizes or any(c.kind != "percent" or c.value is None or c.n is not None for c in group.cells):
        return []
    fitting = []
    for order in itertools.permutations(range(len(sizes)), len(group.cells)):
        pairs = [(c, sizes[i] or 0) for c, i in zip(group.cells, order, strict=True)]
        if all(_fits(c, n) for c, n in pairs):
            fitting.append((order, math.prod(_chance(c, n) for c, n in pairs)))
    if len(fitting) != 1 or fitting[0][1] > MOST_BY_CHANCE:
        return []
    return list(fitting[0][0])


def _decimals(cell: Quantity) -> int:
    return len(f"{cell.value:g}".partition(".")[2])


def _fits(cell: Quantity, n: int) -> bool:
    """Whether some count out of n prints as this percentage, rounded in any of the usual ways or cut off."""
    unit = 10 ** -_decimals(cell)
    value = cell.value or 0.0
    low, high = (value - unit / 2) * n / 100, (value + unit) * n / 100
    return math.ceil(low - 1e-9) <= math.floor(high - 1e-9) and value <= 100


def _chance(cell: Quantity, n: int) -> float:
    return min(1.0, (n + 1) / 10 ** (2 + _decimals(cell)))
