"""The same pooling many times: without each study in turn, and with one study more each time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import isnan

from scipy.special import chdtrc

from synthesis.pooling.inverse_variance import pool
from synthesis.pooling.pooled import Pooled

Pool = Callable[[Sequence[int]], Pooled]
"""Pools the studies at these places, such as `lambda rows: pool(yi[rows], vi[rows], method="DL")`."""


def leave_one_out(k: int, pooled: Pool) -> list[Pooled]:
    """The pooling without each of k studies in turn; nothing where fewer than two are left over."""
    return [pooled([j for j in range(k) if j != i]) for i in range(k)] if k > 1 else []


def cumulative(order: Sequence[int], pooled: Pool) -> list[Pooled]:
    """The pooling of the first study, the first two, and so on, in this order of places."""
    return [pooled(order[: i + 1]) for i in range(len(order))]


@dataclass(frozen=True, slots=True)
class Subgroups:
    """A pooling within each group, and the test whether the groups differ."""

    groups: dict[Hashable, Pooled]
    """In the order in which the groups first appear."""
    Q_between: float | None
    """Weighted squared distances of the groups' effects from their common mean; None for fewer than two groups."""
    df: int
    p: float | None


def subgroups(labels: Sequence[Hashable], pooled: Pool) -> Subgroups:
    """Pool each group on its own, tau2 estimated in each, and test the differences between the pooled effects.

    The test is Cochran's Q of the pooled effects with their own standard errors (Borenstein et al. 2009, chapter 19),
    as a fixed-effects model of the subgroups' results gives it.
    """
    rows: dict[Hashable, list[int]] = {}
    for place, label in enumerate(labels):
        rows.setdefault(label, []).append(place)
    groups = {label: pooled(places) for label, places in rows.items()}
    told = [group for group in groups.values() if group.se > 0 and not isnan(group.b)]
    if len(told) < 2:
        return Subgroups(groups, None, max(0, len(told) - 1), None)
    between = pool([group.b for group in told], [group.se**2 for group in told], method="EE")
    Q = between.Q or 0.0
    return Subgroups(groups, Q, len(told) - 1, float(chdtrc(len(told) - 1, Q)))
