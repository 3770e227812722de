"""Values each with its own time, arm by arm: `1.7 at 12 weeks and 2.2 at 24 weeks with X and 1.5 and 1.8 with Y`."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.text.groups import Group
from extractors.text.listed_items import family_of, subject_of
from extractors.text.places import TimePoint
from extractors.text.quantities import Quantity
from extractors.text.sentence_reader import SentenceReader

_AT = re.compile(r"\s(?:[a-z]+\s)?(?:at|after|by)\s(?:the\s)?")
_NEXT = re.compile(r",?\s?(?:and\s)?(?:by\s)?(?:of\s)?")
_JOINED = re.compile(r"\s?(?:(?:and|or|versus|vs\.?)\s)?(?:the\s)?")
_OF_ARM = re.compile(
    r"(?:\s(?!with|in|for|among|on)[a-zA-Z/%]+)?[\s,]*(?:respectively,?\s)?(?:with|in|for|among|on)\s(?:the\s)?"
)


def timed(reader: SentenceReader, free: list[Quantity]) -> list[Group]:
    """Groups of one value each, for a run of values with a time each and for the run of the other arm after it."""
    for i in range(len(free)):
        run, times = _run(reader, free, i)
        arm = _arm_after(reader, times[-1].end) if len(run) > 1 else None
        if arm is None:
            continue
        topics = [t for t in reader.topics if t.end <= run[0].start and t.outcome != "NONE"]
        topic = topics[-1] if topics else subject_of(reader, run[0].start)
        if topic is None:
            return []
        for cell in run:
            _like(cell, run[0])
        made = [Group([c], family_of(c), True, [arm], outcome=topic, time=t) for c, t in zip(run, times, strict=True)]
        other = free[i + len(run) : i + 2 * len(run)]
        second = _arm_after(reader, other[-1].end) if len(other) == len(run) and _bare(reader.text, other) else None
        if second is not None and second != arm:
            for cell in other:
                _like(cell, run[0])
            pairs = zip(other, times, strict=True)
            made += [Group([c], family_of(c), True, [second], outcome=topic, time=t) for c, t in pairs]
        return made
    return []


def _run(reader: SentenceReader, free: list[Quantity], first: int) -> tuple[list[Quantity], list[TimePoint]]:
    """The values from a place on that have each a time right after them, and those times."""
    run: list[Quantity] = []
    times: list[TimePoint] = []
    for cell in free[first:]:
        if run and not _NEXT.fullmatch(reader.text, times[-1].end, cell.start):
            break
        when = next((t for t in reader.times if t.start >= cell.end), None)
        if when is None or not _AT.fullmatch(reader.text, cell.end, when.start):
            break
        run.append(cell)
        times.append(when)
    return run, times


def _bare(text: str, cells: list[Quantity]) -> bool:
    return all(_NEXT.fullmatch(text, a.end, b.start) for a, b in pairwise(cells))


def _arm_after(reader: SentenceReader, position: int) -> int | None:
    """The arm named right after a place, where no second arm is joined to it."""
    after = [m for m in reader.mentions if m.start >= position]
    if not after or after[0].every or not _OF_ARM.fullmatch(reader.text, position, after[0].start):
        return None
    joined = len(after) > 1 and _JOINED.fullmatch(reader.text, after[0].end, after[1].start)
    return None if joined else after[0].arms[0]


def _like(cell: Quantity, first: Quantity) -> None:
    """A value takes the kind, the unit and the sign of change of the first of its list, in place."""
    cell.kind, cell.unit = first.kind, first.unit
    if first.turned and not cell.turned and (cell.value or 0) > 0:
        cell.value, cell.turned = -(cell.value or 0.0), True
