"""Which code this is: hashes of the rooms' own files, so that a cache or a table never outlives the code behind it."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
READING = ("schemas", "sources", "extractors", "appraisal")
"""Rooms whose code decides what is read out of a record."""
EVERYTHING = (*READING, "evidence", "synthesis", "publishing", "flows")
ENDINGS = {".py", ".yml"}


@cache
def code_hash(*rooms: str) -> str:
    """Twelve hexadecimal digits over the code and dictionaries of these rooms."""
    digest = hashlib.sha256()
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in ENDINGS:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:12]


def reader_version() -> str:
    """Version of everything that stands between a payload and its extraction."""
    return code_hash(*READING)


def code_version() -> str:
    """Version of Perennial, with the hash of its code: a checkout changes without its number changing."""
    return f"{version('perennial')}+{code_hash(*EVERYTHING)}"
