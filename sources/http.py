"""One polite way to ask services: a rate limit per host, retries that honour Retry-After, timeouts, clear failures.

Every failure becomes `SourceFailed` with one sentence. Addresses in sentences and recordings never carry keys or mail
addresses: they pass through `public_url` first, and the texts of library exceptions (which quote whole addresses) are
never repeated.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson
import requests
from requests.adapters import BaseAdapter
from urllib3.util import Retry

from schemas.errors import SourceFailed
from sources.identity import public_url, user_agent, without_secrets

RATES = {
    "clinicaltrials.gov": 1.0,  # robots.txt asks for one request a second; no limit is published
    "eutils.ncbi.nlm.nih.gov": 3.0,  # 10 with a key, see `_rates`
    "euclinicaltrials.eu": 2.0,  # no limit is published
    "www.isrctn.com": 1.0,  # no limit is published
    "www.ebi.ac.uk": 5.0,  # no limit is published; well below what the service is seen to bear
    "api.crossref.org": 5.0,  # its headers say so; 10 for callers who give a mail address, see `_rates`
    "api.openalex.org": 10.0,  # 100 are allowed; the day's budget ends first
    "api.unpaywall.org": 5.0,  # 100,000 calls a day are allowed
}
"""Requests a second by host."""
UNKNOWN_HOST_RATE = 1.0
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Our own machine needs no protection from us."""

TRIES = 5
RETRY_STATUS = frozenset({429, 500, 502, 503, 504})
RETRY_AFTER_MAX = 120.0
"""Seconds. A service that wants a longer pause is asked again at the next refresh, not within this one."""
BACKOFF = 1.0
"""Seconds before the second try; doubles with every further one."""
CONNECT_TIMEOUT, READ_TIMEOUT = 10.0, 120.0
"""Seconds. A page of 1,000 studies takes its service up to a minute."""


class Recorder(Protocol):
    """Something that keeps a copy of every reply: see `archive.Recorder`."""

    def keep(self, source: str, response: requests.Response) -> None:
        """Store one reply."""


class RateLimit:
    """Lets callers pass at most `per_second` times a second, whichever thread they are on."""

    def __init__(self, per_second: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self._per_second = per_second
        self._sleep = sleep
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Return when it is this caller's turn; turns are given out in the order of asking."""
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + 1.0 / self._per_second
        if turn > now:
            self._sleep(turn - now)

    def slow_down_to(self, per_second: float) -> None:
        """Keep to what the service asks for in its headers, where that is less than what was kept to before."""
        with self._lock:
            self._per_second = min(self._per_second, per_second)


class PoliteSession:
    """A requests session shared by all connectors and threads of a refresh.

    `transport` replaces the network (an archive's `ReplayAdapter`): then nothing is limited and nothing waits.
    `rates` overrides requests a second by `host:port` or host. `recorder` keeps a copy of every reply.
    """

    def __init__(
        self,
        contact: str | None = None,
        transport: BaseAdapter | None = None,
        rates: Mapping[str, float] | None = None,
        recorder: Recorder | None = None,
        sleep: Callable[[float], None] = time.sleep,
        *,
        tries: int = TRIES,
        read_timeout: float = READ_TIMEOUT,
    ) -> None:
        # urllib3 logs whole addresses, keys included, at debug level.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": user_agent(contact), "Accept-Encoding": "gzip, deflate"})
        self._replaying = transport is not None
        if transport is not None:
            self._session.mount("https://", transport)
            self._session.mount("http://", transport)
        self._rates = _rates() | dict(rates or {})
        self._recorder = recorder
        self._sleep = sleep
        self._tries = tries
        self._timeout = (CONNECT_TIMEOUT, read_timeout)
        self._limits: dict[str, RateLimit] = {}
        self._lock = threading.Lock()

    def get(self, source: str, url: str, parameters: Mapping[str, str] | None = None) -> requests.Response:
        """GET with limit and retries; the reply's status is below 400. `source` is the name used in messages."""
        return self._ask(source, "GET", url, params=dict(parameters or {}))

    def post(self, source: str, url: str, form: Mapping[str, str]) -> requests.Response:
        """POST a form, likewise: for questions too long for an address. Our services only read, so retrying is safe."""
        return self._ask(source, "POST", url, data=dict(form))

    def get_json(self, source: str, url: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """GET a JSON object; an HTML page, a cut-off text or another shape is a failure."""
        return json_object(source, self.get(source, url, parameters))

    def post_json(self, source: str, url: str, body: dict[str, Any], key: str = "") -> dict[str, Any]:
        """POST a JSON object with a bearer key and get one back; no message repeats the key.

        Redirects are not followed: they could carry the document to a host that nobody agreed to.
        """
        arguments = {"data": orjson.dumps(body), "headers": {"Content-Type": "application/json"}}
        try:
            # A callable, or requests would put the user's .netrc in the place of the key.
            response = self._ask(source, "POST", url, auth=_Bearer(key), allow_redirects=False, **arguments)
        except SourceFailed as failure:
            sentence = str(failure).replace(key, "…") if key else str(failure)
            raise SourceFailed(sentence, failure.status) from None
        if response.status_code != 200:
            moved = f"{source}: {public_url(url)} answers {response.status_code}; give the address it stands at."
            raise SourceFailed(moved, response.status_code)
        return json_object(source, response)

    def recorded(self, url: str) -> list[dict[str, str]] | None:
        """Of a replay the parameters of every recorded question to this address; None where services are asked live."""
        adapter = self._session.get_adapter(url)
        asked: list[dict[str, str]] | None = adapter.asked(url) if self._replaying else None  # type: ignore[attr-defined]
        return asked

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def __enter__(self) -> PoliteSession:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, source: str, method: str, url: str, **arguments: Any) -> requests.Response:
        """Ask until an answer comes, `tries` times; every try waits for its turn at the host."""
        for attempt in range(1, self._tries + 1):
            self._wait_for_turn(url)
            try:
                response = self._session.request(method, url, timeout=self._timeout, **arguments)
            except requests.RequestException as error:
                if attempt == self._tries or not _is_passing(error):
                    raise SourceFailed(f"{source}: {_in_words(error)} at {public_url(url)}; try again later.") from None
                self._pause(BACKOFF * 2 ** (attempt - 1))
                continue
            if self._recorder is not None:
                self._recorder.keep(source, response)
            self._heed(url, response)
            if response.status_code < 400:
                return response
            if attempt == self._tries or response.status_code not in RETRY_STATUS:
                raise SourceFailed(_refusal(source, response), response.status_code)
            self._pause(self._asked_pause(source, response) or BACKOFF * 2 ** (attempt - 1))
        raise AssertionError("the last try returns or raises")

    def _asked_pause(self, source: str, response: requests.Response) -> float:
        """Seconds that a reply's Retry-After asks for (both forms of the header), 0 without one."""
        header = response.headers.get("Retry-After", "").strip()
        try:
            seconds = Retry().parse_retry_after(header) if header else 0.0
        except Exception:
            # urllib3 raises its InvalidHeader for text that is neither seconds nor a date: as good as no header.
            return 0.0
        if seconds > RETRY_AFTER_MAX:
            raise SourceFailed(
                f"{source}: the service answered {response.status_code} and asks for a pause of {seconds:.0f} seconds; "
                "run the refresh again after that.",
                response.status_code,
            )
        return float(seconds)

    def _pause(self, seconds: float) -> None:
        if not self._replaying:
            self._sleep(seconds)

    def _heed(self, url: str, response: requests.Response) -> None:
        """Take the rate that Crossref and others state in their headers (requests, per how many seconds)."""
        limit, interval = (response.headers.get(f"X-Rate-Limit-{name}", "") for name in ("Limit", "Interval"))
        seconds = interval.removesuffix("s")
        known = self._limits.get(urlsplit(url).netloc)
        if known and limit.isdigit() and seconds.isdigit() and int(limit) and int(seconds):
            known.slow_down_to(int(limit) / int(seconds))

    def _wait_for_turn(self, url: str) -> None:
        if self._replaying:
            return
        parts = urlsplit(url)
        host = parts.hostname or ""
        rate = self._rates.get(parts.netloc, self._rates.get(host))
        if rate is None:
            if host in LOOPBACK:
                return
            rate = UNKNOWN_HOST_RATE
        with self._lock:
            limit = self._limits.setdefault(parts.netloc, RateLimit(rate, self._sleep))
        limit.wait()


class _Bearer(requests.auth.AuthBase):
    """Sets the key, or nothing where there is none."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._key:
            request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def json_object(source: str, response: requests.Response) -> dict[str, Any]:
    """The JSON object of a reply; an HTML page, a cut-off text or another shape is a failure."""
    try:
        value = orjson.loads(response.content)
    except orjson.JSONDecodeError as error:
        raise SourceFailed(
            f"{source}: the reply to {public_url(response.url)} is {_shape(response.content)}, not complete JSON; "
            "run the refresh again."
        ) from error
    if not isinstance(value, dict):
        raise SourceFailed(f"{source}: the reply to {public_url(response.url)} is JSON but not an object.")
    return value


def _rates() -> dict[str, float]:
    with_key = {"eutils.ncbi.nlm.nih.gov": 10.0} if os.environ.get("NCBI_API_KEY") else {}
    with_address = {"api.crossref.org": 10.0} if os.environ.get("PERENNIAL_CONTACT") else {}
    return RATES | with_key | with_address


def _is_passing(error: requests.RequestException) -> bool:
    """Whether asking again can help: lost connections, timeouts and cut-off bodies, not malformed addresses."""
    passing = (
        requests.ConnectionError,
        requests.Timeout,
        requests.exceptions.ChunkedEncodingError,
        requests.exceptions.ContentDecodingError,
    )
    return isinstance(error, passing) and not isinstance(error, requests.exceptions.SSLError)


def _in_words(error: requests.RequestException) -> str:
    if isinstance(error, requests.exceptions.SSLError):
        return "the service's certificate is not accepted"
    if isinstance(error, requests.Timeout):
        return "the service did not answer in time"
    if isinstance(error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError):
        return "the reply broke off or is garbled"
    if isinstance(error, requests.ConnectionError):
        return "no connection to the service"
    return f"the request cannot be made ({type(error).__name__})"


def _refusal(source: str, response: requests.Response) -> str:
    """One sentence for a status of 400 and more, with the service's own words where they are words."""
    kind = response.headers.get("Content-Type", "")
    said = ""
    if "html" not in kind and response.content:
        words = " ".join(response.text[:300].split())
        said = f" ({without_secrets(words)})"
    mend = "mend the query" if response.status_code in (400, 414) else "try again later"
    return f"{source}: the service answered {response.status_code}{said} to {public_url(response.url)}; {mend}."


def _shape(content: bytes) -> str:
    head = content[:200].lstrip().lower()
    if not head:
        return "empty"
    if head.startswith((b"<!doctype html", b"<html")):
        return "an HTML page"
    if head.startswith(b"<"):
        return "XML"
    return "cut off" if head.startswith((b"{", b"[")) else "plain text"
