"""The fetch stage: each query of a source from its watermark on, page by page into the store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from evidence import Arrival, Search, Store
from flows import progress
from flows.job import INBOX, Job
from schemas.errors import PerennialError, StoreFailed
from schemas.models import Record
from sources.connectors import CONNECTORS
from sources.http import PoliteSession
from sources.paging import OVERLAP, Page, Window
from sources.readers import stable

SessionFor = Callable[[date], PoliteSession]
"""The session to ask with on a day: the live one, or that of the day's recording."""


@dataclass(slots=True)
class Fetched:
    """What one source gave."""

    source: str
    asked: int = 0
    """Queries asked; 0 when the watermark already covers every recording."""
    records: int = 0
    changed: int = 0
    """Records that were new, had changed or had gone."""
    failures: tuple[str, ...] = ()
    """One sentence for each query that could not be read to its end."""


def fetch_source(store: Store, job: Job, run: int, source: str, days: list[date], session_for: SessionFor) -> Fetched:
    """Ask every query of one source, for each day from its watermark on; failures are told, not raised.

    A failure of the store is raised: going on would fetch what cannot be kept.
    """
    fetched = Fetched(source)
    if source == INBOX:
        _ask(store, job, run, source, INBOX, str(job.inbox), Window(None, job.as_of), session_for, fetched)
        return fetched
    for query in job.protocol.queries[source]:  # type: ignore[index]  # the planner let only known sources through
        name = f"{query.id}: {query.text}"
        for day in days:
            window = next_window(store.watermark(job.key, source, name), day, job)
            if window is None:
                continue
            if not _ask(store, job, run, source, name, query.text, window, session_for, fetched):
                break  # a later day of this query would leave a gap
    return fetched


def next_window(watermark: date | None, day: date, job: Job) -> Window | None:
    """The days to ask for: from the watermark back by the overlap. None when a recording is already covered."""
    if job.archive and watermark is not None and watermark >= day:
        return None
    if job.since is not None:
        return Window(job.since, day)
    if job.record is not None:
        watermark = _last_recorded(job)
    return Window(watermark - OVERLAP if watermark else None, day)


def _last_recorded(job: Job) -> date | None:
    """The newest recording of the archive that this refresh adds to: it must be complete by itself."""
    from sources.archive import recordings

    assert job.record is not None
    if not job.record.exists():
        return None
    return max((day for day, _ in recordings(job.record) if day < job.as_of), default=None)


def _ask(
    store: Store,
    job: Job,
    run: int,
    source: str,
    name: str,
    text: str,
    window: Window,
    session_for: SessionFor,
    fetched: Fetched,
) -> bool:
    """One query over one window; whether it was read to its end and kept."""
    watermark = store.watermark(job.key, source, name)
    records = changed = 0
    total: int | None = None
    seen: set[str] = set()
    failure = ""
    try:
        for page in _pages(source, session_for(window.until), text, window):
            records += len(page.records)
            total = page.total if page.total is not None else total
            seen.update(record.id for record in page.records)
            changed += _keep(store, job, run, window.until, page.records)
            progress.tell(f"fetching {source}", records, total)
        if source == INBOX and not job.dry_run:
            changed += store.withdraw(job.key, run, window.until, source, seen)
    except StoreFailed:
        raise
    except PerennialError as error:
        failure = str(error)
    fetched.asked += 1
    fetched.records += records
    fetched.changed += changed
    if failure:
        fetched.failures += (failure,)
    # Asked from a later day than the watermark, the days between were not read: the watermark must wait for them.
    gap = source != INBOX and window.since is not None and (watermark is None or window.since > watermark)
    note = failure or ("asked for a part of its days only" if gap else "")
    if not job.dry_run:
        complete = not failure and not gap
        store.note_search(job.key, run, Search(source, name, window.until, complete, records, changed, total, note))
    return not failure


def _pages(source: str, session: PoliteSession, text: str, window: Window) -> Iterator[Page]:
    yield from CONNECTORS[source](session, text, window)


def _keep(store: Store, job: Job, run: int, day: date, records: list[Record]) -> int:
    arrivals = [
        Arrival(record, stable(record), hides=record.media != "unreadable" or record.source == INBOX)
        for record in records
    ]
    if job.dry_run:
        return store.count_fresh(job.key, arrivals)
    return store.keep(job.key, run, day, arrivals)
