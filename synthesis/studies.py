"""Reports of one trial become one study.

Reports are joined by what they say of themselves: the same PubMed id, DOI or PMC number (one paper from several
services), the same own registry number, a registry's list of papers that report its results, or the same long title
by the same first author. Two trials with different numbers of one registry are never joined, whatever else they
share: such a link is refused and shown. Links are taken in a fixed order, so the outcome never depends on the order
of the input.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from synthesis.citation_line import family_name
from synthesis.identity import number_key, number_rank, scheme
from synthesis.kinds import is_registry, naming_order
from synthesis.shapes import Objection, Reading, Study

TITLE_WORDS = 8
"""Words that a title needs before its sameness says anything: shorter ones recur (“Authors' reply”)."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(slots=True, frozen=True, order=True)
class _Link:
    """A claim that a report bears an identity. `step` orders the claims: the surest first."""

    step: int
    position: int
    report: str
    identity: str
    number: str = ""


class _Joiner:
    """Union-find over reports and identities that refuses to bring two numbers of one registry together."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.numbers: dict[str, dict[str, str]] = {}

    def find(self, node: str) -> str:
        self.parent.setdefault(node, node)
        root = node
        while self.parent[root] != root:
            root = self.parent[root]
        while self.parent[node] != root:
            self.parent[node], node = root, self.parent[node]
        return root

    def add_number(self, node: str, number: str) -> None:
        self.numbers.setdefault(self.find(node), {}).setdefault(scheme(number), number)

    def join(self, one: str, two: str) -> bool:
        """Join two nodes; False, and nothing changed, where their registry numbers forbid it."""
        a, b = sorted((self.find(one), self.find(two)))
        if a == b:
            return True
        mine, theirs = self.numbers.get(a, {}), self.numbers.get(b, {})
        if any(mine.get(name, number) != number for name, number in theirs.items()):
            return False
        self.parent[b] = a
        if theirs:
            self.numbers[a] = {**theirs, **mine}
        return True


def _identities(reading: Reading) -> list[str]:
    report = reading.report
    if is_registry(report):
        return []
    found = [("pmid", report.pmid), ("doi", (report.doi or "").lower()), ("pmcid", report.pmcid)]
    return [f"{name}:{value}" for name, value in found if value]


def _title_identity(reading: Reading) -> str:
    report = reading.report
    words = _WORD.findall(report.title.casefold())
    family = family_name(report.authors[0]) if report.authors else ""
    if is_registry(report) or len(words) < TITLE_WORDS or not family:
        return ""
    return f"title:{family.casefold()}:{' '.join(words)}"


def _links(readings: list[Reading]) -> Iterator[_Link]:
    """Every claim of every report."""
    claimed: dict[str, set[str]] = defaultdict(set)
    for reading in readings:
        for pmid in reading.report.linked_pmids:
            claimed[pmid].update(number_key(n) for n in reading.report.registry_ids.own[:1])
    for reading in readings:
        report = reading.report
        for identity in _identities(reading):
            yield _Link(0, 0, reading.key, identity)
        if report.design != "pooled":
            for position, own in enumerate(report.registry_ids.own):
                number = number_key(own)
                yield _Link(1 if is_registry(report) else 2, position, reading.key, f"number:{number}", number)
        for pmid in report.linked_pmids:
            if len(claimed[pmid]) < 2:
                yield _Link(3, 0, reading.key, f"pmid:{pmid}")
        if title := _title_identity(reading):
            yield _Link(4, 0, reading.key, title)


def _take(readings: list[Reading]) -> tuple[_Joiner, list[_Link], list[Objection], dict[str, str]]:
    """Walk the links in order: the joiner, the links that held, the refused as objections, and the papers."""
    joiner, held, objections = _Joiner(), [], []
    papers: dict[str, str] = {}
    for reading in readings:
        joiner.find(reading.key)
    links = sorted(set(_links(readings)))
    for link in links:
        if link.step > 0 and not papers:
            papers = _papers(readings, joiner)
        if link.number:
            joiner.add_number(link.identity, link.number)
        if joiner.join(link.report, link.identity):
            held.append(link)
        else:
            objections.append(_refused(link, joiner))
    return joiner, held, objections, papers or _papers(readings, joiner)


def _papers(readings: list[Reading], joiner: _Joiner) -> dict[str, str]:
    """Report → the record that stands for its paper: of several services' records PubMed's, else the first by name."""
    groups: dict[str, list[str]] = defaultdict(list)
    for reading in readings:
        groups[joiner.find(reading.key)].append(reading.key)
    kept = {root: min(keys, key=lambda key: (not key.startswith("pubmed:"), key)) for root, keys in groups.items()}
    return {key: kept[root] for root, keys in groups.items() for key in keys}


def _refused(link: _Link, joiner: _Joiner) -> Objection:
    mine = ", ".join(sorted(joiner.numbers.get(joiner.find(link.report), {}).values()))
    theirs = ", ".join(sorted(joiner.numbers.get(joiner.find(link.identity), {}).values()))
    words = {1: "lists", 2: "gives as its own", 3: "names a paper of", 4: "has the same title and first author as"}
    message = (
        f"{link.report} belongs to {mine} and also {words.get(link.step, 'shares an identity with')} "
        f"{theirs}; the two trials are kept apart, so check which one the report is about."
    )
    return Objection("several_trials", "warning", message, report=link.report, quote=link.number)


_WHY = {"pmid": "PubMed id", "doi": "DOI", "pmcid": "PMC number", "number": "registry number"}


def _reasons(links: list[_Link]) -> list[str]:
    """One sentence for each identity that two or more reports of the study share."""
    by_identity: dict[str, dict[str, int]] = defaultdict(dict)
    for link in links:
        by_identity[link.identity][link.report] = link.step
    reasons = []
    for identity, reports in sorted(by_identity.items()):
        if len(reports) < 2:
            continue
        name, _, value = identity.partition(":")
        listed = sorted(report for report, step in reports.items() if step == 3)
        own = sorted(report for report, step in reports.items() if step != 3)
        what = "same title and first author" if name == "title" else f"{_WHY[name]} {value}"
        by = f", listed as results by {', '.join(listed)}" if listed else ""
        reasons.append(f"{what}: {', '.join(own)}{by}")
    return reasons


def _study_id(study: Study) -> str:
    """The first own registry number, else the DOI, PubMed id or name of its earliest report."""
    if study.registry_ids:
        return study.registry_ids[0]
    by_age = sorted(study.readings, key=lambda r: (r.report.year or 9999, r.report.doi or "~", r.key))
    for reading in by_age:
        if reading.report.doi:
            return reading.report.doi.lower()
    for reading in by_age:
        if reading.report.pmid:
            return f"pmid-{reading.report.pmid}"
    return re.sub(r"[^\w.-]+", "-", by_age[0].key).strip("-")


def _numbers(study: Study, links: list[_Link]) -> list[str]:
    """Own registry numbers of the study as reports spell them, ClinicalTrials.gov's first."""
    spelled: dict[str, str] = {}
    taken = {link.number for link in links if link.number}
    for reading in study.readings:
        for own in reading.report.registry_ids.own:
            if (number := number_key(own)) in taken:
                spelled[number] = min(own, spelled.get(number, own))
    return [spelled[number] for number in sorted(spelled, key=number_rank)]


def join(readings: list[Reading]) -> tuple[list[Study], list[Objection], dict[str, str]]:
    """The studies in the order of their ids, what was refused or unidentified, and report → record of its paper."""
    joiner, held, objections, papers = _take(readings)
    members: dict[str, list[Reading]] = defaultdict(list)
    for reading in sorted(readings, key=lambda r: (*naming_order(r.report), r.key)):
        members[joiner.find(reading.key)].append(reading)
    links: dict[str, list[_Link]] = defaultdict(list)
    for link in held:
        links[joiner.find(link.report)].append(link)
    studies = []
    for root, group in members.items():
        study = Study(group, _reasons(links[root]))
        study.registry_ids = _numbers(study, links[root])
        study.study_id = _study_id(study)
        studies.append(study)
        if not study.registry_ids and not any(_identities(r) or _own(r) for r in group):
            objections.append(_unidentified(study))
    return sorted(studies, key=lambda s: s.study_id), objections, papers


def _own(reading: Reading) -> list[str]:
    return reading.report.registry_ids.own


def _unidentified(study: Study) -> Objection:
    message = (
        f"{study.primary.key} has no registry number, DOI or PubMed id, so it may report a study that is here already; "
        "find its source, or exclude it in screening.csv."
    )
    return Objection("unidentified", "warning", message, study_id=study.study_id, report=study.primary.key)
