"""Words as a question and a report share them: plain, stemmed, abbreviations spelled out, slips forgiven."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.text.normal import plain

Words = frozenset[str]

_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "µ": "u", "μ": "u", "ω": "omega"}
_WORD = re.compile(r"[<>≤≥]?\d+(?:\.\d+)?(?:st|nd|rd|th)?(?![a-z])|\d*[a-z]+\d*[a-z]*\+?|\d+(?:\.\d+)?|%")
_GLUED = re.compile(
    r"(\d)(?=(?:h|hr|hrs|hours?|mg|kg|g|mcg|ug|ml|mm|cm|iu|wk|weeks?|mo|months?|d|days?|yr|years?|min)\b)"
)
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_LESS = re.compile(r"\b([a-z]{3,})less\b(?<!\bunless)(?<!\bregardless)(?<!\bnevertheless)(?<!\bneedless)")
_NON = re.compile(r"\bnon[- ](?=[a-z]{4})")
_STOP_WORDS = (
    "a an the of in on at to for by and or as is was were are be been being with from than that this these those who "
    "which whose per their its our it they into during among each all both between compared versus vs had has have "
    "did do does based using used measured assessed according score scores level levels rate rates number "
    "numbers percentage percent proportion % mean means median sd se value values total overall group groups arm arms "
    "patient patients subject subjects participant participants people individuals incidence occurrence concentration "
    "concentrations concerning terms term included received receive receiving given n no. i.e e.g"
)
_STOP = frozenset(_STOP_WORDS.split())
"""Words that name no outcome and no treatment. `no`, `without` and `non` stay: they tell two arms apart."""

_SAME = {
    "without": "no", "non": "no", "oe": "e", "died": "death", "deaths": "death", "mortality": "death", "dead": "death",
    "die": "death", "hr": "hour", "hrs": "hour", "h": "hour", "hours": "hour", "min": "minute", "mins": "minute",
    "minutes": "minute", "wk": "week", "wks": "week", "weeks": "week", "mo": "month", "months": "month", "yr": "year",
    "yrs": "year", "years": "year", "days": "day", "1st": "1", "2nd": "2", "3rd": "3", "first": "1",
    "second": "2", "third": "3", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "postoperatively": "postoperative", "post": "after",
    "following": "after", "adverse": "adverse", "side": "adverse", "effects": "event", "effect": "event",
    "events": "event", "females": "female", "males": "male", "women": "female", "woman": "female", "men": "male",
    "man": "male", "girls": "female", "boys": "male", "weight": "weight", "kids": "child", "children": "child",
    "tumour": "tumor", "haemoglobin": "hemoglobin", "bmi": "bmi", "hospitalisation": "hospital",
    "hospitalization": "hospital", "hospitalised": "hospital", "length": "duration", "time": "duration",
    "interval": "duration", "fecal": "fecal", "faecal": "fecal",
}  # fmt: skip
_SUFFIXES = (
    "ations", "ation", "ments", "ment", "ities", "ity", "ances", "ance", "ences", "ence", "ings", "ing", "ives", "ive",
    "ically", "ical", "ally", "ions", "ion", "ies", "ers", "er", "ors", "or", "als", "al", "ed", "es", "ly", "ic",
    "ous", "s", "e", "y",
)  # fmt: skip


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The word's stem: enough to join plural, noun and verb; `oe` and `ae` as American spelling has them."""
    word = _SAME.get(word, word)
    if len(word) > 4:
        word = word.replace("oe", "e").replace("ae", "e").replace("our", "or")
        for suffix in _SUFFIXES:
            if word.endswith(suffix) and len(word) - len(suffix) >= 4:
                return word[: -len(suffix)]
    return word


def stems(text: str) -> Words:
    """The stems of the words of a text, stop words and all."""
    return frozenset(map(stem, text.split()))


def flat(text: str) -> str:
    """Small letters, plain typography, Greek letters by name, hyphens and slashes as spaces."""
    text = _LESS.sub(r"no \1", _NON.sub("non", plain(text).lower()))
    for letter, name in _GREEK.items():
        if letter in text:
            text = text.replace(letter, name)
    return text


@lru_cache(maxsize=20_000)
def listed(text: str) -> tuple[str, ...]:
    """The telling words of a text as stems, in order, stop words dropped; numbers stay."""
    found = []
    for word in _WORD.findall(_GLUED.sub(r"\1 ", THOUSANDS.sub("", flat(text))).replace(",", " ")):
        if word not in _STOP and not (len(word) == 1 and word.isalpha() and word not in "abcdi"):
            found.append(stem(word.rstrip("0").rstrip(".") if re.fullmatch(r"\d+\.\d+", word) else word))
    return tuple(found)


def words(text: str) -> Words:
    """The telling words of a text as a set of stems."""
    return frozenset(listed(text))


@lru_cache(maxsize=50_000)
def alike(a: str, b: str) -> bool:
    """Whether two stems are the same word but for a slip of the pen or an ending."""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) < 5 or not (short.isalpha() and long.isalpha()):
        return False
    if long.startswith(short):
        return len(long) - len(short) <= 4
    return short[0] == long[0] and len(long) - len(short) <= 1 and _edits(a, b) <= (1 if len(short) < 8 else 2)


def _edits(a: str, b: str) -> int:
    """Damerau-Levenshtein distance (adjacent letters exchanged count once)."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row, older = row, [i] + [0] * len(b), before
        for j, y in enumerate(b, 1):
            row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if older and j > 1 and x == b[j - 2] and a[i - 2] == y:
                row[j] = min(row[j], older[j - 2] + 1)
        before = last
    return row[-1]


def has(word: str, among: Words) -> bool:
    """Whether a word, or one like it, is among others."""
    return word in among or any(alike(word, other) for other in among)
