"""Lines of a table into cells: pieces of a line, columns that no row prints between, headings over several columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sources.inbox.pdf.lines import Line, Rule, Word, text_of

CELL_GAP = 0.75
"""Of the height of type: a wider gap parts two cells. A blank in justified prose stays below, hardly ever above."""
_NUMBER = re.compile(r"\d")
_SMALL = re.compile(r"[(=&/]|[a-z]")
_SIZE = re.compile(r"\(?\s*[nN]\s*=")
_OPEN = re.compile(r"\d%?\s?(?:±|\+/-|to|[–-]|[,;/])$")
_VALUE = re.compile(r"[<>=≤≥±−–+-]?\s*\.?\d")


def rows_of(lines: list[Line], spanners: Sequence[Rule] = ()) -> tuple[list[list[str]], list[int]]:
    """Cells by row and column, and for each row the index of its first line.

    A piece that spans several columns is repeated in each, as the readers of markup do.
    """
    pieces = [pieces_of(line) for line in lines]
    columns = _columns(pieces)
    if len(columns) < 2:
        return [], []
    headings = next((n for n, found in enumerate(pieces) if len(found) >= len(columns) - 1), 0)
    printed = [
        _cells(line, found, columns, spanners, n < headings)
        for n, (line, found) in enumerate(zip(lines, pieces, strict=True))
    ]
    return _grouped(lines, printed, _leading(lines, pieces), _row_gap(lines, printed))


def _cells(
    line: Line, pieces: list[list[Word]], columns: list[tuple[float, float]], spanners: Sequence[Rule], heads: bool
) -> list[str]:
    """The pieces of a line by column; `heads` where they may be headings over several columns."""
    row = [""] * len(columns)
    for piece in pieces:
        text = text_of(piece, line.size)
        over = _touched(_extent(piece, line, spanners), columns)
        if heads and _is_left_set(pieces, columns):
            over = _spread(over, pieces, columns)
        elif heads:
            over = _centred(piece, over, pieces, columns)
        for column in over:
            row[column] = f"{row[column]} {text}".strip()
    return row


def _grouped(
    lines: list[Line], printed: list[list[str]], tight: float, row_gap: float
) -> tuple[list[list[str]], list[int]]:
    """Lines that belong to one row put together: rows, and for each the index of its first line."""
    rows, starts = [list(printed[0])], [0]
    for n, (above, line) in enumerate(pairwise(lines), start=1):
        gap, row = line.top - above.bottom, printed[n]
        if gap < row_gap or _continues(rows[-1], row, gap < 0.6 * line.size) or (gap < tight and not any(row[1:])):
            rows[-1] = [f"{a} {b}".strip() for a, b in zip(rows[-1], row, strict=True)]
        else:
            rows.append(list(row))
            starts.append(n)
    return rows, starts


def _row_gap(lines: list[Line], printed: list[list[str]]) -> float:
    """Below this gap lines belong to one row, where the table itself shows it; else minus infinity.

    Cells that are broken inside a number show how near lines of one row stand; no two lines that are whole rows may
    stand as near.
    """
    within, apart = [], []
    for (above, line), (before, row) in zip(pairwise(lines), pairwise(printed), strict=True):
        gap = line.top - above.bottom
        if any(_completes(over, cell) for over, cell in zip(before[1:], row[1:], strict=True)):
            within.append(gap)
        elif has_values(before) and has_values(row):
            apart.append(gap)
    step = 0.08 * lines[0].size
    sure = [gap for gap in within if gap < 0.6 * lines[0].size]
    return max(sure) + step / 2 if sure and apart and min(apart) > max(sure) + step else float("-inf")


def pieces_of(line: Line) -> list[list[Word]]:
    """The words of a line, cut at wide gaps."""
    pieces = [[line.words[0]]]
    for last, word in zip(line.words, line.words[1:], strict=False):
        if word.x0 - last.x1 > CELL_GAP * line.size:
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def columns_in(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The extents of the columns of a table, from left to right."""
    return _columns([pieces_of(line) for line in lines])


def stands_in(extent: tuple[float, float], columns: Sequence[tuple[float, float]]) -> list[int]:
    """The columns that a piece overlaps by more than a point."""
    x0, x1 = extent
    return [n for n, (a, b) in enumerate(columns) if min(x1, b) - max(x0, a) > 1]


def _columns(rows: list[list[list[Word]]]) -> list[tuple[float, float]]:
    """The extents of the columns: what the pieces of the fullest rows cover, and of those that lack one piece.

    A piece over two columns is a heading, unless more rows have it than have the two: then the two are one cell.
    """
    most = max((len(row) for row in rows), default=0)
    full = [_extents(row) for row in rows if len(row) == most]
    less = [_extents(row) for row in rows if 2 <= len(row) == most - 1]
    columns = _merged([extent for row in full for extent in row])
    across = [extent for row in less for extent in row if len(stands_in(extent, columns)) > 1]
    alone = [extent for row in less for extent in row if len(stands_in(extent, columns)) < 2]
    kept = across if len(across) > len(full) else []
    return _merged([*columns, *alone, *kept])


def _extents(row: list[list[Word]]) -> list[tuple[float, float]]:
    return [(piece[0].x0, piece[-1].x1) for piece in row]


def _merged(extents: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Extents from left to right, those that overlap taken together."""
    columns: list[tuple[float, float]] = []
    for x0, x1 in sorted(extents):
        if columns and x0 < columns[-1][1] - 1:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns


def _extent(piece: list[Word], line: Line, spanners: Sequence[Rule]) -> tuple[float, float]:
    """Left and right end of a piece; of a heading with a rule of its own below it, those of the rule."""
    x0, x1 = piece[0].x0, piece[-1].x1
    for rule in spanners:
        if -2 < rule.y - line.bottom < 0.7 * line.size and rule.x0 - 3 <= x0 and x1 <= rule.x1 + 3:
            return rule.x0, rule.x1
    return x0, x1


def _touched(extent: tuple[float, float], columns: list[tuple[float, float]]) -> list[int]:
    """The columns that a piece stands in or over; the nearest where it stands between two."""
    x0, x1 = extent
    touched = stands_in(extent, columns)
    if touched:
        return touched
    return [min(range(len(columns)), key=lambda n: min(abs(columns[n][0] - x1), abs(columns[n][1] - x0)))]


def _centred(
    piece: list[Word], over: list[int], row: list[list[Word]], columns: list[tuple[float, float]]
) -> list[int]:
    """The columns that a heading stands in the middle of: the run of free ones whose centre is nearest to its own."""
    others = {n for other in row if other is not piece for n in _touched((other[0].x0, other[-1].x1), columns)}
    middle, size = (piece[0].x0 + piece[-1].x1) / 2, piece[0].size
    lefts = [x0 for x0, _ in columns] + [2 * columns[-1][0] - columns[-2][0]]
    best, least = over, 0.8 * size
    for first in range(1, over[0] + 1):
        for last in range(over[-1], len(columns)):
            # Cells are set from the left edge of their column, or around its middle.
            centres = (lefts[first] + lefts[last + 1]) / 2, (columns[first][0] + columns[last][1]) / 2
            off = min(abs(centre - middle) for centre in centres)
            if off < least and not others & set(range(first, last + 1)):
                best, least = list(range(first, last + 1)), off
    return best


def _is_left_set(row: list[list[Word]], columns: list[tuple[float, float]]) -> bool:
    """Whether all headings of a row begin where a column does: so they do over several columns set from the left."""
    return all(any(abs(piece[0].x0 - x0) < 1 for x0, _ in columns) for piece in row)


def _spread(over: list[int], row: list[list[Word]], columns: list[tuple[float, float]]) -> list[int]:
    """The columns of a heading set at the left edge of its span, where the headings of its row part them evenly."""
    firsts = sorted(_touched((piece[0].x0, piece[-1].x1), columns)[0] for piece in row)
    firsts = [first for first in firsts if first > 0]
    if not firsts or over[0] not in firsts:
        return over
    each, rest = divmod(len(columns) - 1, len(firsts))
    if rest or firsts != [1 + n * each for n in range(len(firsts))]:
        return over
    return list(range(over[0], over[0] + each))


def _leading(lines: list[Line], pieces: list[list[list[Word]]]) -> float:
    """Lines nearer to each other than this belong to one row, where rows stand further apart than lines in a row."""
    gaps = sorted(b.top - a.bottom for (a, b), (p, q) in zip(pairwise(lines), pairwise(pieces), strict=True)
                  if len(p) > 1 and len(q) > 1)  # fmt: skip
    return gaps[len(gaps) // 2] - 0.12 * lines[0].size if len(gaps) > 2 else float("-inf")


def _continues(before: list[str], row: list[str], near: bool) -> bool:
    """Whether a line, set tight, goes on with the row above: it ends cells left open, or has words that begin small."""
    if not near:
        return False
    stub, rest = row[0], [(over, cell) for over, cell in zip(before[1:], row[1:], strict=True) if cell]
    if not rest:
        return bool(stub and before[0]) and bool(re.match(r"[a-z(]|\d+%? ", stub))
    if any(_completes(over, cell) for over, cell in rest):
        return all(_completes(over, cell) or re.match(_SMALL, cell) for over, cell in rest)
    if not stub and any(before[1:]):
        sizes = all(_SIZE.match(cell) and _VALUE.match(over) for over, cell in rest)
        return not sizes and all(re.match(_SMALL, cell) for _, cell in rest)
    return bool(stub) and not any(before[1:]) and bool(re.match(r"[a-z(]", stub))


def _completes(over: str, cell: str) -> bool:
    """Whether a cell goes on with the one over it, broken inside a number's form: `2.1 (0.8,`, `12.4 ±`, `-3.5 to`.

    A bracket that nothing closes is a slip of the print.
    """
    if over.count("(") + over.count("[") > over.count(")") + over.count("]"):
        return bool(re.match(r"[^(\[]*[)\]]", cell))
    return bool(_OPEN.search(over)) and bool(re.match(r"[\d.+−–-]", cell))


def with_units(rows: list[list[str]], header: int) -> int:
    """A header with the rows right below it that name nothing and hold no values: `n (%)`, `mean`, `(n = 60)`."""
    while header + 1 < len(rows) and not rows[header][0] and not any(_VALUE.match(cell) for cell in rows[header]):
        header += 1
    return header


def header_rows(rows: list[list[str]]) -> int:
    """Without a rule below it, the header ends at the first row that is named and has numbers."""
    for n, row in enumerate(rows):
        if n and row[0] and any(_NUMBER.search(cell) for cell in row[1:]):
            return n
    return 1


def has_values(row: list[str]) -> bool:
    """Whether a row is named and a cell beside it begins with a number, as `12 (10.0)` does and `(n = 60)` not."""
    return bool(row[0]) and any(_VALUE.match(cell) for cell in row[1:])


def has_number(cell: str) -> bool:
    """Whether a cell prints any digit."""
    return bool(_NUMBER.search(cell))
