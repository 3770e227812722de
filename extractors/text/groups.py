"""Cells gathered into comparisons: values that stand side by side, one per arm."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.text.arm_mentions import Mention
from extractors.text.outcomes import Topic
from extractors.text.places import TimePoint
from extractors.text.quantities import Quantity
from extractors.text.quantity_forms import PEOPLE

RATE, TIME, MEAN = "rate", "time", "mean"


_FAMILY = {
    "percent": RATE,
    "count": RATE,
    "none": RATE,
    "typo": RATE,
    "duration": TIME,
    "not_reached": TIME,
    "mean": MEAN,
    "range": "range",
}

VERSUS = re.compile(
    r"\b(?:v|vs\.?|versus|as compared with|compared (?:with|to)|than|against|relative to)(?![\w-])|(?<=[\d%\])])"
    r"\s?/\s?(?=[\d(])"
)

_WEAK = re.compile(r"[,;/:]|\b(?:and|while|whereas|but|or)\b")

FILLERS = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "for",
        "to",
        "with",
        "among",
        "on",
        "at",
        "by",
        "those",
        "who",
        "that",
        "were",
        "was",
        "is",
        "are",
        "had",
        "have",
        "has",
        "been",
        "received",
        "receiving",
        "receive",
        "given",
        "treated",
        "assigned",
        "randomized",
        "randomised",
        "patients",
        "patient",
        "participants",
        "women",
        "men",
        "subjects",
        "people",
        "children",
        "cases",
        "infants",
        "adults",
        "group",
        "groups",
        "arm",
        "arms",
        "and",
        "while",
        "whereas",
        "but",
        "vs",
        "v",
        "versus",
        "compared",
        "as",
        "than",
        "median",
        "mean",
        "rate",
        "rates",
        "months",
        "month",
        "years",
        "year",
        "weeks",
        "days",
        "treatment",
        "therapy",
        "only",
        "alone",
        "respectively",
        "from",
        "each",
        "also",
        "cohort",
        "regimen",
        "recipients",
        "individuals",
        "all",
        "either",
        "only",
        "whom",
        "their",
        "events",
        "event",
        "deaths",
        "death",
        "plus",
        "under",
        "it",
        "this",
        "total",
        "survivors",
        "undergoing",
        "underwent",
        "after",
        "allocated",
        "randomly",
        "up",
        "reported",
        "observed",
        "occurred",
        "seen",
        "noted",
        "developed",
        "died",
        "experienced",
        "achieved",
        "in_the",
        "did",
        "not",
        "be",
        "followed",
        "did",
        "taking",
        "using",
    ]
)


@dataclass(slots=True)
class Group:
    """Cells that stand side by side for a comparison: one, or one per arm."""

    cells: list[Quantity]
    family: str
    strong: bool = False
    arms: list[int | None] = field(default_factory=list)
    every: bool = False
    outcome: Topic | None = None
    stat: str = ""
    time: TimePoint | None = None
    crowded: bool = False
    """Part of a list longer than the arms: whose value is whose cannot be told."""
    reach: int = 0
    """Where the last arm mention that this group took ends."""

    @property
    def start(self) -> int:
        """Where the first cell begins."""
        return self.cells[0].start

    @property
    def end(self) -> int:
        """Where the last cell, with its interval, ends."""
        return self.cells[-1].end


def _reduced(text: str, start: int, end: int, mentions: list[Mention]) -> str:
    """The text of a gap without the arms it mentions."""
    parts, position = [], start
    for m in mentions:
        if m.start >= start and m.end <= end:
            parts.append(text[position : m.start])
            position = m.end
    parts.append(text[position:end])
    return " ".join(parts)


def strange_words(text: str, start: int, end: int, mentions: list[Mention]) -> list[str]:
    """The words of a gap that are neither an arm nor filler."""
    gap = _reduced(text, start, end, mentions)
    return [
        w for w in re.findall(r"[A-Za-z][\w-]*", gap) if w.lower() not in FILLERS and w.lower() not in ("p", "ci", "hr")
    ]


@dataclass(slots=True, frozen=True)
class Words:
    """What a sentence offers to tie its cells together."""

    text: str
    mentions: list[Mention]
    topics: list[Topic]
    n_arms: int


def groups(cell_list: list[Quantity], words: Words) -> list[Group]:
    """Cells gathered into comparisons, in order; bare numbers take the unit of the cell they are compared with."""
    made: list[Group] = []
    for q in cell_list:
        last = made[-1] if made else None
        if last is not None and _linked(last, q, words):
            last.cells.append(q)
            last.strong |= bool(VERSUS.search(words.text[last.cells[-2].end : q.start]))
            if last.family == "plain" and q.kind != "plain":
                last.family = _FAMILY[q.kind]
        else:
            crowded = last is not None and _overflows(last, q, words)
            if last is not None:
                last.crowded |= crowded
            made.append(Group([q], _FAMILY.get(q.kind, "plain"), crowded=crowded))
    for group in made:
        _share_units(group)
    return made


def _overflows(last: Group, q: Quantity, words: Words) -> bool:
    """Whether a value continues a bare list that already has one value for each arm."""
    gap = words.text[last.cells[-1].end : q.start]
    return len(last.cells) >= max(words.n_arms, 2) and bool(re.fullmatch(r",?\s?(?:(?:and|vs?\.?|versus)\s)?", gap))


def _linked(last: Group, q: Quantity, words: Words) -> bool:
    """Whether a cell stands beside the last one of a group for comparison."""
    text, mentions, topics, n_arms = words.text, words.mentions, words.topics, words.n_arms
    family = _FAMILY.get(q.kind, "plain")
    if "range" in (family, last.family):
        return False
    if family != last.family and "plain" not in (family, last.family):
        return False
    if _of_other_kind(last.cells[-1], q):
        return False
    start, end = last.cells[-1].end, q.start
    if end - start > 200 or len(last.cells) >= max(n_arms, 2):
        return False
    gap = text[start:end]
    if _AMONG_THEM.fullmatch(gap):
        return False
    if n_arms == 1 and (q.kind == "none" or _in_own_clauses(last.cells[-1], q, words)):
        return False
    new_topic = any(t.start >= start and t.end <= end and t.outcome != "NONE" for t in topics)
    strange = strange_words(text, start, end, mentions)
    if q.kind == "plain" and last.cells[-1].kind == "percent" and not VERSUS.search(gap):
        return False
    if VERSUS.search(gap):
        return (
            not new_topic
            and len(strange) <= (5 if re.search(r"[()\[\]]", gap) else 7)
            and gap.count("(") - gap.count(")") < 2
            and ". " not in re.sub(r"vs\. ", "", gap)
        )
    if not _WEAK.search(gap) or (new_topic and "deaths" not in gap):
        return False
    named = any(m.start >= start and m.end <= end for m in mentions)
    if named:
        return (len(strange) <= 2 and "plain" not in (family, last.family)) or not strange
    return not strange and len(gap) <= 14 and ("(" not in gap)


_AMONG_THEM = re.compile(r",?\s(?:with|including|of (?:whom|which|these))\s(?:only\s)?")
"""`21 relapses, with 2 in the X group`: a whole and its part."""
PERSONS = re.compile(PEOPLE)


def _of_other_kind(first: Quantity, second: Quantity) -> bool:
    """`15 deaths` and `38 patients` count different things."""
    if first.kind != "count" or second.kind != "count" or not first.words or not second.words:
        return False
    return bool(PERSONS.fullmatch(first.words)) != bool(PERSONS.fullmatch(second.words))


_VERB_AFTER = re.compile(r"\s(?:had|have|has|achieved|showed|experienced|developed|attained|reached)\s")


def _in_own_clauses(first: Quantity, second: Quantity, words: Words) -> bool:
    """`stable disease in 20, and 3 patients had progressive disease`: each number stands with its own outcome."""
    verb = _VERB_AFTER.match(words.text, second.end)
    named = [t for t in words.topics if t.outcome != "NONE"]
    return (
        verb is not None
        and any(0 <= t.start - verb.end() < 12 for t in named)
        and any(t.end <= first.start and said_of(words.text[t.end : first.start]) for t in named)
    )


_BY = re.compile(r"\s(?:(?:was|were)\s)?(?:\w+ed\s|seen\s)?(?:in|by|for)\s")


def said_of(gap: str) -> bool:
    """Whether the words between an outcome and a number say only in whom: `was seen in`, `by`."""
    return bool(_BY.fullmatch(gap))


def _share_units(group: Group) -> None:
    units = {c.unit for c in group.cells if c.kind not in ("plain", "none", "not_reached", "count")}
    unit = units.pop() if len(units) == 1 else ""
    for c in group.cells:
        if c.kind == "plain" and unit and group.family == TIME:
            c.kind, c.unit = "duration", unit
        elif c.kind == "plain" and unit == "%" and 0 <= (c.value or 0) <= 100:
            c.kind, c.unit = "percent", "%"
        elif c.kind == "plain" and group.family == RATE and c.value is not None and c.value == int(c.value):
            c.kind, c.unit, c.events = "count", "patients", int(c.value)
        elif c.kind == "typo":
            c.kind = "percent"
