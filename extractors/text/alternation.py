"""Many expressions in order of rank, looked for in one pass over a text.

A plain alternation tries every expression at every word, and nearly all of them fail at its first letters. Here the
first letters of a word choose the expressions that can begin so; most words have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import compress

from extractors.text.beginnings import LETTERS, beginnings, places
from extractors.text.expression import Expression

_KEYS_KEPT = 32_768
_FEW = 24
"""So many expressions are asked for the letters of a text before its words are gone through."""

WORD_OR_SIGN = r"[A-Za-z0-9]+[^A-Za-z0-9]?|[^A-Za-z0-9\s]"
"""Where phrases begin: at a letter, digit or sign that follows no letter and no digit."""


class Alternation:
    """Expressions of which at each place the first that matches wins, as in `a|b|c`.

    `start` is an expression whose matches begin at every place where one of them may begin: it may run on over
    characters where none can, so that a search is done with them at once.
    """

    def __init__(self, expressions: Sequence[str], start: str) -> None:
        """Parse the expressions; re.error where one is none."""
        self._start = re.compile(start)
        self._expressions = [Expression(expression) for expression in expressions]
        self._able = _Able(self._expressions)

    def finditer(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """The rank and match of every expression found, in order, none overlapping another."""
        if len(self._expressions) <= _FEW and not any(e.could_be_in(text) for e in self._expressions):
            return
        done = 0
        found: dict[int, bool] = {}
        starts, letters = places(self._start, text)
        each = list(map(self._able.__getitem__, letters))
        for place, able in compress(zip(starts, each, strict=True), each):
            if place < done:
                continue
            for rank, expression in able:
                # The letters of the text are asked for once, where an expression could begin for the first time.
                if rank not in found:
                    found[rank] = expression.could_be_in(text)
                if found[rank] and (match := expression.pattern.match(text, place)):
                    done = match.end()
                    yield rank, match
                    break


class _Able(dict[str, tuple[tuple[int, Expression], ...]]):
    """First letters to the expressions that can begin so, in order of rank."""

    def __init__(self, expressions: Sequence[Expression]) -> None:
        self._expressions = expressions
        self._by_letters: dict[str, list[int]] = {}
        """Ranks by the first letters, or by fewer letters where any may follow."""
        for rank, expression in enumerate(expressions):
            for letters in set().union(*beginnings(expression.parsed)):
                self._by_letters.setdefault(letters, []).append(rank)

    def __missing__(self, letters: str) -> tuple[tuple[int, Expression], ...]:
        ranks = set().union(*(self._by_letters.get(letters[:length], ()) for length in range(LETTERS + 1)))
        if len(self) > _KEYS_KEPT:
            self.clear()
        self[letters] = tuple((rank, self._expressions[rank]) for rank in sorted(ranks))
        return self[letters]
