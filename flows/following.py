"""The stage after fetching and reading: services are asked what they know of the papers that the review includes.

A retraction or a correction changes nothing that a query would find anew, so every refresh asks for all included
papers by their ids. In a replay the recorded questions are asked again, whatever the review includes by now; a
recording without any has nothing to say. Where a service tells of a new notice, the paper's records are fetched again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from evidence import Arrival, Search, Store, Version
from flows import progress
from flows.fetching import Fetched, SessionFor
from flows.job import Job
from schemas.errors import BadInput, PerennialError, StoreFailed
from schemas.models import Extraction, Paper, Record, Told
from sources.connectors import CONNECTORS
from sources.following import ASKED_ONCE, FOLLOWERS, WHOLE, can_be_asked, told
from sources.http import PoliteSession
from sources.paging import Page, Window
from sources.readers import stable
from sources.shapes import shapes_of

AGAIN = {
    "pubmed": lambda ids: " OR ".join(f"{number}[uid]" for number in ids),
    "europe_pmc": lambda ids: " OR ".join(f"(SRC:{name.replace('/', ' AND EXT_ID:')})" for name in ids),
}
"""Source → the query that finds records by their ids there."""
IDS_AT_ONCE = 100
PAPERS = "papers of the review"
"""The query's name in the store."""


def about_papers(versions: Iterable[Version]) -> list[Version]:
    """Those of the versions that say something about a paper and are no reports themselves."""
    return [version for version in versions if version.source in FOLLOWERS]


def of_reports(versions: Iterable[Version]) -> list[Version]:
    """The versions that are reports."""
    return [version for version in versions if version.source not in FOLLOWERS]


def all_told(store: Store, versions: Iterable[Version]) -> list[Told]:
    """What the services said; an answer that cannot be read says nothing, as its service has changed."""
    said = []
    for version, record in store.records(about_papers(versions)):
        try:
            said.append(told(record, version.seen_on.isoformat()))
        except BadInput:
            continue
    return said


def papers_of(extractions: Iterable[Extraction], included: set[str]) -> list[Paper]:
    """The papers among the included reports, each with all its ids, sorted; registrations have none."""
    found: dict[str, Paper] = {}
    for extraction in extractions:
        report = extraction.report
        if f"{report.source}:{report.id}" not in included or report.registry is not None:
            continue
        doi, pmid = (report.doi or "").lower(), report.pmid or ""
        for name in filter(None, (doi, pmid)):
            known = found.get(name, Paper())
            paper = Paper(doi or known.doi, pmid or known.pmid)
            found.update({same: paper for same in (paper.doi, paper.pmid) if same})
    return sorted(set(found.values()))


@dataclass(slots=True)
class Follower:
    """Asks the services of one job about papers and keeps what they say."""

    store: Store
    job: Job
    run: int
    session_for: SessionFor
    papers: Sequence[Paper] = ()
    noticed: dict[date, set[str]] = field(default_factory=dict)
    """Day → ids of the papers of which a service told something new that day, notices among it."""

    def fetch(self, service: str, days: list[date]) -> Fetched:
        """Ask one service, for each day from its watermark on; failures are told, not raised."""
        fetched = Fetched(service)
        if not self.job.archive and not can_be_asked(service, self.job.inbox):
            if service in WHOLE:
                self._withdraw(fetched, self.job.as_of, set())
            return fetched
        for day in days:
            watermark = self.store.watermark(self.job.key, service, PAPERS)
            if self.job.archive and watermark is not None and watermark >= day:
                continue
            session = self.session_for(day)
            pages = FOLLOWERS[service](session, self._wanted(service), self.job.inbox)
            if not self._read(fetched, service, pages, day):
                break
        return fetched

    def _wanted(self, service: str) -> Sequence[Paper]:
        """The papers to ask about: without those whose open copy is known already."""
        if service not in ASKED_ONCE:
            return self.papers
        versions = [v for v in self.store.current(self.job.key, self.job.as_of) if v.source == service]
        known = {said.doi for said in all_told(self.store, versions) if said.open_copy}
        return [paper for paper in self.papers if paper.doi not in known]

    def _read(self, fetched: Fetched, service: str, pages: Iterator[Page], day: date) -> bool:
        """Keep one service's answers; whether they were read to their end. Nothing is noted where nothing was asked."""
        failure, seen, asked = "", set[str](), False
        records = changed = 0
        try:
            for page in pages:
                asked = True
                seen.update(record.id for record in page.records)
                records += len(page.records)
                changed += self._keep(day, page.records)
                progress.tell(f"asking {service}", records, len(self.papers) or None)
            if service in WHOLE and asked:
                self._withdraw(fetched, day, seen)
        except StoreFailed:
            raise
        except PerennialError as error:
            failure, asked = str(error), True
            fetched.failures += (failure,)
        if asked:
            fetched.asked += 1
            search = Search(service, PAPERS, day, not failure, records, changed, None, failure)
            self.store.note_search(self.job.key, self.run, search)
        fetched.records += records
        fetched.changed += changed
        return not failure

    def _keep(self, day: date, records: list[Record]) -> int:
        """Store what is new; note the papers about which a notice came."""
        changed = 0
        for record in records:
            if not self.store.keep(self.job.key, self.run, day, [Arrival(record, stable(record))], shapes_of):
                continue
            changed += 1
            said = told(record, day.isoformat())
            if said.notices:
                self.noticed.setdefault(day, set()).update(filter(None, (said.doi, said.pmid)))
        return changed

    def _withdraw(self, fetched: Fetched, day: date, seen: set[str]) -> None:
        fetched.changed += self.store.withdraw(self.job.key, self.run, day, fetched.source, seen)

    def fetch_again(self, extractions: Sequence[Extraction]) -> Iterator[Fetched]:
        """The records of papers with a new notice, as their sources give them now.

        A recording that was made without these questions has no answer to them, which is no failure.
        """
        for day, ids in sorted(self.noticed.items()):
            for source, query in AGAIN.items():
                names = sorted(
                    str(e.report.id)
                    for e in extractions
                    if e.report.source == source and {(e.report.doi or "").lower(), e.report.pmid} & ids
                )
                # Full texts of Europe PMC come with the hit of their paper.
                names = [name for name in names if source != "europe_pmc" or "/" in name]
                fetched = Fetched(source)
                for start in range(0, len(names), IDS_AT_ONCE):
                    self._again(fetched, query, names[start : start + IDS_AT_ONCE], day)
                if fetched.asked:
                    yield fetched

    def _again(self, fetched: Fetched, query: Callable[[list[str]], str], names: list[str], day: date) -> None:
        session: PoliteSession = self.session_for(day)
        try:
            for page in CONNECTORS[fetched.source](session, query(names), Window(None, day)):
                arrivals = [Arrival(record, stable(record), record.media != "unreadable") for record in page.records]
                fetched.asked = 1
                fetched.records += len(arrivals)
                fetched.changed += self.store.keep(self.job.key, self.run, day, arrivals, shapes_of)
        except StoreFailed:
            raise
        except PerennialError as error:
            if not self.job.archive:
                fetched.asked, fetched.failures = 1, (*fetched.failures, str(error))
