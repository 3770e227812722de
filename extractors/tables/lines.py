"""The body of a grid, line by line, with the headings that stand over each."""

from __future__ import annotations

from extractors.tables.grid import Layout, Line
from extractors.tables.header import is_header_line, is_number
from extractors.tables.numbers import p_value
from extractors.tables.words import only_statistic, statistic
from extractors.text.normal import plain


class Sections:
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

    def drop(self) -> None:
        """Leave the innermost section."""
        if self.stack:
            self.stack.pop()

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


def heading_of(row: list[str], stubs: int) -> tuple[int, str] | None:
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
        and not is_number(first)
    ):
        return 0, first
    if len(set(filled)) == 1 and len(filled) == len(row) and len(row) > 2 and not is_number(first):
        return 0, first
    if row[0].strip() and not any(cell.strip() for cell in rest) and not any(c.strip() for c in row[1:stubs]):
        return 1, row[0]
    if stubs > 1 and len(filled) == stubs == row.count(row[0]):
        return 1, row[0]  # it spans the stub only
    if row[0].strip() and all(cell == row[0] for cell in row if cell.strip()) and not is_number(row[0]):
        return 0, row[0]
    return None


def read_lines(layout: Layout, rows: list[list[str]], height: int, first: str) -> None:
    """Fill the layout's lines from the rows below the header; `first` is a heading that stands in the header."""
    body = _Body(layout, rows, height)
    if first:
        body.sections.add(0, first, False)
    for number in range(height, len(rows)):
        body.read(number)


class _Body:
    """What carries over from row to row."""

    def __init__(self, layout: Layout, rows: list[list[str]], height: int) -> None:
        self.layout, self.rows, self.height = layout, rows, height
        indents = {_indent(row[0]) for row in rows[height:] if row[0].strip()}
        self.sections = Sections(len(indents) > 1)
        self.p_columns = [c for c in range(layout.stubs, layout.width) if _heads_p(layout.heads[0][c])]
        self.header, self.depth = 0, 0
        self.last = ["" for _ in range(layout.stubs)]
        self.item, self.p_over = "", ""
        self.items_unnamed = False

    def read(self, number: int) -> None:
        """One row: a repeated header, a heading, a header of its own or numbers."""
        row, stubs = self.rows[number], self.layout.stubs
        if self.height and any(row == self.rows[h] for h in range(self.height)):
            self.header = 0
        elif heading := heading_of(row, stubs):
            self._head(number, *heading)
        elif is_header_line(row, None) and len({c for c in row[stubs:] if c.strip()}) > 1:
            self._new_header(row)
        else:
            self._numbers(number, row)

    def _head(self, number: int, depth: int, words: str) -> None:
        row = self.rows[number]
        following = self.rows[number + 1] if number + 1 < len(self.rows) else None
        followed = following is not None and heading_of(following, self.layout.stubs) is not None
        self.depth = _indent(row[0]) if self.sections.indented and row[0].strip() else depth
        self.sections.add(self.depth, words.strip(), followed)
        self.item, self.last, self.p_over, self.items_unnamed = "", ["" for _ in self.last], "", False

    def _new_header(self, row: list[str]) -> None:
        new = [row[i].strip() if i >= self.layout.stubs else "" for i in range(self.layout.width)]
        base = self.layout.heads[0]
        self.layout.heads.append([words + [w] * bool(w) for words, w in zip(base, new, strict=True)])
        self.header = len(self.layout.heads) - 1
        if row[0].strip():
            self.sections.add(_indent(row[0]) if self.sections.indented else 1, row[0].strip(), False)

    def _numbers(self, number: int, row: list[str]) -> None:
        self._leave_sections(row)
        stub = _own_words(row, self.layout.stubs, self.last)
        own = [word for word in stub if word]
        self.depth = _indent(row[0]) if row[0].strip() else self.depth
        label = " ".join(own)
        over = self.sections.data(self.depth, label)
        path = over + own
        if label and self.item and label != self.item and only_statistic(label) and statistic(label):
            path = path if self.sections.indented else [*over, self.item, *own]
        elif label:
            self.item = label
        self.layout.lines.append(Line(number, _once(path), label, over, self.header, stub))
        if label and not self.sections.indented and (p := self._p_alone(row)):
            self.sections.add(1, label, False)
            self.p_over = p

    def _leave_sections(self, row: list[str]) -> None:
        """End a section that its P value or its unnamed items mark off from what follows."""
        told = [p for c in self.p_columns if (p := row[c].strip())]
        if self.p_over and (any(p != self.p_over for p in told) or self._p_alone(row)):
            self.sections.drop()
            self.p_over = ""
        spans = (
            self.layout.stubs > 1 and row[0].strip() and len({cell.strip() for cell in row[: self.layout.stubs]}) == 1
        )
        if spans and self.items_unnamed:
            self.sections.drop()
        self.items_unnamed = self.layout.stubs > 1 and not row[0].strip() and not self.last[0]

    def _p_alone(self, row: list[str]) -> str:
        """The P value of a row that has nothing else: the item that the rows below it divide."""
        filled = [c for c in range(self.layout.stubs, self.layout.width) if row[c].strip()]
        if not filled or any(c not in self.p_columns for c in filled) or not p_value(row[filled[0]]):
            return ""
        return row[filled[0]].strip() if self.layout.width - self.layout.stubs - len(self.p_columns) > 1 else ""


def _heads_p(words: list[str]) -> bool:
    return bool(words) and statistic(words[-1]) == "p"


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
