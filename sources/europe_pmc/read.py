"""Europe PMC: one hit of a core search as JSON → Report. Full texts are JATS: see `jats.py`."""

from __future__ import annotations

import html
import re
from typing import Any

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Record, Report
from sources.abstracts import blocks_of
from sources.languages import iso_639_1
from sources.plain import dicts, part, words
from sources.references import take_mark, take_reference

Json = Any
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_HEAD = re.compile(r"<h[1-6][^>]*>(.*?)</h[1-6]>", re.S | re.I)


def read(record: Record) -> Report:
    """One hit; raises BadInput where the payload is none."""
    hit = _hit(record.payload, record.id)
    report = Report(record.source, record.id, record.sha256, record.url)
    report.title = plain(words(hit, "title")).removesuffix(".")
    report.authors = _authors(hit)
    journal = part(part(hit, "journalInfo"), "journal")
    report.journal = plain(words(journal, "title") or words(hit, "journalTitle")) or None
    year = words(hit, "pubYear")
    report.year = int(year) if re.fullmatch(r"\d{4}", year) else None
    report.doi = words(hit, "doi").lower() or None
    report.pmid = words(hit, "pmid") or None
    report.pmcid = words(hit, "pmcid") or None
    report.language = iso_639_1(words(hit, "language"))
    kinds = part(hit, "pubTypeList").get("pubType")
    report.publication_types = [kind for kind in kinds if isinstance(kind, str)] if isinstance(kinds, list) else []
    if words(hit, "source") == "PPR":
        report.status = "preprint"
    elif words(hit, "publicationStatus") == "aheadofprint":
        report.status = "ahead of print"
    _corrections(report, hit)
    title = plain(words(hit, "title"))
    report.blocks = [Block("title", "title", title)] if title else []
    report.blocks += blocks_of(_HEAD.split(words(hit, "abstractText")), plain)
    return report


def stable(payload: bytes) -> bytes:
    """The hit without counts and flags of the service, which change while the paper does not."""
    hit = _hit(payload, "hit")
    kept = (
        "id", "source", "pmid", "pmcid", "doi", "title", "authorString", "authorList", "journalInfo", "journalTitle",
        "pubYear", "abstractText", "publicationStatus", "language", "pubTypeList", "pubType", "commentCorrectionList",
    )  # fmt: skip
    return orjson.dumps({key: hit[key] for key in kept if key in hit}, option=orjson.OPT_SORT_KEYS)


def _hit(payload: bytes, name: str) -> dict[str, Json]:
    try:
        hit = orjson.loads(payload.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name}: the JSON ends or breaks at line {error.lineno}; fetch or save it again.") from error
    if not isinstance(hit, dict) or "id" not in hit:
        raise BadInput(f"{name}: the field id of a Europe PMC hit is missing; fetch the hit again.")
    return hit


def plain(markup: str) -> str:
    """Text of the service without its markup: `<i>n</i> &lt; 5` → `n < 5`."""
    return html.unescape(_TAG.sub("", markup)).strip() if "<" in markup or "&" in markup else markup


def _authors(hit: dict[str, Json]) -> list[str]:
    listed = []
    for author in dicts(part(hit, "authorList"), "author"):
        given = words(author, "firstName") or words(author, "initials")
        name = f"{words(author, 'lastName')} {given}".strip() or words(author, "collectiveName")
        listed.append(name or words(author, "fullName"))
    named = [name for name in listed if name]
    return named or [name for name in re.split(r",\s*", words(hit, "authorString").rstrip(".")) if name]


def _corrections(report: Report, hit: dict[str, Json]) -> None:
    for other in dicts(part(hit, "commentCorrectionList"), "commentCorrection"):
        take_reference(report, words(other, "type"), words(other, "reference"), words(other, "id"))
    take_mark(report, "Europe PMC")
