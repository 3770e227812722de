"""CSV as it is published: RFC 4180 with LF, empty for missing, shortest numbers that read back the same.

Spreadsheets run a text cell that begins like a formula. The rule against that: a text cell that begins with `=`, `+`,
`-`, `@`, a tab, a carriage return or a line feed (also the full-width signs), after any number of apostrophes, gets an
apostrophe in front. Numbers are never touched, and neither is a text that is nothing but a number. `restore` takes
exactly that apostrophe away again, so nothing is lost.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from schemas.errors import BadInput
from schemas.fields import Column, Table, table

_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_UNPRINTABLE = re.compile("[\x00\ud800-\udfff]")
_QUOTED = re.compile('[",\r\n]')
_CAREFUL = re.compile("^['=+\\-@\t\r\n＝＋－＠]|[\x00\ud800-\udfff\",\r\n]")
"""Whatever the expressions above look for: texts without it are most, and stand as they are."""


def neutralise(text: str) -> str:
    """The text as it may stand in a cell that a spreadsheet opens."""
    if _FORMULA.match(text) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def restore(text: str) -> str:
    """What `neutralise` was given."""
    if text.startswith("'") and _FORMULA.match(text):
        return text[1:]
    return text


def number_text(value: float) -> str:
    """The shortest decimal text that reads back as the same number; whole numbers without a point."""
    text = repr(value)
    return "0" if value == 0 else text.removesuffix(".0")


def cell_text(column: Column, value: Any) -> str:
    """A clean value (see `schemas.fields.cell`) as the text of its cell, before quoting."""
    if value is None:
        return ""
    if column.type == "boolean":
        return "true" if value else "false"
    if column.type == "integer":
        return str(value)
    if column.type == "number":
        return number_text(value)
    # A NUL ends the cell for some readers and a lone surrogate cannot be written as UTF-8.
    return neutralise(_UNPRINTABLE.sub("\ufffd", value))


def _quote(text: str) -> str:
    """A cell by RFC 4180: quoted where it has to be."""
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _cell(column: Column, value: Any) -> str:
    """A clean value as it stands in the file."""
    if isinstance(value, str) and not _CAREFUL.search(value):
        return value
    return _quote(cell_text(column, value))


def csv_bytes(name: str, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """The file of a table, from clean rows in their order. No rows give the header alone."""
    wanted = table(name)
    lines = [",".join(wanted.names)]
    lines += [",".join(["" if row[c.name] is None else _cell(c, row[c.name]) for c in wanted.columns]) for row in rows]
    return ("\n".join(lines) + "\n").encode("utf-8")


def read_csv(name: str, content: bytes, path: Path) -> list[dict[str, Any]]:
    """The clean rows that `csv_bytes` wrote. `path` is for the sentence of `BadInput`.

    Columns may be fewer or others than today's: an older version of the dictionary wrote them. Those that are gone
    are dropped, new ones are empty.
    """
    wanted = table(name)
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        return [{c.name: _value(wanted, c, row.get(c.name) or "") for c in wanted.columns} for row in reader]
    except (UnicodeDecodeError, csv.Error, ValueError) as error:
        raise BadInput(
            f"{path}: not a table as Perennial writes it ({error}); restore or delete the folder."
        ) from error


def _value(where: Table, column: Column, text: str) -> Any:
    """The value of a cell's text; `ValueError` where it is none of the column's type."""
    if text == "":
        return None
    if column.type == "boolean":
        if text not in ("true", "false"):
            raise ValueError(f"{where.name}.{column.name} has {text!r} for true or false")
        return text == "true"
    if column.type == "integer":
        return int(text)
    return float(text) if column.type == "number" else restore(text)
