"""Names of outcomes in registry titles, by the phrases of the review and of trials in general."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from extractors.text.outcomes import topics
from extractors.vocabulary import Vocabulary

_NOT_THE_OUTCOME = re.compile(
    r"\btime[- ]to[- ](?!(tumou?r |disease |the )?progress|treatment failure)|\bcomposite\b|\bfirst occurrence\b"
    r"|\b(brain|intracranial|CNS) (progression|response|metas)|\bPFS ?-?2\b|\bsecond progression\b"
    r"|\bafter (the )?next\b|\bwhile (receiving|on)\b"
    r"|\bnon-?relapse\b|\bdose[- ]limiting\b|\bDLTs?\b|\bcorrelat|\bassociat(ed|ion)s? (of|between|with)|\bpredict"
    r"|\bbiomarkers?\b|\bbaseline\b.*\bsurvival|\bfeasib|\bexposure-adjusted|\bweek(ly)? attacks\b",
    re.I,
)
"""Titles that name an outcome and mean something else: time to a response, progression in the brain, a composite."""
_STOPPED = re.compile(r"\b(AEs?|adverse events?|toxicity|side effects)\b.{0,40}\b(discontinu|withdraw)", re.I)
_GRADED = re.compile(
    r"\bgrades? ?(≥ ?3|>=? ?3|3 ?(\+|(or|and) (higher|above|greater|worse|more)|-5|-4|/4|to [45]))", re.I
)
_ALL_GRADES = re.compile(
    r"\b(any|all|every|each) grades?\b"
    r"|\bgrades? ?([≥>]=? ?1|1 ?(\+|(or|and) (higher|above|greater|worse|more)|-[45]|to [45]))",
    re.I,
)
_SOME_GRADE = re.compile(r"\bgrades? ?([≥≤<>]=? ?)?([0-5]|I{1,3}|IV|V)\b", re.I)
# Those who progressed by some day of follow-up are no best response.
_PROGRESSED = re.compile(r"\b(disease|tumou?r) progression\b|\bprogressed\b", re.I)
_BEST = re.compile(r"\bbest\b|\bprogressive disease\b", re.I)
_ABBREVIATED = {"PD", "SD", "PR", "CR"}
_SHARES = frozenset({"ORR", "CR", "PR", "SD", "PD", "DCR", "CBR", "PCR"})


def of_grade(title: str) -> str:
    """AE_G3PLUS for harms of grade 3 or higher, OTHER for those of one grade alone, nothing where any grade counts."""
    if _GRADED.search(title):
        return "AE_G3PLUS"
    return "OTHER" if _SOME_GRADE.search(title) and not _ALL_GRADES.search(title) else ""


def outcome_namer(vocabulary: Vocabulary | None) -> Callable[[str], str]:
    """A function from a registry's title to an outcome id, OTHER where it names none."""
    words = vocabulary or Vocabulary()

    @cache
    def named(title: str) -> str:
        if _STOPPED.search(title):
            return "DISCONTINUATION"
        found = [t for t in topics(title, words) if t.outcome not in ("NONE", "OTHER")]
        own = [t.outcome for t in found if t.outcome in words.outcomes]
        if own:
            return (of_grade(title) or own[0]) if own[0] == "AE_ANY" else own[0]
        if not found or _NOT_THE_OUTCOME.search(title):
            return "OTHER"
        first = found[0]
        if first.outcome == "AE_ANY" and (graded := of_grade(title)):
            return graded
        if first.outcome == "PD" and _PROGRESSED.search(title) and not _BEST.search(title):
            return "OTHER"
        # PD is pharmacodynamics as often as progressive disease: in a long title only the words in full count.
        if first.words in _ABBREVIATED and len(title) > len(first.words) + 12:
            return "OTHER"
        return first.outcome

    return named


def fits_statistic(outcome: str, stat: str) -> bool:
    """Whether an outcome can be given as such a number: a response rate is a share, never a median of something."""
    return not (outcome in _SHARES and stat in ("median", "mean"))
