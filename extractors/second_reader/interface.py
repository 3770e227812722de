"""What a second reader is: report in, arms and results out. Anything with these three names can be plugged in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from schemas.models import Arm, Report, Result


@dataclass(slots=True, frozen=True)
class Dropped:
    """Something that a reader gave and that did not stand the check against the report."""

    reason: str
    """In words, such as `the quote does not stand in the report`."""
    given: str
    """What was given, shortened; never shown as if the report had said it."""


@dataclass(slots=True, frozen=True)
class Usage:
    """What a reading took. Absent is None: not every endpoint counts, and prices are a setting."""

    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cost: float | None = None
    """In the currency of the configured prices."""

    def at_cost(self, cost: float | None) -> Usage:
        """The same tokens at the cost that was written down when they were used."""
        return Usage(self.prompt_tokens, self.completion_tokens, cost)


@dataclass(slots=True)
class Reading:
    """What a second reader found in one report; every result's quote stands in the report and holds its numbers."""

    reader: str
    version: str
    arms: list[Arm] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    usage: Usage = Usage()
    problem: str = ""
    """One sentence where the reply could not be used (refused, cut off, of another shape); else empty."""
    shortened: bool = False
    """Whether the report was longer than what was given to the reader."""


class Reader(Protocol):
    """A second reader."""

    @property
    def name(self) -> str:
        """Who reads: a model's name."""

    @property
    def version(self) -> str:
        """Changes whenever the same report could be read differently under the same name."""

    def read(self, report: Report) -> Reading:
        """Arms and results of one report; `SourceFailed` where the reader cannot be reached."""
