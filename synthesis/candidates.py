"""A candidate: a row that one report could give, with the place of every number in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.models import Arm, Finding
from synthesis.outcomes import Timepoint
from synthesis.shapes import Reading
from synthesis.treatments import Treatment

PROVEN = ("reported", "solved_from_interval", "solved_from_statistic", "unique_from_percent")
"""Origins of counts that may be pooled, the most direct first."""
Numbers = dict[str, float | int | str | None]
"""Column of meta_analysis → value."""
MEASURE_OF = {"hr": "HR", "or": "OR", "rr": "RR", "rd": "RD", "md": "MD"}


@dataclass(slots=True, frozen=True)
class Source:
    """Where one number of a row comes from: the reading, the result's index (None: an arm's letter) and its field."""

    reading: Reading
    index: int
    field: str
    arm: Arm | None = None


@dataclass(slots=True, frozen=True)
class Cell:
    """What a row is about, apart from the arms."""

    outcome: str
    words: str
    """The report's words, for outcomes that have no other name; else empty."""
    time: str
    population: str


@dataclass(slots=True)
class Candidate:
    """A row that one report could give. `numbers` and `sources` are by column of meta_analysis."""

    reading: Reading
    cell: Cell
    time: Timepoint
    outcome_text: str
    kind: str
    """counts, means or contrast."""
    stat: str
    experimental: Treatment
    control: Treatment | None
    numbers: Numbers
    sources: dict[str, Source]
    indices: list[int]
    counts_origin: str = ""
    turned: bool = False
    """Whether the report compares control with experimental, so that the effect was turned round."""
    against: list[Finding] = field(default_factory=list)
    """Critical findings that hold it."""

    @property
    def stat_kind(self) -> str:
        """What its numbers can be compared with: the reported statistic, or counts, means and medians as such."""
        return self.stat if self.kind == "contrast" else "medians" if self.of_medians else self.kind

    @property
    def of_medians(self) -> bool:
        """Whether a median stands for a mean in it."""
        return self.kind == "means" and any(self.reading.extraction.results[i].stat == "median" for i in self.indices)

    @property
    def noted(self) -> list[str]:
        """Rules that object to its results without holding them."""
        rules = {f.rule for i in self.indices for f in self.reading.by_result.get(i, ()) if f.severity == "warning"}
        return sorted(rules)
