"""Registry numbers in fields that are declared to hold them, each in its one spelling.

Whether a number in running text is the trial's own is the extractors' business.
"""

from __future__ import annotations

from schemas.registry_numbers import numbers_in


def registry_numbers(text: str) -> list[str]:
    """The registry numbers in a text, in its order, each once."""
    return list(dict.fromkeys(mention.number for mention in numbers_in(text)))
