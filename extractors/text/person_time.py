"""Rates over time, which are no percentages of people, and proportions printed as decimals.

`2.1 events per 100 person-years`, `an annual rate of 0.20`, `1.7% per year` and `a proportion of 0.42` are rates with
their own unit: no number of patients follows from the first three.
"""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.text.groups import VERSUS
from extractors.text.quantities import Quantity

_EVENTS = r"(?:\s(?!in\b|with\b|and\b|vs?\b)[a-z-]+){0,3}?"
_PEOPLE = r"(?:person|patient|participant|subject|wom[ae]n|child|infant|resident|device|catheter|ventilator)"
_LETTERS = ("per", "/", "annu", "nnual", "early", "onthly", "roportion", "robab", "raction", "year")
_PER = re.compile(
    rf"[)\]]?{_EVENTS},?\s?(?:per|/)\s?(?P<base>1(?:,?0{{2,5}})+\s)?"
    rf"(?P<unit>{_PEOPLE}[- ](?:years?|months?|weeks?|days?|hours?))\b"
)
_PER_YEAR = re.compile(r"[)\]]?,?\s?(?:per|/|a|each)\s(?:year|annum|month|patient-year|person-year)\b")
_ANNUAL = re.compile(
    r"\b(?:annuali[sz]ed|annual|yearly|monthly)\s(?:[\w-]+\s){0,4}?rates?\b[^;]{0,160}$"
    r"|\brates?\s(?:of\s[^,;()\d]{2,60}\s)?per\s(?:patient[- ]|person[- ])?(?:year|month)\b[^;]{0,120}$"
)
_PERIOD = re.compile(r"\b(?:annual\w*|yearly|year|monthly|month)\b")
_SHARE = re.compile(r"\b(?:proportions?|probabilit(?:y|ies)|(?<!ejection )fractions?)\b(?!\s?[=<>])[^;=]{0,120}$", re.I)
_NO_SHARE = re.compile(
    r"\b(?:ratios?|ventricular|flow|volume|to|difference|index|score|ejection|p|HR|OR|RR|of less than|posterior)\b",
    re.I,
)
_DECIMAL = re.compile(r"0?\.\d+(?![\d%]|\s?%)")
_OTHER_ARM = re.compile(
    r"\s(?:in|with|for|among|on)\s[^\d,;:()]{3,60}\s(?:and|versus|vs\.?|compared with|as compared with|than)\s"
)
_LINK = re.compile(r"(?:(?!\d)[^;]){0,70}")


def name_rates(found: list[Quantity], text: str) -> None:
    """Name the rates over time and the decimal proportions of a plain sentence, with their units, in place."""
    if not any(letters in text for letters in _LETTERS):
        return
    for q in found:
        unit = _unit(q, text)
        if unit:
            q.kind, q.unit, q.events = "percent", unit, q.events if unit.startswith("%") else None
            _take_unit(q, found, text)
    for q, other in reversed(list(pairwise(found))):
        gap = text[q.end : other.start]
        alike = over_time(other.unit) and q.kind in ("plain", "percent") and _same_form(q, other)
        if alike and _LINK.fullmatch(gap) and (VERSUS.search(gap) or re.search(r"\band\b", gap)):
            q.kind, q.unit = "percent", other.unit
    for q, other in pairwise(found):
        gap = text[q.end : other.start]
        if over_time(q.unit) and other.kind == "plain" and other.words != "word" and _OTHER_ARM.fullmatch(gap):
            other.kind, other.unit = "percent", q.unit


def _take_unit(q: Quantity, found: list[Quantity], text: str) -> None:
    """Move the end of a rate behind its unit, whose own number is none."""
    per = _PER.match(text, q.end) or _PER_YEAR.match(text, q.end)
    if per is None:
        return
    for other in found:
        if q.end <= other.start < per.end():
            other.kind = "taken"
    q.end = per.end()


def over_time(unit: str) -> bool:
    """Whether a unit is of a rate over time."""
    return unit.startswith(("per ", "% per "))


def _same_form(q: Quantity, other: Quantity) -> bool:
    return not over_time(q.unit) and (q.kind == "percent") == other.unit.startswith("%") and q.n is None


def _unit(q: Quantity, text: str) -> str:
    """The unit of a rate, by the words after it or the ones before; empty where it is none."""
    if q.kind == "percent" and q.n is None and q.unit == "%":
        yearly = _PER_YEAR.match(text, q.end)
        return "% per " + yearly.group().split()[-1] if yearly else ""
    if q.kind not in ("plain", "mean", "count") or q.n is not None or q.sd is not None or q.value is None:
        return ""
    per = _PER.match(text, q.end)
    if per:
        return f"per {(per['base'] or '').strip()} {per['unit']}".replace("  ", " ")
    if q.kind != "plain" or q.words == "word" or q.value < 0:
        return ""
    before = text[: q.start]
    annual = _ANNUAL.search(before)
    if annual and "." in text[q.start : q.start + 5] and not _NO_SHARE.search(annual.group()):
        period = _PERIOD.search(annual.group())
        return "per month" if period and period.group().startswith("month") else "per year"
    share = _SHARE.search(before)
    if share and _DECIMAL.match(text, q.start) and not _NO_SHARE.search(share.group()):
        return "proportion"
    return ""
