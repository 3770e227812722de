"""Writing down what was published, so that any version can be rebuilt: see `flows.past` and decision 19."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

from evidence import Publication, Store
from flows.code import code_version
from flows.environment import environment_bytes
from flows.job import Job
from publishing import MANIFEST, LastVersion, last_version
from schemas.protocol import PROTOCOL_FILE

ENVIRONMENT = "environment"


def input_files(job: Job) -> dict[str, Path]:
    """Name in the manifest → file of the review's folder that decides what is published."""
    files, folder = job.protocol.files, job.folder
    return {
        "protocol": folder / PROTOCOL_FILE,
        "screening": folder / files.screening,
        "corrections": folder / files.corrections,
        "links": folder / files.links,
    }


def note(store: Store, job: Job, before: LastVersion) -> None:
    """Write down what lies in the job's folder now. `before` is what lay there when the refresh began.

    A folder that was published before there was a ledger is written down as it is, so that what follows it has a
    predecessor.
    """
    known = {p.manifest for p in store.publications(job.key) if p.place == _place(job)}
    parent = sha256(before.manifest_bytes) if before.version else ""
    if parent and parent not in known:
        _note(store, job, before, "")
    if sha256((job.out / MANIFEST).read_bytes()) not in known:
        _note(store, job, last_version(job.out, job.protocol.slug), parent)


def _place(job: Job) -> str:
    return str(job.out.resolve())


def _note(store: Store, job: Job, there: LastVersion, parent: str) -> None:
    """One version with its contents. Inputs are kept as far as they are still what the manifest says went in."""
    hashes = there.manifest.get("inputs", {})
    inputs = {name: path.read_bytes() for name, path in input_files(job).items() if path.is_file()}
    inputs = {name: content for name, content in inputs.items() if sha256(content) == hashes.get(name)}
    code = str(there.manifest.get("versions", {}).get("perennial", ""))
    if code == code_version():
        inputs[ENVIRONMENT] = environment_bytes()
    publication = Publication(
        review=job.key,
        version=there.version,
        day=date.fromisoformat(there.status.get("as_of") or job.as_of.isoformat()),
        place=_place(job),
        code=code,
        trigger=there.status.get("trigger", ""),
        manifest=sha256(there.manifest_bytes),
        parent="" if parent == sha256(there.manifest_bytes) else parent,
        files={name: sha256(content) for name, content in there.files.items()},
        inputs={name: sha256(content) for name, content in inputs.items()},
    )
    store.note_publication(publication, [there.manifest_bytes, *there.files.values(), *inputs.values()])


def sha256(content: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(content).hexdigest()


def published(store: Store, publication: Publication) -> LastVersion:
    """A version as it was published, out of the store."""
    contents = store.contents([publication.manifest, *publication.files.values()])
    manifest_bytes = contents[publication.manifest]
    files = {name: contents[digest] for name, digest in publication.files.items()}
    return LastVersion(Path(publication.place), json.loads(manifest_bytes), files, manifest_bytes)
