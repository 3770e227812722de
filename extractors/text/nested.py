"""Values in a bracket right behind the value that they are part of: `83% (25% complete response) versus 59% (14%)`.

They belong to the arm of the value before the bracket and never stand for the other side of a comparison. The bracket
says which outcome or which people they are of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from extractors.text.arm_mentions import Mention
from extractors.text.groups import PERSONS, VERSUS, Group
from extractors.text.outcomes import Topic
from extractors.text.person_time import over_time
from extractors.text.quantities import Quantity
from extractors.text.sentence_reader import SentenceReader

_OPENS = re.compile(r"\s?\(\s?")
_CLOSES = re.compile(r"[()\[\]]")
_NAME = re.compile(r"[A-Za-z][\w+/-]+(?:\s[A-Za-z<>≥≤][\w+/-]*){0,6}")
_NO_PART = re.compile(
    r"\b(?:CI|confidence|SD|SE|IQR|range|difference|increase|decrease|reduction|[pP]\s?[<=>]|HR|OR|RR)\b"
)
_BETWEEN = re.compile(r"[,;]\s|\sand\s")


@dataclass(slots=True)
class Part:
    """A value of a bracket with the value that the bracket stands behind, and the words beside it."""

    whole: Quantity
    value: Quantity
    start: int
    end: int
    bracket: tuple[int, int]
    """Where the bracket opens and where it has closed."""
    of_whom: bool = True
    """Whether words beside the value say of whom it is, where they name no outcome."""


def parts(found: list[Quantity], text: str, mentions: list[Mention]) -> list[Part]:
    """Every percentage of a bracket that explains a percentage, in order."""
    made = []
    for whole in found:
        opening = _OPENS.match(text, whole.end) if whole.kind in ("percent", "count") else None
        closing = _closing(text, opening.end()) if opening else None
        if opening is None or closing is None or (whole.kind == "percent") != (whole.events is None):
            continue
        words = text[opening.end() : closing]
        inside = [q for q in found if opening.end() <= q.start < closing and q.kind not in ("taken", "p")]
        if not inside or any(not _explains(q, whole) for q in inside):
            continue
        if VERSUS.search(words) or _NO_PART.search(words) or any(opening.end() <= m.start < closing for m in mentions):
            continue
        items = _items(words, opening.end())
        mine = [(q, item) for q in inside for item in items if item[0] <= q.start < item[1]]
        if len(mine) == len({item for _, item in mine}) and all(_NAME.search(text, *item) for _, item in mine):
            made += [Part(whole, q, *item, (whole.end, closing + 1)) for q, item in mine]
    return made


_RATE_OF_THEM = re.compile(
    r"(?P<before>(?:[^()\[\]\d;]|\d[\d,]*\s(?:person|patient)-){0,110})[(\[]\s?(?:[a-z][a-z ]{2,25},?\s)?"
)


def rates_beside_counts(found: list[Quantity], text: str) -> list[Part]:
    """`58 patients in the X group (3.6 per 100 person-years)`: the rate is of the arm of the count before it."""
    made = []
    for whole, value in pairwise([q for q in found if q.kind not in ("exposure", "taken")]):
        if not over_time(value.unit) or over_time(whole.unit) or whole.kind not in ("count", "plain"):
            continue
        opening = _RATE_OF_THEM.fullmatch(text, whole.end, value.start)
        closing = _closing(text, value.start) if opening else None
        if opening and closing is not None and not VERSUS.search(text, opening.start(), closing):
            bracket = opening.end("before"), closing + 1
            made.append(Part(whole, value, value.start, value.end, bracket, False))
    return made


def _explains(q: Quantity, whole: Quantity) -> bool:
    """A percentage of a percentage, or what happened to some of the people counted: `33 patients (15 deaths)`."""
    if whole.kind == "percent":
        return q.kind == "percent" and not q.bounded and q.events is None
    people = PERSONS.fullmatch(whole.words) is not None
    return people and q.kind == "count" and q.n is None and q.words != "things" and not PERSONS.fullmatch(q.words)


def _closing(text: str, position: int) -> int | None:
    """Where the bracket closes that is open at a place."""
    depth = 1
    for mark in _CLOSES.finditer(text, position):
        depth += 1 if mark.group() in "([" else -1
        if not depth:
            return mark.start()
    return None


def _items(words: str, offset: int) -> list[tuple[int, int]]:
    cuts = [0, *(c for m in _BETWEEN.finditer(words) for c in m.span()), len(words)]
    return [(offset + a, offset + b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]


def without(text: str, found: list[Part]) -> str:
    """The text with the brackets blanked out, in place."""
    for start, end in {part.bracket for part in found}:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def emit(reader: SentenceReader, made: list[Group], found: list[Part], text: str, topics: list[Topic]) -> None:
    """Append the parts whose whole was tied to an arm; `text` and `topics` are those of the whole sentence."""
    for part in found:
        group = next((g for g in made if any(c is part.whole for c in g.cells)), None)
        if group is None or group.outcome is None or group.outcome.outcome == "NONE" or group.every:
            continue
        arm = next(a for c, a in zip(group.cells, group.arms, strict=True) if c is part.whole)
        named = [t for t in topics if part.start <= t.start and t.end <= part.end and t.outcome != "NONE"]
        if arm is None or len(named) > 1:
            continue
        if not part.of_whom:
            part.value.events = int(part.whole.value or 0)
        before = len(reader.context.results)
        reader._result(Group([part.value], "rate", arms=[arm]), part.value, arm, named[0] if named else group.outcome)
        if not named and part.of_whom:
            label = _NAME.search(text, part.start, part.end)
            for result in reader.context.results[before:]:
                result.population = label.group() if label else result.population
