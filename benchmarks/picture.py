"""The pictures of the README, made from what `make demo` published: `make picture`.

Those of the pages are taken in headless Chromium and left as they are where there is none.
"""

from __future__ import annotations

import sys

import pandas as pd
from rich.console import Console
from rich.table import Table

from benchmarks.figures import ROOT
from benchmarks.site import CHROMIUM

CSV = ROOT / "outputs/thyroid/meta_analysis.csv"
PICTURE = ROOT / "docs/demo.svg"
SITE = ROOT / "outputs/thyroid/site"
PAGE, QUOTE = ROOT / "docs/page.png", ROOT / "docs/quote.png"


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


def pages() -> None:
    """The first page, and a number with its quote, as small PNG files."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1060, "height": 1120})
        tab.goto((SITE / "index.html").as_uri())
        tab.locator(".answer-section").first.evaluate("section => window.scrollTo(0, section.offsetTop - 12)")
        tab.screenshot(path=PAGE, clip={"x": 0, "y": 0, "width": 1060, "height": 800})
        tab.goto((SITE / "studies" / "nct01321554.html").as_uri())
        tab.set_viewport_size({"width": 1060, "height": 620})
        tab.locator("section[aria-labelledby=pooled]").evaluate("section => window.scrollTo(0, section.offsetTop)")
        tab.locator("section[aria-labelledby=pooled] tr:has-text('Objective response') a.n").first.click()
        tab.screenshot(path=QUOTE)
        browser.close()
    for path in (PAGE, QUOTE):
        Image.open(path).convert("RGB").quantize(64).save(path, optimize=True)


def main() -> int:
    """Draw both tables and take both pages; exit 2 where the demo has not run."""
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
    if CHROMIUM:
        pages()
    return 0


if __name__ == "__main__":
    sys.exit(main())
