"""What is exchanged: a card of each paper with what was decided, and judgements that come back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.models import Report
from synthesis.joining.duplicates import with_comma
from synthesis.keys import report_key
from synthesis.people import Decision
from synthesis.screening.reviewers import SOMEBODY


@dataclass(slots=True, frozen=True)
class Said:
    """What one person said of a paper."""

    who: str
    decision: str
    reason: str = ""


@dataclass(slots=True)
class Card:
    """One paper as another program sees it."""

    report: str
    title: str
    authors: list[str]
    """`Family, Given`."""
    year: str
    journal: str
    doi: str
    pmid: str
    url: str
    abstract: str
    sha256: str
    """Hash of the record that the person will see."""
    decision: str = ""
    """include, exclude or unclear."""
    reason: str = ""
    decided_by: str = ""
    said: list[Said] = field(default_factory=list)
    """What people said, each one's last word."""
    copies: dict[str, str] = field(default_factory=dict)
    """Other record of the paper → its hash."""


@dataclass(slots=True, frozen=True)
class Judgement:
    """A decision in a file of another program: about what, by whom, on which version."""

    decision: str
    """include, exclude or unclear."""
    report: str = ""
    """Our own name of the report, where the file kept it."""
    sha256: str = ""
    title: str = ""
    year: str = ""
    doi: str = ""
    pmid: str = ""
    reason: str = ""
    who: str = ""
    """Empty where the file does not say."""
    day: str = ""
    """ISO date, empty where the file does not say."""
    carried: bool = True
    """Whether it may be what went out with the paper; False where the file says that it was decided there."""


_FURTHEST = {"include": 0, "unclear": 1, "exclude": 2}


def cards_of(
    reports: Iterable[Report], screening: Iterable[Mapping[str, Any]], decisions: Iterable[Decision]
) -> list[Card]:
    """A card of each paper, those that wait in the order of their rank, then the others by name.

    `screening` are the rows of the review's screening table. The record that stands for a paper gives the card its
    hash; what it lacks comes from its copies.
    """
    by_key = {report_key(report): report for report in reports}
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in screening:
        rows[row["duplicate_of"] or row["report"]].append(row)
    said = _said(decisions)
    cards = []
    for paper, records in rows.items():
        best = min(records, key=lambda row: (_FURTHEST[row["decision"]], row["report"]))
        keys = sorted((row["report"] for row in records), key=lambda key: (key != paper, key))
        card = _card([by_key[key] for key in keys if key in by_key], paper)
        card.decision, card.reason, card.decided_by = best["decision"], best["reason"] or "", best["decided_by"]
        card.said = list(dict.fromkeys(word for key in keys for word in said.get(key, [])))
        card.copies = {key: by_key[key].sha256 if key in by_key else "" for key in keys if key != paper}
        cards.append((best["rank"] or 0, card))
    cards.sort(key=lambda pair: (pair[1].decision != "unclear", not pair[0], pair[0], pair[1].report))
    return [card for _, card in cards]


def _card(records: list[Report], paper: str) -> Card:
    def first(name: str) -> str:
        return next((str(value) for report in records if (value := getattr(report, name))), "")

    authors = next((report.authors for report in records if report.authors), [])
    abstracts = (
        "\n".join(b.text for b in report.blocks if b.part == "abstract" or b.section in ("abstract", "eligibility"))
        for report in records
    )
    return Card(
        report=paper,
        title=" ".join(first("title").split()),
        authors=[with_comma(author) for author in authors],
        year=first("year"),
        journal=first("journal"),
        doi=first("doi"),
        pmid=first("pmid"),
        url=first("url"),
        abstract=next(filter(None, (" ".join(text.split()) for text in abstracts)), ""),
        sha256=records[0].sha256 if records else "",
    )


def _said(decisions: Iterable[Decision]) -> dict[str, list[Said]]:
    last: dict[str, dict[str, Said]] = defaultdict(dict)
    for line in decisions:
        who = line.decided_by.strip() or SOMEBODY
        last[line.report].pop(who, None)
        last[line.report][who] = Said(who, line.decision, line.reason)
    return {report: list(words.values()) for report, words in last.items()}
