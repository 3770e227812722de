"""Contrasts of studies with several arms: whether all pairs are there and agree, as a network meta-analysis demands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

ROUNDING = 0.05
"""Difference on the log scale that rounding of three ratios to two decimals explains."""


class Disagreement(Exception):
    """Why the contrasts of a study cannot enter a network together, as a sentence."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One contrast: the effect of `one` against `two`, with its standard error."""

    one: str
    two: str
    effect: float
    se: float
    note: str = ""


def consistent(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs of one study, in agreement; `Disagreement` where they are not complete, or cannot belong together.

    With two arms there is nothing to agree on. With more, every pair must be there once, the variances must be those
    of sums of arms' variances (an arm's is the half of what two of its pairs have more than the third), and effects
    that disagree by rounding are replaced by the nearest ones that agree: differences of the arms' mean effects.
    """
    treats = sorted({name for pair in pairs for name in (pair.one, pair.two)})
    wanted = set(combinations(treats, 2))
    given = {(pair.one, pair.two) if pair.one < pair.two else (pair.two, pair.one) for pair in pairs}
    if len(given) < len(pairs):
        raise Disagreement("The study reports a pair of its arms twice.")
    if missing := sorted(wanted - given):
        named = ", ".join(f"{one} with {two}" for one, two in missing)
        raise Disagreement(f"The study has {len(treats)} arms and does not report the contrast of {named}.")
    if len(treats) <= 2:
        return list(pairs)
    _variances_fit(treats, pairs)
    means = _mean_effects(treats, pairs)
    largest = max(abs(pair.effect - (means[pair.one] - means[pair.two])) for pair in pairs)
    if largest > ROUNDING:
        raise Disagreement(f"The contrasts of the study's {len(treats)} arms disagree by {largest:.2g} on their scale.")
    note = "evened out with the study's other contrasts" if largest > 1e-9 else ""
    return [Pair(p.one, p.two, round(means[p.one] - means[p.two], 10), p.se, note) for p in pairs]


def _mean_effects(treats: Sequence[str], pairs: Sequence[Pair]) -> dict[str, float]:
    """Each arm's mean effect against all arms (itself with 0): the least squares solution where all pairs are there."""
    sums = dict.fromkeys(treats, 0.0)
    for pair in pairs:
        sums[pair.one] += pair.effect
        sums[pair.two] -= pair.effect
    return {treat: total / len(treats) for treat, total in sums.items()}


def _variances_fit(treats: Sequence[str], pairs: Sequence[Pair]) -> None:
    """`Disagreement` where an arm would have a negative variance: then the standard errors are not of one study."""
    variance = {frozenset((pair.one, pair.two)): pair.se**2 for pair in pairs}
    for one, two, three in combinations(treats, 3):
        for arm, other, third in ((one, two, three), (two, one, three), (three, one, two)):
            two_of_it = variance[frozenset((arm, other))] + variance[frozenset((arm, third))]
            if two_of_it <= variance[frozenset((other, third))]:
                raise Disagreement(f"The standard errors of the contrasts leave {arm} no variance of its own.")
