"""What was published, when, and from which inputs: the ledger by which any past version can be rebuilt and shown.

Evidence alone does not tell a version's number, nor what its readers had seen before it. So every publication leaves
one line that names its predecessor, with the contents of its files and of the files in which people write. Contents
are payloads like all others: a table that did not change is stored once.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import orjson
import sqlalchemy as sa

from evidence import tables as t
from evidence.records import Records


@dataclass(slots=True, frozen=True)
class Publication:
    """One published version. Contents are named by their SHA-256."""

    review: str
    version: int
    day: date
    """The day for which it speaks."""
    place: str
    """The folder it was published into: one review may be published into several, each with versions of its own."""
    code: str
    trigger: str
    manifest: str
    """SHA-256 of manifest.json, which holds the hashes of all other files: the name of the publication."""
    parent: str
    """`manifest` of the version before it in that folder; empty for the first."""
    files: Mapping[str, str] = field(default_factory=dict)
    """File name → SHA-256, without manifest.json."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """protocol, screening, corrections, links and environment → SHA-256, those that were there."""


class Publications(Records):
    """The ledger, appended to and never changed."""

    def note_publication(self, publication: Publication, contents: Iterable[bytes]) -> bool:
        """Write one publication with its contents; False, and nothing written, where that folder's is known."""
        known = any(
            (p.manifest, p.place) == (publication.manifest, publication.place)
            for p in self.publications(publication.review)
        )
        if known:
            return False
        row = {name: getattr(publication, name) for name in Publication.__slots__}
        row |= {"files": _packed(publication.files), "inputs": _packed(publication.inputs)}
        with self._writing() as connection:
            self._add_payloads(connection, {hashlib.sha256(content).hexdigest(): content for content in contents})
            connection.execute(sa.insert(t.publications).values(**row))
        return True

    def publications(self, review: str, as_of: date | None = None) -> list[Publication]:
        """The publications of a review up to a day, in the order in which they were made."""
        c = t.publications.c
        asked = sa.select(*(c[name] for name in Publication.__slots__)).where(c.review == review).order_by(c.id)
        if as_of is not None:
            asked = asked.where(c.day <= as_of)
        with self._reading() as connection:
            rows = [row._asdict() for row in connection.execute(asked)]
        return [
            Publication(**(row | {"files": _unpacked(row["files"]), "inputs": _unpacked(row["inputs"])}))
            for row in rows
        ]

    def contents(self, hashes: Iterable[str]) -> dict[str, bytes]:
        """SHA-256 → bytes, of those that the store holds."""
        return self._payloads(set(hashes))


def _packed(names: Mapping[str, str]) -> bytes:
    return zlib.compress(orjson.dumps(dict(sorted(names.items()))), 6)


def _unpacked(data: bytes) -> dict[str, str]:
    unpacked: dict[str, str] = orjson.loads(zlib.decompress(data))
    return unpacked
