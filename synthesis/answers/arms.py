"""Studies with more than two arms, or several single ones: each patient counts once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.protocol import Analysis
from synthesis.answers.answer import LeftOut, Member
from synthesis.answers.choosing import Turned
from synthesis.answers.members import member, of_contrast
from synthesis.effects import ZeroCells
from synthesis.effects.groups import combined
from synthesis.effects.one_row import yi_and_vi
from synthesis.effects.shared_groups import contrast_of, without_double_counting

Row = Mapping[str, Any]
_ALL = re.compile(r"\b(all|any|both|combined|pooled|total|overall|either)\b")
SINGLE = {"PLO": ("xi", "ni"), "MN": ("mi", "sdi", "ni")}
"""Cells of a single arm under each measure, its size last."""


def effects_of_studies(
    by_study: Sequence[Sequence[Turned]], measure: str, totals: Mapping[str, int | None], plan: Analysis
) -> tuple[list[Member], list[LeftOut]]:
    """The members of each study, which share no patients, and the rows that give none."""
    of_several = _of_single_arms if measure in SINGLE else _of_pairs
    members, left_out = [], []
    for rows in by_study:
        if len(rows) == 1:
            members.append(member(*rows[0], totals))
            continue
        kept, parts = _without_parts(rows)
        left_out += parts
        found, out = of_several(kept, measure, totals, plan)
        members += found
        left_out += out
    return members, left_out


def _without_parts(rows: Sequence[Turned]) -> tuple[Sequence[Turned], list[LeftOut]]:
    """Without the groups that another row of the study holds all together."""
    for whole, _ in rows:
        parts = [row for row, _ in rows if row is not whole and row["control"] == whole["control"]]
        if len(parts) > 1 and _holds(whole, parts):
            reason = f"Its patients are in the row of {whole['experimental']}, which has all of them."
            kept = [one for one in rows if not any(one[0] is part for part in parts)]
            return kept, [LeftOut(part, reason) for part in parts]
    return rows, []


def _holds(whole: Row, parts: Sequence[Row]) -> bool:
    """Whether a group is the sum of the others, in patients and in events or, where these are not known, by its name.

    Sizes alone may add up by chance: a trial can give as many patients one dose as two others together.
    """
    size, events = ("n1i", "ai") if whole["control"] else ("ni", "xi")
    if not _adds_up(size, whole, parts):
        return False
    if whole[events] is None:
        name = (whole["experimental"] or "").casefold()
        return bool(_ALL.search(name)) or all(name in (part["experimental"] or "").casefold() for part in parts)
    return _adds_up(events, whole, parts)


def _adds_up(column: str, whole: Row, parts: Sequence[Row]) -> bool:
    numbers = [part[column] for part in parts]
    return None not in (whole[column], *numbers) and whole[column] == sum(numbers)


def _of_pairs(
    rows: Sequence[Turned], measure: str, totals: Mapping[str, int | None], plan: Analysis
) -> tuple[list[Member], list[LeftOut]]:
    """Comparisons that share a group: combined or the group split, as the protocol says and the data allow."""
    contrasts = [contrast_of(row, turned) for row, turned in rows]
    separated = without_double_counting(contrasts, measure, plan.shared_groups, ZeroCells.planned(plan))
    turned = {row["row_id"] for row, other_way in rows if other_way}
    members = [of_contrast(c, c.row["row_id"] in turned, totals) for c in separated.contrasts]
    return members, [LeftOut(row, reason) for row, reason in separated.left_out]


def _of_single_arms(
    rows: Sequence[Turned], measure: str, totals: Mapping[str, int | None], plan: Analysis
) -> tuple[list[Member], list[LeftOut]]:
    """The arms of one study as one group of patients; without counts or means the most precise of them."""
    columns = SINGLE[measure]
    found = sorted((row for row, _ in rows), key=lambda row: (row["sei"], row["row_id"]))
    if len(found) == 1:
        return [member(found[0], False, totals)], []
    if any(row[name] is None for row in found for name in columns):
        reason = f"It is of another arm of the study, whose most precise row, {found[0]['row_id']}, is pooled."
        return [member(found[0], False, totals)], [LeftOut(row, reason) for row in found[1:]]
    found = sorted(found, key=lambda row: row["row_id"])
    cells = dict(zip(columns, combined([tuple(row[name] for name in columns) for row in found]), strict=True))
    yi, vi = yi_and_vi(measure, cells, ZeroCells.planned(plan))
    names = " or ".join(dict.fromkeys(row["experimental"] for row in found))
    row = {**found[0], **cells, "experimental": names}
    note = f"{len(found)} arms of the study ({names}) were combined into one group of {cells['ni']:g} patients."
    return [member(row, False, totals, yi=yi, vi=vi, note=note, rows=tuple(found))], []
