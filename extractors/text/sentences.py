"""Sentences of a report, each with its block, section and exact span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from extractors.text.expression import Expression
from extractors.text.normal import plain
from schemas.models import Block, Report

_ABBREVIATED = re.compile(
    r"(?:\b(?:vs?|i\.e|e\.g|al|[Ff]igs?|[Nn]os?|approx|Dr|Prof|St|ca|cf|Inc|Ltd|Co|resp|[Rr]efs?|[Ee]q|incl|Tab|"
    r"Suppl)|\b[A-Z]\.[A-Z])\.$"
)
# Begins with the mark, so that a search runs from one mark to the next: a stop that ends a sentence, or line breaks.
_BREAK = re.compile(
    r"[.!?\n](?:(?<=\n)\n*|(?<=[.!?])[\"')\]]?\s+(?=[\"'(\[]?(?:[A-Z0-9≥≤<>¹²³]|[a-z][A-Z]{2}))"
    r"|(?<=[a-z)%\]0-9][.])(?=[A-Z][a-z]+[ ,]))"
)
_BLOCKS_KEPT = 1024
"""Blocks whose sentences are kept in memory: several readers of one report ask for the same."""


@dataclass(slots=True)
class Sentence:
    """A sentence: `text` is `block.text[start:end]` with plain typography, character for character."""

    block: Block
    start: int
    end: int
    text: str
    section: str
    number: int = 0

    def quote(self, start: int, end: int) -> str:
        """The exact words of the report at a span of this sentence, at most 200 characters."""
        return self.block.text[self.start + start : self.start + min(end, start + 200)]

    def locator(self, start: int, end: int) -> dict[str, object]:
        """The same span as a locator."""
        return {"block": self.block.id, "start": self.start + start, "end": self.start + min(end, start + 200)}


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence of a plain text, white space trimmed."""
    start = 0
    for match in _BREAK.finditer(text):
        end = match.start() + (text[match.start()] != "\n")
        if "\n" not in match.group() and _ABBREVIATED.search(text, max(0, end - 8), end):
            continue
        yield from _trimmed(text, start, end)
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def sentences(report: Report) -> list[Sentence]:
    """Every sentence of every block, in reading order."""
    found: list[Sentence] = []
    for block in report.blocks:
        for start, end, text in _cut(block.text):
            found.append(Sentence(block, start, end, text, block.section, len(found)))
    return found


@lru_cache(maxsize=_BLOCKS_KEPT)
def _cut(text: str) -> tuple[tuple[int, int, str], ...]:
    """The sentences of a block's text: start, end and plain words."""
    text = plain(text)
    return tuple((start, end, text[start:end]) for start, end in spans(text))


_FINITE = Expression(
    r"\b(?:is|are|was|were|has|have|had|did|does|do|can|may|will|we|showed?|found|remains?|received|this)\b", re.I
)


def title_of(every: list[Sentence]) -> str:
    """The title that an unlabelled text begins with: its first sentence, where that has no verb. Marks it as one."""
    if not every or every[0].section != "abstract" or every[0].start or len(every) < 4:
        return ""
    first = every[0]
    if len(first.text) > 350 or _FINITE.search(first.text):
        return ""
    first.section = "title"
    return first.text
