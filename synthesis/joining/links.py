"""What reports say of themselves that ties them together: every claim of every report, the surest first."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas.models import Report
from synthesis.citation_line import family_name
from synthesis.identity import number_key
from synthesis.joining.duplicates import citation_of, duplicate_groups
from synthesis.joining.likeness import words_of
from synthesis.kinds import is_registry
from synthesis.shapes import Reading

TITLE_WORDS = 8
"""Words that a title needs before its sameness says anything: shorter ones recur (“Authors' reply”)."""
_WORD = re.compile(r"[^\W_]+")
SAME_PAPER, OF_REGISTRY, OWN_NUMBER, EDITION, LISTED, SAME_TITLE, SAME_REGISTRATION = range(7)
CLAIMS = {
    OF_REGISTRY: "lists",
    OWN_NUMBER: "gives as its own",
    EDITION: "is named as another edition of a paper of",
    LISTED: "names a paper of",
    SAME_TITLE: "has the same title and first author as",
    SAME_REGISTRATION: "has the same title and sponsor as",
}
"""In words, for a claim that is refused."""


@dataclass(slots=True, frozen=True, order=True)
class Link:
    """A claim that a report bears an identity. `step` orders the claims: the surest first."""

    step: int
    position: int
    report: str
    identity: str
    number: str = ""


def identities(reading: Reading) -> list[str]:
    """The PubMed id, DOI and PMC number of a paper, as nodes."""
    report = reading.report
    if is_registry(report):
        return []
    found = [("pmid", report.pmid), ("doi", (report.doi or "").lower()), ("pmcid", report.pmcid)]
    return [f"{name}:{value}" for name, value in found if value]


def _title_identity(reading: Reading) -> tuple[int, str] | None:
    """A long title with whoever answers for it: a paper's first author, a registration's sponsor."""
    report = reading.report
    words = _WORD.findall(report.title.casefold())
    if len(words) < TITLE_WORDS:
        return None
    if is_registry(report):
        sponsor = " ".join(_WORD.findall((report.sponsor or "").casefold()))
        return (SAME_REGISTRATION, f"registration:{sponsor}:{' '.join(words)}") if sponsor else None
    family = family_name(report.authors[0]) if report.authors else ""
    return (SAME_TITLE, f"title:{family.casefold()}:{' '.join(words)}") if family else None


def links_of(readings: list[Reading]) -> Iterator[Link]:
    """Every claim of every report."""
    yield from _same_papers(readings)
    yield from _numbers(readings)
    yield from _editions(readings)
    yield from _listed(readings)
    yield from _titles(readings)


def _same_papers(readings: list[Reading]) -> Iterator[Link]:
    """One paper from several services or exports: by its ids, and where these are missing by what it says of itself."""
    for reading in readings:
        for identity in identities(reading):
            yield Link(SAME_PAPER, 0, reading.key, identity)
    for group in duplicate_groups(citation_of(r.report, r.key) for r in readings if not is_registry(r.report)):
        for key in group:
            yield Link(SAME_PAPER, 1, key, f"paper:{group[0]}")


def _numbers(readings: list[Reading]) -> Iterator[Link]:
    registered = {
        number_key(own): reading.report
        for reading in reversed(readings)
        if is_registry(reading.report)
        for own in reading.report.registry_ids.own[:1]
    }
    for reading in readings:
        if reading.report.design == "pooled":
            continue
        step = OF_REGISTRY if is_registry(reading.report) else OWN_NUMBER
        for position, number in enumerate(_own_numbers(reading.report, registered)):
            yield Link(step, position, reading.key, f"number:{number}", number)


def _first_number(reading: Reading) -> str:
    return next(map(number_key, reading.report.registry_ids.own), "")


def _editions(readings: list[Reading]) -> Iterator[Link]:
    """Papers that a service ties as editions of one: a preprint and its article, a republication."""
    for reading in readings:
        for position, other in enumerate(reading.report.editions):
            name = "pmid" if other.isdigit() else "doi"
            yield Link(EDITION, position, reading.key, f"{name}:{other.lower()}")


def _listed(readings: list[Reading]) -> Iterator[Link]:
    """Papers that one trial's registry lists; a paper that several list is of none of them for sure."""
    claimed: dict[str, set[str]] = defaultdict(set)
    for reading in readings:
        for pmid in reading.report.linked_pmids:
            claimed[pmid].add(_first_number(reading))
    for reading in readings:
        for pmid in reading.report.linked_pmids:
            if len(claimed[pmid]) < 2:
                yield Link(LISTED, 0, reading.key, f"pmid:{pmid}")


def _titles(readings: list[Reading]) -> Iterator[Link]:
    """Equal titles. Replicate trials share title and sponsor: three registrations of one title may be two trials."""
    titled: dict[str, set[str]] = defaultdict(set)
    found = [(reading, title) for reading in readings if (title := _title_identity(reading))]
    for reading, (_, identity) in found:
        titled[identity].add(_first_number(reading))
    for reading, (step, identity) in found:
        if step == SAME_TITLE or len(titled[identity]) == 2:
            yield Link(step, 0, reading.key, identity)


def _own_numbers(report: Report, registered: Mapping[str, Report]) -> list[str]:
    """A report's own numbers, the one first whose trial it is most about where a paper gives several.

    That is the registration that lists the paper, else the one whose title is most like the paper's, else the first.
    """
    numbers = list(dict.fromkeys(map(number_key, report.registry_ids.own)))
    if len(numbers) < 2 or is_registry(report):
        return numbers
    words = words_of(report.title)

    def likeness(number: str) -> tuple[bool, float]:
        trial = registered.get(number)
        if trial is None:
            return False, 0.0
        title = words_of(trial.title)
        return report.pmid in trial.linked_pmids, len(words & title) / math.sqrt(len(words) * len(title) or 1)

    return sorted(numbers, key=likeness, reverse=True)


_WHY = {"pmid": "PubMed id", "doi": "DOI", "pmcid": "PMC number", "number": "registry number"}
_ALIKE = {
    "paper": "the same paper by title, authors, year and journal",
    "title": "same title and first author",
    "registration": "same title and sponsor",
}


def reasons(links: list[Link]) -> list[str]:
    """One sentence for each identity that two or more reports of a study share."""
    by_identity: dict[str, dict[str, int]] = defaultdict(dict)
    for link in links:
        by_identity[link.identity][link.report] = link.step
    found = []
    for identity, reports in sorted(by_identity.items()):
        name, _, value = identity.partition(":")
        if len(reports) < 2 or (name == "paper" and _tied_by_ids(reports, by_identity)):
            continue
        listed = sorted(report for report, step in reports.items() if step == LISTED)
        editions = sorted(report for report, step in reports.items() if step == EDITION)
        own = sorted(report for report, step in reports.items() if step not in (LISTED, EDITION))
        what = _ALIKE.get(name) or f"{_WHY[name]} {value}"
        by = f", listed as results by {', '.join(listed)}" if listed else ""
        of = f", another edition of {', '.join(editions)}" if editions else ""
        found.append(f"{what}: {', '.join(own)}{of}{by}")
    return found


def _tied_by_ids(reports: Mapping[str, int], by_identity: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether an id says already that these records are one paper."""
    ids = ("pmid:", "doi:", "pmcid:")
    return any(
        reports.keys() <= bearing.keys() for identity, bearing in by_identity.items() if identity.startswith(ids)
    )
