"""A small typesetter: pages of a journal as PDF, in one or two columns, with tables ruled as journals rule them.

Written for the tests, so that they need no PDF of anybody's and no library to make one. Helvetica's widths come from
pdfminer's own table of metrics, so that words stand where a printer would set them.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

from pdfminer.fontmetrics import FONT_METRICS

WIDTH, HEIGHT, MARGIN, GUTTER = 595, 842, 50, 16
LEADING = 1.2
_FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold"}
_WIDTHS = {name: FONT_METRICS[font][1] for name, font in _FONTS.items()}


def width_of(text: str, size: float, font: str = "F1") -> float:
    """In points."""
    return sum(_WIDTHS[font].get(letter, 556) for letter in text) * size / 1000


@dataclass
class Page:
    """What is drawn on one page."""

    drawn: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 10, font: str = "F1") -> None:
        """Text from a baseline `y` measured from the top."""
        safe = text.encode("cp1252", "replace").decode("cp1252")
        safe = safe.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.drawn.append(f"BT /{font} {size} Tf 1 0 0 1 {x:.2f} {HEIGHT - y:.2f} Tm ({safe}) Tj ET")

    def rule(self, x0: float, x1: float, y: float) -> None:
        """A thin horizontal line."""
        self.drawn.append(f"0.5 w {x0:.2f} {HEIGHT - y:.2f} m {x1:.2f} {HEIGHT - y:.2f} l S")

    def upright_rule(self, x: float, y0: float, y1: float) -> None:
        """A thin vertical line."""
        self.drawn.append(f"0.5 w {x:.2f} {HEIGHT - y0:.2f} m {x:.2f} {HEIGHT - y1:.2f} l S")

    def picture(self, x: float, y: float, width: float, height: float) -> None:
        """A grey bitmap of one dot, from its top left corner."""
        place = f"{width} 0 0 {height} {x:.2f} {HEIGHT - y - height:.2f} cm"
        self.drawn.append(f"q {place} BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 80> EI Q")

    def line(self, x: float, y: float, marked: str, size: float, font: str = "F1") -> None:
        """A line in which `^{…}` is raised."""
        for n, part in enumerate(re.split(r"\^\{([^}]*)\}", marked)):
            raised = n % 2 == 1
            s = size * 0.62 if raised else size
            self.text(x, y - (size * 0.36 if raised else 0), part, s, font)
            x += width_of(part, s, font)


def _plain(marked: str) -> str:
    return re.sub(r"\^\{([^}]*)\}", r"\1", marked)


def broken(text: str, width: float, size: float, hyphenate: bool = True) -> list[str]:
    """Lines that fit; long words are broken between letters with a hyphen, as a typesetter does, or at their own."""
    lines, line = [], ""
    for word in text.split():
        tried = f"{line} {word}".strip()
        if width_of(_plain(tried), size) <= width:
            line = tried
            continue
        cut = _cut(line, word, width, size) if hyphenate else 0
        if cut:
            lines.append(f"{line} {word[:cut]}{'' if word[cut - 1] == '-' else '-'}".strip())
            line = word[cut:]
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def _cut(line: str, word: str, width: float, size: float) -> int:
    """Where a word is broken to fill the line; 0 where it is not."""
    if not re.fullmatch(r"[a-z]+(?:-[a-z]+)*[,.]?", word) or len(word) < 8:
        return 0
    for cut in range(len(word) - 4, 3, -1):
        if word[cut] == "-":
            continue
        part = word[:cut] + ("" if word[cut - 1] == "-" else "-")
        if width_of(f"{line} {part}", size) <= width:
            return cut
    return 0


@dataclass
class Break:
    """How a table goes on that a page breaks: the caption of its later parts, and whether the header comes again."""

    caption: str = ""
    header: bool = True
    foot: str = ""
    """Printed below each part but the last."""
    foot_rule: bool = True
    """Whether each part but the last ends with a rule."""


@dataclass
class _Grid:
    """A table cut to lines."""

    rows: list[list[str]]
    lines: list[list[list[str]]]
    heights: list[float]
    edges: list[float]
    header_rows: int


class Typesetter:
    """Fills columns of pages. Full-width parts (title, wide tables) close the columns above them."""

    def __init__(self, columns: int = 2, size: float = 9.5, header: str = "", footer: str = "") -> None:
        self.columns, self.size = columns, size
        self.header, self.footer = header, footer
        self.pages: list[Page] = []
        self.width = (WIDTH - 2 * MARGIN - GUTTER * (columns - 1)) / columns
        self._new_page()

    def _new_page(self) -> None:
        page = Page()
        self.pages.append(page)
        number = len(self.pages)
        if self.header:
            page.text(MARGIN, 32, self.header, 8)
        if self.footer:
            page.text(MARGIN, HEIGHT - 24, f"{self.footer}", 8)
            page.text(WIDTH - MARGIN - 20, HEIGHT - 24, str(100 + number), 8)
        self.top, self.column, self.y, self.lowest = 60.0, 0, 60.0, 60.0

    @property
    def x(self) -> float:
        return MARGIN + self.column * (self.width + GUTTER)

    def _room(self, height: float) -> None:
        """Make room in this column, in the next, or on the next page."""
        if self.y + height <= HEIGHT - 45:
            return
        self.lowest = max(self.lowest, self.y)
        self.column += 1
        self.y = self.top
        if self.column == self.columns:
            self._new_page()

    def paragraph(self, text: str, size: float | None = None, font: str = "F1", after: float = 4) -> None:
        size = size or self.size
        for line in broken(text, self.width, size, hyphenate=font == "F1"):
            self._room(size * LEADING)
            self.y += size * LEADING
            self.pages[-1].line(self.x, self.y, line, size, font)
        self.y += after

    def heading(self, text: str) -> None:
        self._room(self.size * 4)
        self.y += 4
        self.paragraph(text, font="F2", after=3)

    def across(self, text: str, size: float = 16, font: str = "F2") -> None:
        """A paragraph over the whole width; the columns go on below it."""
        self.full_width()
        for line in broken(text, WIDTH - 2 * MARGIN, size, hyphenate=False):
            self.y += size * LEADING
            self.pages[-1].line(MARGIN, self.y, line, size, font)
        self.y += 8
        self.top = self.y

    def full_width(self) -> None:
        """Close the columns: what comes next starts at the left below both."""
        self.y = max(self.lowest, self.y)
        self.column, self.lowest, self.top = 0, self.y, self.y

    def table(self, caption: str, rows: list[list[str]], header_rows: int = 1, notes: str = "", *,
              wide: bool = False, boxed: bool = False, ruled: bool = True, spanners: bool = True,
              cut: Break | None = None) -> None:  # fmt: skip
        """A table with rules above and below the header and at the end; `boxed` draws every cell.

        Equal cells side by side in the header are one that spans them: centred, with a rule of its own (`spanners`).
        With `cut` it begins where the print is, and goes on in the next column or page where that is full.
        """
        size = self.size - 1
        width = WIDTH - 2 * MARGIN if wide else self.width
        over_all = [n >= header_rows and len(row) > 1 and bool(row[0]) and len(set(row)) == 1
                    for n, row in enumerate(rows)]  # fmt: skip
        edges = _edges([row for row, over in zip(rows, over_all, strict=True) if not over], width, size)
        # A heading over the whole table is printed once, at its left edge.
        lines = [[broken(row[0], edges[-1] - 6, size, hyphenate=False), *([[""]] * (len(row) - 1))] if over else
                 [broken(cell, edges[n + 1] - edges[n] - 6, size, hyphenate=False) for n, cell in enumerate(row)]
                 for row, over in zip(rows, over_all, strict=True)]  # fmt: skip
        heights = [max(map(len, row)) * size * LEADING + 2 for row in lines]
        above = broken(caption, width, size, hyphenate=False)
        height = sum(heights) + (len(above) + 3) * size * LEADING + 20
        if cut:
            height = sum(heights[: header_rows + 2]) + (len(above) + 3) * size * LEADING + 20
        if wide:
            self.full_width()
            if self.y + height > HEIGHT - 45:
                self._new_page()
        else:
            self._room(min(height, HEIGHT - 120))
        self._above(above, size)
        grid = _Grid(rows, lines, heights, edges, header_rows)
        while cut and (rest := self._beyond(grid)):
            first, grid = _parted(grid, rest, cut.header)
            self._grid(first, boxed, ruled, spanners, open_end=not cut.foot_rule)
            if cut.foot:
                self.pages[-1].text(self.x, self.y + size * LEADING, cut.foot, size)
            if wide:
                self._new_page()
            else:
                self._room(HEIGHT)
            if cut.caption:
                self._above(broken(cut.caption, width, size, hyphenate=False), size)
        self._grid(grid, boxed, ruled, spanners)
        for line in broken(notes, width, size - 1, hyphenate=False) if notes else []:
            self.y += (size - 1) * LEADING
            self.pages[-1].text(self.x, self.y, line, size - 1)
        self.y += 10
        if wide:
            self.top = self.lowest = self.y

    def _above(self, caption: list[str], size: float) -> None:
        """The lines of a caption."""
        self.y += 8
        for line in caption:
            self.y += size * LEADING
            self.pages[-1].text(self.x, self.y, line, size, "F2")
        self.y += 4

    def _beyond(self, grid: _Grid) -> int:
        """The first row for which this column has no room; 0 where it has room for all."""
        y = self.y
        for n, high in enumerate(grid.heights):
            y += high
            if y > HEIGHT - 60 and n > grid.header_rows:
                return n
        return 0

    def _grid(self, grid: _Grid, boxed: bool, ruled: bool, spanners: bool, open_end: bool = False) -> None:
        """The rules and rows."""
        page, x, start, right = self.pages[-1], self.x, self.y, self.x + grid.edges[-1]
        for n, high in enumerate(grid.heights):
            if (ruled and n in (0, grid.header_rows)) or boxed:  # with no header, both are its upper edge
                page.rule(x, right, self.y)
            self._row(grid, n, high if spanners else 0)
            self.y += high
        if (ruled or boxed) and not open_end:
            page.rule(x, right, self.y)
        if boxed:
            for edge in grid.edges:
                page.upright_rule(x + edge, start, self.y)

    def _row(self, grid: _Grid, n: int, high: float) -> None:
        size, row, head = self.size - 1, grid.rows[n], n < grid.header_rows
        for column, cell in enumerate(grid.lines[n]):
            if head and column and row[column] == row[column - 1]:
                continue
            end = _span(row, column) if head and row[column] else column + 1
            if end > column + 1:
                self._over(row[column], self.x + grid.edges[column], self.x + grid.edges[end], high)
                continue
            for k, line in enumerate(cell):
                y = self.y + (k + 1) * size * LEADING - 1
                self.pages[-1].line(self.x + grid.edges[column] + 3, y, line, size)

    def _over(self, text: str, x0: float, x1: float, high: float) -> None:
        """A heading over several columns, centred; with its own rule below, where `high` says how far down."""
        size = self.size - 1
        self.pages[-1].line((x0 + x1 - width_of(text, size)) / 2, self.y + size * LEADING - 1, text, size)
        if high:
            self.pages[-1].rule(x0 + 3, x1 - 3, self.y + high - 1)

    def bytes(self) -> bytes:
        return assemble(self.pages)


def _parted(grid: _Grid, row: int, header: bool) -> tuple[_Grid, _Grid]:
    """A table above and from a row on; the later part with the header again, or without one."""
    keep = grid.header_rows if header else 0
    first = _Grid(grid.rows[:row], grid.lines[:row], grid.heights[:row], grid.edges, grid.header_rows)
    rows, lines = grid.rows[:keep] + grid.rows[row:], grid.lines[:keep] + grid.lines[row:]
    return first, _Grid(rows, lines, grid.heights[:keep] + grid.heights[row:], grid.edges, keep)


def _span(row: list[str], column: int) -> int:
    """Where the run of cells ends that are the same as this one."""
    end = column + 1
    while end < len(row) and row[end] == row[column]:
        end += 1
    return end


def _edges(rows: list[list[str]], width: float, size: float) -> list[float]:
    """Left edges of the columns, in proportion to their longest words, and the right end."""
    wanted = [max(width_of(_plain(row[n]), size) for row in rows) + 12 for n in range(len(rows[0]))]
    least = [max((width_of(word, size) for row in rows for word in _plain(row[n]).split()), default=0) + 12
             for n in range(len(rows[0]))]  # fmt: skip
    if sum(wanted) > width:
        spare = max(width - sum(least), 0)
        over = [w - m for w, m in zip(wanted, least, strict=True)]
        wanted = [m + spare * o / max(sum(over), 1) for m, o in zip(least, over, strict=True)]
    edges = [0.0]
    for w in wanted:
        edges.append(edges[-1] + w * width / sum(wanted))
    return edges


def assemble(pages: list[Page]) -> bytes:
    """A PDF file of the pages."""
    fonts = b"<</Font<</F1 3 0 R/F2 4 0 R>>>>"
    first = 5
    kids = b" ".join(b"%d 0 R" % (first + 2 * n) for n in range(len(pages)))
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)),
        *(b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>" % f.encode() for f in _FONTS.values()),
    ]
    for n, page in enumerate(pages):
        stream = zlib.compress("\n".join(page.drawn).encode("cp1252"))
        parts.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R/Resources%s>>" % (
            WIDTH, HEIGHT, first + 2 * n + 1, fonts))  # fmt: skip
        parts.append(b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream))
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    places = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(parts) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return out + end % (size, places, size, len(out))
