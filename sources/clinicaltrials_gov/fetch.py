"""ClinicalTrials.gov API v2: the pages of a query, one record per study."""

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

SOURCE = "clinicaltrials_gov"
BASE = "https://clinicaltrials.gov/api/v2"
PAGE_SIZE = 1000
"""Studies a page; the service's maximum."""


def fetch(session: PoliteSession, query: str, window: Window) -> Iterator[Page]:
    """Yield every page of an Essie expression (`query.term`), of studies posted or changed within the window."""
    parameters = {"query.term": query, "pageSize": str(PAGE_SIZE), "countTotal": "true", "format": "json"}
    if window.since is not None:
        # Open above: a study posted while we read belongs to this window as much as to the next.
        parameters["filter.advanced"] = f"AREA[LastUpdatePostDate]RANGE[{window.since.isoformat()},MAX]"
    for studies, total in _pages(session, parameters):
        yield Page([_record(study) for study in studies], total)


def census(session: PoliteSession, query: str, _: date) -> Census:
    """Every NCT number that the expression finds, a thousand a request."""
    parameters = {"query.term": query, "pageSize": str(PAGE_SIZE), "countTotal": "true", "fields": "NCTId"}
    pages = list(_pages(session, parameters | {"format": "json"}))
    ids = tuple(_nct_id(study) for studies, _ in pages for study in studies)
    total = pages[0][1]
    return Census(len(ids) if total is None else total, ids)


def _pages(session: PoliteSession, parameters: dict[str, str]) -> Iterator[tuple[list[dict[str, Any]], int | None]]:
    """The studies of every page, with the count that the first one gives."""
    url = os.environ.get("PERENNIAL_CLINICALTRIALS_GOV_URL", BASE).rstrip("/") + "/studies"
    total: int | None = None
    seen = 0
    tokens: set[str] = set()
    while True:
        reply = session.get_json(SOURCE, url, parameters)
        studies = reply.get("studies")
        if not isinstance(studies, list):
            raise SourceFailed(f"{SOURCE}: a reply holds no list of studies; the service may have changed its format.")
        total = reply.get("totalCount", total)
        seen += len(studies)
        yield studies, total
        token = reply.get("nextPageToken")
        if not token:
            break
        if token in tokens:
            raise SourceFailed(f"{SOURCE}: the service gave the same page token twice; run the refresh again.")
        tokens.add(token)
        parameters = parameters | {"pageToken": token}
    require_complete(SOURCE, seen, total)


def _record(study: dict[str, Any]) -> Record:
    nct_id = _nct_id(study)
    url = f"https://clinicaltrials.gov/study/{nct_id}"
    return Record(SOURCE, nct_id, orjson.dumps(study), "ctgov-json", url)


def _nct_id(study: dict[str, Any]) -> str:
    try:
        return str(study["protocolSection"]["identificationModule"]["nctId"])
    except (KeyError, TypeError):
        raise SourceFailed(
            f"{SOURCE}: a study came without its NCT number; the service may have changed its format."
        ) from None
