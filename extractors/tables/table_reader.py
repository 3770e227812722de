"""One table's grid, cell by cell: which number, of whom, under which headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.tables.baseline import is_baseline_table
from extractors.tables.cell import Cell
from extractors.tables.grid import Layout, Line
from extractors.tables.groups import Axis
from extractors.tables.meaning import SPREADS, Stated, give_meaning
from extractors.tables.numbers import Form, Part, is_missing, p_value, read_form
from extractors.tables.printed_sizes import PrintedSizes
from extractors.tables.statements import stated
from extractors.tables.times import give_time
from extractors.tables.words import (
    group_size,
    group_words,
    is_between,
    is_change,
    is_time_only,
    is_total,
    only_statistic,
    row_compares,
    statistic,
    unit_of,
    without_n,
)
from extractors.text.normal import plain

_LEVEL = re.compile(r"\b(\d\d(?:\.\d)?)\s?%\s?(?:CIs?\b|C\.I\.|confidence)", re.I)
_COMPOUND = re.compile(r"\d.*?[(\[±]|\d\s?(?:-|–|to)\s?\d")
_IN_BRACKETS = re.compile(r"[(\[]\s*[±-]?[^()\[\]]*\d[^()\[\]]*[)\]]|±\s?\d.*")
_P_CELL = re.compile(r"(?i:ns|n\.s\.?|p\s?[<=>].*)|[<>]\s?0?\.\d+")
_ESTIMATE = re.compile(r"^\W*(?:estimates?|effects?|coefficients?|beta|β|slope|reference|SDE|Δ|difference)\b", re.I)
_COMPARED = re.compile(
    r"\b(?:efficacy|(?:between|treatment|group|arm)[- ](?:(?:group|arm)s?[- ])?(?:differences?|effects?))\b", re.I
)
"""Headings of columns that compare groups which stand in rows."""
_ONLY_CHANGE = re.compile(r"\W*(?:Δ|delta|(?:mean )?(?:changes?|difference))\W*", re.I)


class TableReader:
    """What carries through one table."""

    def __init__(self, layout: Layout, axis: Axis, in_text: list[str]) -> None:
        table = layout.table
        self.table, self.layout, self.axis = table, layout, axis
        self.caption = " ".join(filter(None, (table.label, table.caption)))
        around = plain(f"{table.caption} ; {table.footnotes}")
        self.stated = Stated(stated(around), in_text)
        level = _LEVEL.search(" ".join([around, *(w for head in layout.heads for col in head for w in col)]))
        self.level = float(level[1]) if level else None
        self.baseline = is_baseline_table(layout)
        self.p_columns = {c for c in range(layout.stubs, layout.width) if self._holds_p_values(c)}
        self.sizes = PrintedSizes(layout, axis)
        self.last_group = ""

    def _holds_p_values(self, column: int) -> bool:
        """Whether a column without a heading has nothing but `NS` and `P < 0.01`."""
        if any(head[column] for head in self.layout.heads):
            return False
        cells = [self.table.rows[line.row][column].strip() for line in self.layout.lines]
        told = [cell for cell in cells if not is_missing(cell)]
        return bool(told) and all(_P_CELL.fullmatch(plain(cell)) for cell in told)

    def cells(self) -> Iterator[Cell]:
        """Every cell with a number, headings resolved; statistics not yet joined."""
        lines = self.layout.lines
        below: dict[int, str] = {}
        for at, line in enumerate(lines):
            if below:
                below = {}
                continue  # read with the row above
            if self.sizes.take_row(line, lines[at + 1 : at + 2]):
                continue
            below = self._bracketed_below(line, lines[at + 1 : at + 2])
            self._follow_group(line)
            for column, head in self._numbers_of(line):
                cell = self._cell(line, column, head, below.get(column, ""))
                if cell is not None:
                    yield cell

    def _numbers_of(self, line: Line) -> Iterator[tuple[int, list[str]]]:
        """Columns with the heading words over each number; of a number that spans columns, the words they share."""
        row, column = self.table.rows[line.row], self.layout.stubs
        while column < self.layout.width:
            last = column
            while last + 1 < self.layout.width and self._spans(line, row, column, last + 1):
                last += 1
            head = self.layout.head(line, column)
            if last > column and _COMPOUND.search(plain(row[column])):
                head = [w for w in head if all(w in self.layout.head(line, c) for c in range(column, last + 1))]
            yield column, head
            column = last + 1

    def _spans(self, line: Line, row: list[str], first: int, other: int) -> bool:
        """Whether a column only repeats one to its left: a number that spans both."""
        text = row[first].strip()
        if not text or row[other] != row[first]:
            return False
        if is_between(line.own) or statistic(line.own) in ("p", "test"):
            return True
        mine, its = self.layout.head(line, first), self.layout.head(line, other)
        if mine == its:
            return bool(mine)
        differing = [w for w in (*mine, *its) if (w in mine) != (w in its)]
        return bool(_COMPOUND.search(plain(text))) and all(
            only_statistic(w) and group_size(w) is None for w in differing
        )

    def _bracketed_below(self, line: Line, following: list[Line]) -> dict[int, str]:
        """The spreads that a row without words of its own prints below the numbers of this one: `(1.14) | (1.12)`."""
        rows, stubs = self.table.rows, self.layout.stubs
        if not following:
            return {}
        names = rows[following[0].row][:stubs]
        if any(cell.strip() for cell in names) and names != rows[line.row][:stubs]:
            return {}
        columns = range(self.layout.stubs, self.layout.width)
        told = {c: plain(rows[following[0].row][c]).strip() for c in columns if rows[following[0].row][c].strip()}
        upper = [plain(rows[line.row][c]) for c in told]
        single = all(re.search(r"\d", cell) and not _COMPOUND.search(cell.lstrip("-")) for cell in upper)
        return told if told and single and all(_IN_BRACKETS.fullmatch(cell) for cell in told.values()) else {}

    def _follow_group(self, line: Line) -> None:
        """Where groups are rows: a row of changes or statistics below a group's row is that group's too."""
        if self.axis.kind != "rows":
            return
        own = self.axis.words(line, [])
        if any(group_words(word) in self.axis.letters for word in own):
            self.last_group = own[0]
        elif self.last_group and own and (_ONLY_CHANGE.fullmatch(own[0]) or (only_statistic(own[0]) and own[0])):
            line.path = [*line.path[:-1], self.last_group, *line.path[-1:]]
        else:
            self.last_group = ""

    def _group(self, line: Line, head: list[str]) -> str:
        words = self.axis.words(line, head)
        if self.axis.kind == "rows" and self.last_group in line.path and self.last_group not in words:
            return self.last_group
        return next((w for w in reversed(words) if group_words(w) in self.axis.letters), "")

    def _cell(self, line: Line, column: int, head: list[str], below: str) -> Cell | None:
        quote = self.table.rows[line.row][column].strip()
        group = self._group(line, head)
        kind = "p" if column in self.p_columns else self._kind(line, head, group)
        if kind == "test" or not quote or column in self.sizes.columns.values():
            return None
        cell = Cell(self.table.id, line.row, column, kind, quote=quote, caption=self.caption)
        cell.page = self.table.row_pages[line.row] if self.table.row_pages else None
        cell.row_path, cell.column_path = " | ".join(line.path), " | ".join(head)
        self._place(cell, line, head, group)
        if kind == "p":
            cell.p, cell.stat = p_value(quote), "p"
            return cell if cell.p else None
        form = _with_below(read_form(quote), below)
        if form is None:
            return None
        hints = self._hints(line, head)
        if kind == "arm" and group and row_compares(line.own):
            hints = [hint for hint in hints if hint not in ("hr", "or", "rr", "rd")]  # heart rate, operating room
        give_meaning(cell, form, hints, self.stated)
        if cell.ci_low is not None or cell.stat == "ci":
            cell.ci_level = self.level
        return cell if cell.value is not None or cell.not_reached or cell.stat not in ("unclear",) else None

    def _kind(self, line: Line, head: list[str], group: str) -> str:
        last = head[-1] if head else ""
        told = [statistic(word) for word in head if word != group]
        if "p" in told or statistic(line.own) == "p":
            return "p"
        if "test" in told or statistic(line.own) == "test":
            return "test"
        if group and self.axis.kind == "columns":
            return (
                "contrast" if row_compares(line.own) and self._one_number(line) and not is_change(line.own) else "arm"
            )
        if any(is_between(word) for word in head) and (self.axis.kind == "columns" or "vs" in last):
            return "contrast"
        if self.axis.kind != "columns" and any(_COMPARED.search(word) for word in head):
            return "contrast"
        if any(is_total(word) for word in head) or (self.axis.kind != "columns" and is_total(line.own)):
            return "total"
        if self.axis.kind == "columns" and len(self.axis.letters) > 1 and len(head) == 1:
            return "contrast" if told[0] in SPREADS or _ESTIMATE.match(last) else "arm"
        return "arm"

    def _one_number(self, line: Line) -> bool:
        """Whether a row has a number for at most one of the groups, as a comparison has: the others are a reference."""
        row = self.table.rows[line.row]
        columns = (
            c for c in range(self.layout.stubs, self.layout.width) if self._group(line, self.layout.head(line, c))
        )
        told = {row[c].strip() for c in columns if not is_missing(row[c])}
        return len({text for text in told if not re.fullmatch(r"1(?:\.0+)?", text)}) <= 1

    def _place(self, cell: Cell, line: Line, head: list[str], group: str) -> None:
        bare = group_words(group)
        cell.arm_words = bare
        if cell.kind == "arm":
            cell.arm = self.axis.letters.get(bare)
            cell.subgroup = bare if bare in self.axis.split else ""
        of_part = [w for w in reversed(head) if group_size(w) is not None and not group_words(w)]
        own = [*of_part, group, *reversed(head)] if cell.kind in ("arm", "total") else []
        sized = [*own, *reversed(line.path)]
        cell.n = next((n for word in sized if word and (n := group_size(word)) is not None), None)
        if cell.kind in ("arm", "total"):
            cell.n = self.sizes.of(line, cell.column) or cell.n
        words = [w for w in (*line.path, *head) if w and w != group]
        cell.outcome_words = "; ".join(
            without_n(w) for w in words if not only_statistic(w) and not is_time_only(w) and not is_total(w)
        )
        cell.unit = next((u for w in (*reversed(line.path), *reversed(head)) if (u := unit_of(w))), "")
        give_time(cell, line, head, self.layout, self.baseline)

    def _hints(self, line: Line, head: list[str]) -> list[str]:
        label = line.stub[-1] if line.stub[-1] and only_statistic(line.stub[-1]) else line.own
        own = statistic(label)
        under = [s for word in reversed(head) if (s := statistic(word))]
        over = [s for word in reversed(line.path) if (s := statistic(word))]
        stub = [s for word in self.layout.stub_heads if (s := statistic(word))]
        near = ([own] if own else []) + under if only_statistic(label) else under + ([own] if own else [])
        if own and "_" in own:
            near = [own, *under]
        return [*near, *over, *stub]


def _with_below(form: Form | None, below: str) -> Form | None:
    """A number with what the row below prints in brackets under it."""
    if form is None or not below:
        return form
    lower = read_form(below)
    if lower is None:
        return form
    if lower.pair is not None:
        return replace(form, parts=[Part("", list(lower.pair), pair=True)])
    if lower.value is not None and not lower.parts:
        return replace(form, parts=[Part("", [lower.value], lower.percent)])
    return form
