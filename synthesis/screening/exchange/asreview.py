"""ASReview: a table with a column of 1, 0 or nothing, or RIS with the label among the notes.

Columns that ASReview does not know travel along, so that a file that comes back says which report each line is about.
In RIS the notes do.
"""

from __future__ import annotations

import re
from pathlib import Path

import rispy

from schemas.errors import BadInput
from synthesis.screening.exchange.cards import Card, Judgement
from synthesis.screening.exchange.ris import ris_text
from synthesis.screening.exchange.table import cell, plain_year, table_text

LABELS = {"include": "1", "exclude": "0"}
LABEL_COLUMNS = (
    "asreview_label",
    "final_included",
    "label",
    "label_included",
    "included_label",
    "included_final",
    "included",
    "included_flag",
    "include",
)
"""Names under which ASReview knows a column of labels; its own results come first."""
_NOTES = {"include": "ASReview_relevant", "exclude": "ASReview_irrelevant", "unclear": "ASReview_not_seen"}
_LABEL = re.compile(r"\bASReview_(relevant|irrelevant|not_seen)\b")
_OWN = re.compile(r"\bperennial_(report|sha256):\s*(\S+)")
_RESULT = re.compile(r'\basreview_(prior|time|note):\s*"?([^"\n]*)')
"""What ASReview itself puts among the notes of a record that was screened there."""
_COLUMNS = ("title", "abstract", "authors", "year", "journal", "doi", "url", "included", "notes")


def write_csv(cards: list[Card]) -> str:
    """All papers, the undecided with an empty label."""
    rows = [
        {
            "title": card.title,
            "abstract": card.abstract,
            "authors": "; ".join(card.authors),
            "year": card.year,
            "journal": card.journal,
            "doi": card.doi,
            "url": card.url,
            "included": LABELS.get(card.decision, ""),
            "notes": card.reason,
            "pmid": card.pmid,
            "perennial_report": card.report,
            "perennial_sha256": card.sha256,
        }
        for card in cards
    ]
    return table_text((*_COLUMNS, "pmid", "perennial_report", "perennial_sha256"), rows)


def is_header(columns: set[str]) -> bool:
    """Whether these columns hold a label of ASReview beside something that names a paper."""
    return bool(columns & set(LABEL_COLUMNS)) and bool(columns & {"title", "primary_title", "doi", "perennial_report"})


def read_rows(rows: list[dict[str, str]]) -> list[Judgement]:
    """One judgement a labelled line."""
    present = {name.casefold() for name in rows[0]}
    column = next(name for name in LABEL_COLUMNS if name in present)
    words = {"1": "include", "0": "exclude"}
    found = []
    for row in rows:
        decision = words.get(cell(row, column).removesuffix(".0"))
        if decision:
            found.append(
                Judgement(
                    decision,
                    cell(row, "perennial_report"),
                    cell(row, "perennial_sha256"),
                    cell(row, "title", "primary_title"),
                    plain_year(cell(row, "year", "publication_year")),
                    cell(row, "doi"),
                    cell(row, "pmid", "pubmed_id"),
                    cell(row, "asreview_note"),
                    day=_day(cell(row, "asreview_time")),
                    carried=not cell(row, "asreview_label") or cell(row, "asreview_prior").removesuffix(".0") == "1",
                )
            )
    return found


def _day(time: str) -> str:
    """The day in a time as ASReview writes it; its older versions count seconds, of which no day is made."""
    found = re.match(r"\d{4}-\d\d-\d\d", time)
    return found.group() if found else ""


def write_ris(cards: list[Card]) -> str:
    """All papers, each with its label and our own name of it among the notes."""
    entries = []
    for card in cards:
        entry = {
            "type_of_reference": "JOUR",
            "title": card.title,
            "authors": card.authors,
            "abstract": card.abstract,
            "year": card.year,
            "journal_name": card.journal,
            "doi": card.doi,
            "urls": [card.url] if card.url else [],
            "accession_number": card.pmid,
            "notes": [
                _NOTES[card.decision],
                f"perennial_report: {card.report}",
                f"perennial_sha256: {card.sha256}",
            ],
        }
        entries.append(entry)
    return ris_text(entries)


def is_ris(text: str) -> bool:
    """Whether a text begins as RIS does."""
    return bool(re.match(r"\s*(?:\d+\.\s*)?TY  ?- ", text))


def read_ris(text: str, path: Path) -> list[Judgement]:
    """One judgement a labelled record; `BadInput` for RIS in which ASReview left no label at all."""
    if not _LABEL.search(text):
        raise BadInput(f"{path}: the RIS has no label of ASReview (ASReview_relevant or ASReview_irrelevant) in N1.")
    try:
        entries = rispy.loads(text, skip_unknown_tags=True)
    except (OSError, ValueError, IndexError) as error:
        raise BadInput(f"{path}: not readable as RIS ({error}).") from None
    found = []
    for entry in entries:
        notes = "\n".join(entry.get("notes", []))
        labels = set(_LABEL.findall(notes)) - {"not_seen"}
        if len(labels) != 1:
            continue
        own, result = dict(_OWN.findall(notes)), dict(_RESULT.findall(notes))
        found.append(
            Judgement(
                "include" if labels == {"relevant"} else "exclude",
                own.get("report", ""),
                own.get("sha256", ""),
                entry.get("title") or entry.get("primary_title", ""),
                plain_year(str(entry.get("year") or entry.get("publication_year", ""))),
                entry.get("doi", ""),
                reason=result.get("note", "").strip(),
                day=_day(result.get("time", "")),
                carried=result.get("prior", "1").strip() != "0",
            )
        )
    return found
