"""PDF → Report, through pdfplumber: text in reading order (also of two columns), and ruled tables.

A scanned PDF has no text; it is refused with a sentence that says so. What a PDF gives is a reading of its layout:
lines are joined to paragraphs, words broken at line ends are joined.
"""

from __future__ import annotations

import io
import itertools
import logging
import re
from typing import Any

from schemas.errors import BadInput
from schemas.models import Record, Report, Table
from sources.inbox.text import report_of_text

MAX_PAGES = 300
"""A report of a trial with its appendix stays well below; a book is not read."""


def read(record: Record) -> Report:
    """One PDF as one report."""
    import pdfplumber  # noqa: PLC0415 - costs half a second, and only PDFs need it
    from pdfminer.pdfparser import PDFSyntaxError  # noqa: PLC0415
    from pdfplumber.utils.exceptions import PdfminerException  # noqa: PLC0415

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    pages: list[str] = []
    tables: list[Table] = []
    try:
        with pdfplumber.open(io.BytesIO(record.payload)) as document:
            for page in document.pages[:MAX_PAGES]:
                pages.append(_page_text(page))
                tables += _page_tables(page, len(tables))
    except (PdfminerException, PDFSyntaxError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{record.id}: the PDF is damaged or locked; save it again without a password.") from error
    text = "\n\n".join(page for page in pages if page.strip())
    if len(text.strip()) < 40:
        raise BadInput(f"{record.id}: the PDF holds no text (a scan?); run text recognition on it or give the text.")
    report = report_of_text(text, record)
    report.tables = tables
    return report


def _page_text(page: Any) -> str:
    """Columns one after the other; whatever spans both columns at the top comes first."""
    gutter = _gutter(page)
    if gutter is None:
        return _paragraphs(page)
    top = _first_row_of_columns(page, gutter)
    left, right = (0, top, gutter, page.height), (gutter, top, page.width, page.height)
    parts = [page.crop((0, 0, page.width, top))] if top > 1 else []
    parts += [page.crop(left), page.crop(right)]
    return "\n\n".join(_paragraphs(part) for part in parts)


def _gutter(page: Any) -> float | None:
    """The middle of the white stripe between two columns, or None on a page of one."""
    words = page.extract_words()
    if len(words) < 80:
        return None
    middle = page.width / 2
    best, fewest = None, len(words)
    for step in range(-6, 7):
        x = middle + step * page.width / 100
        crossing = sum(word["x0"] < x < word["x1"] for word in words)
        if crossing < fewest or (crossing == fewest and best is not None and abs(x - middle) < abs(best - middle)):
            best, fewest = x, crossing
    sides = [sum(word["x1"] <= (best or 0) for word in words), sum(word["x0"] >= (best or 0) for word in words)]
    return best if fewest <= 0.02 * len(words) and min(sides) >= 0.2 * len(words) else None


def _first_row_of_columns(page: Any, gutter: float) -> float:
    """Below the last line of the upper half that runs across the gutter (title, authors, abstract box).

    Such a line has at the gutter no more than the blank between two words.
    """
    lines: dict[int, list[dict[str, Any]]] = {}
    for word in page.extract_words(x_tolerance_ratio=0.15):
        lines.setdefault(round(word["bottom"] / 3), []).append(word)
    lowest = 0.0
    for words in lines.values():
        left = max((word["x1"] for word in words if word["x0"] < gutter), default=None)
        right = min((word["x0"] for word in words if word["x0"] >= gutter), default=None)
        height = words[0]["bottom"] - words[0]["top"]
        runs_across = left is not None and (left > gutter or (right is not None and right - left < 0.6 * height))
        if runs_across and words[0]["top"] < page.height / 2:
            lowest = max(lowest, words[0]["bottom"] + 1)
    return min(lowest, float(page.height) - 1)


def _paragraphs(part: Any) -> str:
    """Lines joined to paragraphs: a wider gap or an indented line begins a new one."""
    lines = part.extract_text_lines(strip=True, return_chars=False, x_tolerance_ratio=0.15)
    if not lines:
        return ""
    gaps = sorted(b["top"] - a["bottom"] for a, b in itertools.pairwise(lines) if b["top"] > a["bottom"])
    # Leading stays below the height of a line; the commonest gap of a few lines may be the one between paragraphs.
    heights = sorted(line["bottom"] - line["top"] for line in lines)
    usual = min(gaps[len(gaps) // 4], 0.8 * heights[len(heights) // 2]) if gaps else 0.0
    found = [lines[0]["text"]]
    for before, line in itertools.pairwise(lines):
        height = before["bottom"] - before["top"]
        gap = line["top"] - before["bottom"]
        apart = gap > usual + 0.45 * height or abs((line["bottom"] - line["top"]) - height) > 0.25 * height
        if apart or (line["x0"] - before["x0"] > 8 and found[-1].endswith(".")):
            found.append(line["text"])
        elif re.search(r"[a-z]-$", found[-1]) and line["text"][:1].islower():
            found[-1] = found[-1][:-1] + line["text"]
        else:
            found[-1] = f"{found[-1]} {line['text']}"
    return "\n\n".join(found)


def _page_tables(page: Any, count: int) -> list[Table]:
    tables = []
    for n, table in enumerate(page.extract_tables(), start=1):
        rows = [[" ".join((cell or "").split()) for cell in row] for row in table]
        if len(rows) >= 2 and max(map(len, rows)) >= 2:
            tables.append(Table(f"page{page.page_number}.{count + n}", "", "", 1, rows))
    return tables
