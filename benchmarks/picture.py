"""The picture of the README, drawn from what `make demo` published: `make picture`."""

from __future__ import annotations

import sys

import pandas as pd
from rich.console import Console
from rich.table import Table

from benchmarks.figures import ROOT

CSV = ROOT / "outputs/thyroid/meta_analysis.csv"
PICTURE = ROOT / "docs/demo.svg"


def number(value: float, digits: int = 2) -> str:
    """A number as the table shows it; nothing for a missing one."""
    return "" if pd.isna(value) else f"{value:.{digits}f}"


def hazard_ratios(rows: pd.DataFrame) -> Table:
    """Progression-free survival: the reported ratio, the interval at its own level, the standard error from it."""
    table = Table(title="outputs/thyroid/meta_analysis.csv · progression-free survival", title_justify="left")
    for heading in ("study", "experimental", "control", "HR", "interval", "level", "yi", "sei", "confirmation"):
        table.add_column(heading, justify="right" if heading in ("HR", "level", "yi", "sei") else "left")
    for row in rows[(rows.outcome == "PFS") & (rows.measure == "HR")].itertuples():
        interval = f"{number(row.ci_low)} to {number(row.ci_high)}"
        effect = (number(row.estimate), interval, f"{row.ci_level:g}%", number(row.yi, 4), number(row.sei, 4))
        table.add_row(row.study, row.experimental, row.control, *effect, row.confirmation)
    return table


def responses(rows: pd.DataFrame) -> Table:
    """Objective response: proven counts in metafor's names."""
    table = Table(title="objective response, with proven counts", title_justify="left")
    for heading in ("study", "experimental", "control", "ai", "n1i", "ci", "n2i", "counts_origin", "confirmation"):
        table.add_column(heading, justify="right" if heading in ("ai", "n1i", "ci", "n2i") else "left")
    for row in rows[(rows.outcome == "ORR") & (rows.measure == "RR")].itertuples():
        counts = (number(value, 0) for value in (row.ai, row.n1i, row.ci, row.n2i))
        table.add_row(row.study, row.experimental, row.control, *counts, row.counts_origin, row.confirmation)
    return table


def main() -> int:
    """Draw both tables; exit 2 where the demo has not run."""
    if not CSV.exists():
        sys.stderr.write(f"{CSV} is not here: run `make demo` first.\n")
        return 2
    rows = pd.read_csv(CSV)
    with PICTURE.with_suffix(".txt.tmp").open("w", encoding="utf-8") as nowhere:
        console = Console(record=True, width=118, file=nowhere)
        console.print(hazard_ratios(rows))
        console.print(responses(rows))
        console.save_svg(str(PICTURE), title="perennial refresh thyroid")
    PICTURE.with_suffix(".txt.tmp").unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
