"""Records as bib-dedupe prepares them before it compares: its own preparation, in chunks, nothing found out twice.

The library is imported when the first records are prepared: the command line starts without it.
"""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

PREPARED_AT_ONCE = 400
"""Records prepared together: the library keeps texts in arrays as wide as the longest of them."""
WORDS_REMEMBERED = 200_000

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


@contextlib.contextmanager
def _nothing_found_out_twice() -> Iterator[None]:
    """While a set of records is prepared, what is found out about a number word or a journal is found out once.

    The library turns number words into digits, and for every title builds the dictionaries of five languages anew and
    asks each of them about every word; it looks every journal up among hundreds. The functions are pure, so that
    remembering changes nothing but the time.
    """
    from bib_dedupe import prep
    from number_parser import parser

    names = ("LanguageData", "_strip_accents", "_is_number_token", "_is_ordinal_token")
    made = {name: getattr(parser, name) for name in names}
    for name, function in made.items():
        setattr(parser, name, functools.lru_cache(maxsize=WORDS_REMEMBERED)(function))
    of_journals = prep.function_mapping["container_title"]
    prep.function_mapping["container_title"] = _each_once(of_journals)
    try:
        yield
    finally:
        prep.function_mapping["container_title"] = of_journals
        for name, function in made.items():
            setattr(parser, name, function)


def _each_once(function: Callable[[Sequence[str]], Sequence[str]]) -> Callable[[Iterable[str]], list[str]]:
    """The same function of a column of texts, asked only about texts that it was not asked about before."""
    known: dict[str, str] = {}

    def remembered(texts: Iterable[str]) -> list[str]:
        column = list(texts)
        new = sorted(set(column) - known.keys())
        known.update(zip(new, map(str, function(new)), strict=True) if new else ())
        return [known[text] for text in column]

    return remembered


def prepare(rows: Sequence[dict[str, str]]) -> list[Prepared]:
    """The rows (library's column names, text only) as the library prepares them, in their order."""
    import pandas as pd

    prepared: list[Prepared] = []
    with warnings.catch_warnings():
        # The library still uses what pandas 4 will drop; the pin of pandas and the tests watch that.
        warnings.simplefilter("ignore", category=FutureWarning)
        warnings.simplefilter("ignore", category=DeprecationWarning)
        from bib_dedupe import prep, verbose_print

        verbose_print.verbosity_level = 0
        with _nothing_found_out_twice():
            for start in range(0, len(rows), PREPARED_AT_ONCE):
                chunk = [*rows[start : start + PREPARED_AT_ONCE], _COMPLETE]
                frame = prep.prep(pd.DataFrame(chunk), cpu=1).iloc[:-1]
                columns = (frame[name].fillna("").astype(object) for name in Prepared._fields)
                prepared.extend(map(Prepared._make, zip(*columns, strict=True)))
    return prepared
