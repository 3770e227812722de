"""The numbers of the flow diagram, as the R package PRISMA2020 takes them: prisma.csv has its columns already."""

from __future__ import annotations

from pathlib import Path

from publishing.cells import csv_bytes, read_csv
from publishing.exports.version import Version
from publishing.prisma import BOXES
from schemas.errors import BadInput


def prisma2020(version: Version) -> bytes:
    """The file."""
    return csv_bytes("prisma", version.rows("prisma"))


def is_ours(content: bytes) -> bool:
    """Whether a file has the boxes of this diagram with our texts and links, so that only its numbers can differ."""
    try:
        rows = read_csv("prisma", content, Path())
    except BadInput:
        return False
    ours = [(key, node or None, box, text, url or None) for key, node, box, text, url in BOXES]
    return [(row["data"], row["node"], row["box"], row["boxtext"], row["url"]) for row in rows] == ours
