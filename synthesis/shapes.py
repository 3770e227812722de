"""The shapes of this room: a reading (one report with its keys), a study (all readings of one trial), an objection."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from schemas.models import Extraction, Finding, Report, Severity
from synthesis.keys import report_key, result_keys

Rows = list[dict[str, Any]]


@dataclass(slots=True)
class Synthesis:
    """What a review knows: every table as rows, and how many there are at each stage."""

    tables: dict[str, Rows]
    counts: dict[str, int]
    """records, reports, duplicates, screened, excluded, unsure, ranked, ranked_on_included, ranked_on_excluded,
    studies, retracted, rows, held, findings.

    `studies` leaves out those that count as `retracted`; the studies table shows them, marked.
    """


@dataclass(slots=True)
class Objection:
    """A finding as the findings table holds it. `rows` are keys of the rows it touches or holds."""

    rule: str
    severity: Severity
    message: str
    study_id: str = ""
    report: str = ""
    quote: str = ""
    proposal: str = ""
    rows: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Reading:
    """One report's extraction with the keys of its results and what is held against each of them.

    `by_result` maps a result's index to the findings that name it; `corrected` maps (index, field) to the words
    that say who set it.
    """

    extraction: Extraction
    key: str = ""
    result_ids: list[str] = field(default_factory=list)
    by_result: dict[int, list[Finding]] = field(default_factory=dict)
    of_report: list[Finding] = field(default_factory=list)
    corrected: dict[tuple[int, str], str] = field(default_factory=dict)
    first_seen: str = ""
    """Day on which the review first saw the record, as an ISO date; empty where that is not told."""

    @classmethod
    def of(cls, extraction: Extraction) -> Reading:
        """The reading of an extraction, its findings sorted by the result they name."""
        reading = cls(extraction, report_key(extraction.report), result_keys(extraction))
        for finding in extraction.findings:
            if not finding.results:
                reading.of_report.append(finding)
            for index in finding.results:
                reading.by_result.setdefault(index, []).append(finding)
        return reading

    @property
    def report(self) -> Report:
        """The report that was read."""
        return self.extraction.report

    def critical(self, index: int) -> list[Finding]:
        """What holds the result with this index: critical findings about it or about the whole report."""
        return [f for f in (*self.by_result.get(index, ()), *self.of_report) if f.severity == "critical"]


@dataclass(slots=True)
class Study:
    """All readings of one trial; the primary one comes first."""

    readings: list[Reading]
    link_reasons: list[str] = field(default_factory=list)
    registry_ids: list[str] = field(default_factory=list)
    study_id: str = ""
    name: str = ""
    retracted: set[str] = field(default_factory=set)
    """Keys of the readings that have been retracted."""
    retraction_words: str = ""
    """The notice of retraction: its ids, its day and who tells of it."""
    released: set[str] = field(default_factory=set)
    """Keys of readings that a person has decided to include."""

    @property
    def founding(self) -> list[Reading]:
        """The readings of the day on which the review first saw the study: they name it for good."""
        first = min(reading.first_seen for reading in self.readings)
        return [reading for reading in self.readings if reading.first_seen == first]

    @property
    def primary(self) -> Reading:
        """The reading that names the study."""
        return self.readings[0]
