"""Crossref REST API: the cursor pages of a query, and the works of a list of DOIs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote

import orjson

from schemas.errors import SourceFailed
from schemas.models import Paper, Record
from sources.http import PoliteSession
from sources.paging import Census, Page, Window, require_complete, whole
from sources.plain import doi_of, words

SOURCE = "crossref"
NOTICES = "crossref_notices"
"""What Crossref says about the review's papers stands apart from what it was searched for."""
BASE = "https://api.crossref.org"
PAGE_SIZE = 1000
"""Works a page; the service's maximum."""
MOST = 20_000
"""Crossref ranks, and any one word of a query makes a hit: a search this large was not meant to be read in full."""
AT_ONCE = 40
"""DOIs a request: as many as an address holds with safety."""


def fetch(session: PoliteSession, query: str, window: Window) -> Iterator[Page]:
    """Yield every page of a query, of works indexed anew within the window.

    The query is words for `query.bibliographic`, or parameters such as `query.title=…&filter=type:journal-article`.
    """
    parameters = _parameters(query)
    if window.since is not None:
        # The day of indexing also moves when a notice about the work arrives, the day of its deposit does not.
        indexed = f"from-index-date:{window.since.isoformat()}"
        parameters["filter"] = ",".join(filter(None, [parameters.get("filter", ""), indexed]))
    parameters |= {"rows": str(PAGE_SIZE)}
    cursor, seen = "*", 0
    while True:
        message = _message(session.get_json(SOURCE, works_url(), parameters | {"cursor": cursor} | _who_asks()))
        total, works = message.get("total-results"), message["items"]
        if isinstance(total, int) and total > MOST:
            raise SourceFailed(
                f"{SOURCE}: the query finds {total} works, more than the {MOST} read here; narrow it with query.title "
                "or a filter."
            )
        seen += len(works)
        yield Page([record_of(work, SOURCE) for work in works], total)
        # The cursor may stay the same from page to page: only an empty page is the end.
        cursor = message.get("next-cursor") or ""
        if not works or not cursor or (isinstance(total, int) and seen >= total):
            break
    require_complete(SOURCE, seen, total)


def census(session: PoliteSession, query: str, _: date) -> Census:
    """How many works a query finds; which ones is a matter of rank here, and not asked."""
    message = _message(session.get_json(SOURCE, works_url(), _parameters(query) | {"rows": "0"} | _who_asks()))
    return Census(whole(SOURCE, message.get("total-results")), None)


def fetch_papers(session: PoliteSession, papers: Sequence[Paper]) -> Iterator[Page]:
    """Yield the works of the papers' DOIs, in batches; a replay asks what its recording asked."""
    url = works_url()
    recorded = session.recorded(url)
    if recorded is None:
        dois = sorted({paper.doi for paper in papers if paper.doi})
        alone = [doi for doi in dois if "," in doi]
        asked = [_batch(chunk) for chunk in _chunks([doi for doi in dois if "," not in doi])]
        asked += [{"path": quote(doi, safe="")} for doi in alone]
    else:
        asked = [p for p in recorded if p.get("filter", "").startswith("doi:") or "path" in p]
    for parameters in asked:
        path = parameters.pop("path", "")
        works = [_single(session, f"{url}/{path}")] if path else _list(session, url, parameters)
        yield Page([record_of(work, NOTICES) for work in works if work])


def works_url() -> str:
    """Where works are asked for."""
    return os.environ.get("PERENNIAL_CROSSREF_URL", BASE).rstrip("/") + "/works"


def record_of(work: dict[str, Any], source: str) -> Record:
    """The record of one work."""
    doi = doi_of(words(work, "DOI"))
    if not doi:
        raise SourceFailed(f"{SOURCE}: a work came without its DOI; the service may have changed its format.")
    return Record(source, doi, orjson.dumps(work), "crossref-json", f"https://doi.org/{doi}")


def _parameters(query: str) -> dict[str, str]:
    """The parameters that a query's words stand for."""
    if not query.startswith(("query", "filter=")) or "=" not in query:
        return {"query.bibliographic": query}
    pairs = dict(parse_qsl(query, keep_blank_values=True))
    if strange := [name for name in pairs if name != "filter" and not name.startswith("query")]:
        raise SourceFailed(f"{SOURCE}: {strange[0]} cannot stand in a query; query, query.… and filter can.")
    return pairs


def _batch(dois: Sequence[str]) -> dict[str, str]:
    return {"filter": ",".join(f"doi:{doi}" for doi in dois), "rows": str(len(dois))}


def _chunks(dois: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(dois), AT_ONCE):
        yield dois[start : start + AT_ONCE]


def _list(session: PoliteSession, url: str, parameters: dict[str, str]) -> list[dict[str, Any]]:
    works: list[dict[str, Any]] = _message(session.get_json(SOURCE, url, parameters | _who_asks()))["items"]
    return works


def _single(session: PoliteSession, url: str) -> dict[str, Any] | None:
    """One work, None where Crossref does not know the DOI: another agency may have given it."""
    try:
        message = session.get_json(SOURCE, url, _who_asks()).get("message")
    except SourceFailed as failure:
        if failure.status == 404:
            return None
        raise
    return message if isinstance(message, dict) else None


def _message(reply: dict[str, Any]) -> dict[str, Any]:
    """The message of a list of works; anything else is a failure."""
    message = reply.get("message")
    if not isinstance(message, dict) or not isinstance(message.get("items"), list):
        raise SourceFailed(f"{SOURCE}: a reply holds no list of works; the service may have changed its format.")
    if not all(isinstance(work, dict) for work in message["items"]):
        raise SourceFailed(f"{SOURCE}: a reply lists something else than works; the service may have changed.")
    return message


def _who_asks() -> dict[str, str]:
    """The parameter that leads into the polite pool."""
    contact = os.environ.get("PERENNIAL_CONTACT", "")
    return {"mailto": contact} if contact else {}
