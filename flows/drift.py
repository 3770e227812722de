"""What changed in the fields of a service's records: paths that came, went, or hold another type of value.

Records vary: a field may be rare, and the few records of a week are no sample of all. So a change is told only when
chance cannot explain it. Before and since, the share of records that have the path (among those that have its parent)
lies in an exact binomial interval (Clopper and Pearson) but for a chance of BY_CHANCE on either side. The path has come
or gone when those two intervals are apart, and where it is there, it is usual: in at least USUAL of the records by the
lower end of its interval. So a field of 100 of 100 records is missed after 5 without it (ENOUGH), of 20 of 20 after 10,
of 80 of 100 after 10; 13 records prove nothing, and a field that 60 of 100 had is never missed.

For both intervals to be wrong at once takes a chance of about BY_CHANCE squared, one in a hundred million: a service of
a thousand paths that is read every week raises a false alarm once in some centuries, if its records were drawn at
random. They are not, which is why kinds of records are counted apart (see sources.shapes) and shares are taken within
the parent: a week without posted results says nothing about the fields of results.

A review of a handful of records never comes so far. There a field is missed (flows.small_drift) that every record had
and none has any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from appraisal.intervals import clopper_pearson
from flows.small_drift import missed
from schemas.shapes import Shape

BY_CHANCE = 1e-4
USUAL = 0.5
ENOUGH = 5
"""Records of the new state, below which nothing is told."""
TOLD_FOR = timedelta(days=60)
"""A change is told for two months from the day on which it was certain; then it is how the service is."""


@dataclass(frozen=True, slots=True)
class Change:
    """One path that is not as it was."""

    source: str
    media: str
    what: str
    """added, removed or changed."""
    path: str
    since: date
    """The first day of the new state."""
    before: tuple[int, int]
    """Records that had it, of those with its parent, up to that day."""
    now: tuple[int, int]
    """The same from that day on."""
    types: tuple[str, str] = ("", "")
    """Of a changed path: usual type before and now."""
    sure: bool = True
    """Whether chance is ruled out; else every one of few records had it, and none of those since."""
    instead: str = ""
    """Of a path that few records miss: what all of them have in its place, and none before had."""


@lru_cache(maxsize=65536)
def _interval(k: int, n: int) -> tuple[float, float]:
    """Exact bounds of a share, as fractions; everything is possible where nothing was seen."""
    if n == 0:
        return 0.0, 1.0
    low, high = clopper_pearson(k, n, 100 * (1 - 2 * BY_CHANCE))
    return low / 100, high / 100


def changes(shapes: Sequence[tuple[date, Shape]], as_of: date) -> list[Change]:
    """What changed in the two months up to `as_of`, by source, media and path; shapes seen later are left out."""
    grouped: dict[tuple[str, str], dict[str, dict[date, list[Shape]]]] = defaultdict(dict)
    for day, shape in shapes:
        if day <= as_of:
            grouped[shape.source, shape.media].setdefault(shape.kind, {}).setdefault(day, []).append(shape)
    found: dict[tuple[str, str, str], Change] = {}
    for (source, media), kinds in sorted(grouped.items()):
        if "" in kinds and len(kinds) > 1:
            kinds[""] = _after_all_others(kinds)
        for _, by_day in sorted(kinds.items()):
            for change in _of_one_kind(source, media, _Counts(by_day), as_of):
                found.setdefault((source, media, change.path), change)
    return [found[key] for key in sorted(found)]


def _after_all_others(kinds: Mapping[str, Mapping[date, list[Shape]]]) -> dict[date, list[Shape]]:
    """Records whose kind cannot be told, after those of every kind before: the field that told it may have gone."""
    first = min(kinds[""])
    early = {day for by_day in kinds.values() for day in by_day if day < first}
    return dict(kinds[""]) | {day: [s for by_day in kinds.values() for s in by_day.get(day, ())] for day in early}


class _Counts:
    """Records of one kind by day, and those with each path and type among them."""

    def __init__(self, by_day: Mapping[date, Sequence[Shape]]) -> None:
        self.days = sorted(by_day)
        self.paths: dict[str, dict[date, int]] = {"": {}}
        self.types: dict[str, dict[str, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
        for day in self.days:
            for shape in by_day[day]:
                _add(self.paths[""], day, shape.records)
                for path, seen in shape.paths.items():
                    _add(self.paths.setdefault(path, {}), day, seen.records)
                    for kind, n in seen.types.items():
                        _add(self.types[path][kind], day, n)


def _add(counted: dict[date, int], day: date, n: int) -> None:
    counted[day] = counted.get(day, 0) + n


def _of_one_kind(source: str, media: str, counts: _Counts, as_of: date) -> Iterator[Change]:
    """Changes of one kind of record. What stands below a changed path follows from it and is not told."""
    told: list[str] = []
    for path in sorted(counts.paths):
        if not path or any(path.startswith(f"{above}/") for above in told):
            continue
        parent = counts.paths[path.rpartition("/")[0]]
        change = _change(counts.days, counts.paths[path], parent)
        if change:
            what, since, certain, before, now = change
            types = ("", "")
        else:
            types, change = _type_change(counts.days, counts.types[path], counts.paths[path])
            if not change:
                continue
            what, since, certain, before, now = change
            what = "changed"
        told.append(path)
        if as_of - certain <= TOLD_FOR:
            yield Change(source, media, what, path, since, before, now, types)
    for gone in missed(counts.days, counts.paths, told):
        if as_of - gone.noticed <= TOLD_FOR:
            yield Change(
                source, media, "removed", gone.path, gone.since, (gone.before, gone.before), (0, gone.now),
                sure=False, instead=gone.instead,
            )  # fmt: skip


_Found = tuple[str, date, date, tuple[int, int], tuple[int, int]]


def _change(days: Sequence[date], those: Mapping[date, int], all_: Mapping[date, int]) -> _Found | None:
    """Whether something came or went: what, since when, certain when, how many of how many before and now."""
    present = [day for day in days if those.get(day)]
    for what, turn in (("removed", present[-1]), ("added", present[0])):
        early = [day for day in days if (day <= turn if what == "removed" else day < turn)]
        late = days[len(early) :]
        if not early or not late:
            continue
        before = _sum(those, early), _sum(all_, early)
        now = (0, 0)
        for day in late:
            now = now[0] + those.get(day, 0), now[1] + all_.get(day, 0)
            if _certain(what, before, now):
                return what, late[0], day, before, (_sum(those, late), _sum(all_, late))
    return None


def _certain(what: str, before: tuple[int, int], now: tuple[int, int]) -> bool:
    """Whether the side that has it does so usually, and the intervals of the two shares are apart."""
    if now[1] < ENOUGH:
        return False
    there, absent = (before, now) if what == "removed" else (now, before)
    low = _interval(*there)[0]
    return low >= USUAL and _interval(*absent)[1] < low


def _sum(counted: Mapping[date, int], days: Sequence[date]) -> int:
    return sum(counted.get(day, 0) for day in days)


def _type_change(
    days: Sequence[date], types: Mapping[str, Mapping[date, int]], path: Mapping[date, int]
) -> tuple[tuple[str, str], _Found | None]:
    """A type of value that came or went at a path that stayed."""
    for kind in sorted(types):
        found = _change(days, types[kind], path)
        if found:
            since = found[1]
            usual = _usual(types, [d for d in days if d < since]), _usual(types, [d for d in days if d >= since])
            return usual, found
    return ("", ""), None


def _usual(types: Mapping[str, Mapping[date, int]], days: Sequence[date]) -> str:
    """The type that most records had; of two the first by name."""
    return max(sorted(types), key=lambda kind: _sum(types[kind], days))
