"""What a record says of its publication, and what tells two records apart however alike they look.

Every guard was put here for a false merge that was met: bib-dedupe was made for exports of databases, in which errata
and yearly abstracts of one title are rare and every paper has its pages.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from synthesis.joining.duplicate_preparation import Prepared

FEW_WORDS = 4
"""A title of fewer words, as prepared, says little when another begins with it."""
_DOI = re.compile(r"10\.\d{4,9}/\S+")
_NOTICE = re.compile(
    r"^\W*(?:(?:author|publisher)s?'? )?(?:correction|corrigend|errat|addend|retraction\b|notice of|expression of conc)"
    r"|[:.(-] ?(?:erratum|errata|corrigend(?:um|a)|correction)\W*$|\(vol\.? \d+[^)]*\)\W*$",
    re.IGNORECASE,
)
"""Titles of notices: by their first or last word, or the paper's own title with its place in brackets behind it. A
paper whose title ends in “[Erratum appears in …]” is the paper."""
_SINGLE_OR_RANGE = re.compile(r"(\d{1,7})(?:-(\d{1,7}))?")


@dataclass(slots=True, frozen=True)
class Citation:
    """What a record says of the publication it describes; everything but the key may be missing."""

    key: str
    title: str = ""
    authors: str = ""
    """`Family, Given and Family, Given`, or whatever an export has."""
    year: str = ""
    journal: str = ""
    """The journal, or the book of a chapter or of proceedings."""
    volume: str = ""
    number: str = ""
    pages: str = ""
    doi: str = ""
    abstract: str = ""
    pmid: str = ""
    kind: str = "article"
    """BibTeX's entry type."""
    is_notice: bool = False
    """Whether the record is known to be an erratum, retraction or other notice; titles tell it too."""


@dataclass(slots=True, frozen=True)
class Known:
    """What tells two records apart however alike they look."""

    title: str
    """As prepared: Latin letters and digits only."""
    letters: str
    """The title's letters and digits in every script."""
    authors: str
    names: str
    """The authors' letters in every script."""
    year: str
    volume: str
    pages: tuple[int, int] | None
    pmid: str
    doi: str
    notice: bool
    """Whether this is an erratum, retraction or other notice, not the paper that it is about."""

    @classmethod
    def of(cls, citation: Citation, record: Prepared) -> Known:
        """What a record says, as its service gave it and as the library prepared it."""
        return cls(
            title=record.title,
            letters=_letters(citation.title),
            authors=record.author,
            names=_letters(citation.authors),
            year=record.year,
            volume=record.volume,
            pages=_pages(record.pages),
            pmid=citation.pmid,
            doi=plain_doi(citation.doi),
            notice=citation.is_notice or bool(_NOTICE.search(citation.title)),
        )

    def apart(self, other: Known) -> bool:
        """Whether these cannot be two records of one publication."""
        if self.pmid and other.pmid:
            return self.pmid != other.pmid
        if self.notice != other.notice or _other_doi(self.doi, other.doi):
            return True
        if self.pages and other.pages and not _overlap(self.pages, other.pages):
            return self.title != other.title or self.authors != other.authors
        return self._years_later(other) or self._little_in_common(other)

    def _years_later(self, other: Known) -> bool:
        """Whether years lie between them and neither DOI, pages nor volume says that one of the years is wrong.

        Yearly updates of a trial are shown at meetings under one title; a paper is online a year early at most.
        """
        if not (self.year and other.year) or abs(int(self.year) - int(other.year)) <= 1:
            return False
        return not (
            (self.doi and other.doi) or (self.pages and other.pages) or (self.volume and self.volume == other.volume)
        )

    def _little_in_common(self, other: Known) -> bool:
        """Whether the titles differ and too little of one was left to compare, with neither DOI nor pages to help.

        To the library a title that begins another is the same, so that one of a word or two, or one in another script
        of which nothing is left, would be the same as many.
        """
        if self.letters == other.letters or (self.doi and other.doi):
            return False
        if self.pages and other.pages:
            return False
        shorter = min((self, other), key=lambda known: len(known.title))
        words = len(shorter.title.split())
        if self.title == other.title and words >= FEW_WORDS:
            return False
        return words < FEW_WORDS or shorter.mostly_other_script()

    def mostly_other_script(self) -> bool:
        """Whether the library keeps less than half of the title."""
        return len(self.title) < len(self.letters) / 2


def _letters(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _pages(text: str) -> tuple[int, int] | None:
    found = _SINGLE_OR_RANGE.fullmatch(text)
    if not found:
        return None
    first, last = int(found[1]), int(found[2] or found[1])
    return (first, last) if first <= last else None


def _overlap(one: tuple[int, int], two: tuple[int, int]) -> bool:
    return one[0] <= two[1] and two[0] <= one[1]


def plain_doi(text: str) -> str:
    """The first DOI in a cell, in lower case, without what stands before or behind it; empty where there is none."""
    found = _DOI.search(text.lower())
    return found.group().rstrip(".,;)]").replace("//", "/") if found else ""


def _other_doi(one: str, two: str) -> bool:
    """Whether two DOIs name different things; one that the other begins with is cut short or has a file's name."""
    return bool(one and two) and not one.startswith(two) and not two.startswith(one)
