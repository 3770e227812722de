"""The Prefect flow of a refresh: `refresh(review, …)`. Deployments and the command line both run this one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL, PREFECT_SERVER_EPHEMERAL_ENABLED
from prefect.states import Failed

from flows import interrupt
from flows.fetching import Fetched
from flows.job import Job, Reason, plan_job
from flows.settings import load_settings
from flows.stages import Outcome, Steps, refresh_job
from schemas.errors import SourceFailed

RETRIES, RETRY_DELAY_SECONDS = 1, 10
"""For fetching only, on top of the retries of each request: a service that is down for longer waits for the next
refresh. Everything after it is arithmetic, where trying again gives the same."""
SUMMARY_LENGTH = 50_000
"""Characters of the summary that Prefect's database gets; the whole of it is in the published folder."""


class Partial(SourceFailed):
    """A source failed; what was fetched is published all the same. `outcome` says what came of it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(" ".join(outcome.failures))
        self.outcome = outcome


def run_name() -> str:
    """`thyroid manual`: the review, and why it is refreshed."""
    parameters = flow_run.parameters or {}
    return f"{parameters.get('review', 'review')} {'archive' if parameters.get('archive') else _reason()}"


@flow(name="refresh", flow_run_name=run_name)
def refresh(
    review: str,
    *,
    since: date | None = None,
    sources: list[str] | None = None,
    dry_run: bool = False,
    archive: str | None = None,
    out: str | None = None,
    as_of: date | None = None,
    record: str | None = None,
) -> Outcome:
    """Bring one review up to date: fetch what is new, read it, check it, and publish the tables.

    Args:
        review: Slug of the review (its folder under reviews/), or the path of its folder.
        since: Ask for records changed since this day, in place of the day of the last search.
        sources: Ask only these sources, such as pubmed; empty asks all of the protocol.
        dry_run: Ask and report, and store and publish nothing.
        archive: Folder of recorded replies to replay in place of the network.
        out: Folder to publish into; empty is outputs/ and the review's slug.
        as_of: Rebuild the review as it stood on this day; a day before today asks nothing.
        record: Folder into which the replies of the services are recorded.

    """
    load_settings()
    job = plan_job(
        review,
        since=since,
        sources=sources,
        dry_run=dry_run,
        archive=archive,
        out=out,
        as_of=as_of,
        record=record,
        reason=_reason(),
    )
    outcome = refresh_job(job, PrefectSteps(job))
    if outcome.published:
        _show(outcome)
    if outcome.failures:
        partial = Partial(outcome)
        # Not raised here: Prefect would log a traceback of a service that is down, which is no mistake of any code.
        return Failed(message=str(partial), data=partial)  # type: ignore[return-value]
    return outcome


def require_server() -> None:
    """Raise SourceFailed when PREFECT_API_URL names a server that does not answer; start one where it is not set."""
    address = PREFECT_API_URL.value()
    if not address:
        if PREFECT_SERVER_EPHEMERAL_ENABLED.value():
            _start_server()
        return
    with get_client(sync_client=True) as client:
        trouble = client.api_healthcheck()
    if trouble is not None:
        raise SourceFailed(
            f"PREFECT_API_URL: no Prefect server answers at {address}; start it with `prefect server start`, or unset "
            "the variable to have one started for this refresh."
        )


def _start_server() -> None:
    """Start the temporary server that Prefect would start itself, out of reach of Ctrl-C: Prefect's clients find it."""
    from prefect.server.api.server import SubprocessASGIServer  # a second to import, and workers do not need it

    server = SubprocessASGIServer()

    def kill() -> None:
        if server.server_process:
            server.server_process.kill()

    interrupt.kill_at_the_end(kill)
    interrupt.shielded(server.start)


class PrefectSteps(Steps):
    """Runs stages as tasks. Results stay in memory: Prefect neither keeps them nor looks them up."""

    def __init__(self, job: Job) -> None:
        self.retries = 0 if job.archive or job.dry_run else RETRIES
        self.fetched: dict[str, Fetched] = {}

    def run(self, name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """One stage, or one batch of it, as a task."""
        return task(name=name, cache_policy=NO_CACHE)(_call)(_Work(function, arguments))

    def fetch_all(self, function: Callable[[str], Fetched], sources: Sequence[str]) -> list[Fetched]:
        """Every source as a task of its own, at the same time; one that failed is tried again."""
        fetch = {
            source: task(
                name=f"fetch {source}",
                cache_policy=NO_CACHE,
                retries=self.retries,
                retry_delay_seconds=RETRY_DELAY_SECONDS,
                retry_condition_fn=self._worth_retrying(source),
            )(self._fetch)
            for source in sources
        }
        futures = [fetch[source].submit(_Work(function, (source,)), source) for source in sources]
        for future in futures:
            with suppress(SourceFailed):  # it stands among the failures of what was fetched
                future.result()
        return [self.fetched[source] for source in sources]

    def _worth_retrying(self, source: str) -> Callable[..., bool]:
        """Whether a failed fetch may end otherwise: what a guard refused is the same ten seconds later."""
        return lambda *_: source not in self.fetched or not self.fetched[source].refused

    def _fetch(self, work: _Work, source: str) -> Any:
        """Nothing, or a failed state: Prefect then tries again, and shows the task as failed without a traceback."""
        fetched = self.fetched[source] = work.call()
        if fetched.failures:
            sentence = " ".join(fetched.failures)
            return Failed(message=sentence, data=SourceFailed(sentence))
        return None


class _Work:
    """A function with its arguments. Prefect searches arguments for futures, item by item; it does not look in here."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self.function, self.arguments = function, arguments

    def call(self) -> Any:
        """The function's answer."""
        return self.function(*self.arguments)


def _call(work: _Work) -> Any:
    return work.call()


def _reason() -> Reason:
    """Scheduled when Prefect's scheduler made this run, else manual."""
    context = FlowRunContext.get()
    return "scheduled" if context and context.flow_run and context.flow_run.auto_scheduled else "manual"


def _show(outcome: Outcome) -> None:
    """The summary as an artifact of the run. Artifact keys allow small letters, digits and hyphens only."""
    assert outcome.published is not None
    slug = outcome.job.protocol.slug
    text = outcome.published.summary
    if len(text) > SUMMARY_LENGTH:
        text = f"{text[:SUMMARY_LENGTH]}\n\nThe rest is in {outcome.job.out}/summary.md.\n"
    create_markdown_artifact(key=f"perennial-{slug.replace('_', '-')}", markdown=text, description=f"Refresh of {slug}")
