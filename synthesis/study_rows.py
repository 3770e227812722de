"""What the reports of one study give: finished rows, held ones, objections, and what became of every result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from schemas.models import Finding
from synthesis.candidates import Candidate
from synthesis.shapes import Objection, Reading, Study
from synthesis.speaking import YES


@dataclass(slots=True)
class HeldRow:
    """A row, or a number, that a rule keeps out of the meta-analysis."""

    key: str
    study: Study
    reading: Reading
    index: int | None
    finding: Finding
    arms: str = ""


@dataclass(slots=True)
class StudyRows:
    """What one study gives: finished rows with the candidates behind them, held rows, objections."""

    rows: list[tuple[dict[str, Any], Candidate]] = field(default_factory=list)
    held: list[HeldRow] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    speaks: dict[tuple[str, int], str] = field(default_factory=dict)
    """(report, index of its result) → whether it gives a row, or why not."""

    def say(self, candidate: Candidate, words: str) -> None:
        """Note what became of a candidate's results; one that gives any row speaks."""
        for index in candidate.indices:
            place = candidate.reading.key, index
            self.speaks[place] = words if words == YES else self.speaks.get(place, words)
