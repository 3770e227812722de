"""Which group of participants a column, a section or a row speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.tables.grid import Layout, Line
from extractors.tables.words import (
    group_size,
    group_words,
    is_between,
    is_time_only,
    is_total,
    only_statistic,
    sounds_like_group,
    statistic,
    without_n,
)
from extractors.text.arm_mentions import ArmFinder
from extractors.text.arm_names import Tokens, tokens
from extractors.text.normal import plain
from schemas.models import Arm

_GROUP_HEAD = re.compile(
    r"^\W*(?:study |treatment |patient |intervention |experimental |randomi[sz]ed )?(?:groups?|arms?|treatments?|"
    r"interventions?|"
    r"conditions?|drugs?|regimens?|diets?)\b[^=]{0,25}$",
    re.I,
)


_DENIED = re.compile(r"^\W*(?:no|non|without)[ -]+(?=[A-Za-z]{2})", re.I)
"""`No training`, `Non-users`: the arm that does not have what follows."""
_MEASURE = re.compile(
    r"^\W*(?:(?:adjusted|crude|unadjusted|ls|least squares?|absolute|relative|percent(?:age)?|total)\s)*"
    r"(?:means?|medians?|changes?|no\. of|number of|percent(?:age)?|difference|estimates?|effect|reference|"
    r"normal range)\b",
    re.I,
)
"""Headings that begin with a statistic: a measure, no group."""


class ArmNames:
    """The report's arms, as headings may name them."""

    def __init__(self, arms: list[Arm], short: dict[str, Tokens]) -> None:
        self.arms = arms
        self.letters = [arm.arm for arm in arms]
        forms = [list(dict.fromkeys([arm.label, *arm.names])) for arm in arms]
        self.keys = [{tokens(form) for form in names if form} - {frozenset()} for names in forms]
        self.finder = ArmFinder(self.keys, forms, short, [arm.role for arm in arms])
        self.known: dict[str, str | None] = {}

    def letter(self, text: str) -> str | None:
        """The one arm that a heading names."""
        if not self.letters:
            return None
        if text not in self.known:
            self.known[text] = self._letter(text)
        return self.known[text]

    def _letter(self, text: str) -> str | None:
        bare = group_words(text)
        denied = _DENIED.match(bare)
        without = self.letter(bare[denied.end() :]) if denied else None
        if without and len(self.letters) == 2:
            return next(letter for letter in self.letters if letter != without)
        named = self._named(bare)
        return named if named != without else None

    def _named(self, bare: str) -> str | None:
        whole = self.finder.resolve(tokens(bare))
        mentioned = {m.arms[0] for m in self.finder.mentions(bare) if not m.every}
        if len(mentioned) > 1 or any(m.every for m in self.finder.mentions(bare)):
            return self.letters[whole] if whole is not None and tokens(bare) in self.keys[whole] else None
        if mentioned:
            return self.letters[mentioned.pop()]
        return self.letters[whole] if whole is not None else None

    def fit(self, text: str, letter: str) -> float:
        """How much of the words a heading shares with an arm's name: 1 where they are the same."""
        said = tokens(text)
        keys = self.finder.wide[self.letters.index(letter)]
        return max((len(said & key) / len(said | key) for key in keys if said | key), default=0.0)


@dataclass(slots=True)
class Axis:
    """Where the groups stand: in `columns`, `sections`, or the stub column `stub` of the `rows`."""

    kind: str
    letters: dict[str, str | None] = field(default_factory=dict)
    """Words of each group heading (without n) → letter of its arm, or None where no arm of the report fits."""
    split: set[str] = field(default_factory=set)
    """Headings that share their arm with another one: parts of an arm."""
    stub: int = 0

    def words(self, line: Line, head: list[str]) -> list[str]:
        """The words of a cell's place that may name its group."""
        if self.kind == "columns":
            return head
        return line.sections if self.kind == "sections" else line.stub[self.stub : self.stub + 1]


def _names_group(text: str) -> bool:
    if only_statistic(text) or is_time_only(text) or is_total(text) or is_between(text) or _MEASURE.match(text):
        return False
    return bool(re.search(r"[A-Za-z]", text)) and statistic(text) not in ("p", "test")


def find_axis(layout: Layout, arms: ArmNames) -> Axis:
    """The axis on which most arms are found; without known arms, the one whose headings sound like groups."""
    places: dict[tuple[str, int], list[str]] = {
        ("columns", 0): _unique(_column_candidates(layout)),
        ("sections", 0): _unique(s for line in layout.lines for s in line.sections),
    }
    for i in range(layout.stubs):
        places["rows", i] = _unique(line.stub[i] for line in layout.lines)
    for texts in places.values():
        texts[:] = [t for t in texts if _names_group(t)]
    found = {place: len({arms.letter(t) for t in texts} - {None}) for place, texts in places.items()}
    best = max(found, key=lambda place: found[place])
    if found[best] < 2:
        best = _axis_by_sound(layout, places, found)
    kind, stub = best
    texts = places[best]
    if kind == "columns":
        texts = _group_level(layout, texts, arms)
    elif kind == "rows":
        texts = _row_groups(layout, texts, arms, stub)
    elif not any(arms.letter(t) for t in texts):
        texts = [t for t in texts if sounds_like_group(t)]
    axis = Axis(kind, {group_words(t): arms.letter(t) for t in texts}, stub=stub)
    _by_elimination(axis, arms)
    _split_arms(axis, arms)
    _by_elimination(axis, arms)
    return axis


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(t for t in texts if t))


def _column_candidates(layout: Layout) -> Iterable[str]:
    for head in layout.heads:
        for column in range(layout.stubs, layout.width):
            yield from head[column]


def _row_groups(layout: Layout, texts: list[str], arms: ArmNames, stub: int) -> list[str]:
    """Row labels that name groups: all of a column headed so, else those that recur like known ones."""
    heads = layout.stub_heads
    if stub < len(heads) and _GROUP_HEAD.match(heads[stub]):
        return texts
    known = [t for t in texts if arms.letter(t) or (sounds_like_group(t) and group_size(t))]
    recurring = _recurring(layout, stub)
    if recurring and (any(t in recurring for t in known) or (not known and _only_measures(layout))):
        return [t for t in texts if t in recurring or t in known]
    return known


def _only_measures(layout: Layout) -> bool:
    """Whether the columns speak of times and statistics only, so that groups can only stand in the rows."""
    heads = [word for head in layout.heads for words in head[layout.stubs :] for word in words]
    return not any(_names_group(word) for word in heads)


def _recurring(layout: Layout, stub: int) -> list[str]:
    """Labels that return under most headings: at least twice each, at most eight of them."""
    counted = Counter(line.stub[stub] for line in layout.lines if _names_group(line.stub[stub]))
    often = [t for t, times in counted.items() if times >= 2]
    return often if 2 <= len(often) <= 8 and sum(counted[t] for t in often) >= 0.6 * counted.total() else []


def _axis_by_sound(
    layout: Layout, places: dict[tuple[str, int], list[str]], found: dict[tuple[str, int], int]
) -> tuple[str, int]:
    """The axis where at most one arm is recognised: by sizes in headings, the words over the stub, what recurs."""
    sized = {place: len({without_n(t) for t in texts if group_size(t)}) for place, texts in places.items()}
    heard = {place: sum(sounds_like_group(t) for t in texts) for place, texts in places.items()}
    if sized["columns", 0] >= 2 or _sized_columns(layout) >= 2:
        return "columns", 0
    for place, sizes in sized.items():
        if 2 <= sizes <= 8 and (place[0] == "rows" or heard["columns", 0] < 2):
            return place
    for i, head in enumerate(layout.stub_heads):
        if _GROUP_HEAD.match(head) and found["columns", 0] == 0 and 2 <= len(places["rows", i]) <= 12:
            return "rows", i
    for i in range(layout.stubs):
        recurring = _recurring(layout, i)
        told = found["rows", i] or any(map(sounds_like_group, recurring)) or (i and _only_measures(layout))
        if recurring and not found["columns", 0] and told:
            return "rows", i
    if heard["columns", 0] < 2 <= heard["sections", 0] <= 6:
        return "sections", 0
    return "columns", 0


def _sized_columns(layout: Layout) -> int:
    """How many headings have a size in a header row of its own below them."""
    found = set()
    for words in (words for head in layout.heads[:1] for words in head[layout.stubs :]):
        named = [word for word in words if _names_group(word)]
        if named and any(group_size(word) for word in words):
            found.add(group_words(named[-1]))
    return len(found)


def _group_level(layout: Layout, texts: list[str], arms: ArmNames) -> list[str]:
    """Of headings on several header rows, those of the row that names the groups."""
    levels: dict[int, list[str]] = {}
    for head in layout.heads:
        for column in range(layout.stubs, layout.width):
            for depth, text in enumerate(head[column]):
                if text in texts and text not in levels.setdefault(depth, []):
                    levels[depth].append(text)
    if not levels:
        return []

    def worth(item: tuple[int, list[str]]) -> tuple[int, int, int, int]:
        depth, found = item
        return (
            len({arms.letter(t) for t in found} - {None}),
            len({without_n(t) for t in found if group_size(t)}),
            len({t for t in found if sounds_like_group(t)}),
            min(len(found), 2) * 10 - depth,
        )

    _, best = max(levels.items(), key=worth)
    named = [t for t in texts if arms.letter(t) or t in best]
    return named


def _by_elimination(axis: Axis, arms: ArmNames) -> None:
    """One heading and one arm left over belong together."""
    free = [letter for letter in arms.letters if letter not in axis.letters.values()]
    open_ = [t for t, letter in axis.letters.items() if letter is None]
    if len(free) == 1 == len(open_) and len(axis.letters) == len(arms.letters) > 1:
        axis.letters[open_[0]] = free[0]


def _split_arms(axis: Axis, arms: ArmNames) -> None:
    """Several headings for one arm: the one that fits clearly best keeps it, else they are parts of it."""
    seen: dict[str, list[str]] = {}
    for text, letter in axis.letters.items():
        if letter:
            seen.setdefault(letter, []).append(text)
    for letter, texts in seen.items():
        if len({_key(t) for t in texts}) < 2:
            continue
        fit = sorted(((arms.fit(t, letter), t) for t in texts), reverse=True)
        if fit[0][0] - fit[1][0] > 0.15:
            for _, text in fit[1:]:
                axis.letters[text] = None
        else:
            axis.split.update(texts)


def _key(text: str) -> str:
    return re.sub(r"\b(?:groups?|arms?|the|patients|treatment|therapy)\b|\W", "", plain(text).lower())
