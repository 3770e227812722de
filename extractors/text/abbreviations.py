"""Short forms that a report defines: `folinic acid and fluorouracil (FF)`, `dacarbazine (DTIC)`."""

from __future__ import annotations

import re

from extractors.text.arm_names import Tokens, tokens
from extractors.text.expression import Expression
from extractors.text.sentences import Sentence

_STATISTICS = frozenset(
    [
        "HR",
        "CI",
        "OR",
        "RR",
        "SD",
        "SE",
        "IQR",
        "ORR",
        "OS",
        "PFS",
        "DFS",
        "EFS",
        "RFS",
        "TTP",
        "CR",
        "PR",
        "PD",
        "SD",
        "DCR",
        "AE",
        "AES",
        "SAE",
        "ITT",
    ]
)
_DEFINED = Expression(r"\((?P<short>[A-Z][A-Za-z0-9+-]{1,9})[);,]")


def abbreviations(sentences: list[Sentence]) -> dict[str, Tokens]:
    """Lower-case short form to the telling words of its long form.

    Long forms are matched by the letters of the short one, right to left, as Schwartz and Hearst do (2003,
    "A simple algorithm for identifying abbreviation definitions in biomedical text"); where letters do not match,
    the one word before the bracket stands for it.
    """
    found: dict[str, Tokens] = {}
    for sentence in sentences:
        for match in _DEFINED.finditer(sentence.text):
            short = match["short"]
            if short.lower() in found or len(short) < 2 or short in _STATISTICS:
                continue
            words = re.findall(r"[\w'/+,-]+", sentence.text[max(0, match.start() - 120) : match.start()])[-8:]
            if not words:
                continue
            long_form = _long_form(short, " ".join(words)) or words[-1]
            key = tokens(long_form)
            if key:
                found[short.lower()] = key
    return found


def _long_form(short: str, text: str) -> str | None:
    letters = [c for c in short.lower() if c.isalnum()]
    position = len(text) - 1
    for i in range(len(letters) - 1, -1, -1):
        while position >= 0 and (
            text[position].lower() != letters[i] or (i == 0 and position > 0 and text[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    long_form = text[position + 1 :]
    return long_form if len(long_form.split()) <= len(letters) + 1 else None
