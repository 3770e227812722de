"""When a number was measured: the time that its headings give, and whether that is baseline or a change."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.tables.cell import Cell
from extractors.tables.grid import Layout, Line
from extractors.tables.words import group_words, is_baseline_time, is_change, time_words

_TIME_STUB = re.compile(r"^\W*(?:time\b.*)?\(?(?P<unit>hours?|h|days?|weeks?|months?|years?|min(?:utes)?)\)?\W*$", re.I)
_TIME_OVER = re.compile(
    r"(?:^\W*(?P<first>hours?|days?|weeks?|months?|years?|visits?|minutes?)\b(?!.*[a-z]{4}.*[a-z]{4}))"
    r"|\b(?:time|after|since)\b.*?\(?\b(?P<last>hours?|h|days?|weeks?|months?|years?|min(?:utes)?)\)?\W*$",
    re.I,
)
_BARE = re.compile(r"\d+(?:\.\d+)?")


def give_time(cell: Cell, line: Line, head: list[str], layout: Layout, in_baseline_table: bool) -> None:
    """Fill `timepoint`, `is_change` and `is_baseline` from the words beside and over the cell, its group's left out."""
    near = [w for w in (*reversed(head), *reversed(line.path)) if group_words(w) != cell.arm_words]
    timed = [w for w in near if time_words(w)]
    numbered = _numbered(line, head, layout)
    if numbered:
        cell.timepoint, timed = numbered, [numbered]
    elif timed:
        cell.timepoint = "; ".join(dict.fromkeys(time_words(w) for w in timed))
    cell.is_change = any(is_change(w) for w in near)
    said = [w for w in timed if is_baseline_time(w)]
    cell.is_baseline = (bool(said) and len(said) == len(timed) and not cell.is_change) or (
        in_baseline_table and not (timed and not said)
    )


def _numbered(line: Line, head: list[str], layout: Layout) -> str:
    """`12 Weeks`, where the unit stands over a stub or a row of the header that has the bare numbers."""
    stub = _TIME_STUB.match(layout.stub_heads[-1]) if layout.stub_heads else None
    own = line.stub[-1].strip()
    if stub and _BARE.fullmatch(own):
        return f"{own} {stub['unit']}"
    for over, number in pairwise(head):
        unit = _TIME_OVER.search(over)
        if unit and _BARE.fullmatch(number):
            return f"{number} {unit['first'] or unit['last']}"
    return ""
