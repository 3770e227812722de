"""Shapes of what was kept, and censuses of queries: what drift and losses are told from."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import sqlalchemy as sa

from evidence import tables as t
from evidence.database import Database, chunks
from schemas.shapes import Seen, Shape


@dataclass(slots=True, frozen=True)
class CountedQuery:
    """One census of a query that was accepted: how many records it found at all, and which."""

    source: str
    query: str
    taken_on: date
    total: int
    bounds: str
    """The protocol's bounds on that day, as JSON: other ones let through what they hold."""
    ids_sha256: str = ""
    """Empty where the service tells no ids."""


class Watched(Database):
    """What was seen of the services themselves."""

    def shapes(self, review: str, as_of: date | None = None) -> list[tuple[date, Shape]]:
        """Every shape kept with fresh records up to a day, oldest first."""
        c = t.shapes.c
        asked = sa.select(t.shapes).where(c.review == review).order_by(c.seen_on, c.id)
        if as_of is not None:
            asked = asked.where(c.seen_on <= as_of)
        with self._reading() as connection:
            rows = connection.execute(asked).all()
        return [
            (row.seen_on, Shape(row.source, row.media, row.kind, row.version, row.records, _unpacked(row.paths)))
            for row in rows
        ]

    def note_census(self, review: str, run: int, census: CountedQuery, ids: Sequence[str] | None) -> None:
        """Write down a census; equal lists of ids are stored once."""
        values = {name: getattr(census, name) for name in CountedQuery.__slots__}
        with self._writing() as connection:
            if ids is not None:
                packed = "\n".join(sorted(ids)).encode()
                values["ids_sha256"] = sha256 = hashlib.sha256(packed).hexdigest()
                row = {"sha256": sha256, "size": len(packed), "data": zlib.compress(packed, 6)}
                connection.execute(self._insert(t.payloads).on_conflict_do_nothing(), [row])
            connection.execute(
                sa.insert(t.censuses).values(review=review, run=run, query_hash=_hash(census.query), **values)
            )

    def censuses(self, review: str, as_of: date | None = None) -> list[CountedQuery]:
        """Every census of a review up to a day, oldest first."""
        c = t.censuses.c
        asked = sa.select(*(c[name] for name in CountedQuery.__slots__)).where(c.review == review)
        if as_of is not None:
            asked = asked.where(c.taken_on <= as_of)
        with self._reading() as connection:
            return [CountedQuery(*row) for row in connection.execute(asked.order_by(c.taken_on, c.id))]

    def census_ids(self, hashes: Sequence[str]) -> dict[str, frozenset[str]]:
        """Hash of a census' ids → the ids; nothing for the empty hash."""
        c, found = t.payloads.c, dict[str, frozenset[str]]()
        with self._reading() as connection:
            for chunk in chunks(sorted(set(hashes))):
                for row in connection.execute(sa.select(c.sha256, c.data).where(c.sha256.in_(chunk))):
                    found[row.sha256] = frozenset(zlib.decompress(row.data).decode().splitlines())
        return found


def shape_row(review: str, run: int, seen_on: date, shape: Shape) -> dict[str, Any]:
    """A shape as a row of its table."""
    packed = orjson.dumps({path: [seen.records, seen.types] for path, seen in shape.paths.items()})
    return {
        "review": review,
        "run": run,
        "seen_on": seen_on,
        "source": shape.source,
        "media": shape.media,
        "kind": shape.kind,
        "version": shape.version,
        "records": shape.records,
        "paths": zlib.compress(packed, 6),
    }


def _unpacked(data: bytes) -> Mapping[str, Seen]:
    return {path: Seen(records, types) for path, (records, types) in orjson.loads(zlib.decompress(data)).items()}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
