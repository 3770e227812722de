"""Reports of one trial become one study.

First comes what a person says (links.csv). Then reports are joined by what they say of themselves: the same PubMed id,
DOI, PMC number or citation (one paper from several services, `duplicates`), the same own registry number, a
registry's list of papers that report its results, the same long title by the same first author or sponsor. Papers that
remain without a registration are compared with those there are (`alike`), after preprints and meeting abstracts found
their articles (`drafts`). Two trials with different numbers of one registry are never joined, whatever else they share:
such a link is refused and shown. Links are taken in a fixed order, so the outcome never depends on the order of the
input.

A study is known by what its first reports said, and keeps that name and id when later ones join.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from synthesis.identity import number_key, number_rank
from synthesis.joining.alike import Alike, join_alike
from synthesis.joining.by_hand import take_by_hand
from synthesis.joining.drafts import Draft, join_drafts
from synthesis.joining.groups import Joiner
from synthesis.joining.links import CLAIMS, OWN_NUMBER, SAME_PAPER, Link, identities, links_of, reasons
from synthesis.kinds import naming_order
from synthesis.people import Join
from synthesis.shapes import Objection, Reading, Study


@dataclass(slots=True)
class Joined:
    """What became of the reports."""

    studies: list[Study] = field(default_factory=list)
    """In the order of their ids."""
    objections: list[Objection] = field(default_factory=list)
    """Links that were refused, reports without identity, papers that may belong to a trial."""
    papers: dict[str, str] = field(default_factory=dict)
    """Report → the record that stands for its paper."""


def join(readings: list[Reading], joins: list[Join] | None = None) -> Joined:
    """The studies that the readings make."""
    out = Joined()
    readings = sorted(readings, key=lambda r: (*naming_order(r.report), r.key))
    joiner = Joiner()
    said, out.objections = take_by_hand(readings, joins or [], joiner)
    held = _take(readings, joiner, out)
    drafts, unclear = join_drafts(readings, joiner)
    paired, questions = join_alike(readings, joiner)
    out.objections += [*unclear, *questions]
    members: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        members[joiner.find(reading.key)].append(reading)
    links: dict[str, list[Link]] = defaultdict(list)
    for link in held:
        links[joiner.find(link.report)].append(link)
    told = _told(joiner, drafts, paired, said)
    for root, group in members.items():
        by_hand, likely = told.get(root, ([], []))
        study = Study(group, [*by_hand, *reasons(links[root]), *sorted(likely)])
        numbers = _numbers(study.readings, links[root])
        study.registry_ids = numbers
        study.study_id = _study_id(study.founding, _numbers(study.founding, links[root]))
        out.studies.append(study)
        if not numbers and not any(identities(r) or r.report.registry_ids.own for r in group):
            out.objections.append(_unidentified(study))
    out.studies.sort(key=lambda s: s.study_id)
    return out


def _take(readings: list[Reading], joiner: Joiner, out: Joined) -> list[Link]:
    """Walk the claims in order, the same paper first: those that held."""
    held = []
    for reading in readings:
        joiner.find(reading.key)
    for link in sorted(set(links_of(readings))):
        if link.step > SAME_PAPER and not out.papers:
            out.papers = _papers(readings, joiner)
        if link.number:
            joiner.add_number(link.identity, link.number)
        if joiner.join(link.report, link.identity):
            held.append(link)
        elif not joiner.parted(link.report, link.identity):
            out.objections.append(_refused(link, joiner))
    out.papers = out.papers or _papers(readings, joiner)
    return held


def _papers(readings: list[Reading], joiner: Joiner) -> dict[str, str]:
    """Report → the record that stands for its paper: of several services' records PubMed's, else the first by name."""
    groups: dict[str, list[str]] = defaultdict(list)
    for reading in readings:
        groups[joiner.find(reading.key)].append(reading.key)
    kept = {root: min(keys, key=lambda key: (not key.startswith("pubmed:"), key)) for root, keys in groups.items()}
    return {key: kept[root] for root, keys in groups.items() for key in keys}


def _refused(link: Link, joiner: Joiner) -> Objection:
    mine = ", ".join(sorted(joiner.numbers.get(joiner.find(link.report), {}).values()))
    theirs = ", ".join(sorted(joiner.numbers.get(joiner.find(link.identity), {}).values()))
    message = (
        f"{link.report} belongs to {mine} and also {CLAIMS.get(link.step, 'shares an identity with')} "
        f"{theirs}; the two trials are kept apart, so check which one the report is about."
    )
    return Objection("several_trials", "warning", message, report=link.report, quote=link.number)


def _told(
    joiner: Joiner, drafts: list[Draft], paired: list[Alike], said: list[tuple[str, str]]
) -> dict[str, tuple[list[str], list[str]]]:
    """Why the reports of each group are one study, beside what they share: people's words, and how alike they are."""
    told: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for node, sentence in said:
        told[joiner.find(node)][0].append(sentence)
    for draft in drafts:
        told[joiner.find(draft.key)][1].append(draft.reason)
    for pair in paired:
        told[joiner.find(pair.trial)][1].append(pair.reason)
    return told


def _study_id(founding: list[Reading], numbers: list[str]) -> str:
    """The first own registry number of the reports that came first, else the DOI, PubMed id or name of the earliest."""
    if numbers:
        return numbers[0]
    by_age = sorted(founding, key=lambda r: (r.report.year or 9999, r.report.doi or "~", r.key))
    for reading in by_age:
        if reading.report.doi:
            return reading.report.doi.lower()
    for reading in by_age:
        if reading.report.pmid:
            return f"pmid-{reading.report.pmid}"
    return re.sub(r"[^\w.-]+", "-", by_age[0].key).strip("-")


def _numbers(readings: list[Reading], links: list[Link]) -> list[str]:
    """Own registry numbers of a study's reports as these spell them, ClinicalTrials.gov's first."""
    spelled: dict[str, str] = {}
    taken = {link.number for link in links if link.number and link.step <= OWN_NUMBER}
    for reading in readings:
        for own in reading.report.registry_ids.own:
            if (number := number_key(own)) in taken:
                spelled[number] = min(own, spelled.get(number, own))
    return [spelled[number] for number in sorted(spelled, key=number_rank)]


def _unidentified(study: Study) -> Objection:
    message = (
        f"{study.primary.key} has no registry number, DOI or PubMed id, so it may report a study that is here already; "
        "find its source, or exclude it in screening.csv."
    )
    return Objection("unidentified", "warning", message, study_id=study.study_id, report=study.primary.key)
