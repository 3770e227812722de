"""The probability that a pair is one trial: logistic in the pair's features, then patients and people where told.

The weights are fitted by `python -m benchmarks.train_linkage --write` on registrations of which it is known which paper
reports them. That set has no numbers of patients and no people on both sides, so what these say is put on top as a
likelihood ratio (Fellegi and Sunter 1969), set with care and not fitted.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from synthesis.joining.likeness.cards import Card
from synthesis.joining.likeness.pairs import FEATURES, Pair

WEIGHTS = Path(__file__).with_name("weights.json")
SAME_N = math.log(20)
"""Both say the same number of patients, of 20 or more. Of two registrations of `bench/linkage` 1.3% agree by chance;
that a trial and its paper agree in at least a quarter of the cases is assumed."""
OTHER_N = -math.log(4)
"""Their numbers differ by more than 15%: seldom in final reports, often in interim ones."""
SAME_PERSON = math.log(10)
"""A person whom the registry names is an author."""
FEW = 20
TOLERANCE = 0.15


@dataclass(slots=True, frozen=True)
class Model:
    """The weights of `FEATURES` as they come, and the log odds where all are 0."""

    intercept: float
    weights: tuple[float, ...]

    @classmethod
    @cache
    def shipped(cls) -> Model:
        """The model that comes with the package."""
        read = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        return cls(read["intercept"], tuple(read["weights"][name] for name in FEATURES))

    def probability(self, pair: Pair, trial: Card, paper: Card) -> float:
        """Between 0 and 1."""
        return logistic(self.log_odds(pair.features) + by_patients(trial.n, paper.n) + by_people(trial, paper))

    def log_odds(self, features: Sequence[float]) -> float:
        """Of the title and the years alone."""
        return self.intercept + sum(w * f for w, f in zip(self.weights, features, strict=True))


def logistic(log_odds: float) -> float:
    """The probability with these log odds."""
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, log_odds))))


def by_patients(registered: int | None, reported: int | None) -> float:
    """What two numbers of patients add to the log odds; 0 where one is not known."""
    if not registered or not reported:
        return 0.0
    if registered == reported:
        return SAME_N if registered >= FEW else 0.0
    return OTHER_N if abs(registered - reported) > TOLERANCE * max(registered, reported) else 0.0


def by_people(trial: Card, paper: Card) -> float:
    """What a person of the registration among the authors adds to the log odds."""
    return SAME_PERSON if trial.people & paper.people else 0.0
