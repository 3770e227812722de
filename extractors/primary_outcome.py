"""Which outcomes a report calls primary: a registration's list, or a paper's sentence on its primary endpoint.

Only an outcome with an id of its own is taken from a paper; a registration's other outcomes stand as OTHER, since the
list would not be complete without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractors.registry_outcomes import outcome_namer
from extractors.text.outcomes import topics
from extractors.text.sentences import Sentence, sentences
from extractors.vocabulary import Vocabulary
from schemas.models import Detail, Report

FIELD = "primary_outcomes"
_POINTER = "/protocolSection/outcomesModule/primaryOutcomes"
_NAME = r"\b(?:co-?)?primary (?:(?:and only|efficacy|study|clinical|trial) )?(?:end[ -]?point|outcome)(?P<many>s)?"
_BEFORE = re.compile(
    rf"{_NAME}(?: (?:measures?|variables?|parameters?))?"
    r"(?: (?:of|in|for) (?:the|this|our) (?:\w+ ){0,2}(?:study|trial|analysis))?"
    r"(?: (?:was|were|is|are|included|comprised)\b|:)(?: (?:the|defined as|assessed as))?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\b(?:was|were|is|being) (?:chosen as |used as |defined as )?(?:the |a |our )?{_NAME}", re.IGNORECASE
)
# Where the name of an outcome ends and its definition begins.
_DEFINED = re.compile(
    r"[,;:(.]|\b(?:defined|assessed|measured|evaluated|determined|according|based|by|in|at|from|until|using|with|among|"
    r"for|per|between|after|on|as|that|which|not|met)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"[;.]|\b(?:key )?(?:secondary|safety|exploratory)\b", re.IGNORECASE)
_SKIPPED = frozenset({"introduction", "background", "references", "discussion"})
_LONGEST = 90
"""Characters before `was the primary endpoint` in which its name must stand."""


def primary_outcomes(report: Report, vocabulary: Vocabulary) -> list[Detail]:
    """One detail for each primary outcome, its id as value; nothing where the report names none."""
    if report.registry is not None:
        return list(_registered(report.registry, vocabulary))
    for sentence in sentences(report):
        told = sentence.section not in _SKIPPED and "primary" in sentence.text.lower()
        if told and (found := list(_said(sentence, vocabulary))):
            return found
    return []


def _registered(study: dict[str, Any], vocabulary: Vocabulary) -> Iterator[Detail]:
    named = outcome_namer(vocabulary)
    module = (study.get("protocolSection") or {}).get("outcomesModule") or {}
    for i, outcome in enumerate(module.get("primaryOutcomes") or []):
        title = outcome.get("measure") or ""
        yield Detail(FIELD, named(title), {"pointer": f"{_POINTER}/{i}/measure"}, title)


def _said(sentence: Sentence, vocabulary: Vocabulary) -> Iterator[Detail]:
    """The outcomes that a sentence calls primary, by its own words before or after."""
    text = sentence.text
    if match := _BEFORE.search(text):
        ends = (_OTHERS if match["many"] else _DEFINED).search(text, match.end() + 1)
        start, end = match.end(), ends.start() if ends else len(text)
    elif match := _AFTER.search(text):
        start, end = max(text.rfind(mark, 0, match.start()) for mark in (". ", "; ", ", ", ": ")) + 1, match.start()
        start = max(start, end - _LONGEST)
    else:
        return
    found = [t for t in topics(text[start:end], vocabulary) if t.outcome not in ("NONE", "OTHER")]
    for outcome in dict.fromkeys(t.outcome for t in found):
        yield Detail(
            FIELD,
            outcome,
            sentence.locator(match.start(), end),
            sentence.quote(min(start, match.start()), max(end, match.end())),
        )
