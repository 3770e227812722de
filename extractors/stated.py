"""A detail of a trial's design with the words that say it: the place of the words, and enough around them to judge."""

from __future__ import annotations

from extractors.text.sentences import Sentence
from schemas.models import Detail

LONGEST = 200
"""Characters of a quote."""


def stated(sentence: Sentence, field: str, value: str | int, start: int, end: int) -> Detail:
    """The detail that a span of a sentence states.

    The locator is the span's, the quote the whole sentence or, of a longer one, whole words around the span.
    """
    low, high = _around(sentence.text, start, end)
    return Detail(field, value, sentence.locator(start, end), sentence.quote(low, high))


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """A span grown to at most 200 characters of whole words; one that is itself longer is cut at its end."""
    if len(text) <= LONGEST:
        return 0, len(text)
    room = max(0, LONGEST - (end - start))
    low = max(0, min(start - room // 2, len(text) - LONGEST))
    low = min(start, text.find(" ", low) + 1) if low else 0
    high = min(low + LONGEST, len(text))
    cut = text.rfind(" ", low, high) if high < len(text) else high
    return low, cut if cut >= end else high
