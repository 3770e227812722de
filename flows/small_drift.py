"""Fields of a handful of records: every record had it, and none of those that came since has it.

With few records that can be chance: a field of share p is there in all of the first `a` records and in none of the next
`b` with probability p^a (1 - p)^b, which is largest for p = a / (a + b). Where even that is at most BY_CHANCE, or where
another field, which no record had, came beside it in every new one (which is what a field under a new name looks like),
the field is missed. All records of the kind count, not only those with the parent of the field: parts that only some
records have say nothing while records are few. From SMALL records before on, the rule of flows.drift is enough.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

FEWEST = 3
"""Records that had it, and records that have not."""
SMALL = 20
BY_CHANCE = 5e-4
Days = Sequence[date]
Counted = Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Gone:
    """A path that every one of `before` records had and none of `now` has."""

    path: str
    since: date
    """The first day without it."""
    noticed: date
    """The day on which there were enough records to say so."""
    before: int
    now: int
    instead: str
    """A path beside it that none had and all have; empty where there is none."""


def missed(days: Days, paths: Mapping[str, Counted], told: Iterable[str]) -> Iterator[Gone]:
    """The paths that are gone, by name; none that stands at or below one that is told or gone already.

    `paths`: path (the root is empty) → day → records that had it.
    """
    above, gone, came = list(told), dict[str, int](), defaultdict[tuple[str, int], list[str]](list)
    for path in sorted(paths):
        if not path or any(path == one or path.startswith(f"{one}/") for one in above):
            continue
        if (turn := _turn(days, paths[path], paths[""], came_then=False)) is not None:
            above.append(path)
            gone[path] = turn
        elif (turn := _turn(days, paths[path], paths[""], came_then=True)) is not None:
            came[_parent(path), turn].append(path)
    went = Counter((_parent(path), turn) for path, turn in gone.items())
    # Several that go for one that comes are another sort of record, not one field under a new name.
    renamed = {place: iter(came[place]) for place, n in went.items() if n <= len(came[place])}
    for path, turn in gone.items():
        new = next(renamed.get((_parent(path), turn), iter(())), "")
        if found := _noticed(days, paths[""], path, turn, new):
            yield found


def _parent(path: str) -> str:
    return path.rpartition("/")[0]


def _turn(days: Days, those: Counted, all_: Counted, *, came_then: bool) -> int | None:
    """Index of the first day of the new state, if all records are of one state before and of the other from then on."""
    states = [those.get(day, 0) == all_[day] if those.get(day) else None for day in days]
    if False in states:
        return None
    there = [state is True for state in states]
    turn = there.index(came_then) if came_then in there else 0
    if not turn or any(state is not came_then for state in there[turn:]):
        return None
    before, now = (sum(all_[day] for day in some) for some in (days[:turn], days[turn:]))
    return turn if FEWEST <= before < SMALL and now >= FEWEST else None


def _noticed(days: Days, all_: Counted, path: str, turn: int, instead: str) -> Gone | None:
    before, now = sum(all_[day] for day in days[:turn]), 0
    for day in days[turn:]:
        now += all_[day]
        if now >= FEWEST and (instead or chance(before, now) <= BY_CHANCE):
            return Gone(path, days[turn], day, before, sum(all_[d] for d in days[turn:]), instead)
    return None


def chance(before: int, now: int) -> float:
    """The largest probability with which a field of any share is in all of `before` records and in none of `now`."""
    share = before / (before + now)
    return float(share**before * (1 - share) ** now)
