"""A table of studies as `perennial pool` reads it: any CSV that a spreadsheet, R or this program writes."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import nan
from pathlib import Path

from schemas.errors import BadInput

MISSING = frozenset({"", "NA", "NaN", "N/A", "na", "nan", "NULL", "."})
"""What stands in a cell that holds nothing: R writes NA, Stata a point."""
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?")
_BEYOND = 1e50
"""Larger than any effect or count."""
_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+")
_LABELS = ("study", "slab", "studlab", "author", "authors", "trial", "study_id", "studyid", "id", "name", "")
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Row:
    """A study's line."""

    line: int
    """Number of the line in the file, where the header stands on line 1."""
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file's columns and rows."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    delimiter: str

    @property
    def is_ours(self) -> bool:
        """Whether it has the shape of meta_analysis.csv, where many outcomes stand below one another."""
        return {"row_id", "study_id", "outcome"} <= set(self.columns)

    def number(self, row: Row, column: str) -> float:
        """A cell's number; NaN where it is missing or the file has no such column. BadInput for other words."""
        text = row.cells.get(column, "")
        if text in MISSING:
            return nan
        given = self._with_point(text)
        value = float(given) if _NUMBER.fullmatch(given) else nan
        if not abs(value) < _BEYOND:
            raise BadInput(
                f"{self.place(row)}: {column} is {text!r}, which is no number; write one, or leave the cell empty."
            )
        return value

    def _with_point(self, text: str) -> str:
        """A decimal comma as a point; a comma that may part thousands stays, and is then no number."""
        if not _COMMA.fullmatch(text) or (self.delimiter == "," and _THOUSANDS.fullmatch(text)):
            return text
        return text.replace(",", ".")

    def place(self, row: Row) -> str:
        """File and line, for a person to look up."""
        return f"{self.path}, line {row.line}"

    def label(self, row: Row) -> str:
        """The study's name from the first column that looks like one, words before numbers, with the year."""
        named = [text for column in _LABELS if (text := row.cells.get(column, "")) not in MISSING]
        text = next((name for name in named if not name.isdecimal()), named[0] if named else "")
        year = row.cells.get("year", "")
        if not text:
            return f"line {row.line}"
        return text if year in MISSING or year in text else f"{text} {year}"

    def values(self, column: str) -> list[str]:
        """What stands in a column, each once, in the order of the file."""
        return list(dict.fromkeys(row.cells.get(column, "") for row in self.rows))

    def require(self, column: str, option: str) -> None:
        """BadInput where there is no such column."""
        if column not in self.columns:
            alike = [name for name in self.columns if name.lower() == column.lower()]
            names = ", ".join(name or '""' for name in self.columns)
            hint = f"write {alike[0]}" if alike else f"its columns are {names}"
            raise BadInput(f"{option}: {self.path} has no column {column}; {hint}.")


def read_sheet(path: Path, names: Sequence[str] = ()) -> Sheet:
    """Read a CSV with commas, semicolons or tabs; `names` are renamings such as `ai=tpos`. BadInput for other files."""
    text = _text(path)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise BadInput(f"{path}, line {reader.line_num}: {error}; save it as plain CSV.") from None
    if not lines:
        raise BadInput(f"{path} is empty; give a CSV with a line of column names and one line a study.")
    columns = _renamed(path, [cell.strip() for cell in lines[0][1]], names)
    rows = []
    for line, cells in lines[1:]:
        if len(cells) != len(columns):
            wrong = f"has {len(cells)} cells and the header {len(columns)}"
            raise BadInput(f"{path}, line {line} {wrong}; quote cells that hold a {_name(delimiter)}.")
        rows.append(Row(line, {name: cell.strip() for name, cell in zip(columns, cells, strict=True)}))
    return Sheet(path, tuple(columns), tuple(rows), delimiter)


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = "there is no such file" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
        raise BadInput(f"{path}: {reason}.") from None
    if b"\0" in raw[:4096]:
        raise BadInput(f"{path} is no text; save the sheet as CSV (UTF-8) and give that file.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """What parts the header into most columns."""
    header = text.lstrip("\r\n").split("\n", 1)[0]
    return max(",;\t", key=lambda sign: len(next(csv.reader([header], delimiter=sign), [])))


def _name(delimiter: str) -> str:
    return {",": "comma", ";": "semicolon"}.get(delimiter, "tab")


def _renamed(path: Path, columns: list[str], names: Sequence[str]) -> list[str]:
    for given in names:
        ours, sign, theirs = (part.strip() for part in given.partition("="))
        if not sign or theirs not in columns:
            raise BadInput(f"--column {given}: write it as ai=events, with a column of {path} behind the sign.")
        columns = [ours if name == theirs else f"{name} (not used)" if name == ours else name for name in columns]
    twice = sorted({name for name in columns if name and columns.count(name) > 1})
    if twice:
        raise BadInput(f"{path}: the column {twice[0]} is there {columns.count(twice[0])} times; rename all but one.")
    return columns


def filtered(sheet: Sheet, conditions: Sequence[str]) -> Sheet:
    """The rows for which every condition holds, such as `outcome=PFS` or `design!=single_arm`."""
    for condition in conditions:
        column, sign, value = (part.strip() for part in condition.partition("="))
        unlike = column.endswith("!")
        column = column.removesuffix("!").strip()
        if not sign:
            raise BadInput(f"--where {condition}: write it as COLUMN=VALUE or COLUMN!=VALUE.")
        sheet.require(column, f"--where {condition}")
        left = replace(sheet, rows=tuple(row for row in sheet.rows if (row.cells[column] == value) != unlike))
        if not left.rows:
            raise BadInput(f"--where {condition} leaves no row of {sheet.path}; {column} is {listed(sheet, column)}.")
        sheet = left
    return sheet


def listed(sheet: Sheet, column: str) -> str:
    """The values of a column for a sentence, as many as fit."""
    values = [value or "(empty)" for value in sheet.values(column)]
    more = len(values) - _SHOWN
    return ", ".join(values[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
