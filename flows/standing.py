"""How a review stands: its records as they were read, what people wrote, and which reports are in.

A live refresh needs it twice: to know about which papers services are asked, and for the tables. Where nothing came in
between, it is the same, and the reports need not be joined again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evidence import Store, Version
from flows.code import reader_version
from flows.following import of_reports
from flows.job import Job
from flows.ledger import input_files
from flows.past import up_to
from flows.reading import is_unreadable, vocabulary_hash, vocabulary_of
from schemas.models import Extraction
from sources.following import FOLLOWERS
from synthesis import Correction, Decided, Decision, Join, decide, read_corrections, read_decisions, read_joins


@dataclass(slots=True, frozen=True)
class People:
    """What people decided, corrected and joined."""

    decisions: list[Decision]
    corrections: list[Correction]
    joins: list[Join]


def people(job: Job) -> People:
    """What stands in the files in which people write; of a day in the past, without the lines dated later."""
    files = input_files(job)
    return People(
        up_to(job.until, read_decisions(files["screening"])),
        up_to(job.until, read_corrections(files["corrections"])),
        up_to(job.until, read_joins(files["links"])),
    )


@dataclass(slots=True)
class Read:
    """What was read of the records."""

    readable: list[Extraction] = field(default_factory=list)
    unreadable: list[Extraction] = field(default_factory=list)
    """Records that no reader could read."""


def read_records(store: Store, job: Job, versions: Sequence[Version]) -> Read:
    """What was read of the reports among these versions of records."""
    read = Read()
    words = vocabulary_hash(vocabulary_of(job.protocol))
    for extraction in store.extractions(of_reports(versions), reader_version(), words):
        (read.unreadable if is_unreadable(extraction) else read.readable).append(extraction)
    return read


@dataclass(slots=True)
class Standing:
    """How the review stood at one moment."""

    reports: list[str]
    """Keys of the versions of its reports."""
    read: Read
    people: People
    first_seen: dict[str, str]
    decided: Decided
    """Used up by the first `build` that gets it."""

    def holds(self, store: Store, job: Job, versions: Sequence[Version]) -> bool:
        """Whether these versions have the same reports, and people still say what they said."""
        return self.reports == _keys(versions) and self.people == people(job) and self.first_seen == _days(store, job)


def stand(store: Store, job: Job) -> Standing:
    """How the review stands now."""
    versions = store.current(job.key, job.as_of)
    read, by_people, first_seen = read_records(store, job, versions), people(job), _days(store, job)
    decided = decide(
        read.readable,
        job.protocol,
        by_people.decisions,
        by_people.corrections,
        joins=by_people.joins,
        first_seen=first_seen,
    )
    return Standing(_keys(versions), read, by_people, first_seen, decided)


def _keys(versions: Sequence[Version]) -> list[str]:
    return sorted(version.key for version in of_reports(versions))


def _days(store: Store, job: Job) -> dict[str, str]:
    """Report → the day on which the review first saw it; answers about papers are no reports."""
    days = store.first_seen(job.key)
    return {report: day for report, day in days.items() if report.partition(":")[0] not in FOLLOWERS}
