"""Which group of participants a column, a section or a row speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractors.tables.layout import Layout, Line
from extractors.tables.words import (
    group_size,
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
    r"^\W*(?:study |treatment |patient |intervention |experimental |randomi[sz]ed )?(?:groups?|arms?|treatments?|interventions?|"
    r"conditions?|drugs?|regimens?|diets?)\b[^=]{0,25}$",
    re.I,
)


class ArmNames:
    """The report's arms, as headings may name them."""

    def __init__(self, arms: list[Arm], short: dict[str, Tokens]) -> None:
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
        bare = without_n(text)
        whole = self.finder.resolve(tokens(bare))
        mentioned = {m.arms[0] for m in self.finder.mentions(bare) if not m.every}
        if len(mentioned) > 1 or any(m.every for m in self.finder.mentions(bare)):
            return self.letters[whole] if whole is not None and tokens(bare) in self.keys[whole] else None
        if mentioned:
            return self.letters[mentioned.pop()]
        return self.letters[whole] if whole is not None else None


@dataclass(slots=True)
class Axis:
    """Where the groups stand: `columns` at a header level, `sections`, or `rows`; and the letter of each heading."""

    kind: str
    letters: dict[str, str | None] = field(default_factory=dict)
    """Words of each group heading (without n) → letter of its arm, or None where no arm of the report fits."""
    split: set[str] = field(default_factory=set)
    """Headings that share their arm with another one: parts of an arm."""


def _names_group(text: str) -> bool:
    return (
        bool(text)
        and not (only_statistic(text) or is_time_only(text) or is_total(text) or is_between(text))
        and (statistic(text) not in ("p", "test"))
    )


def find_axis(layout: Layout, arms: ArmNames) -> Axis:
    """The axis on which most arms are found; without known arms, the one whose headings sound like groups."""
    columns = _unique(_column_candidates(layout))
    sections = _unique(s for line in layout.lines for s in line.sections)
    rows = _unique(word for line in layout.lines for word in _row_candidates(layout, line))
    best, most = "", 1
    for kind, texts in (("columns", columns), ("sections", sections), ("rows", rows)):
        found = {arms.letter(t) for t in texts if _names_group(t)} - {None}
        if len(found) > most:
            best, most = kind, len(found)
    chosen = {"columns": columns, "sections": sections, "rows": rows}
    if not best:
        best = _axis_by_sound(layout, columns, sections, rows)
    texts = [t for t in chosen[best] if _names_group(t)]
    if best == "columns":
        texts = _group_level(layout, texts, arms)
    elif not any(arms.letter(t) for t in texts) or best == "rows":
        texts = [
            t
            for t in texts
            if arms.letter(t)
            or sounds_like_group(t)
            or best == "rows"
            and _GROUP_HEAD.match(" ".join(layout.stub_heads[:1]))
        ]
    axis = Axis(best, {without_n(t): arms.letter(t) for t in texts})
    _by_elimination(axis, arms)
    _split_arms(axis)
    return axis


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(t for t in texts if t))


def _column_candidates(layout: Layout) -> Iterable[str]:
    for head in layout.heads:
        for column in range(layout.stubs, layout.width):
            yield from head[column]


def _row_candidates(layout: Layout, line: Line) -> list[str]:
    return line.path[len(line.sections) :]


def _axis_by_sound(layout: Layout, columns: list[str], sections: list[str], rows: list[str]) -> str:
    sized = {
        kind: len({without_n(t) for t in texts if group_size(t) and _names_group(t)})
        for kind, texts in (("columns", columns), ("sections", sections), ("rows", rows))
    }
    if sized["columns"] >= 2:
        return "columns"
    for kind in ("sections", "rows"):
        if 2 <= sized[kind] <= 8:
            return kind
    if any(_GROUP_HEAD.match(head) for head in layout.stub_heads):
        return "rows"
    heard = {
        kind: len({t for t in texts if _names_group(t) and sounds_like_group(t)})
        for kind, texts in (("columns", columns), ("sections", sections))
    }
    if heard["columns"] < 2 <= heard["sections"] <= 6:
        return "sections"
    return "columns"


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


def _split_arms(axis: Axis) -> None:
    seen: dict[str, list[str]] = {}
    for text, letter in axis.letters.items():
        if letter:
            seen.setdefault(letter, []).append(text)
    for texts in seen.values():
        if len({_key(t) for t in texts}) > 1:
            axis.split.update(texts)


def _key(text: str) -> str:
    return re.sub(r"\b(?:groups?|arms?|the|patients|treatment|therapy)\b|\W", "", plain(text).lower())
