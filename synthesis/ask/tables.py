"""Two cells of a table that differ only in the group: the candidates for an answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.tables import Cell
from extractors.tables.words import is_time_only, only_statistic, statistic, time_words, without_n
from synthesis.ask.outcome import Outcome, hours_in
from synthesis.ask.sides import Sides
from synthesis.ask.size_choice import Sizes
from synthesis.ask.words import Words, flat, listed

_MEANS = frozenset(("mean_sd", "mean_se", "mean_ci", "mean"))
_MEDIANS = frozenset(("median", "median_iqr", "median_range", "median_ci"))
_COUNTS = frozenset(("count", "rate", "count_rate"))
_BASELINE_TABLE = re.compile(
    r"^(?!.*\b(?:after|follow|post|outcome|change|end of)).*(?:baseline|demographic|characteristic)", re.DOTALL
)


Opposed = tuple[Cell, Cell, float]
SURER = 0.08
"""How much better the names of a pair must fit than those of any other pair of the same row or column."""
_TOTAL = re.compile(r"\b(?:total|overall|any|all|composite)\b")
_LAST = re.compile(r"\b(?:final|end(?:point)?|last|end of (?:treatment|study)|follow-?up|post)\b")


@dataclass
class Pair:
    """A cell for each side with how well the groups' names (`sides`) and the outcome (`outcome`) fit."""

    intervention: Cell
    comparator: Cell
    sides: float
    outcome: float
    hours: float

    @property
    def score(self) -> float:
        """Names and outcome together: the outcome tells rows apart, the names only have to fit."""
        return self.outcome + 0.3 * min(self.sides, 1.4)


def pairs(cells: list[Cell], sides: Sides, outcome: Outcome, kind: str) -> list[Pair]:
    """Every pair of cells that could answer, the best first."""
    found = []
    for opposed in _surest(_opposed(cells, sides)):
        pair = _pair(opposed, sides, outcome, kind)
        if pair is not None:
            found.append(pair)
    return sorted(found, key=lambda p: (-p.score, -p.hours, p.intervention.table, p.intervention.row))


def _surest(opposed: Iterable[Opposed]) -> Iterator[Opposed]:
    """In every row or column the pair whose names fit best; none where another pair fits about as well."""
    by_line: dict[tuple[object, ...], list[Opposed]] = defaultdict(list)
    for a, b, fit in opposed:
        across = a.row == b.row
        place = (
            (a.row, _shared(a.column_path, b.column_path)) if across else (a.column, _shared(a.row_path, b.row_path))
        )
        by_line[a.table, across, place].append((a, b, fit))
    for line in by_line.values():
        line.sort(key=lambda o: -o[2])
        if len(line) == 1 or line[0][2] - line[1][2] >= SURER:
            yield line[0]


def _shared(first: str, second: str) -> tuple[str, ...]:
    return tuple(part for part in _parts(first) if part in _parts(second))


def _parts(path: str) -> tuple[str, ...]:
    return tuple(without_n(part).strip() for part in path.split(" | "))


def _opposed(cells: Iterable[Cell], sides: Sides) -> Iterator[Opposed]:
    """Cells of one row, or of one column, whose headings differ in one part, which names the two sides."""
    rows: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    columns: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.kind not in ("arm", "total"):
            continue
        rows[cell.table, cell.row].append(cell)
        columns[cell.table, cell.column].append(cell)
    for group, across in [(g, True) for g in rows.values()] + [(g, False) for g in columns.values()]:
        by_path = [(_parts(c.column_path if across else c.row_path), c) for c in group]
        for i, (path, first) in enumerate(by_path):
            for other, second in by_path[i + 1 :]:
                labels = _labels(path, other)
                if labels is None:
                    continue
                fit = _over_time(first, second) if sides.against_baseline else sides.pair(*labels)
                if fit is not None:
                    score = fit[0] + 0.4 * sides.context(_around(first, second), *labels)
                    yield (first, second, score) if fit[1] else (second, first, score)


def _around(first: Cell, second: Cell) -> str:
    """The heading words that two cells share."""
    return " ".join((*_shared(first.column_path, second.column_path), *_shared(first.row_path, second.row_path)))


def _over_time(first: Cell, second: Cell) -> tuple[float, bool] | None:
    """For a comparison with baseline: which of two cells is the later one."""
    if first.is_baseline == second.is_baseline:
        return None
    return 0.5, second.is_baseline


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


def _pair(opposed: Opposed, sides: Sides, outcome: Outcome, kind: str) -> Pair | None:
    a, b, fit = opposed
    if "p" in (a.stat, b.stat) or _unfit(a.stat, kind):
        return None
    own, own_list = _own_words(a, b, outcome)
    caption = outcome.short_forms.words(a.caption)
    in_row = outcome.coverage(own)
    in_all = outcome.coverage(own | caption)
    if in_all == 0:
        return None
    surplus, short = outcome.surplus(own_list), outcome.unqualified(own | caption)
    score = in_row + 0.75 * (in_all - in_row)
    if len(set(own_list)) > 1 and in_row and not short:  # a row all of whose words are asked for
        score = max(score, 0.5 * score + 0.5 * (1 - surplus))
    score -= 0.2 * surplus + 0.45 * short
    when = f"{a.timepoint} {a.row_path} {a.column_path}"
    early = a.is_baseline or (b.is_baseline and not sides.against_baseline)
    score += outcome.time_score(when if hours_in(when) else f"{when} {a.caption}", early)
    if _BASELINE_TABLE.search(flat(a.caption)) and not outcome.asks_baseline:
        score -= 0.3
    score -= 0.3 * outcome.opposed(own)
    if a.is_change != outcome.asks_change:
        score -= 0.08
    score -= _misfit(a, b, kind)
    score += 0.06 * bool(_TOTAL.search(flat(_around(a, b))))
    if outcome.asks_share:
        score += 0.06 if "%" in f"{a.unit} {a.row_path} {a.column_path}" else -0.06
    latest = max(hours_in(when), default=0.0) + (0.5 if _LAST.search(flat(when)) else 0.0)
    return Pair(a, b, fit, score, latest)


def _unfit(stat: str, kind: str) -> bool:
    """Whether a statistic cannot be of the kind of outcome asked for."""
    return stat in _MEANS | _MEDIANS if kind == "binary" else stat == "count_rate" if kind == "continuous" else False


def _own_words(a: Cell, b: Cell, outcome: Outcome) -> tuple[Words, list[str]]:
    """The words that both cells' row and column share, statistics and times left out."""
    own: list[str] = []
    told: Words = frozenset()
    for first, second in ((a.row_path, b.row_path), (a.column_path, b.column_path)):
        for part in dict.fromkeys(p for p in _parts(first) if p in _parts(second)):
            if not only_statistic(part):
                own += [w for w in listed(part) if not (is_time_only(part) and w.isdigit())]
                told |= outcome.short_forms.words(part)
    if a.outcome_long == b.outcome_long:
        told |= outcome.short_forms.words(a.outcome_long)
    return told, own


def _misfit(a: Cell, b: Cell, kind: str) -> float:
    """How ill a statistic suits the kind of outcome asked for."""
    if a.stat != b.stat:
        return 0.2
    if kind == "binary":
        return 0.0 if a.stat in _COUNTS else 0.1 if a.stat == "unclear" else 0.35
    if kind == "continuous":
        return 0.0 if a.stat in _MEANS else 0.05 if a.stat == "unclear" else 0.1 if a.stat in _MEDIANS else 0.25
    return 0.0


def headed_sizes(cells: list[Cell], sides: Sides) -> list[Sizes]:
    """Both sides' sizes as the headings of each table give them, once a table and pair of numbers."""
    found: dict[tuple[str, int, int], Sizes] = {}
    for a, b, fit in _opposed((c for c in cells if c.n), sides):
        key = (a.table, a.n or 0, b.n or 0)
        if min(key[1:]) > 1 and (key not in found or fit > found[key].score):
            quote = a.column_path if str(a.n) in a.column_path else a.row_path if str(a.n) in a.row_path else a.quote
            found[key] = Sizes(key[1], key[2], fit, "table", a.locator, quote, f"{a.caption} {_around(a, b)}")
    return list(found.values())
