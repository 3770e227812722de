"""Crossref: one work as JSON → Report. Notices come from `updated-by`; what a notice is about, from `update-to`."""

from __future__ import annotations

import re
from typing import Any

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Notice, Record, Report
from sources.abstracts import blocks_of
from sources.languages import iso_639_1
from sources.plain import dicts, doi_of, part, plain, words
from sources.registry_numbers import registry_numbers

KINDS = {
    "retraction": "retraction",
    "partial_retraction": "retraction",
    "withdrawal": "retraction",
    "removal": "retraction",
    "expression_of_concern": "concern",
    "concern": "concern",
    "correction": "erratum",
    "corrigendum": "erratum",
    "erratum": "erratum",
    "addendum": "erratum",
    "clarification": "erratum",
    "corrected_and_republished": "erratum",
}
"""Crossref's type of an update → kind of notice. New versions and editions are no notices."""
REINSTATED = "reinstatement"
_TITLE = re.compile(r"<(?:jats:)?title[^>]*>(.*?)</(?:jats:)?title>", re.S | re.I)
_STABLE = (
    "DOI", "type", "subtype", "title", "subtitle", "author", "container-title", "abstract", "language", "issued",
    "published", "published-print", "published-online", "update-to", "updated-by", "clinical-trial-number", "relation",
    "group-title", "volume", "issue", "page", "article-number", "ISSN", "publisher",
)  # fmt: skip


def read(record: Record) -> Report:
    """One work; raises BadInput where the payload is none."""
    work = _work(record.payload, record.id)
    report = Report(record.source, record.id, record.sha256, record.url)
    report.doi = doi_of(words(work, "DOI"))
    report.title = plain(_first(work, "title")).removesuffix(".")
    report.authors = _authors(work)
    report.journal = plain(_first(work, "container-title") or words(work, "group-title")) or None
    year = next((date for key in ("issued", "published") if (date := _date(part(work, key)))), "")
    report.year = int(year[:4]) if year else None
    report.language = iso_639_1(words(work, "language"))
    kind = words(work, "type")
    report.publication_types = [kind.replace("-", " ")] if kind else []
    if words(work, "subtype") == "preprint":
        report.status = "preprint"
    for number in dicts(work, "clinical-trial-number"):
        report.registry_ids.own += registry_numbers(words(number, "clinical-trial-number"))
    report.registry_ids.own = list(dict.fromkeys(report.registry_ids.own))
    _notices(report, work)
    title = [Block("title", "title", report.title)] if report.title else []
    report.blocks = title + blocks_of(_TITLE.split(words(work, "abstract")), plain)
    return report


def stable(payload: bytes) -> bytes:
    """The work without counts, scores, references and dates of indexing, which change while the paper does not."""
    work = _work(payload, "work")
    return orjson.dumps({key: work[key] for key in _STABLE if key in work}, option=orjson.OPT_SORT_KEYS)


def _work(payload: bytes, name: str) -> dict[str, Any]:
    try:
        work = orjson.loads(payload)
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name}: the JSON ends or breaks at line {error.lineno}; fetch or save it again.") from error
    work = work.get("message", work) if isinstance(work, dict) else {}
    if not isinstance(work, dict) or not doi_of(words(work, "DOI")):
        raise BadInput(f"{name}: the field DOI of a Crossref work is missing; fetch the work again.")
    return work


def _first(work: dict[str, Any], key: str) -> str:
    """The first of a list of texts, or the text."""
    value = work.get(key)
    if isinstance(value, list):
        value = next((item for item in value if isinstance(item, str) and item.strip()), "")
    return value.strip() if isinstance(value, str) else ""


def _authors(work: dict[str, Any]) -> list[str]:
    named = (
        f"{words(one, 'family')} {words(one, 'given')}".strip() or words(one, "name") for one in dicts(work, "author")
    )
    return [plain(name) for name in named if name]


def _date(dated: dict[str, Any]) -> str:
    """ISO, at the precision given: `{"date-parts": [[2023, 4]]}` → 2023-04. Unknown dates are `[[null]]`."""
    parts = dated.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    numbers = [n for n in first[:3] if isinstance(n, int) and n > 0]
    return "-".join(f"{n:04}" if place == 0 else f"{n:02}" for place, n in enumerate(numbers))


def _notices(report: Report, work: dict[str, Any]) -> None:
    """What was published about this work, and about which other works it is a notice itself.

    A publisher that marks a paper in place names the paper's own DOI, on either side: that is a notice on this work.
    """
    about = {"retraction": report.retracts, "erratum": report.corrects, "concern": report.doubts}
    reinstated = []
    for key in ("updated-by", "update-to"):
        for update in dicts(work, key):
            doi = doi_of(words(update, "DOI")) or ""
            kind = KINDS.get(words(update, "type").casefold().replace(" ", "_").replace("-", "_"))
            date = _date(part(update, "updated"))
            if words(update, "type").casefold() == REINSTATED:
                reinstated.append(f"reinstated {date}".strip())
            if kind is None:
                continue
            if key == "update-to" and doi != report.doi:
                about[kind].append(doi)
                continue
            label = words(update, "label") or words(update, "type").replace("_", " ")
            notice = Notice("erratum", doi, date, label, doi=doi, sources=[_told_by(update)])
            notice.kind = kind  # type: ignore[assignment]
            if not any(_same(notice, other, in_place=doi == report.doi) for other in report.notices):
                report.notices.append(notice)
    for notice in report.notices:
        if reinstated and notice.kind == "retraction":
            notice.text = "; ".join([notice.text, *reinstated])


def _same(one: Notice, other: Notice, in_place: bool) -> bool:
    """One update that stands on both sides, or comes from publisher and Retraction Watch: its tellers are named.

    Corrections in place all bear the paper's DOI: they are told apart by their days.
    """
    if (one.kind, one.id) != (other.kind, other.id) or (in_place and one.kind == "erratum" and one.date != other.date):
        return False
    other.sources += [name for name in one.sources if name not in other.sources]
    other.date = max(other.date, one.date, key=len)
    return True


def _told_by(update: dict[str, Any]) -> str:
    return "retraction_watch" if words(update, "source") == "retraction-watch" else "crossref"
