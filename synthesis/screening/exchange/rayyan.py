"""Rayyan: a table whose notes hold what every reviewer decided, `RAYYAN-INCLUSION: {"Ann"=>"Included"}`."""

from __future__ import annotations

import re

from synthesis.screening.exchange.cards import Card, Judgement, Said
from synthesis.screening.exchange.table import cell, plain_year, table_text

COLUMNS = (
    "key",
    "title",
    "year",
    "month",
    "day",
    "journal",
    "issn",
    "volume",
    "issue",
    "pages",
    "authors",
    "url",
    "language",
    "publisher",
    "location",
    "abstract",
    "notes",
    "doi",
    "pubmed_id",
    "pmc_id",
)
_WORDS = {"include": "Included", "exclude": "Excluded", "unclear": "Maybe"}
_DECISIONS = {word.casefold(): decision for decision, word in _WORDS.items()}
_INCLUSION = re.compile(r"RAYYAN-INCLUSION:\s*\{([^}]*)\}")
_SAID = re.compile(r'"([^"]*)"\s*=>\s*"(\w+)"')
_REASONS = re.compile(r"RAYYAN-EXCLUSION-REASONS:\s*(.*?)(?=\s*\|\s*[A-Z][A-Z-]+:|\s*$)", re.DOTALL)
_SEEN = re.compile(r"perennial_sha256:\s*([0-9a-f]{64})")


def write_csv(cards: list[Card]) -> str:
    """All papers with what each person decided; what the protocol decided goes along under its own name."""
    rows = [
        {
            "key": card.report,
            "title": card.title,
            "year": card.year,
            "journal": card.journal,
            "authors": " and ".join(card.authors),
            "url": card.url,
            "abstract": card.abstract,
            "notes": _notes(card),
            "doi": card.doi,
            "pubmed_id": card.pmid,
        }
        for card in cards
    ]
    return table_text(COLUMNS, rows)


def _notes(card: Card) -> str:
    said = card.said
    if not said and card.decision != "unclear":
        said = [Said(card.decided_by, card.decision, card.reason)]
    parts = []
    if said:
        names = ",".join(f'"{_plain(word.who)}"=>"{_WORDS[word.decision]}"' for word in said)
        parts.append(f"RAYYAN-INCLUSION: {{{names}}}")
    reasons = dict.fromkeys(_plain(word.reason) for word in said if word.decision == "exclude" and word.reason)
    if reasons:
        parts.append(f"RAYYAN-EXCLUSION-REASONS: {','.join(reasons)}")
    return " | ".join([*parts, f"USER-NOTES: perennial_sha256: {card.sha256}"])


def _plain(text: str) -> str:
    """Without what sets parts of the notes off."""
    return re.sub(r'["{}|,]', " ", " ".join(text.split()))


def is_header(columns: set[str]) -> bool:
    """Whether these columns are those of Rayyan."""
    return {"key", "title", "notes"} <= columns or "rayyan-inclusion" in columns


def read_rows(rows: list[dict[str, str]]) -> list[Judgement]:
    """One judgement for each person and paper."""
    found = []
    for row in rows:
        column = cell(row, "RAYYAN-INCLUSION")
        notes = f"RAYYAN-INCLUSION: {column}" if column else cell(row, "notes")
        inclusion, reasons, seen = _INCLUSION.search(notes), _REASONS.search(notes), _SEEN.search(notes)
        for who, word in _SAID.findall(inclusion[1]) if inclusion else []:
            decision = _DECISIONS.get(word.casefold())
            if not decision:
                continue
            key = cell(row, "key")
            found.append(
                Judgement(
                    decision,
                    key if ":" in key else "",
                    seen[1] if seen else "",
                    cell(row, "title"),
                    plain_year(cell(row, "year")),
                    cell(row, "doi"),
                    cell(row, "pubmed_id"),
                    reasons[1].strip() if reasons and decision == "exclude" else "",
                    who,
                )
            )
    return found
