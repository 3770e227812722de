"""Europe PMC: the cursor pages of a query, one record per hit, and the full text of hits in the open-access subset."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson

from schemas.errors import SourceFailed
from schemas.models import Record
from sources.http import PoliteSession
from sources.paging import Census, Page, Window, require_complete

SOURCE = "europe_pmc"
BASE = "https://www.ebi.ac.uk/europepmc/webservices/rest"
PAGE_SIZE = 1000
"""Hits a page; the service answers a larger one with an error in disguise (status 200 and `errCode`)."""


def fetch(session: PoliteSession, query: str, window: Window) -> Iterator[Page]:
    """Yield every page of a Europe PMC query, of hits added or updated within the window, with their full texts."""
    base = _base()
    if window.since is not None:
        query = f"({query}) AND UPDATE_DATE:[{window.since.isoformat()} TO {window.until.isoformat()}]"
    for hits, total, version in _pages(session, query, "core"):
        records = [_record(hit) for hit in hits]
        records += [_full_text(session, base, hit["pmcid"]) for hit in hits if _is_open(hit)]
        yield Page(records, total, version)


def census(session: PoliteSession, query: str, _: date) -> Census:
    """The name of every hit of the query, a thousand a request."""
    pages = list(_pages(session, query, "idlist"))
    return Census(pages[0][1], tuple(_name(hit) for hits, _, _ in pages for hit in hits))


def _base() -> str:
    return os.environ.get("PERENNIAL_EUROPE_PMC_URL", BASE).rstrip("/")


def _pages(session: PoliteSession, query: str, result: str) -> Iterator[tuple[list[dict[str, Any]], int, str]]:
    """The hits of every page, with their count and the version that the service gives itself."""
    parameters = {"query": query, "format": "json", "resultType": result, "pageSize": str(PAGE_SIZE)}
    cursor, seen, cursors = "*", 0, {"*"}
    while True:
        reply = session.get_json(SOURCE, f"{_base()}/search", parameters | {"cursorMark": cursor})
        total, hits = _hits(reply)
        seen += len(hits)
        yield hits, total, str(reply.get("version") or "")
        following = reply.get("nextCursorMark")
        # The end is a cursor that repeats, or none; a page shorter than asked for is not the end.
        if not following or following == cursor:
            break
        if following in cursors:
            raise SourceFailed(f"{SOURCE}: the service led back to an earlier page; run the refresh again.")
        cursors.add(following)
        cursor = following
    require_complete(SOURCE, seen, total)


def _hits(reply: dict[str, Any]) -> tuple[int, list[dict[str, Any]]]:
    """Count and hits of a search page. An error with status 200 is told by `errCode`."""
    if "errCode" in reply or "errMsg" in reply:
        raise SourceFailed(
            f"{SOURCE}: the search failed ({reply.get('errMsg') or reply.get('errCode')}); mend the query."
        )
    try:
        total, hits = reply["hitCount"], reply["resultList"]["result"]
        if isinstance(total, int) and all(hit["id"] and hit["source"] for hit in hits):
            return total, hits
    except (KeyError, TypeError):
        pass
    raise SourceFailed(f"{SOURCE}: a search page lacks its count or its hits; the service may have changed its format.")


def _record(hit: dict[str, Any]) -> Record:
    name = _name(hit)
    return Record(SOURCE, name, orjson.dumps(hit), "europepmc-json", f"https://europepmc.org/article/{name}")


def _name(hit: dict[str, Any]) -> str:
    return f"{hit['source']}/{hit['id']}"


def _is_open(hit: dict[str, Any]) -> bool:
    return hit.get("isOpenAccess") == "Y" and bool(hit.get("pmcid"))


def _full_text(session: PoliteSession, base: str, pmcid: str) -> Record:
    """The JATS of one paper as it came. One that does not come is a record that says so, and the query goes on.

    The hit is a complete record by itself; the reader's objection tells a person that the full text is missing.
    """
    url = f"https://europepmc.org/article/PMC/{pmcid}"
    try:
        response = session.get(SOURCE, f"{base}/{pmcid}/fullTextXML")
    except SourceFailed as failure:
        return Record(SOURCE, pmcid, f"{pmcid}: the full text did not come: {failure}".encode(), "unreadable", url)
    return Record(SOURCE, pmcid, response.content, "jats", url)
