"""Markup tables (JATS and HTML) → grids with spans resolved: every row as wide as the table, spanned cells repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sources.xml import Element, children_named, local_name

_MAX_SPAN = 300
"""A span beyond this is a mistake of the markup; tables of trials have some 30 columns."""
_MAX_CELLS = 200_000


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
    words = (cell.get(name) or "1").strip()
    return min(int(words), _MAX_SPAN) if words.isdigit() and int(words) > 0 else 1


def cell_text(cell: Element) -> str:
    """The text of a cell on one line; parts of it that stood in lines of their own are set apart by a blank."""
    parts: list[str] = []
    for node in cell.iter():
        name = local_name(node)
        if name in {"p", "br", "break", "list-item", "li", "div"} and parts and not parts[-1].endswith((" ", "\n")):
            parts.append(" ")
        if name and node.text:
            parts.append(node.text)
        if node is not cell and node.tail:
            parts.append(" " + node.tail if name in {"p", "br", "break"} else node.tail)
    return " ".join("".join(parts).split(" ")).replace("\n", " ").strip()


def _guessed_header(rows: list[list[str]]) -> int:
    """Without any mark the first row is the header, unless its cells are numbers already."""
    numbers = sum(bool(re.fullmatch(r"[\d.,%()±\s–-]+", cell)) for cell in rows[0][1:] if cell)
    return 0 if rows[0][1:] and numbers > len(rows[0][1:]) / 2 else 1
