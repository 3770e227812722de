"""Treatments that a review's protocol names: other names of an arm, and arms where a text compares two of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from extractors.text.arm_names import Tokens, tokens
from extractors.text.naming import Naming, masked
from extractors.text.sentences import Sentence

_CONTROLS = ("placebo", "best supportive care", "usual care", "standard care", "standard of care", "watchful waiting")
_AGAINST = re.compile(
    r"[\s\x00,]*(?:(?:alone|monotherapy|therapy|treatment|group|arm|\d[\w./ ]{0,20}?)[\s\x00,]*)?"
    r"(?P<join>versus|vs\.?|v|compared (?:with|to)|or|and|with|to|than)\s"
    r"(?:(?:either|the|those|patients|given|with|in|to|receive|on)\s)*"
)
_SURE = re.compile(r"versus|vs\.?|v|compared.*|than")
_COMPARES = re.compile(r"\b(?:compar\w+|between|random\w*|assigned|allocated|differences?)\b", re.I)


class KnownTreatments:
    """The names of a review's interventions, `{name: [synonym, …]}`, as a text may print them."""

    def __init__(self, interventions: Mapping[str, Sequence[str]]) -> None:
        """Phrases that two interventions share are nobody's."""
        owner: dict[str, str] = {}
        shared: set[str] = set()
        for name, synonyms in interventions.items():
            for phrase in {_plain(p) for p in (name, *synonyms) if p.strip()}:
                shared |= {phrase} if owner.setdefault(phrase, name) != name else set()
        self._owner = {phrase: name for phrase, name in owner.items() if phrase not in shared}
        words = sorted([*self._owner, *_CONTROLS], key=len, reverse=True)
        spelled = "|".join(r"[\s-]+".join(map(re.escape, word.split())) for word in words)
        self._named = re.compile(rf"(?<![\w-])(?:{spelled})(?!\w)", re.I)

    def short_forms(self) -> dict[str, Tokens]:
        """Synonyms of one word, in small, with the telling words of the treatment's name."""
        named = ((tokens(phrase), tokens(name)) for phrase, name in self._owner.items())
        return {next(iter(key)): full for key, full in named if len(key) == 1 and full and key != full}

    def compared(self, sentence: Sentence) -> list[Naming]:
        """The first two different treatments that a sentence sets against each other; empty where it does not."""
        text = masked(sentence.text)
        places = [(m.span(), self._owner.get(_plain(m.group()), "")) for m in self._named.finditer(text)]
        for ((a, b), first), ((c, d), second) in pairwise(places):
            join = _AGAINST.fullmatch(text, b, c)
            if join is None or first == second or not (first or second):
                continue
            if _SURE.fullmatch(join["join"]) or _COMPARES.search(text, 0, a):
                return [Naming([text[s:e]], None, sentence, s, e, "known") for s, e in ((a, b), (c, d))]
        return []


def _plain(phrase: str) -> str:
    return " ".join(re.split(r"[\s-]+", phrase.strip().lower()))
