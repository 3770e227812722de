"""Pooling of members under the protocol's settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.errors import BadInput
from schemas.protocol import Protocol
from synthesis.answers.answer import Member
from synthesis.pooling import Pooled, pool

FEWEST = 2
"""Studies without which there is nothing to pool."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How members are pooled."""

    measure: str
    method: str
    test: str
    level: float

    @classmethod
    def planned(cls, measure: str, protocol: Protocol) -> Settings:
        """Those of the protocol."""
        plan = protocol.analysis
        return cls(measure, plan.model, plan.test, plan.level)


def pool_members(members: Sequence[Member], settings: Settings, *, profile: bool = False) -> Pooled | None:
    """The members' pooled effect; None for fewer than two studies, and for effects that the model cannot pool.

    `profile` asks for the interval of tau2 as well.
    """
    if studies_in(members) < FEWEST:
        return None
    try:
        return pool(
            [m.yi for m in members],
            [m.sei**2 for m in members],
            measure=settings.measure,
            method=settings.method,
            test=settings.test,
            level=settings.level,
            profile=profile,
        )
    except BadInput:  # one study's standard error is so small that it has all the weight
        return None


def studies_in(members: Sequence[Member]) -> int:
    """Number of studies that the members are of."""
    return len({m.row["study_id"] for m in members})
