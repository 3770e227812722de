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
from functools import lru_cache
from re import _compiler, _parser  # type: ignore[attr-defined]
from typing import Any

from extractors.text.beginnings import Openings, openings
from extractors.text.letter_groups import Clause, folded, needed, with_edges

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

    @property
    def pattern(self) -> re.Pattern[str]:
        """The expression compiled, for what a screen does not help: `match` and `fullmatch` at one place."""
        if self._compiled is None:
            # What was parsed for its letters is not parsed again.
            self._compiled = _compiler.compile(self._parsed or self._source, self._flags)
            self._parsed = None
        return self._compiled

    def could_be_in(self, text: str) -> bool:
        """Whether the text has the letters of a match; False means that there is none."""
        needs = self._needs
        if needs is None:
            needs = self._prepared()
        return _held(text) & needs == needs

    def _prepared(self) -> int:
        self._parsed = _parser.parse(self._source, self._flags)
        self._openings = openings(self._parsed)
        self._needs = _enter(needed(self._parsed))
        return self._needs

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
            # What was kept of texts and words knows nothing of the new bit.
            _words.clear()
            _held.cache_clear()
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


_words = _Words()


@lru_cache(maxsize=_TEXTS_KEPT)
def _held(text: str) -> int:
    """The bits of every clause that a word of the text fulfils."""
    held = 0
    for word in folded(text).split():
        held |= _words[word]
    return held
