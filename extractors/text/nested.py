"""Values in a bracket right behind the value that they are part of: `83% (25% complete response) versus 59% (14%)`.

They belong to the arm of the value before the bracket and never stand for the other side of a comparison. The bracket
says which outcome or which people they are of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.text.arm_mentions import Mention
from extractors.text.groups import VERSUS, Group
from extractors.text.outcomes import Topic
from extractors.text.quantities import Quantity
from extractors.text.sentence_reader import SentenceReader

_OPENS = re.compile(r"\s?\(\s?")
_CLOSES = re.compile(r"[()]")
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


def parts(found: list[Quantity], text: str, mentions: list[Mention]) -> list[Part]:
    """Every percentage of a bracket that explains a percentage, in order."""
    made = []
    for whole in found:
        opening = _OPENS.match(text, whole.end) if whole.kind == "percent" else None
        closing = _closing(text, opening.end()) if opening else None
        if opening is None or closing is None or whole.events is not None:
            continue
        words = text[opening.end() : closing]
        inside = [q for q in found if opening.end() <= q.start < closing and q.kind not in ("taken", "p")]
        if not inside or any(q.kind != "percent" or q.bounded or q.events is not None for q in inside):
            continue
        if VERSUS.search(words) or _NO_PART.search(words) or any(opening.end() <= m.start < closing for m in mentions):
            continue
        items = _items(words, opening.end())
        mine = [(q, item) for q in inside for item in items if item[0] <= q.start < item[1]]
        if len(mine) == len({item for _, item in mine}) and all(_NAME.search(text, *item) for _, item in mine):
            made += [Part(whole, q, *item) for q, item in mine]
    return made


def _closing(text: str, position: int) -> int | None:
    """Where the bracket closes that is open at a place."""
    depth = 1
    for mark in _CLOSES.finditer(text, position):
        depth += 1 if mark.group() == "(" else -1
        if not depth:
            return mark.start()
    return None


def _items(words: str, offset: int) -> list[tuple[int, int]]:
    cuts = [0, *(c for m in _BETWEEN.finditer(words) for c in m.span()), len(words)]
    return [(offset + a, offset + b) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]


def without(text: str, found: list[Part]) -> str:
    """The text with the brackets blanked out, in place."""
    for whole in {id(part.whole): part.whole for part in found}.values():
        closing = _closing(text, text.index("(", whole.end) + 1)
        end = (closing or whole.end) + 1
        text = text[: whole.end] + " " * (end - whole.end) + text[end:]
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
        before = len(reader.context.results)
        reader._result(Group([part.value], "rate", arms=[arm]), part.value, arm, named[0] if named else group.outcome)
        if not named:
            label = _NAME.search(text, part.start, part.end)
            for result in reader.context.results[before:]:
                result.population = label.group() if label else result.population
