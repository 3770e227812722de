"""One PDF as one report: text in reading order behind the reader of plain text, tables behind the readers of grids."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from typing import Any

from schemas.errors import BadInput
from schemas.models import Record, Report, Table
from sources.inbox.pdf.columns import columns_of
from sources.inbox.pdf.continued import at_top, captioned, reaches_foot
from sources.inbox.pdf.lines import Line, Rule, Word, words_of
from sources.inbox.pdf.margins import without_margins
from sources.inbox.pdf.paragraphs import Vocabulary, paragraphs_of, run_on
from sources.inbox.pdf.pictures import Picture, pictures_of, unread
from sources.inbox.pdf.tables import Found, Printed, rules_of, tables_of
from sources.inbox.text import report_of_text

MAX_PAGES = 300
"""A report of a trial with its appendix stays well below; a book is not read."""


@dataclass(slots=True)
class _Page:
    """What is printed on one page. `words` are without running heads once all pages are known."""

    words: list[Word]
    rules: list[Rule]
    boxed: list[Table]
    pictures: list[Picture]
    width: float
    height: float


def read(record: Record) -> Report:
    """One PDF as one report; a scan without text, and a damaged or locked file, are BadInput with one sentence.

    Ids of blocks and tables begin with their page (`page3.b12`, `page3.1`), so that locators name it.
    """
    pages = _pages(record)
    runs: list[tuple[int, list[Line]]] = []
    tables: list[Table] = []
    before: list[Found] = []
    for number, page in enumerate(pages, start=1):
        mine, found, others = _page(number, page, before)
        runs += [(number, run) for run in mine]
        tables += [table.table for table in found] + others
        before += found
    vocabulary = Vocabulary(line for _, run in runs for line in run)
    paragraphs = run_on([(n, p) for n, run in runs for p in paragraphs_of(run, vocabulary)], vocabulary)
    text = "\n\n".join(words for _, words in paragraphs)
    if len(text.strip()) < 40:
        raise BadInput(f"{record.id}: the PDF holds no text (a scan?); run text recognition on it or give the text.")
    report = report_of_text(text, record)
    _name_pages(report, paragraphs)
    report.tables = tables
    return report


def _page(number: int, page: _Page, before: list[Found]) -> tuple[list[list[Line]], list[Found], list[Table]]:
    """The runs of text of one page, in reading order, its tables with a caption, and those without or in pictures.

    Tables are taken out of the text. What goes on with a table of the pages before is joined to that.
    """
    runs = columns_of(page.words)
    found = tables_of(runs, page.words, page.rules, number)
    taken = set[int]().union(*(table.words for table in found))
    own = [table for table in found if not captioned(before, table)]
    open_ones = [table for table in before if table.part.pages[-1] == number - 1 and table.reaches_foot]
    if len(open_ones) == 1 and len(own) == len(found):
        free = [word for word in page.words if id(word) not in taken]
        taken |= at_top(open_ones[0], Printed(number, free, page.rules)) or set()
    for table in (*own, *(table for table in before if table.part.pages[-1] == number)):
        table.reaches_foot = reaches_foot(table, page.words, page.height)
    others = [] if taken else list(page.boxed)
    others += unread(number, page.width * page.height, page.pictures, runs, taken)
    if taken:
        runs = columns_of([word for word in page.words if id(word) not in taken])
    return runs, own, others


def _name_pages(report: Report, paragraphs: list[tuple[int, str]]) -> None:
    """Puts the page before the id of each block: that of the paragraph which the block is cut from."""
    at = 0
    for block in report.blocks:
        later = (n for n in range(at, min(at + 60, len(paragraphs))) if block.text in paragraphs[n][1])
        at = next(later, at)
        block.id = f"page{paragraphs[at][0]}.{block.id}"


def _pages(record: Record) -> list[_Page]:
    """Every page of the file, without running heads."""
    import pdfplumber  # noqa: PLC0415 - costs half a second, and only PDFs need it

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: list[_Page] = []
    try:
        with pdfplumber.open(io.BytesIO(record.payload)) as document:
            for page in document.pages[:MAX_PAGES]:
                size = float(page.width), float(page.height)
                pages.append(_Page(words_of(page), rules_of(page), _boxed(page), pictures_of(page), *size))
                page.close()
    except Exception as error:  # pdfminer raises whatever a damaged file makes it stumble over
        if "Password" in type(error).__name__ + repr(error.__cause__ or error):
            raise BadInput(f"{record.id}: the PDF is locked with a password; save it without one.") from error
        raise BadInput(f"{record.id}: the PDF is damaged or cut off; fetch or save it again.") from error
    kept = without_margins([(page.words, page.height) for page in pages])
    for printed, words in zip(pages, kept, strict=True):
        printed.words = words
    return pages


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
