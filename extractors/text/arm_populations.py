"""Which people of an arm a size counts: those randomised, those treated, or those who could be analysed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from extractors.text.arm_mentions import ArmFinder
from extractors.text.expression import Expression
from extractors.text.naming import ASSIGNED, Naming
from schemas.models import Arm

Population = Literal["randomised", "treated", "evaluable"]

_EVALUABLE = Expression(
    r"\b(?:evaluable|assessable|analy[sz]ed|analyses|completed|completers|available|per[- ]protocol|qualified|evaluated"
    r"|(?:efficacy|full|final) analysis|analysis (?:set|population)|finished|remained|followed[- ]up)\b",
    re.I,
)
_TREATED = Expression(
    r"\b(?:safety (?:population|set|analys\w+|data)|at least (?:one|1) (?:dose|treatment|cycle|administration)|"
    r"as[- ]treated|(?:were|was) (?:actually )?treated)\b",
    re.I,
)
_SIZING = frozenset({"sized", "share", "received", "listed"})


def population(naming: Naming) -> Population:
    """What the sentence of a size says of the people counted; randomised where it says nothing else."""
    text = naming.sentence.text
    if _TREATED.search(text) and not ASSIGNED.search(text):
        return "treated"
    if _EVALUABLE.search(text) and not ASSIGNED.search(text):
        return "evaluable"
    return "randomised"


def keep_apart(arms: list[Arm], namings: Iterable[Naming], finder: ArmFinder) -> None:
    """Fill `n_treated` and `n_evaluable` of arms: the first such size of each that is no more than its `n`.

    Where the report sizes an arm by its evaluable people only, both numbers are the same.
    """
    for naming in namings:
        counted = population(naming)
        if naming.n is None or naming.kind not in _SIZING or counted == "randomised":
            continue
        index = next((i for i in map(finder.resolve, naming.keys) if i is not None), None)
        if index is None:
            continue
        arm = arms[index]
        if arm.n is None or naming.n <= arm.n:
            if counted == "treated" and arm.n_treated is None:
                arm.n_treated = naming.n
            elif counted == "evaluable" and arm.n_evaluable is None:
                arm.n_evaluable = naming.n
