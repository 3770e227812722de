"""Records a second on one core, beside the bare parse of the same bytes; memory over many records."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
from lxml import etree

from appraisal import appraise
from benchmarks.figures import SHARED, Figure, absent
from extractors import read_report
from schemas.errors import BadInput
from schemas.models import Record
from sources.inbox.read import records_of_file
from sources.readers import read_record

MEMORY_RECORDS = 10_000


def records_below(folder: Path, pattern: str) -> list[Record]:
    """Every record of the files below a folder that can be split into records."""
    found: list[Record] = []
    for path in sorted(folder.rglob(pattern)):
        if "spec" in path.parts:
            continue
        try:
            found.extend(records_of_file(path, path.name))
        except BadInput:
            continue
    return found


def read_through(record: Record) -> None:
    """The whole reading of one record: payload to report, arms, results and proven counts."""
    try:
        appraise(read_report(read_record(record)))
    except BadInput:
        return


def parse_floor(record: Record) -> None:
    """The bare parse of the same bytes."""
    if record.media.endswith("json"):
        orjson.loads(record.payload)
    elif record.media in ("pubmed-xml", "jats", "ctgov-xml"):
        etree.fromstring(record.payload)
    else:
        record.payload.decode("utf-8", "replace")


def per_second(work: Callable[[Record], None], records: list[Record]) -> float:
    """Records a second, single process."""
    began = time.perf_counter()
    for record in records:
        work(record)
    return len(records) / (time.perf_counter() - began)


def slowest(records: list[Record]) -> tuple[str, float]:
    """The record that takes longest to read, and its seconds."""
    worst, worst_seconds = "", 0.0
    for record in records:
        began = time.perf_counter()
        read_through(record)
        took = time.perf_counter() - began
        if took > worst_seconds:
            worst, worst_seconds = record.id, took
    return worst, worst_seconds


def figures() -> Iterator[Figure]:
    """Throughput of the three large kinds of record, the worst document, and memory over 10,000 records."""
    sets = {
        "registry records": ("services/clinicaltrials_gov", "*json", 300.0),
        "abstracts": ("bench/oncology_abstracts/texts", "*.txt", 200.0),
        "PubMed records": ("services/pubmed/efetch", "*.xml", 200.0),
        "JATS full texts": ("services/europepmc/jats", "*.nxml", 15.0),
    }
    everything: list[Record] = []
    for what, (folder, pattern, goal) in sets.items():
        if not (SHARED / folder).exists():
            yield absent(what, SHARED / folder)
            continue
        records = records_below(SHARED / folder, pattern)
        everything += records
        read_through(records[0])
        read, floor = per_second(read_through, records), per_second(parse_floor, records)
        yield Figure(what, "a second", f"{read:.0f} ({len(records)} records)", f">= {goal:.0f}")
        yield Figure(what, "bare parse", f"{floor:.0f} a second, {floor / read:.1f} times faster")
    if not everything:
        return
    worst, took = slowest(everything)
    yield Figure("worst document", worst, f"{took:.2f} s", "< 5 s")
    small = [record for record in everything if len(record.payload) < 50_000]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for i in range(MEMORY_RECORDS):
        read_through(small[i % len(small)])
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    yield Figure(f"memory over {MEMORY_RECORDS} records", "growth of peak", f"{grown:.0f} MB", "flat")
