"""Checks between the places of one report that give the same number: abstract, tables and text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from appraisal.doubt import CHANGE
from appraisal.facts import Facts
from appraisal.printed import decimals, repr_decimals
from schemas.models import Finding, Result

_ELSEWHERE = frozenset({"introduction", "background", "discussion", "references", "methods", "other"})
"""Sections whose numbers may be those of other trials, or rounded in passing."""
_UNNAMED = ("OTHER", "AE_SPECIFIC", "QOL", "AE_OTHER")
_COMPARED = {"arm": ("median", "rate"), "contrast": ("hr", "or", "rr")}
_ANALYSIS = re.compile(
    r"\b(?P<itt>intent\w*[- ]to[- ]treat|ITT)\b"
    r"|\b(?P<protocol>per[- ]protocol|evaluable|assessable|completers?|as[- ]treated)\b"
    r"|\b(?P<adjusted>adjust\w+|multivaria\w+|stratified|propensity|matched|cox regression|predict\w+|associated|"
    r"factors?)\b"
    r"|\b(?P<crude>unadjusted|univaria\w+|crude)\b"
    r"|\b(?P<part>when|where|if|among|those|exclu\w+|remov\w+|subgroups?|subsets?|exceed\w*|sensitivity|only|except)\b"
    r"|\b(?P<reader>central\w*|independent\w*|investigators?|confirmed)\b"
    r"|\b(?P<date>interim|updat\w+)\b",
    re.I,
)
"""Words that name the analysis a number is of: two sentences that differ in them may honestly differ in the number."""
NEAR = 0.35
"""Two numbers of one thing differ by a slip; further apart than this share of the larger, they are of two things."""


def numbers_differ_within_report(facts: Facts) -> Iterator[Finding]:
    """Abstract, tables and text give one number for one outcome, comparison, time and population.

    Abstracts and texts of one paper differ in up to a fifth of cases (Pitkin, JAMA 1999;281:1110). Compared are places
    that give one number each, at the precision of the shorter one. Numbers far apart are of two definitions, unless
    the interval printed with them is the same; sentences that name other patients or another analysis are not compared.
    """
    seen: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, r in enumerate(facts.results):
        if r.value is None or r.outcome in _UNNAMED or r.stat not in _COMPARED[r.kind] or not facts.part(r):
            continue
        if r.stat == "rate" and (r.value < 0 or CHANGE.search(f"{r.outcome_text} {r.quote}")):
            continue
        if facts.section(r) not in _ELSEWHERE or facts.part(r) == "abstract":
            seen[(r.kind, r.stat, *facts.key(r), r.arm or "", r.ref_arm, r.unit)].append(i)
    for indices in seen.values():
        firsts = _one_a_place(facts, indices)
        for i in firsts[1:]:
            first, r = facts.results[firsts[0]], facts.results[i]
            if _differ(first, r) and (_near(first, r) or _same_interval(first, r)) and _one_analysis(facts, first, r):
                places = f"the {facts.part(first)} and {r.value:g} in the {facts.part(r)}"
                text = f"{r.outcome} {r.stat} is {first.value:g} in {places}."
                yield Finding("numbers_differ_within_report", "warning", text, [firsts[0], i], r.quote)
                break


def _one_a_place(facts: Facts, indices: list[int]) -> list[int]:
    """One result for each of abstract, table and text; none of a place that gives several numbers."""
    places: dict[str, list[int]] = defaultdict(list)
    for i in indices:
        places[facts.part(facts.results[i])].append(i)
    single = [of[0] for of in places.values() if len({facts.results[i].value for i in of}) == 1]
    return single if len(single) == len(places) else []


def _one_analysis(facts: Facts, one: Result, other: Result) -> bool:
    """Whether the sentences of two numbers of the text name the same kinds of analysis; tables name theirs outside."""
    if "table" in (facts.part(one), facts.part(other)):
        return True
    kinds = [{m.lastgroup for m in _ANALYSIS.finditer(facts.sentence(r))} for r in (one, other)]
    return kinds[0] == kinds[1]


def _differ(one: Result, other: Result) -> bool:
    a, b = one.value or 0.0, other.value or 0.0
    places = min(decimals(a, one.quote), decimals(b, other.quote), repr_decimals(a), repr_decimals(b))
    return abs(a - b) > 10.0**-places + 1e-9


def _near(one: Result, other: Result) -> bool:
    a, b = abs(one.value or 0.0), abs(other.value or 0.0)
    return abs(a - b) <= NEAR * max(a, b)


def _same_interval(one: Result, other: Result) -> bool:
    return one.ci_low is not None and (one.ci_low, one.ci_high) == (other.ci_low, other.ci_high)
