"""What registrations said of their plan in the versions that the evidence holds, from the first to the one of today.

Most registrations change without their plan changing, so the first version is read and laid against the one of today,
which has been read already; only where those two differ are the versions between read, for the days of the change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from evidence import Store, Version
from extractors import Vocabulary, missing_outcomes, registered_plan
from flows.job import Job
from schemas.errors import BadInput
from schemas.models import Extraction, Record, Registered, Report
from sources.readers import REGISTRIES, read_record
from synthesis import FEW_OR_MANY

_OF_REGISTRIES = {"ctgov-json", *REGISTRIES}


def registered_plans(
    store: Store, job: Job, extractions: Iterable[Extraction], vocabulary: Vocabulary
) -> list[Registered]:
    """The plans of every registration that has changed its own, oldest first; nothing of all others."""
    today = {(e.report.source, e.report.id): e.report for e in extractions if e.report.registry is not None}
    found: list[Registered] = []
    for versions in store.histories(job.key, job.as_of):
        report = today.get((versions[0].source, versions[0].record))
        if report is not None and versions[0].media in _OF_REGISTRIES:
            found += _plans(store, versions, report, vocabulary)
    return found


def _plans(store: Store, versions: Sequence[Version], today: Report, vocabulary: Vocabulary) -> Iterator[Registered]:
    """The first plan and each that is another than the one before it; nothing where the first is the one of today."""
    last = registered_plan(today, vocabulary, versions[-1].seen_on.isoformat())
    known: list[Registered] = []
    for version in islice(versions, len(versions) - 1):
        plan = _plan(store, version, today, vocabulary)
        if plan is None:
            continue
        if not known and not changed(plan, last, today.n_total):
            return
        if not known or changed(known[-1], plan):
            known.append(plan)
    if known:
        yield from known
        if changed(known[-1], last):
            yield last


def changed(before: Registered, now: Registered, counted: int | None = None) -> bool:
    """Whether two plans differ in their primary outcomes or by much in size, `counted` in place of one that is gone.

    What one of them does not tell is no difference.
    """
    one, two = before.primary, now.primary
    if one and two and (missing_outcomes(one, two) or missing_outcomes(two, one)):
        return True
    size = now.planned or counted
    return bool(before.planned and size and abs(size - before.planned) > FEW_OR_MANY * before.planned)


def _plan(store: Store, version: Version, today: Report, vocabulary: Vocabulary) -> Registered | None:
    """The plan of an earlier version; None for one that cannot be read or that is of another trial."""
    for _, record in store.records([version]):
        report = _read(record)
        if report is not None and set(report.registry_ids.own) & set(today.registry_ids.own):
            return registered_plan(report, vocabulary, version.seen_on.isoformat())
    return None


def _read(record: Record) -> Report | None:
    try:
        return read_record(record)
    except BadInput:
        return None
