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
from sources.inbox.pdf.cells import has_number, header_rows, pieces_of, rows_of, with_units
from sources.inbox.pdf.lines import Line, Rule, Word, lines_of

CAPTION = re.compile(
    r"^(?:supplementary |additional )?table\s*(?:[A-Z]?\d+[A-Za-z]?|[IVX]+)\b"
    r"(?! (?:show|list|summ|give|present|report|describ|and|also|provid)\w*)[.:|]?",
    re.I,
)
MOST_ROWS = 120


@dataclass(slots=True)
class Found:
    """A table and the words that it takes out of the text."""

    table: Table
    top: float
    words: set[int]
    """`id` of each word."""


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


def tables_of(runs: Sequence[Sequence[Line]], words: Sequence[Word], rules: Sequence[Rule], name: str) -> list[Found]:
    """Every table with a caption. `runs` are the page's lines in reading order."""
    captions = [(run, n) for run in runs for n, line in enumerate(run) if CAPTION.match(line.text)]
    firsts = [run[n] for run, n in captions]
    found: list[Found] = []
    for run, n in captions:
        taken = {word for table in found for word in table.words}
        mine = run[n]
        tops = [line.top for line in firsts if line.top > mine.top and line.x0 < mine.x1 and line.x1 > mine.x0]
        table = _table(run, n, [w for w in words if id(w) not in taken], rules, min(tops, default=float("inf")))
        if table is not None:
            table.table.id = f"{name}.{len(found) + 1}"
            found.append(table)
    return found


def _table(run: Sequence[Line], n: int, words: Sequence[Word], rules: Sequence[Rule], limit: float) -> Found | None:
    first = run[n]
    mine = _own_rules(first, rules, limit)
    if len(mine) >= 2:
        left, right, start, end = min(r.x0 for r in mine), max(r.x1 for r in mine), mine[0].y, mine[-1].y
        inside = [w for w in words if left - 4 <= w.x0 and w.x1 <= right + 4]
        caption = [w for line in run[n:] if line.bottom < start + 2 for w in line.words]
        body = lines_of([w for w in inside if start < w.middle < end])
        spanners = [r for r in mine if r.x1 - r.x0 < 0.9 * (right - left)]
        full = [r for r in mine if r not in spanners]
        head = sum(line.bottom < full[1].y + 2 for line in body) if len(full) > 2 else 0
        notes = _notes(lines_of([w for w in inside if w.middle > end]), end, first.size)
    else:
        after = [line for line in run[n + 1 :] if line.top < limit]
        skip = next((k for k, line in enumerate(after[:6]) if _gaps(line)), None)
        if skip is None:
            return None
        caption = [w for line in (first, *after[:skip]) for w in line.words]
        body = _gapped(after[skip:])
        head, notes, spanners = 0, [], []
    rows, starts = rows_of(body, spanners)
    if len(rows) < 2 or len(rows[0]) < 2 or not any(has_number(cell) for row in rows for cell in row[1:]):
        return None
    header = with_units(rows, sum(start < head for start in starts)) if head else header_rows(rows)
    title = " ".join(line.text for line in lines_of(caption))
    label = CAPTION.match(title)
    words_taken = {id(w) for w in caption} | {id(w) for line in (*body, *notes) for w in line.words}
    table = Table("", label[0].rstrip(".:|") if label else "", title[label.end() :].strip() if label else title, header)
    table.rows, table.footnotes = rows, " ".join(line.text for line in notes)
    return Found(table, first.top, words_taken)


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


def _gaps(line: Line) -> int:
    """How many gaps wide enough to part two cells a line has."""
    return len(pieces_of(line)) - 1


def _gapped(lines: Sequence[Line]) -> list[Line]:
    """Lines from the first on as long as they look like rows: gaps in them, or short ones between those with gaps."""
    kept, pending = list[Line](), list[Line]()
    for line in lines[:MOST_ROWS]:
        last = (pending or kept)[-1:] or [line]
        if line.top - last[0].bottom > 2.2 * line.size or len(pending) > 2:
            break
        if _gaps(line):
            kept += [*pending, line]
            pending = []
        else:
            pending.append(line)
    return kept


def _notes(lines: list[Line], end: float, size: float) -> list[Line]:
    """Footnotes: lines right below the last rule in type no larger than the caption's, until a gap or larger type."""
    notes: list[Line] = []
    last = end
    for line in lines[:15]:
        if line.top - last > 1.0 * line.size or line.size > size - 0.4 or (notes and line.size > notes[0].size + 0.4):
            break
        notes.append(line)
        last = line.bottom
    return notes
