"""The second reader of a refresh: whether it may be asked, asking it once a report, and comparing what it said.

Off by default. A document leaves the house only where the review's protocol says who consented and when, and the
environment names an endpoint. What was answered is evidence: later refreshes use it without asking, and go on using it
when the endpoint is gone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from evidence import SecondReading, Store, Version
from extractors.second_reader import SUMMARY, VERSION, ChatReader, Reading, compare, request_hash, usage_of
from flows import progress
from flows.job import Job, today
from flows.reading import batches
from flows.second_endpoint import MODEL, NAME, URL, Endpoint, endpoint, session
from schemas.errors import BadInput, PerennialError, SourceFailed
from schemas.models import Extraction, Finding, Record, Report
from schemas.protocol import Protocol
from sources.http import PoliteSession
from sources.identity import public_url
from sources.readers import read_record
from synthesis import OUTCOME_LABELS, Synthesis

FAILURES_IN_A_ROW = 2
"""After that the endpoint is left alone until the next refresh; each of them was tried `TRIES` times already."""
OF_ONE_DOCUMENT = frozenset({400, 413, 422})
"""Refusals of this document (too long for the model, say) that tell nothing about the next."""


def outcomes_of(protocol: Protocol) -> list[tuple[str, str]]:
    """The review's outcomes as they are asked for: id, and label with phrases."""
    return [(o.id, "; ".join([o.label, *o.phrases])) for o in protocol.outcomes]


def general_outcomes() -> list[tuple[str, str]]:
    """The common outcomes, for documents without a review."""
    return [(name, label) for name, label in OUTCOME_LABELS.items() if name != "OTHER"]


@dataclass(slots=True)
class Asked:
    """How asking went."""

    sent: int = 0
    known: int = 0
    """Reports that had been read before."""
    note: str = ""
    """Why nothing was sent, where somebody may have expected it."""
    failures: list[str] = field(default_factory=list)
    left: int = 0
    """Reports that were not asked about because the endpoint kept failing."""

    @property
    def sentences(self) -> list[str]:
        """What the run says about it: nothing where nobody wanted a second reader."""
        if self.note:
            return [f"{NAME}: {self.note}"]
        if not (self.sent or self.known or self.failures):
            return []
        told = f"{NAME}: {self.sent} reports sent, {self.known} known already, {len(self.failures)} failed"
        told += f", {self.left} left for the next refresh" if self.left else ""
        return [told, *dict.fromkeys(self.failures)]


def ask_again(store: Store, job: Job, versions: Sequence[Version], included: set[str]) -> Asked:
    """Put every included report to the second reader that it has not read; nothing without consent and endpoint.

    No failure of the endpoint is raised: the first reading stands without it.
    """
    where = endpoint_or_why(job)
    if not isinstance(where, Endpoint):
        return Asked(note=where)
    asked, in_a_row = Asked(), 0
    wanted = [version for version in versions if f"{version.source}:{version.record}" in included]
    with session() as connection:
        for batch in batches(wanted):
            for version, record in store.records(batch):
                progress.tell("second reader", asked.sent + asked.known, len(wanted))
                if in_a_row >= FAILURES_IN_A_ROW:
                    asked.left += 1
                    continue
                try:
                    sent = _put(store, job, record, where, connection)
                    asked.sent += sent is True
                    asked.known += sent is False
                    in_a_row = 0 if sent else in_a_row
                except SourceFailed as failure:
                    asked.failures.append(str(failure))
                    in_a_row += failure.status not in OF_ONE_DOCUMENT
                except BadInput as failure:
                    asked.failures.append(f"{version.record}: {failure}")
    return asked


def endpoint_or_why(job: Job) -> Endpoint | str:
    """The endpoint to ask, or why nothing is sent: empty where nobody has asked for a second reader."""
    try:
        where = endpoint()
    except BadInput as error:
        return f"nothing is sent. {error}"
    if job.protocol.second_reader is None:
        return "the protocol has no second_reader.consent, so nothing is sent." if where else ""
    if where is None:
        return f"nothing is sent, as {URL} and {MODEL} are not set; earlier readings are used."
    if not job.archive and job.as_of < today():
        return "nothing is sent for a day in the past; readings up to that day are used."
    return where


def _put(store: Store, job: Job, record: Record, where: Endpoint, connection: PoliteSession) -> bool | None:
    """Ask about one report and keep the reply at once; whether it was sent, None where there is nothing to read.

    False: this model has answered the same question before.
    """
    report = read_record(record)
    if not worth_reading(report):
        return None
    body = ChatReader(_never, where.model, outcomes_of(job.protocol)).request(report)
    request = request_hash(body)
    if store.second_reading(request, date.max, where.model):
        return False
    reply = where.ask(connection, body)
    cost = usage_of(reply, where.prices).cost
    store.keep_second_reading(
        SecondReading(request, where.model, VERSION, public_url(where.url), job.as_of, reply, cost)
    )
    return True


def _never(body: dict[str, Any]) -> dict[str, Any]:
    raise AssertionError("this reader only words its question")


def worth_reading(report: Report) -> bool:
    """A registry's numbers are read from its own fields, and a title alone has none."""
    return report.registry is None and any(b.section != "title" and re.search(r"\d", b.text) for b in report.blocks)


@dataclass(slots=True)
class Compared:
    """What the evidence holds of second readers, laid beside the first reading."""

    extractions: list[Extraction]
    totals: dict[str, Any] = field(default_factory=dict)
    """For the manifest: consent, and what each model gave. Empty where the review has no second reader."""


def compare_all(
    store: Store, job: Job, versions: Sequence[Version], readable: list[Extraction], included: set[str]
) -> Compared:
    """Every included report's extraction with what the newest second reading in the evidence makes of it."""
    consent = job.protocol.second_reader
    if consent is None:
        return Compared(readable)
    readings: dict[str, Reading | None] = {}
    for batch in batches([v for v in versions if f"{v.source}:{v.record}" in included]):
        for version, record in store.records(batch):
            with suppress(PerennialError):
                report = read_record(record)
                if worth_reading(report):
                    readings[f"{version.source}:{version.record}"] = _kept(store, job, report)
    compared = []
    for extraction in readable:
        key = f"{extraction.report.source}:{extraction.report.id}"
        compared.append(_beside(extraction, readings[key]) if key in readings else extraction)
    return Compared(compared, {"consent": consent.consent, "readers": _totals(readings)})


def _kept(store: Store, job: Job, report: Report) -> Reading | None:
    """The newest reading of a report in the evidence, checked against the report now."""
    outcomes = outcomes_of(job.protocol)
    request = request_hash(ChatReader(_never, "", outcomes).request(report))
    kept = store.second_reading(request, job.as_of)
    if kept is None:
        return None
    reading = ChatReader(lambda _: kept.reply, kept.model, outcomes).read(report)
    reading.usage = reading.usage.at_cost(kept.cost)
    return reading


def _beside(extraction: Extraction, reading: Reading | None) -> Extraction:
    if reading is not None:
        return compare(extraction, reading)
    missing = Finding(SUMMARY, "info", "No second reader has read this report yet; the first reading stands alone.")
    return replace(extraction, findings=[*extraction.findings, missing])


def _totals(readings: dict[str, Reading | None]) -> list[dict[str, Any]]:
    """By model and version: reports, results, what was dropped, tokens and cost."""
    by_reader: dict[tuple[str, str], list[Reading]] = {}
    for reading in readings.values():
        if reading is not None:
            by_reader.setdefault((reading.reader, reading.version), []).append(reading)
    return [
        {
            "model": model,
            "version": version,
            "reports": len(found),
            "unusable": sum(bool(r.problem) for r in found),
            "results": sum(len(r.results) for r in found),
            "dropped": sum(len(r.dropped) for r in found),
            "prompt_tokens": sum(r.usage.prompt_tokens or 0 for r in found),
            "completion_tokens": sum(r.usage.completion_tokens or 0 for r in found),
            "cost": _sum([r.usage.cost for r in found]),
        }
        for (model, version), found in sorted(by_reader.items())
    ]


def _sum(costs: list[float | None]) -> float | None:
    """The sum of what is known; None where nothing is."""
    known = [cost for cost in costs if cost is not None]
    return round(sum(known), 6) if known else None


def included_in(synthesis: Synthesis) -> set[str]:
    """The reports that screening let into the review."""
    return {row["report"] for row in synthesis.tables["screening"] if row["decision"] == "include"}
