"""`perennial refresh` and `perennial check`: what they do around the stages, and what they print."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from rich.console import Console

from evidence import Store
from flows import progress
from flows.job import REVIEWS, Job, plan_job
from flows.program import program
from flows.settings import database_url, load_settings, quieten_prefect
from schemas.checks import warm_up
from schemas.errors import BadInput, SourceFailed

if TYPE_CHECKING:
    from flows.stages import Outcome


def run_refresh(review: str, options: dict[str, Any]) -> int:
    """Refresh one review through the Prefect flow and print what came of it; return the exit code."""
    from flows.stages import require_evidence

    load_settings()
    job = plan_job(review, **options)
    if not job.dry_run:
        # A refresh that cannot have the lock, or has nothing to rebuild, says so before Prefect's server has started.
        with Store(database_url()) as store, store.lock(job.protocol.slug):
            require_evidence(store, job)
    quieten_prefect(console=False)
    errors = Console(stderr=True, highlight=False)
    with progress.shown(errors):
        progress.tell("starting Prefect")
        outcome = _through_prefect(review, options)
    _print_outcome(outcome)
    for sentence in outcome.failures:
        errors.print(sentence, markup=False, soft_wrap=True)
    return outcome.exit_code


def _through_prefect(review: str, options: dict[str, Any]) -> Outcome:
    """The flow's outcome, also where a source failed."""
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows.refresh import Partial, refresh, require_server

    if not options.get("dry_run"):
        # Great Expectations takes five seconds to import, and Prefect's server as long to start on the other core.
        threading.Thread(target=warm_up, daemon=True).start()
    # A flow that ends waits a second for its heartbeat thread. Nobody watches over a run at a terminal but the person.
    with temporary_settings(updates={PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        try:
            require_server()
            outcome: Outcome = refresh(review, **options)
        except Partial as partial:
            outcome = partial.outcome
        except RuntimeError as error:
            if "ephemeral Prefect API server" not in str(error):
                raise
            raise SourceFailed(
                "Prefect's own server did not start; start one with `prefect server start`, set PREFECT_API_URL to "
                "its address, and run this again."
            ) from error
    return outcome


def _print_outcome(outcome: Outcome) -> None:
    """Where the CSV is, what is in it, and what to do next."""
    show = Console(highlight=False, soft_wrap=True).print
    job, published = outcome.job, outcome.published
    slug = job.protocol.slug
    for fetched in outcome.fetched:
        state = f"{fetched.records} records, {fetched.changed} of them new or changed"
        if not fetched.asked:
            state = "nothing to ask: the last recording is already here"
        if fetched.failures:
            state += "; stopped by a guard" if fetched.refused else "; failed, will be asked again"
        show(f"  {fetched.source}: {state}", markup=False)
    if published is None:
        state = f"Dry run of {slug}: nothing was stored or published."
        if not job.dry_run:
            state = f"{slug}: no service could be read, now or before, so nothing was published."
        show(f"{state}\nNext: {program()} refresh {slug}", markup=False)
        return
    rows, retracted = published.counts, outcome.counts.get("retracted", 0)
    studies = f"{outcome.counts['studies']} studies{f' and {retracted} retracted' if retracted else ''}"
    failed = f", {len(outcome.checked.failed)} not kept" if outcome.checked and outcome.checked.failed else ", all kept"
    news = "" if published.changed else ", nothing new"
    show(
        f"  reading: {outcome.records} records, {outcome.read} read now, {outcome.unreadable} unreadable", markup=False
    )
    for sentence in outcome.unreadable_because[:5]:
        show(f"    {sentence}", markup=False)
    for sentence in [*outcome.rebuilt, *outcome.watch.sentences, *outcome.second_reader.sentences]:
        show(f"  {sentence}", markup=False)
    show(f"  checks: {outcome.checked.rules if outcome.checked else 0} rules{failed}", markup=False)
    show(f"[bold]{slug}[/bold] as of {job.as_of}, version {published.version}{news}")
    show(
        f"  {studies}, {rows['meta_analysis']} rows to pool, {rows['held']} held for a person, "
        f"{rows['findings']} findings ({outcome.critical} critical)",
        markup=False,
    )
    if published.headline:
        show(f"  {published.headline}", markup=False)
    if published.verdict:
        show(f"  {published.verdict}", markup=False)
    show(f"The CSV: {job.out / 'meta_analysis.csv'}", markup=False)
    show(f"The page: {job.out / 'site' / 'index.html'}", markup=False)
    review = slug if job.folder == REVIEWS / slug else job.folder
    show(f"Next: {program()} status {review}", markup=False)


def run_check(review: str, archive: str | None) -> int:
    """Check what the store holds and print what is not kept; return the exit code."""
    load_settings()
    job = plan_job(review, archive=archive)
    console = Console(highlight=False, soft_wrap=True)
    with progress.shown(Console(stderr=True)), Store(database_url()) as store:
        if not archive and not store.current(job.key, job.as_of):
            job = replayed(store, job, review)
            console.print(
                f"{job.protocol.slug} was never searched live; this checks what {job.archive} gave.", markup=False
            )
        checked = _checked(store, job)
    for severity, sentence in checked.failed:
        console.print(f"{severity}: {sentence}", markup=False)
    console.print(f"{checked.rules} rules, {len(checked.failed)} not kept, {checked.critical} of them critical.")
    return 1 if checked.critical else 0


def replayed(store: Store, job: Job, review: str) -> Job:
    """The job of the archive that was replayed, where nothing was searched live; BadInput where that is not one."""
    slug = job.protocol.slug
    names = [key.removeprefix(f"{slug}@") for key in store.reviews() if key.startswith(f"{slug}@")]
    folders = [folder for name in names if any((folder := job.folder / name).glob("*/replies.json"))]
    if len(folders) == 1:
        return plan_job(review, archive=str(folders[0]))
    if names:
        raise BadInput(
            f"{slug}: nothing was searched live, only replayed from archives named {', '.join(names)}; "
            f"add --archive and the archive's folder, or run {program()} refresh {slug} first."
        )
    raise BadInput(f"{slug}: the store holds nothing of this review; run {program()} refresh {slug} first.")


def _checked(store: Store, job: Job) -> Any:
    from flows.checking import check
    from flows.following import of_reports
    from flows.stages import Outcome, Steps, by_source, read_all, rebuild

    versions = store.current(job.key, job.as_of)
    if not versions:
        raise BadInput(f"{job.key}: the store holds nothing of this review; run {program()} refresh first.")
    steps = Steps()
    read_all(store, job, versions, steps)
    tables = rebuild(store, job, versions, steps, Outcome(job))
    return check(tables, job.protocol, by_source(of_reports(versions)))
