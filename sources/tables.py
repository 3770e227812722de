"""Markup tables (JATS and HTML) → grids with spans resolved: every row as wide as the table, spanned cells repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sources.xml import Element, children_named, local_name

SPACES = re.compile(r"[ \t\r\n]+")
"""White space of markup; no-break and thin spaces are left as the publisher set them."""
_MAX_SPAN = 300
"""A span beyond this is a mistake of the markup; tables of trials have some 30 columns."""
_MAX_CELLS = 200_000
_OWN_LINE = {"p", "br", "break", "list-item", "li", "div", "fn", "label"}
_HIDDEN = {"tex-math", "object-id", "script", "style", "permissions"}


def grid(table: Element) -> tuple[list[list[str]], int]:
    """(rows, number of header rows) of a `<table>`, in reading order: head, bodies, foot."""
    rows: list[list[str]] = []
    carried: dict[int, tuple[str, int]] = {}
    header = plain = 0
    cells_left = _MAX_CELLS
    for row, in_head in _rows(table):
        cells = [cell for cell in row if local_name(cell) in {"td", "th"}]
        if not cells and not carried:
            continue
        line = _line(cells, carried)
        if not any(line):
            continue  # a rule drawn as a row
        cells_left -= len(line)
        if cells_left < 0:
            break
        all_heads = bool(cells) and all(local_name(cell) == "th" for cell in cells)
        if in_head or (all_heads and not plain):
            header += 1
        else:
            plain += 1
        rows.append(line)
    width = max(map(len, rows), default=0)
    rows = [line + [""] * (width - len(line)) for line in rows]
    if not header and len(rows) > 1:
        header = _guessed_header(rows)
    return rows, header


def _rows(table: Element) -> Iterator[tuple[Element, bool]]:
    for child in table:
        name = local_name(child)
        if name == "tr":
            yield child, False
        elif name in {"thead", "tbody", "tfoot"}:
            for row in children_named(child, {"tr"}):
                yield row, name == "thead"
        elif name in {"tgroup", "table"}:
            yield from _rows(child)


def _line(cells: list[Element], carried: dict[int, tuple[str, int]]) -> list[str]:
    """One row: its own cells put into the columns that rowspans from above leave free. Updates what is carried on."""
    line: list[str] = []
    onward: dict[int, tuple[str, int]] = {}
    waiting = iter(cells)
    last_carried = max(carried, default=-1)
    cell = next(waiting, None)
    while cell is not None or len(line) <= last_carried:
        if len(line) in carried:
            text, left = carried[len(line)]
            if left > 1:
                onward[len(line)] = (text, left - 1)
            line.append(text)
        elif cell is None:
            line.append("")
        else:
            text, down = cell_text(cell), _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if down > 1:
                    onward[len(line)] = (text, down - 1)
                line.append(text)
            cell = next(waiting, None)
    carried.clear()
    carried.update(onward)
    return line


def _span(cell: Element, name: str) -> int:
    words = cell.get(name)
    if words is None:
        return 1
    words = words.strip()
    return min(int(words), _MAX_SPAN) if words.isdigit() and int(words) > 0 else 1


def cell_text(cell: Element) -> str:
    """The text of a cell on one line, without raised footnote marks; no-break spaces that indent it are kept.

    A mark would be read with the number before it: `12` with a raised `a` as `12a`, with a raised `1` as `121`.
    """
    parts: list[str] = []
    _collect(cell, parts)
    return SPACES.sub(" ", "".join(parts)).rstrip().lstrip(" ")


def _collect(node: Element, parts: list[str]) -> None:
    if node.text:
        parts.append(node.text)
    for child in node:
        name = local_name(child).lower()
        own_line = name in _OWN_LINE
        if own_line and parts:
            parts.append(" ")
        if name and name not in _HIDDEN and not _is_mark(child, name, parts):
            _collect(child, parts)
        if own_line:
            parts.append(" ")
        if child.tail:
            parts.append(child.tail)


def _is_mark(node: Element, name: str, parts: list[str]) -> bool:
    """A footnote mark: a link to a footnote, raised letters and signs, a raised digit after any number but ten."""
    if name == "xref":
        return node.get("ref-type") in {"table-fn", "fn"}
    if name != "sup":
        return False
    mark = "".join(node.itertext()).strip()
    if re.fullmatch(r"[a-z]{1,2}(?:\s*,\s*[a-z])*|[*†‡§¶#|]+|", mark):
        return True
    before = "".join(parts[-3:])[-12:].rstrip()
    number = re.search(r"(\d[\d.,]*)%?\)?$", before)
    return bool(re.fullmatch(r"\d{1,2}", mark) and number and number[1] != "10")


def _guessed_header(rows: list[list[str]]) -> int:
    """Without any mark the first row is the header, unless its cells are numbers already."""
    numbers = sum(bool(re.fullmatch(r"[\d.,%()±\s–-]+", cell)) for cell in rows[0][1:] if cell)
    return 0 if rows[0][1:] and numbers > len(rows[0][1:]) / 2 else 1
