"""Which of the sizes that a report gives are those of the outcome asked for."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace

from schemas.models import Locator
from synthesis.ask.outcome import Outcome
from synthesis.ask.words import has

ANALYSED = re.compile(
    r"complet|analy[sz]|evaluable|included in|remained|follow|per[- ]protocol|intent(?:ion)?[- ]to[- ]treat|\bITT\b",
    re.IGNORECASE,
)
"""Words of a sentence that counts those who stayed or were analysed, not those randomised."""
_FOR_ONE = re.compile(
    r"\b(?:assess(?:ed|able|ments?)|available|evaluat(?:ed|able|ions?)|measured|measurements?|data|determinations?)\b"
    r"[^.;]{0,20}?\b(?:for|of|on)\b",
    re.IGNORECASE,
)
"""Words of a sentence that counts those with data on one outcome."""
_HARM = re.compile(r"\b(?:adverse|side[- ]effects?|toxic|safety|harms?|tolerab|complication)", re.IGNORECASE)
_SAFETY = re.compile(r"\b(?:safety|as[- ]treated|all[- ]treated|at least one dose)\b", re.IGNORECASE)
_BASELINE = re.compile(r"\b(?:baseline|demographic|characteristic)", re.IGNORECASE)


@dataclass(frozen=True)
class Sizes:
    """The sizes of both sides as one place of the report gives them."""

    intervention: int
    comparator: int
    score: float
    section: str
    locator: Locator
    quote: str
    around: str = ""
    """The sentence, or the table's caption and headings, in which the sizes stand."""


LEAST = 0.35
"""Least summed score of the places that agree on the sizes."""
AHEAD = 0.1
"""How far the best sizes must be ahead of any others: nearer, more were wrong than right on labelled papers."""


def agreed_sizes(found: list[Sizes], outcome: Outcome | None = None) -> Sizes | None:
    """The sizes that the most and the surest places give; None where that is one weak place, or two tie.

    Where the outcome is known, places that speak of it count more, and those of the population it is analysed in.
    """
    if outcome is not None:
        found = [replace(s, score=s.score + _suits(s, outcome)) for s in found]
    votes: dict[tuple[int, int], list[Sizes]] = defaultdict(list)
    for sizes in found:
        votes[sizes.intervention, sizes.comparator].append(sizes)
    if not votes:
        return None
    ranked = sorted(votes.values(), key=lambda group: -_standing(group))
    if _standing(ranked[0]) < LEAST or (len(ranked) > 1 and _standing(ranked[0]) - _standing(ranked[1]) < AHEAD):
        return None
    return max(ranked[0], key=lambda s: s.score)


def _standing(group: list[Sizes]) -> float:
    """The surest place counts whole, every further one a third: repetition confirms, it does not prove."""
    scores = sorted((s.score for s in group), reverse=True)
    return scores[0] + sum(max(score, 0.0) for score in scores[1:4]) / 3


def _suits(sizes: Sizes, outcome: Outcome) -> float:
    """What a place says for its sizes being those of the outcome: its words, and who was analysed."""
    there = outcome.short_forms.words(sizes.around)
    asked = outcome.short_forms.words(outcome.text)
    covered = max(outcome.coverage(there), sum(has(w, there) for w in asked) / max(1, len(asked)))
    fit = 0.4 * max(0.0, covered - 0.3)
    if sizes.section != "table" and _FOR_ONE.search(sizes.around):
        fit += 0.15 if covered > 0.3 else -0.7
    harm = bool(_HARM.search(outcome.text))
    if _SAFETY.search(sizes.around):
        fit += 0.3 if harm else -0.5
    elif ANALYSED.search(sizes.around):
        fit += -0.2 if harm else 0.15
    if sizes.section == "table" and _BASELINE.search(sizes.around) and not outcome.asks_baseline:
        fit -= 0.15
    return fit
