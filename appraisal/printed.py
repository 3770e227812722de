"""What a printed number can stand for: its decimals, and the values that round or truncate to it."""

from __future__ import annotations

import math
import re
from functools import lru_cache

_TOKEN = re.compile(r"(?<![\d.])\d+(?:,\d{3})*(?:[.·∙‧,]\d+)?|(?<!\d)[.·∙]\d+")
EPSILON = 1e-9


def repr_decimals(value: float) -> int:
    """Decimals of the shortest spelling of a number: 55.0 has none, 31.5 has one."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return len(text.partition(".")[2])


@lru_cache(maxsize=8192)
def decimals(value: float, quote: str) -> int:
    """Printed decimals of a value: as it stands in the quote, else those that the number itself needs.

    A float has lost its trailing zeros, so without a quote `55.0` counts as printed without decimals, which allows
    more. Where the quote spells the value in several ways the shortest counts, for the same reason.
    """
    least = repr_decimals(value)
    found = []
    for token in _TOKEN.findall(quote):
        plain = _plain(token)
        if abs(float(plain) - abs(value)) < EPSILON:
            found.append(len(plain.partition(".")[2]))
    return max(least, min(found)) if found else least


def window(value: float, places: int) -> tuple[float, float]:
    """All numbers that print as `value` with `places` decimals: rounded half up or half even, or cut off."""
    unit = 10.0**-places
    return value - unit / 2 - EPSILON, value + unit * (1 - 1e-6)


def near(value: float, places: int, computed: float) -> bool:
    """Whether a computed number prints as `value` to within one unit of the last printed digit."""
    return abs(computed - value) <= 10.0**-places + EPSILON


def prints_as(value: float, places: int, computed: float) -> bool:
    """Whether a computed number prints as `value` when rounded or cut off."""
    low, high = window(value, places)
    return low <= computed <= high


def _plain(token: str) -> str:
    """A numeral with a full stop as its decimal mark and no thousands marks."""
    token = re.sub(r"[·∙‧]", ".", token)
    if "," in token:
        head, _, tail = token.rpartition(",")
        whole_thousands = len(tail) == 3 and "." not in tail and head not in ("", "0")
        token = token.replace(",", "") if whole_thousands or "." in tail else f"{head.replace(',', '')}.{tail}"
    return token


def rounded_twice(value: float, places: int, computed: float) -> bool:
    """Whether a computed number prints as `value` when first rounded to one decimal more: 20.548, 20.55, 20.6."""
    once = math.floor(computed * 10 ** (places + 1) + 0.5) / 10 ** (places + 1)
    return abs(math.floor(once * 10**places + 0.5 + EPSILON) / 10**places - value) < EPSILON
