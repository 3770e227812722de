"""ISRCTN API: the records of a query, one a trial."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date

from schemas.errors import BadInput, SourceFailed
from schemas.models import Record
from sources.http import PoliteSession
from sources.paging import Census, Page, Window, require_complete
from sources.xml import Element, children_named, local_name, parse_xml, to_bytes

SOURCE = "isrctn"
BASE = "https://www.isrctn.com"
FIRST = 500
"""Records of the first reply. The service has no pages: a longer result is asked for again, whole."""
LARGEST = 10_000
"""Records of one query: some 200 MB in one reply."""


def fetch(session: PoliteSession, query: str, window: Window) -> Iterator[Page]:
    """Yield the records of a query in the registry's own language, of trials edited within the window."""
    url = _url()
    if window.since is not None:
        # Open above, as a record edited while we read belongs to this window as much as to the next.
        query = f"({query}) AND lastEdited GE {window.since.isoformat()}T00:00:00.000Z"
    total, trials = _ask(session, url, query, FIRST)
    if total > len(trials):
        if total > LARGEST:
            raise SourceFailed(f"{SOURCE}: the query finds {total} trials, more than {LARGEST}; narrow it.")
        total, trials = _ask(session, url, query, total)
    yield Page([_record(trial) for trial in trials], total)
    require_complete(SOURCE, len(trials), total)


def census(session: PoliteSession, query: str, _: date) -> Census:
    """How many trials a query finds: the service has no list of numbers, so that one record comes with the count."""
    return Census(_ask(session, _url(), query, 1)[0], None)


def _url() -> str:
    return os.environ.get("PERENNIAL_ISRCTN_URL", BASE).rstrip("/") + "/api/query/format/default"


def _ask(session: PoliteSession, url: str, query: str, limit: int) -> tuple[int, list[Element]]:
    """(how many trials the query finds, those of this reply)."""
    reply = session.get(SOURCE, url, {"q": query, "limit": str(limit)})
    try:
        root = parse_xml(reply.content, SOURCE)
    except BadInput as error:
        raise SourceFailed(f"{SOURCE}: the reply is not complete XML ({error}); run the refresh again.") from error
    total = root.get("totalCount", "")
    if local_name(root) != "allTrials" or not total.isdigit():
        raise SourceFailed(
            f"{SOURCE}: a reply holds no counted list of trials; the service may have changed its format."
        )
    return int(total), list(children_named(root, {"fullTrial"}))


def _record(trial: Element) -> Record:
    number = next((text for node in children_named(trial, {"isrctn"}) if (text := (node.text or "").strip())), "")
    if not number.isdigit():
        raise SourceFailed(f"{SOURCE}: a trial came without its number; the service may have changed its format.")
    name = f"ISRCTN{number}"
    return Record(SOURCE, name, to_bytes(trial), "isrctn-xml", f"https://www.isrctn.com/{name}")
