"""Many expressions in order of rank, looked for in one pass over a text.

A plain alternation tries every expression at every word, and nearly all of them fail at its first letters. Here the
first letters of a word choose the expressions that can begin so; most words have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

_LETTERS = 3
"""First letters that choose."""
_KEYS_KEPT = 32_768
_LARGE = 8
"""A class of more characters than this is taken to allow any."""
_EMPTY = frozenset({ops.AT, ops.ASSERT, ops.ASSERT_NOT})
_REPEATED = frozenset({ops.MAX_REPEAT, ops.MIN_REPEAT})

Ranked = tuple[int, re.Pattern[str]]


class Alternation:
    """Expressions of which at each place the first that matches wins, as in `a|b|c`.

    `start` is an expression for the first character of a match, with what must or must not stand before it.
    """

    def __init__(self, expressions: Sequence[str], start: str) -> None:
        """Compile the expressions; re.error where one is none."""
        self._start = re.compile(start)
        self._ranked = list(enumerate(map(re.compile, expressions)))
        self._beginnings = [beginnings(expression) for expression in expressions]
        self._able = lru_cache(maxsize=_KEYS_KEPT)(self._that_begin)

    def finditer(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """The rank and match of every expression found, in order, none overlapping another."""
        done = 0
        for start in self._start.finditer(text):
            place = start.start()
            if place < done:
                continue
            for rank, pattern in self._able(text[place : place + _LETTERS]):
                match = pattern.match(text, place)
                if match:
                    done = match.end()
                    yield rank, match
                    break

    def _that_begin(self, letters: str) -> tuple[Ranked, ...]:
        small = letters.lower()
        able = [small in full or small.startswith(tuple(short)) for full, short in self._beginnings]
        return tuple(ranked for ranked, is_able in zip(self._ranked, able, strict=True) if is_able)


def beginnings(expression: str) -> tuple[set[str], set[str]]:
    """The first letters, in small, with which a match can begin: all of them, and those after which any may follow."""
    found = set(_beginnings(list(_parser.parse(expression)), ""))
    full = {letters for letters in found if len(letters) == _LETTERS}
    return full, found - full


def _beginnings(steps: list[tuple[Any, Any]], so_far: str) -> Iterator[str]:
    """What `so_far` can grow to by the steps of a parsed expression. Look-arounds are taken to hold."""
    if len(so_far) == _LETTERS or not steps:
        yield so_far
        return
    (op, argument), rest = steps[0], steps[1:]
    if op in _EMPTY:
        yield from _beginnings(rest, so_far)
    elif op is ops.BRANCH:
        for branch in argument[1]:
            yield from _beginnings([*branch, *rest], so_far)
    elif op is ops.SUBPATTERN:
        yield from _beginnings([*argument[-1], *rest], so_far)
    elif op in _REPEATED:
        least, most, inner = argument
        if least == 0:
            yield from _beginnings(rest, so_far)
        most = min(most, _LETTERS)
        again = [(op, (max(least - 1, 0), most - 1, inner))] if most > 1 else []
        yield from _beginnings([*inner, *again, *rest], so_far)
    elif (letters := _letters(op, argument)) is None:
        yield so_far
    else:
        for letter in letters:
            yield from _beginnings(rest, so_far + letter)


def _letters(op: Any, argument: Any) -> set[str] | None:
    """The characters that one step takes, in small; None where they are many or not known."""
    members = argument if op is ops.IN else [(op, argument)]
    found: set[str] = set()
    for kind, value in members:
        if kind is ops.LITERAL:
            found.add(chr(value).lower())
        elif kind is ops.RANGE and value[1] - value[0] < _LARGE:
            found.update(chr(code).lower() for code in range(value[0], value[1] + 1))
        else:
            return None
    return found
