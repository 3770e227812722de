"""One sentence or half of it for each side, with the same quantities in the same order.

`After rowing 12 (30%) fell and 5 (12%) tired. On the waiting list 20 (49%) fell and 9 (22%) tired.`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractors.text.quantities import Quantity
from extractors.text.sentences import Sentence
from synthesis.ask.outcome import Outcome, hours_in
from synthesis.ask.sides import Sides
from synthesis.ask.words import has, words

_MOST = 5
_POINTERS = re.compile(r"[(\[](?:see )?(?:table|fig(?:ure)?|appendix|p\b)[^()\[\]]*[)\]]", re.IGNORECASE)
_JOINT = re.compile(r"\s*(?:,|;|and|or|/|,\s*and)\s*")
_BETWEEN_ITEMS = re.compile(r",\s*(?:and |or )?|\s+(?:and|or)\s+")
_IN_TURN = re.compile(r"^[^;.]*\brespectively\b")
_OTHERS = re.compile(
    r"\b(?:others|the (?:other|remaining) (?:group|arm|patients|participants)|controls?|control group)\b"
)
_CLEAR = 0.5
"""Least share of a side's own words that names it."""
NAMED = 0.6
"""What a part that names its side is worth as the fit of the sides."""


@dataclass(frozen=True)
class Part:
    """A run of quantities and the words that may name its side."""

    sentence: Sentence
    run: list[Quantity]
    labels: tuple[str, ...]
    before: str
    """The words of the part before its run."""
    after: str
    """Those after it."""


def twins(
    here: tuple[Sentence, list[Quantity]], following: tuple[Sentence, list[Quantity]] | None, sides: Sides
) -> Iterator[tuple[Part, Part]]:
    """The intervention's and the comparator's part, from a sentence's two halves or from two sentences in a row."""
    sentence, fit = here
    half = len(fit) // 2
    if len(fit) % 2 == 0 and 2 <= half <= _MOST:
        yield from _ordered(*_halves(sentence, fit[:half], fit[half:]), sides)
    if following is not None and 1 <= len(fit) <= _MOST and following[0].block is sentence.block:
        parts = [
            Part(s, run, (s.text,), s.text[: run[0].start], s.text[run[-1].end :])
            for s, run in (here, following)
            if run
        ]
        if len(parts) < 2:
            return
        yield from _ordered(parts[0], parts[1], sides)


def _halves(sentence: Sentence, first: list[Quantity], second: list[Quantity]) -> tuple[Part, Part]:
    """The halves of a sentence with the words before and after each run."""
    text = sentence.text
    lead, gap, tail = text[: first[0].start], text[first[-1].end : second[0].start], text[second[-1].end :]
    return Part(sentence, first, (lead, gap), lead, gap), Part(sentence, second, (gap, tail), gap, tail)


def _ordered(first: Part, second: Part, sides: Sides) -> Iterator[tuple[Part, Part]]:
    if not _alike(first.run, second.run):
        return
    read = {order for a, b in zip(first.labels, second.labels, strict=True) if (order := _order(a, b, sides))}
    if len(read) == 1:
        yield (first, second) if read == {(0, 1)} else (second, first)


def _alike(first: list[Quantity], second: list[Quantity]) -> bool:
    """Whether two runs are of one length and their quantities of one form."""
    forms = [[(q.kind, q.events is None, q.sd is None) for q in run] for run in (first, second)]
    return forms[0] == forms[1]


def _order(first: str, second: str, sides: Sides) -> tuple[int, int] | None:
    """Which sides two labels name, where they name both."""
    named = (_named(first, sides), _named(second, sides))
    if None not in named and named[0] != named[1]:
        return (0, 1) if named[0] == 0 else (1, 0)
    if named[0] is not None and named[1] is None and _OTHERS.search(second):
        return (0, 1) if named[0] == 0 else (1, 0)
    return None


def _named(label: str, sides: Sides) -> int | None:
    """The one side whose own words a text has, clearly more of them than of the other's."""
    there = words(_POINTERS.sub(" ", label)) | sides.short_forms.words(_POINTERS.sub(" ", label))
    share = []
    for own in sides.exclusive:
        told = sum(has(word, there) for word in own)
        share.append(told / min(len(own), 3) if own else 0.0)
    best = 0 if share[0] > share[1] else 1
    return best if share[best] >= share[1 - best] + _CLEAR else None


def item_words(part: Part, place: int) -> str:
    """The words that go with one quantity of a run: those beside it, or its place in a list of as many names."""
    text, run = part.sentence.text, part.run
    gaps = [text[a.end : b.start] for a, b in pairwise(run)]
    lead, tail = part.before, part.after
    if len(run) == 1:
        return f"{lead} {tail}"
    if all(_JOINT.fullmatch(gap) for gap in gaps):
        items = _listed(tail, len(run), last=False) if _IN_TURN.search(tail) else _listed(lead, len(run), last=True)
        return items[place] if items else f"{lead} {tail}"
    before, after = [lead, *gaps], [*gaps, tail]
    follows = not re.match(r"\s*(?:[,;)]|and\b|in\b|at\b)", gaps[0])
    return (after if follows else before)[place]


def _listed(text: str, count: int, last: bool) -> list[str]:
    """The names of a list of `count`, joined by `and`, that ends or begins a text; none where there is none."""
    items = _BETWEEN_ITEMS.split(text)
    items = items[-count:] if last else items[:count]
    joint = re.search(r"\b(?:and|or)\s+" + re.escape(items[-1]), text)
    return items if len(items) == count and joint and not any(re.search(r"\d\.\d|±", item) for item in items) else []


def fit_of_outcome(first: Part, second: Part, place: int, outcome: Outcome) -> float:
    """How well the quantities at one place of two runs are the outcome: their own words most, the sentences less."""
    short = outcome.short_forms
    near = f"{item_words(first, place)} {item_words(second, place)}"
    texts = " ".join(dict.fromkeys((first.sentence.text, second.sentence.text)))
    own, whole = outcome.coverage(short.words(near)), outcome.coverage(short.words(texts))
    early = bool(re.search(r"\b(?:at baseline|before)\b", near))
    return own + 0.3 * (whole - own) + outcome.time_score(near if hours_in(near) else texts, early)
