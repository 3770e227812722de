"""Regular expressions that look at the letters of a text before they search it.

A report is asked for some hundred expressions, sentence by sentence, and nearly all of them find nothing. Python's `re`
tries an expression at every character; here the letter groups that each match must hold are worked out once from the
expression (`placebo` cannot be found where no word holds `plac`), and the letter groups of a text are looked up word
by word: one number says which expressions are worth a search. Words come again and again, so that most are known.

An expression is parsed and compiled when it is first asked for, which makes a start quick.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache, reduce
from operator import or_
from re import _compiler, _parser  # type: ignore[attr-defined]
from threading import Lock
from typing import Any

from extractors.text.beginnings import Openings, openings
from extractors.text.letter_groups import Clause, folded, needed, with_edges

_SEARCHES_FIRST = 3_000
"""Searches, those of three abstracts, before letters are worked out: for one document that takes more than it saves."""
_TEXTS_KEPT = 8_192
_WORDS_KEPT = 65_536


class Expression:
    """A compiled expression of `re` with the doors of `re.Pattern` that search whole texts."""

    __slots__ = ("_compiled", "_flags", "_needs", "_openings", "_parsed", "_source")

    def __init__(self, source: str, flags: int = 0) -> None:
        """Nothing is compiled yet: an expression that is none raises re.error at its first use."""
        self._source, self._flags = source, flags
        self._parsed: Any = None
        self._compiled: re.Pattern[str] | None = None
        self._needs: int | None = None
        self._openings: Openings | None = None
        _waiting.append(self)

    @property
    def parsed(self) -> Any:
        """The expression parsed: once, for its letters and for compiling it."""
        if self._parsed is None:
            self._parsed = _parser.parse(self._source, self._flags)
        return self._parsed

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression compiled, for what a screen does not help: `match` and `fullmatch` at one place."""
        if self._compiled is None:
            self._compiled = _compiler.compile(self.parsed, self._flags)
            self._forget()
        return self._compiled

    def _forget(self) -> None:
        """Drop the parsed form once it has served both ends."""
        if self._compiled is not None and self._needs is not None:
            self._parsed = None

    def could_be_in(self, text: str) -> bool:
        """Whether the text has the letters of a match; False means that there is none."""
        if self._needs is None:
            if not _known.worth_preparing():
                return True
            _prepare()
        needs: int = self._needs  # type: ignore[assignment]
        return _held(text, _known.generation) & needs == needs

    def _worked_out(self) -> tuple[int, Openings | None]:
        """The bits that a text must have, and the letters with which a match begins a word."""
        try:
            return _enter(needed(self.parsed)), openings(self.parsed)
        except re.error:
            return 0, None  # said when it is compiled

    def search(self, text: str, pos: int = 0) -> re.Match[str] | None:
        """The first match from `pos` on, or None."""
        if not self.could_be_in(text):
            return None
        if self._openings is None:
            return self.pattern.search(text, pos)
        match_at = self.pattern.match
        for place in self._openings.places_in(text):
            if place >= pos and (match := match_at(text, place)):
                return match
        return None

    def finditer(self, text: str, pos: int = 0) -> Iterator[re.Match[str]]:
        """Every match from `pos` on."""
        if not self.could_be_in(text):
            return iter(())
        return self.pattern.finditer(text, pos) if self._openings is None else self._at_words(text, pos, self._openings)

    def _at_words(self, text: str, pos: int, able: Openings) -> Iterator[re.Match[str]]:
        """Every match of an expression whose matches begin words: tried only at words that begin as it can."""
        match_at = self.pattern.match
        for place in able.places_in(text):
            if place >= pos and (match := match_at(text, place)):
                yield match
                pos = match.end()

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str) -> str:
        """The text with every match replaced."""
        return self.pattern.sub(replacement, text) if self.could_be_in(text) else text


_clauses: dict[Clause, int] = {}
"""Every set of letter groups of which some expression needs one, with its bit."""
_bits: dict[str, int] = {}
"""Letter group to the bits of the clauses that it fulfils."""
_lengths: dict[str, list[int]] = {}
"""First character to the lengths of the groups that begin with it."""


_waiting: list[Expression] = []
"""Expressions whose letters have not been worked out yet."""


_preparing = Lock()


def _prepare() -> None:
    """Work out the letters of every expression made so far.

    All at once, because what is kept of texts and words knows nothing of bits that are given later: a new generation
    of both begins, and only then do the expressions ask for their bits, so that threads may read side by side.
    """
    with _preparing:
        worked_out = []
        while _waiting:
            expression = _waiting.pop()
            worked_out.append((expression, *expression._worked_out()))
        _known.words = _Words()
        _known.generation += 1
        for expression, needs, opening in worked_out:
            expression._openings, expression._needs = opening, needs
            expression._forget()


def _enter(clauses: list[Clause]) -> int:
    """The bits that a text must have for an expression with these clauses."""
    needs = 0
    for clause in clauses:
        if clause not in _clauses:
            bit = _clauses[clause] = 1 << len(_clauses)
            for group in clause:
                _bits[group] = _bits.get(group, 0) | bit
                lengths = _lengths.setdefault(group[0], [])
                if len(group) not in lengths:
                    lengths.append(len(group))
        needs |= _clauses[clause]
    return needs


class _Words(dict[str, int]):
    """Word to the bits of the clauses that it fulfils, worked out when it is first met."""

    def __missing__(self, word: str) -> int:
        if len(self) > _WORDS_KEPT:
            self.clear()
        marked = with_edges(word)
        bits = 0
        for start, first in enumerate(marked):
            for length in _lengths.get(first, ()):
                bits |= _bits.get(marked[start : start + length], 0)
        self[word] = bits
        return bits


class _Known:
    """What is known of words, and how often it was begun anew."""

    __slots__ = ("generation", "searches", "words")

    def __init__(self) -> None:
        self.generation = 0
        self.searches = 0
        self.words = _Words()

    def worth_preparing(self) -> bool:
        """Whether so much has been searched that working out letters pays."""
        self.searches += 1
        return self.searches > _SEARCHES_FIRST


_known = _Known()


@lru_cache(maxsize=_TEXTS_KEPT)
def _held(text: str, generation: int) -> int:
    """The bits of every clause that a word of the text fulfils."""
    return reduce(or_, map(_known.words.__getitem__, folded(text).split()), 0)
