"""A report's tables in, cells out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.tables.cell import Cell
from extractors.tables.denominators import prove_sizes
from extractors.tables.groups import ArmNames, find_axis
from extractors.tables.layout import take_apart
from extractors.tables.legend import legend, lettered_groups, long_forms
from extractors.tables.merging import attach_spreads, count_zeros, join
from extractors.tables.shared_cells import part_shared_cells, put_back_in_place
from extractors.tables.statements import stated_in_text
from extractors.tables.table_reader import TableReader
from extractors.tables.words import only_statistic
from extractors.text.abbreviations import abbreviations
from extractors.text.arm_names import Tokens, tokens
from extractors.text.normal import plain
from extractors.text.sentences import sentences
from schemas.models import Arm, Report, Table


def read_tables(report: Report, arms: list[Arm]) -> list[Cell]:
    """Every quantity of the report's tables. `arms` may be empty: the words of the groups are given all the same."""
    grids = [table for table in report.tables if table.rows]
    if not grids:
        return []
    short = _short_forms(report) if arms else {}
    names = ArmNames(arms, short)
    in_text = stated_in_text(report)
    return [cell for table in grids for cell in _read(table, names, short, in_text)]


def _short_forms(report: Report) -> dict[str, Tokens]:
    """The abbreviations that the report defines before its results."""
    early = [block for block in report.blocks if block.section not in ("references", "discussion", "results", "other")]
    return abbreviations(sentences(replace(report, blocks=early)))


def _read(table: Table, names: ArmNames, short: dict[str, Tokens], in_text: list[str]) -> list[Cell]:
    parted = part_shared_cells(table)
    if parted is None:
        return _read_grid(table, names, short, in_text)
    cells = _read_grid(parted[0], names, short, in_text)
    put_back_in_place(cells, table, parted[1])
    return cells


def _read_grid(table: Table, names: ArmNames, short: dict[str, Tokens], in_text: list[str]) -> list[Cell]:
    layout = take_apart(table)
    if layout is None:
        return []
    explained = legend(table, layout.words())
    axis = find_axis(layout, _with_legend(names, short, explained, table))
    cells = list(TableReader(layout, axis, in_text).cells())
    cells = attach_spreads(join(_neighbours(cells, by_row=True)))
    cells = join(_neighbours(cells, by_row=False))
    count_zeros(cells)
    prove_sizes(cells, layout)
    for cell in cells if explained else ():
        cell.arm_long = long_forms(cell.arm_words, explained)
        cell.outcome_long = long_forms(cell.outcome_words, explained)
    return cells


def _with_legend(names: ArmNames, short: dict[str, Tokens], explained: dict[str, str], table: Table) -> ArmNames:
    """The arms, with the abbreviations and lettered groups that a table explains added to those of the text."""
    if not names.arms:
        return names
    told = {key.lower(): tokens(long) for key, long in explained.items()}
    lettered = lettered_groups(table).items()
    told |= {next(iter(key)): tokens(long) for name, long in lettered if len(key := tokens(name)) == 1}
    new = {key: value for key, value in told.items() if value and key not in short}
    return ArmNames(names.arms, short | new) if new else names


def _neighbours(cells: list[Cell], by_row: bool) -> Iterator[list[Cell]]:
    """Cells of one row under the same headings but for the statistic, or of one column beside the same words."""
    groups: dict[tuple[object, ...], list[Cell]] = {}
    for cell in cells:
        place = cell.row if by_row else cell.column
        path = cell.column_path if by_row else cell.row_path
        said = tuple(_core(word) for word in path.split(" | ") if not only_statistic(word))
        if by_row and cell.kind == "contrast":
            said = ("contrast",)
        if not by_row:
            said = (*said, cell.column_path)
        groups.setdefault((place, cell.kind, *said), []).append(cell)
    yield from groups.values()


def _core(label: str) -> str:
    """A label without the statistic at its end."""
    return re.sub(r"[\s,:]*\(?\b(?:n|no|mean|median|sd|n \(%\)|%)\)?\W*$", "", plain(label).strip(), flags=re.I).lower()
