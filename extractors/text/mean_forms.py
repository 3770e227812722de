"""Means with their spread as trials print them.

`0.32 L (SD 0.40)`, `34.5 ± 14.6 mg` and, where the sentence says `mean (SD)`, `0.32 (0.40)`. Any unit word is kept;
none makes a number unreadable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extractors.text.expression import Expression
from extractors.text.numerals import NUMBER

_STOP = (
    r"(?:with|in|and|for|vs?|versus|at|to|of|than|from|by|on|or|after|was|were|is|are|among|compared|respectively|"
    r"while|whereas|but|between|during|both|using|per\b(?!\s[a-z])|SDs?|SEs?|SEM|CIs?|IQR|P|p|n|N|standard|95|"
    r"favou?ring|higher|lower|more|less|greater|fewer|the|a|an|under|as|if|when|who|that|which|did|had)(?![\w/])"
)
_WORD = rf"(?!{_STOP})(?:%|°?[A-Za-zµμ][\wµμ°%²³]*(?:[/·^*-]+[\wµμ²³.-]*[\wµμ²³])*)"

UNIT = rf"(?:percentage\spoints?|%\spoints?|mm\sHg|{_WORD}(?:\s?/\s?{_WORD}|\sper\s{_WORD})?)"
"""A word that may be a unit, with `per` another: no word of the sentence's frame."""

_LONG_UNIT = rf"(?:{UNIT}(?:\s{_WORD}){{0,2}})"

_KNOWN = (
    r"(?:points?|scores?|[cmk]?m[23]?|[mk]?g|mmHg|[dm]?L|[mμµ]?mol|"
    r"months?|years?|weeks?|days?|hours?|min(?:utes)?)\b(?![/·^])"
)
_ENDS = rf"(?=\s?[,;:.()\[\]]|\s{_STOP}|\s?$)"
_SIGNED = rf"(?<![\w.,/])(?:-\s?)?{NUMBER}"
_SPREAD = (
    r"(?P<name{0}>SDs?|S\.D\.?|s\.d\.|[Ss]tandard\s[Dd]eviations?|SEM?s?|S\.E\.(?:M\.)?|s\.e\.(?:m\.)?|"
    r"[Ss]tandard\s[Ee]rrors?(?:\sof\sthe\smean)?)"
)
_PLUS = r"(?:±|\+/-|-/\+|\+-|&plusmn;)"

_NAMED = Expression(
    rf"(?P<value>{_SIGNED})\s?(?P<unit>{_LONG_UNIT})?(?:\s?[(\[]\s?|,\s){_PLUS}?\s?{_SPREAD.format('')}\s?[=:,]?\s?{_PLUS}?\s?"
    rf"(?P<spread>{NUMBER})\s?(?:%|(?!95){UNIT})?(?:\s?(?:[)\]]|(?=[,;])))(?:\s?(?P<later>{UNIT}{_ENDS}|{_KNOWN}))?"
)
_PLUS_MINUS = Expression(
    rf"[(\[]?(?P<value>{_SIGNED})\s?(?P<unit>%|{UNIT})?\s?[(\[]?\s?{_PLUS}\s?(?P<spread>{NUMBER})(?!\.?\d)\s?[)\]]?"
    rf"(?:\s?(?P<later>%|[μµ]g\.L-1|{UNIT}{_ENDS}|{_KNOWN}))?(?!\s?(?:-|to)\s?\d[\d.]*+(?!\s?{_PLUS}))"
)
_BRACKET = Expression(
    rf"(?P<value>{_SIGNED})\s?(?P<unit>{UNIT})?\s?[(\[]\s?{_PLUS}?\s?(?P<spread>{NUMBER})\s?"
    rf"(?P<inner>%|{UNIT})?\s?[)\]](?:\s?(?P<later>{UNIT}{_ENDS}|{_KNOWN}))?"
)
_ANNOUNCED = Expression(
    rf"\b(?i:means?|averages?)\b(?P<between>(?:\s(?!of\b)[\w-]+){{0,6}}?)\s?[(\[,]?\s?(?:{_PLUS}|and|plus\sor\sminus)?"
    rf"\s?\(?{_SPREAD.format('')}(?![\w])(?!\s?[=:,]?\s?\d)"
)
_OTHER_FORM = re.compile(r"(?i:\bmedians?\b|\bno\.\s?\(%\)|\bn\s?\(%\)|\bnumber\s\(%\))")


@dataclass(slots=True, frozen=True)
class PrintedMean:
    """A mean with its spread at a span; `standard_error` tells whether the spread is of the mean or of the people."""

    start: int
    end: int
    value: str
    unit: str
    spread: str
    standard_error: bool


def announcements(text: str) -> list[tuple[int, int, bool]]:
    """Every `mean (SD)` of a sentence: its span and whether it announces a standard error."""
    return [(m.start(), m.end(), m["name"].lower().replace(".", "").startswith(("se", "standard e"))) for m in
            _ANNOUNCED.finditer(text)]  # fmt: skip


_USUAL = Expression(
    r"(?i:\b(?:values?|data|results?|scores|figures|numbers|outcomes|measurements|variables)\s(?:in \w+ )?"
    r"(?:are|were)\s(?:all\s|here\s)?(?:presented\s|expressed\s|reported\s|given\s|shown\s|described\s|summari[sz]ed\s)?"
    r"(?:as\s)?(?:the\s)?"
    r"(?P<what>means?|medians?)\s?(?:values\s)?[(\[,]?\s?(?:±|\+/-|and|with)?\s?(?:the\s)?(?P<spread>SDs?\b|SEM?\b|"
    r"standard deviations?|standard errors?|IQRs?\b|inter-?quartile))"
)


def usual_form(texts: Iterable[str]) -> str:
    """`sd`, `se` or `iqr` where one sentence says how all values are printed (`Values are mean (SD)`), else empty."""
    said = {(m["what"].lower()[:4], m["spread"].lower()) for text in texts for m in _USUAL.finditer(text)}
    if len(said) != 1:
        return ""
    what, spread = said.pop()
    if what == "medi":
        return "iqr" if spread.startswith(("i", "I")) else ""
    return "se" if spread.startswith(("se", "standard e")) else "sd" if not spread.startswith("i") else ""


def printed_means(text: str, usual: str = "") -> list[PrintedMean]:
    """Every mean printed with its spread, in order, not overlapping; the spread's own name wins over an announced.

    `usual` is the report's own form (see `usual_form`): a bracket then is a spread where both numbers have decimals.
    """
    if "(" not in text and "±" not in text and "+" not in text and "[" not in text and "S" not in text:
        return []
    told = announcements(text)
    found: list[PrintedMean] = []
    for m in _NAMED.finditer(text):
        name = m["name"].lower().replace(".", "")
        error = name.startswith(("se", "standard e"))
        _add(found, text, m, error)
        told.append((m.start(), m.end(), error))  # the next bracket of the sentence needs no name
    for m in _PLUS_MINUS.finditer(text):
        _add(found, text, m, _announced_at(told, text, m.start()) is True if told else usual == "se")
    if not told and usual in ("sd", "se") and not _OTHER_FORM.search(text):
        for m in _BRACKET.finditer(text):
            if "." in m["value"] and "." in m["spread"] and not m["inner"]:
                _add(found, text, m, usual == "se")
    if told:
        for m in _BRACKET.finditer(text):
            error = _announced_at(told, text, m.start())
            if error is not None and not (m["inner"] and m["inner"] not in (m["unit"], m["later"], "SD")):
                _add(found, text, m, error)
    return sorted(found, key=lambda p: p.start)


def _announced_at(told: list[tuple[int, int, bool]], text: str, position: int) -> bool | None:
    """What the nearest announcement says (of an SE or not); None where there is none or another form comes after."""
    before = [t for t in told if t[1] <= position]
    if before:
        return None if _OTHER_FORM.search(text, before[-1][1], position) else before[-1][2]
    after = [t for t in told if t[0] >= position]
    return None if not after or _OTHER_FORM.search(text, 0, position) else after[0][2]


def _add(found: list[PrintedMean], text: str, m: re.Match[str], error: bool) -> None:
    if any(p.start < m.end() and m.start() < p.end for p in found):
        return
    unit = m["unit"] or m["later"] or ""
    closed = any(c in ")]" for c in text[m.end("spread") : m.end()])
    opened = any(c in "([" for c in text[m.end("value") : m.start("spread")])
    start = m.start() if closed and not opened else m.start("value")
    end = m.start() + len(m.group().rstrip())
    found.append(PrintedMean(start, end, m["value"].replace(" ", ""), unit.strip(), m["spread"], error))


def without_announcements(text: str) -> str:
    """The sentence with every bracket that only announces a form blanked: `mean (SD) change`, `use (mean ± SD) was`."""
    for first, last, _ in announcements(text):
        start, end = first, last
        if text[start - 1 : start] in ("(", "[") and text[end : end + 1] in (")", "]"):
            start, end = start - 1, end + 1
        else:
            opening = max(text.rfind("(", start, end), text.rfind("[", start, end))
            if opening < 0 or text[end : end + 1] not in (")", "]"):
                continue
            start, end = opening, end + 1
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def names_a_spread(text: str, start: int, end: int) -> bool:
    """Whether `SD` at a span is a standard deviation."""
    if any(a <= start < b for a, b, _ in announcements(text)):
        return True
    return any(p.start <= start and end <= p.end for p in printed_means(text))
