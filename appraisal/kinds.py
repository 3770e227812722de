"""Kinds of outcomes, and which percentages and counts are of people at all."""

from __future__ import annotations

import re

from schemas.models import Result

SURVIVAL = frozenset({"OS", "PFS", "DFS", "EFS", "RFS", "TTP", "TTF", "DOR", "MFS", "LOCAL_CONTROL"})
"""Outcomes whose rates are estimates with censoring: a share of patients only while nobody is censored."""
RESPONSE = frozenset({"ORR", "CR", "PR", "SD", "PD", "DCR", "CBR", "PCR"})
HARMS = frozenset({"AE_ANY", "AE_G3PLUS", "SAE", "AE_OTHER", "AE_SPECIFIC", "DEATH", "DISCONTINUATION"})
DERIVED = frozenset({"unique_from_percent", "solved_from_interval", "solved_from_statistic", "ambiguous"})
_CHANGE = re.compile(
    r"\b(change|reduc|decreas|increas|improve|declin|shrink|volume|score|mean|average|level|concentration|inhibition"
    r"|probability|kaplan|estimate|adherence|complian|dose intensity|sensitivity|specificity|accuracy|power)",
    re.I,
)
_RELATIVE = re.compile(
    r"\b(?:relative|intensity|ratio|fold|volume|dose to|recovery of|of (?:the )?(?:baseline|predicted|normal)|"
    r"(?:mean|median|average|percent(?:age)?) (?:change|loss|reduction|increase|decrease|weight)|"
    r"change (?:of|in|from))\b",
    re.I,
)
"""Words of quantities that are no share of people, even where they are named beside a response or a harm."""
_SPREAD = re.compile(r"±|\+/[-−]|\brange\b|\bSEM\b", re.I)
"""Signs of a spread right in the quote of a percentage, which is then a mean or a median of percentages."""
_PEOPLE = re.compile(r"^$|patient|participant|subject|people|person|case|women|men\b|child", re.I)


def countable(r: Result) -> bool:
    """Whether a rate is a plain share of people, so that a percentage that no count gives is an error."""
    named = r.outcome in RESPONSE or r.outcome in HARMS
    return named and r.sd is None and not (_RELATIVE.search(r.outcome_text) or _SPREAD.search(r.quote))


def recoverable(r: Result) -> bool:
    """Whether a count may be looked for at all: also for unnamed outcomes that are not changes of something."""
    if countable(r):
        return not re.search(r"kaplan|cumulative incidence|probability", r.outcome_text, re.I)
    return r.outcome in SURVIVAL or not (_CHANGE.search(r.outcome_text) or _RELATIVE.search(r.outcome_text))


def people(unit: str) -> bool:
    """Whether a count's unit is people."""
    return bool(_PEOPLE.search(unit))
