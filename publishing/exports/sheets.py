"""Tables as the other programs read them: CSV with their delimiter, decimal sign, missing value and byte order mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publishing.cells import neutralise, number_text


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a program wants its CSV. Lines end in a line feed, texts are UTF-8, quotes are doubled (RFC 4180)."""

    delimiter: str = ","
    decimal: str = "."
    missing: str = ""
    mark: bool = False
    """Whether the file begins with UTF-8's byte order mark."""


PLAIN = Dialect()


def sheet(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], dialect: Dialect = PLAIN) -> bytes:
    """The file. Cells that a row lacks are missing; texts that a spreadsheet would run get an apostrophe in front."""
    lines = [dialect.delimiter.join(_quoted(name, dialect) for name in columns)]
    lines += [dialect.delimiter.join(_cell(row.get(name), dialect) for name in columns) for row in rows]
    return ("\ufeff" if dialect.mark else "").encode() + ("\n".join(lines) + "\n").encode("utf-8")


def _cell(value: Any, dialect: Dialect) -> str:
    if value is None or value == "":
        return dialect.missing
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _quoted(number_text(value).replace(".", dialect.decimal), dialect)
    return _quoted(neutralise(value), dialect)


def _quoted(text: str, dialect: Dialect) -> str:
    """Quoted where it has to be; a text that reads as the missing value is quoted too."""
    risky = any(sign in text for sign in (dialect.delimiter, '"', "\n", "\r"))
    return '"' + text.replace('"', '""') + '"' if risky or (text == dialect.missing) else text
