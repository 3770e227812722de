"""One number of a table with everything the table says about it."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.models import Locator


@dataclass(slots=True)
class Cell:
    """A cell that holds a quantity, with its row's and column's words resolved.

    `stat` is count, rate, count_rate, mean_sd, mean_se, mean_ci, mean, median, median_iqr, median_range, median_ci,
    hr, or, rr, rd, md, p, or unclear where neither the cell nor its headings say what the number is.
    """

    table: str
    row: int
    column: int
    kind: str = "arm"
    """arm, contrast (between arms), total (all arms together) or p (a P value alone)."""
    row_path: str = ""
    """Section headings and the row's own words, joined with ` | `."""
    column_path: str = ""
    """Header words from top to bottom, joined with ` | `."""
    caption: str = ""
    arm: str | None = None
    arm_words: str = ""
    """The words that name the group: of the header, a section or the row; without `(n = 62)`."""
    outcome_words: str = ""
    """Row and column words that are neither group, time, statistic nor unit."""
    arm_long: str = ""
    """What the short forms in `arm_words` stand for, where the table's own legend says so."""
    outcome_long: str = ""
    """The same for `outcome_words`."""
    subgroup: str = ""
    """Set where the table splits one arm into several groups: the words of this part."""
    n: int | None = None
    """How many the number is about: the cell's own denominator, an N row or column, else `n =` of the headings."""
    stat: str = "unclear"
    value: float | None = None
    """The main number: count, percentage, mean, median or estimate."""
    events: int | None = None
    percent: float | None = None
    sd: float | None = None
    se: float | None = None
    q1: float | None = None
    q3: float | None = None
    low: float | None = None
    """Smallest value of a range."""
    high: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_level: float | None = None
    not_reached: bool = False
    p: str = ""
    unit: str = ""
    timepoint: str = ""
    is_baseline: bool = False
    is_change: bool = False
    """Whether the number is a change from one time to another."""
    quote: str = ""
    page: int | None = None
    """Where a page break cuts the table: the page, from 1, that prints this row."""

    @property
    def locator(self) -> Locator:
        """Where the cell stands."""
        where: Locator = {"table": self.table, "row": self.row, "column": self.column}
        return where if self.page is None else where | {"page": self.page}
