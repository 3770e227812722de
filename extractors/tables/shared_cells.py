"""Columns whose cells hold two groups, as their heading says, parted: `Tea (water)` over `5.1 ± 1.2 (6.0 ± 1.4)`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from extractors.tables.cell import Cell
from extractors.tables.numbers import is_missing, read_form
from extractors.tables.words import only_statistic
from extractors.text.normal import plain
from schemas.models import Table

_NAME = r"[^;:,.()\[\]\d±%]{2,40}?"
_BRACKETED_NAMES = re.compile(rf"(?P<lead>.*[;:,.])?\s*(?P<first>{_NAME})\s*\(\s*(?P<second>{_NAME})\s*\)")
_NAMES_IN_TURN = re.compile(
    rf"(?P<lead>.*[;:,.])?\s*(?P<first>{_NAME})\s+(?:vs?\.?|versus)\s+(?P<second>{_NAME})", re.IGNORECASE
)
_WITH_SPREAD = r"[-+]?\d[\d.,]*\s?±\s?\d[\d.,]*"
_BRACKETED_NUMBERS = re.compile(rf"(?P<first>{_WITH_SPREAD})\s?\(\s?(?P<second>{_WITH_SPREAD})\s?\)")
_NUMBERS_IN_TURN = re.compile(r"(?P<first>[^a-z]{1,25}?)\s(?:vs?\.?|versus)\s(?P<second>[^a-z]{1,25})", re.IGNORECASE)
_STYLES = ((_BRACKETED_NAMES, _BRACKETED_NUMBERS), (_NAMES_IN_TURN, _NUMBERS_IN_TURN))
_MOST_OTHERS = 0.2
"""Largest share of a column's cells that may follow another form: slips of the typesetter. They are left out."""

Halves = tuple[str, str]


def part_shared_cells(table: Table) -> tuple[Table, list[int]] | None:
    """The table with each such column as two, and for every column the one it comes from; None where there is none.

    The names of the groups make a header row of their own below the others.
    """
    if not 0 < table.header_rows < len(table.rows):
        return None
    read = {column: _halves_of(table, column) for column in range(1, len(table.rows[0]))}
    parted = {column: told for column, told in read.items() if told is not None}
    if not parted:
        return None
    source = [c for c in range(len(table.rows[0])) for _ in range(2 if c in parted else 1)]
    last = table.header_rows - 1
    names, *body = ([row[c] if c not in parted else "" for c in source] for row in table.rows[last:])
    above = [[row[c] for c in source] for row in table.rows[: last + 1]]
    for column, (lead, halves) in parted.items():
        place = source.index(column)
        for half in (0, 1):
            above[last][place + half] = lead or halves[0][half]
            names[place + half] = halves[0][half]
            for row, cells in zip(body, halves[1:], strict=True):
                row[place + half] = cells[half]
    pages = [
        *table.row_pages[: last + 1],
        *table.row_pages[last:],
    ]  # the row of names stands where the last header does
    rows = [*above, names, *body]
    return replace(table, rows=rows, header_rows=table.header_rows + 1, row_pages=pages), source


def put_back_in_place(cells: Iterable[Cell], table: Table, source: list[int]) -> None:
    """Give cells read from the parted table their row, column and words in the printed one."""
    for cell in cells:
        cell.row -= cell.row >= table.header_rows
        cell.column = source[cell.column]
        cell.quote = table.rows[cell.row][cell.column].strip()


def _halves_of(table: Table, column: int) -> tuple[str, list[Halves]] | None:
    """What stands before the names in a column's heading, then the names and every body cell in halves."""
    head = plain(table.rows[table.header_rows - 1][column]).strip()
    cells = [plain(row[column]).strip() for row in table.rows[table.header_rows :]]
    for of_names, of_numbers in _STYLES:
        named = of_names.fullmatch(head)
        if named is None or only_statistic(named["first"]) or only_statistic(named["second"]):
            continue
        halves = [_in_two(of_numbers.fullmatch(cell)) for cell in cells]
        told = sum(any(pair) for pair in halves)
        others = sum(not any(pair) and not is_missing(cell) for pair, cell in zip(halves, cells, strict=True))
        if told > 1 and others <= _MOST_OTHERS * told:
            return (named["lead"] or "").rstrip(" ;:,."), [(named["first"].strip(), named["second"].strip()), *halves]
    return None


def _in_two(match: re.Match[str] | None) -> Halves:
    """Both quantities of a cell; nothing where they are not both quantities."""
    if match is None or read_form(match["first"]) is None or read_form(match["second"]) is None:
        return "", ""
    return match["first"].strip(), match["second"].strip()
