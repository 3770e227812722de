"""Fit the weights by which registrations and papers are compared: `python -m benchmarks.train_linkage [--write]`.

Trained on the pairs of `bench/linkage` that no number ties together, in the whole set and in smaller companies: random
ones, and ones of a single topic, as a review is, from which some of the right papers are left out. Prints how the
companies of trials that the fit had not seen come out (five folds by trial); with `--write` puts the weights fitted on
all of them into the package.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from benchmarks.linkage_set import LinkageSet, load
from synthesis.joining.likeness import FEATURES, WEIGHTS, Card, Model, card_of, pairs
from synthesis.joining.likeness.model import logistic

FOLDS = 5
COMPANIES = 40
SIZES = (8, 20, 40, 80)
STIFFNESS = 0.3
"""Inverse of the ridge penalty on scaled features."""
THRESHOLDS = (0.5, 0.7, 0.8, 0.9, 0.95)


@dataclass
class Company:
    """Registrations and papers that are compared with one another."""

    trials: list[str]
    papers: list[str]


@dataclass
class Trainer:
    """The labelled set with its cards and what numbers tie together."""

    labelled: LinkageSet
    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(7))
    cards: dict[str, Card] = field(init=False)
    tied: dict[str, set[str]] = field(default_factory=dict)
    """Registration → papers that a number or a reference of its registry ties to it."""
    right: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the cards and the ties."""
        reports = self.labelled.trials | self.labelled.papers
        self.cards = {key: card_of(key, report) for key, report in reports.items()}
        number = {report.registry_ids.own[0]: key for key, report in self.labelled.trials.items()}
        for key, report in self.labelled.papers.items():
            for trial in filter(None, map(number.get, report.registry_ids.own)):
                self.tied.setdefault(trial, set()).add(key)
        for key, report in self.labelled.trials.items():
            listed = {f"pubmed:{pmid}" for pmid in report.linked_pmids} & self.labelled.papers.keys()
            self.tied.setdefault(key, set()).update(listed)
        for trial, paper in self.labelled.gold:
            self.right.setdefault(trial, set()).add(paper)

    def examples(self, company: Company) -> Iterator[tuple[str, str, tuple[float, ...], bool]]:
        """(registration, paper, features, whether it is right) for each likely pair of papers without a number."""
        here = set(company.papers)
        tied = {trial: self.tied[trial] & here for trial in company.trials}
        taken = {paper for papers in tied.values() for paper in papers}
        having = {trial for trial, papers in tied.items() if papers}
        trials = [self.cards[key] for key in company.trials]
        papers = [self.cards[key] for key in company.papers]
        for pair in pairs(trials, papers, having | taken):
            trial, paper = company.trials[pair.trial], company.papers[pair.paper]
            if paper not in taken:
                yield trial, paper, pair.features, (trial, paper) in self.labelled.gold

    def companies(self, trials: Sequence[str], many: int) -> Iterator[Company]:
        """Random companies and companies of one topic, of several sizes."""
        papers = sorted(self.labelled.papers)
        nearest = self._nearest(trials)
        for _ in range(many):
            size = int(self.random.choice(SIZES))
            some = [str(key) for key in self.random.choice(list(trials), min(size, len(trials)), replace=False)]
            others = {str(key) for key in self.random.choice(papers, size, replace=False)}
            rights = {p for key in some for p in sorted(self.right.get(key, ())) if self.random.random() < 0.6}
            yield Company(some, sorted(others | rights))
            seed = int(self.random.integers(len(trials)))
            topic = [trials[i] for i in nearest(seed)[:size]]
            near = {p for key in topic for p in self.near_papers[key]}
            yield Company(topic, [p for p in sorted(near) if self.random.random() < 0.8])

    def _nearest(self, trials: Sequence[str]):
        words = [self.cards[key].words for key in trials]

        def order(seed: int) -> list[int]:
            shared = [len(words[seed] & other) / (1 + len(words[seed] | other)) for other in words]
            return sorted(range(len(trials)), key=lambda i: (i != seed, -shared[i], i))

        return order

    @property
    def near_papers(self) -> dict[str, list[str]]:
        """The three papers whose titles are most like each registration's."""
        if not hasattr(self, "_near"):
            papers = sorted(self.labelled.papers)
            keys = sorted(self.labelled.trials)
            best: dict[str, list[tuple[float, str]]] = {key: [] for key in keys}
            for pair in pairs([self.cards[k] for k in keys], [self.cards[p] for p in papers]):
                best[keys[pair.trial]].append((-pair.features[0], papers[pair.paper]))
            self._near = {key: [paper for _, paper in sorted(found)[:3]] for key, found in best.items()}
        return self._near

    def published_untied(self, trials: Sequence[str]) -> list[str]:
        """Those whose paper is here and that no number ties to any paper."""
        return [trial for trial in trials if trial in self.right and not self.tied[trial]]

    def first_is_right(self, model: Model, trials: Sequence[str]) -> list[bool]:
        """Whether the likeliest free paper is right, among all papers, for registrations that no number ties."""
        best: dict[str, tuple[float, bool]] = {}
        whole = Company(sorted(self.labelled.trials), sorted(self.labelled.papers))
        for trial, _, features, is_right in self.examples(whole):
            best[trial] = max(best.get(trial, (-1e9, False)), (model.log_odds(features), is_right))
        return [best.get(trial, (0.0, False))[1] for trial in self.published_untied(trials)]

    def fit(self, trials: Sequence[str]) -> Model:
        """The model of the greatest penalised likelihood on these registrations."""
        whole = Company(list(trials), sorted(self.labelled.papers))
        examples = [e for c in (whole, *self.companies(trials, COMPANIES)) for e in self.examples(c)]
        x = np.array([features for _, _, features, _ in examples])
        y = np.array([right for *_, right in examples])
        middle, spread = x.mean(axis=0), x.std(axis=0)
        spread[spread == 0] = 1.0
        fitted = LogisticRegression(C=STIFFNESS, max_iter=5000).fit((x - middle) / spread, y)
        weights: npt.NDArray[np.float64] = fitted.coef_[0] / spread
        return Model(float(fitted.intercept_[0] - weights @ middle), tuple(weights.tolist()))


def folds(trials: Sequence[str]) -> list[list[str]]:
    """The registrations in five parts, by a hash of their number."""
    parts: list[list[str]] = [[] for _ in range(FOLDS)]
    for key in trials:
        parts[int(hashlib.sha256(key.encode()).hexdigest(), 16) % FOLDS].append(key)
    return parts


def report_unseen(trainer: Trainer) -> None:
    """Print, for companies of one topic that the fit had not seen, what share of pairs is joined right and wrong."""
    right = dict.fromkeys(THRESHOLDS, 0)
    wrong = dict.fromkeys(THRESHOLDS, 0)
    possible = without = first = untied = 0
    parts = folds(sorted(trainer.labelled.trials))
    for part in parts:
        model = trainer.fit([key for other in parts if other is not part for key in other])
        for company in trainer.companies(part, 30):
            best: dict[str, tuple[float, bool]] = {}
            for trial, _, features, is_right in trainer.examples(company):
                probability = logistic(model.log_odds(features))
                best[trial] = max(best.get(trial, (0.0, False)), (probability, is_right))
            here = set(company.papers)
            for trial in company.trials:
                if trainer.tied[trial] & here:
                    continue
                has = bool(trainer.right.get(trial, set()) & here)
                possible, without = possible + has, without + (not has)
                for threshold in THRESHOLDS:
                    probability, is_right = best.get(trial, (0.0, False))
                    right[threshold] += is_right and probability >= threshold
                    wrong[threshold] += not is_right and probability >= threshold
        first += sum(trainer.first_is_right(model, part))
        untied += len(trainer.published_untied(part))
    sys.stdout.write(
        f"whole set, {untied} unseen published trials without a tie: right paper first {first / untied:.3f}\n"
    )
    sys.stdout.write(f"unseen companies: {possible} registrations with a paper, {without} without\n")
    for threshold in THRESHOLDS:
        sys.stdout.write(
            f"  from {threshold}: right {right[threshold] / possible:.3f} of those with a paper, "
            f"wrong {wrong[threshold] / (possible + without):.4f} of all\n"
        )


def main(arguments: list[str]) -> int:
    """Print the figures of unseen trials; write the weights if asked to."""
    trainer = Trainer(load())
    report_unseen(trainer)
    model = trainer.fit(sorted(trainer.labelled.trials))
    for name, weight in zip(FEATURES, model.weights, strict=True):
        sys.stdout.write(f"{name:20} {weight:8.3f}\n")
    if "--write" in arguments:
        weights = {name: round(weight, 4) for name, weight in zip(FEATURES, model.weights, strict=True)}
        text = json.dumps({"intercept": round(model.intercept, 4), "weights": weights}, indent=2)
        WEIGHTS.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
