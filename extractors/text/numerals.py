"""Numbers as trials print them: digits with thousands and decimal marks, and number words."""

from __future__ import annotations

import re
from functools import lru_cache

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {w: i + 1 for i, w in enumerate(_UNITS)} | {w: i + 10 for i, w in enumerate(_TEENS)}
_VALUES |= {w: 10 * (i + 2) for i, w in enumerate(_TENS)} | {"a": 1}

_UNIT = "(?:" + "|".join(_UNITS) + ")"
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[- ]{_UNIT})?|{'|'.join(_TEENS)}|{_UNIT})"
# The look ahead spares the many words of a text that begin no number.
WORDS = (
    rf"(?=[aefnost])(?=a |on|t(?:[we]|h[ir])|f[io]|s[ie]|e[il]|ni)"
    rf"(?:(?:{_UNIT}|a)[ -](?:thousand|hundred)(?:,? (?:and )?{_UNIT}[ -]hundred)?"
    rf"(?:(?:,?[ -]and[ -]|,? |-){_BELOW_100})?|"
    rf"{_BELOW_100})"
)
"""A cardinal number in words, up to the thousands (lower or title case through an `(?i:…)` group)."""

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]*\d)|\d+\.\d+|0,\d+|\d+,\d{1,2}(?=\s?%)|\d+|\.\d+)"
"""A number in digits, unsigned: 1,010 · 0.90 · .05 · 0,71 · 12,5 %."""

WHOLE = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+(?![\d.])|\d+)"

_SPACED = re.compile(r"\d{1,3}(?: \d{3})+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@lru_cache(maxsize=4096)
def number(text: str) -> float:
    """The value of a number printed in digits, with either decimal mark, or in words.

    A comma followed by exactly three digits separates thousands, unless the whole part is 0.
    """
    text = text.strip().replace(" ", " ")
    sign = -1.0 if text.startswith("-") else 1.0
    body = text.lstrip("+-").strip()
    if _SPACED.fullmatch(body):
        body = body.replace(" ", "")
    if not body[:1].isdigit() and not body.startswith("."):
        return sign * word_value(body)
    if _THOUSANDS.fullmatch(body) and not body.startswith("0"):
        body = body.replace(",", "")
    return sign * float(body.replace(",", "."))


def word_value(words: str) -> int:
    """The value of a number in words: `two hundred eighty-five` is 285. ValueError where a word is no number."""
    total, current = 0, 0
    for word in re.split(r"[\s,-]+", words.lower().strip()):
        if word == "and" or not word:
            continue
        if word == "hundred":
            current *= 100
        elif word == "thousand":
            total, current = total + current * 1000, 0
        elif word in _VALUES:
            current += _VALUES[word]
        else:
            raise ValueError(f"{words!r} is not a number")
    return total + current
