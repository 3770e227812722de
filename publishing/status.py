"""`status.json` (where the living review stands) and `manifest.json` (what made these files)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from publishing.context import PublishContext
from publishing.methods import section_hashes
from publishing.papers import papers
from schemas.fields import table
from schemas.protocol import Protocol

Rows = Sequence[Mapping[str, Any]]
FIRST_TO_SCREEN = 5
"""Papers named in status.json: enough to begin with; screening.csv has the whole order."""


@dataclass(frozen=True, slots=True)
class News:
    """What this version says of itself against the last one."""

    methods: Sequence[str]
    """Changes to methods."""
    conclusion: str
    """yes, no or unknown: whether the conclusion may have changed."""
    text: str
    """The What's New paragraph."""


def json_bytes(value: Any) -> bytes:
    """JSON as published: two spaces, keys in the order given, a line feed at the end."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def counted(tables: Mapping[str, Rows]) -> Rows:
    """Studies that count as included: all but the retracted of which no row may be pooled.

    A retracted study keeps its line in studies.csv, marked; a person who releases a report of it brings it back.
    """
    pooled = {row["study_id"] for row in tables["meta_analysis"]}
    return [row for row in tables["studies"] if not row["retracted"] or row["study_id"] in pooled]


def added(tables: Mapping[str, Rows], name: str, version: int) -> set[str]:
    """Keys of the rows of a table that came with this version: in the first, all of them."""
    if version == 1:
        key = table(name).key[0]
        return {row[key] for row in tables[name]}
    return {r["key"] for r in tables["changes"] if r["table"] == name and r["change"] == "added"}


def status(
    tables: Mapping[str, Rows], protocol: Protocol, context: PublishContext, version: int, news: News
) -> dict[str, Any]:
    """The living status, in the terms of PRISMA for living reviews; what is due is told as of the day."""
    studies = {row["study_id"] for row in counted(tables)}
    new = added(tables, "studies", version) & studies
    living = protocol.living
    return {
        "review_id": context.slug,
        "title": protocol.title,
        "version": version,
        "version_doi": living.version_doi,
        "living_mode": living.mode,
        "as_of": context.as_of,
        "search_date_per_source": dict(sorted(context.searched.items())),
        "last_success_per_source": dict(sorted({**context.searched, **context.last_success}.items())),
        "papers_followed_up": dict(sorted(context.followed.items())),
        "last_census_per_query": [dict(census) for census in context.censuses],
        "service_changes": list(context.service_changes),
        "planned_search_every_days": dict(sorted(living.search_every_days.items())),
        "next_search_due_per_source": _due(protocol, context.searched),
        "next_search_due": min(_due(protocol, context.searched).values(), default=None),
        "overdue": overdue(protocol, context),
        "records_new": len(added(tables, "screening", version)),
        "studies": len(studies),
        "studies_new": len(new),
        "studies_changed": len((studies_with_changes(tables) & studies) - new),
        "notices": len(tables["notices"]),
        "notices_new": len(added(tables, "notices", version)),
        "studies_retracted": sum(bool(row["retracted"]) for row in tables["studies"]),
        "waiting_for_a_person": {
            "held": len(tables["held"]),
            "screening": sum(row["decision"] == "unclear" for row in papers(tables["screening"])),
            "critical_findings": sum(row["severity"] == "critical" for row in tables["findings"]),
        },
        "screening_order": screening_order(tables, context),
        "trigger": context.trigger,
        "triggers_planned": list(living.triggers),
        "changes_to_methods": list(news.methods),
        "conclusion_changed": news.conclusion,
        "whats_new": news.text,
        "justification": living.justification,
        "retirement_plan": living.retirement_plan,
        "authors": [{"name": contact.name, "role": contact.role} for contact in protocol.contacts],
        "preceding_version": f"{context.slug} version {version - 1}" if version > 1 else living.preceding_version,
    }


def screening_order(tables: Mapping[str, Rows], context: PublishContext) -> dict[str, Any]:
    """The papers to look at first, and on how many decisions their order rests; no paper where those are too few."""
    ranked = sorted((p for p in papers(tables["screening"]) if p["rank"]), key=lambda paper: paper["rank"])
    return {
        "first": [paper["report"] for paper in ranked[:FIRST_TO_SCREEN]],
        "ranked": len(ranked),
        "learnt_from_included": context.counts.get("ranked_on_included", 0),
        "learnt_from_excluded": context.counts.get("ranked_on_excluded", 0),
    }


def studies_with_changes(tables: Mapping[str, Rows]) -> set[str]:
    """Studies that changed themselves or of which a row for pooling came or changed."""
    changed = {row["key"] for row in tables["changes"] if row["table"] == "studies"}
    rows = {row["key"] for row in tables["changes"] if row["table"] == "meta_analysis"}
    return changed | {row["study_id"] for row in tables["meta_analysis"] if row["row_id"] in rows}


def _due(protocol: Protocol, searched: Mapping[str, str]) -> dict[str, str]:
    """Source → the day on which its next planned search is due; empty where none is planned."""
    if protocol.living.mode == "not_living":
        return {}
    return {
        source: (date.fromisoformat(searched[source]) + timedelta(days=days)).isoformat()
        for source, days in sorted(protocol.living.search_every_days.items())
        if source in searched
    }


def overdue(protocol: Protocol, context: PublishContext) -> list[str]:
    """Sources whose planned search was due before the day of this version, or was never made to its end."""
    if protocol.living.mode == "not_living":
        return []
    due = _due(protocol, context.searched)
    planned = [source for source in sorted(protocol.living.search_every_days) if protocol.queries.get(source)]
    return [source for source in planned if source not in due or due[source] < context.as_of]


def manifest(
    files: Mapping[str, bytes], tables: Mapping[str, Rows], protocol: Protocol, context: PublishContext, version: int
) -> dict[str, Any]:
    """Hashes of what went in and came out. `files` are all the others of the folder.

    Checks hold rows and add findings after the stages have counted: what is published is what counts.
    """
    final = {"rows": "meta_analysis", "held": "held", "findings": "findings"}
    counts = {name: len(tables[final[name]]) if name in final else n for name, n in context.counts.items()}
    return {
        "review": context.slug,
        "version": version,
        "versions": {"perennial": context.code_version, **dict(sorted(context.versions.items()))},
        "inputs": dict(sorted(context.inputs.items())),
        "protocol_sections": section_hashes(protocol),
        "counts": counts,
        **({"second_reader": dict(context.second_reader)} if context.second_reader else {}),
        "rows": {name: len(rows) for name, rows in tables.items()},
        "files": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        },
    }
