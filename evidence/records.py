"""Records: payloads by content hash, and the versions in which they were seen."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from evidence import tables as t
from evidence.database import Database, chunks
from evidence.watched import shape_row
from schemas.models import Record
from schemas.shapes import Shape


@dataclass(slots=True, frozen=True)
class Arrival:
    """A record on its way into the store.

    `stable` is its payload without churning parts (`sources.readers.stable`). One with `hides` false is stored only
    where nothing is known of the record yet: a full text that did not come today must not hide the one of yesterday.
    """

    record: Record
    stable: bytes
    hides: bool = True


@dataclass(slots=True, frozen=True)
class Version:
    """One version of a record, without its payload."""

    source: str
    record: str
    sha256: str
    media: str
    url: str
    seen_on: date

    @property
    def key(self) -> str:
        """What a cached extraction hangs on: equal payloads under two ids read as two reports."""
        parts = (self.source, self.record, self.media, self.url, self.sha256)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


class Records(Database):
    """What was seen, and when."""

    def keep(
        self,
        review: str,
        run: int,
        seen_on: date,
        arrivals: Sequence[Arrival],
        shapes_of: Callable[[Sequence[Record]], Sequence[Shape]] | None = None,
    ) -> int:
        """Store what is new or changed, in one transaction; return how many records that were.

        A record whose stable part is the newest known one is the same record: nothing is stored for it.
        `shapes_of` gives the shapes of what is stored, which are kept with it.
        """
        with self._writing() as connection:
            fresh = self._fresh(connection, review, arrivals)
            if fresh:
                self._add_payloads(connection, {a.record.sha256: a.record.payload for a, _ in fresh})
                rows = [_version_row(review, run, seen_on, arrival, hashed) for arrival, hashed in fresh]
                connection.execute(sa.insert(t.versions), rows)
                shapes = shapes_of([a.record for a, _ in fresh]) if shapes_of else ()
                if shapes:
                    connection.execute(sa.insert(t.shapes), [shape_row(review, run, seen_on, s) for s in shapes])
        return len(fresh)

    def count_fresh(self, review: str, arrivals: Sequence[Arrival]) -> int:
        """How many of these `keep` would store, without storing them."""
        with self._reading() as connection:
            return len(self._fresh(connection, review, arrivals))

    def withdraw(self, review: str, run: int, seen_on: date, source: str, present: set[str]) -> int:
        """Mark the records of a source that are no longer there (a file taken out of the inbox); return how many."""
        gone = [v for v in self.current(review) if v.source == source and v.record not in present]
        rows = [
            {"review": review, "run": run, "seen_on": seen_on, "source": source, "record": v.record, "sha256": "",
             "change_hash": "", "media": "", "url": ""}
            for v in gone
        ]  # fmt: skip
        if rows:
            with self._writing() as connection:
                connection.execute(sa.insert(t.versions), rows)
        return len(rows)

    def current(self, review: str, as_of: date | None = None) -> list[Version]:
        """The newest version of every record (seen up to `as_of`), by source and id; without withdrawn ones."""
        c = t.versions.c
        newest = sa.select(sa.func.max(c.id)).where(c.review == review)
        if as_of is not None:
            newest = newest.where(c.seen_on <= as_of)
        newest = newest.group_by(c.source, c.record)
        columns = [c[name] for name in Version.__slots__]
        with self._reading() as connection:
            rows = connection.execute(sa.select(*columns).where(c.id.in_(newest), c.sha256 != ""))
            versions = [Version(*row) for row in rows]
        return sorted(versions, key=lambda v: (v.source, v.record))  # here, not in SQL: collations differ by database

    def histories(self, review: str, as_of: date | None = None) -> list[list[Version]]:
        """All versions of every record that has more than one (seen up to `as_of`), oldest first; by source and id."""
        c = t.versions.c
        seen = sa.and_(c.review == review, c.sha256 != "", *([c.seen_on <= as_of] if as_of is not None else []))
        several = sa.select(c.source, c.record).where(seen).group_by(c.source, c.record).having(sa.func.count() > 1)
        found = several.subquery()
        ours = sa.and_(c.source == found.c.source, c.record == found.c.record)
        columns = [c[name] for name in Version.__slots__]
        rows_of = sa.select(*columns).join_from(t.versions, found, ours).where(seen).order_by(c.id)
        histories: dict[tuple[str, str], list[Version]] = {}
        with self._reading() as connection:
            for row in connection.execute(rows_of):
                version = Version(*row)
                histories.setdefault((version.source, version.record), []).append(version)
        return [histories[key] for key in sorted(histories)]

    def first_seen(self, review: str) -> dict[str, str]:
        """`source:record` → the day on which the review first saw it, as an ISO date."""
        c = t.versions.c
        first = sa.select(c.source, c.record, sa.func.min(c.seen_on)).where(c.review == review)
        with self._reading() as connection:
            rows = connection.execute(first.group_by(c.source, c.record))
            return {f"{source}:{record}": day.isoformat() for source, record, day in rows}

    def records(self, versions: Sequence[Version]) -> Iterator[tuple[Version, Record]]:
        """The versions with their payloads, in the order given. Hold few at a time: payloads are in memory."""
        data = self._payloads({version.sha256 for version in versions})
        for v in versions:
            yield v, Record(v.source, v.record, data[v.sha256], v.media, v.url)

    def counts(self, review: str) -> dict[str, int]:
        """Records by source, as they stand now."""
        counted: dict[str, int] = {}
        for version in self.current(review):
            counted[version.source] = counted.get(version.source, 0) + 1
        return counted

    def _fresh(self, connection: sa.Connection, review: str, arrivals: Sequence[Arrival]) -> list[tuple[Arrival, str]]:
        """The arrivals that are new or changed, each with its change hash."""
        known = {
            key: change_hash
            for source, ids in _by_source(arrivals).items()
            for key, change_hash in self._newest_hashes(connection, review, source, ids)
        }
        fresh = []
        for arrival in arrivals:
            key = (arrival.record.source, arrival.record.id)
            change_hash = hashlib.sha256(arrival.stable).hexdigest()
            if known.get(key) == change_hash or (known.get(key) and not arrival.hides):
                continue
            known[key] = change_hash
            fresh.append((arrival, change_hash))
        return fresh

    def _newest_hashes(
        self, connection: sa.Connection, review: str, source: str, ids: Sequence[str]
    ) -> Iterator[tuple[tuple[str, str], str]]:
        c = t.versions.c
        for chunk in chunks(ids):
            newest = (
                sa.select(sa.func.max(c.id))
                .where(c.review == review, c.source == source, c.record.in_(chunk))
                .group_by(c.record)
            )
            for row in connection.execute(sa.select(c.record, c.change_hash).where(c.id.in_(newest))):
                yield (source, row.record), row.change_hash

    def _add_payloads(self, connection: sa.Connection, blobs: dict[str, bytes]) -> None:
        c, known = t.payloads.c, set[str]()
        for chunk in chunks(list(blobs)):
            known.update(connection.scalars(sa.select(c.sha256).where(c.sha256.in_(chunk))))
        rows = [
            {"sha256": sha256, "size": len(payload), "data": zlib.compress(payload, 6)}
            for sha256, payload in blobs.items()
            if sha256 not in known
        ]
        if rows:  # another review may be storing the same payload at this moment
            connection.execute(self._insert(t.payloads).on_conflict_do_nothing(), rows)

    def _payloads(self, hashes: set[str]) -> dict[str, bytes]:
        c, found = t.payloads.c, dict[str, bytes]()
        with self._reading() as connection:
            for chunk in chunks(sorted(hashes)):
                for row in connection.execute(sa.select(c.sha256, c.data).where(c.sha256.in_(chunk))):
                    found[row.sha256] = zlib.decompress(row.data)
        return found


def _version_row(review: str, run: int, seen_on: date, arrival: Arrival, change_hash: str) -> dict[str, Any]:
    record = arrival.record
    return {
        "review": review,
        "run": run,
        "seen_on": seen_on,
        "source": record.source,
        "record": record.id,
        "sha256": record.sha256,
        "change_hash": change_hash,
        "media": record.media,
        "url": record.url,
    }


def _by_source(arrivals: Sequence[Arrival]) -> dict[str, list[str]]:
    ids: dict[str, list[str]] = {}
    for arrival in arrivals:
        ids.setdefault(arrival.record.source, []).append(arrival.record.id)
    return ids
