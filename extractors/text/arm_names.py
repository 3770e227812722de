"""Names of arms as sets of telling words, so that `cetuximab plus radiotherapy` is `radiotherapy plus cetuximab`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from extractors.text.arm_name_words import EMPTY_WORDS, ROLE_WORDS, SCHEDULES

GROUP_WORDS = r"(?:groups?|arms?|regimens?|recipients?)"

_LETTER = re.compile(
    r"^(?:experimental |standard |control |treatment |study )?(?:arms?|groups?)[ -]?([A-Z]|[1-6]|I{1,3}|IV)$", re.I
)
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_COMPOUND_LETTER = re.compile(r"(?<=[A-Z]-)[A-Z]\b(?!-)|(?<![\w-])[A-Z](?=-[A-Z]{2,}\b)")
"""A drug's initial within a regimen's short form: the D of EC-D, the T of T-FEC."""
_EVERY = re.compile(
    r"\bevery[ -](?P<a>\d|two|three|four|six)[ -]weeks?\b|\b(?P<b>\d|two|three|four|six)[ -]weekly\b", re.I
)
_COUNTS = {"two": "2", "three": "3", "four": "4", "six": "6"}
_WITHOUT = re.compile(r"[A-Z]{1,6}-")
_NEGATED = re.compile(r"\b(?:no|without|non)[ -](?=\w)")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}

Tokens = frozenset[str]


def letter_token(text: str) -> str | None:
    """`arm_a` for arm A, group A; `arm_1` for arm 1, group I; None for any other name."""
    match = _LETTER.match(text.strip())
    if not match:
        return None
    letter = match[1].lower()
    return "arm_" + _ROMAN.get(letter, letter)


@lru_cache(maxsize=8192)
def tokens(name: str) -> Tokens:
    """The telling words of an arm's name; the role words alone where nothing else is left.

    `no maintenance` keeps its negation as one word, as does `DA-` beside `DA+`. Superscripts are read as digits (¹³¹I
    is 131i).
    """
    letter = letter_token(name)
    if letter:
        return frozenset([letter])
    if _WITHOUT.fullmatch(name.strip()):
        return frozenset(["no_" + name.strip()[:-1].lower()])
    text = unicodedata.normalize("NFKC", name)
    text = _NEGATED.sub(
        lambda m: m.group()[:-1].rstrip("- ") + "\x01", text.lower() if text.isupper() and len(text) > 12 else text
    )
    words, negated = [], False
    for piece in re.split(r"(\x01)", text):
        if piece == "\x01":
            negated = True
            continue
        for word in _WORD.findall(piece):
            lowered = word.lower()
            if lowered in ("no", "without", "non"):
                continue
            words.append("no_" + lowered if negated else lowered)
            negated = False
    short = name.strip() == name.strip().upper()
    parts = {m.group().lower() for m in _COMPOUND_LETTER.finditer(text)}
    telling = [w for w in words if w in parts or (w not in EMPTY_WORDS and not w.isdigit() and (len(w) > 1 or short))]
    if telling:
        return frozenset(_singular(w) for w in telling) | _twice(text)
    initials = [w.lower() for w in _WORD.findall(text) if len(w) == 1 and w.isupper() and w != "A"]
    if len(initials) == 1:
        return frozenset(initials)
    roles = frozenset(ROLE_WORDS[w] for w in words if w in ROLE_WORDS)
    return _interval(text) or roles or frozenset(w for w in words if w in SCHEDULES)


def _interval(text: str) -> Tokens:
    """`q3w` for a name that says only how often: 3-weekly, every three weeks; none where it says nothing else."""
    match = _EVERY.search(text)
    if match is None:
        return frozenset()
    count = match["a"] or match["b"]
    return frozenset([f"q{_COUNTS.get(count.lower(), count)}w"])


def _twice(text: str) -> Tokens:
    """A marker for a part that one compound names twice: RT-GC+GC is not RT-GC."""
    found: set[str] = set()
    for chunk in text.split():
        if "+" in chunk or "/" in chunk:
            words = [w.lower() for w in _WORD.findall(chunk)]
            found.update("x2:" + w for w in words if words.count(w) > 1)
    return frozenset(found)


def _singular(word: str) -> str:
    role = ROLE_WORDS.get(word)
    if role and role != "experimental":
        return role
    if len(word) > 5 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def is_role(names: Tokens) -> bool:
    """Whether a name says only the part an arm plays (`control group`), not what is given."""
    return bool(names) and names <= {"control", "experimental", "combination", "monotherapy", "observation", "standard"}
