"""How exactly a number was printed: two numbers are one where they are equal at the precision of the coarser."""

from __future__ import annotations

import re

from schemas.models import Result
from synthesis.quotes import registry_field
from synthesis.shapes import Reading

_NUMBER = re.compile(r"\d+(?:[.,·]\d+)?")
SLACK = 1.0000001
"""A little more than one, so that a half that binary fractions cannot hold still rounds."""


def decimals(value: float, words: str = "") -> int:
    """Decimals of a number as its words print it; without them those that it needs (1.00 is then taken for 1)."""
    told = [m.group() for m in _NUMBER.finditer(words)]
    shown = [t for t in told if float(re.sub("[,·]", ".", t)) == abs(value)]
    if shown:
        return max(len(re.split("[.,·]", t)[1]) if re.search("[.,·]", t) else 0 for t in shown)
    return len(f"{value:.10f}".rstrip("0").partition(".")[2])


def half_unit(reading: Reading, result: Result, name: str) -> float:
    """Half a unit of the last printed decimal of one field of a result, in the field's own unit."""
    value = getattr(result, name)
    if not isinstance(value, int | float):
        return 0.0
    posted = registry_field(reading.report, result, name)
    return 0.5 * 10.0 ** -decimals(float(value), posted[1] if posted else result.quote)


def equal(one: float | None, two: float | None, tolerance: float) -> bool:
    """Whether two numbers, or two gaps, are the same within a tolerance."""
    if one is None or two is None:
        return one is two
    return abs(one - two) <= tolerance * SLACK + 1e-12
