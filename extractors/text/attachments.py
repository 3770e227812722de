"""Intervals, spreads, percentages and counts tied to the value they belong to."""

from __future__ import annotations

import re
from itertools import pairwise

from extractors.text.groups import VERSUS
from extractors.text.numerals import NUMBER, WHOLE, number
from extractors.text.quantities import Quantity, time_unit
from extractors.text.quantity_forms import PEOPLE

_UNIT_LATER = re.compile(r"[)\]]?\s?(?P<unit>months?|years?|weeks?|days?)\b")


def attach(found: list[Quantity], text: str, level: float | None) -> None:
    """Give every interval and spread to the value it belongs to, in place. `level` is the report's usual level."""
    last: Quantity | None = None
    for before, q in zip([None, *found], found, strict=False):
        if before is not None and _open_end_again(before, q, text):
            q.kind = "taken"
        elif q.kind in ("ci", "interval", "spread"):
            if last is not None and not last.bounded and _belongs(text[last.end : q.start], q.kind):
                _give(last, q, level, text)
        elif q.kind not in ("p", "test"):
            if last is not None and _count_said_first(last, q, text):
                q.events, q.n, last.kind = last.events, last.n, "taken"
                last = q
                continue
            if (
                q.kind == "percent"
                and q.events is None
                and last is not None
                and last.kind in ("count", "plain")
                and _fits(last, q)
                and (_same_people(text[last.end : q.start]) or _in_one_bracket(text, last, q))
            ):
                last.events = int(last.value or 0)
                last.kind, last.value, last.unit, last.end = "percent", q.value, "%", q.end
                q.kind = "taken"
                continue
            if last is not None and _in_fewer_people(last, q, text):
                last.kind = "taken"
            if last is not None and _counts_of(last, q, text):
                last.events, last.n, last.end, q.kind = q.events, q.n, q.end, "taken"
                continue
            last = q
    _settle_counts(found, text, level)


def _settle_counts(found: list[Quantity], text: str, level: float | None) -> None:
    """Denominators that follow at a distance, and events that so many people had, in place."""
    for q in found:
        _take_denominator(q, found, text, level)
    for q, people in pairwise(found):
        if _events_of(q, people, text):
            q.kind = "taken"


_IN = re.compile(r"\s(?:[a-z]+\s){0,2}?(?:in|among)\s")


def _events_of(events: Quantity, people: Quantity, text: str) -> bool:
    """`16 reactions in 14 participants`, `ten in nine patients`: events that some people had, more than the people."""
    return (
        events.kind in ("count", "plain")
        and people.kind == "count"
        and events.n is None
        and people.n is None
        and people.words != "things"
        and (events.value or 0) >= (people.value or 0) > 0
        and bool(_IN.fullmatch(text, events.end, people.start))
    )


_DENOMINATOR = re.compile(
    rf"(?:,\s?(?P<low>{NUMBER})\s?-\s?(?P<high>{NUMBER})\s?(?=[)\]]))?\s?[)\]]?\s(?:of|out of)\s(?:the\s|all\s)?"
    rf"(?P<n>{WHOLE})\b(?!\s?(?:%|months|years|weeks|days|mg))(?:\s{PEOPLE})?"
)


def _take_denominator(q: Quantity, found: list[Quantity], text: str, level: float | None) -> None:
    """`24 (12%, 95% CI 8 to 18) of 196`, `none of 48`: the number out of which, where the arithmetic agrees.

    A second bracket may leave `95% CI` out (`one (0.5%, 0-2.7) of 201`).
    """
    match = _DENOMINATOR.match(text, q.end) if q.kind in ("percent", "none") and q.n is None else None
    if match is None or (q.kind == "percent" and q.events is None):
        return
    n, events = int(number(match["n"])), q.events or 0
    if n < events or n == 0 or (q.kind == "percent" and abs(100 * events / n - (q.value or 0)) > 0.6):
        return
    if match["low"] and not q.bounded and number(match["low"]) <= (q.value or 0) <= number(match["high"]):
        q.low, q.high, q.level, q.bounded = number(match["low"]), number(match["high"]), level, True
    q.events, q.n, q.end = events, n, match.end()
    for other in found:
        if other is not q and match.start() <= other.start < match.end():
            other.kind = "taken"


def _open_end_again(before: Quantity, q: Quantity, text: str) -> bool:
    """`28.3-not estimable (NE)`: the abbreviation of an interval's open end is no value of its own."""
    return (
        q.kind == "not_reached"
        and before.kind in ("ci", "interval", "spread")
        and before.high is None
        and bool(re.fullmatch(r"\s?[(\[]\s?", text[before.end : q.start]))
    )


_DID = r"(?:had|have|achieved|showed|experienced|developed|obtained|reached|attained)"


def _count_said_first(count: Quantity, percent: Quantity, text: str) -> bool:
    """`Eight of 26 patients … had a response (31%)`: the percentage of the count that the sentence began with."""
    return (
        count.kind == "count"
        and count.n is not None
        and percent.kind == "percent"
        and percent.events is None
        and abs(100 * (count.events or 0) / max(count.n, 1) - (percent.value or 0)) < 0.6
        and bool(
            re.fullmatch(rf"[^.;:,()\d]{{0,80}}\b{_DID}\b[^.;:,()\d]{{0,60}}[(\[]\s?", text[count.end : percent.start])
        )
    )


def _in_fewer_people(events: Quantity, people: Quantity, text: str) -> bool:
    """`21 in 16 patients`, `16 reactions in 14 participants`: events, of which one person may have several."""
    return (
        events.kind in ("plain", "count")
        and events.n is None
        and people.kind == "count"
        and people.n is None
        and (events.value or 0) >= (people.value or 0) > 0
        and bool(re.fullmatch(r"(?:\s[a-z]+){0,2}\s(?:in|among)\s", text[events.end : people.start]))
    )


_OF_WHOM = re.compile(
    r"\s(?:of|in|among)\s(?:the\s)?(?:(?!and\b|or\b|versus\b|vs\b)[\w+/-]+\s){1,5}[(\[]\s?(?:n\s?=\s?)?"
)
"""`73% of the patients given X (`: the count in the bracket is that of the percentage."""


def _counts_of(percent: Quantity, count: Quantity, text: str) -> bool:
    """`27.2% (95% CI, 14.1 to 40.4; 12 of 44 patients)`: the count that a percentage was taken from, in its bracket."""
    if (
        percent.kind != "percent"
        or percent.events is not None
        or count.kind != "count"
        or not count.n
        or percent.value is None
    ):
        return False
    gap, off = text[percent.end : count.start], abs(100 * (count.events or 0) / count.n - percent.value)
    if off < 1 and re.fullmatch(r"[\s,;(\[]*(?:n\s?=\s?)?", gap):
        return True
    return off < 0.6 and bool(_OF_WHOM.fullmatch(gap))


def _fits(count: Quantity, percent: Quantity) -> bool:
    """Whether a percentage can be that of a count: of unknown denominator, or of its own to within rounding."""
    if count.value is None or percent.value is None or count.value != int(count.value):
        return False
    return count.n is None or abs(100 * count.value / max(count.n, 1) - percent.value) < 1


def _same_people(gap: str) -> bool:
    """`40 women in the anastrozole group (2%)`: the percentage of a count, the arm's name between."""
    return bool(
        re.fullmatch(r"(?:\s(?:in|of|with|from|who|received|assigned|to|the|on)\b[^.;:,()\d]{0,60})?\s?[(\[]\s?", gap)
    )


def _in_one_bracket(text: str, count: Quantity, percent: Quantity) -> bool:
    """`(1,323 women, 91%)`: a bracket that holds a count of people and its percentage."""
    return (
        count.kind == "count"
        and text[count.end : percent.start] in (", ", "; ", ",")
        and text[count.start - 1 : count.start] in ("(", "[")
        and text[percent.end : percent.end + 1] in (")", "]")
    )


def _belongs(gap: str, kind: str) -> bool:
    if kind == "interval":
        return not gap.strip()
    return bool(
        re.fullmatch(r"[\s,;:(\[]*|[^\d.;]{0,50}[(\[]\s?(?:[A-Za-z ]{0,20}[,:;]\s?)?|[,;]?\s(?:with an?|and)?\s?", gap)
    ) and not VERSUS.search(gap)


def _around(ratio: Quantity, q: Quantity) -> bool:
    """`HR 0.93 (0.77-1.14)` in a report that says no level: what lies around a ratio can only be its interval."""
    return (
        ratio.kind == "ratio"
        and None not in (ratio.value, q.low, q.high)
        and 0 < (q.low or 0) <= (ratio.value or 0) <= (q.high or 0)
    )


_UNIT_AGAIN = re.compile(r"\s?[A-Za-zµ°][\w/·%µ²³]{0,11}(?=[)\]])")
"""`(95% CI, 225-326 AU)`: the unit of the bounds, which ends the interval."""


def _beyond(value: Quantity, bounds: Quantity) -> bool:
    """Whether bounds without a name do not hold a share: they are of a difference (`32% v 35% (-10% to 5%)`)."""
    if value.value is None or bounds.low is None or bounds.high is None:
        return False
    return not bounds.low <= value.value <= bounds.high


def _give(value: Quantity, q: Quantity, level: float | None, text: str) -> None:
    if q.kind == "interval" and value.unit == "%" and _beyond(value, q):
        return
    closing = 1
    if (q.kind == "spread" and value.kind != "ratio") or (
        q.kind == "interval" and level is None and not _around(value, q)
    ):
        if q.low is not None and q.high is not None:
            value.spread = (q.low, q.high)
            value.words = value.words or q.words
    else:
        value.low, value.high = q.low, q.high
        value.level = None if q.kind == "spread" else q.level or level
    value.bounded = True
    unit_again = _UNIT_AGAIN.match(text, q.end) if q.kind == "ci" else None
    value.end = unit_again.end() if unit_again else q.end + (closing if q.kind == "interval" else 0)
    if value.kind == "plain":
        unit = _UNIT_LATER.match(text, value.end)
        if unit:
            value.kind, value.unit, value.end = "duration", time_unit(unit["unit"]), unit.end()
