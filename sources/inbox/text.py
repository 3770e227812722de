"""Plain text → Report: a pasted abstract, a saved journal page, a line of metadata, a registry's mirror page."""

from __future__ import annotations

import re

from schemas.errors import BadInput
from schemas.models import Block, Record, Report
from sources.abstracts import split_abstract
from sources.inbox import mirror
from sources.inbox.bibliography import describe, first_doi, people
from sources.inbox.detect import decode
from sources.inbox.layout import blocks_of
from sources.inbox.lines import unwrapped

_FIELD = re.compile(r"\b(AUTHORS?|TITLE|JOURNAL|VOLUME|ISSUE|PAGES|YEAR|URL|DOI|PMID|ISSN|KEYWORDS?|ABSTRACT)=")
LONGEST = 2_000_000
"""Letters of a text: ten times a long article. What is longer is a dump, and would take the readers many seconds."""


def read(record: Record) -> Report:
    """One text file as one report; blocks are slices of it, exact but for blanks and line ends within paragraphs."""
    text = decode(record.payload, record.id)
    if len(text) > LONGEST:
        size = f"{len(text) / 1e6:.1f} million letters, more than the {LONGEST / 1e6:g} million"
        raise BadInput(f"{record.id} has {size} that a report may have; give the report by itself.")
    if not text.strip():
        raise BadInput(f"{record.id} is empty; put the document's text into it or remove it.")
    return report_of_text(text, record)


def report_of_text(text: str, record: Record) -> Report:
    """The report of a decoded text (also of the text of a PDF)."""
    report = Report(record.source, record.id, record.sha256, record.url)
    text, pars = unwrapped(text)
    fields = _fields(text)
    if fields:
        _from_fields(report, text, fields)
        return report
    if mirror.is_mirror(pars):
        mirror.fill(report, pars)
        return report
    title = describe(report, text, pars)
    report.blocks = blocks_of(text, pars, title)
    return report


def _fields(text: str) -> dict[str, tuple[int, int]]:
    """Spans of the values of `KEY=value` metadata, or nothing where the text is not of that form."""
    if "TITLE=" not in text and "ABSTRACT=" not in text:
        return {}
    marks = list(_FIELD.finditer(text))
    keys = {m[1].rstrip("S") for m in marks}
    if len(keys) < 3 or not keys & {"TITLE", "ABSTRACT"} or marks[0].start() > 200:
        return {}
    ends = [m.start() for m in marks[1:]] + [len(text)]
    spans: dict[str, tuple[int, int]] = {}
    for mark, end in zip(marks, ends, strict=True):
        if mark[1] == "ABSTRACT":
            # A sign of equality after capitals may stand inside the abstract: it takes all that is left.
            spans["ABSTRACT"] = (mark.end(), len(text))
            break
        spans.setdefault(mark[1].rstrip("S"), (mark.end(), end))
    return spans


def _from_fields(report: Report, text: str, fields: dict[str, tuple[int, int]]) -> None:
    def value(key: str) -> str:
        start, end = fields.get(key, (0, 0))
        return text[start:end].strip()

    report.title = value("TITLE")
    report.authors = people(value("AUTHOR"), family_first=True)
    report.journal = value("JOURNAL") or None
    report.year = int(value("YEAR")[:4]) if re.match(r"(?:19|20)\d\d", value("YEAR")) else None
    report.doi = first_doi(value("DOI") or value("URL"))
    report.pmid = value("PMID") or None
    report.url = report.url or value("URL")
    if report.title:
        report.blocks.append(Block("b1", "title", report.title))
    if "ABSTRACT" in fields:
        for n, piece in enumerate(split_abstract(text, *fields["ABSTRACT"])):
            block = Block(f"a{n + 2}", piece.section, text[piece.start : piece.end], piece.heading, "abstract")
            report.blocks.append(block)
