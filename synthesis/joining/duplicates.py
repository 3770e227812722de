"""Records of one publication that came by several ways: PubMed, Europe PMC, Crossref, an export.

`duplicate_groups` is the one call: bib-dedupe (`duplicate_pairs`) says which records look alike, guards of
ours (`duplicate_guards`) which of them are different all the same. Nothing is thrown away or merged:
records are only grouped. The order of the records does not matter.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from schemas.models import Report
from synthesis.citation_line import family_name
from synthesis.joining.duplicate_blocks import Ids
from synthesis.joining.duplicate_guards import Citation, Known, plain_doi
from synthesis.joining.duplicate_pairs import alike
from synthesis.joining.duplicate_preparation import prepare

_NOTICES = re.compile(r"retraction of publication|retraction notice|erratum|expression of concern", re.IGNORECASE)
"""Publication types of notices, as PubMed has them."""
LONGEST_ABSTRACT = 4_000
"""Characters of an abstract that are compared: most are shorter, and two that agree so far are one."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
"""The library turns a year into a number, whatever it is: infinity too."""
LETTERS_OF_A_TITLE = 8
"""Letters that a title in another script needs before its sameness says anything."""


def citation_of(report: Report, key: str) -> Citation:
    """What a report says of its publication."""
    abstract = "\n".join(b.text for b in report.blocks if b.part == "abstract" or b.section == "abstract")
    return Citation(
        key,
        report.title,
        " and ".join(filter(None, map(with_comma, report.authors))),
        str(report.year or ""),
        report.journal or "",
        doi=report.doi or "",
        abstract=abstract,
        pmid=report.pmid or "",
        is_notice=bool(report.retracts or _NOTICES.search(" | ".join(report.publication_types))),
    )


def with_comma(author: str) -> str:
    """`Family GH` as `Family, GH`; a group of authors as it stands."""
    author = author.strip()
    family = family_name(author)
    given = author[len(family) :].strip(" ,") if family and author.startswith(family) else ""
    return f"{family}, {given}" if given else author


def duplicate_groups(citations: Iterable[Citation]) -> list[list[str]]:
    """The keys of records that describe one publication, two or more to a group, sorted.

    Raises `ValueError` where two records have the same key.
    """
    given = sorted(citations, key=lambda c: c.key)
    if len({citation.key for citation in given}) < len(given):
        raise ValueError("Two records have the same key.")
    same = _same_pubmed_id(given)
    if len(given) < 2 or all(citation.pmid for citation in given):
        # PubMed ids decide everything: the library need not be asked, nor be imported.
        return sorted([given[place].key for place in places] for places in same)
    records = prepare([row_of(place, citation) for place, citation in enumerate(given)])
    groups = _Groups([Known.of(citation, record) for citation, record in zip(given, records, strict=True)])
    known_pairs = (pair for places in same for pair in itertools.pairwise(places))
    compared = alike(records, [Ids(known.pmid, known.doi) for known in groups.known])
    for one, two in itertools.chain(known_pairs, _same_title_in_other_script(groups.known), compared):
        groups.join(one, two)
    return sorted([given[place].key for place in sorted(group)] for group in groups.larger_than_one())


def _same_pubmed_id(given: list[Citation]) -> list[list[int]]:
    """Places of records that share their PubMed id."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, citation in enumerate(given):
        if citation.pmid:
            places[citation.pmid].append(place)
    return [shared for shared in places.values() if len(shared) > 1]


def _same_title_in_other_script(known: list[Known]) -> Iterator[tuple[int, int]]:
    """Records of one year, of the same authors, whose titles are letter for letter the same, hardly one of it Latin."""
    first: dict[tuple[str, str, str], int] = {}
    for place, record in enumerate(known):
        if not record.mostly_other_script() or len(record.letters) < LETTERS_OF_A_TITLE:
            continue
        key = (record.letters, record.year, record.names)
        if first.setdefault(key, place) != place:
            yield first[key], place


def row_of(place: int, citation: Citation) -> dict[str, str]:
    """A row as the library takes it: every cell a text, numbers in ASCII, as it stumbles over other digits."""
    clean = {name: " ".join(value.split()) for name, value in asdict(citation).items() if isinstance(value, str)}
    numbers = {name: _ascii(clean[name]) for name in ("year", "volume", "number", "pages")}
    return (
        {
            "ID": str(place),
            "ENTRYTYPE": clean["kind"] or "article",
            "title": clean["title"],
            "author": clean["authors"],
            "journal": clean["journal"],
            "booktitle": clean["journal"],
            "doi": plain_doi(clean["doi"]),
            "abstract": clean["abstract"][:LONGEST_ABSTRACT],
        }
        | numbers
        | {"year": year[0] if (year := _YEAR.search(numbers["year"])) else ""}
    )


def _ascii(text: str) -> str:
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text))
    return "".join(c for c in plain if c.isascii())


class _Groups:
    """Records joined pair by pair; a pair is refused where it would bring two together that are apart."""

    def __init__(self, known: list[Known]) -> None:
        self.known = known
        self.group_of: dict[int, int] = {}
        self.members: dict[int, list[int]] = defaultdict(list)

    def join(self, one: int, two: int) -> None:
        a, b = (self.group_of.get(place, place) for place in (one, two))
        if a == b:
            return
        left, right = self.members.get(a, [a]), self.members.get(b, [b])
        if any(self.known[x].apart(self.known[y]) for x in left for y in right):
            return
        keep = min(a, b)
        together = left + right
        self.members.pop(a, None)
        self.members.pop(b, None)
        self.members[keep] = together
        self.group_of.update(dict.fromkeys(together, keep))

    def larger_than_one(self) -> list[list[int]]:
        return list(self.members.values())
