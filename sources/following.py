"""What is asked about papers that the review includes already, and how the answers are read.

Every follower is asked after the queries, for the ids of all included papers. Its records are no reports of their own:
they say something about a report that is here. One paper has one record, replaced when the service says something else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import orjson

from schemas.models import Paper, Record, Told
from sources.crossref import fetch as crossref
from sources.crossref import read as crossref_read
from sources.http import PoliteSession
from sources.openalex import fetch as openalex
from sources.openalex import read as openalex_read
from sources.paging import Page
from sources.plain import doi_of, words
from sources.retraction_watch import fetch as retraction_watch
from sources.retraction_watch.read import SOURCE as RETRACTION_WATCH
from sources.retraction_watch.read import notices_of
from sources.unpaywall import fetch as unpaywall
from sources.unpaywall import read as unpaywall_read

Follow = Callable[[PoliteSession, Sequence[Paper], Path], Iterator[Page]]
"""Yields what a service says about the papers; the path is the review's inbox."""

FOLLOWERS: dict[str, Follow] = {
    crossref.NOTICES: lambda session, papers, _: crossref.fetch_papers(session, papers),
    openalex.NOTICES: lambda session, papers, _: openalex.fetch_papers(session, papers),
    RETRACTION_WATCH: retraction_watch.fetch_papers,
    unpaywall.SOURCE: lambda session, papers, _: unpaywall.fetch_papers(session, papers),
}
SERVICES = {"crossref": crossref.NOTICES, "openalex": openalex.NOTICES, "retraction_watch": RETRACTION_WATCH,
            "unpaywall": unpaywall.SOURCE}  # fmt: skip
"""The name that a protocol uses → the follower, which is also the source of its records."""
WHOLE = frozenset({RETRACTION_WATCH})
"""Followers whose answer is all there is: what they no longer say is withdrawn."""
ASKED_ONCE = frozenset({unpaywall.SOURCE})
"""Followers that are asked one question a paper: not again once they have named an open copy."""


def can_be_asked(follower: str, inbox: Path) -> bool:
    """Whether what a follower needs is there: a key, a mail address, a file."""
    if follower == openalex.NOTICES:
        return bool(os.environ.get(openalex.KEY) or os.environ.get("PERENNIAL_OPENALEX_URL"))
    if follower == RETRACTION_WATCH:
        return bool(os.environ.get(retraction_watch.ADDRESS) or retraction_watch.files_in(inbox))
    if follower == unpaywall.SOURCE:
        return bool(os.environ.get("PERENNIAL_CONTACT"))
    return True


def told(record: Record, learned: str) -> Told:
    """What a follower's record says; `learned` is the day on which the review got it. BadInput where it is broken."""
    if record.source == RETRACTION_WATCH:
        content = orjson.loads(record.payload)
        notices = notices_of(record.payload)
        return Told(record.source, words(content, "doi"), words(content, "pmid"), notices, learned=learned)
    if record.source == unpaywall.SOURCE:
        copy = unpaywall_read.open_copy(record.payload)
        return Told(record.source, doi_of(record.id) or "", open_copy=copy, learned=learned)
    is_crossref = record.source == crossref.NOTICES
    report = crossref_read.read(record) if is_crossref else openalex_read.read(record)
    copy = "" if is_crossref else openalex_read.open_copy(record.payload, record.id)
    for notice in report.notices:
        notice.sources = notice.sources or [next(name for name, own in SERVICES.items() if own == record.source)]
    return Told(record.source, report.doi or "", report.pmid or "", report.notices, copy, learned)
