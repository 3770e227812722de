"""Pairs of records that bib-dedupe takes for the same publication.

The library's own preparation of the fields, blocking rules, similarities and match conditions, walked by loops of
ours: its tables of pairs carry every abstract and are filled cell by cell, so that ten thousand records take minutes
and gigabytes. Same pairs, a fraction of both (docs/decisions/0012). The library is imported when the first records
are compared: the command line starts without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from synthesis.joining.duplicate_blocks import Ids, Pair, candidates
from synthesis.joining.duplicate_preparation import Prepared

if TYPE_CHECKING:
    import pandas as pd

TITLE_NEEDED = 0.7
"""Likeness of titles that every condition of the library but one asks for (a test watches that)."""
COMPARED_AT_ONCE = 20_000
"""Pairs whose similarities stand in one table."""


def _compared(records: Sequence[Prepared], pairs: Sequence[Pair]) -> pd.DataFrame:
    """The columns that the library's conditions speak of, a line a pair."""
    import pandas as pd
    from bib_dedupe.sim import page_ranges_adjacent, sim_author, similarity_functions

    fields = ("ENTRYTYPE", "title", "author", "year", "container_title", "volume", "number", "pages", "doi", "abstract")
    left, right = [records[pair.one] for pair in pairs], [records[pair.two] for pair in pairs]
    both = list(zip(left, right, strict=True))
    columns: dict[str, list[str] | list[float]] = {}
    for name in fields:
        columns[f"{name}_1"] = [getattr(record, name) for record in left]
        columns[f"{name}_2"] = [getattr(record, name) for record in right]
    columns["author"] = [sim_author(a.author, a.author_full, b.author, b.author_full) for a, b in both]
    for name, alike in similarity_functions.items():
        columns[name] = [float(alike(getattr(a, name), getattr(b, name))) for a, b in both]
    columns["page_ranges_adjacent"] = [page_ranges_adjacent({"pages_1": a.pages, "pages_2": b.pages}) for a, b in both]
    texts = {name: pd.Series(cells, dtype=object) for name, cells in columns.items() if name[-2:] in ("_1", "_2")}
    return pd.DataFrame(columns | texts)


def alike(records: Sequence[Prepared], ids: Sequence[Ids] = ()) -> Iterator[Pair]:
    """The candidates that meet one of the library's conditions for duplicates and none for distinct records, in order.

    Some of its similarities depend on which record comes first, so that a pair must hold both ways. `ids`: as
    `candidates` takes them.
    """
    left = iter(sorted(_may_match(records, candidates(records, ids))))
    while pairs := list(islice(left, COMPARED_AT_ONCE)):
        same = _meet_conditions(records, pairs)
        turned = _meet_conditions(records, [Pair(two, one) for one, two in same])
        yield from (Pair(one, two) for two, one in turned)


def _may_match(records: Sequence[Prepared], pairs: Iterable[Pair]) -> set[Pair]:
    """The pairs whose titles are as like as every condition wants them, and those that need no title.

    Only one condition does without: it wants volume, number, pages and year of both.
    """
    from bib_dedupe.sim import sim_title

    kept: set[Pair] = set()
    for pair in pairs:
        if pair not in kept:
            one, two = records[pair.one], records[pair.two]
            if (_place_told(one) and _place_told(two)) or sim_title(one.title, two.title) > TITLE_NEEDED:
                kept.add(pair)
    return kept


def _place_told(record: Prepared) -> bool:
    return bool(record.volume and record.number and record.pages and record.year)


def _meet_conditions(records: Sequence[Prepared], pairs: Sequence[Pair]) -> list[Pair]:
    from bib_dedupe.match import DUPLICATE_CONDITIONS, NON_DUPLICATE_CONDITIONS

    if not pairs:
        return []
    table = _compared(records, pairs)
    same = table.query("|".join(DUPLICATE_CONDITIONS), engine="python")
    same = same.query("~(" + " | ".join(NON_DUPLICATE_CONDITIONS) + ")", engine="python")
    return [pairs[line] for line in same.index]
