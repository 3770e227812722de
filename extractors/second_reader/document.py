"""A report as plain text for another reader: blocks and tables, each under its own mark."""

from __future__ import annotations

from extractors.text.normal import plain
from schemas.models import Report, Table

MAX_CHARACTERS = 150_000
"""Some 40,000 tokens: longer than nearly every article, and within the context of current models."""
LEFT_OUT = frozenset({"references"})
LESS_WANTED = ("introduction", "background", "discussion", "other")
"""Sections of the body that speak of other trials: the first to go where a report is too long."""


def document(report: Report) -> tuple[str, bool]:
    """The report's text, and whether parts had to be left out for its length."""
    parts = [(_rank(block.section, block.part), _block(block.id, block.section, block.text)) for block in report.blocks
             if block.section not in LEFT_OUT and block.text.strip()]  # fmt: skip
    parts += [(0, _table(table)) for table in report.tables if table.rows]
    size, shortened = sum(len(text) + 2 for _, text in parts), False
    for rank in range(len(LESS_WANTED), 0, -1):
        if size <= MAX_CHARACTERS:
            break
        parts = [part for part in parts if part[0] != rank]
        size, shortened = sum(len(text) + 2 for _, text in parts), True
    text = "\n\n".join(text for _, text in parts)
    return (text[:MAX_CHARACTERS], True) if len(text) > MAX_CHARACTERS else (text, shortened)


def _rank(section: str, part: str) -> int:
    """0 for what is always given; the larger, the sooner it is left out."""
    if part == "abstract" or section not in LESS_WANTED:
        return 0
    return len(LESS_WANTED) - LESS_WANTED.index(section)


def _block(name: str, section: str, text: str) -> str:
    return f"[{name}: {section}]\n{text}"


def _table(table: Table) -> str:
    caption = " ".join(filter(None, (table.label, table.caption)))
    lines = [row_text(row) for row in table.rows]
    return "\n".join(filter(None, (f"[{table.id}: table] {caption}", *lines, table.footnotes)))


def row_text(row: list[str]) -> str:
    """One row of a table as a line; a cell that spans several columns stands once."""
    cells = [cell for n, cell in enumerate(row) if n == 0 or cell != row[n - 1] or not cell]
    return " | ".join(cells)


def squeezed(text: str) -> tuple[str, list[int]]:
    """The plain text with every run of white space as one space, and for each character its place in `text`."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(plain(text)):
        blank = letter.isspace()
        if blank and (not letters or letters[-1] == " "):
            continue
        letters.append(" " if blank else letter)
        places.append(place)
    if letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return "".join(letters), places
