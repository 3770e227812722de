"""Unpaywall: one question a DOI. It wants to know the caller's mail address, and answers nothing without one."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from urllib.parse import quote

import orjson

from schemas.errors import SourceFailed
from schemas.models import Paper, Record
from sources.http import PoliteSession
from sources.paging import Page
from sources.plain import doi_of, words

SOURCE = "unpaywall"
BASE = "https://api.unpaywall.org/v2"


def fetch_papers(session: PoliteSession, papers: Sequence[Paper]) -> Iterator[Page]:
    """Yield what is known of each paper's DOI, one page a paper; a replay asks what its recording asked."""
    base = os.environ.get("PERENNIAL_UNPAYWALL_URL", BASE).rstrip("/")
    recorded = session.recorded(base)
    if recorded is None:
        paths = [quote(doi, safe="/") for doi in sorted({paper.doi for paper in papers if paper.doi})]
    else:
        paths = [asked["path"] for asked in recorded if "path" in asked]
    for path in paths:
        yield Page(_answer(session, f"{base}/{path}"))


def _answer(session: PoliteSession, url: str) -> list[Record]:
    """The answer as a record; nothing for a DOI that Unpaywall does not know (404) or that is none (422)."""
    contact = os.environ.get("PERENNIAL_CONTACT", "")
    try:
        answer = session.get_json(SOURCE, url, {"email": contact} if contact else {})
    except SourceFailed as failure:
        if failure.status in (404, 422):
            return []
        raise
    doi = doi_of(words(answer, "doi"))
    if not doi:
        raise SourceFailed(f"{SOURCE}: an answer came without its DOI; the service may have changed its format.")
    return [Record(SOURCE, doi, orjson.dumps(answer), "unpaywall-json", f"https://doi.org/{doi}")]
