"""OpenAlex: one work as JSON → Report, its abstract put together from the index of its words."""

from __future__ import annotations

import re
from typing import Any

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Notice, Record, Report
from sources.abstracts import blocks_of
from sources.plain import dicts, doi_of, part, plain, words

LONGEST = 10_000
"""Words of an abstract; a place beyond is a mistake of the index."""
_STABLE = (
    "id", "doi", "title", "display_name", "publication_date", "publication_year", "ids", "language", "type",
    "primary_location", "best_oa_location", "open_access", "authorships", "is_retracted", "abstract_inverted_index",
)  # fmt: skip


def read(record: Record) -> Report:
    """One work; raises BadInput where the payload is none."""
    work = _work(record.payload, record.id)
    ids = part(work, "ids")
    report = Report(record.source, record.id, record.sha256, record.url)
    report.doi = doi_of(words(work, "doi") or words(ids, "doi"))
    report.pmid = _last(r"\d+", words(ids, "pmid"))
    pmc = _last(r"\d+", words(ids, "pmcid"))
    report.pmcid = f"PMC{pmc}" if pmc else None
    report.title = plain(words(work, "title") or words(work, "display_name")).removesuffix(".")
    report.authors = [name for one in dicts(work, "authorships") if (name := _author(one))]
    report.journal = words(part(part(work, "primary_location"), "source"), "display_name") or None
    year = words(work, "publication_year")
    report.year = int(year) if re.fullmatch(r"\d{4}", year) else None
    report.language = words(work, "language") or None
    kind = words(work, "type")
    report.publication_types = [kind.replace("-", " ")] if kind else []
    if kind == "preprint":
        report.status = "preprint"
    if work.get("is_retracted") is True:
        report.notices.append(Notice("retraction", text="OpenAlex marks this work as retracted"))
    title = [Block("title", "title", report.title)] if report.title else []
    report.blocks = title + blocks_of([abstract_of(work)], plain)
    return report


def open_copy(payload: bytes, name: str) -> str:
    """Where OpenAlex knows an open copy of the work; empty where it knows none."""
    work = _work(payload, name)
    best = part(work, "best_oa_location")
    return words(best, "pdf_url") or words(best, "landing_page_url") or words(part(work, "open_access"), "oa_url")


def stable(payload: bytes) -> bytes:
    """The work without citations, topics and dates of updating, which change while the paper does not."""
    work = _work(payload, "work")
    return orjson.dumps({key: work[key] for key in _STABLE if key in work}, option=orjson.OPT_SORT_KEYS)


def abstract_of(work: dict[str, Any]) -> str:
    """The abstract from `{word: [places]}`; empty where there is none."""
    placed: dict[int, str] = {}
    for word, places in part(work, "abstract_inverted_index").items():
        for place in places if isinstance(places, list) else ():
            if isinstance(place, int) and 0 <= place < LONGEST:
                placed[place] = word
    return " ".join(placed[place] for place in sorted(placed))


def _work(payload: bytes, name: str) -> dict[str, Any]:
    try:
        work = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name}: the JSON ends or breaks at line {error.lineno}; fetch or save it again.") from error
    if not isinstance(work, dict) or not words(work, "id"):
        raise BadInput(f"{name}: the field id of an OpenAlex work is missing; fetch the work again.")
    return work


def _last(pattern: str, text: str) -> str | None:
    """The last match: ids come as addresses."""
    found = re.findall(pattern, text)
    return found[-1] if found else None


def _author(authorship: dict[str, Any]) -> str:
    """`Ada van der Berg` → `van der Berg Ada`; a name with a comma is turned there."""
    name = words(part(authorship, "author"), "display_name") or words(authorship, "raw_author_name")
    if "," in name:
        return " ".join(piece.strip() for piece in name.split(",", 1))
    parts = name.split()
    first = len(parts) - 1
    while first > 1 and parts[first - 1].islower():
        first -= 1
    return " ".join([*parts[first:], *parts[:first]]) if parts else ""
