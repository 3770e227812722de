"""The anatomy of a grid: header rows, stub columns, section rows, and the words over and beside each cell."""

from __future__ import annotations

from extractors.tables.grid import Layout
from extractors.tables.header import header_height, stub_columns
from extractors.tables.lines import heading_of, read_lines
from extractors.tables.misplaced import put_back
from extractors.tables.words import only_statistic
from schemas.models import Table

_MAX_ROWS = 1_500


def take_apart(table: Table) -> Layout | None:
    """The layout of a grid, or None where it holds no columns of data."""
    rows = [[cell.rstrip() for cell in row] for row in table.rows[:_MAX_ROWS]]
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    height = header_height(rows, table.header_rows)
    rows[:height] = put_back(rows[:height])
    layout = Layout(table, stub_columns(rows, height), width=len(rows[0]))
    height = _without_first_section(rows, height, layout.stubs)
    heading = _first_heading(rows, height, layout.stubs)
    head = [
        row[: layout.stubs] + [""] * (layout.width - layout.stubs) if i == heading else row
        for i, row in enumerate(rows[:height])
    ]
    layout.heads.append(_column_words(head, layout.width))
    read_lines(layout, rows, height, rows[heading][layout.stubs].strip() if heading is not None else "")
    return layout


def _spans_data(row: list[str], stubs: int) -> bool:
    """Whether one text that is no statistic or size stands over all columns of data."""
    data = {cell.strip() for cell in row[stubs:]}
    return len(row) - stubs > 1 and len(data) == 1 and not only_statistic(next(iter(data))) and data != {""}


def _without_first_section(rows: list[list[str]], height: int, stubs: int) -> int:
    """The header without a last row that is the first section of the body: one text over everything."""
    if height > 1 and _spans_data(rows[height - 1], stubs) and rows[height - 1][0] != rows[height - 2][0]:
        later = sum(heading_of(row, stubs) is not None for row in rows[height:])
        return height - 1 if later else height
    return height


def _first_heading(rows: list[list[str]], height: int, stubs: int) -> int | None:
    """The row of the header that heads only the first part of the body, because later parts have such a row too."""
    if height < 2 or not any((h := heading_of(row, stubs)) and h[0] == 0 for row in rows[height:]):
        return None
    return next((i for i in range(height) if _spans_data(rows[i], stubs)), None)


def _column_words(head: list[list[str]], width: int) -> list[list[str]]:
    """Header words over each column, a text that spans several rows once."""
    columns: list[list[str]] = []
    for column in range(width):
        words: list[str] = []
        for row in head:
            text = row[column].strip()
            if text and (not words or words[-1] != text):
                words.append(text)
        columns.append(words)
    return columns
