"""Which outcomes a report calls primary: a registration's list, or a paper's sentence on its primary endpoint.

Only an outcome with an id of its own is taken from a paper; a registration's other outcomes stand as OTHER, since the
list would not be complete without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from extractors.registry_outcomes import outcome_namer
from extractors.text.outcomes import topics
from extractors.text.sentences import Sentence, sentences
from extractors.vocabulary import Vocabulary
from schemas.models import Detail, Registered, Report

FIELD = "primary_outcomes"
EARLIER = "earlier_primary_outcomes"
_POINTER = "/protocolSection/outcomesModule/primaryOutcomes"
_POINTED = "/protocolSection/outcomesModule/earlierPrimaryOutcomes"
_NAME = r"\b(?:co-?)?primary (?:(?:and only|efficacy|study|clinical|trial) )?(?:end[ -]?point|outcome)(?P<many>s)?"
_BEFORE = re.compile(
    rf"{_NAME}(?: (?:measures?|variables?|parameters?))?"
    r"(?: (?:of|in|for) (?:the|this|our) (?:\w+ ){0,2}(?:study|trial|analysis))?"
    r"(?: (?:was|were|is|are|included|comprised)\b|:)(?: (?:the|defined as|assessed as))?",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"\b(?:was|were|is|being) (?:chosen as |used as |defined as )?(?:the |a |our )?{_NAME}", re.IGNORECASE
)
# Where the name of an outcome ends and its definition begins.
_DEFINED = re.compile(
    r"[,;:(.]|\b(?:defined|assessed|measured|evaluated|determined|according|based|by|in|at|from|until|using|with|among|"
    r"for|per|between|after|on|as|that|which|not|met)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"[;.]|\b(?:key )?(?:secondary|safety|exploratory)\b", re.IGNORECASE)
_SKIPPED = frozenset({"introduction", "background", "references", "discussion"})
SAME = {"DEATH": "OS"}
"""Outcomes that are one when they are primary: deaths are what overall survival counts."""
SHARED = 1 / 3
"""Share of the shorter title's words that two wordings of one outcome have in common."""
_STEM = 6
_EVERYWHERE = """
the an of in to at on by for and or with without from as is are was were be been between within after before until
through during up per all any each their this that which who not no than more less least most first other number
numbers proportion proportions percent percentage rate rates ratio incidence frequency occurrence odds risk time
times duration day days week weeks month months year years hour hours change changes changed mean median average
total level levels value values score scores measure measures measured measurement assessment assessed evaluation
evaluate evaluated determine defined according using based baseline end follow study trial treatment group groups
arm arms patient patients participant participants subject subjects people effect efficacy outcome outcomes endpoint
endpoints primary compared comparison difference
"""
_NO_CONTENT = frozenset(_EVERYWHERE.split())
"""Words that titles of quite different outcomes share."""
_LONGEST = 90
"""Characters before `was the primary endpoint` in which its name must stand."""


def primary_outcomes(report: Report, vocabulary: Vocabulary) -> list[Detail]:
    """One detail for each primary outcome, its id as value; nothing where the report names none.

    A registration that tells which it named before has those too, as `earlier_primary_outcomes`.
    """
    if report.registry is not None:
        return list(_registered(report.registry, vocabulary))
    for sentence in sentences(report):
        told = sentence.section not in _SKIPPED and "primary" in sentence.text.lower()
        if told and (found := list(_said(sentence, vocabulary))):
            return found
    return []


def registered_plan(report: Report, vocabulary: Vocabulary, day: str) -> Registered:
    """What this version of a registration says of its plan; `day` is taken where it does not tell its own."""
    planned = next((int(d.value) for d in report.details if d.field == "n_planned"), None)
    if planned is None and report.n_total_type == "estimated":
        planned = report.n_total
    named = report.details if any(d.field == FIELD for d in report.details) else primary_outcomes(report, vocabulary)
    own = report.updated_date or ""
    return Registered(
        f"{report.source}:{report.id}",
        own if len(own) == len(day) else day,
        [d for d in named if d.field == FIELD],
        planned,
    )


def missing_outcomes(before: Iterable[Detail], now: Iterable[Detail]) -> list[Detail]:
    """Primary outcomes of one list that nothing in the other means.

    Two of them mean the same when they have one id. Where either has none of its own, their titles decide: they share a
    third of the words of the shorter one, so that other wording, punctuation and time frames are no difference.
    """
    others = [(_id(d), _content(d)) for d in now]
    return [d for d in before if not any(_alike(_id(d), _content(d), *other) for other in others)]


def _alike(one: str, words: frozenset[str], other: str, its_words: frozenset[str]) -> bool:
    if one == other != "OTHER":
        return True
    if "OTHER" not in (one, other):
        return False
    return SHARED * min(len(words), len(its_words)) <= len(words & its_words)


def _id(detail: Detail) -> str:
    return SAME.get(str(detail.value), str(detail.value))


@lru_cache(maxsize=4096)
def _stems(title: str) -> frozenset[str]:
    """The words of a title that say what is measured, cut to their beginnings so that plural and singular are one."""
    words = re.findall(r"[^\W\d_]{2,}", title.casefold())
    return frozenset(word[:_STEM] for word in words if word not in _NO_CONTENT)


def _content(detail: Detail) -> frozenset[str]:
    return _stems(detail.quote)


def _registered(study: dict[str, Any], vocabulary: Vocabulary) -> Iterator[Detail]:
    named = outcome_namer(vocabulary)
    module = (study.get("protocolSection") or {}).get("outcomesModule") or {}
    for i, outcome in enumerate(module.get("primaryOutcomes") or []):
        title = outcome.get("measure") or ""
        yield Detail(FIELD, named(title), {"pointer": f"{_POINTER}/{i}/measure"}, title)
    for i, outcome in enumerate(module.get("earlierPrimaryOutcomes") or []):
        title = outcome.get("measure") or ""
        yield Detail(EARLIER, named(title), {"pointer": f"{_POINTED}/{i}/measure"}, title, outcome.get("until") or "")


def _said(sentence: Sentence, vocabulary: Vocabulary) -> Iterator[Detail]:
    """The outcomes that a sentence calls primary, by its own words before or after."""
    text = sentence.text
    if match := _BEFORE.search(text):
        ends = (_OTHERS if match["many"] else _DEFINED).search(text, match.end() + 1)
        start, end = match.end(), ends.start() if ends else len(text)
    elif match := _AFTER.search(text):
        start, end = max(text.rfind(mark, 0, match.start()) for mark in (". ", "; ", ", ", ": ")) + 1, match.start()
        start = max(start, end - _LONGEST)
    else:
        return
    found = [t for t in topics(text[start:end], vocabulary) if t.outcome not in ("NONE", "OTHER")]
    for outcome in dict.fromkeys(t.outcome for t in found):
        yield Detail(
            FIELD,
            outcome,
            sentence.locator(match.start(), end),
            sentence.quote(min(start, match.start()), max(end, match.end())),
        )
