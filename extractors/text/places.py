"""Time points and populations of a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.text.expression import Expression
from extractors.text.numerals import NUMBER, WORDS, number

WEEKS = {"day": 1 / 7, "week": 1.0, "month": 365.25 / 12 / 7, "year": 365.25 / 7, "hour": 1 / 168}
"""Weeks in each unit, by calendar averages."""

_N = rf"(?:{NUMBER}|(?i:{WORDS}))"
_UNIT = r"(?P<unit>hour|day|week|month|year|yr|mo|wk)s?\b"
_TIMED = Expression(
    rf"(?P<before>\b(?P<n1>{_N})-{_UNIT}(?!s? follow-?up))|\b(?:[Aa]t|[Aa]fter|by|[Ww]ithin|over|through|[Bb]y|on|"
    rf"during)\s"
    rf"(?:the\s|a median of\s)?(?P<phrase>(?:(?P<n2>{_N})\s(?P<unit2>hour|day|week|month|year|yr|mo|wk)s?\b|"
    rf"(?P<unit3>[Ww]eek|[Mm]onth|[Yy]ear|[Dd]ay)s?\s(?:\d+(?:-|\sto\s))?(?P<n3>\d+)))(?! of follow| follow)"
    rf"|\b(?P<rate>(?P<n4>{_N})\s(?P<unit4>month|year|week)s?)\s(?=(?:overall|event|progression|disease|recurrence|"
    rf"relapse|local|survival|rate))"
)


_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|"
    r"Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = Expression(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s)?{_MONTH}\s(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s)?(?:19|20)\d\d\b|\b{_MONTH}\s"
    rf"\d{{1,2}}\b|\b(?:in|between|from|since|until|during|early|late)\s(?:19|20)\d\d(?:\s?(?:-|to|and|through)\s"
    rf"?(?:(?:19|20)\d\d|\d\d))?\b(?!\s(?:patients|women|men|participants))"
)


_CITATION = re.compile(
    r"\b\d{1,4}\s?\(\d{1,3}\)\s?:\s?\d+(?:-\d+)?(?:,?\s(?:19|20)\d\d)?|\b(?:19|20)\d\d\s?;\s?\d+[:(]\d+[-\d):]*"
)
"""Volume, issue and pages of a journal: `6(3):285-288, 1999`, `2004;22:1554-62`."""


@lru_cache(maxsize=1024)
def without_dates(text: str) -> str:
    """The text with dates and journal citations blanked out, in place."""
    if ":" in text:
        text = _CITATION.sub(lambda m: " " * len(m.group()), text)
    return _DATE.sub(lambda m: " " * len(m.group()), text)


@dataclass(slots=True)
class TimePoint:
    """A time at which something was measured: the report's words and their length in weeks."""

    start: int
    end: int
    words: str
    weeks: float


def time_points(text: str) -> list[TimePoint]:
    """`5-year`, `at 26 weeks`, `after 7 years`, `at week 16`, in order."""
    found = []
    for m in _TIMED.finditer(text):
        n = next(m[g] for g in ("n1", "n2", "n3", "n4") if m[g])
        unit = next(m[g] for g in ("unit", "unit2", "unit3", "unit4") if m[g]).lower()
        unit = {"yr": "year", "mo": "month", "wk": "week"}.get(unit, unit)
        span = m.span("phrase") if m["phrase"] else m.span("rate") if m["rate"] else m.span("before")
        found.append(TimePoint(*span, text[slice(*span)], number(n) * WEEKS[unit]))
    return found


_WHO = r"(?:patients|participants|women|men|those|subjects|tumou?rs|children|persons|individuals|carriers|people)"
_GROUPED = Expression(
    rf"\b(?:[Ii]n|[Aa]mong|[Ff]or|of)\s(?:the\s)?(?P<who>(?:(?!in\b|and\b|or\b|than\b|the\b|among\b|arm\b|group\b)[\w+/.-]+\s){{0,4}}?"
    rf"{_WHO}(?:\s(?:with|without|who|whose|aged|younger|older|having|receiving|undergoing|positive|negative|assessed|at|from)\b"
    rf"[^.;,()]{{2,90}})?)"
    rf"|(?:^|\b(?:to|with|than)\s(?:the\s)?)(?P<subject>(?:[Pp]atients|[Pp]articipants|[Ww]omen|[Mm]en|[Tt]hose|"
    rf"[Tt]umou?rs)\s(?:with|without|who|whose|aged|younger|older|having)\b[^.;,()]{{2,90}}?)(?=\s(?:had|showed|"
    rf"exhibited|experienced|achieved|were|was)\b|\s?[(,.;])"
    rf"|\)\s(?:and|or)\s(?P<next>(?:(?!in\b|and\b|or\b|the\b|all\b)[\w+/.-]+\s){{1,3}}{_WHO})(?=\s\()"
    r"|\b(?:[Ii]n|[Ff]or)\s(?P<cohort>(?:the\s)?(?:[Cc]ohort|[Ss]tratum|[Ss]tage|part)\s[A-D1-4]+\b)"
    r"|\b(?:[Ii]n|[Ff]or)\sthe\s(?P<set>(?:[\w+/-]+\s){1,4}(?:subgroup|subset|population|period|phase|subpopulation|"
    r"cohort|subtype|stratum))\b"
    r"|\b(?P<absence>(?:absence|presence) of [\w+-]+(?: expression| mutations?)?)\b"
)
_WHOLE = re.compile(
    r"\b(?:overall|entire|whole|all|intention|intent|ITT|total|full analysis|randomi[sz]ed|treated|safety|study|"
    r"as-treated)\b|^(?:the )?(?:patients|participants|women|men|those|subjects|tumou?rs|children|persons|"
    r"individuals|people)$"
)


_ITS_VERB = re.compile(
    r"(?<!\bwho)\s(?:had|achieved|showed|experienced|developed)\s(?:an?|no)\s|(?<!\bwho)(?<!\bthat)\s(?:was|were)\s\d"
)
"""Where the phrase ends and the sentence goes on: `50 patients who were assessed had a …`."""


@dataclass(slots=True)
class Population:
    """Words that narrow a number to part of the participants; empty words mean all of them."""

    start: int
    end: int
    words: str


_HOW_MANY = re.compile(
    r"\b(?:number|proportion|percentage|share|fraction|rates?)\sof\s(?:the\s)?(?:patients|participants|women|men|people|"
    r"subjects|children)\s(?:who|with|having)\b"
)
"""`the number of patients who …`: what was counted, not whom it was counted among."""


def populations(text: str) -> list[Population]:
    """Every phrase of a plain sentence that may narrow its numbers, in order."""
    found = []
    for m in _GROUPED.finditer(text):
        if _HOW_MANY.search(text, max(0, m.start() - 40), m.end()):
            continue
        group = next(g for g in ("who", "subject", "next", "cohort", "set", "absence") if m[g])
        words = _ITS_VERB.split(m[group].strip())[0]
        whole = bool(_WHOLE.search(words)) and group != "cohort"
        end = m.start(group) + len(words) if len(words) < len(m[group].strip()) else m.end()
        found.append(Population(m.start(), end, "" if whole else words))
    return found
