"""`perennial release`: a published version frozen into a folder that a repository takes and a reader can verify."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from evidence import Publication, Store
from flows.code import ROOT, code_version
from flows.environment import LOCK, environment_bytes
from flows.job import OUTPUTS, review_folder
from flows.ledger import published, sha256
from flows.program import program
from flows.settings import database_url, load_settings
from publishing import LastVersion, Parts, described, freeze, last_version, release_files
from schemas.errors import BadInput
from schemas.protocol import PROTOCOL_FILE, Protocol, load_protocol

RELEASES = Path("releases")


def run_release(review: str, number: int, out: str | None, source: str | None, doi: str) -> None:
    """Write the release of one version and say where it is."""
    load_settings()
    folder = review_folder(review)
    today = load_protocol(folder)
    target = Path(out) if out else RELEASES / f"{today.slug}-v{number}"
    with Store(database_url()) as store:
        line = [p for key in _keys(store, today.slug) for p in store.publications(key)]
        version = _version(store, line, today.slug, number, Path(source) if source else None)
        inputs = _inputs(store, version, folder, today)
        environment = _environment(store, line, version)
    protocol = _protocol(inputs["protocol"])
    names = {"protocol": PROTOCOL_FILE} | {
        name: str(getattr(protocol.files, name)) for name in ("screening", "corrections", "links")
    }
    parts = Parts({names[name]: content for name, content in inputs.items()}, environment, _lock(environment))
    files = release_files(version, described(version, protocol, today, doi), parts)
    archive = freeze(target, files)
    show = Console(highlight=False, soft_wrap=True).print
    show(f"{target}: version {number} of {today.slug}, {len(files)} files, read-only", markup=False)
    show(f"{archive}: the same in one file, SHA-256 {hashlib.sha256(archive.read_bytes()).hexdigest()}", markup=False)
    show(f"Next: (cd {target} && sha256sum --check --quiet SHA256SUMS), then upload {archive.name}", markup=False)


def _keys(store: Store, slug: str) -> list[str]:
    """The review's name in the store, live first, then its replays."""
    return [slug, *(key for key in store.reviews() if key.startswith(f"{slug}@"))]


def _version(store: Store, line: list[Publication], slug: str, number: int, source: Path | None) -> LastVersion:
    """The version as it was published: from the folder that holds it, else out of the ledger."""
    place = source or OUTPUTS / slug
    there = last_version(place, slug)
    if there.version == number:
        if not there.intact:
            raise BadInput(f"{place}: files differ from what manifest.json says; refresh it, or restore the folder.")
        return there
    found = [p for p in line if p.version == number]
    own = [p for p in found if p.place == str(place.resolve())]
    if not (own or found) or (source and not own):
        holds = f"holds version {there.version}" if there.version else "holds no version"
        raise BadInput(
            f"VERSION: {place} {holds} and the ledger knows no version {number} of {slug}"
            f"{' from there' if source else ''}; `{program()} status {slug}` shows what there is."
        )
    if not own and len({p.manifest for p in found}) > 1:
        places = ", ".join(sorted({p.place for p in found}))
        raise BadInput(f"--from: version {number} of {slug} was published into several folders ({places}); name one.")
    return published(store, (own or found)[-1])


def _inputs(store: Store, version: LastVersion, folder: Path, today: Protocol) -> dict[str, bytes]:
    """The protocol and people's files that went into the version, by the hashes of its manifest."""
    files = {"protocol": PROTOCOL_FILE} | {
        name: str(getattr(today.files, name)) for name in ("screening", "corrections", "links")
    }
    wanted = {name: digest for name in files if (digest := version.manifest.get("inputs", {}).get(name))}
    kept, found = store.contents(wanted.values()), dict[str, bytes]()
    for name, digest in wanted.items():
        path = folder / files[name]
        content = kept.get(digest) or (path.read_bytes() if path.is_file() else b"")
        if sha256(content) != digest:
            raise BadInput(
                f"{path}: is not what went into version {version.version}, and the store does not hold what did; "
                "refresh the review and release the version that comes of it."
            )
        found[name] = content
    if "protocol" not in found:
        raise BadInput(
            f"{version.out}: manifest.json names no protocol; refresh the review and release what comes of it."
        )
    return found


def _protocol(content: bytes) -> Protocol:
    with TemporaryDirectory(prefix="perennial-") as name:
        (Path(name) / PROTOCOL_FILE).write_bytes(content)
        try:
            return load_protocol(Path(name))
        except BadInput as error:
            raise BadInput(f"The protocol of that version: {str(error).removeprefix(f'{name}/')}") from error


def _environment(store: Store, line: list[Publication], version: LastVersion) -> bytes:
    """The environment that the version was made in; empty where nobody wrote it down."""
    digest = sha256(version.manifest_bytes)
    hashes = [p.inputs["environment"] for p in line if p.manifest == digest and "environment" in p.inputs]
    if hashes:
        return store.contents(hashes[:1])[hashes[0]]
    return environment_bytes() if version.manifest["versions"]["perennial"] == code_version() else b""


def _lock(environment: bytes) -> bytes:
    """The lock file, where it is still the one of that environment."""
    path = ROOT / LOCK
    content = path.read_bytes() if path.is_file() else b""
    return content if content and sha256(content).encode() in environment else b""
