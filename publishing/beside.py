"""The part of summary.md on registry and paper side by side: how much of it agrees, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from publishing.markdown import bullets, count, escaped, markdown_table, sentence

Row = Mapping[str, Any]
Rows = Sequence[Row]

LONGEST_LIST = 40
KINDS = {
    "value": "the number itself",
    "arm": "arms exchanged",
    "denominator": "other patients",
    "definition": "another definition",
    "time_point": "another time",
    "enrolment": "numbers of participants",
    "primary_outcome_changed": "another primary outcome",
    "planned_enrolment": "another planned size",
}
"""Kind of difference → its words, the gravest first."""


def side_by_side(tables: Mapping[str, Rows]) -> str:
    """A line of counts, a table of studies, and every difference with both numbers."""
    rows = tables["comparisons"]
    title = "## Registry and paper side by side"
    if not rows:
        return f"{title}\n\nNo study has a registration and a paper that tell the same thing."
    agree = sum(row["kind"] == "agreement" for row in rows)
    studies = Counter(row["study"] for row in rows)
    differing = Counter(row["study"] for row in rows if row["kind"] != "agreement")
    intro = (
        f"{count(len(rows), 'statement')} of {count(len(studies), 'study', 'studies')} stand in a registration and in "
        f"a paper: {agree} agree, {len(rows) - agree} differ. Both quotes are in `comparisons.csv`."
    )
    lines = [(name, n - differing[name], differing[name]) for name, n in sorted(studies.items())]
    parts = [title, intro, markdown_table(("study", "agree", "differ"), lines)]
    gravest = {"critical": 0, "warning": 1, "info": 2}
    listed = sorted(
        (row for row in rows if row["kind"] != "agreement"),
        key=lambda r: (gravest[r["severity"]], list(KINDS).index(r["kind"]), r["study"], r["comparison_id"]),
    )
    if listed:
        parts.append(bullets([_difference(row) for row in listed[:LONGEST_LIST]]))
    if (more := len(listed) - LONGEST_LIST) > 0:
        parts.append(f"…and {more} more in `comparisons.csv`.")
    return "\n\n".join(parts)


def _difference(row: Row) -> str:
    held = ", held" if row["severity"] == "critical" else ""
    said = sentence(row["message"]).removeprefix(row["study"]).lstrip(",: ")
    return f"**{escaped(row['study'])}** ({KINDS[row['kind']]}{held}): {escaped(said)}"
