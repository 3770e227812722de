"""CTIS public API: the overview of a query page by page, then one record for every trial that changed."""

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
from sources.registry_dates import iso_date

SOURCE = "ctis"
BASE = "https://euclinicaltrials.eu/ctis-public-api"
PAGE_SIZE = 100
"""Trials of an overview page; the service's maximum."""
LARGEST = 10_000
"""The service lists no more than this many trials of a query."""
AT_ONCE = 20
"""Records of one of our own pages: each is a reply of its own, of 50 to 800 KB."""
_CHANGED = ("lastUpdated", "lastPublicationUpdate")


def fetch(session: PoliteSession, query: str, window: Window) -> Iterator[Page]:
    """Yield the trials of a query that were updated or published within the window.

    A query is words that all must stand in the record, or the service's own criteria as a JSON object
    (`{"containAny": "…", "trialPhaseCode": [4, 5]}`). The service cannot search by day: the overview says when a trial
    changed, and only those that did are fetched.
    """
    base = os.environ.get("PERENNIAL_CTIS_URL", BASE).rstrip("/")
    numbers = [number for number, changed in _overview(session, base, _criteria(query)) if _within(changed, window)]
    if not numbers:
        yield Page([], 0)
    for start in range(0, len(numbers), AT_ONCE):
        records = [_trial(session, base, number) for number in numbers[start : start + AT_ONCE]]
        yield Page(records, len(numbers))


def census(session: PoliteSession, query: str, _: date) -> Census:
    """Every trial of a query, from the overview alone."""
    base = os.environ.get("PERENNIAL_CTIS_URL", BASE).rstrip("/")
    numbers = tuple(number for number, _changed in _overview(session, base, _criteria(query)))
    return Census(len(numbers), numbers)


def _criteria(query: str) -> dict[str, Any]:
    if not query.lstrip().startswith("{"):
        return {"containAll": query}
    try:
        criteria = orjson.loads(query)
    except orjson.JSONDecodeError as error:
        raise SourceFailed(
            f"{SOURCE}: the query begins like JSON and is none ({error.msg}); mend the query."
        ) from error
    return dict(criteria)


def _overview(session: PoliteSession, base: str, criteria: dict[str, Any]) -> list[tuple[str, date | None]]:
    """(number, day of the last change) of every trial of a query, each once."""
    found: dict[str, date | None] = {}
    page, seen, total = 1, 0, 0
    while True:
        asked = {
            "pagination": {"page": page, "size": PAGE_SIZE},
            "sort": {"property": "decisionDate", "direction": "DESC"},
            "searchCriteria": criteria,
        }
        reply = session.post_json(SOURCE, f"{base}/search", asked)
        pagination, trials = reply.get("pagination"), reply.get("data")
        if not isinstance(pagination, dict) or not isinstance(trials, list):
            raise SourceFailed(f"{SOURCE}: a reply holds no list of trials; the service may have changed its format.")
        total = int(pagination.get("totalRecords") or 0)
        if total > LARGEST:
            raise SourceFailed(f"{SOURCE}: the query finds {total} trials, more than {LARGEST}; narrow it.")
        seen += len(trials)
        found |= {_number(trial): _last_change(trial) for trial in trials}
        if not pagination.get("nextPage") or not trials:
            break
        page += 1
    require_complete(SOURCE, seen, total)
    return list(found.items())


def _number(trial: Any) -> str:
    number = trial.get("ctNumber") if isinstance(trial, dict) else None
    if not isinstance(number, str) or not number:
        raise SourceFailed(f"{SOURCE}: a trial came without its number; the service may have changed its format.")
    return number


def _last_change(trial: dict[str, Any]) -> date | None:
    days = [iso_date(day) for name in _CHANGED if isinstance(day := trial.get(name), str)]
    return max((date.fromisoformat(day) for day in days if day and len(day) == 10), default=None)


def _within(changed: date | None, window: Window) -> bool:
    """Whether a trial belongs to the window; one whose day is not told always does."""
    return window.since is None or changed is None or changed >= window.since


def _trial(session: PoliteSession, base: str, number: str) -> Record:
    """One trial as it came. One that the service lists and does not have is a record that says so."""
    url = f"https://euclinicaltrials.eu/ctis-public/view/{number}"
    try:
        reply = session.get(SOURCE, f"{base}/retrieve/{number}")
    except SourceFailed as failure:
        if failure.status != 404:
            raise
        return Record(
            SOURCE, number, f"{number}: the trial is listed and did not come: {failure}".encode(), "unreadable", url
        )
    try:
        trial = orjson.loads(reply.content)
    except orjson.JSONDecodeError as error:
        raise SourceFailed(f"{SOURCE}: the record of {number} is not complete JSON; run the refresh again.") from error
    if not isinstance(trial, dict) or trial.get("ctNumber") != number:
        raise SourceFailed(f"{SOURCE}: the record of {number} names another trial or none; run the refresh again.")
    return Record(SOURCE, number, reply.content, "ctis-json", url)
