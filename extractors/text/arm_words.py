"""Runs of the telling words of arms in a sentence: `drug A plus drug B arm`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

_JOINS = (
    re.compile(r"\s?(?:[/+&]|-(?:\d{1,2}-|plus-|and-)?(?!\d))\s?"),
    re.compile(r",?\s(?:plus|and|with|or|combined with|in combination with|followed by|added to|then)\s"),
    re.compile(r",\s(?!and\b|or\b)"),
    re.compile(r"\s"),
)
"""What may stand between two telling words of a run: the first that leads from one to the next is taken."""
_REST = re.compile(
    r"(?:(?<![a-z])-\d{1,3}(?![\d.%]))?(?:[ -](?:alone|only|monotherapy|treated|based|containing|guided|given|assigned|"
    r"treatment|therapy|regimens?|chemotherapy|combination))*"
    r"(?:\s(?:groups?|arms?|regimens?|recipients?|cohorts?)(?!\s(?:of|for)\s(?:patients|women)))?(?!\w)"
)
_NEGATION = re.compile(r"(?<!\w)(?:[Nn]o|[Ww]ithout|[Nn]on)[ -]$")
_LONGEST_NEGATION = len("without ")
_WORD = re.compile(r"\w+(?:'\w+)?")
_SHORT = 4
"""A telling word of so few letters that the report writes in capitals counts in capitals only."""
_TEXTS_KEPT = 4096
"""Sentences whose words are kept in memory: the arms are looked for in each sentence again and again."""


class ArmWords:
    """The telling words of the arms of one report, as the report spells them."""

    def __init__(self, words: set[str], forms: Iterable[str], short: Iterable[str]) -> None:
        """`words` in small; `forms` are the arms' names as printed, `short` the short forms that the report defines."""
        abbreviated = set(short).union(*map(_in_capitals, forms))
        self._words = words
        self._capitals = {word.upper() for word in words if len(word) <= _SHORT and word in abbreviated}
        self._others = {word for word in words if word.upper() not in self._capitals}
        self._compound = sorted((word for word in words if not _WORD.fullmatch(word)), key=len, reverse=True)
        self._first = words | {first.group() for first in map(_WORD.match, self._compound) if first}
        self._first |= {f"{word}s" for word in words}

    def runs(self, text: str) -> Iterator[tuple[int, int]]:
        """The span of every run, in order, with a negation before it and `arm` or `group` behind it."""
        done = 0
        for start, word, small in _words_of(text):
            # Most words begin no telling word; one of two parts is looked at closely.
            if start < done or not (small in self._first or "'" in word or "_" in word):
                continue
            end = self._end_of_word(text, start, word)
            if end is None:
                continue
            negation = _NEGATION.search(text, max(done, start - _LONGEST_NEGATION), start)
            done = self._end_of_run(text, end)
            yield negation.start() if negation else start, done

    def _end_of_run(self, text: str, end: int) -> int:
        """Where the run ends whose first telling word ends at a place."""
        grown: int | None = end
        while grown is not None:
            end, grown = grown, None
            for join in _JOINS:
                gap = join.match(text, end)
                word = _WORD.match(text, gap.end()) if gap else None
                grown = self._end_of_word(text, word.start(), word.group()) if word else None
                if grown is not None:
                    break
        rest = _REST.match(text, end)
        return rest.end() if rest else end

    def _end_of_word(self, text: str, start: int, word: str) -> int | None:
        """Where the telling word ends that begins a run of letters, or None."""
        for compound in self._compound:
            end = start + len(compound)
            if self._knows(text[start:end]) and not text[end : end + 1].isalnum():
                return end
        if self._knows(word):
            return start + len(word)
        stem, apostrophe, _ = word.partition("'")
        return start + len(stem) if apostrophe and self._knows(stem) else None

    def _knows(self, word: str) -> bool:
        small = word.lower()
        if word in self._capitals or small in self._others or (small[-1:] == "s" and small[:-1] in self._others):
            return True
        return word.upper() in self._capitals and sum(letter.isupper() for letter in word) > 1


@lru_cache(maxsize=_TEXTS_KEPT)
def _words_of(text: str) -> tuple[tuple[int, str, str], ...]:
    """Every run of letters of a text: where it begins, as printed and in small."""
    return tuple([(match.start(), word := match.group(), word.lower()) for match in _WORD.finditer(text)])


def _in_capitals(form: str) -> set[str]:
    """The words of a name, in small, that are written in capitals where they first stand in it."""
    first: dict[str, str] = {}
    for word in re.findall(r"[^\W_]+", form):
        first.setdefault(word.lower(), word)
    return {small for small, word in first.items() if word.isupper()}
