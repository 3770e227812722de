"""Two cells of a table that differ only in the group: the candidates for an answer, and what they have in common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from extractors.tables import Cell
from extractors.tables.words import is_baseline_time, is_time_only, only_statistic, statistic, time_words, without_n
from schemas.models import Arm
from synthesis.ask.outcome import Outcome
from synthesis.ask.sides import APART, Sides
from synthesis.ask.size_choice import Sizes
from synthesis.ask.words import Words, flat, listed, stems, words

_TIME_WORDS = stems(
    "hour day week month year minute before after baseline pre post test pretest posttest treatment intervention end "
    "start follow up followup final last initial time visit period phase at admission discharge prior preoperative "
    "postoperative surgery training study program supplementation"
)
SURER = 0.08
"""How much worse than the best pair of its row or column the names of a pair may fit."""
ALIAS = 0.9
"""What another name of the arm, from elsewhere in the report, is worth against the heading's own."""
LEFT_OVER = 0.1
"""Least fit where a table has two groups and only one of them is named as in the question."""

Names = dict[str, tuple[str, ...]]
"""An arm's letter to every form in which the report names it."""


@dataclass(frozen=True)
class Opposed:
    """A cell for each side. `fit` says how well the two headings name the sides; `around` what they share."""

    intervention: Cell
    comparator: Cell
    fit: float
    across: bool
    """Whether the cells stand in one row (groups as columns)."""
    left_over: bool = False
    """Whether one group was named and the other is what is left."""
    over_time: bool = False
    """Whether the comparator is the same group before treatment."""


@dataclass
class Pair:
    """A cell for each side, what the two share, and the features by which the model weighs them."""

    intervention: Cell
    comparator: Cell
    own: Words
    """The words of their common row and column, long forms of abbreviations included."""
    listed: list[str]
    """The same in order, as printed; a part that is a short form by the words that it stands for."""
    line: tuple[object, ...]
    """Names the row or column that the pair stands in."""
    opposed: Opposed
    features: dict[str, float] = field(default_factory=dict)


def arm_names(arms: Iterable[Arm]) -> Names:
    """All names of each arm; entries that are another arm's second name count for that arm."""
    names: dict[str, list[str]] = defaultdict(list)
    for arm in arms:
        names[arm.same_as or arm.arm] += [arm.label, *arm.names]
    return {letter: tuple(dict.fromkeys(forms)) for letter, forms in names.items()}


def pairs(cells: list[Cell], sides: Sides, outcome: Outcome, names: Names | None = None) -> list[Pair]:
    """Every pair of cells that could answer: both groups named, and a word of the outcome somewhere around."""
    found = []
    for line, opposed in _surest(opposed_cells(cells, sides, names or {})):
        own, printed = _own_words(opposed, outcome)
        if outcome.coverage(own | outcome.short_forms.words(opposed.intervention.caption)) > 0:
            found.append(Pair(opposed.intervention, opposed.comparator, own, printed, line, opposed))
    return found


def _surest(opposed: Iterable[Opposed]) -> Iterator[tuple[tuple[object, ...], Opposed]]:
    """In every row or column the pairs whose names fit about as well as the best."""
    by_line: dict[tuple[object, ...], list[Opposed]] = defaultdict(list)
    for o in opposed:
        a, b = o.intervention, o.comparator
        place = (
            (a.row, _shared(a.column_path, b.column_path)) if o.across else (a.column, _shared(a.row_path, b.row_path))
        )
        by_line[a.table, o.across, *place].append(o)
    best = {line: max(o.fit for o in here) for line, here in by_line.items()}
    of_group: dict[object, float] = defaultdict(float)
    for line, here in by_line.items():
        if here[0].over_time:  # before and after: the group is what the lines differ in
            of_group[line[0]] = max(of_group[line[0]], best[line])
    for line, here in by_line.items():
        for o in here:
            if max(best[line], of_group[line[0]] if o.over_time else 0.0) - o.fit < SURER:
                yield line, o


def _shared(first: str, second: str) -> tuple[str, ...]:
    return tuple(part for part in _parts(first) if part in _parts(second))


def _parts(path: str) -> tuple[str, ...]:
    return tuple(without_n(part).strip() for part in path.split(" | "))


def opposed_cells(cells: Iterable[Cell], sides: Sides, names: Names) -> Iterator[Opposed]:
    """Cells of one row, or of one column, whose headings differ in one part, which names the two sides."""
    rows: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    columns: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.kind in ("arm", "total"):
            rows[cell.table, cell.row].append(cell)
            columns[cell.table, cell.column].append(cell)
    for group, across in [(g, True) for g in rows.values()] + [(g, False) for g in columns.values()]:
        by_path = [(_parts(c.column_path if across else c.row_path), c) for c in group]
        two = across and len({c.arm_words for c in group if c.kind == "arm"}) == 2
        for i, (path, first) in enumerate(by_path):
            for other, second in by_path[i + 1 :]:
                labels = _labels(path, other)
                if labels is not None and (read := _read((first, second), labels, (sides, names), across, two)):
                    yield read


def _read(
    both: tuple[Cell, Cell], labels: tuple[str, str], asked: tuple[Sides, Names], across: bool, two: bool
) -> Opposed | None:
    """The two cells as the two sides, in the question's order, by the best evidence that there is."""
    first, second = both
    sides, names = asked
    left_over = False
    fit = _over_time(*both, *labels) if sides.against_baseline else _named(first, second, labels, sides, names)
    if fit is None and two and not sides.against_baseline:
        fit, left_over = _left_over(labels, sides), True
    if fit is None:
        return None
    score = fit[0] + 0.4 * sides.context(_around(first, second), *labels)
    in_order = (first, second) if fit[1] else (second, first)
    return Opposed(*in_order, score, across, left_over, sides.against_baseline)


def _named(first: Cell, second: Cell, labels: tuple[str, str], sides: Sides, names: Names) -> tuple[float, bool] | None:
    """How the headings name the sides, or else the names that the report gives their arms elsewhere."""
    fit = sides.pair(*labels)
    if fit is not None or not first.arm or not second.arm or first.arm == second.arm:
        return fit
    found = [
        read
        for a in (labels[0], *names.get(first.arm, ()))
        for b in (labels[1], *names.get(second.arm, ()))
        if (read := sides.pair(a, b))
    ]
    best = max(found, default=None)
    if best is None or any(o[1] != best[1] for o in found):
        return None
    in_order = labels if best[1] else labels[::-1]
    if any(sides.other_dose(label, side) for side, label in enumerate(in_order)):
        return None
    return ALIAS * best[0], best[1]


def _left_over(labels: tuple[str, str], sides: Sides) -> tuple[float, bool] | None:
    """Of two groups, one that the question names: the other one must be its rival."""
    straight, crossed = (
        sum(max(sides.score(label, side), -0.2) for label, side in zip(labels, order, strict=True)) / 2
        for order in ((0, 1), (1, 0))
    )
    best = max(straight, crossed)
    return (best, straight >= crossed) if best >= LEFT_OVER and abs(straight - crossed) >= APART else None


def _around(first: Cell, second: Cell) -> str:
    """The heading words that two cells share."""
    return " ".join((*_shared(first.column_path, second.column_path), *_shared(first.row_path, second.row_path)))


def _over_time(first: Cell, second: Cell, label: str, other: str) -> tuple[float, bool] | None:
    """For a comparison with baseline: which of two cells is the later one; None where more than the time differs."""
    early, other_early = first.is_baseline or is_baseline_time(label), second.is_baseline or is_baseline_time(other)
    if early == other_early or _telling(label) != _telling(other):
        return None
    return 0.5, other_early


def _telling(label: str) -> Words:
    """A heading's words that are no times."""
    return frozenset(w for w in words(label) if w not in _TIME_WORDS and not w.replace(".", "").isdigit())


def _labels(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, str] | None:
    """The parts in which two headings differ; None where they differ in time or statistic as well, or not at all."""
    mine, other = [x for x in a if x not in b], [x for x in b if x not in a]
    if not 1 <= len(mine) <= 2 or not 1 <= len(other) <= 2:
        return None
    first, second = " ".join(mine), " ".join(other)
    if (len(mine) > 1 or len(other) > 1) and (
        time_words(first) != time_words(second) or statistic(first) != statistic(second)
    ):
        return None
    return first, second


def _own_words(opposed: Opposed, outcome: Outcome) -> tuple[Words, list[str]]:
    """The words that both cells' row and column share, statistics and times left out."""
    a, b = opposed.intervention, opposed.comparator
    own: list[str] = []
    told: Words = frozenset()
    for first, second in ((a.row_path, b.row_path), (a.column_path, b.column_path)):
        for part in _shared(first, second):
            if not only_statistic(part):
                said = sorted(outcome.short_forms.of(flat(part).strip())) or listed(part)
                own += [w for w in said if not (is_time_only(part) and w.isdigit())]
                told |= outcome.short_forms.words(part)
    if a.outcome_long == b.outcome_long:
        told |= outcome.short_forms.words(a.outcome_long)
    return told, own


def headed_sizes(cells: list[Cell], sides: Sides, names: Names | None = None) -> list[Sizes]:
    """Both sides' sizes as the headings of each table give them, once a table and pair of numbers."""
    found: dict[tuple[str, int, int], Sizes] = {}
    for o in opposed_cells((c for c in cells if c.n), sides, names or {}):
        a, b = o.intervention, o.comparator
        key = (a.table, a.n or 0, b.n or 0)
        if min(key[1:]) > 1 and (key not in found or o.fit > found[key].score):
            quote = a.column_path if str(a.n) in a.column_path else a.row_path if str(a.n) in a.row_path else a.quote
            found[key] = Sizes(key[1], key[2], o.fit, "table", a.locator, quote, f"{a.caption} {_around(a, b)}")
    return list(found.values())
