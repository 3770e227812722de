"""The reading stage: records to appraised extractions, in batches, each record read once per version of the code."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from appraisal import appraise
from evidence import Store, Version
from extractors import Vocabulary, read_report
from flows.code import reader_version
from schemas.errors import PerennialError
from schemas.models import Extraction, Finding, Record, Report
from schemas.protocol import Protocol
from sources.readers import read_record
from synthesis import Passages, named, passages

BATCH = 200
"""Records a task: few enough to show progress, many enough that Prefect's share of the time stays small."""
MOST_BATCHES = 200
"""Above 40,000 records batches grow instead of their number."""
UNREADABLE = "unreadable"
"""Rule of the finding that stands for a record which no reader could read."""


def batches(versions: Sequence[Version]) -> list[list[Version]]:
    """The versions in runs of some hundred."""
    size = max(BATCH, -(-len(versions) // MOST_BATCHES))
    return [list(versions[start : start + size]) for start in range(0, len(versions), size)]


def vocabulary_of(protocol: Protocol) -> Vocabulary:
    """The review's words for outcomes and interventions, as extractors want them."""
    return Vocabulary(
        outcomes={o.id: {"phrases": tuple(o.phrases), "direction": o.better} for o in protocol.outcomes},
        interventions={i.label: tuple(i.synonyms) for i in protocol.interventions},
        harm_terms=protocol.harms.terms,
    )


def vocabulary_hash(vocabulary: Vocabulary) -> str:
    """Hash of the words: other words, another reading."""
    return hashlib.sha256(
        orjson.dumps([vocabulary.outcomes, vocabulary.interventions, vocabulary.harm_terms])
    ).hexdigest()


def read_batch(store: Store, versions: Sequence[Version], vocabulary: Vocabulary) -> int:
    """Read records into the cache; return how many could not be read. One bad record holds back only itself."""
    read = [(version, extract(record, vocabulary)) for version, record in store.records(versions)]
    store.keep_extractions(read, reader_version(), vocabulary_hash(vocabulary))
    return sum(is_unreadable(extraction) for _, extraction in read)


def extract(record: Record, vocabulary: Vocabulary | None) -> Extraction:
    """What a record says; an unreadable one says only that, as a finding."""
    try:
        return appraise(read_report(read_record(record), vocabulary))
    except PerennialError as error:
        return _unreadable(record, str(error))
    except Exception as error:  # a mistake of ours must cost one record, not the refresh; the finding shows it
        return _unreadable(record, f"{record.id}: reading failed ({type(error).__name__}: {error}); please report it.")


def passages_of(
    store: Store, versions: Sequence[Version], tables: Mapping[str, Sequence[Mapping[str, Any]]]
) -> Passages:
    """The words around every number, from the records themselves: the cache keeps no more of them than rows need."""
    wanted = named(tables)
    chosen = [version for version in versions if f"{version.source}:{version.record}" in wanted]
    return passages((read_record(record) for batch in batches(chosen) for _, record in store.records(batch)), tables)


def _unreadable(record: Record, sentence: str) -> Extraction:
    report = Report(source=record.source, id=record.id, sha256=record.sha256, url=record.url)
    return Extraction(report, findings=[Finding(UNREADABLE, "warning", sentence)])


def is_unreadable(extraction: Extraction) -> bool:
    """Whether this stands for a record that could not be read."""
    return any(finding.rule == UNREADABLE for finding in extraction.findings)
