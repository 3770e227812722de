"""ICTRP exports as tables (CSV, Excel) → one row a trial."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import cache

from schemas.errors import BadInput

REQUIRED = frozenset({"trialid", "source_register"})
"""Columns that make a table an ICTRP export."""
LARGEST_SHEET = 512 * 1024 * 1024
"""Bytes of an unpacked workbook: a compressed file may not grow beyond this."""
CELL_LIMIT = 4 * 1024 * 1024
"""Characters of one cell."""


@cache
def field_name(name: str) -> str:
    """`Date registration`, `Date_registration` → `date_registration`."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def is_export(header: Iterable[object]) -> bool:
    """Whether a table's first line names the columns of an ICTRP export."""
    return {field_name(str(cell)) for cell in header} >= REQUIRED


def first_line(text: str) -> list[str]:
    """The cells of a CSV's first line, whatever parts them; none where the line is no CSV."""
    line = next(iter(text.lstrip("\ufeff").splitlines()), "")
    try:
        return next(csv.reader([line], delimiter=_delimiter(line)), [])
    except csv.Error:
        return []


def csv_rows(text: str, name: str) -> list[dict[str, str]]:
    """The trials of a CSV export, in its order; a row whose cells do not fit its header is refused."""
    text = text.lstrip("\ufeff")
    csv.field_size_limit(CELL_LIMIT)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text.split("\n", 1)[0]), strict=True)
        return list(_rows(reader, name))
    except csv.Error as error:
        raise BadInput(f"{name}: the CSV breaks off or is garbled ({error}); export it again.") from error


def _delimiter(line: str) -> str:
    return max(",;\t", key=line.count)


def _rows(lines: Iterable[list[str]], name: str) -> Iterator[dict[str, str]]:
    header: list[str] = []
    for n, cells in enumerate(lines, start=1):
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = [cell.strip() for cell in cells]
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            raise BadInput(f"{name}: row {n} has more cells than the header names; export it again.")
        yield dict(zip(header, cells, strict=False))


def is_workbook(payload: bytes) -> bool:
    """Whether a zip is an Excel workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(payload)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def workbook_rows(payload: bytes, name: str) -> list[dict[str, str]] | None:
    """The trials of an ICTRP export in Excel; None for a workbook of anything else."""
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        if sum(member.file_size for member in archive.infolist()) > LARGEST_SHEET:
            raise BadInput(f"{name}: the workbook unpacks to more than {LARGEST_SHEET // 2**20} MiB; split the export.")
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - only when a workbook is met

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(payload))
        tables = [workbook.get_sheet_by_name(sheet).to_python() for sheet in workbook.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise BadInput(
            f"{name} is an Excel workbook that cannot be opened ({type(error).__name__}); export it again."
        ) from error
    exports = [table for table in tables if table and is_export(table[0])]
    if not exports:
        return None
    return [row for table in exports for row in _sheet_rows(table)]


def _sheet_rows(table: Sequence[Sequence[object]]) -> Iterator[dict[str, str]]:
    header = [str(cell).strip() for cell in table[0]]
    register = next(n for n, cell in enumerate(header) if field_name(cell) == "source_register")
    for cells in table[1:]:
        if not any(cell not in ("", None) for cell in cells):
            continue
        # ClinicalTrials.gov writes days in words, which Excel leaves as text, and months as `April 2020`, which it
        # takes for the first of the month: a date cell of that register is a month.
        months = str(cells[register]) == "ClinicalTrials.gov"
        yield {name: _cell(cell, field_name(name), months) for name, cell in zip(header, cells, strict=False)}


def _cell(value: object, field: str, months: bool) -> str:
    """A cell as the export wrote it before Excel made dates of it. `months`: days of enrolment come as text."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, date):
        if field == "phase":  # `2-3`, phase 2 and 3, was taken for the second of March
            return "-".join(str(part) for part in sorted((value.day, value.month)))
        return value.isoformat()[:7] if months and value.day == 1 and "enrol" in field else value.isoformat()
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
