"""The reading order of a page: bands over the whole width, and columns one after the other between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sources.inbox.pdf.lines import Line, Word, lines_of

FEWEST = 60
"""Words below which a part of a page is not looked at for columns."""
BLANK = 6.0
"""Points left of the right column that its gutter keeps free. A line over both columns has a word there: hardly ever
is the blank between two words that wide."""
COLUMNS_APART = 0.8
"""Of the height of a line. A blank of justified type is a third of it, seldom more than half."""
PROSE = 3.5
"""Words a line: less is the column of a table or a list of names, not a column of text."""


def columns_of(words: Sequence[Word], depth: int = 0) -> list[list[Line]]:
    """Runs of lines in reading order; a new run begins where the eye jumps to another column or band."""
    gutter = _gutter(words) if depth < 2 else None
    if gutter is None:
        return [lines_of(words)] if words else []
    edge = _left_edge([w for w in words if w.x0 >= gutter], gutter)
    crossing = [w for w in words if w.x0 < edge and w.x1 > max(gutter, edge - BLANK)]
    in_gutter = {id(w) for w in crossing}
    left = lines_of([w for w in words if w.x1 <= gutter and id(w) not in in_gutter])
    right = lines_of([w for w in words if w.x0 >= gutter and id(w) not in in_gutter])
    bands = _bands(left, right, crossing)
    runs: list[list[Line]] = []
    top = float("-inf")
    for band_top, band_bottom in [*bands, (float("inf"), float("inf"))]:
        for side in (left, right):
            between = [w for line in side for w in line.words if top < line.top and line.bottom < band_top]
            runs += columns_of(between, depth + 1)
        across = [w for w in words if band_top <= w.middle <= band_bottom]
        if across:
            runs.append(lines_of(across))
        top = max(top, band_bottom - 0.5) if band_bottom != float("inf") else top
    return runs


def _left_edge(right: list[Word], gutter: float) -> float:
    """Where the lines of the right column begin: the leftmost place that enough of them share."""
    starts = Counter(round(line.x0) for line in lines_of(right))
    shared = [x for x, n in starts.items() if n >= 0.15 * sum(starts.values())]
    return min(shared, default=gutter) - 0.6


def _bands(left: list[Line], right: list[Line], crossing: list[Word]) -> list[tuple[float, float]]:
    """Heights at which the print runs across the gutter: a word stands in it, or the two sides are a blank apart."""
    found = [(word.top, word.bottom) for word in crossing]
    for line in left:
        for other in right:
            height = min(line.bottom - line.top, other.bottom - other.top)
            level = min(line.bottom, other.bottom) - max(line.top, other.top) > 0.6 * height
            if level and other.x0 - line.x1 < 0.45 * height:
                found.append((min(line.top, other.top), max(line.bottom, other.bottom)))
    bands: list[tuple[float, float]] = []
    for top, bottom in sorted(found):
        # A gap of one line between two lines across is theirs: the end of a paragraph is short.
        if bands and top - bands[-1][1] < bottom - top:
            bands[-1] = (bands[-1][0], max(bands[-1][1], bottom))
        else:
            bands.append((top, bottom))
    return [(top, _with_last_line(bottom, left, right)) for top, bottom in bands]


def _with_last_line(bottom: float, left: list[Line], right: list[Line]) -> float:
    """A band's foot below the short last line of its paragraph: right under it, with nothing beside it."""
    for line in left:
        height = line.bottom - line.top
        near = -0.3 * height < line.top - bottom < 0.5 * height
        if near and not any(other.top < line.bottom and other.bottom > line.top for other in right):
            return line.bottom
    return bottom


def _gutter(words: Sequence[Word]) -> float | None:
    """The middle of the white stripe between columns of text, or None where there is one column."""
    if len(words) < FEWEST:
        return None
    start, end = min(w.x0 for w in words), max(w.x1 for w in words)
    step = (end - start) / 100
    places = [start + step * n for n in range(25, 76)]
    crossed = [sum(w.x0 < x < w.x1 for w in words) for x in places]
    fewest = min(crossed)
    if fewest > 0.05 * len(words):
        return None
    best = _widest([x for x, n in zip(places, crossed, strict=True) if n == fewest], step)
    sides = [[w for w in words if w.x1 <= best], [w for w in words if w.x0 >= best]]
    if not all(len(s) >= 0.2 * len(words) and _is_prose(s) for s in sides):
        return None
    crossing = [w for w in words if w.x0 < best < w.x1]
    return best if _is_white(lines_of(sides[0]), lines_of(sides[1]), crossing) else None


def _is_white(left: list[Line], right: list[Line], crossing: list[Word]) -> bool:
    """Whether lines that face each other stand a column's distance apart: one column has blanks everywhere as well."""
    wide = narrow = 0
    for line in left:
        height = line.bottom - line.top
        if any(line.top < word.middle < line.bottom for word in crossing):
            continue
        for other in right:
            if min(line.bottom, other.bottom) - max(line.top, other.top) > 0.4 * height:
                if other.x0 - line.x1 > COLUMNS_APART * height:
                    wide += 1
                else:
                    narrow += 1
    return wide > 3 and wide > 2 * narrow


def _widest(places: list[float], step: float) -> float:
    """The middle of the longest run of neighbouring places; the one nearest to the middle among equals."""
    runs: list[list[float]] = [[places[0]]]
    for place in places[1:]:
        if place - runs[-1][-1] < 1.5 * step:
            runs[-1].append(place)
        else:
            runs.append([place])
    best = max(runs, key=len)
    return (best[0] + best[-1]) / 2


def _is_prose(words: list[Word]) -> bool:
    return len(words) >= PROSE * len(lines_of(words))
