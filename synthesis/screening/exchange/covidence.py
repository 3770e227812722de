"""Covidence: a table a list. Its exports of included, excluded and irrelevant papers look the same.

The reason for which a paper was excluded stands in Notes. What a list holds its file does not say otherwise: whoever
imports it says so. Files written here carry the decision among the tags, and our own name of the paper as accession
number, which Covidence keeps.
"""

from __future__ import annotations

import re

from synthesis.screening.exchange.cards import Card, Judgement
from synthesis.screening.exchange.table import cell, plain_year, table_text

COLUMNS = {
    "Title": "title",
    "Authors": "all authors",
    "Abstract": "abstract",
    "Published Year": "year",
    "Published Month": "",
    "Journal": "journal",
    "Volume": "",
    "Issue": "",
    "Pages": "",
    "Accession Number": "report",
    "DOI": "doi",
    "Ref": "",
    "Covidence #": "",
    "Study": "family and year",
    "Notes": "reason of an exclusion",
    "Tags": "decision",
}
"""Covidence's columns in its order, with what of a card goes there."""
_REASON = re.compile(r"Exclusion reason:\s*([^;]*)")
_TAG = re.compile(r"\b(include|exclude)d?\b", re.IGNORECASE)
_OWN = re.compile(r"[a-z_]+:\S+")


def write_csv(cards: list[Card]) -> str:
    """All papers; the decision as a tag, the reason of an exclusion as Covidence notes it."""
    return table_text(tuple(COLUMNS), [_row(card) for card in cards])


def _row(card: Card) -> dict[str, str]:
    family = card.authors[0].partition(",")[0].split(" ")[0] if card.authors else ""
    parts = {
        "all authors": "; ".join(card.authors),
        "family and year": f"{family} {card.year}".strip(),
        "reason of an exclusion": f"Exclusion reason: {_plain(card.reason)}; " if card.decision == "exclude" else "",
        "decision": {"include": "included", "exclude": "excluded"}.get(card.decision, ""),
    }
    return {column: parts[part] if part in parts else getattr(card, part) for column, part in COLUMNS.items() if part}


def _plain(reason: str) -> str:
    return reason.replace(";", ",")


def is_header(columns: set[str]) -> bool:
    """Whether these columns are those of Covidence."""
    return {"covidence #", "title", "notes"} <= columns


def read_rows(rows: list[dict[str, str]]) -> list[Judgement]:
    """One judgement a paper; its decision is empty where the file does not tell it."""
    found = []
    for row in rows:
        reason = _REASON.search(cell(row, "Notes"))
        tag = _TAG.search(cell(row, "Tags"))
        decision = "exclude" if reason else tag[1].lower() if tag else ""
        number = cell(row, "Accession Number")
        own = number if _OWN.fullmatch(number) else ""
        found.append(
            Judgement(
                decision,
                own,
                title=cell(row, "Title"),
                year=plain_year(cell(row, "Published Year")),
                doi=cell(row, "DOI"),
                pmid=number if number.isdigit() else "",
                reason=reason[1].strip() if reason else "",
            )
        )
    return found
