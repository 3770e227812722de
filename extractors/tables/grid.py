"""The parts of a table taken apart: body lines with their words, and the header words over each column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.models import Table


@dataclass(slots=True)
class Line:
    """A body row: the levels of words that lead to it (sections, then its own stub), and which header is over it."""

    row: int
    path: list[str]
    own: str
    sections: list[str]
    header: int
    stub: list[str]
    """The words of each stub column, in order; an empty first cell filled from above."""


@dataclass(slots=True)
class Layout:
    """A table taken apart. `heads[h][column]` are the header words over a column under the h-th header."""

    table: Table
    stubs: int
    lines: list[Line] = field(default_factory=list)
    heads: list[list[list[str]]] = field(default_factory=list)
    width: int = 0

    def head(self, line: Line, column: int) -> list[str]:
        """The header words over a cell, top to bottom."""
        return self.heads[line.header][column]

    def words(self) -> Iterator[str]:
        """All headings and labels."""
        for head in self.heads:
            for column in head:
                yield from column
        for line in self.lines:
            yield from line.path

    @property
    def stub_heads(self) -> list[str]:
        """The words over the stub columns."""
        return [" ".join(self.heads[0][column]) for column in range(min(self.stubs, self.width))]
