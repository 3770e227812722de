"""Numbers that a table spreads over several cells, put together: n and %, mean and SD, estimate and interval."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from extractors.tables.cell import Cell
from extractors.tables.meaning import SPREADS

_CENTRES = ("mean", "median", "mean_sd", "mean_se", "median_iqr", "median_range", "mean_ci", "median_ci")
_ESTIMATES = ("hr", "or", "rr", "rd", "md")
_FILLED = ("sd", "se", "q1", "q3", "low", "high", "ci_low", "ci_high", "percent", "events")


def join(groups: Iterable[list[Cell]]) -> list[Cell]:
    """The cells of each group of neighbours that speak of the same number, as one where they complete each other."""
    kept: list[Cell] = []
    for group in groups:
        kept.extend(_joined(group) if len(group) > 1 else group)
    return kept


def attach_spreads(cells: list[Cell]) -> list[Cell]:
    """SDs and intervals in columns of their own, put to the number left of them under the same upper heading."""
    kept: list[Cell] = []
    last: dict[tuple[str, ...], Cell] = {}
    row = -1
    for cell in sorted(cells, key=lambda c: (c.row, c.column)):
        if cell.row != row:
            row, last = cell.row, {}
        over = tuple(cell.column_path.split(" | ")[:-1])
        target = last.get((cell.kind, *over))
        if cell.stat in SPREADS and cell.stat != "range" and target is not None and _lacks(target, cell.stat):
            _fill(target, cell)
        else:
            kept.append(cell)
            last[cell.kind, *over] = cell
    return kept


def _lacks(target: Cell, spread: str) -> bool:
    """Whether a number is one of which a spread of this kind can be told, and is not yet."""
    known = (target.sd, target.se, target.ci_low) if spread != "iqr" else (target.q1, target.low)
    if target.value is None or any(bound is not None for bound in known):
        return False
    if target.stat == "unclear" and spread in ("sd", "se"):
        target.stat = "mean"
    if spread in ("sd", "iqr"):
        return target.stat == ("mean" if spread == "sd" else "median")
    return target.stat in ("mean", "rate", "count_rate", *_ESTIMATES)


def count_zeros(cells: list[Cell]) -> None:
    """A bare 0 among counts with percentages is a count as well, in a row of counts and a column of counts."""
    rows: dict[int, set[str]] = defaultdict(set)
    columns: dict[int, int] = defaultdict(int)
    for cell in cells:
        if cell.kind in ("arm", "total"):
            rows[cell.row].add("zero" if cell.stat == "unclear" and cell.value == 0 else cell.stat)
            columns[cell.column] += cell.stat == "count_rate"
    for cell in cells:
        counts = rows[cell.row] <= {"zero", "count", "count_rate"} and columns[cell.column] > 1
        if cell.kind in ("arm", "total") and cell.stat == "unclear" and cell.value == 0 and counts:
            cell.stat, cell.events = "count", 0


def _joined(group: list[Cell]) -> list[Cell]:
    centres = [c for c in group if c.stat in _CENTRES]
    counts = [c for c in group if c.stat in ("count", "count_rate") and c.kind == "arm"]
    rates = [c for c in group if c.stat == "rate"]
    estimates = [c for c in group if c.stat in _ESTIMATES]
    spreads = [c for c in group if c.stat in SPREADS]
    used: list[Cell] = []
    if len(centres) >= 1 and counts and all(c.events is not None for c in counts):
        for centre in centres:
            centre.n = counts[0].events
        used += counts
    elif len(counts) == 1 and len(rates) == 1:
        counts[0].percent, counts[0].stat = rates[0].percent, "count_rate"
        used += rates
    elif len(counts) == 2 and counts[0].events is not None and counts[1].events is not None:
        used += _total_of_two(counts)
    for spread in spreads:
        target = _target(spread, centres, estimates, rates + counts)
        if target is not None:
            _fill(target, spread)
            used.append(spread)
    return [c for c in group if not any(c is u for u in used)]


def _total_of_two(counts: list[Cell]) -> list[Cell]:
    """`N` and `n (%)` beside each other: the larger, headed by a capital, is the denominator."""
    for whole, part in (counts, counts[::-1]):
        heads = whole.column_path.rsplit(" | ", 1)[-1].strip(" .()")
        if heads in ("N", "Total", "Total n", "N total", "Total N") and (part.events or 0) <= (whole.events or 0):
            part.n = whole.events
            return [whole]
    return []


def _target(spread: Cell, centres: list[Cell], estimates: list[Cell], others: list[Cell]) -> Cell | None:
    for pool in (estimates, centres) if spread.kind == "contrast" else (centres, estimates):
        if pool:
            return pool[0]
    return others[0] if len(others) == 1 and spread.stat == "ci" else None


def _fill(target: Cell, spread: Cell) -> None:
    for name in _FILLED:
        if getattr(target, name) is None and getattr(spread, name) is not None:
            setattr(target, name, getattr(spread, name))
    ending = {"sd": "mean_sd", "se": "mean_se", "iqr": "median_iqr", "range": "median_range", "ci": "mean_ci"}
    joined = ending.get(spread.stat, "")
    if joined.startswith(target.stat + "_") and target.stat in ("mean", "median"):
        target.stat = joined
    if target.stat == "median" and spread.stat == "ci":
        target.stat = "median_ci"
