"""A report's tables in, cells out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractors.tables.cell import Cell
from extractors.tables.groups import ArmNames, Axis, find_axis
from extractors.tables.layout import Layout, Line, take_apart
from extractors.tables.meaning import Stated, give_meaning
from extractors.tables.merging import join
from extractors.tables.numbers import p_value, read_form
from extractors.tables.statements import stated, stated_in_text
from extractors.tables.words import (
    group_size,
    is_baseline_time,
    is_between,
    is_change,
    is_time_only,
    is_total,
    only_statistic,
    statistic,
    time_words,
    unit_of,
    without_n,
)
from extractors.text.abbreviations import abbreviations
from extractors.text.arm_names import Tokens, tokens
from extractors.text.normal import plain
from extractors.text.sentences import sentences
from schemas.models import Arm, Report, Table

_BASELINE_TABLE = re.compile(
    r"\b(?:baseline|demographics?|characteristics? of (?:the )?(?:\w+ ){0,3}(?:patients|participants|subjects|women|"
    r"population|"
    r"groups|sample)|(?:patients?|participants?|subjects?|maternal|clinical|general|sample|population)[’']?s? (?:\w+ )?"
    r"characteristics)\b",
    re.I,
)
_OF_THE_TREATMENT = re.compile(
    r"\b(?:surg|operat|procedur|deliver|treatment|technical|anaesthe|anesthe)\w* character", re.I
)
_WHO = re.compile(
    r"^\W*(?:(?:mean |median )?age|sex|gender|male|female|race|ethnicity|ecog|performance status|stage|histology|"
    r"education|"
    r"marital|body mass index|bmi|height|weight)\b",
    re.I,
)
"""Labels of rows that describe who took part; two of them make a table one of characteristics."""
_LATER = re.compile(
    r"\b(?:after|follow-?up|changes?|post\w*|end ?points?|outcomes?|results?|weeks?|months?|during|over time|"
    r"and final|response|"
    r"from baseline|adjusted for)\b",
    re.I,
)
_N_ROW = re.compile(
    r"^\W*(?:n|no\.?|number|no\.? of (?:patients|subjects|participants|women|children|infants|cases)|"
    r"number of (?:patients|"
    r"subjects|participants|women|children|infants|cases|evaluable \w+)|(?:patients|subjects|participants)|"
    r"sample size|total n|"
    r"n (?:analy[sz]ed|evaluated|randomi[sz]ed)|(?:patients|subjects|participants|women|number) (?:analy[sz]ed|"
    r"evaluated|"
    r"randomi[sz]ed|assessed|treated|included)|(?:total )?(?:no\.?|number) (?:analy[sz]ed|evaluated|randomi[sz]ed))"
    r"(?:\W{0,3}\(?n\)?)?\W*$",
    re.I,
)
_DEFINED = re.compile(
    r"\b(?P<short>[A-Z][A-Za-z0-9+/-]{1,9})(?: group)?\s?[=:,–-]\s?(?P<long>[a-z][\w -]{4,70}?)(?=[;,.]|$)"
)
_LEVEL = re.compile(r"\b(\d\d(?:\.\d)?)\s?%\s?(?:CIs?\b|C\.I\.|confidence)", re.I)
_TIME_STUB = re.compile(r"^\W*(?:time\b.*)?\(?(?P<unit>hours?|h|days?|weeks?|months?|years?|min(?:utes)?)\)?\W*$", re.I)


def read_tables(report: Report, arms: list[Arm]) -> list[Cell]:
    """Every quantity of the report's tables. `arms` may be empty: the words of the groups are given all the same."""
    return read_some(report, report.tables, arms)


def read_some(report: Report, tables: Iterable[Table], arms: list[Arm]) -> list[Cell]:
    """The quantities of some of the report's tables."""
    grids = [table for table in tables if table.rows]
    if not grids:
        return []
    short = _short_forms(report) if arms else {}
    names = ArmNames(arms, short)
    in_text = stated_in_text(report)
    return [cell for table in grids for cell in _read(table, _with_footnotes(names, arms, short, table), in_text)]


def _short_forms(report: Report) -> dict[str, Tokens]:
    """The abbreviations that the report defines before its results."""
    early = [block for block in report.blocks if block.section not in ("references", "discussion", "results", "other")]
    return abbreviations(sentences(replace(report, blocks=early)))


def _with_footnotes(names: ArmNames, arms: list[Arm], short: dict[str, Tokens], table: Table) -> ArmNames:
    """Abbreviations explained below the table, added to those of the text."""
    found = {
        m["short"].lower(): tokens(m["long"]) for m in _DEFINED.finditer(plain(table.footnotes)) if tokens(m["long"])
    }
    new = {key: value for key, value in found.items() if key not in short}
    return ArmNames(arms, short | new) if new and arms else names


def _read(table: Table, names: ArmNames, in_text: list[str]) -> list[Cell]:
    layout = take_apart(table)
    if layout is None:
        return []
    axis = find_axis(layout, names)
    reader = _TableReader(table, layout, axis, in_text)
    cells = list(reader.cells())
    cells = join(_neighbours(cells, by_row=True))
    return join(_neighbours(cells, by_row=False))


def _neighbours(cells: list[Cell], by_row: bool) -> Iterator[list[Cell]]:
    """Cells of one row under the same headings but for the statistic, or of one column beside the same words."""
    groups: dict[tuple[object, ...], list[Cell]] = {}
    for cell in cells:
        place = cell.row if by_row else cell.column
        path = cell.column_path if by_row else cell.row_path
        said = tuple(_core(word) for word in path.split(" | ") if not only_statistic(word))
        if by_row and cell.kind == "contrast":
            said = ("contrast",)
        if not by_row:
            said = (*said, cell.column_path)
        groups.setdefault((place, cell.kind, *said), []).append(cell)
    yield from groups.values()


def _core(label: str) -> str:
    """A label without the statistic at its end."""
    return re.sub(r"[\s,:]*\(?\b(?:n|no|mean|median|sd|n \(%\)|%)\)?\W*$", "", plain(label).strip(), flags=re.I).lower()


class _TableReader:
    """What carries through one table."""

    def __init__(self, table: Table, layout: Layout, axis: Axis, in_text: list[str]) -> None:
        self.table, self.layout, self.axis = table, layout, axis
        self.caption = " ".join(filter(None, (table.label, table.caption)))
        around = plain(f"{table.caption} ; {table.footnotes}")
        self.stated = Stated(stated(around), in_text)
        level = _LEVEL.search(" ".join([around, *(w for head in layout.heads for col in head for w in col)]))
        self.level = float(level[1]) if level else None
        self.baseline = self._is_baseline_table()
        self.n_rows: dict[int, int] = {}
        self.n_scope: tuple[str, ...] = ()

    def _is_baseline_table(self) -> bool:
        words = plain(self.table.caption)
        if _LATER.search(words) or _OF_THE_TREATMENT.search(words):
            return False
        found = (_WHO.match(line.path[0]) for line in self.layout.lines if line.path)
        described = {match.group().lower() for match in found if match}
        return bool(_BASELINE_TABLE.search(words)) or len(described) >= 2

    def cells(self) -> Iterator[Cell]:
        """Every cell with a number, headings resolved; statistics not yet joined."""
        lines = self.layout.lines
        for at, line in enumerate(lines):
            if self._is_n_row(line, lines[at + 1 : at + 3]):
                continue
            spanned = self._spanned(line)
            for column in range(self.layout.stubs, self.layout.width):
                if column in spanned:
                    continue
                cell = self._cell(line, column)
                if cell is not None:
                    yield cell

    def _spanned(self, line: Line) -> set[int]:
        """Columns that only repeat the cell to their left: one number that spans them."""
        row = self.table.rows[line.row]
        label = line.own
        if not (is_between(label) or statistic(label) in ("p", "test")):
            return set()
        return {c for c in range(self.layout.stubs + 1, len(row)) if row[c] and row[c] == row[c - 1]}

    def _is_n_row(self, line: Line, following: list[Line]) -> bool:
        if tuple(line.sections) != self.n_scope and self.n_scope:
            self.n_rows, self.n_scope = {}, ()
        if not _N_ROW.match(line.own):
            return False
        if any(statistic(f.own) == "rate" and only_statistic(f.own) for f in following[:1]):
            return False
        row = self.table.rows[line.row]
        forms = {c: read_form(row[c]) for c in range(self.layout.stubs, self.layout.width)}
        sizes = {c: int(f.value) for c, f in forms.items() if f is not None and f.whole and f.value and not f.parts}
        if len(sizes) < 1:
            return False
        self.n_rows, self.n_scope = sizes, tuple(line.sections)
        return True

    def _group(self, line: Line, head: list[str]) -> str:
        words = self.axis.words(line, head)
        return next((w for w in reversed(words) if without_n(w) in self.axis.letters), "")

    def _cell(self, line: Line, column: int) -> Cell | None:
        quote = self.table.rows[line.row][column].strip()
        head = self.layout.head(line, column)
        group = self._group(line, head)
        kind = self._kind(line, head, group)
        if kind == "test" or not quote:
            return None
        cell = Cell(self.table.id, line.row, column, kind, quote=quote, caption=self.caption)
        cell.row_path, cell.column_path = " | ".join(line.path), " | ".join(head)
        self._place(cell, line, head, group)
        if kind == "p":
            cell.p, cell.stat = p_value(quote), "p"
            return cell if cell.p else None
        form = read_form(quote)
        if form is None:
            return None
        give_meaning(cell, form, self._hints(line, head), self.stated)
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
            return "contrast" if is_between(line.own) and not is_change(line.own) else "arm"
        if any(is_between(word) for word in head) and (self.axis.kind == "columns" or "vs" in last):
            return "contrast"
        if any(is_total(word) for word in head) or (self.axis.kind != "columns" and is_total(line.own)):
            return "total"
        return "arm"

    def _place(self, cell: Cell, line: Line, head: list[str], group: str) -> None:
        bare = without_n(group)
        cell.arm_words = bare
        if cell.kind == "arm":
            cell.arm = self.axis.letters.get(bare)
            cell.subgroup = bare if bare in self.axis.split else ""
        sized = [group, *reversed(head), *reversed(line.path)] if cell.kind == "arm" else list(reversed(line.path))
        cell.n = next((n for word in sized if word and (n := group_size(word)) is not None), None)
        if cell.kind in ("arm", "total") and cell.column in self.n_rows:
            cell.n = self.n_rows[cell.column]
        words = [w for w in (*line.path, *head) if w and w != group]
        cell.outcome_words = "; ".join(
            without_n(w) for w in words if not only_statistic(w) and not is_time_only(w) and not is_total(w)
        )
        cell.unit = next((u for w in (*reversed(line.path), *reversed(head)) if (u := unit_of(w))), "")
        self._time(cell, line, head, group)

    def _time(self, cell: Cell, line: Line, head: list[str], group: str) -> None:
        near = [w for w in (*reversed(head), *reversed(line.path)) if w != group]
        timed = [w for w in near if time_words(w)]
        stub = _TIME_STUB.match(self.layout.stub_heads[-1]) if self.layout.stub_heads else None
        if stub and re.fullmatch(r"\d+(?:\.\d+)?", line.own.strip()):
            cell.timepoint = f"{line.own.strip()} {stub['unit']}"
            timed = [cell.timepoint]
        elif timed:
            cell.timepoint = "; ".join(dict.fromkeys(time_words(w) for w in timed))
        cell.is_change = any(is_change(w) for w in near)
        said = [w for w in timed if is_baseline_time(w)]
        cell.is_baseline = (bool(said) and len(said) == len(timed) and not cell.is_change) or (
            self.baseline and not (timed and not said)
        )

    def _hints(self, line: Line, head: list[str]) -> list[str]:
        own = statistic(line.own)
        under = [s for word in reversed(head) if (s := statistic(word))]
        over = [s for word in reversed(line.path) if (s := statistic(word))]
        stub = [s for word in self.layout.stub_heads if (s := statistic(word))]
        near = ([own] if own else []) + under if only_statistic(line.own) else under + ([own] if own else [])
        if own and "_" in own:
            near = [own, *under]
        return [*near, *over, *stub]
