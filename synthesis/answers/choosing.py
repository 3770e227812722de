"""One row a study: patients are never pooled twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from synthesis.answers.answer import LeftOut

Row = Mapping[str, Any]
Turned = tuple[Row, bool]
WHOLE = "all"
STANDING = ("confirmed", "consistent_read_twice", "consistent", "read_twice", "single")
# Sets of patients that stand for the whole trial where it gives no other.
_ANALYSIS_SET = re.compile(
    r"per[- ]protocol|evaluable|modified intent|mitt\b|complete(r|d)s?\b|available cases?", re.IGNORECASE
)


def one_a_study(rows: Iterable[Turned], parts: Collection[str] = ()) -> tuple[list[list[Turned]], list[LeftOut]]:
    """For each study the rows of its different arms at one time and of one population; the others with the reason.

    Chosen are the whole population, else an analysis set of it; then the observation as a whole, else the latest time
    point; then the best confirmed row. What is left of a study with more than two arms shares patients still.
    `parts` are studies of which a part of the patients, and no whole, belongs to the question.
    """
    by_study: dict[str, list[Turned]] = defaultdict(list)
    for one in rows:
        by_study[one[0]["study_id"]].append(one)
    chosen, left_out = [], []
    for study in sorted(by_study):
        mine, out = _of_study(by_study[study], study in parts)
        left_out += out
        if mine:
            chosen.append(mine)
    return chosen, left_out


def _of_study(rows: list[Turned], part: bool) -> tuple[list[Turned], list[LeftOut]]:
    usable, out = [], []
    for one in rows:
        problem = _without_weight(one[0])
        if problem:
            out.append(LeftOut(one[0], problem))
        else:
            usable.append(one)
    whole = [one for one in usable if part or _of_whole_trial(one[0])]
    out += [
        LeftOut(row, f"It is of a subgroup ({row['population']}), whose patients {_elsewhere(whole)}.")
        for row, _ in usable
        if not (part or _of_whole_trial(row))
    ]
    by_arms: dict[tuple[str, str], list[Turned]] = defaultdict(list)
    for one in whole:
        names = sorted((one[0]["experimental"] or "", one[0]["control"] or ""))
        by_arms[names[0], names[1]].append(one)
    kept = []
    for arms in sorted(by_arms):
        first, *others = sorted(by_arms[arms], key=lambda one: _order(one[0]))
        kept.append(first)
        out += [LeftOut(row, _why(first[0], row)) for row, _ in others]
    return kept, out


def _without_weight(row: Row) -> str:
    """Why a row cannot have a weight; empty if it can."""
    if row["yi"] is None:
        return "It gives no effect."
    if row["sei"] is None:
        return "It gives no standard error: neither interval, nor counts, nor an exact P value."
    return ""


def _of_whole_trial(row: Row) -> bool:
    return row["population"] == WHOLE or bool(_ANALYSIS_SET.search(row["population"] or ""))


def _elsewhere(whole: list[Turned]) -> str:
    return "are in the row of the whole trial" if whole else "are not the whole trial"


def _order(row: Row) -> tuple[Any, ...]:
    """The row that is pooled has the smallest."""
    weeks = row["timepoint_weeks"]
    return (
        row["population"] != WHOLE,
        # Of two parts of the patients the larger: the other may lie within it.
        -(row["ni"] or (row["n1i"] or 0) + (row["n2i"] or 0)) if row["population"] != WHOLE else 0,
        weeks is not None,
        -(weeks or 0),
        STANDING.index(row["confirmation"]) if row["confirmation"] in STANDING else len(STANDING),
        row["row_id"],
    )


def _why(first: Row, other: Row) -> str:
    """Why another row of the same arms is not pooled."""
    if first["population"] != other["population"]:
        if first["population"] != WHOLE:
            return f"It is of {other['population']}; {first['population']} is pooled."
        return f"It is of {other['population']}; the same patients are in the row of the whole trial."
    if first["timepoint_weeks"] != other["timepoint_weeks"]:
        stands = "the whole observation" if first["timepoint_weeks"] is None else f"week {first['timepoint_weeks']:g}"
        return f"It is of another time point of the same patients, of whom {stands} is pooled."
    return f"It is of the same patients as {first['row_id']}, which is better confirmed or comes first."
