"""The Retraction Watch file as Crossref gives it away, or a list of pairs of DOIs cut from it: its rows about papers.

The whole file has 20 columns and one row a notice; dates are written month first (`8/16/2023 0:00`). A list of pairs
names the paper and the notice, and nothing else. Missing ids are `0`, `unavailable` or empty.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import orjson

from schemas.errors import BadInput
from schemas.models import Notice, Paper, Record
from sources.plain import doi_of, words

SOURCE = "retraction_watch"
PAPER, NOTICE = "OriginalPaperDOI", "RetractionDOI"
FULL = ("RetractionNature", "OriginalPaperPubMedID", "RetractionPubMedID", "RetractionDate")
KINDS = {"retraction": "retraction", "expression of concern": "concern", "correction": "erratum"}
REINSTATED = "reinstatement"
LARGEST = 512 * 1024 * 1024
"""Bytes. The file has some 70 million."""


def is_file(head: bytes) -> bool:
    """Whether a document begins like the file: with a line of column names, those of paper and notice among them."""
    first = head[:4096].decode("utf-8-sig", "replace").partition("\n")[0]
    names = {name.strip(' "\r') for name in first.split(",")}
    return {PAPER, NOTICE} <= names


def rows_about(content: bytes, papers: Sequence[Paper], name: str) -> dict[Paper, list[dict[str, str]]]:
    """The rows of the file about each of the papers, in the file's order; papers without any are left out."""
    dois = {paper.doi: paper for paper in papers if paper.doi}
    pmids = {paper.pmid: paper for paper in papers if paper.pmid}
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
    header = [column.strip() for column in next(reader, [])]
    if missing := [column for column in (PAPER, NOTICE) if column not in header]:
        raise BadInput(f"{name}: the column {missing[0]} is missing; give the file of Retraction Watch as it comes.")
    doi_at = header.index(PAPER)
    pmid_at = header.index(FULL[1]) if FULL[1] in header else doi_at
    found: dict[Paper, list[dict[str, str]]] = {}
    try:
        for cells in reader:
            if len(cells) <= max(doi_at, pmid_at):
                continue
            paper = dois.get(cells[doi_at].strip().lower()) or pmids.get(cells[pmid_at].strip())
            if paper is not None:
                found.setdefault(paper, []).append(dict(zip(header, cells, strict=False)))
    except csv.Error as error:
        raise BadInput(f"{name}: line {reader.line_num} is not readable as CSV ({error}); fetch it again.") from None
    return found


def record_of(paper: Paper, rows: list[dict[str, str]]) -> Record:
    """What the file says about one paper, as a record."""
    kept = [{key: value for key, value in row.items() if key in _KEPT and value} for row in rows]
    payload = orjson.dumps({"doi": paper.doi, "pmid": paper.pmid, "rows": kept}, option=orjson.OPT_SORT_KEYS)
    return Record(SOURCE, paper.doi or f"pmid-{paper.pmid}", payload, "retraction-watch-json")


_KEPT = {"Record ID", "Title", "Reason", "Notes", PAPER, NOTICE, *FULL}


def notices_of(payload: bytes) -> list[Notice]:
    """The notices in such a record. A reinstatement is told in the words of the retraction it undoes."""
    notices, reinstated = [], []
    for row in orjson.loads(payload)["rows"]:
        nature = words(row, FULL[0]).casefold()
        date = _date(words(row, "RetractionDate"))
        if nature == REINSTATED:
            reinstated.append(f"reinstated {date}".strip())
            continue
        if FULL[0] in row and nature not in KINDS:
            continue
        doi = doi_of(words(row, NOTICE)) or ""
        pmid = _pmid(words(row, "RetractionPubMedID"))
        reason = "; ".join(part.strip(" +") for part in words(row, "Reason").split(";") if part.strip(" +"))
        said = words(row, FULL[0]) or "listed by Retraction Watch, which does not say here what the notice is"
        notice = Notice("retraction", doi or pmid, date, ": ".join(filter(None, [said, reason])), doi, pmid, [SOURCE])
        notice.kind = KINDS.get(nature, "retraction")  # type: ignore[assignment]
        notice.presumed = not nature
        notices.append(notice)
    for notice in notices:
        if reinstated and notice.kind == "retraction":
            notice.text = "; ".join([notice.text, *reinstated])
    return notices


def _pmid(text: str) -> str:
    return text if text.isdigit() and int(text) else ""


def _date(text: str) -> str:
    """`8/16/2023 0:00` or ISO → 2023-08-16; empty for anything else."""
    if found := re.match(r"(\d{1,2})/(\d{1,2})/(\d{4})\b", text):
        month, day, year = (int(part) for part in found.groups())
        return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else f"{year:04}"
    found = re.match(r"\d{4}-\d\d-\d\d", text)
    return found[0] if found else ""
