"""The fetch stage: each query of a source from its watermark on, page by page into the store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from evidence import Arrival, Search, Store
from flows import progress
from flows.guards import keep, last_census, query_name, refusal, take
from flows.job import INBOX, Job
from schemas.errors import PerennialError, StoreFailed
from schemas.protocol import Query
from sources.connectors import CONNECTORS
from sources.http import PoliteSession
from sources.paging import OVERLAP, Page, Window
from sources.readers import stable
from sources.shapes import shapes_of

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
    refused: bool = False
    """A guard stopped the source: asking again would find the same."""


@dataclass(slots=True)
class Fetcher:
    """Asks the sources of one job and keeps what they give."""

    store: Store
    job: Job
    run: int
    session_for: SessionFor

    def fetch(self, source: str, days: list[date]) -> Fetched:
        """Ask every query of one source, for each day from its watermark on; failures are told, not raised.

        A failure of the store is raised: going on would fetch what cannot be kept.
        """
        fetched = Fetched(source)
        if source == INBOX:
            self._ask(fetched, INBOX, str(self.job.inbox), Window(None, self.job.as_of))
            return fetched
        gap: set[str] = set()
        for day in days:
            # The planner lets known sources through.
            due = [
                (query, window)
                for query in self.job.protocol.queries[source]  # type: ignore[index]
                if (window := next_window(self._watermark(source, query), day, self.job))
            ]
            if due and not self._guarded(fetched, day):
                break
            for query, window in due:
                name = query_name(query)
                if name not in gap and not self._ask(fetched, name, query.text, window):
                    gap.add(name)  # a later day of this query would leave a gap
        return fetched

    def _watermark(self, source: str, query: Query) -> date | None:
        return self.store.watermark(self.job.key, source, query_name(query))

    def _guarded(self, fetched: Fetched, day: date) -> bool:
        """Count the records of every query; whether the source may be asked. A refusal is told like a failure."""
        source, refusals = fetched.source, dict[str, str]()
        queries = self.job.protocol.queries[source]  # type: ignore[index]
        try:
            taken = take(self.session_for(day), source, queries, day)
        except StoreFailed:
            raise
        except PerennialError as error:
            refusals = {query_name(query): str(error) for query in queries[:1]}
        else:
            for census in taken:
                last = last_census(self.store, self.job.key, source, census.query, day)
                if why := refusal(census, last):
                    refusals[query_name(census.query)] = why
            fetched.refused = bool(refusals)
        fetched.failures += tuple(refusals.values())
        fetched.asked += len(refusals)
        if self.job.dry_run:
            return not refusals
        for name, why in refusals.items():
            search = Search(source, name, day, complete=False, records=0, changed=0, total=None, note=why)
            self.store.note_search(self.job.key, self.run, search)
        if not refusals:
            for census in taken:
                keep(self.store, self.job.key, self.run, day, census)
        return not refusals

    def _ask(self, fetched: Fetched, name: str, text: str, window: Window) -> bool:
        """One query over one window; whether it was read to its end and kept."""
        source, failure = fetched.source, ""
        search = Search(source, name, window.until, False, 0, 0, None, "")
        seen: set[str] = set()
        try:
            for page in CONNECTORS[source](self.session_for(window.until), text, window):
                seen.update(record.id for record in page.records)
                search = replace(
                    search,
                    records=search.records + len(page.records),
                    changed=search.changed + self._keep(window.until, page),
                    total=search.total if page.total is None else page.total,
                )
                progress.tell(f"fetching {source}", search.records, search.total)
            if source == INBOX and not self.job.dry_run:
                gone = self.store.withdraw(self.job.key, self.run, window.until, source, seen)
                search = replace(search, changed=search.changed + gone)
        except StoreFailed:
            raise
        except PerennialError as error:
            failure = str(error)
            fetched.failures += (failure,)
        fetched.asked += 1
        fetched.records += search.records
        fetched.changed += search.changed
        if not self.job.dry_run:
            gap = source != INBOX and self._leaves_gap(source, name, window)
            note = failure or ("asked for a part of its days only" if gap else "")
            self.store.note_search(self.job.key, self.run, replace(search, complete=not note, note=note))
        return not failure

    def _leaves_gap(self, source: str, name: str, window: Window) -> bool:
        """Asked from a later day than the watermark, the days between were not read: the watermark waits for them."""
        watermark = self.store.watermark(self.job.key, source, name)
        return window.since is not None and (watermark is None or window.since > watermark)

    def _keep(self, day: date, page: Page) -> int:
        """How many of a page's records were new or changed; they are stored now, except in a dry run."""
        arrivals = [
            Arrival(record, stable(record), hides=record.media != "unreadable" or record.source == INBOX)
            for record in page.records
        ]
        if self.job.dry_run:
            return self.store.count_fresh(self.job.key, arrivals)
        return self.store.keep(self.job.key, self.run, day, arrivals, partial(shapes_of, version=page.version))


def next_window(watermark: date | None, day: date, job: Job) -> Window | None:
    """The days to ask for: from the watermark back by the overlap. None when a recording is already covered."""
    if job.archive and watermark is not None and watermark >= day:
        return None
    if job.since is not None:
        return Window(job.since, day)
    if job.record is not None:
        watermark = job.recorded
    return Window(watermark - OVERLAP if watermark else None, day)
