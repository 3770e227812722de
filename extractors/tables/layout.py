"""The anatomy of a grid: header rows, stub columns, section rows, and the words over and beside each cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.tables.numbers import is_missing, read_form
from extractors.tables.words import group_size, is_time_only, only_statistic, statistic
from extractors.text.normal import plain
from schemas.models import Table

_MAX_ROWS = 1_500
_STUB_HEAD = re.compile(
    r"^\W*(?:study |treatment |patient )?(?:groups?|arms?|treatments?|interventions?|conditions?|time(?: ?points?)?|"
    r"visits?|weeks?"
    r"|months?|days?|period|phase|variables?|parameters?|outcomes?|measures?|items?|characteristics?|assessment|"
    r"domains?|"
    r"categor(?:y|ies)|subgroups?|dose|test|scales?|sub-?scales?|evaluation|statistics?)\b[^=]{0,30}$",
    re.I,
)


@dataclass(slots=True)
class Line:
    """A body row: the levels of words that lead to it (sections, then its own stub), and which header is over it."""

    row: int
    path: list[str]
    own: str
    sections: list[str]
    header: int
    stub: list[str]
    """The words of each stub column, in order; an empty first cell filled from above."""


@dataclass(slots=True)
class Layout:
    """A table taken apart. `heads[h][column]` are the header words over a column under the h-th header."""

    table: Table
    stubs: int
    lines: list[Line] = field(default_factory=list)
    heads: list[list[list[str]]] = field(default_factory=list)
    width: int = 0

    def head(self, line: Line, column: int) -> list[str]:
        """The header words over a cell, top to bottom."""
        return self.heads[line.header][column]

    def words(self) -> Iterator[str]:
        """All headings and labels."""
        for head in self.heads:
            for column in head:
                yield from column
        for line in self.lines:
            yield from line.path

    @property
    def stub_heads(self) -> list[str]:
        """The words over the stub columns."""
        return [" ".join(self.heads[0][column]) for column in range(min(self.stubs, self.width))]


def take_apart(table: Table) -> Layout | None:
    """The layout of a grid, or None where it holds no columns of data."""
    rows = [[cell.rstrip() for cell in row] for row in table.rows[:_MAX_ROWS]]
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    height = _header_height(rows, table.header_rows)
    layout = Layout(table, _stub_columns(rows, height), width=len(rows[0]))
    height = _without_first_section(rows, height, layout.stubs)
    heading = _first_heading(rows, height, layout.stubs)
    head = [
        row[: layout.stubs] + [""] * (layout.width - layout.stubs) if i == heading else row
        for i, row in enumerate(rows[:height])
    ]
    layout.heads.append(_column_words(head, layout.width))
    _read_lines(layout, rows, height, rows[heading][layout.stubs].strip() if heading is not None else "")
    return layout


def _spans_data(row: list[str], stubs: int) -> bool:
    """Whether one text that is no statistic or size stands over all columns of data."""
    data = {cell.strip() for cell in row[stubs:]}
    return len(row) - stubs > 1 and len(data) == 1 and not only_statistic(next(iter(data))) and data != {""}


def _without_first_section(rows: list[list[str]], height: int, stubs: int) -> int:
    """The header without a last row that is the first section of the body: one text over everything."""
    if height > 1 and _spans_data(rows[height - 1], stubs) and rows[height - 1][0] != rows[height - 2][0]:
        later = sum(_heading(row, stubs) is not None for row in rows[height:])
        return height - 1 if later else height
    return height


def _first_heading(rows: list[list[str]], height: int, stubs: int) -> int | None:
    """The row of the header that heads only the first part of the body, because later parts have such a row too."""
    if height < 2 or not any((h := _heading(row, stubs)) and h[0] == 0 for row in rows[height:]):
        return None
    return next((i for i in range(height) if _spans_data(rows[i], stubs)), None)


def _is_number(text: str) -> bool:
    return read_form(text) is not None


def _says_header(text: str) -> bool:
    """Whether a cell below the header could still belong to it."""
    bare = text.strip()
    if not bare:
        return False
    if is_time_only(bare) or (group_size(bare) is not None and not re.match(r"[\d.]+\s?[(±]", bare)):
        return True
    named = re.search(r"[A-Za-z]", bare) or re.fullmatch(r"\(?%\)?", bare)
    return only_statistic(bare) and bool(named) and not is_missing(bare)


def _is_header_line(row: list[str], above: list[str] | None) -> bool:
    """A row without numbers of its own whose cells name sizes, statistics or times, or repeat the header over them."""
    data = [(i, cell) for i, cell in enumerate(row) if i and cell.strip()]
    texts = {cell for _, cell in data}
    spanning = len(data) > 2 and len(texts) == 1 and row[0].strip() in ("", *texts)
    if not data or ((len(data) < 2 or spanning) and not all(map(_says_header, texts))):
        return False
    own = [cell for i, cell in data if above is None or cell != above[i]]
    if not own:
        return above is not None
    if row[0].strip() and above is not None and row[0] != above[0] and not _STUB_HEAD.match(row[0]):
        sized = all(re.match(r"^\W*[nN]\s?=", cell) for cell in own)
        return sized and not row[0].strip()
    return all(_says_header(cell) for cell in own)


def _is_data(row: list[str]) -> bool:
    """Whether most cells of a row beside its first are numbers."""
    return sum(_is_number(cell) and not _says_header(cell) for cell in row[1:] if cell) > len(row) / 2


def _counts_up(row: list[str]) -> bool:
    """Whether a row numbers columns (weeks, years, doses): whole numbers that rise, once or once under each heading."""
    numbers = [int(cell.replace(",", "")) for cell in row[1:] if re.fullmatch(r"\d[\d,]*", cell.strip())]
    rising = [later > earlier for earlier, later in pairwise(numbers)]
    restarts = [later for (earlier, later) in pairwise(numbers) if later <= earlier]
    return len(numbers) > 2 and sum(rising) > len(restarts) and all(later == numbers[0] for later in restarts)


def _header_height(rows: list[list[str]], marked: int) -> int:
    """How many rows are header, looking past the markup: a row of `n (%)` below it belongs to it."""
    height = min(marked, len(rows) - 1)
    if height > 1 and height > len(rows) * 0.6:
        height = 1
    while height > 1 and _is_data(rows[height - 1]) and not _counts_up(rows[height - 1]):
        height -= 1
    height = max(height, 0)
    while 0 < height < min(len(rows) - 1, 6) and _is_header_line(rows[height], rows[height - 1]):
        height += 1
    return height


def _stub_columns(rows: list[list[str]], height: int) -> int:
    """How many leading columns hold words: the first always, further ones where most of their cells are no numbers."""
    body = rows[height:]
    count = 1
    while count < len(rows[0]) - 1 and count < 4:
        cells = [r[count] for r in body if r[count].strip() and r[count] != r[0] and not is_missing(r[count])]
        words = [c for c in cells if is_time_only(c) or not (_is_number(c) or re.match(r"\W*\d", c))]
        named = height and _STUB_HEAD.match(rows[height - 1][count]) and rows[height - 1][count] != ""
        if cells and (
            len(words) > 0.7 * len(cells) or (named and len(set(cells)) < len(cells) and len(words) * 3 > len(cells))
        ):
            if all(re.fullmatch(r"\W*(?:[<>=]\s?)?[\d.]+\W*", c) for c in cells):
                break
            count += 1
        else:
            break
    return count


def _column_words(head: list[list[str]], width: int) -> list[list[str]]:
    """Header words over each column, a text that spans several rows once."""
    columns: list[list[str]] = []
    for column in range(width):
        words: list[str] = []
        for row in head:
            text = row[column].strip()
            if text and (not words or words[-1] != text):
                words.append(text)
        columns.append(words)
    return columns


class _Sections:
    """The stack of headings over the current row."""

    def __init__(self, indented: bool) -> None:
        self.indented = indented
        self.stack: list[tuple[int, str]] = []
        self.after_data = False

    def add(self, depth: int, text: str, followed: bool) -> None:
        """A heading row. `depth` is its indentation, or 0 and 1 for spanning and bare rows; `followed` by another."""
        if self.after_data and not self.indented and self.stack:
            same = [i for i, (d, _) in enumerate(self.stack) if d == depth]
            cut = same[0] if followed and same else (same[-1] if same else len(self.stack))
            self.stack = [s for s in self.stack[:cut] if s[0] <= depth]
        elif self.indented:
            while self.stack and self.stack[-1][0] >= depth:
                self.stack.pop()
        elif [d for d, _ in self.stack[-2:]] == [depth, depth]:
            self.stack.pop()  # a third heading in a row is no third level
        self.stack.append((depth, text))
        self.after_data = False

    def data(self, depth: int, text: str) -> list[str]:
        """A row with numbers: the headings over it."""
        self.after_data = True
        if self.indented:
            while self.stack and self.stack[-1][0] >= depth:
                self.stack.pop()
            over = [s for _, s in self.stack]
            if text:
                self.stack.append((depth, text))
            return over
        return [s for _, s in self.stack]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _heading(row: list[str], stubs: int) -> tuple[int, str] | None:
    """(0, words) of a row that spans the table, (1, words) of a row with nothing beside its stub; None for data."""
    filled = [cell for cell in row if cell.strip()]
    if not filled:
        return None
    first = next(cell for cell in row if cell.strip())
    rest = row[stubs:]
    if (
        len(set(filled)) == 1
        and len(filled) > stubs
        and (len(filled) > 2 or row[0].strip() == "")
        and not _is_number(first)
    ):
        return 0, first
    if len(set(filled)) == 1 and len(filled) == len(row) and len(row) > 2 and not _is_number(first):
        return 0, first
    if row[0].strip() and not any(cell.strip() for cell in rest) and not any(c.strip() for c in row[1:stubs]):
        return 1, row[0]
    if row[0].strip() and all(cell == row[0] for cell in row if cell.strip()) and not _is_number(row[0]):
        return 0, row[0]
    return None


def _read_lines(layout: Layout, rows: list[list[str]], height: int, first: str) -> None:
    body = rows[height:]
    indents = {_indent(r[0]) for r in body if r[0].strip()}
    sections = _Sections(len(indents) > 1)
    if first:
        sections.add(0, first, False)
    header, depth, last = 0, 0, ["" for _ in range(layout.stubs)]
    base, item = layout.heads[0], ""
    for number, row in enumerate(body, height):
        if height and any(row == rows[h] for h in range(height)):
            header = 0
            continue
        heading = _heading(row, layout.stubs)
        if heading:
            following = rows[number + 1] if number + 1 < len(rows) else None
            followed = following is not None and _heading(following, layout.stubs) is not None
            depth = _indent(row[0]) if sections.indented and row[0].strip() else heading[0]
            sections.add(depth, heading[1].strip(), followed)
            item, last = "", ["" for _ in range(layout.stubs)]
            continue
        if _is_header_line(row, None) and len({c for c in row[layout.stubs :] if c.strip()}) > 1:
            new = [row[i].strip() if i >= layout.stubs else "" for i in range(layout.width)]
            layout.heads.append([words + [w] * bool(w) for words, w in zip(base, new, strict=True)])
            header = len(layout.heads) - 1
            if row[0].strip():
                sections.add(_indent(row[0]) if sections.indented else 1, row[0].strip(), False)
            continue
        stub = _own_words(row, layout.stubs, last)
        own = [word for word in stub if word]
        depth = _indent(row[0]) if row[0].strip() else depth
        over = sections.data(depth, " ".join(own))
        label = " ".join(own)
        path = over + own
        if label and item and label != item and only_statistic(label) and statistic(label) and not sections.indented:
            path = [*over, item, *own]
        elif label:
            item = label
        layout.lines.append(Line(number, _once(path), label, over, header, stub))


def _own_words(row: list[str], stubs: int, last: list[str]) -> list[str]:
    """The stub words of a row; an empty first cell goes on with the one above. Updates `last`."""
    cells = [plain(cell).strip() for cell in row[:stubs]]
    for i in range(stubs):
        if cells[i]:
            last[i] = cells[i]
            for later in range(i + 1, stubs):
                last[later] = cells[later]
            break
    if not cells[0]:
        cells[0] = last[0]
    return cells


def _once(words: list[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if word and (not kept or kept[-1] != word):
            kept.append(word)
    return kept
