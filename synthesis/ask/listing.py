"""Names and numbers listed in the same order: `3.9, 3.6 and 2.2 in AJ, WGJ and WA respectively`."""

from __future__ import annotations

import re

from synthesis.ask.sides import Sides

_BETWEEN = re.compile(
    r",\s*(?:and |or )?|\s+(?:and|or|versus|vs\.?|than|compared (?:with|to))\s+|"
    r"\s*/\s*(?!(?:day|d|kg|min|minute|h|hr|hour|week|wk|month|year|ml|dl|l|m2|m²|g|mg|dose|visit)\b)"
)
LISTED = 0.3
"""Least score of each name in a list."""


def places_in_list(text: str, count: int, sides: Sides) -> tuple[float, int, int] | None:
    """How well, and at which places, a list of `count` names has the intervention and the comparator."""
    items = _BETWEEN.split(text)
    best: tuple[float, int, int] | None = None
    for at in range(len(items) - count + 1):
        window = [_trimmed(item, i, count) for i, item in enumerate(items[at : at + count])]
        read = _best_places(window, sides)
        if read is not None and (best is None or read[0] > best[0]):
            best = read
    return best


def _trimmed(item: str, i: int, count: int) -> str:
    """The words next to the list's joints: the sentence runs on before the first name and after the last."""
    words = re.split(r"[.;:()]", item)[-1 if i == 0 else 0].split()
    if i == 0:
        words = words[-6:]
    elif i == count - 1:
        words = words[:6]
    return " ".join(words)


def _best_places(names: list[str], sides: Sides) -> tuple[float, int, int] | None:
    best: tuple[float, int, int] | None = None
    tie = False
    for i, first in enumerate(names):
        for j, second in enumerate(names):
            a, b = sides.score(first, 0), sides.score(second, 1)
            if i == j or min(a, b) < LISTED:
                continue
            score = (a + b) / 2
            if best is None or score > best[0] + 0.05:
                best, tie = (score, i, j), False
            elif abs(score - best[0]) <= 0.05:
                tie = True
    return None if tie else best
