"""Studies with more than two arms: their patients are counted once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synthesis.answers.answer import LeftOut, Member
from synthesis.answers.choosing import Turned
from synthesis.answers.members import member

SHARED = "Its control group is that of {other}, which is pooled and has more patients."


def one_effect_a_study(
    by_study: Sequence[Sequence[Turned]], totals: Mapping[str, int | None]
) -> tuple[list[Member], list[LeftOut]]:
    """One member for each study, and the rows that give none."""
    members, left_out = [], []
    for rows in by_study:
        found = sorted((member(row, turned, totals) for row, turned in rows), key=lambda m: (-(m.patients or 0), m.sei))
        members.append(found[0])
        left_out += [LeftOut(m.row, SHARED.format(other=found[0].row["row_id"])) for m in found[1:]]
    return members, left_out
