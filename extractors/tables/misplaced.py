"""Header cells that a slip in a table's markup has put over the wrong columns, put back where only one way is left."""

from __future__ import annotations

from itertools import pairwise

from extractors.tables.words import group_size, is_time_only, only_statistic

Rows = list[list[str]]


def put_back(head: Rows) -> Rows:
    """The header rows with displaced cells over their columns; the same rows where nothing is out of place."""
    head = [list(row) for row in head]
    for upper, lower in pairwise(head):
        _out_of_the_corner(upper, lower)
        _fill_repeating(upper, lower)
    return head


def _out_of_the_corner(upper: list[str], lower: list[str]) -> None:
    """Move a lower header row to the right where its first cell stands under an empty corner not marked two rows high.

    `| A (n=9) | drug ||` over `10 mg (n=8) | ^ | 20 mg (n=7) | `: the sizes and statistics of a column are no words of
    the first one, and as many columns wait for a heading as there are cells.
    """
    first = lower[0].strip()
    if upper[0].strip() or not first or lower[-1].strip() or not upper[-1].strip():
        return
    if group_size(first) is None and not only_statistic(first) and not is_time_only(first):
        return
    waiting = [c for c in range(1, len(lower)) if not lower[c].strip() or lower[c] != upper[c]]
    cells = [first, *(lower[c] for c in waiting if lower[c].strip())]
    if len(cells) == len(waiting) > 1:
        lower[0] = ""
        for column, cell in zip(waiting, cells, strict=True):
            lower[column] = cell


def _fill_repeating(upper: list[str], lower: list[str]) -> None:
    """Spread each name over its whole part where the row below repeats: `n | mean | SD | n | mean | SD`."""
    width = len(lower)
    for period in range((width - 1) // 2, 1, -1):
        parts = _repeats(lower, period)
        if len(parts) < 2:
            continue
        names = [{upper[c].strip() for c in part} - {""} for part in parts]
        if all(len(own) == 1 for own in names) and len(set.union(*names)) == len(parts):
            for part, own in zip(parts, names, strict=True):
                for column in part:
                    upper[column] = next(iter(own))
            return


def _repeats(row: list[str], period: int) -> list[range]:
    """The parts of a row, from its second cell on, that have the same `period` different headings."""
    first = row[1 : 1 + period]
    if len(set(first)) < period or not all(cell.strip() for cell in first):
        return []
    parts = []
    start = 1
    while row[start : start + period] == first:
        parts.append(range(start, start + period))
        start += period
    return parts
