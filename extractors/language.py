"""The language a report is written in, told by its script and its commonest small words."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from schemas.models import Report

_SMALL_WORDS = {
    "en": "the of and in to with was were for that by from or as at",
    "de": "der die und mit bei wurde wurden ist das den von zur eine für nach",
    "fr": "le les des et dans une avec été est pour chez par sur ont",
    "es": "el los las con una fue fueron por para del se como más",
    "pt": "os as com uma foi foram por para dos não em ao pela são",
    "it": "il gli delle con una sono stati per nei della che è stato",
    "nl": "het een van met werd werden bij voor zijn niet op aan",
    "pl": "oraz się nie jest był była były przez po dla pacjentów od które lub",
    "tr": "ve bir ile için olarak bu daha olan göre hastaların hastalar veya",
    "sv": "och att för av som på är inte från eller hos var vid",
    "da": "og af til ikke blev ved eller efter fra blant blandt på hos",
    "cs": "že se byla bylo nebo pro při pacientů jsou byl",
}
_LANGUAGE_OF = {word: [] for words in _SMALL_WORDS.values() for word in words.split()}  # type: dict[str, list[str]]
for _language, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGE_OF[_word].append(_language)
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
)
_SPACED = {code: " " for code in range(128) if not chr(code).isalpha()}
"""Every ASCII character but letters to a space."""
ENOUGH = 12
"""Words that a text must have before it is judged."""


def language_of(report: Report) -> str | None:
    """ISO 639-1 code, or None where the text is too short or no language is clearly ahead."""
    return _language_in(" ".join([report.title] + [block.text for block in report.blocks[:8]])[:4000])


@lru_cache(maxsize=16)
def _language_in(text: str) -> str | None:
    """The same of a text. Several readers of one report ask."""
    scripts = () if text.isascii() else _SCRIPTS
    letters = sum(map(str.isalpha, text)) if scripts else 0
    for language, script in scripts:
        if letters and len(script.findall(text)) > 0.2 * letters:
            return language
    small = text.lower()
    words = small.translate(_SPACED).split() if small.isascii() else re.findall(r"[^\W\d_]+", small)
    if len(words) < ENOUGH:
        return None
    counts: Counter[str] = Counter()
    for word, times in Counter(words).items():
        for language in _LANGUAGE_OF.get(word, ()):
            counts[language] += times
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < 0.08 * len(words):
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > 1.5 * ranked[1][1] else None
