"""The past: what a rebuild of an earlier day starts from, and how far it is what readers were shown.

A version that was published is rebuilt under its own number, after its own predecessor, with the protocol and the
people's files as they were; the rows come from the evidence up to its day. A day of which nothing is on record is
rebuilt with what the review's folder holds, without the lines that people dated later.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from evidence import Publication, Store
from flows.code import code_version
from flows.job import OUTPUTS, Job
from flows.ledger import input_files, published, sha256
from publishing import LastVersion, last_version
from schemas.errors import BadInput
from schemas.protocol import PROTOCOL_FILE, load_protocol
from synthesis import Correction, Decision, Join, read_corrections, read_decisions, read_joins


@dataclass(slots=True, frozen=True)
class Past:
    """The published version that a job rebuilds, and the one before it."""

    publication: Publication
    before: LastVersion
    missing: tuple[str, ...] = ()
    """Inputs of which the ledger does not hold what they were: today's stand in for them."""


def published_then(store: Store, job: Job) -> Publication | None:
    """The version that stood on the job's day; None where the job is no rebuild, or nothing was on record.

    Of several folders that one review was published into, the review's own speaks, else the first that there was. A
    replay goes to a day of its recordings, and only a version of that very day is the same evidence.
    """
    if not job.rebuilds:
        return None
    found = store.publications(job.key, job.as_of)
    if job.archive:
        found = [publication for publication in found if publication.day == job.as_of]
    if not found:
        return None
    places = [publication.place for publication in found]
    own = str((OUTPUTS / job.protocol.slug).resolve())
    place = own if own in places else places[0]
    return sorted((p for p in found if p.place == place), key=lambda p: p.day)[-1]


def refuse_going_back(job: Job) -> None:
    """BadInput where the folder holds a version of a later day than the one to be rebuilt: it would be lost there."""
    if not job.rebuilds or job.dry_run:
        return
    there = last_version(job.out, job.protocol.slug)
    day = str(there.status.get("as_of") or "")
    if there.version and day > job.as_of.isoformat():
        raise BadInput(
            f"--out: {job.out} holds version {there.version} as of {day}, which is later than {job.as_of}; name "
            "another folder for the rebuilt one."
        )


@contextmanager
def as_it_was(store: Store, job: Job) -> Iterator[tuple[Job, Past | None]]:
    """The job with the day, protocol and people's files of the version that it rebuilds; itself where there is none."""
    publication = published_then(store, job)
    if publication is None:
        yield (replace(job, until=job.as_of) if job.rebuilds and not job.archive else job), None
        return
    with TemporaryDirectory(prefix="perennial-") as name:
        then, missing = _folder_then(store, job, publication, Path(name))
        parents = [p for p in store.publications(job.key) if p.manifest == publication.parent]
        before = published(store, parents[0]) if parents else LastVersion(job.out)
        yield then, Past(publication, before, missing)


def _folder_then(store: Store, job: Job, publication: Publication, folder: Path) -> tuple[Job, tuple[str, ...]]:
    """The job on a review's folder laid out as it was, and the inputs that the ledger does not hold."""
    kept = store.contents(publication.inputs.values())
    said = json.loads(store.contents([publication.manifest])[publication.manifest]).get("inputs", {})
    missing = tuple(name for name in input_files(job) if said.get(name) and name not in publication.inputs)

    def lay_out(name: str, path: Path) -> None:
        today = input_files(job)[name]
        content = kept.get(publication.inputs.get(name, ""))
        if name in missing and today.is_file():
            content = today.read_bytes()
        if content is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    lay_out("protocol", folder / PROTOCOL_FILE)
    try:
        protocol = load_protocol(folder)
    except BadInput as error:
        raise BadInput(
            f"The protocol of version {publication.version} is none for this code any more: rebuild that version with "
            f"Perennial {publication.code}. ({str(error).removeprefix(f'{folder}/')})"
        ) from error
    then = replace(job, folder=folder, protocol=protocol, as_of=publication.day, sources=(), followers=())
    for name, path in input_files(then).items():
        if name != "protocol":
            lay_out(name, path)
    return (replace(then, until=publication.day) if missing else then), missing


Line = TypeVar("Line", Decision, Correction, Join)


def up_to(day: date | None, lines: list[Line]) -> list[Line]:
    """The lines that people wrote up to a day. One without a day counts from the beginning."""
    # A day may be given as a month or a year: it is later only where all of it is.
    return [line for line in lines if day is None or line.decided_on <= day.isoformat()[: len(line.decided_on)]]


def undated(job: Job) -> list[str]:
    """A sentence for each file of people that has lines without a day."""
    files = input_files(job)
    lines: dict[str, Sequence[Decision | Correction | Join]] = {
        "screening": read_decisions(files["screening"]),
        "corrections": read_corrections(files["corrections"]),
        "links": read_joins(files["links"]),
    }
    counted = {name: sum(not line.decided_on for line in found) for name, found in lines.items()}
    return [
        f"{files[name].name}: {n} lines have no day in decided_on and count from the beginning; date them to leave "
        "them out of days before."
        for name, n in counted.items()
        if n
    ]


def told(job: Job, past: Past | None) -> tuple[list[str], bool]:
    """Sentences on how far the rebuilt folder is what was published, and whether it is, byte for byte."""
    if past is None:
        return [
            f"Nothing on record was published by {job.as_of}: this is what the evidence of that day gives with "
            "today's protocol, under the number that follows in this folder.",
            *undated(job),
        ], True
    was, now = past.publication, last_version(job.out, job.protocol.slug)
    if sha256(now.manifest_bytes) == was.manifest:
        return [f"Version {was.version} as of {was.day} was rebuilt, byte for byte as it was published."], True
    hashes = {name: sha256(content) for name, content in now.files.items()}
    differ = sorted(name for name in hashes.keys() | was.files.keys() if hashes.get(name) != was.files.get(name))
    what = ", ".join(differ) or "manifest.json"
    if was.code != code_version():
        return [
            f"Version {was.version} as of {was.day} was published by Perennial {was.code} and rebuilt by "
            f"{code_version()}, so it may differ, and does: {what}."
        ], True
    if past.missing:
        return [
            f"Version {was.version} as of {was.day} was published before inputs were kept; with today's "
            f"{' and '.join(past.missing)} it differs: {what}.",
            *undated(job),
        ], True
    return [f"Version {was.version} as of {was.day} was rebuilt by the same code and differs: {what}."], False
