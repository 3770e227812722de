"""OpenAlex: the cursor pages of a query, and the works of a list of papers, within the day's budget."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import orjson
import requests

from schemas.errors import SourceFailed
from schemas.models import Paper, Record
from sources.http import PoliteSession, json_object
from sources.paging import Census, Page, Window, require_complete, whole
from sources.plain import dicts, part, words

SOURCE = "openalex"
NOTICES = "openalex_notices"
"""What OpenAlex says about the review's papers stands apart from what it was searched for."""
BASE = "https://api.openalex.org"
PAGE_SIZE = 100
"""Works a page, and values of one filter: the service's maximum for both."""
KEY = "OPENALEX_API_KEY"


class Budget:
    """What the day's budget still bears, by the headers of the last reply. Asking stops before it is overdrawn."""

    def __init__(self) -> None:
        self._left, self._cost, self._limit, self._seen = 1.0, 0.0, "", 0

    def spend(self, response: requests.Response, works: int) -> None:
        """Note a reply, and how many works it gave."""
        self._left = _dollars(response, "Remaining", 1.0)
        self._cost = _dollars(response, "Cost", 0.0)
        self._limit = response.headers.get("X-RateLimit-Limit-USD", "")
        self._seen += works

    def require(self) -> None:
        """SourceFailed where another question like the last would not be answered."""
        if self._left < self._cost or self._left <= 0:
            raise self.spent()

    def spent(self) -> SourceFailed:
        """The failure that says so. The budget is filled again at midnight UTC."""
        of = f" of {self._limit} dollars" if self._limit else ""
        mend = "refresh again tomorrow" if os.environ.get(KEY) else f"a free key in {KEY} gives more, or wait a day"
        return SourceFailed(f"{SOURCE}: the day's budget{of} is spent after {self._seen} works; {mend}.", 429)


def fetch(session: PoliteSession, query: str, window: Window) -> Iterator[Page]:
    """Yield every page of a query: words for `search` (AND, OR, NOT and quotes are understood), or `filter=…`.

    The window is not asked for: only paying callers may ask what changed since a day. Records that have not changed
    are known by their content.
    """
    del window
    asked = _asked(query)
    budget, cursor, seen, cursors = Budget(), "*", 0, {"*"}
    while True:
        reply = _ask(session, asked | {"per-page": str(PAGE_SIZE), "cursor": cursor}, budget)
        total, works = _works(reply)
        seen += len(works)
        yield Page([record_of(work, SOURCE) for work in works], total)
        following = words(part(reply, "meta"), "next_cursor")
        if not following or not works:
            break
        if following in cursors:
            raise SourceFailed(f"{SOURCE}: the service led back to an earlier page; run the refresh again.")
        cursors.add(following)
        cursor = following
    require_complete(SOURCE, seen, total)


def census(session: PoliteSession, query: str, _: date) -> Census:
    """How many works a query finds, at the price of one of them: every list of ids costs what the works cost."""
    reply = _ask(session, _asked(query) | {"per-page": "1"}, Budget())
    return Census(whole(SOURCE, _works(reply)[0]), None)


def _asked(query: str) -> dict[str, str]:
    return {"filter": query.removeprefix("filter=")} if query.startswith("filter=") else {"search": query}


def fetch_papers(session: PoliteSession, papers: Sequence[Paper]) -> Iterator[Page]:
    """Yield the works of the papers, by DOI and else by PubMed id, in batches; a replay asks what its recording asked.

    One DOI may bring several works: all are given.
    """
    recorded = session.recorded(works_url())
    if recorded is None:
        dois = sorted({p.doi for p in papers if _fits(p.doi)})
        pmids = sorted({p.pmid for p in papers if p.pmid and not _fits(p.doi)})
        asked = [{"filter": f"doi:{'|'.join(chunk)}"} for chunk in _chunks(dois)]
        asked += [{"filter": f"pmid:{'|'.join(chunk)}"} for chunk in _chunks(pmids)]
    else:
        asked = [p for p in recorded if p.get("filter", "").startswith(("doi:", "pmid:")) and "cursor" not in p]
    budget = Budget()
    for parameters in asked:
        _, works = _works(_ask(session, parameters | {"per-page": str(PAGE_SIZE)}, budget))
        yield Page([record_of(work, NOTICES) for work in works])


def _fits(doi: str) -> bool:
    """Whether a DOI can stand in a filter, where commas and bars have a meaning."""
    return bool(doi) and not set(doi) & set(",|")


def works_url() -> str:
    """Where works are asked for."""
    return os.environ.get("PERENNIAL_OPENALEX_URL", BASE).rstrip("/") + "/works"


def record_of(work: dict[str, Any], source: str) -> Record:
    """The record of one work, under OpenAlex's own id."""
    name = words(work, "id").rpartition("/")[2]
    if not name:
        raise SourceFailed(f"{SOURCE}: a work came without its id; the service may have changed its format.")
    return Record(source, name, orjson.dumps(work), "openalex-json", f"https://openalex.org/{name}")


def _ask(session: PoliteSession, parameters: dict[str, str], budget: Budget) -> dict[str, Any]:
    """One reply, while the budget bears it."""
    key = os.environ.get(KEY, "")
    budget.require()
    try:
        response = session.get(SOURCE, works_url(), parameters | ({"api_key": key} if key else {}))
    except SourceFailed as failure:
        if failure.status == 429:
            raise budget.spent() from None
        raise
    reply = json_object(SOURCE, response)
    budget.spend(response, len(dicts(reply, "results")))
    return reply


def _dollars(response: requests.Response, name: str, otherwise: float) -> float:
    """A header of the budget; `otherwise` where the service does not say."""
    try:
        return float(response.headers[f"X-RateLimit-{name}-USD"])
    except (KeyError, ValueError):
        return otherwise


def _works(reply: dict[str, Any]) -> tuple[int | None, list[dict[str, Any]]]:
    """Count and works of a reply; anything else is a failure."""
    works, count = reply.get("results"), part(reply, "meta").get("count")
    if not isinstance(works, list) or not all(isinstance(work, dict) for work in works):
        raise SourceFailed(f"{SOURCE}: a reply holds no list of works; the service may have changed its format.")
    return (count if isinstance(count, int) else None), works


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), PAGE_SIZE):
        yield values[start : start + PAGE_SIZE]
