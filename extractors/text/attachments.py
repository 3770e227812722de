"""Intervals, spreads, percentages and counts tied to the value they belong to."""

from __future__ import annotations

import re

from extractors.text.groups import VERSUS
from extractors.text.quantities import Quantity, time_unit

_UNIT_LATER = re.compile(r"[)\]]?\s?(?P<unit>months?|years?|weeks?|days?)\b")


def attach(found: list[Quantity], text: str, level: float | None) -> None:
    """Give every interval and spread to the value it belongs to, in place. `level` is the report's usual level."""
    last: Quantity | None = None
    for q in found:
        if q.kind in ("ci", "interval", "spread"):
            if last is not None and not last.bounded and _belongs(text[last.end : q.start], q.kind):
                _give(last, q, level, text)
        elif q.kind not in ("p", "test"):
            if (
                q.kind == "percent"
                and q.events is None
                and last is not None
                and last.kind in ("count", "plain")
                and _fits(last, q)
                and _same_people(text[last.end : q.start])
            ):
                last.events = int(last.value or 0)
                last.kind, last.value, last.unit, last.end = "percent", q.value, "%", q.end
                q.kind = "taken"
                continue
            if last is not None and _counts_of(last, q, text):
                last.events, last.n, last.end, q.kind = q.events, q.n, q.end, "taken"
                continue
            last = q


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
    gap = text[percent.end : count.start]
    return (
        bool(re.fullmatch(r"[\s,;(\[]*(?:n\s?=\s?)?", gap))
        and abs(100 * (count.events or 0) / count.n - percent.value) < 1
    )


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


def _belongs(gap: str, kind: str) -> bool:
    if kind == "interval":
        return not gap.strip()
    return bool(
        re.fullmatch(r"[\s,;:(\[]*|[^\d.;]{0,50}[(\[]\s?(?:[A-Za-z ]{0,20}[,:;]\s?)?|[,;]?\s(?:with an?|and)?\s?", gap)
    ) and not VERSUS.search(gap)


def _give(value: Quantity, q: Quantity, level: float | None, text: str) -> None:
    closing = 1
    if (q.kind == "spread" and value.kind != "ratio") or (q.kind == "interval" and level is None):
        if q.low is not None and q.high is not None:
            value.spread = (q.low, q.high)
            value.words = value.words or q.words
    else:
        value.low, value.high = q.low, q.high
        value.level = None if q.kind == "spread" else q.level or level
    value.bounded = True
    value.end = q.end + (closing if q.kind == "interval" else 0)
    if value.kind == "plain":
        unit = _UNIT_LATER.match(text, value.end)
        if unit:
            value.kind, value.unit, value.end = "duration", time_unit(unit["unit"]), unit.end()
