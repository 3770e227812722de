"""Names of outcomes in registry titles."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

_NAMES = [
    ("PFS", r"progression[- ]free survival|\bPFS\b"),
    ("OS", r"overall survival|\bOS\b"),
    ("ORR", r"(objective|overall) (tumou?r )?(response|remission)|\bORR\b"),
    ("DCR", r"disease control|\bDCR\b"),
    ("CR", r"^complete (response|remission)|^CR\b"),
    ("PR", r"^partial (response|remission)|^PR\b"),
    ("SD", r"^stable disease|^SD\b"),
    ("PD", r"^progressive disease|^PD\b"),
    ("DOR", r"duration of (objective |overall )?response|\bDOR\b"),
    ("SAE", r"serious adverse"),
    ("AE_ANY", r"adverse event"),
]
_COMPILED = [(name, re.compile(pattern)) for name, pattern in _NAMES]


@lru_cache(maxsize=20000)
def _named(text: str) -> str:
    return next(
        (name for name, pattern in _COMPILED if pattern.search(text) or pattern.search(text.casefold())), "OTHER"
    )


def outcome_namer(vocabulary: Any) -> Callable[[str], str]:
    """A function from a title to an outcome id."""
    return _named
