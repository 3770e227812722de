"""`perennial screening export` and `import`: decisions go to other screening programs and come back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rich.console import Console

from evidence import Store
from flows.command import replayed
from flows.job import Job, plan_job, today
from flows.program import program
from flows.reading import is_unreadable, vocabulary_hash, vocabulary_of
from flows.settings import database_url, load_settings
from schemas.errors import BadInput
from synthesis import Decision, append_decisions, read_decisions
from synthesis.screening.exchange import FORMATS, Card, cards_of, read_judgements, take, written

SHOWN = 5
"""Titles named of those that are no paper of the review."""


def export_screening(review: str, to: str, out: Path, archive: str | None) -> None:
    """Write the review's papers and decisions for another program."""
    text, told = exported(review, to, archive)
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise BadInput(f"--out: {out} cannot be written ({error.strerror}).") from None
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{out}: {told}", markup=False)
    console.print(f"Next, when they are screened: {program()} screening import {review} FILE", markup=False)


def exported(review: str, to: str, archive: str | None) -> tuple[str, str]:
    """The text of the file, and a sentence on what is in it."""
    if to not in FORMATS:
        raise BadInput(f"--to: {to} is no format; choose from {', '.join(FORMATS)}.")
    _, cards, _ = _cards(review, archive)
    waiting = sum(card.decision == "unclear" for card in cards)
    return written(to, cards), f"{len(cards)} papers for {FORMATS[to].program}, {waiting} of them still to be decided."


def import_screening(review: str, file: Path, *, by: str, day: date | None, decision: str, archive: str | None) -> None:
    """Append the decisions of a file to the review's `screening.csv`."""
    if decision not in ("", "include", "exclude", "unclear"):
        raise BadInput(f"--decision: {decision} is no decision; write include, exclude or unclear.")
    judgements = read_judgements(file)
    job, cards, decisions = _cards(review, archive)
    taken = take(judgements, cards, decisions, by=by, day=(day or today()).isoformat(), decision=decision)
    path = job.folder / job.protocol.files.screening
    if taken.lines:
        append_decisions(path, taken.lines)
    console = Console(highlight=False, soft_wrap=True)
    console.print(
        f"{path}: {len(taken.lines)} lines added on {taken.papers} papers; {taken.known} decisions were there already, "
        f"{taken.undecided} papers are undecided, {len(taken.unknown)} are not in this review.",
        markup=False,
    )
    for title in taken.unknown[:SHOWN]:
        console.print(f"  not in this review, or not told from another: {title}", markup=False)
    console.print(f"Next: {program()} refresh {review}", markup=False)


def _cards(review: str, archive: str | None) -> tuple[Job, list[Card], list[Decision]]:
    """The papers of a review as the store holds them, screened by protocol and people."""
    from flows.code import reader_version
    from flows.following import of_reports
    from flows.stages import Outcome, Steps, read_all, rebuild

    load_settings()
    job = plan_job(review, archive=archive)
    with Store(database_url()) as store:
        if not archive and not store.current(job.key, job.as_of):
            job = replayed(store, job, review)
        versions = store.current(job.key, job.as_of)
        if not versions:
            raise BadInput(f"{job.key}: the store holds nothing of this review; run {program()} refresh first.")
        steps = Steps()
        read_all(store, job, versions, steps)
        tables = rebuild(store, job, versions, steps, Outcome(job))
        words = vocabulary_hash(vocabulary_of(job.protocol))
        reports = [
            e.report for e in store.extractions(of_reports(versions), reader_version(), words) if not is_unreadable(e)
        ]
    decisions = read_decisions(job.folder / job.protocol.files.screening)
    return job, cards_of(reports, tables["screening"], decisions), decisions
