"""How likely each place of a report is the answer: a conditional logit with the choice of none.

Every candidate gets a score, the sum of its features times their weights; "none of them" scores nought. Chances are
the scores' exponentials over their sum (McFadden 1974). Candidates with the same numbers confirm each other: their
chances are added. The chance of the likeliest numbers is then put right on papers that the weights had not seen
(Platt 1999), so that of the answers given with 0.8 about eight in ten are the ones a careful reader gives.
`python -m benchmarks.train_ask` fits all of it and writes `weights.json`.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

Features = Mapping[str, float]
WEIGHTS = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class Model:
    """Weights by feature, the two numbers of the calibration, and the least confidence by outcome type."""

    weights: Mapping[str, float]
    calibration: tuple[float, float] = (0.0, 1.0)
    """Intercept and slope on the log odds of the chance."""
    least: Mapping[str, float] | None = None

    def score(self, features: Features) -> float:
        """The sum of the features times their weights, and the intercept."""
        weights = self.weights
        return weights.get("intercept", 0.0) + sum(weights.get(name, 0.0) * x for name, x in features.items())

    def chances(self, candidates: Sequence[tuple[Hashable, Features]]) -> dict[Hashable, float]:
        """The chance of each distinct answer, from (numbers, features) of every place that gives one."""
        scores = [self.score(features) for _, features in candidates]
        top = max([0.0, *scores])
        total = math.exp(-top) + sum(math.exp(s - top) for s in scores)
        found: dict[Hashable, float] = defaultdict(float)
        for (numbers, _), s in zip(candidates, scores, strict=True):
            found[numbers] += math.exp(s - top) / total
        return dict(found)

    def confidence(self, chance: float) -> float:
        """The calibrated probability that an answer of this chance is right."""
        return 1 / (1 + math.exp(-self.calibration[0] - self.calibration[1] * log_odds(chance)))

    def least_confidence(self, kind: str) -> float:
        """Below which confidence an answer of a kind is held back; of no kind, the stricter of both."""
        least = self.least or {}
        return least[kind] if kind in least else max(least.values(), default=0.5)


def log_odds(chance: float) -> float:
    """The log odds of a chance, kept finite."""
    return math.log(max(chance, 1e-9) / max(1 - chance, 1e-9))


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model that comes with the package."""
    found = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Model(found["weights"], tuple(found["calibration"]), found["least_confidence"])
