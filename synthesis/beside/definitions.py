"""What exactly an outcome means in the words around it: who judged it, by which criteria, in whom, of what cause."""

from __future__ import annotations

import re
from functools import lru_cache

Marks = dict[str, frozenset[str]]
"""Family of a definition → the words of that family that a text uses."""
DATA_CUT = "data cut"
"""The family that tells of time and not of meaning: interim, primary and final analyses."""
_FAMILIES: dict[str, dict[str, str]] = {
    "assessor": {
        "independent": r"\b(independent|central(ly)?|blinded)\b(?! variable)( [\w-]+){0,3} (review|assess|radiolog|"
        r"read|evaluat|adjudicat)\w*|\b(B?ICR|IRC|IRR|IRF)\b",
        "investigator": r"\binvestigators?('s?|’s?)?[- ](assess|review|report|determin)\w*|"
        r"\b(assess|review|report|determin)\w* by (the )?(local )?investigators?\b|\blocal (review|assess)\w*",
    },
    "confirmation": {
        "confirmed": r"(?<!un)(?<!not )\bconfirmed\b(?= (\w+ ){0,3}(response|remission|CR|PR|ORR))",
        "unconfirmed": r"\b(unconfirmed|not confirmed)\b",
    },
    "criteria": {
        "RECIST 1.0": r"\bRECIST[ ,(]*(v(ersion)?\.? ?)?1\.0",
        "RECIST 1.1": r"\bRECIST[ ,(]*(v(ersion)?\.? ?)?1\.1",
        "modified RECIST": r"\b(mRECIST|modified RECIST)\b",
        "iRECIST": r"\b(irRECIST|iRECIST|irRC)\b",
    },
    "cause": {
        "of treatment": r"\b(treatment|drug|study drug|medication|therapy)[- ]related\b|\brelated to (the )?(study )?"
        r"(treatment|drug|medication|therapy)\b",
        "of any cause": r"\b(all[- ]causes?|any[- ]cause|all[- ]causality|regardless of (cause|causality|relation\w*))"
        r"\b",
    },
    "analysis set": {
        "per protocol": r"\bper[- ]protocol\b",
        "intention to treat": r"\b(intent(ion)?[- ]to[- ]treat|m?ITT|full analysis set)\b",
        "evaluable": r"\b(evaluable|assessable) (patients|participants|subjects|population)\b",
    },
    "change": {
        "change": r"\bchange (from|since|to|versus) baseline\b|\bmean change\b|\breduction from baseline\b",
    },
    "events": {"events": r"\b(number|total) of (adverse )?(events|episodes)\b"},
    DATA_CUT: {
        "interim": r"\b(interim|preliminary)\b",
        "final": r"\b(final|updated?|mature|long[- ]term) (analys|data|result|overall|follow|cut)\w*",
    },
}
_PATTERNS = {
    family: {name: re.compile(words, re.IGNORECASE) for name, words in named.items()}
    for family, named in _FAMILIES.items()
}


@lru_cache(maxsize=4096)
def _marks(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    found = (
        (f, frozenset(n for n, pattern in named.items() if pattern.search(text))) for f, named in _PATTERNS.items()
    )
    return tuple((family, names) for family, names in found if names)


def marks(text: str) -> Marks:
    """What a text says of an outcome's meaning; families that it does not mention are absent."""
    return dict(_marks(text))


def against(one: Marks, two: Marks) -> list[tuple[str, str]]:
    """(family, what they say differently in words: `independent v investigator`)."""
    return [
        (family, f"{', '.join(sorted(one[family]))} v {', '.join(sorted(two[family]))}")
        for family in _FAMILIES
        if family in one and family in two and not one[family] & two[family]
    ]
