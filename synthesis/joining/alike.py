"""Papers without a number: which registration they most likely report, by title, years, patients and people.

A pair is joined only where it is very likely one trial; where it is merely likely a finding asks a person, who answers
in links.csv. Two studies are the smaller mistake: a false merge takes a trial out of the review.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from synthesis.joining.groups import Joiner
from synthesis.joining.likeness import Card, Model, card_of, pairs
from synthesis.kinds import is_registry
from synthesis.shapes import Objection, Reading

JOIN = 0.95
"""Where reviews of one topic are drawn from `bench/linkage`, 96 of 100 pairs that are joined from here on are right;
from 0.9 it would be 90 (docs/decisions/0011)."""
ASK = 0.5
FEWEST = 20
"""Titles without which nobody can say which words are rare in this review: with fewer, pairs are only asked about."""
_OF_MANY_TRIALS = re.compile(r"review|meta-analysis|guideline|editorial|comment|news|consensus", re.IGNORECASE)


@dataclass(slots=True, frozen=True)
class Alike:
    """A registration and a paper that no number ties together."""

    trial: str
    paper: str
    probability: float
    words: tuple[str, ...]

    @property
    def likelihood(self) -> str:
        """The probability as people read it: certainty is not claimed."""
        return f"{min(self.probability, 0.99):.2f}"

    @property
    def reason(self) -> str:
        """Why they are taken for one trial, in one sentence."""
        words = ", ".join(self.words[:6])
        return f"title, dates and people alike (probability {self.likelihood}; {words}): {self.paper}, {self.trial}"


def alike(readings: list[Reading], joiner: Joiner) -> list[Alike]:
    """Likely pairs across groups that may be joined, the likeliest first. One card a group and side is compared."""
    groups: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        groups[joiner.find(reading.key)].append(reading)
    trials: list[Card] = []
    papers: list[Card] = []
    tied: set[str] = set()
    for group in groups.values():
        registered = [r for r in group if is_registry(r.report)]
        reports = [r for r in group if not is_registry(r.report) and of_one_trial(r)]
        trials += [card_of(r.key, r.report) for r in registered[:1]]
        papers += [card_of(r.key, r.report) for r in reports[:1]]
        if registered and reports:
            tied |= {registered[0].key, reports[0].key}
    model = Model.shipped()
    found = []
    for pair in pairs(trials, papers, tied):
        trial, paper = trials[pair.trial], papers[pair.paper]
        if paper.key in tied or not joiner.allows(trial.key, paper.key):
            continue
        probability = model.probability(pair, trial, paper)
        if probability >= ASK:
            found.append(Alike(trial.key, paper.key, probability, pair.shared))
    return sorted(found, key=lambda a: (-round(a.probability, 9), a.paper, a.trial))


def join_alike(readings: list[Reading], joiner: Joiner) -> tuple[list[Alike], list[Objection]]:
    """Join the very likely pairs; the pairs that were joined, and a question for each paper that may have a trial."""
    threshold = JOIN if len(readings) >= FEWEST else 1.0
    joined: list[Alike] = []
    asked: dict[str, Alike] = {}
    for pair in alike(readings, joiner):
        if pair.probability >= threshold and pair.paper not in asked and joiner.join(pair.trial, pair.paper):
            joined.append(pair)
        elif joiner.find(pair.trial) != joiner.find(pair.paper):
            asked.setdefault(pair.paper, pair)
    settled = {pair.paper for pair in joined}
    return joined, [_question(pair) for paper, pair in sorted(asked.items()) if paper not in settled]


def _question(pair: Alike) -> Objection:
    message = (
        f"{pair.paper} may report {pair.trial} (probability {pair.likelihood}; both titles have "
        f"{', '.join(pair.words[:6])}); they are kept as two studies until links.csv says whether they are one trial."
    )
    return Objection("possible_same_trial", "warning", message, report=pair.paper)


def of_one_trial(reading: Reading) -> bool:
    """Whether a paper reports one trial: no review, no pooled analysis, no notice."""
    report = reading.report
    kinds = " | ".join(report.publication_types)
    return report.design != "pooled" and not report.retracts and not _OF_MANY_TRIALS.search(kinds)
