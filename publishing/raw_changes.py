"""Which reported numbers of a study are others than in the last version, in words, and for what reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]

FIRST = 3
"""Numbers, and reasons, that are named of one study; the rest stands in changes.csv."""
WORDS = {
    "ai": "events of {experimental}", "n1i": "patients of {experimental}", "ci": "events of {control}",
    "n2i": "patients of {control}", "m1i": "mean of {experimental}", "m2i": "mean of {control}",
    "sd1i": "standard deviation of {experimental}", "sd2i": "standard deviation of {control}",
    "xi": "events", "ni": "patients", "mi": "mean", "sdi": "standard deviation",
}  # fmt: skip
"""Raw column of meta_analysis.csv → what it counts."""
REPORTED = {"estimate": "estimate", "ci_low": "lower end", "ci_high": "upper end", "ci_level": "level of the interval"}
"""Columns that are raw numbers only where no counts or means stand behind them."""


def what_changed(tables: Mapping[str, Sequence[Row]], study_id: str) -> str:
    """` (outcome: events of Drug 13 → 15; changed report …)`; empty where no cell and no reason is known."""
    rows = {row["row_id"]: row for row in tables["meta_analysis"] if row["study_id"] == study_id}
    changes = [c for c in tables["changes"] if c["table"] == "meta_analysis" and c["key"] in rows]
    own = [c for c in tables["changes"] if c["table"] == "studies" and c["key"] == study_id]
    cells = [words for c in changes if (words := _cell(c, rows[c["key"]]))]
    reasons = list(dict.fromkeys(c["why"] for c in (*changes, *own) if c["why"]))
    parts = [*_first(list(dict.fromkeys(cells))), *_first(reasons)]
    return f" ({'; '.join(parts)})" if parts else ""


def no_longer_pooled(tables: Mapping[str, Sequence[Row]]) -> dict[str, str]:
    """Id of each row that left `meta_analysis` → `Arndt 2019, PFS (held for a person)`, or its id if not held."""
    gone = [c["key"] for c in tables["changes"] if c["table"] == "meta_analysis" and c["change"] == "removed"]
    words = dict.fromkeys(gone, "")
    for held in tables["held"] if gone else ():
        for key in gone:
            if held["held_id"].startswith(f"{key}-"):
                words[key] = f"{held['study']}, {held['outcome']} (held for a person)"
    return {key: found or key for key, found in words.items()}


def _cell(change: Row, row: Row) -> str:
    """One changed number of a row; of a row that came its outcome; empty for what was calculated."""
    outcome = row["outcome_label"] or row["outcome"]
    if change["change"] == "added":
        return f"{outcome} is new"
    calculated = row["effect_origin"] in ("from_counts", "from_means", "from_medians")
    words = WORDS.get(change["column"]) or (None if calculated else REPORTED.get(change["column"]))
    if not words:
        return ""
    named = words.format(experimental=row["experimental"], control=row["control"])
    return f"{outcome}: {named} {change['old'] or 'empty'} → {change['new'] or 'empty'}"


def _first(parts: list[str]) -> list[str]:
    more = len(parts) - FIRST
    return [*parts[:FIRST], *([f"and {more} more"] if more > 0 else [])]
