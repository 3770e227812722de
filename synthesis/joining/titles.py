"""Whether two titles are of one trial's reports although they are not letter for letter the same.

A title is taken apart: what it says of the report and of the way the trial was run (“a randomised, double-blind
trial”, “final results”) comes and goes between a preprint and its article; what remains, drug, disease, people and
numbers, must be the same. Trials of one group often have parallel titles that differ in one such word, so that no share
of common words would be high enough.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from synthesis.joining.likeness import words_of

LEAST_WORDS = 4
"""Telling words that a title needs before its likeness says anything."""
KEPT_SHARE = 0.7
"""Share of the longer title's telling words that the shorter one must have to be its beginning in other words."""
_PHASE = re.compile(r"\bphase[ -]*((?:[1-4]|iv|i{1,3})[abc]?(?:\s*[-/]\s*(?:[1-4]|iv|i{1,3})[abc]?)?)\b")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_NUMERAL = re.compile(r"\b(?:[ivx]{1,4})\b|\b(?:part|stud(?:y|ies)|trial|cohort|stage|step|group) ([a-h]|\d+)\b")
_BLIND = re.compile(r"\b(?:double|triple|single|observer)[ -](?:blind|mask)(?:ed)?\b|\b(?:blind|mask)ed\b")
_OPEN = re.compile(r"\bopen[ -]label(?:led|ed)?\b|\bunblinded\b")
_OF_THE_REPORT = re.compile(
    r"\b(?:primary|final|interim|preliminary|initial|first|early|updated?|main)"
    r" (?:results?|analys[ie]s|reports?|findings?|outcomes?|data)\b"
    r"|\b(?:results?|findings?|report|protocol|update|outcomes?)\b"
    r"|\bplacebo[ -]controlled\b|\bmulti-? ?cent(?:er|re)\b|\b(?:multi|inter)national\b|\bparallel[ -]group\b"
    r"|\bprospective\b|\bsuperiority\b"
)
_ORDER = re.compile(r"\b(?:follow(?:ed|ing)?|then|before|after|sequen\w+|switch\w*|first|second|to)\b")
_WITHOUT = re.compile(r"\b(?:without|no|not|non|never)\b")


@dataclass(slots=True, frozen=True)
class Title:
    """A title taken apart."""

    words: frozenset[str]
    """What it is about."""
    in_order: tuple[str, ...]
    phase: str
    """`2`, `2b`, `2/3`; empty where it tells none."""
    blinding: str
    """`blind`, `open`, or empty where it tells neither or both."""
    numerals: frozenset[str]
    """Roman numerals, and numbers and letters of parts."""
    negations: tuple[str, ...]
    ordered: bool
    """Whether it speaks of one thing after another."""

    @classmethod
    def of(cls, text: str) -> Title:
        """A title as it is printed."""
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
        told = _PHASE.search(plain)
        rest = _PHASE.sub(" ", plain)
        blind, unblinded = bool(_BLIND.search(rest)), bool(_OPEN.search(rest))
        rest = _OPEN.sub(" ", _BLIND.sub(" ", rest))
        numerals = frozenset(found[0] for found in _NUMERAL.finditer(rest))
        rest = _OF_THE_REPORT.sub(" ", rest)
        words = words_of(rest)
        return cls(
            words,
            tuple(word for token in re.findall(r"\w+", rest) for word in words_of(token) if word in words),
            _arabic(told[1]) if told else "",
            "" if blind == unblinded else "blind" if blind else "open",
            numerals,
            tuple(sorted(_WITHOUT.findall(rest))),
            bool(_ORDER.search(rest)),
        )

    def contradicts(self, other: Title) -> bool:
        """Whether the two say different things of phase, blinding, part, negation or order."""
        return (
            bool(self.phase and other.phase and self.phase != other.phase)
            or bool(self.blinding and other.blinding and self.blinding != other.blinding)
            or self.numerals != other.numerals
            or self.negations != other.negations
            or ((self.ordered or other.ordered) and self.words == other.words and self.in_order != other.in_order)
        )

    def is_about_the_same(self, other: Title) -> bool:
        """Whether both have the same telling words and contradict each other in nothing."""
        return len(self.words) >= LEAST_WORDS and self.words == other.words and not self.contradicts(other)

    def is_about_nearly_the_same(self, other: Title) -> bool:
        """Whether one only adds a few words, no numbers among them, to what the other says."""
        shorter, longer = sorted((self.words, other.words), key=len)
        added = longer - shorter
        return (
            len(shorter) >= LEAST_WORDS
            and shorter <= longer
            and len(shorter) >= KEPT_SHARE * len(longer)
            and not any(c.isdigit() for word in added for c in word)
            and not self.contradicts(other)
        )


def _arabic(phase: str) -> str:
    """`ii-iiib` as `2/3b`."""
    bare = [(part.strip().rstrip("abc"), part.strip()) for part in re.split(r"[-/]", phase)]
    return "/".join(_ROMAN.get(number, number) + part[len(number) :] for number, part in bare)
