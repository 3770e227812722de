"""The first letters with which an expression can match, and the places of a text where words begin.

Letters are folded as in `letter_groups`: small, digits as `0`, stops as spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import compress
from re import _constants as ops  # type: ignore[attr-defined]
from typing import Any

from extractors.text.letter_groups import EMPTY, REPEATED, folded, letters_of

LETTERS = 3
"""First letters that choose."""
WORD = re.compile(r"\w+")
_TEXTS_KEPT = 4096
Steps = list[tuple[Any, Any]]


@lru_cache(maxsize=_TEXTS_KEPT)
def places(start: re.Pattern[str], text: str) -> tuple[list[int], list[str]]:
    """Every place where a match of `start` begins, and the folded letters at each."""
    letters = folded(text)
    found = [match.start() for match in start.finditer(text)]
    return found, [letters[place : place + LETTERS] for place in found]


class Openings(dict[str, bool]):
    """First letters of a word to whether a match can begin so."""

    def __init__(self, letters: set[str]) -> None:
        """`letters` are the beginnings of an expression, of both kinds."""
        self.letters = letters

    def __missing__(self, letters: str) -> bool:
        able = self[letters] = any(letters[:length] in self.letters for length in range(1, LETTERS + 1))
        return able

    def places_in(self, text: str) -> Iterator[int]:
        """The beginnings of the words of a text at which a match can begin."""
        words, letters = places(WORD, text)
        return compress(words, map(self.__getitem__, letters))


def openings(parsed: Any) -> Openings | None:
    """The first letters of the words at which a parsed expression can match; None where it may begin elsewhere."""
    steps = list(parsed)
    if not _begins_a_word(steps):
        return None
    letters = set(_beginnings(steps, ""))
    return Openings(letters) if all(re.match(r"\w", one) for one in letters) else None


def _begins_a_word(steps: Steps) -> bool:
    """Whether every match begins at the edge of a word."""
    if not steps:
        return False
    op, argument = steps[0]
    if op is ops.AT:
        return argument is ops.AT_BOUNDARY or _begins_a_word(steps[1:])
    if op is ops.ASSERT_NOT and argument[0] < 0:
        return _is_no_word(list(argument[1])) or _begins_a_word(steps[1:])
    if op in EMPTY:
        return _begins_a_word(steps[1:])
    if op is ops.SUBPATTERN:
        return _begins_a_word(list(argument[-1]))
    return op is ops.BRANCH and all(_begins_a_word([*branch, *steps[1:]]) for branch in argument[1])


def _is_no_word(behind: Steps) -> bool:
    """Whether what must not stand before a match takes in every character of a word."""
    return len(behind) == 1 and behind[0][0] is ops.IN and (ops.CATEGORY, ops.CATEGORY_WORD) in behind[0][1]


def beginnings(parsed: Any) -> tuple[set[str], set[str]]:
    """The first letters, folded, with which a match can begin: all of them, and those after which any may follow."""
    found = set(_beginnings(list(parsed), ""))
    full = {letters for letters in found if len(letters) == LETTERS}
    return full, found - full


def _beginnings(steps: Steps, so_far: str) -> Iterator[str]:
    """What `so_far` can grow to by the steps of a parsed expression. Look-arounds are taken to hold."""
    if len(so_far) == LETTERS or not steps:
        yield so_far
        return
    (op, argument), rest = steps[0], steps[1:]
    if op in EMPTY:
        yield from _beginnings(rest, so_far)
    elif op is ops.BRANCH:
        for branch in argument[1]:
            yield from _beginnings([*branch, *rest], so_far)
    elif op is ops.SUBPATTERN:
        yield from _beginnings([*argument[-1], *rest], so_far)
    elif op in REPEATED:
        least, most, inner = argument
        if least == 0:
            yield from _beginnings(rest, so_far)
        most = min(most, LETTERS)
        again = [(op, (max(least - 1, 0), most - 1, inner))] if most > 1 else []
        yield from _beginnings([*inner, *again, *rest], so_far)
    elif (letters := letters_of(op, argument)) is None:
        yield so_far
    else:
        for letter in letters:
            yield from _beginnings(rest, so_far + letter)
