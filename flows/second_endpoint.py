"""Where the second reader is asked: what the environment names, and the session to ask with."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from schemas.errors import BadInput
from sources.http import LOOPBACK, PoliteSession

URL, MODEL, KEY, PRICES = (f"PERENNIAL_SECOND_READER_{name}" for name in ("URL", "MODEL", "KEY", "PRICES"))
TRIES, PATIENCE_SECONDS = 3, 300.0
"""A model writes its whole answer before it sends the first letter: minutes for a long report."""
NAME = "second reader"
"""In messages of the endpoint's failures."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask, and whom. The key is shown nowhere, not even in a traceback's locals."""

    url: str
    model: str
    key: str = field(default="", repr=False)
    prices: tuple[float, float] | None = None

    def ask(self, session: PoliteSession, body: dict[str, Any]) -> dict[str, Any]:
        """The endpoint's reply to one request."""
        return session.post_json(NAME, self.url, body, self.key)


def endpoint() -> Endpoint | None:
    """The endpoint that the environment names; None where it names none, BadInput where it is half named or wrong."""
    url, model, key, prices = (os.environ.get(name, "").strip() for name in (URL, MODEL, KEY, PRICES))
    if not url and not model:
        return None
    if not url or not model:
        raise BadInput(
            f"{URL if not url else MODEL} is not set, and the second reader needs both an address and a model."
        )
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadInput(f"{URL}: this is no web address; give one such as https://api.example.org/v1.")
    if key and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise BadInput(f"{URL}: a key is sent over https only; give an https address or take {KEY} away.")
    if not re.fullmatch(r"[\x21-\x7e]*", key):
        raise BadInput(f"{KEY}: the key holds blanks or letters that no key has; copy it again.")
    path = url.rstrip("/")
    if not parts.path.rstrip("/").endswith("/chat/completions"):
        path += "/chat/completions"
    return Endpoint(path, model, key, _prices(prices))


def _prices(text: str) -> tuple[float, float] | None:
    """`0.15 0.60`: per million tokens in and out."""
    if not text:
        return None
    try:
        into, out = (float(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise BadInput(f"{PRICES}: give two prices per million tokens, in and out, such as `0.15 0.60`.") from None
    return into, out


def session() -> PoliteSession:
    """A session with the patience that models need. Nothing is recorded: replies go into the evidence."""
    return PoliteSession(tries=TRIES, read_timeout=PATIENCE_SECONDS)
