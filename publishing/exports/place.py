"""Where an export goes: one file or one folder, written whole or not at all, and never over somebody else's work."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from publishing.exports.version import Version
from publishing.folder import mend, swap_in
from publishing.status import json_bytes
from schemas.errors import BadInput

MARK = "export.json"
"""The file by which a folder is known as an export: what it is of, and the hash of every file."""
FILES = (".csv", ".ris", ".xlsx", ".parquet", ".json", ".txt", ".zip")
"""Endings that nobody gives a folder."""


@dataclass(frozen=True, slots=True)
class Place:
    """The kind of place that a format needs."""

    format: str
    suffixes: tuple[str, ...] = ()
    """Endings of the one file; none for a folder of files."""
    ours: Callable[[bytes], bool] | None = None
    """Whether a file was written by an earlier export; None where its format has no room for a mark."""


def check_place(place: Place, out: Path, slug: str, force: bool) -> None:
    """`BadInput` where the export cannot go there, before anything is made."""
    if place.suffixes:
        _check_file(place, out, slug)
    else:
        _check_folder(place, out, slug, force)


def _check_file(place: Place, out: Path, slug: str) -> None:
    name = f"{slug}{place.suffixes[0]}"
    if out.is_dir():
        raise BadInput(f"--out: {out} is a folder and {place.format} is one file; name it, such as {out / name}.")
    if out.suffix.lower() not in place.suffixes:
        endings = " or ".join(place.suffixes)
        raise BadInput(f"--out: {out} does not end in {endings}, as {place.format} does; name it such as {name}.")


def _check_folder(place: Place, out: Path, slug: str, force: bool) -> None:
    if out.is_file() or out.suffix.lower() in FILES:
        advice = f"name a folder, such as {out.with_name(f'{slug}-{place.format}')}"
        raise BadInput(f"--out: {place.format} is a folder of several files and {out} names a file; {advice}.")
    if force or not out.exists() or not any(out.iterdir()):
        return
    mark = _mark(out)
    if not (mark.get("format") == place.format and mark.get("review") == slug):
        raise BadInput(
            f"--out: {out} holds files that are not a {place.format} export of {slug}; choose another folder, or add "
            "--force to write among them."
        )
    for name, said in mark["files"].items():
        if (out / name).is_file() and _hash((out / name).read_bytes()) != said:
            raise BadInput(
                f"--out: {out / name} was changed since it was exported; keep it under another name, or add --force "
                "to replace it."
            )


def put_file(place: Place, out: Path, content: bytes, force: bool) -> None:
    """Write the one file beside its place and move it there in one step; `BadInput` where it may not or cannot be."""
    out = out.absolute()
    try:
        if (
            out.is_file()
            and not force
            and (old := out.read_bytes()) != content
            and not (place.ours and place.ours(old))
        ):
            raise BadInput(f"--out: {out} exists and may be somebody's own; add --force to replace it.")
        out.parent.mkdir(parents=True, exist_ok=True)
        building = out.with_name(f".{out.name}.building")
        with building.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        building.replace(out)
    except OSError as error:
        raise BadInput(f"--out: {out} cannot be written ({error.strerror}); choose another place.") from None


def put_folder(place: Place, out: Path, files: Mapping[str, bytes], version: Version) -> None:
    """Make `out` a folder of these files; what people put there beside an earlier export stays."""
    mark = {
        "format": place.format,
        "review": version.slug,
        "title": version.protocol.title,
        "version": version.number,
        "as_of": version.status.get("as_of", ""),
        "files": {name: _hash(content) for name, content in sorted(files.items())},
    }
    mend(out.absolute())
    earlier = _mark(out).get("files", ()) if out.exists() else ()
    swap_in(out, {**files, MARK: json_bytes(mark)}, [*earlier, MARK])


def _mark(folder: Path) -> Mapping[str, Any]:
    """The mark of an earlier export; empty where there is none."""
    try:
        mark = json.loads((folder / MARK).read_bytes())
    except (OSError, ValueError):
        return {}
    return mark if isinstance(mark, dict) and isinstance(mark.get("files"), dict) else {}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
