"""What a connector is asked for and what it gives: a window of days, and pages of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.errors import SourceFailed
from schemas.models import Record
from sources.http import PoliteSession

OVERLAP = timedelta(days=7)
"""How far a window reaches back before the watermark: services date by day, in their own time zone, and some load
yesterday's changes late. Records seen twice are the same payload and cost nothing."""

SHORTFALL = 0.01
"""An index moves while it is being read, so a query may end with a few records fewer than its first page promised.
More than this share missing means that the service stopped early."""


@dataclass(slots=True, frozen=True)
class Window:
    """Days to ask for: records changed from `since` (None: everything) up to and including `until`."""

    since: date | None
    until: date


@dataclass(slots=True)
class Page:
    """Records of one reply, and how many the service says the whole query has."""

    records: list[Record]
    total: int | None = None
    version: str = ""
    """Of the service's interface, where the reply tells it."""


@dataclass(slots=True, frozen=True)
class Census:
    """What a query finds at all, whatever the day: how many, and the ids that records of it would have."""

    total: int
    ids: tuple[str, ...] | None
    """None where the service tells the count cheaply and the ids not."""


Fetch = Callable[[PoliteSession, str, Window], Iterator[Page]]
"""A connector: yields every page of the query, or raises SourceFailed. Ending normally means read to the end."""

Count = Callable[[PoliteSession, str, date], Census]
"""A census of a query on a day, by cheap requests that bring no records; raises SourceFailed unless read to the end."""


def whole(source: str, total: object) -> int:
    """The count that a census is about; SourceFailed where the reply has none."""
    if isinstance(total, int):
        return total
    raise SourceFailed(f"{source}: a reply holds no count of the query; the service may have changed its format.")


def require_complete(source: str, seen: int, total: int | None) -> None:
    """Raise SourceFailed when a query that ended gave clearly fewer records than the service had counted."""
    if total is not None and seen < total and total - seen > total * SHORTFALL:
        raise SourceFailed(
            f"{source}: the query ended after {seen} of {total} records, so the service stopped early; "
            "nothing was taken as complete, run the refresh again."
        )
