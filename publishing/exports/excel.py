"""One Excel workbook: the dictionary, what the version is, then a sheet for each table with its types.

Texts stay texts, whatever they begin with: Excel never runs a string cell, and those that it would run when edited
carry its own sign for a text. XlsxWriter dates the parts of the file at a fixed day, so that the same tables give the
same bytes.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from publishing.cells import neutralise
from publishing.exports.version import Version
from schemas.errors import BadInput
from schemas.fields import TABLES, Column, Table

AUTHOR = "Perennial"
MOST_ROWS = 1_048_575
"""Rows below the header that an Excel sheet can have."""
LONGEST = 32_767
"""Characters that an Excel cell can hold."""
NARROWEST, WIDEST = 9, 60
"""Widths of columns in characters."""
LINE = 15
"""Height of a line of text in points."""
SHEETS = ("dictionary", "about")
DICTIONARY = ("table", "column", "label", "type", "unit", "required", "allowed", "meaning")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def excel(version: Version) -> bytes:
    """The file. `BadInput` where a table has more rows than a sheet."""
    import xlsxwriter

    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, options)
    as_of = datetime.fromisoformat(version.status.get("as_of") or "2000-01-01").replace(tzinfo=UTC)
    book.set_properties({
        "title": version.protocol.title, "subject": f"Version {version.number} of {version.slug}", "author": AUTHOR,
        "comments": f"perennial export of {version.slug}, version {version.number}", "created": as_of,
    })  # fmt: skip
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EEF4", "valign": "top"}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "words": book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
        "like a formula": book.add_format({"num_format": "@", "valign": "top", "quote_prefix": True}),
        "integer": book.add_format({"num_format": "0", "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
        "boolean": book.add_format({"valign": "top"}),
    }
    _add(book, formats, SHEETS[0], [(name, "words") for name in DICTIONARY], _dictionary())
    _add(book, formats, SHEETS[1], [("what", "words"), ("value", "words")], _about(version))
    for table in TABLES.values():
        columns = [(column.name, column.type) for column in table.columns]
        _add(book, formats, table.name, columns, [[row[n] for n in table.names] for row in version.rows(table.name)])
    book.close()
    return content.getvalue()


def is_ours(content: bytes) -> bool:
    """Whether a file is a workbook that was written here."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            said = archive.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError):
        return False
    return b"perennial export of " in said


def _dictionary() -> list[list[Any]]:
    return [_described(table, column) for table in TABLES.values() for column in table.columns]


def _described(table: Table, column: Column) -> list[Any]:
    required = "yes" if column.required else ""
    allowed = ", ".join(map(str, column.allowed))
    return [table.name, column.name, column.label, column.type, column.unit, required, allowed, column.meaning]


def _about(version: Version) -> list[list[Any]]:
    """What the version is, and how many rows each sheet has."""
    searched = version.status.get("search_date_per_source", {})
    lines = [
        ("review", version.protocol.title),
        ("version", str(version.number)),
        ("as of", version.status.get("as_of", "")),
        *((f"searched {source} up to", day) for source, day in searched.items()),
        *((f"rows in {table.name}", str(len(version.rows(table.name)))) for table in TABLES.values()),
        ("missing values", "empty cells"),
        ("lists", "items joined with a semicolon and a blank"),
    ]
    return [list(line) for line in lines]


def _add(
    book: Any, formats: dict[str, Any], name: str, columns: Sequence[tuple[str, str]], rows: list[list[Any]]
) -> None:
    """A sheet: header frozen and filtered, columns as wide as what they hold."""
    if len(rows) > MOST_ROWS:
        raise BadInput(f"{name}.csv: its {len(rows)} rows are more than an Excel sheet can have; export to parquet.")
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    if name not in TABLES:  # sheets to be read, not to be worked with: wrapped, and rows as high as their words
        sheet.fit_to_pages(1, 0)
        for line, row in enumerate(rows, start=1):
            sheet.set_row(line, LINE * max(math.ceil(len(text) / (WIDEST - 4)) for text in row))
    for place, (column, kind) in enumerate(columns):
        sheet.write_string(0, place, column, formats["head"])
        width = max([len(column) + 3, *(len(str(row[place])) for row in rows if row[place] is not None)])
        sheet.set_column(place, place, min(max(width + 1, NARROWEST), WIDEST))
        for line, row in enumerate(rows, start=1):
            _write(sheet, (line, place), kind, row[place], formats)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A2:{_letters(len(columns))}{len(rows) + 1}"})


def _write(sheet: Any, cell: tuple[int, int], kind: str, value: Any, formats: dict[str, Any]) -> None:
    if value is None:
        return
    if kind == "boolean":
        sheet.write_boolean(*cell, value, formats["boolean"])
    elif kind in ("integer", "number"):
        sheet.write_number(*cell, value, formats[kind])
    else:
        text = _UNPRINTABLE.sub("\ufffd", value)
        text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        usual = "words" if kind == "words" else "text"
        sheet.write_string(*cell, text, formats[usual if neutralise(text) == text else "like a formula"])


def _letters(count: int) -> str:
    """Name of the last of so many columns: 26 is Z, 27 is AA."""
    name = ""
    while count:
        count, letter = divmod(count - 1, 26)
        name = chr(ord("A") + letter) + name
    return name
