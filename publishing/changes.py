"""`changes.csv`: what is different from the last published version, row by row and cell by cell, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from publishing.causes import Causes, reason
from publishing.cells import cell_text, restore
from schemas.fields import Table, table

Row = Mapping[str, Any]
Rows = Sequence[Row]

COMPARED = (
    "meta_analysis", "answers", "held", "studies", "arms", "results", "contrasts", "comparisons", "findings", "notices",
    "screening",
)  # fmt: skip
"""Tables whose changes a reader wants to see; provenance follows them and prisma counts them."""
FOLLOWING = frozenset(
    {("screening", "rank"), *(("answers", name) for name in ("b", "se", "tau2_low", "tau2_high", "q", "q_p"))}
)
"""Columns that move with what happens to other rows, or that say of an answer what other columns say: no news."""
KEY_SEPARATOR = " | "


def change_rows(old: Mapping[str, Rows], new: Mapping[str, Rows], why: Causes) -> list[dict[str, Any]]:
    """Clean rows of `changes.csv`, not yet sorted."""
    studies = {s["study_id"]: s for s in (*old["studies"], *new["studies"])}
    return [
        {**change, "why": reason(change["key"], row, studies, why)}
        for name in COMPARED
        for change, row in _differences(table(name), old[name], new[name])
    ]


def _differences(where: Table, old: Rows, new: Rows) -> Iterator[tuple[dict[str, Any], Row]]:
    """Each change without its reason, and the row it is about."""
    before, now = _by_key(where, old), _by_key(where, new)
    for key in sorted(before.keys() | now.keys()):
        base = {"table": where.name, "key": key, "column": None, "old": None, "new": None}
        if key not in before:
            yield {**base, "change": "added"}, now[key]
        elif key not in now:
            yield {**base, "change": "removed"}, before[key]
        else:
            for column in where.columns:
                was, is_now = before[key][column.name], now[key][column.name]
                if was != is_now and (where.name, column.name) not in FOLLOWING:
                    texts = [restore(cell_text(column, value)) or None for value in (was, is_now)]
                    yield (
                        {**base, "change": "changed", "column": column.name, "old": texts[0], "new": texts[1]},
                        now[key],
                    )


def _by_key(where: Table, rows: Rows) -> dict[str, Row]:
    """Key text → row. Of rows with one key the last stands; the check stage complains about such keys."""
    return {KEY_SEPARATOR.join(str(row[name] or "") for name in where.key): row for row in rows}
