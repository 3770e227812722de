"""Walks through EudraCT results: XML turned JSON, where a lone item has no list and an empty one is a text."""

from __future__ import annotations

import re
from typing import Any

Json = Any
_ENUMERATED = re.compile(r"[A-Z][A-Z_]+\.(\w+)")


def items(parent: Json, *path: str) -> list[dict[str, Json]]:
    """The objects at the end of a path, in a list whether or not they came in one."""
    for key in path:
        parent = parent.get(key) if isinstance(parent, dict) else None
    found = parent if isinstance(parent, list) else [parent]
    return [item for item in found if isinstance(item, dict) and item]


def word(parent: Json, key: str) -> str:
    """A text, empty where there is none; that of an enumeration without its kind (`MEASURE_TYPE.median` → `median`)."""
    value = parent.get(key) if isinstance(parent, dict) else None
    if isinstance(value, dict):
        value = value.get("value")
    if not isinstance(value, str):
        return ""
    kind = _ENUMERATED.fullmatch(value)
    return kind[1] if kind else value.strip()


def words(parent: Json, key: str) -> list[str]:
    """One text or a list of them."""
    value = parent.get(key) if isinstance(parent, dict) else None
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str) and item]
