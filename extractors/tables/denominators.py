"""How many a percentage is of, where the table prints that number elsewhere and the arithmetic leaves no other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from extractors.tables.cell import Cell
from extractors.tables.grid import Layout
from extractors.text.normal import plain
from extractors.text.numerals import number

_WHOLE = re.compile(r"\d{1,3}(?:[, ]\d{3})+|\d+")


def prove_sizes(cells: list[Cell], layout: Layout) -> None:
    """Fill `n` of counts with percentages: from a number beside them, or from one row that fits in every column.

    A size that fits its percentage already stays. One that does not gives way only to one that does.
    """
    counted: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.stat == "count_rate" and cell.events and cell.percent and cell.kind in ("arm", "total"):
            counted[cell.row].append(cell)
    if all(_fits(cell, cell.n) for row in counted.values() for cell in row):
        return
    grid = _whole_numbers(layout)
    for found in counted.values():
        if all(_fits(cell, cell.n) for cell in found):
            continue
        if not _beside(found, grid, layout):
            _in_another_row(found, grid)


def _whole_numbers(layout: Layout) -> dict[int, dict[int, int]]:
    """Row → column → number, of all cells that hold a whole number and nothing else."""
    grid: dict[int, dict[int, int]] = {}
    for line in layout.lines:
        texts = ((c, plain(layout.table.rows[line.row][c]).strip()) for c in range(layout.stubs, layout.width))
        grid[line.row] = {c: int(number(text)) for c, text in texts if _WHOLE.fullmatch(text)}
    return grid


def _fits(cell: Cell, n: int | None) -> bool:
    """Whether the count is the printed percentage of n."""
    if not n or cell.events is None or cell.percent is None or cell.events > n:
        return False
    decimals = len(repr(cell.percent).rstrip("0").partition(".")[2])
    return abs(100 * cell.events / n - cell.percent) <= 0.51 * 10**-decimals + 1e-9


def _beside(found: list[Cell], grid: dict[int, dict[int, int]], layout: Layout) -> bool:
    """`Samples 7557 | rejected 60 (0.79)`: for every cell of a row the one number under the same upper heading."""
    sizes = []
    for cell in found:
        over = cell.column_path.split(" | ")[:-1]
        numbers = {n for c, n in grid[cell.row].items() if over and _over(layout, cell, c)[:-1] == over}
        fitting = [n for n in numbers if _fits(cell, n)]
        if len(fitting) != 1:
            return False
        sizes.append(fitting[0])
    for cell, n in zip(found, sizes, strict=True):
        cell.n = n
    return True


def _over(layout: Layout, cell: Cell, column: int) -> list[str]:
    line = next(line for line in layout.lines if line.row == cell.row)
    return layout.head(line, column)


def _in_another_row(found: list[Cell], grid: dict[int, dict[int, int]]) -> None:
    """The one row whose numbers are the whole of every percentage of this row, in two columns or more."""
    columns = {cell.column: cell for cell in found}
    if len(columns) < 2:
        return
    fitting = {sizes for sizes in _rows_that_fit(columns, grid)}
    if len(fitting) == 1:
        for cell, n in zip(columns.values(), fitting.pop(), strict=True):
            cell.n = n


def _rows_that_fit(columns: dict[int, Cell], grid: dict[int, dict[int, int]]) -> Iterator[tuple[int, ...]]:
    for numbers in grid.values():
        sizes = tuple(numbers.get(c, 0) for c in columns)
        if all(_fits(cell, n) for cell, n in zip(columns.values(), sizes, strict=True)):
            yield sizes
