"""Files that people drop in → records, whatever they are: decided by content, split where a file holds several."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.errors import BadInput
from schemas.models import Record
from sources.inbox.detect import MAX_BYTES, media_of
from sources.inbox.registries import named
from sources.inbox.split import split_payload


def records_of_file(path: Path | str, name: str | None = None) -> Iterator[Record]:
    """The records of one file, in its order: the first is called `name`, the next `name#2`, `name#3`.

    Trials of a registry's export are called by their numbers, `name#NCT01234567`: the next export's order is another.
    Raises BadInput with one sentence when the file is missing, too large, empty, or no document.
    """
    path = Path(path)
    name = name or path.name
    payload = _bytes_of(path, name)
    parts = split_payload(payload, media_of(payload, name), name)
    for identity, part in named(parts, name):
        yield Record("inbox", identity, part.payload, part.media)


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        if path.is_dir():
            raise BadInput(f"{name} is a folder; name the files in it.")
        if path.stat().st_size > MAX_BYTES:
            size = path.stat().st_size // 1_000_000
            raise BadInput(f"{name} has {size} MB, more than the {MAX_BYTES // 2**20} MiB read here; split it.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"{name} does not exist; check the path.") from error
    except OSError as error:
        raise BadInput(f"{name} cannot be read ({error.strerror or error}); check its permissions.") from error
