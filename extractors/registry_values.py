"""Values as registries write them: numbers, intervals, p values, units and times in strings."""

from __future__ import annotations

import html
import math
import re

NOT_A_NUMBER = {"", "na", "n/a", "nan", "ne", "nr", "not reached", "not estimable", "not available"}
_NUMBER = re.compile(r"[-+−]?(?:\d[\d,]*\.?\d*|\.\d+)(?:e[-+]?\d+)?", re.IGNORECASE)
_LEVEL = re.compile(r"(\d{1,2}(?:\.\d+)?)\s*%?\s*(?:confidence|credible)", re.IGNORECASE)
_PERCENT = re.compile(r"percent|%", re.IGNORECASE)
_PROPORTION = re.compile(r"\bproportion", re.IGNORECASE)
_PEOPLE = re.compile(
    r"participant|patient|subject|people|person|individual|women|men\b|child|infant|parent", re.IGNORECASE
)
_WEEKS = {"day": 1 / 7, "week": 1.0, "month": 365.25 / 12 / 7, "year": 365.25 / 7}
_UNIT = r"(days?|weeks?|wks?|months?|mos?|years?|yrs?)"
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12,
}  # fmt: skip
_AFTER = re.compile(rf"(\d+(?:\.\d+)?|{'|'.join(_WORDS)})(?:st|nd|rd|th)?[\s-]*{_UNIT}\b", re.IGNORECASE)
_BEFORE = re.compile(rf"\b{_UNIT}\s*(\d+(?:\.\d+)?)\b", re.IGNORECASE)
_OPEN_ENDED = re.compile(
    r"\bup to\b|\buntil\b|\bthrough\b|\bfrom\b.*\bto\b|\bwithin\b|\bapproximately\b", re.IGNORECASE
)


def number(text: object) -> float | None:
    """The number a registry posted as text (`30,600`, `.05`, `<0.001`), or None where it posted none (`NA`)."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        return float(text)
    if not isinstance(text, str):
        return None
    try:
        value = float(text)
        return value if math.isfinite(value) else None
    except ValueError:
        pass
    plain = html.unescape(text).strip()
    if plain.casefold() in NOT_A_NUMBER:
        return None
    match = _NUMBER.fullmatch(plain.lstrip("<>=≤≥~ ").rstrip("% "))
    return float(match.group().replace(",", "").replace("−", "-")) if match else None


def whole(text: object) -> int | None:
    """A count of people: the number if it is a whole one and not negative."""
    value = number(text)
    return int(value) if value is not None and value >= 0 and value == int(value) else None


def p_value(text: object) -> str:
    """A p value in the contract's spelling, without spaces or a leading equals sign: `<0.0001`, `0.04`."""
    if not isinstance(text, str):
        return ""
    plain = re.sub(r"\s+", "", html.unescape(text)).lstrip("=")
    return "" if plain.casefold() in NOT_A_NUMBER else plain


def interval_level(text: str | None) -> float | None:
    """The level in `95% Confidence Interval`, in percent."""
    match = _LEVEL.search(text or "")
    return float(match.group(1)) if match else None


def is_percentage(unit: str) -> bool:
    """Whether the unit says percent of people (a percentage of body surface is a measurement, not a rate)."""
    if not _PERCENT.search(unit):
        return False
    rest = unit.split(" of ", 1)[1] if " of " in unit else ""
    return not rest or bool(_PEOPLE.search(rest))


def is_proportion(unit: str) -> bool:
    """Whether the unit says proportion of people, between 0 and 1."""
    return bool(_PROPORTION.search(unit)) and bool(_PEOPLE.search(unit) or unit.strip().casefold() == "proportion")


def is_people(unit: str) -> bool:
    """Whether the unit counts people, and not percentages or eyes of them."""
    return bool(_PEOPLE.search(unit)) and not _PERCENT.search(unit) and not _PROPORTION.search(unit)


def weeks(text: str) -> float | None:
    """The one time point that a phrase names, in weeks; None where it names none, several, or a span of follow-up."""
    if not text or _OPEN_ENDED.search(text):
        return None
    found = set()
    for amount, unit in _AFTER.findall(text):
        found.add(round(float(_WORDS.get(amount.casefold(), 0) or amount) * _WEEKS[_unit_name(unit)], 2))
    for unit, amount in _BEFORE.findall(text):
        found.add(round(float(amount) * _WEEKS[_unit_name(unit)], 2))
    return found.pop() if len(found) == 1 else None


def names_time(text: str) -> bool:
    """Whether a class title is a time point (`Week 4`, `Baseline`, `3 months`) and not a kind of patient."""
    return bool(text) and (
        weeks(text) is not None
        or bool(re.match(r"(baseline|screening|end of|follow-?up|(day|week|month|cycle|visit)\b)", text, re.I))
    )


def _unit_name(unit: str) -> str:
    first = unit.casefold()[0]
    return {"d": "day", "w": "week", "m": "month", "y": "year"}[first]
