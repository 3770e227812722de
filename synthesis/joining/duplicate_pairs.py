"""Pairs of records that bib-dedupe takes for the same publication.

The library's own preparation of the fields, blocking rules, similarities and match conditions, walked by loops of
ours: its tables of pairs carry every abstract and are filled cell by cell, so that ten thousand records take minutes
and gigabytes. Same pairs, a fraction of both (docs/decisions/0012). The library is imported when the first records
are compared: the command line starts without it.
"""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

PREPARED_AT_ONCE = 400
"""Records prepared together: the library keeps texts in arrays as wide as the longest of them."""
COMPARED_AT_ONCE = 20_000
"""Pairs whose similarities stand in one table."""
WORDS_REMEMBERED = 200_000
SHARED_WORDS = 0.5
"""Share of the shorter title's words that the other must have where neither title, DOI nor pages brought two records
together: the library's own figure."""

_COMPLETE = {
    name: "Name, N" if name == "author" else "1"
    for name in ("title", "author", "year", "journal", "booktitle", "volume", "number", "pages", "doi", "abstract")
} | {"ID": "complete", "ENTRYTYPE": "article"}
"""A row that goes along with every chunk: where no record has an author in Latin letters, the library's column of
first authors has no text at all, and with pandas 3 it stops."""


class Prepared(NamedTuple):
    """A record as the library prepares it: lower case, abbreviated, cleaned; the names are the library's."""

    ID: str
    ENTRYTYPE: str
    title: str
    author: str
    author_full: str
    author_first: str
    year: str
    container_title: str
    container_title_short: str
    title_short: str
    volume: str
    number: str
    pages: str
    abstract: str
    doi: str


class Pair(NamedTuple):
    """Two records by their place in the input."""

    one: int
    two: int


@contextlib.contextmanager
def _number_words_remembered() -> Iterator[None]:
    """While a set of records is prepared, what number_parser finds out about a word is found out once.

    The library turns number words into digits, and for every title builds the dictionaries of five languages anew and
    asks each of them about every word. The functions are pure, so that remembering changes nothing but the time.
    """
    from number_parser import parser

    names = ("LanguageData", "_strip_accents", "_is_number_token", "_is_ordinal_token")
    made = {name: getattr(parser, name) for name in names}
    for name, function in made.items():
        setattr(parser, name, functools.lru_cache(maxsize=WORDS_REMEMBERED)(function))
    try:
        yield
    finally:
        for name, function in made.items():
            setattr(parser, name, function)


def prepare(rows: Sequence[dict[str, str]]) -> list[Prepared]:
    """The rows (library's column names, text only) as the library prepares them, in their order."""
    import pandas as pd

    prepared: list[Prepared] = []
    with warnings.catch_warnings(), _number_words_remembered():
        # The library still uses what pandas 4 will drop; the pin of pandas and the tests watch that.
        warnings.simplefilter("ignore", category=FutureWarning)
        warnings.simplefilter("ignore", category=DeprecationWarning)
        from bib_dedupe import prep, verbose_print

        verbose_print.verbosity_level = 0
        for start in range(0, len(rows), PREPARED_AT_ONCE):
            chunk = [*rows[start : start + PREPARED_AT_ONCE], _COMPLETE]
            frame = prep.prep(pd.DataFrame(chunk), cpu=1).iloc[:-1]
            columns = (frame[name].fillna("").astype(object) for name in Prepared._fields)
            prepared.extend(map(Prepared._make, zip(*columns, strict=True)))
    return prepared


def _blocks(records: Sequence[Prepared], fields: Sequence[str]) -> Iterable[list[int]]:
    """Places of the records that agree in all of these fields, none of them empty but the first author.

    Records without authors meet by what else they have, as they do in the library.
    """
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    needed = [name for name in fields if name != "author_first"]
    for place, record in enumerate(records):
        key = tuple(getattr(record, name) for name in fields)
        if all(getattr(record, name) for name in needed):
            blocks[key].append(place)
    return blocks.values()


def candidates(records: Sequence[Prepared]) -> list[Pair]:
    """Pairs worth comparing by the library's blocking rules, in order."""
    from bib_dedupe.block import block_fields_list
    from bib_dedupe.constants.fields import DOI, PAGES, TITLE_SHORT

    words = [frozenset(record.title.split()) for record in records]
    lengths = [len(record.title.split()) + 1 for record in records]
    found: set[Pair] = set()
    for fields in block_fields_list:
        strong = bool(fields & {TITLE_SHORT, DOI, PAGES})
        for block in _blocks(records, sorted(fields)):
            for one, two in combinations(block, 2):
                overlap = len(words[one] & words[two]) / min(lengths[one], lengths[two])
                if strong or overlap >= SHARED_WORDS or _exempt(records[one].title, records[two].title):
                    found.add(Pair(one, two))
    return sorted(found)


def _exempt(one: str, two: str) -> bool:
    """Equal titles, and titles of one word, need share no words."""
    return one == two or " " not in one or " " not in two


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


def alike(records: Sequence[Prepared]) -> Iterator[Pair]:
    """The candidates that meet one of the library's conditions for duplicates and none for distinct records.

    Some of its similarities depend on which record comes first, so that a pair must hold both ways.
    """
    left = iter(candidates(records))
    while pairs := list(islice(left, COMPARED_AT_ONCE)):
        same = _meet_conditions(records, pairs)
        turned = _meet_conditions(records, [Pair(two, one) for one, two in same])
        yield from (Pair(one, two) for two, one in turned)


def _meet_conditions(records: Sequence[Prepared], pairs: Sequence[Pair]) -> list[Pair]:
    from bib_dedupe.match import DUPLICATE_CONDITIONS, NON_DUPLICATE_CONDITIONS

    if not pairs:
        return []
    table = _compared(records, pairs)
    same = table.query("|".join(DUPLICATE_CONDITIONS), engine="python")
    same = same.query("~(" + " | ".join(NON_DUPLICATE_CONDITIONS) + ")", engine="python")
    return [pairs[line] for line in same.index]
