"""Tables of a page that have a caption: the rows under it, cut into columns where no row prints anything.

Journals rule their tables above and below the header and at the end, seldom around each cell. So a table is what
stands between a caption and the last rule below it, or, without rules, the rows below it that have gaps in them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from schemas.models import Table
from sources.continued import is_continued
from sources.inbox.pdf.cells import has_number, has_values, header_rows, pieces_of, rows_of, with_units
from sources.inbox.pdf.lines import Line, Rule, Word, lines_of

CAPTION = re.compile(
    r"^(?:supplementary |additional )?table\s*(?:[A-Z]?\d+[A-Za-z]?|[IVX]+)\b"
    r"(?! (?:show|list|summ|give|present|report|describ|and|also|provid)\w*)[.:|]?",
    re.I,
)
MOST_ROWS = 120


@dataclass(slots=True)
class Part:
    """What is printed of a table between its caption and its end: lines with their pages, the header's first."""

    lines: list[Line]
    pages: list[int]
    spanners: list[Rule]
    """Rules below headings over several columns."""
    head: int
    """How many lines stand above the rule that ends the header; 0 without such a rule."""
    notes: list[Line]

    def cut(self) -> tuple[list[list[str]], list[int], int]:
        """Rows of cells, for each the index of its first line, and how many rows are header."""
        rows, starts = rows_of(self.lines, self.spanners)
        if not rows:
            return [], [], 0
        header = with_units(rows, sum(start < self.head for start in starts)) if self.head else header_rows(rows)
        return rows, starts, header


@dataclass(slots=True)
class Found:
    """A table and the words that it takes out of the text."""

    table: Table
    part: Part
    words: set[int]
    """`id` of each word."""
    reaches_foot: bool = False
    """Whether nothing is printed below it on its last page, so that the next page may go on with it."""

    def fill(self) -> None:
        """Set the table's rows, and their pages where a page break cuts it."""
        table, part = self.table, self.part
        table.rows, starts, table.header_rows = part.cut()
        pages = [part.pages[start] for start in starts]
        table.row_pages = pages if len(set(pages)) > 1 else []
        table.footnotes = " ".join(line.text for line in part.notes)


def rules_of(page: Any) -> list[Rule]:
    """Horizontal rules of a pdfplumber page, pieces on one height joined; thin filled boxes count."""
    pieces = [Rule(e["x0"], e["x1"], e["top"]) for e in page.edges if e["orientation"] == "h" and e["x1"] - e["x0"] > 8]
    joined: list[Rule] = []
    for piece in sorted(pieces, key=lambda r: (round(r.y), r.x0)):
        last = joined[-1] if joined else None
        if last and abs(last.y - piece.y) < 2 and piece.x0 - last.x1 < 2.5:
            last.x1 = max(last.x1, piece.x1)
        else:
            joined.append(piece)
    return [rule for rule in joined if rule.x1 - rule.x0 > 60]


def tables_of(runs: Sequence[Sequence[Line]], words: Sequence[Word], rules: Sequence[Rule], page: int) -> list[Found]:
    """Every table of a page with a caption. `runs` are the page's lines in reading order."""
    captions = [(run, n) for run in runs for n, line in enumerate(run) if CAPTION.match(line.text)]
    firsts = [run[n] for run, n in captions]
    found: list[Found] = []
    for run, n in captions:
        taken = {word for table in found for word in table.words}
        mine = run[n]
        free = [w for w in words if id(w) not in taken]
        table = _table(run, n, Printed(page, free, rules), [line for line in firsts if line.top > mine.top])
        if table is not None:
            table.table.id = f"page{page}.{len(found) + 1}"
            found.append(table)
    return found


@dataclass(slots=True)
class Printed:
    """The words and horizontal rules of a page."""

    page: int
    words: list[Word]
    rules: Sequence[Rule]


def _table(run: Sequence[Line], n: int, printed: Printed, captions: Sequence[Line]) -> Found | None:
    """The table under the caption at `n`; `captions` are the first lines of those that stand lower on the page."""
    first = run[n]
    limit = _limit(captions, first.x0, first.x1)
    mine = _own_rules(first, printed.rules, limit)
    if mine:
        limit = min(limit, _limit(captions, mine[0].x0, mine[0].x1))
        mine = [rule for rule in mine if rule.y < limit]
    after = [line for line in run[n + 1 :] if line.top < limit]
    if len(mine) >= 2:
        caption = [w for line in run[n:] if line.bottom < mine[0].y + 2 for w in line.words]
        part = _ruled(mine, printed, first.size, limit)
    else:
        skip = next((k for k, line in enumerate(after[:6]) if gaps(line)), None)
        if skip is None:
            return None
        caption = [w for line in (first, *after[:skip]) for w in line.words]
        body = gapped(after[skip:])
        part = Part(body, [printed.page] * len(body), [], 0, [])
    title = " ".join(line.text for line in lines_of(caption))
    label = CAPTION.match(title)
    words = title[label.end() :].strip() if label else title
    rows, _, _ = part.cut()
    # The end of a table may be one row.
    if len(rows) < (1 if is_continued(words) else 2) or not has_data(rows):
        return None
    taken = {id(w) for w in caption} | {id(w) for line in (*part.lines, *part.notes) for w in line.words}
    found = Found(Table("", label[0].rstrip(".:|") if label else "", words), part, taken)
    found.fill()
    return found


def _limit(captions: Sequence[Line], x0: float, x1: float) -> float:
    """How far down a table may reach that is printed between two places: to the next caption there."""
    return min((line.top for line in captions if line.x0 < x1 and line.x1 > x0), default=float("inf"))


def _ruled(mine: list[Rule], printed: Printed, size: float, limit: float) -> Part:
    """What stands between the first and the last rule of a table, and the notes below; `size` is its caption's type.

    A table that goes on on the next page may have no rule at the foot of this one.
    """
    left, right, start, end = min(r.x0 for r in mine), max(r.x1 for r in mine), mine[0].y, mine[-1].y
    inside = [w for w in printed.words if left - 4 <= w.x0 and w.x1 <= right + 4]
    body = lines_of([w for w in inside if start < w.middle < end])
    spanners = [r for r in mine if r.x1 - r.x0 < 0.9 * (right - left)]
    full = [r for r in mine if r not in spanners]
    head = sum(line.bottom < full[1].y + 2 for line in body) if len(full) > 2 else 0
    below = lines_of([w for w in inside if end < w.middle < limit])
    part = Part(body, [], spanners, head, [])
    if body and len(full) == 2 and not any(map(has_values, rows_of(body, spanners)[0])) and (tail := gapped(below)):
        part.lines, part.head = [*body, *tail], len(body)
    else:
        part.notes = notes_below(below, end, size)
    part.pages = [printed.page] * len(part.lines)
    return part


def has_data(rows: list[list[str]]) -> bool:
    """Whether anything but the first cells of rows holds a number."""
    return bool(rows) and len(rows[0]) > 1 and any(has_number(cell) for row in rows for cell in row[1:])


def _own_rules(caption: Line, rules: Sequence[Rule], limit: float) -> list[Rule]:
    """The rules of the table under a caption: the first below it, and those that share its width, without a gap.

    A table may not reach beyond the next caption.
    """
    below = sorted((r for r in rules if caption.bottom - 2 < r.y < limit), key=lambda r: r.y)
    over = [r for r in below if r.x0 < caption.x1 and r.x1 > caption.x0]
    if not over or over[0].y - caption.bottom > 6 * caption.size:
        return []
    top = over[0]
    return [r for r in below if r.x0 >= top.x0 - 6 and r.x1 <= top.x1 + 6]


def gaps(line: Line) -> int:
    """How many gaps wide enough to part two cells a line has."""
    return len(pieces_of(line)) - 1


def gapped(lines: Sequence[Line]) -> list[Line]:
    """Lines from the first on as long as they look like rows: gaps in them, or short ones between those with gaps."""
    kept, pending = list[Line](), list[Line]()
    for line in lines[:MOST_ROWS]:
        last = (pending or kept)[-1:] or [line]
        if line.top - last[0].bottom > 2.2 * line.size or len(pending) > 2:
            break
        if gaps(line):
            kept += [*pending, line]
            pending = []
        else:
            pending.append(line)
    return kept


def notes_below(lines: list[Line], end: float, size: float) -> list[Line]:
    """Footnotes: lines right below the last rule in type no larger than the caption's, until a gap or larger type."""
    notes: list[Line] = []
    last = end
    for line in lines[:15]:
        if line.top - last > 1.0 * line.size or line.size > size - 0.4 or (notes and line.size > notes[0].size + 0.4):
            break
        notes.append(line)
        last = line.bottom
    return notes
