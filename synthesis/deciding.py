"""Which reports are in the review: read records with people's corrections, joined to studies and screened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.models import Extraction
from schemas.protocol import Protocol
from synthesis.corrections import Corrector
from synthesis.identity import name_studies
from synthesis.joining.studies import Joined, join
from synthesis.people import Correction, Decision, Join
from synthesis.screening.rules import DISAGREE, Verdict, screen
from synthesis.shapes import Objection, Reading


@dataclass(slots=True)
class Decided:
    """What the reports are and what is decided on each, before any number is looked at."""

    corrector: Corrector
    readings: list[Reading]
    """With their corrections, by key."""
    joined: Joined
    verdicts: dict[str, Verdict]
    objections: list[Objection]

    @property
    def included(self) -> set[str]:
        """The reports (`source:id`) that are in the review."""
        return {key for key, verdict in self.verdicts.items() if verdict.decision == "include"}


def decide(
    extractions: list[Extraction],
    protocol: Protocol,
    decisions: list[Decision] | None = None,
    corrections: list[Correction] | None = None,
    *,
    joins: list[Join] | None = None,
    first_seen: Mapping[str, str] | None = None,
) -> Decided:
    """The first half of `build`, with its arguments: none of the extractions is changed."""
    corrector = Corrector(corrections or [])
    readings, objections = _readings(extractions, corrector)
    for reading in readings:
        reading.first_seen = (first_seen or {}).get(reading.key, "")
    joined = join(readings, joins)
    name_studies(joined.studies)
    verdicts = screen(joined.studies, protocol, decisions or [])
    return Decided(corrector, readings, joined, verdicts, objections + joined.objections)


def _readings(extractions: Iterable[Extraction], corrector: Corrector) -> tuple[list[Reading], list[Objection]]:
    """Corrected readings by key. Two extractions of one report: the newer record speaks, and a finding says so."""
    by_key: dict[str, list[Reading]] = defaultdict(list)
    for extraction in extractions:
        reading = Reading.of(extraction)
        by_key[reading.key].append(reading)
    readings, objections = [], []
    for key in sorted(by_key):
        found = sorted(by_key[key], key=lambda r: (r.report.updated_date or "", r.report.sha256))
        if len({r.report.sha256 for r in found}) > 1:
            message = f"{key} came with {len(found)} different contents; the newest is used."
            objections.append(Objection("same_report_twice", "warning", message, report=key))
        readings.append(corrector.apply(found[-1]))
    return readings, objections


def stale_decisions(
    verdicts: dict[str, Verdict], decisions: list[Decision], overtaken: Mapping[str, str]
) -> list[Objection]:
    """Decisions that the record has outrun, that contradict each other, or that name no report of the review."""
    objections = []
    for key in sorted(k for k, verdict in verdicts.items() if verdict.stale):
        who = verdicts[key].decided_by
        message = f"{key} has changed since {who} decided on it; look again in screening.csv."
        if key in overtaken:
            message = f"{who} decided on {key} before {overtaken[key]}; look again in screening.csv."
        objections.append(Objection("decision_stale", "warning", message, report=key))
    for key in sorted(k for k, verdict in verdicts.items() if verdict.reason == DISAGREE):
        message = f"{verdicts[key].words}: add a line to screening.csv, decided_by consensus, that settles {key}."
        objections.append(Objection(DISAGREE, "warning", message, report=key))
    for key in sorted({d.report for d in decisions} - verdicts.keys()):
        message = f"screening.csv decides on {key}, which is no report of this review; check the name."
        objections.append(Objection("decision_unmatched", "warning", message, report=key))
    return objections
