"""Synthesis: many reports become studies, and what they say becomes the tables of the review.

The door opens name by name: who pools a file or asks one report does not wait for the building of a review.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from synthesis.beside.trial import FEW_OR_MANY
    from synthesis.build import build
    from synthesis.deciding import Decided, decide
    from synthesis.outcomes import LABELS as OUTCOME_LABELS
    from synthesis.passages import Passage, Passages, named, passages, size_of
    from synthesis.people import (
        Correction,
        Decision,
        Join,
        append_decisions,
        read_corrections,
        read_decisions,
        read_joins,
    )
    from synthesis.screening.ranking import FEWEST as FEWEST_TO_RANK
    from synthesis.shapes import Synthesis

__all__ = [
    "FEWEST_TO_RANK",
    "FEW_OR_MANY",
    "OUTCOME_LABELS",
    "Correction",
    "Decided",
    "Decision",
    "Join",
    "Passage",
    "Passages",
    "Synthesis",
    "append_decisions",
    "build",
    "decide",
    "named",
    "passages",
    "read_corrections",
    "read_decisions",
    "read_joins",
    "size_of",
]
_HOMES = {
    "beside.trial": ["FEW_OR_MANY"],
    "build": ["build"],
    "deciding": ["Decided", "decide"],
    "outcomes": ["OUTCOME_LABELS=LABELS"],
    "passages": ["Passage", "Passages", "named", "passages", "size_of"],
    "people": [
        "Correction",
        "Decision",
        "Join",
        "append_decisions",
        "read_corrections",
        "read_decisions",
        "read_joins",
    ],
    "screening.ranking": ["FEWEST_TO_RANK=FEWEST"],
    "shapes": ["Synthesis"],
}
"""Module: the names it gives, under another name where one is said."""
_PLACES = {given.split("=")[0]: (home, given.split("=")[-1]) for home, names in _HOMES.items() for given in names}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home, there = _PLACES[name]
    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), there)
    return value


class _Door(ModuleType):
    """A package whose `build` stays the function, although importing the module `build` would put that there."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _PLACES and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Door
