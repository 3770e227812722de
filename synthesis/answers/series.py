"""Series of poolings: without each study in turn, and study by study through the years."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.answers.answer import Member, Step
from synthesis.answers.fitting import FEWEST, Settings, pool_members
from synthesis.pooling import Pooled

LONGEST = 100
"""Studies up to which a series has a step for each of them: beyond, one study moves nothing that could be seen."""


def leave_one_out(members: Sequence[Member], settings: Settings) -> tuple[Step, ...]:
    """The pooled effect without each study, for three to a hundred studies."""
    ends = _ends(members)
    if not FEWEST < len(ends) <= LONGEST:
        return ()
    steps = []
    for end in ends:
        left = members[end - 1]
        pooled = pool_members([m for m in members if m.row["study_id"] != left.row["study_id"]], settings)
        if pooled is not None:
            steps.append(_step(left, pooled))
    return tuple(steps)


def cumulative(members: Sequence[Member], settings: Settings) -> tuple[Step, ...]:
    """The pooled effect up to each study, from the second on; of more than a hundred, up to each year's last."""
    ends = _ends(members)
    if len(ends) > LONGEST:
        ends = [end for end in ends if end == len(members) or members[end].row["year"] != members[end - 1].row["year"]]
    steps = []
    for end in ends:
        pooled = pool_members(members[:end], settings)
        if pooled is not None:
            steps.append(_step(members[end - 1], pooled))
    return tuple(steps)


def _ends(members: Sequence[Member]) -> list[int]:
    """For each study how many members there are up to its last: its members stand together."""
    return list({m.row["study_id"]: count for count, m in enumerate(members, start=1)}.values())


def _step(member: Member, pooled: Pooled) -> Step:
    return Step(member.row["study_id"], member.row["study"], member.row["year"], pooled)
