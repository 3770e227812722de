"""Pairs worth comparing: those of bib-dedupe's blocking rules, found without looking at every pair of a block.

A block of one author's papers in one journal grows with the review, its pairs with the square. Two things leave pairs
out that could not count, and no others: ids that settle a pair already, and the rarest words of the shorter title, of
which the longer one must have one if they are to share half of them (prefix filtering of set similarity joins,
Chaudhuri, Ganti and Kaushik 2006).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from typing import NamedTuple

from synthesis.joining.duplicate_preparation import Prepared

SHARED_WORDS = 0.5
"""Share of the shorter title's words that the other must have where neither title, DOI nor pages brought two records
together: the library's own figure."""


class Pair(NamedTuple):
    """Two records by their place in the input."""

    one: int
    two: int


class Ids(NamedTuple):
    """The PubMed id and the DOI of a record, empty where it has none."""

    pmid: str = ""
    doi: str = ""

    @property
    def kinds(self) -> tuple[bool, bool]:
        """Which of the ids it has."""
        return bool(self.pmid), bool(self.doi)


def candidates(records: Sequence[Prepared], ids: Sequence[Ids] = ()) -> Iterator[Pair]:
    """Pairs worth comparing by the library's blocking rules; one that several rules bring up comes several times.

    With `ids`, one for each record, pairs are left out that these settle: two PubMed ids, equal or not, and two DOIs
    of which none begins the other.
    """
    from bib_dedupe.block import block_fields_list
    from bib_dedupe.constants.fields import DOI, PAGES, TITLE_SHORT

    known = ids or [Ids()] * len(records)
    titles = _Titles(records)
    for fields in block_fields_list:
        strong = bool(fields & {TITLE_SHORT, DOI, PAGES})
        for block in _blocks(records, sorted(fields)):
            if len(block) > 1:
                yield from _unsettled(block, known) if strong else titles.overlapping(block, known)


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


def _pair(one: int, two: int) -> Pair:
    return Pair(one, two) if one < two else Pair(two, one)


def _may_be_one(mine: tuple[bool, bool], theirs: tuple[bool, bool]) -> bool:
    """Whether records that have these kinds of ids have none in common that would settle it."""
    return not (mine[0] and theirs[0]) and not (mine[1] and theirs[1])


def _unsettled(block: Sequence[int], ids: Sequence[Ids]) -> Iterator[Pair]:
    """The pairs of a block that ids leave open."""
    by_kinds: dict[tuple[bool, bool], list[int]] = defaultdict(list)
    for place in block:
        by_kinds[ids[place].kinds].append(place)
    for mine, theirs in combinations(by_kinds, 2):
        if _may_be_one(mine, theirs):
            yield from (_pair(one, two) for one, two in product(by_kinds[mine], by_kinds[theirs]))
    yield from (_pair(one, two) for one, two in combinations(by_kinds[False, False], 2))
    yield from _doi_begins_doi(block, ids)


def _doi_begins_doi(block: Sequence[int], ids: Sequence[Ids]) -> Iterator[Pair]:
    """Pairs with two DOIs of which one begins the other, or is the other: in order they stand one after the other."""
    ordered = sorted((ids[place].doi, place) for place in block if ids[place].doi)
    for start, (doi, one) in enumerate(ordered):
        for later in range(start + 1, len(ordered)):
            other, two = ordered[later]
            if not other.startswith(doi):
                break
            if not (ids[one].pmid and ids[two].pmid):
                yield _pair(one, two)


class _Titles:
    """The words of the titles, and which titles of a block share enough of them."""

    def __init__(self, records: Sequence[Prepared]) -> None:
        listed = [record.title.split() for record in records]
        self.texts = [record.title for record in records]
        self.words = [frozenset(words) for words in listed]
        self.lengths = [len(words) + 1 for words in listed]
        """As the library counts them: one more, lest it divide by none."""
        titles_with = Counter(word for words in self.words for word in words)
        self.rarest_first = [sorted(words, key=lambda word: (titles_with[word], word)) for words in self.words]

    def overlapping(self, block: Sequence[int], ids: Sequence[Ids]) -> Iterator[Pair]:
        """The pairs of a block that ids leave open and whose titles are equal, of one word, or share enough words."""
        seen: dict[tuple[bool, bool], dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        # From the longest to the shortest: whoever comes is the shorter one of its pairs with those who are there.
        for one in sorted(block, key=lambda place: (-self.lengths[place], place)):
            kinds, telling = ids[one].kinds, self._telling(one)
            for theirs, places_of in seen.items():
                if _may_be_one(kinds, theirs):
                    near = {two for word in telling for two in places_of.get(word, ())}
                    yield from (_pair(one, two) for two in near if self._share_enough(one, two))
            for word in self.words[one]:
                seen[kinds][word].append(one)
        yield from (pair for pair in _doi_begins_doi(block, ids) if self._share_enough(*pair))
        yield from self._exempt(block, ids)

    def _telling(self, place: int) -> list[str]:
        """The rarest words of a title, one of which every longer title has that shares enough of them."""
        needed = -(-self.lengths[place] // 2)
        return self.rarest_first[place][: max(0, len(self.words[place]) - needed + 1)]

    def _share_enough(self, one: int, two: int) -> bool:
        shared = len(self.words[one] & self.words[two])
        return shared / min(self.lengths[one], self.lengths[two]) >= SHARED_WORDS

    def _exempt(self, block: Sequence[int], ids: Sequence[Ids]) -> Iterator[Pair]:
        """Equal titles, and titles of one word with any other, need share no words."""
        equal: dict[str, list[int]] = defaultdict(list)
        for place in block:
            equal[self.texts[place]].append(place)
        for places in equal.values():
            yield from _unsettled(places, ids)
        short = {place for place in block if " " not in self.texts[place]}
        if short:
            yield from (pair for pair in _unsettled(block, ids) if not short.isdisjoint(pair))
