"""Tables that are printed in parts, `Table 2` and `Table 2 (continued)`: put together where their columns agree."""

from __future__ import annotations

import re

from schemas.models import Table

_WORD = r"cont(?:inued|inuation|in|['’]?d|\.)?"
_SAID = re.compile(rf"^\W*{_WORD}(?:\W|$)|[(\[]\s*{_WORD}\s*[)\]]\W*$", re.I)
_ONLY = re.compile(rf"\W*{_WORD}\W*", re.I)
_LABEL = re.compile(r"^\W*((?:\w+ )?table\s*(?:[A-Z]?\d+[A-Za-z]?|[IVX]+))\b[\s.:|–—-]*", re.I)
_VALUE = re.compile(r"[<>=≤≥±−–+-]?\s*\.?\d")


def is_continued(caption: str) -> bool:
    """Whether a caption, with or without its label, says that the table goes on: `(continued)`, `cont'd`."""
    return bool(_SAID.search(_LABEL.sub("", caption)))


def joined(tables: list[Table]) -> list[Table]:
    """The tables of a document with each continued part joined to the part before it.

    A header that is repeated is dropped. A part with another header is a table of its own, under the first one's
    caption where its own says nothing else.
    """
    kept: list[Table] = []
    for table in tables:
        first = next((other for other in reversed(kept) if continues(other, table)), None)
        if first is None:
            kept.append(table)
        elif (body := _body(first, table)) is None:
            table.caption = first.caption if _ONLY.fullmatch(_words(table)) else table.caption
            kept.append(table)
        else:
            first.rows += body
            notes = dict.fromkeys(filter(None, (first.footnotes, table.footnotes)))
            first.footnotes = " ".join(notes)
    return kept


def continues(first: Table, later: Table) -> bool:
    """Whether a table says that it goes on with another: the same label, and `continued` or the same caption."""
    label = _label(first)
    if not label or label != _label(later) or first.is_image or later.is_image:
        return False
    words = _words(later)
    said = is_continued(words) or is_continued(later.label)
    return said or (bool(words) and words.casefold() == _words(first).casefold())


def same_words(one: list[str], other: list[str]) -> bool:
    """Whether two header rows or lines say the same."""
    return [_plain(cell) for cell in one] == [_plain(cell) for cell in other]


def _plain(cell: str) -> str:
    return re.sub(rf"\(?\b{_WORD}\)|[\W_]+", "", cell.casefold())


def _label(table: Table) -> str:
    found = _LABEL.match(table.label) or _LABEL.match(table.caption)
    return re.sub(r"\s", "", found[1]).casefold() if found else ""


def _words(table: Table) -> str:
    return _LABEL.sub("", table.caption).strip()


def _body(first: Table, later: Table) -> list[list[str]] | None:
    """The rows of a later part below the header that it repeats; None where its columns are others."""
    if not first.rows or not later.rows or len(first.rows[0]) != len(later.rows[0]):
        return None
    height = first.header_rows
    if len(later.rows) > height and all(map(same_words, first.rows[:height], later.rows[:height])):
        return later.rows[height:]
    if all(_is_data(row) for row in later.rows[: later.header_rows]):
        return later.rows
    return None


def _is_data(row: list[str]) -> bool:
    """Whether a row is named and holds values: the first row of a part that repeats no header is taken for one."""
    values = [cell for cell in row[1:] if cell.strip()]
    return bool(row[0].strip()) and 2 * sum(bool(_VALUE.match(cell)) for cell in values) > len(values)
