"""Tables that a page break cuts: what the next page prints of them is cut into the same columns and joined.

The next page may say `Table 2 (continued)` or nothing at all, and may repeat the header or not. Lines of the later
part are moved below the first part's, so that both are cut into cells together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sources.continued import continues, same_words
from sources.inbox.pdf.cells import columns_in, pieces_of, stands_in
from sources.inbox.pdf.lines import Line, Rule, Word, lines_of
from sources.inbox.pdf.margins import MARGIN
from sources.inbox.pdf.tables import CAPTION, Found, Part, Printed, gapped, gaps, has_data, notes_below

FITTING = 0.8
"""Of the lines with several cells, the share that must stand in the columns of the first part."""
_APART = 5.0
"""Heights of type between the parts, when one is put below the other: lines never grow together over a break."""


def captioned(before: Sequence[Found], found: Found) -> bool:
    """Joins a table whose caption says that it goes on with an earlier one; False where it is one of its own."""
    first = next((other for other in reversed(before) if continues(other.table, found.table)), None)
    if first is None:
        return False
    shift = _sides(found.part.lines)[0] - _sides(first.part.lines)[0]
    return _join(first, found.part, 0.0) or _join(first, found.part, shift)


def reaches_foot(found: Found, words: Sequence[Word], height: float) -> bool:
    """Whether nothing is printed below a table on its page (of a height in points), so that it may go on."""
    if found.part.notes:
        return False
    left, right, foot = *_sides(found.part.lines), found.part.lines[-1].bottom
    below = lines_of(
        w for w in words if w.top > foot and w.bottom < (1 - MARGIN) * height and w.x0 < right and w.x1 > left
    )
    return not [line for line in below if not _says_on(line)]


def _says_on(line: Line) -> bool:
    """`(continued on next page)` at the foot of a page."""
    return line.text.casefold().strip("( ").startswith("continue") and len(line.words) < 7


def at_top(first: Found, printed: Printed) -> set[int] | None:
    """Joins what stands uncaptioned at the top of the page after a table; the ids of its words, or None."""
    if not printed.words:
        return None
    left, right = _sides(first.part.lines)
    margin = min(word.x0 for word in printed.words)
    for shift in dict.fromkeys((0.0, margin - left)):
        part = _top_part(printed, left + shift - 6, right + shift + 6)
        if part is not None and _join(first, part, shift):
            return {id(word) for line in (*part.lines, *part.notes) for word in line.words}
    return None


def _top_part(printed: Printed, left: float, right: float) -> Part | None:
    """The lines from the top of a page on that look like rows: down to the last rule as wide as the table, or a gap."""
    inside = lines_of(w for w in printed.words if left <= w.x0 and w.x1 <= right)
    limit = next((line.top for line in lines_of(printed.words) if CAPTION.match(line.text)), float("inf"))
    inside = [line for line in inside if line.top < limit]
    first = next((n for n, line in enumerate(inside[:3]) if gaps(line)), None)
    if first is None:
        return None
    lines, notes = gapped(inside[first:]), list[Line]()
    foot = _foot(printed.rules, left, right, limit)
    ruled = [line for line in inside[first:] if line.bottom < foot + 2]
    if 2 * sum(gaps(line) > 0 for line in ruled) > len(ruled):
        lines = ruled
        notes = notes_below([line for line in inside if line.top > foot - 2], foot, ruled[-1].size + 1)
    return Part(lines, [printed.page] * len(lines), [], 0, notes)


def _foot(rules: Sequence[Rule], left: float, right: float, limit: float) -> float:
    """Where the last rule above `limit` stands that is as wide as the table; -1 without one."""
    wide = [r.y for r in rules if r.y < limit and r.x1 - r.x0 > 0.8 * (right - left) and left < r.x1 and r.x0 < right]
    return max(wide, default=-1.0)


def _join(first: Found, later: Part, shift: float) -> bool:
    """Puts a later part below the first one, without the header that it repeats, where its columns are the same."""
    mine = first.part
    _, starts, header = mine.cut()
    height = starts[header] if header < len(starts) else len(mine.lines)
    repeated = len(later.lines) > height and all(
        same_words([a.text], [b.text]) for a, b in zip(mine.lines[:height], later.lines, strict=False)
    )
    lines = later.lines[height:] if repeated else later.lines
    if not lines or (later.head and not repeated) or not _fit(lines, columns_in(mine.lines), shift):
        return False
    down = mine.lines[-1].bottom + _APART * lines[0].size - lines[0].top
    mine.lines += [_moved(line, -shift, down) for line in lines]
    mine.pages += later.pages[-len(lines) :]
    mine.notes += later.notes
    first.fill()
    return True


def _fit(lines: Sequence[Line], columns: Sequence[tuple[float, float]], shift: float) -> bool:
    """Whether the cells of lines stand each in a column of its own, and some hold numbers."""
    rows = [pieces_of(line) for line in lines if gaps(line)]
    fitting = 0
    for row in rows:
        homes = [stands_in((piece[0].x0 - shift, piece[-1].x1 - shift), columns) for piece in row]
        fitting += all(len(home) == 1 for home in homes) and len({home[0] for home in homes}) == len(homes)
    return bool(rows) and fitting >= FITTING * len(rows) and has_data([[w.text for w in line.words] for line in lines])


def _moved(line: Line, right: float, down: float) -> Line:
    words = [
        replace(word, x0=word.x0 + right, x1=word.x1 + right, top=word.top + down, bottom=word.bottom + down)
        for word in line.words
    ]
    return replace(line, words=words, top=line.top + down, bottom=line.bottom + down)


def _sides(lines: Sequence[Line]) -> tuple[float, float]:
    return min(line.x0 for line in lines), max(line.x1 for line in lines)
