"""A question to one report: an intervention, a comparator, an outcome; and the shape of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.errors import BadInput

CELLS = {"binary": ("events", "group_size"), "continuous": ("mean", "standard_deviation", "group_size")}
"""The cells of an answer for each side, by the outcome's type."""
SIDES = ("intervention", "comparator")


@dataclass(frozen=True)
class Question:
    """What is asked. `outcome_type` binary: the 2×2 table; continuous: means and SDs; empty: what there is."""

    outcome: str
    intervention: str
    comparator: str
    outcome_type: str = ""
    id: str = ""
    file: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, Any], line: str) -> Question:
        """The question of one JSON object; `line` names where it stands for the complaint."""
        for name in ("outcome", "intervention", "comparator"):
            if not isinstance(asked.get(name), str) or not asked[name].strip():
                raise BadInput(f"{line}: the question has no {name}; give it as text.")
        kind = asked.get("outcome_type") or ""
        if kind not in ("", *CELLS):
            raise BadInput(f"{line}: outcome_type is {kind!r}; write binary or continuous.")
        return cls(
            asked["outcome"], asked["intervention"], asked["comparator"], kind,
            str(asked.get("id", "")), str(asked.get("file", "")),
        )  # fmt: skip


@dataclass
class Side:
    """What one side had; None where the report does not say."""

    events: int | None = None
    mean: float | None = None
    standard_deviation: float | None = None
    group_size: int | None = None


@dataclass
class Answer:
    """The answer: numbers of both sides, where they were read, how they were derived, how sure it is."""

    intervention: Side = field(default_factory=Side)
    comparator: Side = field(default_factory=Side)
    quotes: list[dict[str, Any]] = field(default_factory=list)
    """`{"cell": [names], "quote": exact words, "locator": …}`."""
    derived: str = ""
    confidence: float = 0.0
    """0 where nothing is answered; near 1 where names, row and numbers leave no doubt."""
    timepoint: str = ""
    error: str = ""

    def as_json(self, question: Question) -> dict[str, Any]:
        """The answer's line, in the shape that `score_rct_numbers.py` reads, with quotes and confidence."""
        kinds = [question.outcome_type] if question.outcome_type else list(CELLS)
        cells = dict.fromkeys(cell for kind in kinds for cell in CELLS[kind])
        line: dict[str, Any] = {"id": question.id, "file": question.file}
        for side in SIDES:
            line |= {f"{side}_{cell}": getattr(getattr(self, side), cell) for cell in cells}
        line |= {"confidence": round(self.confidence, 2), "timepoint": self.timepoint, "derived": self.derived}
        line["quotes"] = self.quotes
        if self.error:
            line["error"] = self.error
        return line
