"""Which outcome a place in a sentence speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.text.alternation import WORD_OR_SIGN, Alternation
from extractors.text.expression import Expression
from extractors.text.mean_forms import names_a_spread
from extractors.text.outcome_phrases import ADVERSE
from extractors.vocabulary import Vocabulary

_ADVERSE = Alternation(ADVERSE, start=WORD_OR_SIGN)
_OF_HARM = ("adverse", "toxicit", "toxic effect", "side effect", "complication", "safety", "tolera")
_GRADED = re.compile(r"\bgrades? ?[1-5iv≥]")
_EVENTS = Expression(r"\b(?:TR|TE)?AEs?\b")
_NUMERIC_SUBSET = re.compile(r"^(?:hazard|odds|relative|risk|rate)")


@dataclass(slots=True)
class Topic:
    """An outcome named at a span: its id and the words."""

    start: int
    end: int
    outcome: str
    words: str


def topics(text: str, vocabulary: Vocabulary) -> list[Topic]:
    """Every outcome that a plain sentence names, in order."""
    phrases, ids = vocabulary.phrases
    found = [Topic(m.start(), m.end(), ids[rank], m.group().strip()) for rank, m in phrases.finditer(text)]
    return [t for t in found if t.words != "SD" or not names_a_spread(text, t.start, t.end)]


def adverse_words(text: str) -> list[Topic]:
    """Every adverse event that a plain text names."""
    return [Topic(m.start(), m.end(), "AE_SPECIFIC", m.group()) for _, m in _ADVERSE.finditer(text)]


def about_harm(text: str) -> bool:
    """Whether a sentence speaks of harms."""
    small = text.lower()
    return (
        any(words in small for words in _OF_HARM)
        or ("grade" in small and bool(_GRADED.search(small)))
        or ("AE" in text and bool(_EVENTS.search(text)))
    )


_OF_DEATH = re.compile(r"\b(?:death|dying|mortality)\b")
_OF_BOTH = re.compile(
    r"\b(?:progression|recurrence|relapse|disease)\b.*\bor\b.*\bdeath\b|\bdeath\b.*\bor\b.*\b(?:progression|"
    r"recurrence|relapse)\b"
)


def of_ratio(words: str, vocabulary: Vocabulary) -> str | None:
    """The outcome of `hazard ratio for …`: death means overall survival, progression or death means PFS."""
    if not words:
        return None
    if re.search(r"\bprogression\b", words) and _OF_BOTH.search(words):
        return "LOCAL_CONTROL" if re.search(r"\bloco", words) else "PFS"
    named = [t for t in topics(words, vocabulary) if t.outcome not in ("NONE", "DEATH", "OTHER", "PD")]
    if named:
        return named[0].outcome
    if _OF_DEATH.search(words) and not _OF_BOTH.search(words):
        return "OS"
    if re.search(r"\bprogression\b", words):
        return "PFS"
    return None


_BREAKS = re.compile(
    r"[,;:()\[\]]|\b(?:and|were|was|with|had|of|in|by|included?|including|for|showed|experienced|reported|"
    r"developed|as)\s"
)


def phrase_before(text: str, position: int, floor: int = 0) -> tuple[int, int]:
    """The run of words that ends at a place: `increased blood bilirubin` in `…, increased blood bilirubin (`."""
    end = position
    while end > floor and text[end - 1] in " ([,:;-":
        end -= 1
    start = floor
    for match in _BREAKS.finditer(text, floor, end):
        start = match.end()
    while start < end and text[start] == " ":
        start += 1
    return start, end
