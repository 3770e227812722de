"""Europe PMC: one hit of a core search as JSON → Report. Full texts are JATS: see `jats.py`."""

from __future__ import annotations

import html
import re
from typing import Any

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Notice, Record, Report
from sources.abstracts import split_abstract
from sources.headings import in_abstract, section_of
from sources.languages import iso_639_1

Json = Any
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_HEAD = re.compile(r"<h[1-6][^>]*>(.*?)</h[1-6]>", re.S | re.I)
_KINDS = {
    "retraction in": "retraction",
    "partial retraction in": "retraction",
    "erratum in": "erratum",
    "corrected and republished in": "erratum",
    "expression of concern in": "concern",
}


def read(record: Record) -> Report:
    """One hit; raises BadInput where the payload is none."""
    hit = _hit(record.payload, record.id)
    report = Report(record.source, record.id, record.sha256, record.url)
    report.title = plain(_words(hit, "title")).removesuffix(".")
    report.authors = _authors(hit)
    journal = _part(_part(hit, "journalInfo"), "journal")
    report.journal = plain(_words(journal, "title") or _words(hit, "journalTitle")) or None
    year = _words(hit, "pubYear")
    report.year = int(year) if re.fullmatch(r"\d{4}", year) else None
    report.doi = _words(hit, "doi").lower() or None
    report.pmid = _words(hit, "pmid") or None
    report.pmcid = _words(hit, "pmcid") or None
    report.language = iso_639_1(_words(hit, "language"))
    kinds = _part(hit, "pubTypeList").get("pubType")
    report.publication_types = [kind for kind in kinds if isinstance(kind, str)] if isinstance(kinds, list) else []
    if _words(hit, "source") == "PPR":
        report.status = "preprint"
    elif _words(hit, "publicationStatus") == "aheadofprint":
        report.status = "ahead of print"
    _corrections(report, hit)
    title = plain(_words(hit, "title"))
    report.blocks = ([Block("title", "title", title)] if title else []) + _abstract(_words(hit, "abstractText"))
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


def _part(parent: dict[str, Json], key: str) -> dict[str, Json]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _words(parent: dict[str, Json], key: str) -> str:
    value = parent.get(key)
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _dicts(parent: dict[str, Json], key: str) -> list[dict[str, Json]]:
    value = parent.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def plain(words: str) -> str:
    """Text of the service without its markup: `<i>n</i> &lt; 5` → `n < 5`."""
    return html.unescape(_TAG.sub("", words)).strip() if "<" in words or "&" in words else words


def _authors(hit: dict[str, Json]) -> list[str]:
    listed = []
    for author in _dicts(_part(hit, "authorList"), "author"):
        given = _words(author, "firstName") or _words(author, "initials")
        name = f"{_words(author, 'lastName')} {given}".strip() or _words(author, "collectiveName")
        listed.append(name or _words(author, "fullName"))
    named = [name for name in listed if name]
    return named or [name for name in re.split(r",\s*", _words(hit, "authorString").rstrip(".")) if name]


def _corrections(report: Report, hit: dict[str, Json]) -> None:
    for other in _dicts(_part(hit, "commentCorrectionList"), "commentCorrection"):
        kind, number = _words(other, "type").lower(), _words(other, "id")
        if kind in _KINDS:
            year = re.search(r"\b(?:19|20)\d\d\b", _words(other, "reference"))
            notice = Notice("erratum", number, year[0] if year else "", _words(other, "reference"))
            notice.kind = _KINDS[kind]  # type: ignore[assignment]
            report.notices.append(notice)
        elif kind in {"retraction of", "partial retraction of"} and number:
            report.retracts.append(number)
    marked = any(kind.lower() == "retracted publication" for kind in report.publication_types)
    if marked and not any(notice.kind == "retraction" for notice in report.notices):
        report.notices.append(Notice("retraction", "", "", "Europe PMC marks this paper as a retracted publication"))


def _abstract(markup: str) -> list[Block]:
    """Headings `<h4>` open sections; without them the heads inside the text do."""
    if not markup:
        return []
    pieces = _HEAD.split(markup)
    blocks: list[Block] = []
    for n in range(0, len(pieces), 2):
        text, heading = plain(pieces[n]), plain(pieces[n - 1]) if n else ""
        if not text:
            continue
        if heading:
            section = in_abstract(section_of(heading) or "abstract")
            blocks.append(Block(f"abstract{len(blocks) + 1}", section, text, heading, "abstract"))
            continue
        for piece in split_abstract(text):
            words = text[piece.start : piece.end]
            blocks.append(Block(f"abstract{len(blocks) + 1}", piece.section, words, piece.heading, "abstract"))
    return blocks
