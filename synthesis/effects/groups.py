"""Groups of patients put together or divided: what is left of counts and means."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from synthesis.effects.measures import MEASURES

COUNTS = (("ai", "n1i"), ("ci", "n2i"))
MEANS = (("m1i", "sd1i", "n1i"), ("m2i", "sd2i", "n2i"))
"""Columns of the experimental and of the control group, in metafor's names; the size comes last."""
Cells = Mapping[str, float]
Group = tuple[float, ...]
"""Events and size, or mean, standard deviation and size."""


def columns_of(cells: Cells, measure: str) -> tuple[tuple[str, ...], ...]:
    """The columns of both groups that the measure is computed from; none where the cells do not fill them."""
    known = MEASURES.get(measure)
    for columns in (COUNTS, MEANS):
        if (
            known
            and known.first == columns[0][0]
            and all(cells.get(name) is not None for side in columns for name in side)
        ):
            return columns
    return ()


def combined(groups: Sequence[Group]) -> Group:
    """One group made of several.

    Events and sizes are summed. Mean and standard deviation are those of all patients together, exactly: the mean is
    weighted by size, and the variance holds what is within the groups and what is between their means (Cochrane
    Handbook 6.5.2.10, table 6.5.a, for two groups; here for any number).
    """
    n = math.fsum(group[-1] for group in groups)
    if len(groups[0]) == 2:
        return math.fsum(group[0] for group in groups), n
    mean = math.fsum(m * size for m, _, size in groups) / n
    within = math.fsum((size - 1) * sd**2 for _, sd, size in groups)
    between = math.fsum(size * (m - mean) ** 2 for m, _, size in groups)
    return mean, math.sqrt((within + between) / (n - 1)), n


def divided(group: Group, parts: int) -> Group:
    """An equal part of a group: events and size are divided, mean and standard deviation stay (Handbook 23.3.4)."""
    *values, n = group
    return (*((values[0] / parts,) if len(values) == 1 else values), n / parts)
