"""Measurements printed without a spread: `62.1 vs 48.1 ml`, `lost 4.2 kg`, `fell by 1.1% in … and 0.4% in …`.

A bare number is a measurement where its unit says so and it is set against another one, or where a verb of change
stands right before it; a percentage by which something fell in each arm is the mean change of a measurement, unless
what fell is a share itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.text.groups import VERSUS
from extractors.text.mean_forms import UNIT
from extractors.text.numerals import NUMBER
from extractors.text.quantities import Quantity

_NEXT = re.compile(
    rf"\s?(?P<unit>{UNIT})(?=\s?[(\[,;:)\]]|\s?\.?$|\s(?:in|with|for|and|vs?|versus|at|than|from|after|among|compared|"
    r"respectively|on)\b)"
)
_DOSE = re.compile(r"(?:mg|µg|μg|mcg|g|kg|Gy|IU|U|mCi|MBq|GBq|mL|ml)(?:/(?:kg|m2|day|d|week)\b.*)?$")
_WEIGHED = re.compile(
    r"\b(?:weight|weighed|mass|loss|lost|gain(?:ed)?|volume|bleeding|output|intake|drainage|blood|urine)\b", re.I
)
_NO_MEASURE = re.compile(
    r"(?:patients?|participants?|women|men|people|subjects?|children|infants|cycles?|doses?|courses?|times|fold|events?|deaths?|"
    r"cases?|cent(?:er|re)s?|sites?|trials?|stud(?:y|ies)|groups?|arms?|[A-Z][a-z]+|per|of|year|month|week|day)s?$"
)
_VERB = re.compile(
    r"\b(?:lost|gained|fell|rose|dropped|declined|decreased|increased|improved|averaged|shortened|lengthened|reduced|lowered|raised)"
    r"(?:\s(?:significantly|on average|by|an average of|a mean of|an additional))*\s$"
)
_SHARE = re.compile(
    r"\b(?:rates?|mortality|incidences?|survival|risks?|proportions?|prevalence|odds|hazards?|deaths?|events?|relapses?|"
    r"recurrences?|progression|admissions?|hospitali[sz]ations?|infections?|failures?|strokes?|fractures?|cancers?|responses?|"
    r"probability|likelihood|chance|number|frequency|need|use)\b",
    re.I,
)
_BY = re.compile(
    r"\b(?:by|(?:reductions?|decreases?|increases?|declines?|improvements?|change|loss|gain) (?:was|of|averaged))\s"
    r"(?:an?\s(?:mean|average)\sof\s)?$"
)
_AND = re.compile(r"\b(?:and|while|whereas|but|versus|vs?\.?|compared)\b|,")


def name_measurements(found: list[Quantity], text: str, arms: Sequence[tuple[int, int]]) -> None:
    """Turn bare numbers and percentages of change into means, in place. `arms` are the spans that name an arm."""
    units = [_unit(q, text) for q in found]
    for i, (q, other) in enumerate(pairwise(found)):
        gap, unit, later = text[q.end : other.start], units[i], units[i + 1]
        if q.kind != "plain" or not later or unit not in (None, later):
            continue
        compared = len(gap) < 60 and bool(VERSUS.search(gap)) and not _FINITE.search(gap) and not _limit(q, other, text)
        if compared or (unit and _own_arm(q, other.start, text, arms) and _own_arm(other, len(text), text, arms)):
            _measure(q, later, text)
            _measure(other, later, text)
    for q, unit in zip(found, units, strict=True):
        if q.kind == "plain" and unit and _VERB.search(text, max(0, q.start - 60), q.start):
            _measure(q, unit, text)
    _changes_of_each_arm(found, text, arms)
    _answered(found, text, arms)


_FINITE = re.compile(r"\b(?:was|were|is|are|had)\b")


def _limit(q: Quantity, other: Quantity, text: str) -> bool:
    """`a score >2 versus 51 points`, `10 and 30 days`: a limit is no measurement."""
    return any(re.search(r"[<>≥≤=]\s?$|\b(?:first|than)\s$", text[max(0, x.start - 8) : x.start]) for x in (q, other))


def _unit(q: Quantity, text: str) -> str | None:
    """The unit of measurement right after a bare number; None where there is none, or it is of a dose or of people."""
    if q.kind != "plain" or q.words == "word" or q.value is None:
        return None
    after = _NEXT.match(text, _printed_end(q, text))
    if after is None or _NO_MEASURE.match(after["unit"]):
        return None
    if _DOSE.match(after["unit"]) and not _WEIGHED.search(text[max(0, q.start - 90) : q.start]):
        return None
    return after["unit"]


def _printed_end(q: Quantity, text: str) -> int:
    match = re.compile(rf"-?\s?{NUMBER}").match(text, q.start)
    return match.end() if match else q.end


def _measure(q: Quantity, unit: str, text: str) -> None:
    end = _printed_end(q, text)
    if text[end:].lstrip().startswith(unit) and not q.bounded:
        q.end = text.index(unit, end) + len(unit)
    q.kind, q.unit = "mean", unit


def _changes_of_each_arm(found: list[Quantity], text: str, arms: Sequence[tuple[int, int]]) -> None:
    """`fell by 1.1% in the X group and 0.4% in the Y group`: a change of what was measured in each arm."""
    for q, other in pairwise(found):
        if not q.kind == other.kind == "percent" or q.events is not None or other.events is not None:
            continue
        if not _BY.search(text, max(0, q.start - 60), q.start):
            continue
        lead = re.split(r"[;:]|\.\s", text[max(0, q.start - 130) : q.start])[-1]
        named = [a for a in arms if a[0] < other.start + 60]
        each = _own_arm(q, other.start, text, arms) and _own_arm(other, len(text), text, arms)
        paired = len(named) >= 2 and bool(VERSUS.search(text, q.end, other.start))
        if not _SHARE.search(lead) and other.start - q.end < 90 and (each or paired):
            q.kind = other.kind = "mean"


def _own_arm(q: Quantity, ceiling: int, text: str, arms: Sequence[tuple[int, int]]) -> bool:
    """Whether an arm stands right after a number: `1.1% in the X group`."""
    return any(
        q.end <= start < min(ceiling, q.end + 50)
        and re.fullmatch(rf"\s?(?:{UNIT})?[\s,)]*(?:in|with|for|among|on)\s(?:[\w-]+\s){{0,3}}", text[q.end : start])
        for start, _ in arms
    )


def _answered(found: list[Quantity], text: str, arms: Sequence[tuple[int, int]]) -> None:
    """`lost 4.2 kg and those of the other arm 1.1 kg`: the number of the same unit in the other arm is a mean too."""
    for q, other in pairwise(found):
        gap = text[q.end : other.start]
        if (
            q.kind == "mean"
            and other.kind == "plain"
            and len(gap) < 90
            and _AND.search(gap)
            and not re.search(r"[;:]|\.\s", gap)
            and q.unit
            and _unit(other, text) == q.unit
        ):
            _measure(other, q.unit, text)
