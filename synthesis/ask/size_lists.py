"""Sizes listed in the order of names: `24, 25 and 23 patients had bread A, B and C, respectively`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from synthesis.ask.listing import places_in_list
from synthesis.ask.sides import Sides

_WHOLE = r"\d{1,3}(?:,\d{3})+|\d{1,5}"
_EXTRA = r"(?:\s*\(\s*\d+(?:\.\d+)?\s*%\s*\))?"
_ONE = rf"(?:[nN]\s*=\s*)?(?<![\d.,])(?:{_WHOLE})(?!\d|\.\d|\s*%|\s*[-±/]\s*\d){_EXTRA}"
_JOINT = r"(?:\s*,\s*(?:and\s+|or\s+)?|\s+(?:and|or|vs\.?|versus)\s+)"
_PLAIN_LIST = re.compile(rf"{_ONE}(?:{_JOINT}{_ONE})+")
_PRINTED = re.compile(rf"(?:[nN]\s*=\s*)?({_WHOLE}){_EXTRA}")
_SHARED_OUT = re.compile(rf"\d+(?:\.\d+)?\s*%\s*\(\s*[nN]\s*=\s*({_WHOLE})\s*\)")
_GAP = re.compile(r"[\s,]*(?:and|or)?\s*")
_UNITS = re.compile(
    r"\s*(?:years?|days?|weeks?|months?|h\b|hours?|min\b|minutes?|[mkµu]?g\b|m?l\b|IU\b|mm|cm|°|points?)"
)
_IN_TURN = re.compile(r"\brespectively\b|\bin that order\b", re.IGNORECASE)


@dataclass(frozen=True)
class SizeList:
    """Counts that stand in a row, and where."""

    counts: tuple[int, ...]
    start: int
    end: int


def size_lists(sentence: str) -> Iterator[SizeList]:
    """Every row of two to six counts: bare, written `n = 24`, with a percentage, or behind one."""
    for match in _PLAIN_LIST.finditer(sentence):
        counts = tuple(int(m[1].replace(",", "")) for m in _PRINTED.finditer(match.group()))
        if 2 <= len(counts) <= 6 and min(counts) > 1 and not _UNITS.match(sentence, match.end()):
            yield SizeList(counts, match.start(), match.end())
    run: list[re.Match[str]] = []
    for found in [*_SHARED_OUT.finditer(sentence), None]:
        if run and (found is None or not _GAP.fullmatch(sentence[run[-1].end() : found.start()])):
            if len(run) > 1:
                yield SizeList(tuple(int(m[1].replace(",", "")) for m in run), run[0].start(), run[-1].end())
            run = []
        if found is not None:
            run.append(found)


def listed_sizes(sentence: str, sides: Sides) -> Iterator[tuple[SizeList, float, int, int]]:
    """Lists whose counts go with a list of names before or after them: the list, the fit, both places in it."""
    for row in size_lists(sentence):
        if not _IN_TURN.search(sentence) and len(row.counts) == 2:
            continue  # two numbers without `respectively` are read one by one
        after, before = sentence[row.end :], sentence[: row.start].rstrip(" (")
        for around in (after, before):
            read = places_in_list(around, len(row.counts), sides)
            if read is not None:
                yield row, *read
                break


def unnamed_lists(sentence: str, count: int) -> Iterator[SizeList]:
    """Lists of `count` counts said to go `respectively` with names of the sentence before."""
    if _IN_TURN.search(sentence):
        yield from (row for row in size_lists(sentence) if len(row.counts) == count)
