"""What a review calls its outcomes and interventions, over the general vocabulary of trials."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from extractors.text.alternation import WORD_OR_SIGN, Alternation
from extractors.text.known_treatments import KnownTreatments
from extractors.text.outcome_phrases import OUTCOMES


@dataclass(frozen=True)
class Vocabulary:
    """Outcome ids with the phrases that name them and the direction that is better; synonyms of interventions.

    `outcomes` is `{id: {"phrases": [plain phrase, …], "direction": "higher" | "lower"}}`; a review's own ids stand
    beside the contract's, and its phrases are tried first. `interventions` is `{name: [synonym, …]}`.
    """

    outcomes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    interventions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    harm_terms: bool = False
    """Whether the review wants every posted harm by its term, and not their totals alone."""

    @property
    def phrases(self) -> tuple[Alternation, tuple[str, ...]]:
        """Every phrase that names an outcome, in order of rank, and the outcome id of each."""
        own = tuple((name, tuple(spec.get("phrases", ()))) for name, spec in self.outcomes.items())
        return _compiled(own)

    @property
    def treatments(self) -> KnownTreatments | None:
        """The interventions as a text may name them; None where the review names none."""
        return _treatments(tuple((name, tuple(synonyms)) for name, synonyms in self.interventions.items()))


@lru_cache(maxsize=32)
def _compiled(own: tuple[tuple[str, tuple[str, ...]], ...]) -> tuple[Alternation, tuple[str, ...]]:
    parts, ids = [], []
    for name, phrases in own:
        for phrase in sorted(phrases, key=len, reverse=True):
            parts.append(_plain_phrase(phrase))
            ids.append(name)
    for name, expression in OUTCOMES:
        parts.append(expression)
        ids.append(name)
    return Alternation(parts, start=WORD_OR_SIGN), tuple(ids)


@lru_cache(maxsize=32)
def _treatments(interventions: tuple[tuple[str, tuple[str, ...]], ...]) -> KnownTreatments | None:
    return KnownTreatments(dict(interventions)) if interventions else None


def _plain_phrase(phrase: str) -> str:
    """A person's phrase as an expression: any space or hyphen between words, plural allowed.

    Capitals count only where the phrase is an abbreviation.
    """
    words = r"[\s-]+".join(re.escape(word) for word in re.split(r"[\s-]+", phrase.strip()))
    body = rf"(?<![\w-]){words}s?(?![\w-])"
    return body if phrase.isupper() or len(phrase) <= 4 else f"(?i:{body})"
