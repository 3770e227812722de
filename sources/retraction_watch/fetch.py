"""The Retraction Watch file, from the review's inbox or from an address: its rows about the review's papers."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from schemas.errors import BadInput
from schemas.models import Paper
from sources.http import PoliteSession
from sources.paging import Page
from sources.retraction_watch.read import LARGEST, SOURCE, is_file, record_of, rows_about

ADDRESS = "PERENNIAL_RETRACTION_WATCH_URL"


def files_in(inbox: Path) -> list[Path]:
    """The files of Retraction Watch among the documents of an inbox, by path."""
    found = sorted(inbox.rglob("*.csv")) if inbox.is_dir() else []
    return [path for path in found if path.is_file() and not path.name.startswith(".") and _begins_like_it(path)]


def fetch_papers(session: PoliteSession, papers: Sequence[Paper], inbox: Path) -> Iterator[Page]:
    """Yield one page with what the files say about the papers, none where there is no file.

    Rows that stand in several files count once.
    """
    rows: dict[Paper, list[dict[str, str]]] = {}
    files = 0
    for content, name in _contents(session, inbox):
        files += 1
        for paper, found in rows_about(content, papers, name).items():
            known = rows.setdefault(paper, [])
            known += [row for row in found if row not in known]
    if files:
        yield Page([record_of(paper, found) for paper, found in sorted(rows.items())])


def _contents(session: PoliteSession, inbox: Path) -> Iterator[tuple[bytes, str]]:
    for path in files_in(inbox):
        if path.stat().st_size > LARGEST:
            raise BadInput(f"{path.name} has more than {LARGEST // 2**20} MiB; give the file as it comes.")
        yield path.read_bytes(), path.name
    address = os.environ.get(ADDRESS, "")
    if address and session.recorded(address) != []:
        content = session.get(SOURCE, address).content
        if not is_file(content):
            raise BadInput(f"{ADDRESS}: what stands there is not the file of Retraction Watch; correct the address.")
        yield content, ADDRESS


def _begins_like_it(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            return is_file(stream.read(4096))
    except OSError:
        return False
