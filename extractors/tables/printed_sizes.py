"""How many the numbers of a table are about, where a row or a column of its own says so."""

from __future__ import annotations

import re

from extractors.tables.grid import Layout, Line
from extractors.tables.groups import Axis
from extractors.tables.numbers import read_form
from extractors.tables.words import group_words, only_statistic, statistic

_N_ROW = re.compile(
    r"^\W*(?:n|no\.?|number|no\.? of (?:patients|subjects|participants|women|children|infants|cases)|"
    r"number of (?:patients|"
    r"subjects|participants|women|children|infants|cases|evaluable \w+)|(?:patients|subjects|participants)|"
    r"sample size|total n|"
    r"n (?:analy[sz]ed|evaluated|randomi[sz]ed)|(?:patients|subjects|participants|women|number) (?:analy[sz]ed|"
    r"evaluated|recruited|enrolled|completed|allocated|assigned|studied|"
    r"randomi[sz]ed|assessed|treated|included)|(?:total )?(?:no\.?|number) (?:analy[sz]ed|evaluated|randomi[sz]ed))"
    r"(?:\W{0,3}\(?n\)?)?\W*$",
    re.I,
)


class PrintedSizes:
    """The rows and columns of sizes of one table, as far as it is read."""

    def __init__(self, layout: Layout, axis: Axis) -> None:
        self.layout = layout
        self.columns = self._beside_groups(axis)
        """Column of a group → column of its sizes."""
        self.in_row: dict[int, int] = {}
        self._scope: tuple[str, ...] = ()
        self._of_item = False

    def of(self, line: Line, column: int) -> int | None:
        """The size that the table prints for a cell."""
        size = None
        if column in self.columns:
            size = read_form(self.layout.table.rows[line.row][self.columns[column]].strip())
        if size is not None and size.whole and size.value:
            return int(size.value)
        return self.in_row.get(column)

    def _beside_groups(self, axis: Axis) -> dict[int, int]:
        """Group's column → column headed `n` beside it, where every group has one: `n | Diet A | n | Diet B`."""
        if axis.kind != "columns":
            return {}
        columns = range(self.layout.stubs, self.layout.width)
        heads = self.layout.heads[0]
        sizes = [c for c in columns if heads[c] and re.fullmatch(r"\W*[nN]\W*", " ".join(heads[c]))]
        groups = [c for c in columns if any(group_words(word) in axis.letters for word in heads[c])]
        for step in (1, -1):
            if len(sizes) == len(groups) > 1 and [c + step for c in sizes] == groups:
                return dict(zip(groups, sizes, strict=True))
        return {}

    def take_row(self, line: Line, following: list[Line]) -> bool:
        """Whether a row gives only how many the next rows are about; if so it is kept for them."""
        if (tuple(line.sections) != self._scope and self._scope) or (self._of_item and not only_statistic(line.own)):
            self.in_row, self._scope, self._of_item = {}, (), False
        named = bool(_N_ROW.match(line.own))
        item = bool(following) and only_statistic(following[0].own) and not only_statistic(line.own)
        if not named and not (item and statistic(following[0].own) in ("median", "mean", "mean_sd", "median_iqr")):
            return False
        if any(statistic(f.own) == "rate" and only_statistic(f.own) for f in following):
            return False
        row = self.layout.table.rows[line.row]
        forms = {c: read_form(row[c]) for c in range(self.layout.stubs, self.layout.width)}
        sizes = {c: int(f.value) for c, f in forms.items() if f is not None and f.whole and f.value and not f.parts}
        if not sizes or (not named and len(sizes) != sum(f is not None for f in forms.values())):
            return False
        self.in_row, self._scope, self._of_item = sizes, tuple(line.sections), not named
        return True
