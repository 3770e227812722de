"""The letters without which an expression cannot match.

The method is that of the prefilters of RE2 (https://github.com/google/re2, prefilter.h): an expression is walked once;
where the strings that one stretch of it can take are few they are written out, and each must hold a group of letters
that a text can be asked for. A group never reaches over white space, so that a text may be asked word by word.

Groups are in small letters, every digit is `0`, stops and brackets are spaces, and `|` stands where a word begins or
ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from re import _constants as ops  # type: ignore[attr-defined]
from typing import Any

LENGTH = 5
"""Characters of the longest group, edges of words among them."""
_STRINGS = 64
"""A stretch that can be more strings than this is cut in two."""
_WORDS = 2
"""Words of a stretch of which a group is asked for."""
_LARGE = 12
"""A class of more characters than this is taken to allow any."""
_UNLIKELY = 0.04
"""A clause that more characters of a text than this share fulfil tells nothing."""
EDGE = "|"
_MARK = "\ue000"
"""The edge of a word while strings are put together: a character that no expression has."""
EMPTY = frozenset({ops.AT, ops.ASSERT, ops.ASSERT_NOT})
"""Steps of a parsed expression that take no character."""
REPEATED = frozenset({ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT})
_EDGES = re.compile(r"\b")
_OTHER_DIGIT = re.compile(r"[^\D0]")
_STOPS = ",.;:()[]\0"
# What `re` holds for the same letter without regard to case, and `str.lower` does not.
_ONE_LETTER = {"ı": "i", "İ": "i", "ſ": "s", "µ": "μ", "ς": "σ"}
_FOLD = str.maketrans(
    {letter: letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    | dict.fromkeys("0123456789", "0")
    | dict.fromkeys(_STOPS, " ")
    | {EDGE: "!"}
    | _ONE_LETTER
)
# Letters of English text, per thousand; what is not listed is rarer.
_SHARES = dict(zip("etaoinsrhldcumfpgwybvk", (100, 74, 65, 62, 60, 58, 54, 52, 40, 35, 32, 30, 24, 22, 20, 20, 16, 15,
                                               14, 12, 8, 6), strict=True)) | {EDGE: 250, "0": 30}  # fmt: skip

Clause = frozenset[str]
"""Groups of which a text with a match holds at least one."""
Steps = Iterable[tuple[Any, Any]]


def folded(text: str) -> str:
    """A text as groups are cut from it, character for character: small, digits as `0`, stops as spaces."""
    if text.isascii():
        return text.translate(_FOLD)
    return _OTHER_DIGIT.sub("0", text.translate(_FOLD).lower())


def with_edges(word: str) -> str:
    """A folded word with its edges marked."""
    return _EDGES.sub(EDGE, word)


def needed(steps: Steps) -> list[Clause]:
    """What a text must hold for a parsed expression to match in it: every clause; none where any text may match."""
    strings, clauses = _sequence(steps)
    if strings is not None:
        clauses = _clause_of(strings)
    return sorted(set(clauses), key=_share)[:3]


def _sequence(steps: Steps) -> tuple[set[str] | None, list[Clause]]:
    """All strings that steps can take, where they are few, else None and the clauses."""
    stretch, cut, clauses = {""}, False, []
    plain = ""
    for op, argument in steps:
        if op is ops.LITERAL:
            plain += _character(chr(argument))
            continue
        if plain:
            stretch, plain = {before + plain for before in stretch}, ""
        strings, inner = _step(op, argument)
        if strings is not None and len(stretch) * len(strings) <= _STRINGS:
            stretch = {before + after for before in stretch for after in strings}
            continue
        clauses += _clause_of(stretch) + inner
        cut, stretch = True, strings or {""}
    stretch = {before + plain for before in stretch}
    return (None, clauses + _clause_of(stretch)) if cut else (stretch, [])


def _step(op: Any, argument: Any) -> tuple[set[str] | None, list[Clause]]:
    """The same of one step. Look-arounds are taken to hold."""
    if op is ops.AT:
        return {_MARK if argument is ops.AT_BOUNDARY else ""}, []
    if op in EMPTY:
        return {""}, []
    if op is ops.BRANCH:
        return _branch(argument[1])
    if op is ops.SUBPATTERN:
        return _sequence(argument[-1])
    if op in REPEATED:
        return _repeated(*argument)
    letters = letters_of(op, argument)
    return letters, []


def _branch(branches: Sequence[Steps]) -> tuple[set[str] | None, list[Clause]]:
    read = [_sequence(branch) for branch in branches]
    strings = set().union(*(some for some, _ in read if some is not None))
    if all(some is not None for some, _ in read) and len(strings) <= _STRINGS:
        return strings, []
    each = [_clause_of(some) if some is not None else clauses for some, clauses in read]
    if not all(each):
        return None, []
    return None, [frozenset().union(*(min(clauses, key=_share) for clauses in each))]


def _repeated(least: int, most: int, inner: Steps) -> tuple[set[str] | None, list[Clause]]:
    strings, clauses = _sequence(inner)
    if strings is not None and most == 1:
        return strings | ({""} if least == 0 else set()), []
    if least == 0:
        return None, []
    return None, _clause_of(strings) if strings is not None else clauses


def letters_of(op: Any, argument: Any) -> set[str] | None:
    """The characters that one step takes; None where they are many or not known."""
    found: set[str] = set()
    for kind, value in argument if op is ops.IN else [(op, argument)]:
        if kind is ops.LITERAL:
            found.add(_character(chr(value)))
        elif kind is ops.RANGE and value[1] - value[0] < _LARGE:
            found.update(_character(chr(code)) for code in range(value[0], value[1] + 1))
        elif kind is ops.CATEGORY and value is ops.CATEGORY_DIGIT:
            found.add("0")
        elif kind is ops.CATEGORY and value is ops.CATEGORY_SPACE:
            found.add(" ")
        else:
            return None
    return found


@cache
def _character(character: str) -> str:
    folded_character = folded(character)
    return " " if folded_character.isspace() else folded_character


def _clause_of(strings: set[str]) -> list[Clause]:
    """A group of each string, of the word that texts hold least, and another of the next such word.

    No clause where a string has no such word, or all are common.
    """
    groups = [sorted(_of_words(string), key=_group_share) for string in strings]
    clauses = [frozenset(ranked) for ranked in islice(zip(*groups, strict=False), _WORDS)]
    return [clause for clause in clauses if _share(clause) < _UNLIKELY]


def _of_words(string: str) -> Iterator[str]:
    """The telling group of each word of a string. The words at its ends may go on."""
    words = string.split(" ")
    for i, word in enumerate(words):
        left, right = i > 0 or word.startswith(_MARK), i + 1 < len(words) or word.endswith(_MARK)
        if group := _telling(word.replace(_MARK, ""), left, right):
            yield group


@cache
def _telling(word: str, left: bool, right: bool) -> str:
    """The group of a word that texts hold least, or nothing. `left` and `right` tell whether the word ends there."""
    marked = with_edges(word)
    marked = marked[0 if left or marked[:1] != EDGE else 1 : None if right or marked[-1:] != EDGE else -1]
    groups = (marked[i : i + LENGTH] for i in range(max(1, len(marked) - LENGTH + 1)))
    return min((group for group in groups if group.strip(EDGE)), key=_group_share, default="")


def _share(clause: Clause) -> float:
    """About how many characters of a text begin a group of the clause."""
    return sum(map(_group_share, clause))


@cache
def _group_share(group: str) -> float:
    share = 1.0
    for character in group:
        share *= _SHARES.get(character, 4) / 1000
    return share
