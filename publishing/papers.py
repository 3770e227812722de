"""Screening as people count it: by papers, not by the records that several services hold of one paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def papers(screening: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """One row of screening for each paper: that of its records which came furthest."""
    furthest = {"include": 0, "unclear": 1, "exclude": 2}
    found: dict[str, Mapping[str, Any]] = {}
    for row in screening:
        paper = row["duplicate_of"] or row["report"]
        best = found.get(paper)
        if best is None or furthest[row["decision"]] < furthest[best["decision"]]:
            found[paper] = {**row, "report": paper}
    return list(found.values())
