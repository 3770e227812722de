"""Replies of services kept as files, and replayed through requests itself, so that the code path is the live one.

An archive is a folder of dated folders, each one recording:

    DIR/2026-06-01/replies.json     {"recorded": "2026-06-01", "replies": [reply, …]}
    DIR/2026-06-01/pubmed/001.xml   the bodies

with reply `{"method": "GET", "url": …, "status": 200, "headers": {"content-type": …}, "body": "pubmed/001.xml"}`.

A reply answers a request with the same method, address and parameters (in any order; a POST form counts as
parameters; those that only say who asks are left out). Several replies to one request are served in their order and
the last one repeats.
"""

from __future__ import annotations

import io
import re
import threading
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from schemas.errors import BadInput, SourceFailed
from sources.http import PoliteSession
from sources.identity import SECRET_PARAMETERS, without_secrets

INDEX = "replies.json"
KEPT_HEADERS = ("content-type", "retry-after")
"""Of a reply's headers only these are recorded: others are cookies, or describe the transfer and not the body."""
EXTENSIONS = {"json": ".json", "xml": ".xml", "html": ".html", "plain": ".txt"}


class NotRecorded(SourceFailed):
    """An archive has no reply to a request."""


Key = tuple[str, str, tuple[tuple[str, str], ...]]


def recordings(archive: Path) -> list[tuple[date, Path]]:
    """The dated recordings of an archive, oldest first. BadInput when there is none."""
    if not archive.is_dir():
        raise BadInput(f"{archive}: there is no such archive folder; name a folder that holds YYYY-MM-DD/{INDEX}.")
    found = [(_as_date(folder.name), folder) for folder in archive.iterdir() if (folder / INDEX).is_file()]
    dated = sorted((day, folder) for day, folder in found if day is not None)
    if not dated:
        raise BadInput(f"{archive}: the archive holds no recording; each is a folder YYYY-MM-DD with a {INDEX}.")
    return dated


def replay_session(recording: Path) -> PoliteSession:
    """A session that answers from one recording and never touches the network."""
    return PoliteSession(transport=ReplayAdapter(recording))


def request_key(method: str, url: str, body: str | bytes | None = None) -> Key:
    """What makes two requests the same: method, address, and the parameters that say what is asked."""
    parts = urlsplit(url)
    text = body.decode() if isinstance(body, bytes) else body or ""
    pairs = parse_qsl(parts.query, keep_blank_values=True) + parse_qsl(text, keep_blank_values=True)
    kept = tuple(sorted(pair for pair in pairs if pair[0].lower() not in SECRET_PARAMETERS))
    return method.upper(), f"{parts.scheme}://{parts.netloc}{parts.path}", kept


class ReplayAdapter(BaseAdapter):
    """Answers requests from one dated folder of an archive."""

    def __init__(self, recording: Path) -> None:
        super().__init__()
        self._folder = recording.resolve()
        self._replies: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        self._served: dict[Key, int] = defaultdict(int)
        self._lock = threading.Lock()
        for entry in _read_index(self._folder / INDEX):
            self._replies[request_key(entry["method"], entry["url"])].append(entry)

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:  # type: ignore[override]
        """The recorded reply, or NotRecorded that names the request and the folder."""
        key = _key_of(request)
        with self._lock:
            entries = self._replies.get(key)
            if not entries:
                raise NotRecorded(
                    f"{self._folder}: the recording has no reply to {key[0]} {key[1]}?{urlencode(key[2])}; "
                    "record it again with --record, or add the reply."
                )
            entry = entries[min(self._served[key], len(entries) - 1)]
            self._served[key] += 1
        return self._response(entry, request)

    def asked(self, url: str) -> list[dict[str, str]]:
        """The parameters of every recorded GET of this address or of one below it, in the order of recording.

        What stands below the address is told as the parameter `path`.
        """
        found, base = [], request_key("GET", url)[1]
        for method, address, pairs in self._replies:
            if method == "GET" and (address == base or address.startswith(f"{base}/")):
                below = address.removeprefix(base).strip("/")
                found.append(dict(pairs) | ({"path": below} if below else {}))
        return found

    def close(self) -> None:
        """Nothing is held open."""

    def _response(self, entry: dict[str, Any], request: requests.PreparedRequest) -> requests.Response:
        path = (self._folder / entry["body"]).resolve()
        if not path.is_relative_to(self._folder):
            raise SourceFailed(f"{self._folder / INDEX}: body {entry['body']!r} lies outside the recording.")
        try:
            body = path.read_bytes()
        except OSError:
            raise SourceFailed(f"{path}: {INDEX} names this file and it cannot be read.") from None
        response = requests.Response()
        response.status_code = entry["status"]
        response.headers = CaseInsensitiveDict(entry.get("headers", {}))
        response.encoding = requests.utils.get_encoding_from_headers(response.headers)
        response.raw = io.BytesIO(body)
        response.url = request.url or ""
        response.request = request
        return response


class Recorder:
    """Keeps every reply in `archive/<day>/`, without keys; `close`, or the end of `with`, writes the index."""

    def __init__(self, archive: Path, day: date) -> None:
        self.folder = archive / day.isoformat()
        if (self.folder / INDEX).exists():
            raise BadInput(f"{self.folder}: this day is already recorded; name another folder with --record.")
        self.folder.mkdir(parents=True, exist_ok=True)  # without an index it is the rest of a run that was killed
        self._day = day
        self._replies: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def keep(self, source: str, response: requests.Response) -> None:
        """Store one reply: its body as a file, the rest for the index."""
        method, address, parameters = _key_of(response.request)
        url = f"{address}?{urlencode(parameters)}" if parameters else address
        kind = response.headers.get("content-type", "")
        ending = next((end for word, end in EXTENSIONS.items() if word in kind), ".bin")
        with self._lock:
            name = f"{source}/{len(self._replies) + 1:03d}{ending}"
            headers = {head: response.headers[head] for head in KEPT_HEADERS if head in response.headers}
            entry = {"method": method, "url": url, "status": response.status_code, "headers": headers, "body": name}
            self._replies.append(entry)
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(_without_secrets(response.content))

    def close(self) -> None:
        """Write the index."""
        index = {"recorded": self._day.isoformat(), "replies": self._replies}
        (self.folder / INDEX).write_bytes(orjson.dumps(index, option=orjson.OPT_INDENT_2))

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _key_of(request: requests.PreparedRequest) -> Key:
    body = request.body if isinstance(request.body, str | bytes) else None
    return request_key(request.method or "GET", request.url or "", body)


def _without_secrets(body: bytes) -> bytes:
    """The body without the caller's key: PubMed repeats it (or the IP address) in its 429."""
    body = re.sub(rb'("api-key"\s*:\s*")[^"]*"', rb'\1"', body)
    text = body.decode("utf-8", "surrogateescape")
    return without_secrets(text).encode("utf-8", "surrogateescape")


def _as_date(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


def _read_index(path: Path) -> list[dict[str, Any]]:
    try:
        index = orjson.loads(path.read_bytes())
        entries = index["replies"]
        complete = all({"method", "url", "status", "body"} <= entry.keys() for entry in entries)
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise BadInput(f'{path}: not a recording\'s index; it is JSON of the form {{"replies": [...]}}.') from None
    if not complete:
        raise BadInput(f"{path}: a reply lacks one of method, url, status, body; add it.")
    return list(entries)
