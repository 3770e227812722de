"""Runs and searches: when which query was asked, how it went, and the watermarks that follow from that."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from evidence import tables as t
from evidence.database import Database


@dataclass(slots=True, frozen=True)
class Search:
    """How one query of one source went, the last time it was asked (or the last time it was complete)."""

    source: str
    query: str
    until: date
    complete: bool
    records: int
    changed: int
    total: int | None
    note: str


class Searches(Database):
    """What was asked. A watermark is not a row of its own: it is the newest complete search of a query."""

    def start_run(self, review: str, reason: str) -> int:
        """Number of a new run; `reason` is manual, scheduled or archive."""
        row = {"review": review, "reason": reason, "started": _now()}
        with self._writing() as connection:
            return int(connection.execute(sa.insert(t.runs).values(**row).returning(t.runs.c.id)).scalar_one())

    def end_run(self, run: int, state: str, note: str = "") -> None:
        """Write how a run ended: done, partial (a source failed) or failed."""
        with self._writing() as connection:
            connection.execute(sa.update(t.runs).where(t.runs.c.id == run).values(ended=_now(), state=state, note=note))

    def runs(self, review: str, limit: int = 10) -> list[dict[str, Any]]:
        """The last runs, newest first; `ended` is None for one that was killed or still runs."""
        asked = sa.select(t.runs).where(t.runs.c.review == review).order_by(t.runs.c.id.desc()).limit(limit)
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(asked).mappings()]

    def watermark(self, review: str, source: str, query: str, as_of: date | None = None) -> date | None:
        """The day up to which a query has been read and stored completely; None before the first time.

        `as_of`: leave out searches of later days.
        """
        c = t.searches.c
        asked = sa.select(sa.func.max(c.until)).where(
            c.review == review, c.source == source, c.query_hash == _hash(query), c.complete
        )
        if as_of is not None:
            asked = asked.where(c.until <= as_of)
        with self._reading() as connection:
            return connection.scalar(asked)

    def reviews(self) -> list[str]:
        """The keys of every review that was ever searched for."""
        with self._reading() as connection:
            return sorted(connection.scalars(sa.select(t.searches.c.review).distinct()))

    def note_search(self, review: str, run: int, search: Search) -> None:
        """Write how a search ended. A complete one moves the query's watermark: call it after its last page is kept."""
        row = {name: getattr(search, name) for name in Search.__slots__}
        with self._writing() as connection:
            connection.execute(
                sa.insert(t.searches).values(review=review, run=run, query_hash=_hash(search.query), **row)
            )

    def searches(self, review: str, complete_only: bool = False) -> list[Search]:
        """The newest search of every query, by source and query; with `complete_only` the newest complete one."""
        c = t.searches.c
        chosen = sa.select(sa.func.max(c.id)).where(c.review == review)
        if complete_only:
            chosen = chosen.where(c.complete)
        chosen = chosen.group_by(c.source, c.query_hash)
        columns = [c[name] for name in Search.__slots__]
        with self._reading() as connection:
            rows = connection.execute(sa.select(*columns).where(c.id.in_(chosen)).order_by(c.source, c.query))
            return [Search(*row) for row in rows]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
