"""Small ways into JSON that may hold anything, and its texts without markup."""

from __future__ import annotations

import html
import re
from typing import Any

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_DOI = re.compile(r"10\.\d{4,9}/\S+")


def part(parent: dict[str, Any], key: str) -> dict[str, Any]:
    """The object under a key, an empty one where there is none."""
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def words(parent: dict[str, Any], key: str) -> str:
    """The text or whole number under a key, trimmed; empty where there is none."""
    value = parent.get(key)
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def dicts(parent: dict[str, Any], key: str) -> list[dict[str, Any]]:
    """The objects of the list under a key."""
    value = parent.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def plain(markup: str) -> str:
    """Text without its markup, white space reduced to single blanks: `<i>n</i> &lt; 5` → `n < 5`."""
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def doi_of(text: str) -> str | None:
    """The DOI in a text or an address, in lower case; None where there is none (`unavailable`, `0`)."""
    found = _DOI.search(text)
    return found[0].lower().rstrip(".,;") if found else None
