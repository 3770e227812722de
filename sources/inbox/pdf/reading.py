"""One PDF as one report: text in reading order behind the reader of plain text, tables behind the readers of grids."""

from __future__ import annotations

import io
import logging
from typing import Any

from schemas.errors import BadInput
from schemas.models import Record, Report, Table
from sources.inbox.pdf.columns import columns_of
from sources.inbox.pdf.lines import Line, Word, words_of
from sources.inbox.pdf.margins import without_margins
from sources.inbox.pdf.paragraphs import Vocabulary, paragraphs_of, run_on
from sources.inbox.pdf.tables import Rule, rules_of, tables_of
from sources.inbox.text import report_of_text

MAX_PAGES = 300
"""A report of a trial with its appendix stays well below; a book is not read."""


def read(record: Record) -> Report:
    """One PDF as one report; a scan without text, and a damaged or locked file, are BadInput with one sentence."""
    words, rules, tables = _pages(record)
    texts: list[list[list[Line]]] = []
    for number, (page, ruled) in enumerate(zip(words, rules, strict=True), start=1):
        runs = columns_of(page)
        found = tables_of(runs, page, ruled, f"page{number}")
        if found:
            taken = set().union(*(table.words for table in found))
            runs = columns_of([word for word in page if id(word) not in taken])
            tables = [t for t in tables if not t.id.startswith(f"page{number}.boxed")]
            tables += [table.table for table in found]
        texts.append(runs)
    runs = [run for page_runs in texts for run in page_runs]
    vocabulary = Vocabulary(line for run in runs for line in run)
    text = "\n\n".join(run_on([p for run in runs for p in paragraphs_of(run, vocabulary)], vocabulary))
    if len(text.strip()) < 40:
        raise BadInput(f"{record.id}: the PDF holds no text (a scan?); run text recognition on it or give the text.")
    report = report_of_text(text, record)
    report.tables = tables
    return report


def _pages(record: Record) -> tuple[list[list[Word]], list[list[Rule]], list[Table]]:
    """Words without running heads, and rules, of every page; tables that are drawn cell by cell."""
    import pdfplumber  # noqa: PLC0415 - costs half a second, and only PDFs need it

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: list[tuple[list[Word], float]] = []
    rules: list[list[Rule]] = []
    tables: list[Table] = []
    try:
        with pdfplumber.open(io.BytesIO(record.payload)) as document:
            for page in document.pages[:MAX_PAGES]:
                pages.append((words_of(page), float(page.height)))
                rules.append(rules_of(page))
                tables += _boxed(page)
                page.close()
    except Exception as error:  # pdfminer raises whatever a damaged file makes it stumble over
        raise BadInput(f"{record.id}: the PDF is damaged or locked; save it again without a password.") from error
    return without_margins(pages), rules, tables


def _boxed(page: Any) -> list[Table]:
    """Tables with rules around their cells."""
    if not any(edge["orientation"] == "v" for edge in page.edges):
        return []
    tables = []
    for n, table in enumerate(page.extract_tables(), start=1):
        rows = [[" ".join((cell or "").split()) for cell in row] for row in table]
        if len(rows) >= 2 and max(map(len, rows)) >= 2:
            tables.append(Table(f"page{page.page_number}.boxed{n}", "", "", 1, rows))
    return tables
