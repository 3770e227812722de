"""Query guards: a census of every query before its source is asked, and what it is held against.

A service that misreads a query still answers: with nothing, or with everything. So the whole count of a query, whatever
the day, must lie within the protocol's bounds and near that of the last census.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from evidence import CountedQuery, Store
from schemas.protocol import Expect, Query
from sources.archive import NotRecorded
from sources.connectors import CENSUSES
from sources.http import PoliteSession
from sources.paging import Census


@dataclass(frozen=True, slots=True)
class Taken:
    """A census of one query of the protocol, with its place there."""

    source: str
    place: str
    query: Query
    census: Census

    @property
    def bounds(self) -> str:
        """The protocol's bounds as the store keeps them."""
        return self.query.expect.model_dump_json(exclude_defaults=True)


def query_name(query: Query) -> str:
    """The query's name in the store: another id or other words make another search, with its own watermark."""
    return f"{query.id}: {query.text}"


def take(session: PoliteSession, source: str, queries: Sequence[Query], day: date) -> list[Taken]:
    """The census of every query of a source; none where it has no cheap way, or the archive has no such reply."""
    count = CENSUSES.get(source)
    if count is None:
        return []
    taken = []
    for number, query in enumerate(queries):
        try:
            census = count(session, query.text, day)
        except NotRecorded:
            continue
        taken.append(Taken(source, f"queries.{source}[{number}].expect", query, census))
    return taken


def refusal(taken: Taken, last: CountedQuery | None) -> str:
    """Why the count of a query cannot be let through, in one sentence; empty if it can."""
    expect, found = taken.query.expect, taken.census.total
    what = f"{taken.source}: the query {taken.query.id} finds {found} records"
    mend = f"nothing of this source was taken; mend the query, or change {taken.place} in protocol.yml"
    if expect.least is not None and found < expect.least:
        return f"{what}, fewer than the {expect.least} that the protocol expects at least; {mend}."
    if expect.most is not None and found > expect.most:
        return f"{what}, more than the {expect.most} that the protocol expects at most; {mend}."
    if last is None or not _far(found, last.total, expect):
        return ""
    fell = found < last.total
    if last.bounds != taken.bounds and (expect.least if fell else expect.most) is not None:
        return ""  # a person has set a bound since the last census, and it holds the count
    change = "a fall" if fell else "a rise"
    return (
        f"{what} where the census of {last.taken_on} found {last.total}, {change} by more than "
        f"{expect.change_share:.0%}; {mend} to bounds that hold {found}, such as {_bounds_around(found)}."
    )


def _far(found: int, before: int, expect: Expect) -> bool:
    change = abs(found - before)
    return change >= expect.change_records and change > expect.change_share * before


def _bounds_around(found: int) -> str:
    return f"{{least: {found // 2}, most: {max(2 * found, 10)}}}"


def last_census(store: Store, review: str, source: str, query: Query, day: date) -> CountedQuery | None:
    """The newest census of a query that was let through."""
    name = query_name(query)
    known = [c for c in store.censuses(review, day) if (c.source, c.query) == (source, name)]
    return known[-1] if known else None


def keep(store: Store, review: str, run: int, day: date, taken: Taken) -> None:
    """Write a census that was let through into the evidence."""
    census = CountedQuery(taken.source, query_name(taken.query), day, taken.census.total, taken.bounds)
    store.note_census(review, run, census, taken.census.ids)
