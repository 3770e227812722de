"""What of a report can be compared with another's: the words of its title, short names, years, people, patients."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from schemas.models import Report
from synthesis.citation_line import family_name
from synthesis.kinds import is_registry

_WORD = re.compile(r"[^\W\d_]+\d*[^\W_]*|\d+[^\W_]*")
_SHORT_NAME = re.compile(r"\b[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9-]*\b")
"""A word with a second capital or a digit in it: acronyms of trials, code names of drugs."""
_SPELLINGS = (
    ("tumour", "tumor"),
    ("aemi", "emi"),
    ("haem", "hem"),
    ("oed", "ed"),
    ("oesoph", "esoph"),
    ("paed", "ped"),
)
_EMPTY = frozenset((
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "its", "of", "on", "or", "the", "to", "with",
    "without", "v", "vs", "versus", "i", "ii", "iii", "iv", "study", "studies", "trial", "trials", "patient",
    "patients", "subject", "subjects", "participants", "people", "phase", "randomized", "randomised", "controlled",
    "clinical",
    "effect", "effects", "efficacy", "safety", "treatment", "treating", "comparing", "compared", "comparison", "using",
    "between", "evaluation",
))  # fmt: skip
"""Words that stand in the titles of trials of anything."""
LEAST_SHORT_NAME = 3


@dataclass(slots=True, frozen=True)
class Card:
    """One report as the comparison sees it."""

    key: str
    is_trial: bool
    """Whether it is a registration."""
    words: frozenset[str]
    short_names: frozenset[str]
    year: int | None = None
    """Of publication."""
    start: int | None = None
    end: int | None = None
    """Years in which the registered trial began and ended."""
    people: frozenset[str] = frozenset()
    """Authors, or the people a registry names: family name and first initial."""
    n: int | None = None
    """Patients, where the report says how many there were and not how many are planned."""


def words_of(title: str) -> frozenset[str]:
    """The words of a title that say something, in one spelling, without a plural s."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    for other, kept in _SPELLINGS:
        plain = plain.replace(other, kept)
    return frozenset(_singular(word) for word in _WORD.findall(plain) if word not in _EMPTY)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


def _short_names(text: str) -> frozenset[str]:
    return frozenset(w.casefold() for w in _SHORT_NAME.findall(text) if len(w) >= LEAST_SHORT_NAME)


def person(name: str) -> str:
    """Family name and first initial of `Family Given` or `Family GH`; empty for a group."""
    family = family_name(name)
    given = name.replace(",", " ").strip()[len(family) :].strip()
    plain = unicodedata.normalize("NFKD", f"{family} {given[:1]}").encode("ascii", "ignore").decode()
    return plain.casefold().strip() if family and given else ""


def _year(date: str | None) -> int | None:
    return int(date[:4]) if date and date[:4].isdigit() else None


def card_of(key: str, report: Report) -> Card:
    """The card of a report; a registration's acronym counts as a word of its title."""
    trial = is_registry(report)
    acronym = f" {report.acronym}" if trial and report.acronym else ""
    planned = report.n_total_type == "estimated" or (trial and report.n_total_type != "actual")
    return Card(
        key,
        trial,
        words_of(report.title + acronym),
        _short_names(report.title + acronym),
        year=None if trial else report.year,
        start=_year(report.start_date) if trial else None,
        end=_year(report.end_date) if trial else None,
        people=frozenset(filter(None, map(person, report.authors))),
        n=None if planned else report.n_total,
    )
