"""Short ways in which a table's heading writes a treatment: beginnings of words, initials, letters, doses."""

from __future__ import annotations

import re

from synthesis.ask.words import THOUSANDS, Words, flat

_LETTER = re.compile(r"(?:(?:group|arm)\s+)?([A-Z])(?:\s+(?:group|arm))?", re.IGNORECASE)
_SHORT = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]?[A-Z]{0,5}(?:[+/&-]?[A-Z]+[a-z]?)*(?![A-Za-z])")
_JOINTS = re.compile(r"[^A-Za-z]")
_NUMBER = re.compile(r"(?<![a-z0-9.])(?<![a-z]-)\d+(?:\.\d+)?(?![a-z]{4})")
_SMALL = frozenset(("of", "the", "and", "in", "plus", "with", "or", "for", "a"))
BEGUN = 3
"""Least letters of the beginning of a word that stands for the word."""


def begun(label: Words, asked: Words) -> Words:
    """A label's words, and those words of the question that they begin: `vit D` for vitamin D, `ropi` for ropivacaine.

    A beginning that fits two words of the question adds neither.
    """
    found = set(label)
    for word in label:
        if len(word) >= BEGUN and word.isalpha() and word not in asked:
            whole = [a for a in asked if a.startswith(word) and len(a) > len(word) + 1]
            if len(whole) == 1:
                found.add(whole[0])
    return frozenset(found)


def is_letter_of(label: str, text: str) -> bool:
    """Whether a label is one letter (`group B`, `R`) that the first telling word of a treatment begins with."""
    match = _LETTER.fullmatch(label.strip())
    told = [w for w in _spoken(text) if w not in _SMALL]
    return bool(match and match[1].isupper() and told and told[0][0] == match[1].lower())


def abbreviates(label: str, text: str) -> bool:
    """Whether a capital abbreviation of the label is made of a treatment's words in order.

    `CACP` of a corporate-academic cooperation programme (initials), `AS+AQ` and `ASAQ` of artesunate and amodiaquine
    (each word's first letter with more of its letters), `TFV` of tenofovir (three letters and more of one word).
    """
    said = [w for w in _spoken(text) if w not in _SMALL]
    initials = "".join(w[0] for w in said)
    for match in _SHORT.finditer(label):
        short = _JOINTS.sub("", match.group()).lower()
        if len(short) > 1 and short in initials:
            return True
        if len(short) > 2 and any(_made_of(short, said[i:]) for i in range(len(said))):
            return True
    return False


def _made_of(short: str, said: list[str]) -> bool:
    """Whether the letters start the first word, and every next letter goes on in its word or starts the next."""
    if not short:
        return True
    if not said or said[0][0] != short[0]:
        return False
    place = 0
    for used in range(1, len(short) + 1):
        if _made_of(short[used:], said[1:]):
            return True
        place = said[0].find(short[used], place + 1)
        if place < 0:
            return False
    return False


def numbers(text: str) -> set[str]:
    """Doses and durations of a name, without the numbers that belong to a word (SPN-804, BTH1677)."""
    return {f"{float(n):g}" for n in _NUMBER.findall(THOUSANDS.sub("", flat(text)))}


def _spoken(text: str) -> list[str]:
    return re.findall(r"[a-z]+", flat(text))
