"""Series of poolings: without each study in turn, and study by study through the years."""

from __future__ import annotations

from collections.abc import Sequence

from synthesis.answers.answer import Member, Step
from synthesis.answers.fitting import FEWEST, Settings, pool_members
from synthesis.pooling import Pooled

LONGEST = 100
"""Studies up to which a series has a step for each of them: beyond, one study moves nothing that could be seen."""


def leave_one_out(members: Sequence[Member], settings: Settings) -> tuple[Step, ...]:
    """The pooled effect without each member, for three to a hundred members."""
    if not FEWEST < len(members) <= LONGEST:
        return ()
    steps = []
    for i, left in enumerate(members):
        pooled = pool_members([*members[:i], *members[i + 1 :]], settings)
        if pooled is not None:
            steps.append(_step(left, pooled))
    return tuple(steps)


def cumulative(members: Sequence[Member], settings: Settings) -> tuple[Step, ...]:
    """The pooled effect up to each member, from the second on; of more than a hundred, up to each year's last."""
    steps = []
    for i, last in enumerate(members):
        ends_year = i + 1 == len(members) or members[i + 1].row["year"] != last.row["year"]
        if i + 1 >= FEWEST and (len(members) <= LONGEST or ends_year):
            pooled = pool_members(members[: i + 1], settings)
            if pooled is not None:
                steps.append(_step(last, pooled))
    return tuple(steps)


def _step(member: Member, pooled: Pooled) -> Step:
    return Step(member.row["study_id"], member.row["study"], member.row["year"], pooled)
