"""What is told of the services themselves: fields that changed, records that a query lost, and the last census."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from evidence import CountedQuery, Store
from flows.drift import TOLD_FOR, Change, changes
from flows.guards import query_name
from flows.job import Job
from schemas.protocol import Protocol
from schemas.shapes import Shape

Rows = list[dict[str, Any]]
FEW = 5
"""Changes of a source that are told one by one; the rest is counted."""


@dataclass(frozen=True, slots=True)
class CensusLine:
    """The last census of one query, for people."""

    source: str
    query: str
    """The query's id."""
    taken_on: date
    total: int
    before: int | None
    """What the last census of an earlier day found; None where there is none."""
    vanished: tuple[tuple[str, date], ...]
    """Records that an earlier census found and this one does not, each with the day of the last that did."""

    def as_data(self) -> dict[str, Any]:
        """As plain data for status.json."""
        return {
            "source": self.source,
            "query": self.query,
            "taken_on": self.taken_on.isoformat(),
            "total": self.total,
            "total_before": self.before,
            "vanished": len(self.vanished),
        }

    def __str__(self) -> str:
        change = "" if self.before in (None, self.total) else f", {self.before} before"
        lost = f", {len(self.vanished)} no longer found" if self.vanished else ""
        return f"{self.source} {self.query}: {self.total} records on {self.taken_on}{change}{lost}"


@dataclass(frozen=True, slots=True)
class Watch:
    """What a refresh tells of the services."""

    findings: Rows = field(default_factory=list)
    censuses: list[CensusLine] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """What the terminal shows: changes of fields, and one line for each query that lost records."""
        told = [str(row["message"]) for row in self.findings if row["rule"] != VANISHED]
        return told + [
            f"{line.source}: the query {line.query} no longer finds {len(line.vanished)} records that it found before; "
            "findings.csv lists them."
            for line in self.censuses
            if line.vanished
        ]


VANISHED = "vanished_from_query"


def watch(store: Store, job: Job, titles: Mapping[str, str]) -> Watch:
    """Everything about the services that the evidence shows as of the job's day.

    `titles`: source:id of a report → its title.
    """
    lines = census_lines(store, job.protocol, job.key, job.as_of)
    shapes = store.shapes(job.key, job.as_of)
    rows = [*_drift_rows(shapes, job.as_of), *_version_rows(shapes, job.as_of)]
    return Watch(rows + [row for line in lines for row in _vanished_rows(line, titles)], lines)


def census_lines(store: Store, protocol: Protocol, review: str, as_of: date | None = None) -> list[CensusLine]:
    """The last census of every query of the protocol that had one, in the protocol's order."""
    known: dict[tuple[str, str], list[CountedQuery]] = defaultdict(list)
    for census in store.censuses(review, as_of):
        known[census.source, census.query].append(census)
    return [
        _line(store, str(source), query.id, taken)
        for source, queries in protocol.queries.items()
        for query in queries
        if (taken := known.get((source, query_name(query))))
    ]


def _line(store: Store, source: str, query: str, taken: Sequence[CountedQuery]) -> CensusLine:
    last, listed = taken[-1], [census for census in taken if census.ids_sha256]
    ids = store.census_ids([census.ids_sha256 for census in listed])
    found = {record: census.taken_on for census in listed for record in ids[census.ids_sha256]}
    there: frozenset[str] = ids[listed[-1].ids_sha256] if listed else frozenset()
    gone = sorted((record, day) for record, day in found.items() if record not in there)
    # A refresh that was cut short left its census too: only an earlier day's says what was there before.
    before = next((census.total for census in reversed(taken) if census.taken_on < last.taken_on), None)
    return CensusLine(source, query, last.taken_on, last.total, before, tuple(gone))


def _vanished_rows(line: CensusLine, titles: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for record, day in line.vanished:
        report = f"{line.source}:{record}"
        title = f" ({titles[report]})" if titles.get(report) else ""
        sentence = (
            f"{report}{title} is no longer found by the query {line.query}, which found it on {day} for the last time; "
            "it stays in the evidence."
        )
        yield _row(VANISHED, "warning", sentence, line.query, report) | {"report": report}


def _drift_rows(shapes: Sequence[tuple[date, Shape]], as_of: date) -> Iterator[dict[str, Any]]:
    """A warning for each of the first few changes of a source, and one that counts the rest."""
    by_source: dict[str, list[Change]] = defaultdict(list)
    for change in changes(shapes, as_of):
        by_source[change.source].append(change)
    for source, found in sorted(by_source.items()):
        # What went or changed can spoil what is read; what came is only not read yet.
        found.sort(key=lambda c: (not c.sure, c.what == "added", c.path.count("/"), c.media, c.path))
        for change in found[:FEW]:
            severity = "warning" if change.sure or change.instead else "info"
            yield _row(f"schema_{change.what}", severity, _in_words(change), source, change.media, change.path)
        if len(found) > FEW:
            sentence = f"{source}: {len(found) - FEW} more fields came, went or hold another type of value."
            yield _row("schema_more", "warning", sentence, source)


def _in_words(change: Change) -> str:
    path = change.path.replace("/[]", "[]")
    (there, of), (now, now_of) = change.before, change.now
    start = f"{change.source}: since {change.since} the field {path} of {change.media}"
    if not change.sure:
        instead = change.instead.replace("/[]", "[]")
        ends = f"all of them have {instead} in its place" if instead else "of so few records that may be chance"
        return f"{start} is gone: none of {now_of} records has it and all {of} before had; {ends}."
    if change.what == "removed":
        return f"{start} is gone: {now} of {now_of} records have it, of those before {there} of {of}."
    if change.what == "added":
        return f"{start} is new: {now} of {now_of} records have it, of those before {there} of {of}."
    return f"{start} holds {change.types[1]} in place of {change.types[0]}, in {now_of} records."


def _version_rows(shapes: Sequence[tuple[date, Shape]], as_of: date) -> Iterator[dict[str, Any]]:
    """A note where a service tells another version of its interface than before."""
    told: dict[tuple[str, str], list[tuple[date, str]]] = defaultdict(list)
    for day, shape in shapes:
        known = told[shape.source, shape.media]
        if shape.version and (not known or known[-1][1] != shape.version):
            known.append((day, shape.version))
    for (source, media), versions in sorted(told.items()):
        if len(versions) > 1 and as_of - versions[-1][0] <= TOLD_FOR:
            day, now = versions[-1]
            sentence = f"{source}: since {day} replies with {media} are of version {now}, before of {versions[-2][1]}."
            yield _row("schema_version", "info", sentence, source, media)


def _row(rule: str, severity: str, sentence: str, *about: str) -> dict[str, Any]:
    digest = hashlib.sha256("\x1f".join(about).encode()).hexdigest()[:12]
    return {"finding_id": f"{rule}-{digest}", "severity": severity, "rule": rule, "message": sentence}
