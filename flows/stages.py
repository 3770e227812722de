"""The way of one refresh, stage by stage, as plain functions: fetch, read, build, check, publish.

`refresh_job` goes it. How a stage is run is left to `Steps`: called as it is, or as tasks of Prefect (`flows.refresh`).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from evidence import Store, Version
from flows import progress
from flows.checking import Checked, Tables, check
from flows.code import code_version, reader_version
from flows.fetching import Fetched, Fetcher
from flows.following import PAPERS, Follower, all_told, of_reports, papers_of
from flows.guards import query_name
from flows.job import INBOX, Job
from flows.ledger import input_files, note
from flows.past import Past, as_it_was, refuse_going_back, told
from flows.reading import UNREADABLE, batches, passages_of, read_batch, vocabulary_hash, vocabulary_of
from flows.registered import registered_plans
from flows.second_reader import Asked, ask_again, compare_all, endpoint_or_why, included_in
from flows.settings import database_url
from flows.standing import Standing, people, read_records, stand
from flows.watching import Watch, watch
from publishing import PublishContext, Published, last_version, publish
from schemas.errors import BadInput
from schemas.models import Extraction
from sources.archive import Recorder, recordings, replay_session
from sources.following import FOLLOWERS, RETRACTION_WATCH, can_be_asked
from sources.http import PoliteSession
from synthesis import build

TRIGGERS = {"manual": "by hand", "scheduled": "schedule", "archive": "archive"}


class Steps:
    """Runs stage functions as they are, one after the other. `flows.refresh` runs them as tasks."""

    def run(self, name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """The function's answer."""
        return function(*arguments)

    def fetch_all(self, function: Callable[[str], Fetched], sources: Sequence[str]) -> list[Fetched]:
        """Fetch every source; those that can are asked at the same time."""
        return [function(source) for source in sources]


@dataclass(slots=True)
class Outcome:
    """How a refresh went."""

    job: Job
    fetched: list[Fetched] = field(default_factory=list)
    records: int = 0
    """Records in the evidence, as of the day."""
    read: int = 0
    """Records that were read now; the others were known."""
    unreadable: int = 0
    unreadable_because: list[str] = field(default_factory=list)
    """A sentence for each of them."""
    counts: dict[str, int] = field(default_factory=dict)
    second_reader: Asked = field(default_factory=Asked)
    second_reader_totals: dict[str, Any] = field(default_factory=dict)
    watch: Watch = field(default_factory=Watch)
    """What is told of the services themselves."""
    checked: Checked | None = None
    published: Published | None = None
    critical: int = 0
    """Critical findings of the published version."""
    rebuilt: list[str] = field(default_factory=list)
    """What is said of a version of the past that was made again, and of people's lines that bear no day."""
    alike: bool = True
    """False where the same code and evidence gave other bytes than were published."""

    @property
    def failures(self) -> list[str]:
        """A sentence for every query that could not be read to its end."""
        return [sentence for fetched in self.fetched for sentence in fetched.failures]

    @property
    def exit_code(self) -> int:
        """As the contract has it: 3 when a source failed, 1 when something needs a person, else 0."""
        if self.failures:
            return 3
        return 1 if self.critical or not self.alike else 0


def refresh_job(job: Job, steps: Steps) -> Outcome:
    """Go the whole way of one job under the review's lock, and write down how it ended."""
    if job.dry_run:
        with Store(_url_to_read()) as store:
            return walk(store, job, 0, steps)
    # One lock for live and replayed refreshes of a review: both publish into the same folder.
    with Store(database_url()) as store, store.lock(job.protocol.slug):
        require_evidence(store, job)
        with as_it_was(store, job) as (then, past):
            run = store.start_run(then.key, then.reason)
            try:
                outcome = walk(store, then, run, steps, past)
            except BaseException as error:
                store.end_run(run, "failed", str(error))
                raise
            store.end_run(run, "partial" if outcome.failures else "done", "; ".join(outcome.failures))
            return outcome


def require_evidence(store: Store, job: Job) -> None:
    """BadInput for a day in the past of which the store knows nothing, or that would take a later version's place."""
    refuse_going_back(job)
    if job.sources or job.archive or store.current(job.key, job.as_of):
        return
    raise BadInput(
        f"--as-of: the store holds nothing of {job.key} for {job.as_of}; give a day on or after its first search."
    )


def _url_to_read() -> str:
    """The store's address; an empty store in memory where there is none yet, so that a dry run leaves no file."""
    url = database_url()
    path = url.removeprefix("sqlite:///")
    return "sqlite://" if path != url and not Path(path).exists() else url


def walk(store: Store, job: Job, run: int, steps: Steps, past: Past | None = None) -> Outcome:
    """Everything from asking the sources to the published folder; `past` is the version that is made again.

    A dry run ends after asking, and so does a refresh that could read no service and never has.
    """
    outcome = Outcome(job)
    with sessions(job) as session_for:
        days = recording_days(job)
        fetcher = Fetcher(store, job, run, session_for)
        outcome.fetched = steps.fetch_all(lambda source: fetcher.fetch(source, days), job.sources)
        if job.dry_run:
            return outcome
        versions = store.current(job.key, job.as_of)
        if outcome.failures and nothing_fetched(store, job, of_reports(versions)):
            outcome.records = len(of_reports(versions))
            return outcome
        outcome.read = read_all(store, job, versions, steps)
        standing = None
        if job.followers:
            standing = follow_up(fetcher, steps, outcome)
            versions = store.current(job.key, job.as_of)
            outcome.read += read_all(store, job, versions, steps)
    outcome.records = len(of_reports(versions))
    tables = rebuild(store, job, versions, steps, outcome, ask=True, standing=standing)
    records = by_source(of_reports(versions))
    outcome.checked = steps.run("check", check, tables, job.protocol, records)
    outcome.critical = sum(row["severity"] == "critical" for row in tables.get("findings", []))
    context = publish_context(store, job, versions, outcome)
    if past:
        context = replace(context, trigger=past.publication.trigger)
    there = last_version(job.out, job.protocol.slug)
    before = past.before if past else None
    publish_it = partial(publish, passages=partial(passages_of, store, versions))
    outcome.published = steps.run("publish", publish_it, tables, job.protocol, job.out, context, before)
    if past or (job.rebuilds and not job.archive):
        outcome.rebuilt, outcome.alike = told(job, past)
    else:
        note(store, job, there)
    return outcome


def follow_up(fetcher: Fetcher, steps: Steps, outcome: Outcome) -> Standing | None:
    """Ask what was published about the included papers; records of papers with a new notice are fetched again.

    Returns how the review stood when it was decided which papers are included, where that had to be decided.
    """
    store, job = fetcher.store, fetcher.job
    follower = Follower(store, job, fetcher.run, fetcher.session_for)
    standing = None
    # A replay asks what was recorded; only the file in the inbox is looked up for the papers of today.
    if not job.archive or can_be_asked(RETRACTION_WATCH, job.inbox):
        standing = stand(store, job)
        follower.papers = papers_of(standing.read.readable, standing.decided.included)
    days = recording_days(job)
    asked = steps.fetch_all(lambda service: follower.fetch(service, days), job.followers)
    outcome.fetched += [fetched for fetched in asked if fetched.asked or fetched.changed]
    if follower.noticed:
        read = standing.read if standing else read_records(store, job, store.current(job.key, job.as_of))
        outcome.fetched += follower.fetch_again(read.readable)
    return standing


def nothing_fetched(store: Store, job: Job, versions: Sequence[Version]) -> bool:
    """Whether no service was ever read: tables of nothing would look like a review that found nothing."""
    return all(version.source == INBOX for version in versions) and not set(searched(store, job)) - {INBOX}


def read_all(store: Store, job: Job, versions: Sequence[Version], steps: Steps) -> int:
    """Read what this code has not read yet, batch by batch; return how many records that were."""
    vocabulary = vocabulary_of(job.protocol)
    unread = store.uncached(of_reports(versions), reader_version(), vocabulary_hash(vocabulary))
    done = 0
    for batch in batches(unread):
        steps.run("read", read_batch, store, batch, vocabulary)
        done += len(batch)
        progress.tell("reading", done, len(unread))
    return len(unread)


def rebuild(
    store: Store,
    job: Job,
    versions: Sequence[Version],
    steps: Steps,
    outcome: Outcome,
    *,
    ask: bool = False,
    standing: Standing | None = None,
) -> Tables:
    """The tables from what was read and what people decided; sets counts of the outcome.

    `ask`: let the second reader read what it has not read yet, where the review consents to one. `standing`: how the
    review stood before the services were asked about its papers; where nothing came since, nothing is joined twice.
    """
    if standing and not standing.holds(store, job, versions):
        standing = None
    read = standing.read if standing else read_records(store, job, versions)
    readable, unreadable = read.readable, [_unreadable_row(extraction) for extraction in read.unreadable]
    by_people = standing.people if standing else people(job)
    decided = standing.decided if standing else None
    decisions, corrections = by_people.decisions, by_people.corrections
    build_them = partial(
        build,
        joins=by_people.joins,
        first_seen=store.first_seen(job.key),
        changed_on={f"{v.source}:{v.record}": v.seen_on.isoformat() for v in versions},
        told=all_told(store, versions),
        plans=registered_plans(store, job, readable, vocabulary_of(job.protocol)),
    )
    progress.tell("building", 0, None)
    if job.protocol.second_reader:
        included = included_in(build_them(readable, job.protocol, decisions, corrections, decided=decided))
        decided = None
        if ask:
            outcome.second_reader = steps.run("second reader", ask_again, store, job, versions, included)
        compared = compare_all(store, job, versions, readable, included)
        readable, outcome.second_reader_totals = compared.extractions, compared.totals
    elif ask:
        outcome.second_reader = Asked(note=str(endpoint_or_why(job)))
    build_them = partial(build_them, decided=decided)
    synthesis = steps.run("build", build_them, readable, job.protocol, decisions, corrections)
    tables: Tables = synthesis.tables
    titles = {f"{e.report.source}:{e.report.id}": e.report.title or "" for e in readable}
    outcome.watch = watch(store, job, titles)
    tables.setdefault("findings", []).extend([*unreadable, *outcome.watch.findings])
    outcome.unreadable = len(unreadable)
    outcome.unreadable_because = [str(row["message"]) for row in unreadable]
    outcome.counts = synthesis.counts
    return tables


def _unreadable_row(extraction: Extraction) -> dict[str, Any]:
    """The finding of a record that no reader could read."""
    report = f"{extraction.report.source}:{extraction.report.id}"
    finding = extraction.findings[0]
    digest = hashlib.sha256(report.encode()).hexdigest()[:12]
    return {
        "finding_id": f"{UNREADABLE}-{digest}",
        "severity": finding.severity,
        "rule": UNREADABLE,
        "report": report,
        "message": finding.message,
    }


def by_source(versions: Sequence[Version]) -> dict[str, int]:
    """Records by source, sources in alphabetical order."""
    counted: dict[str, int] = {}
    for version in versions:
        counted[version.source] = counted.get(version.source, 0) + 1
    return dict(sorted(counted.items()))


def publish_context(store: Store, job: Job, versions: Sequence[Version], outcome: Outcome) -> PublishContext:
    """What the published files say about the refresh: days, counts and hashes of what went in."""
    evidence = hashlib.sha256("".join(sorted(version.key for version in versions)).encode()).hexdigest()
    n = len(of_reports(versions))
    counts = {"records": n, "unreadable": outcome.unreadable, "read": n - outcome.unreadable}
    return PublishContext(
        slug=job.protocol.slug,
        as_of=job.as_of.isoformat(),
        code_version=code_version(),
        searched=searched(store, job),
        followed=followed(store, job),
        counts=counts | {name: n for name, n in outcome.counts.items() if name not in counts},
        identified=by_source(of_reports(versions)),
        unreadable=outcome.unreadable,
        inputs={name: _hash_of(path) for name, path in input_files(job).items()} | {"evidence": evidence},
        versions={"reader": reader_version()},
        trigger=TRIGGERS[job.reason],
        second_reader=outcome.second_reader_totals,
        censuses=[line.as_data() for line in outcome.watch.censuses],
        service_changes=outcome.watch.sentences,
        checks=outcome.checked.results if outcome.checked else (),
    )


def searched(store: Store, job: Job) -> dict[str, str]:
    """Source → the day up to which all its queries have been read completely."""
    days: dict[str, str] = {}
    for source, queries in job.protocol.queries.items():
        marks = [store.watermark(job.key, source, query_name(query), job.as_of) for query in queries]
        if marks and all(marks):
            days[source] = min(mark for mark in marks if mark).isoformat()
    if mark := store.watermark(job.key, INBOX, INBOX, job.as_of):
        days[INBOX] = mark.isoformat()
    return days


def followed(store: Store, job: Job) -> dict[str, str]:
    """Service → the day on which it was last asked about the included papers, to its end."""
    marks = {service: store.watermark(job.key, service, PAPERS, job.as_of) for service in FOLLOWERS}
    return {service: mark.isoformat() for service, mark in marks.items() if mark}


def _hash_of(path: Path) -> str:
    """SHA-256 of a file, empty where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def recording_days(job: Job) -> list[date]:
    """The days to ask for: those of the archive's recordings, or the one of a live refresh."""
    if not job.archive:
        return [job.as_of]
    return [day for day, _ in recordings(job.archive) if day <= job.as_of]


@contextmanager
def sessions(job: Job) -> Iterator[Callable[[date], PoliteSession]]:
    """The sessions to ask with, by day; each is opened when it is first needed and closed at the end."""
    with ExitStack() as opened:
        lock, known = threading.Lock(), dict[date, PoliteSession]()
        folders = dict(recordings(job.archive)) if job.archive else {}

        def session_for(day: date) -> PoliteSession:
            with lock:
                if day not in known:
                    if job.archive:
                        session = replay_session(folders[day])
                    else:
                        recorder = opened.enter_context(Recorder(job.record, day)) if job.record else None
                        session = PoliteSession(recorder=recorder)
                    known[day] = opened.enter_context(session)
                return known[day]

        yield session_for
