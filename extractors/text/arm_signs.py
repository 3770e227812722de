"""Words that mean an arm in any report: letters, parts that an arm plays, all arms together."""

from __future__ import annotations

import re
from functools import lru_cache

from extractors.text.arm_names import letter_token
from extractors.text.expression import Expression

_ROLES = (
    r"(?:[Cc]ontrols?|[Ee]xperimental|[Ii]ntervention|[Ii]nvestigational|[Cc]ombination|[Cc]ombined|[Mm]onotherapy|"
    r"[Oo]bservation|"
    r"[Cc]omparator|[Cc]omparison|[Ss]tudy|[Tt]reatment|[Tt]reated|[Ss]tandard|[Nn]on-combination|[Tt]est)"
)
_ROLE = Expression(
    rf"\b(?P<role>{_ROLES})(?:[ -](?:treatment|therapy|regimen|care))?\s(?:group|arm|regimen|patients|participants|"
    rf"subjects|women|groups|arms)\b"
    rf"|\b(?P<paired>{_ROLES})(?=\s(?:and|or|versus|vs\.?)\s(?:the\s)?[\w+-]+\s(?:groups?|arms?)\b)"
    r"|\b(?P<alone>(?:combined|combination|control|experimental)\s(?:therapy|treatment))\b|\b(?:the|with|than|in|and|"
    r"versus|vs\.?)\s(?P<noun>controls?)\b(?!\s(?:of|rate|arms|and))"
)
_BEFORE_CONTROL = re.compile(
    (
        r"(?:disease|local|locoregional|loco-regional|tumou?r|regional|symptom|pain|glycemic|pressure|birth|quality|"
        r"infection|growth|cycle)\s(?:the\s)?$"
    ),
    re.I,
)
_OF_SEVERAL = re.compile(r"\b(?:two|three|between|both)\s$")
_LETTER = r"(?:[A-Z]|[1-6]|I{1,3}|IV)\b"
_LETTERS = Expression(
    rf"\b(?:[Aa]rms?|[Gg]roups?|ARMS?|GROUPS?)[\s-]{_LETTER}"
    rf"(?:(?:,\s(?:and\s)?|\s?(?:and|or|versus|vs\.?|v|&)\s)(?:[Aa]rm[\s-]|[Gg]roup[\s-])?{_LETTER}(?!-))*"
)
_BARE_LETTER = Expression(
    r"(?:\b(?:in|for|with|than|versus|vs\.?)\s|[(;]\s?)(?P<letter>[A-HJ-UW-Z])(?=\s(?:versus|vs\.?|than|and|or)\b|[,;:)]\s|[.;]$)"
    r"|(?<![\w-])(?P<before>[A-HJ-UW-Z])[ -](?:arms?|groups?)\b"
)
"""`46 (75%) in A versus 48 (68%) in P arm`, where the arms are A and P."""
_ONE_LETTER = re.compile(rf"(?<![\w.]){_LETTER}")
_ALL = Expression(
    r"\b(?:(?:both|each|either|all|neither|in each|any)(?:\s(?:the|of the|treatment|study|of these|two|three|four|"
    r"randomi[sz]ed|treated|patient|trial))*\s(?:groups?|arms?|cohorts|regimens|treatments)|(?:all|both) (?:three|two"
    r"|four) (?:groups|arms))\b",
    re.I,
)

_TEXTS_KEPT = 4096
"""Sentences whose groups and roles are kept in memory: every finder of a report asks for the same."""


@lru_cache(maxsize=_TEXTS_KEPT)
def everyone_in(text: str) -> tuple[tuple[int, int], ...]:
    """The span of everything that names all arms together."""
    return tuple(match.span() for match in _ALL.finditer(text))


@lru_cache(maxsize=_TEXTS_KEPT)
def lettered_in(text: str) -> tuple[tuple[int, int, str], ...]:
    """Every arm that is named by a letter or number: its span and telling word."""
    found = []
    for match in _LETTERS.finditer(text):
        for number, one in enumerate(_ONE_LETTER.finditer(text, match.start(), match.end())):
            start = one.start() if number else match.start()
            found.append((start, one.end(), letter_token("arm " + one.group()) or ""))
    return tuple(found)


@lru_cache(maxsize=_TEXTS_KEPT)
def bare_letters_in(text: str) -> tuple[tuple[int, int, str], ...]:
    """Every letter that stands where the name of an arm would: its span and telling word."""
    places = [(m, "letter" if m["letter"] else "before") for m in _BARE_LETTER.finditer(text)]
    return tuple((m.start(side), m.end(side), f"arm_{m[side].lower()}") for m, side in places)


@lru_cache(maxsize=_TEXTS_KEPT)
def roles_in(text: str) -> tuple[tuple[int, int, str], ...]:
    """Every arm that is named by the part it plays: its span and that word."""
    found = []
    for match in _ROLE.finditer(text):
        start = match.start("noun") if match["noun"] else match.start()
        before = text[max(0, start - 9) : start]
        if _BEFORE_CONTROL.search(text, max(0, start - 20), start) or _OF_SEVERAL.search(before):
            continue
        word = (match["role"] or match["paired"] or match["alone"] or match["noun"]).lower().split()[0]
        found.append((start, match.end(), word))
    return tuple(found)
