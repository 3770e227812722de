"""Means that carry no spread, and the sign of changes told by a verb: `fell by 1.4` is a change of -1.4."""

from __future__ import annotations

import re

from extractors.text.groups import VERSUS
from extractors.text.mean_forms import UNIT
from extractors.text.quantities import Quantity

_LEAD = 130
_CLAUSE = re.compile(r"[;:]|\.\s")
_MEANT = re.compile(r"\b(?:means?|averaged?|least[- ]squares)\b(?! (?:age|dose|follow))", re.I)
_OTHERWISE = re.compile(r"\b(?:medians?|ranges?|rates?|geometric|ratio|IQR)\b", re.I)
_UNIT_NEXT = re.compile(
    rf"\s?(?P<unit>{UNIT})(?=\s?[(\[,;:)\]]|\s?\.?$|\s(?:in|with|for|and|vs?|versus|at|than|from)\b)"
)
_NO_MEASURE = re.compile(
    r"patients?|participants?|women|men|people|subjects?|cycles?|doses?|courses?|times|fold|c?Gy|mCi|[MG]Bq", re.I
)

_FALL = (
    r"(?:fell|fallen|decreas(?:ed|es?|ing)|declin(?:ed|es?|ing)|dropp(?:ed|ing)|drops?|diminished|reduc(?:ed|ing|tions?)"
    r"|lower(?:ed|ing)|shr[au]nk|lost|(?<=weight )loss|(?<=bone )loss)"
)
_RISE = r"(?:rose|risen|rises?|increas(?:ed|es?|ing)|grew|gain(?:ed|s)?|improv(?:ed|ements?))"
_DIRECTION = re.compile(rf"\b(?:(?P<fall>{_FALL})|(?P<rise>{_RISE}|chang(?:ed|es?)|differences?|differed))\b", re.I)
_VERB = re.compile(r"fell|fallen|lost|.*(?:ed|ing)|shr[au]nk", re.I)
_BY = re.compile(
    r"(?:\s(?:significantly|markedly|slightly|further|also|more|on average|from baseline|(?:at|by|after|to|over|until) "
    r"(?:[\w-]+ ){0,3}?(?:weeks?|months?|years?|days?)(?: \d+)?))*,?\s?(?:by\s)?(?:an?\s)?"
    r"(?:(?:mean|average|adjusted|LS|least-squares)\s)*(?:[(\[][^()\[\]]{1,30}[)\]]\s)?(?:of\s)?[(\[]?$"
)
_TIMES_AND_NAMES = re.compile(
    r"\b(?:weeks?|months?|years?|days?) \d+|\d+[- ](?:weeks?|months?|years?|days?|hours?)\b|[A-Za-z][\w-]*\d\w*"
)
_WAS = re.compile(r"[^\d;]*(?:\bof|\bwas|\bwere|\baveraged|\bby|[,:=(])\s?")
_WHEN = re.compile(
    r"(?P<before>(?<!from )(?<!from the )(?<!for )(?<!versus )(?<!with )\bbaseline\b(?![- ]adjust)|\bat (?:study )?"
    r"entry\b|\bbefore (?:the )?(?:treatment|randomi[sz]ation|intervention|therapy)\b)|\b(?:after|at|week|weeks|"
    r"months?|years?|follow-up|end|final|day|from)\b",
    re.I,
)
_SHARE = re.compile(r"\b(?:rates?|mortality|incidences?|survival|risks?|proportions?|prevalence|odds)\b", re.I)
_TO = re.compile(r"\b(?:to|from|than|reaching|at)\s$")


def settle_means(found: list[Quantity], text: str) -> None:
    """Name the means that their words tell, with their units, and turn falls negative, in place."""
    for q in found:
        if q.kind == "percent" and q.events is None and (q.value or 0) < 0:
            q.kind = "mean"  # a share is never negative: a change in percent
        elif q.kind == "percent" and q.events is None and text[q.start - 1 : q.start] == "+":
            q.kind = "mean"
        _promote(q, text)
        if q.kind == "mean" and (_at_baseline(q, text) or _share_that_fell(q, text)):
            q.kind, q.stat = "taken", "baseline" if _at_baseline(q, text) else ""
    _name_differences(found)
    turned: Quantity | None = None
    for q in found:
        if q.kind != "mean" or q.value is None:
            continue
        told = q.value < 0 or text[q.start - 1 : q.start] == "+"
        if not told and (_falls(q, text) or (turned is not None and _answers(turned, q, text))):
            turn(q)
            turned = q
        else:
            turned = None


def _at_baseline(q: Quantity, text: str) -> bool:
    """What was measured before treatment is no result of it."""
    lead = _CLAUSE.split(text[max(0, q.start - _LEAD) : q.start])[-1]
    when = list(_WHEN.finditer(lead))
    return bool(when) and when[-1]["before"] is not None and not re.search(r"\bchang", lead)


def _share_that_fell(q: Quantity, text: str) -> bool:
    """`mortality fell by 4% (SD 1)`: by how much a rate fell is not the rate."""
    lead = _CLAUSE.split(text[max(0, q.start - _LEAD) : q.start])[-1]
    return q.unit == "%" and bool(_SHARE.search(lead)) and bool(re.search(r"\bby\s(?:a mean of\s)?$", lead))


def _name_differences(found: list[Quantity]) -> None:
    """A difference in percentage points beside means, not beside rates, is one of means."""
    for i, q in enumerate(found):
        kinds = {other.kind for other in found[:i]}
        if q.kind == "difference" and q.stat == "rd" and "mean" in kinds and "percent" not in kinds:
            q.stat = "md"


def _promote(q: Quantity, text: str) -> None:
    """A bare number becomes a mean where the clause says `mean`, or tells of a change, and a confidence interval."""
    if q.kind != "plain" or q.words == "word" or q.value is None:
        return
    lead = _CLAUSE.split(text[max(0, q.start - _LEAD) : q.start])[-1]
    within = q.low is not None and q.high is not None and q.low <= q.value <= q.high
    unit = _UNIT_NEXT.match(text, _printed_end(q, text))
    named = unit["unit"] if unit and not _NO_MEASURE.match(unit["unit"]) else ""
    if (unit and not named) or _OTHERWISE.search(lead):
        return
    if within and (_MEANT.search(lead) or (named and _DIRECTION.search(lead))):
        q.kind, q.unit = "mean", named
    elif named and not q.bounded and _MEANT.search(lead) and unit:
        q.kind, q.unit, q.end = "mean", named, unit.end()


def _printed_end(q: Quantity, text: str) -> int:
    """Where the number itself ends, before any interval given to it."""
    match = re.compile(r"-?\s?[\d.,]*\d").match(text, q.start)
    return match.end() if match else q.end


def _falls(q: Quantity, text: str) -> bool:
    """Whether the last word of change before a mean tells of a fall by this much."""
    start = max(0, q.start - _LEAD)
    lead = _CLAUSE.split(text[start : q.start])[-1]
    words = list(_DIRECTION.finditer(lead))
    if not words or words[-1]["fall"] is None or _TO.search(lead):
        return False
    rest = lead[words[-1].end() :]
    if VERSUS.search(rest):
        return False
    if _VERB.fullmatch(words[-1].group()) and _BY.match(rest):
        return True
    return bool(_WAS.fullmatch(_TIMES_AND_NAMES.sub("", rest))) and (
        not _VERB.fullmatch(words[-1].group()) or bool(re.search(r"\bby\s?$", rest))
    )


def _answers(first: Quantity, second: Quantity, text: str) -> bool:
    """Whether a mean stands beside a fall for comparison, with no word of its own direction between."""
    gap = text[first.end : second.start]
    return (
        second.start - first.end < 150
        and not _DIRECTION.search(gap)
        and not _TO.search(gap)
        and not _CLAUSE.search(gap)
        and bool(VERSUS.search(gap) or re.search(r"\b(?:and|while|whereas|but|or)\b|,", gap))
    )


_NOUNS_OF_FALLS = re.compile(r"\b(?:reductions?|decreases?|declines?|drops?|falls?|(?<=weight )loss|(?<=bone )loss)\b")
_LOSSES = re.compile(r"\b(?:weight|bone) loss\b", re.I)


def change_words(words: str) -> str:
    """The words of an outcome whose falls were made negative: `reduction in pain` is then a change in pain."""
    return re.sub(r"^lost$", "weight change", _NOUNS_OF_FALLS.sub("change", words))


def is_loss(words: str) -> bool:
    """Whether an outcome is a loss of weight or bone: its size is a negative change, as a printed fall is."""
    return bool(_LOSSES.search(words))


def turn(q: Quantity) -> None:
    """A fall of this much is a negative change; a fall printed with its minus sign is one already."""
    if q.value is None or q.value <= 0 or q.turned:
        return
    q.value, q.turned = -q.value, True
    if q.low is not None and q.high is not None:
        q.low, q.high = -q.high, -q.low
    if q.spread is not None:
        q.spread = (-q.spread[1], -q.spread[0])
