"""Rows become members of an answer: turned round where need be, with patients and events."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from synthesis.answers.answer import Member
from synthesis.effects import RATIOS
from synthesis.effects.shared_groups import Contrast

Row = Mapping[str, Any]
TURNED = "Turned round: the row compares them the other way."
_SWAPPED = {"ai": "ci", "n1i": "n2i", "m1i": "m2i", "sd1i": "sd2i", "experimental": "control"}


def turned_round(row: Row) -> dict[str, Any]:
    """The row with its two sides exchanged: ratios become their inverse, differences change sign."""
    sides = {one: row[two] for one, two in (*_SWAPPED.items(), *((b, a) for a, b in _SWAPPED.items()))}
    ratio = row["measure"] in RATIOS

    def turn(value: float | None) -> float | None:
        if value is None or (ratio and value == 0):
            return None
        return 1 / value if ratio else -value

    ends = {"estimate": turn(row["estimate"]), "ci_low": turn(row["ci_high"]), "ci_high": turn(row["ci_low"])}
    return {**row, **sides, **ends, "yi": -row["yi"]}


def member(
    row: Row,
    turned: bool,
    totals: Mapping[str, int | None],
    *,
    yi: float | None = None,
    vi: float | None = None,
    note: str = "",
    rows: tuple[Row, ...] = (),
) -> Member:
    """A row as a member, not yet weighed; with another effect than its own where one was computed from `rows`."""
    one = turned_round(row) if turned else row
    patients = patients_of(one)
    return Member(
        row=one,
        yi=float(one["yi"] if yi is None else yi),
        sei=float(one["sei"] if vi is None else math.sqrt(vi)),
        weight=0.0,
        note=" ".join(filter(None, [TURNED if turned else "", note])),
        patients=patients if patients is not None or rows else totals.get(row["study_id"]),
        events=events_of(one),
        rows=rows or (row,),
    )


def of_contrast(contrast: Contrast, turned: bool, totals: Mapping[str, int | None]) -> Member:
    """A comparison that may have been combined of several, or hold a part of a shared group."""
    made = member(contrast.row, turned, totals)
    if not contrast.note:
        return made
    row = {**made.row, **contrast.cells, "experimental": contrast.experimental, "control": contrast.control}
    return replace(
        made,
        row=row,
        yi=contrast.yi,
        sei=math.sqrt(contrast.vi),
        note=" ".join(filter(None, [made.note, contrast.note])),
        patients=patients_of(row),
        events=events_of(row),
        rows=contrast.rows or made.rows,
    )


def of_part(member: Member) -> Member:
    """A member of whose study only the patients of the question's condition count; how many the row alone can tell."""
    note = f"The study has patients of other conditions as well; these are its {member.row['population']}."
    return replace(member, patients=patients_of(member.row), note=" ".join(filter(None, [member.note, note])))


def patients_of(row: Row) -> int | None:
    """Patients that the row says it is of."""
    if row["n1i"] is not None and row["n2i"] is not None:
        return round(row["n1i"] + row["n2i"])
    return round(row["ni"]) if row["ni"] is not None else None


def events_of(row: Row) -> int | None:
    """Patients with the event that the row says there were."""
    if row["ai"] is not None and row["ci"] is not None:
        return round(row["ai"] + row["ci"])
    return round(row["xi"]) if row["xi"] is not None else None


def in_order(members: Sequence[Member]) -> list[Member]:
    """By year, then study, as a forest plot shows them; a year that is not known comes last."""
    return sorted(
        members, key=lambda m: (m.row["year"] is None, m.row["year"] or 0, m.row["study"] or "", m.row["row_id"])
    )
