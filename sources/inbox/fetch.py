"""The inbox of a review: documents that people drop into a folder, each giving one record or several."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from schemas.errors import BadInput, PerennialError
from schemas.models import Record
from sources.http import PoliteSession
from sources.inbox.read import records_of_file
from sources.paging import Page, Window
from sources.retraction_watch.fetch import files_in

SOURCE = "inbox"


def fetch(_session: PoliteSession, query: str, _window: Window) -> Iterator[Page]:
    """Yield one page a document of the folder `query`, sorted by path. The whole folder is read every time.

    The file of Retraction Watch is no document: `sources.retraction_watch` looks the review's papers up in it.

    A document that cannot be read becomes a record of media `unreadable` whose payload is the reason: it is shown to
    a person, and the others go on.
    """
    folder = Path(query)
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BadInput(f"{folder}: the inbox is a folder, and this is not one.")
    aside = set(files_in(folder))
    found = (path for path in folder.rglob("*") if _is_document(path) and path not in aside)
    documents = sorted((path.relative_to(folder).as_posix(), path) for path in found)
    for name, path in documents:
        yield Page(_records(path, name), len(documents))


def _is_document(path: Path) -> bool:
    """Files, without the hidden ones that editors and version control leave, and without a folder's own README.md."""
    return path.is_file() and not path.name.startswith((".", "~$")) and path.name != "README.md"


def _records(path: Path, name: str) -> list[Record]:
    try:
        return list(records_of_file(path, name))
    except PerennialError as error:
        reason = str(error)
    except OSError as error:
        reason = f"{name}: the file cannot be opened ({error.strerror or type(error).__name__}); check its permissions."
    return [Record(SOURCE, name, reason.encode(), "unreadable")]
