"""When people were enrolled and when the data were cut, as a report states it: ISO dates at the precision given."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.text.expression import Expression
from extractors.text.sentences import Sentence

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19[6-9]\d|20[0-4]\d)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = (
    rf"(?:{_MONTH} {_DAY},? {_YEAR}|{_DAY}(?: of)? {_MONTH},? {_YEAR}|{_MONTH},? (?:of )?{_YEAR}"
    rf"|{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|{_YEAR}-\d{{2}}(?!\d)|{_MONTH} {_DAY}(?!\d)|{_MONTH}|{_YEAR})"
)
"""A calendar date: full, month with year, year alone; or (only as the first of a pair) without its year."""

_SPAN = Expression(
    rf"(?:\b(?:between|from|during|in) |\()(?:the (?:period|years?) (?:of |from |between )?)?(?P<first>{DATE}),?"
    rf" ?(?:and|to|through|until|till|up to|-|–) ?(?:the end of )?(?P<last>{DATE})(?![\d-])",
    re.IGNORECASE,
)
_ENROLMENT = Expression(
    r"\b(?:enrol\w*|recruit\w*|randomi\w*|randomly|assigned|accru\w*|includ\w*|entered|regist\w*|admitted|treated"
    r"|received"
    r"|underwent|selected|participat\w*|screened|consecutive|patients|participants|women|men|children|subjects)\b",
    re.IGNORECASE,
)
_NOT_ENROLMENT = Expression(
    r"\b(?:searched|PubMed|Embase|MEDLINE|databases?|published|literature|articles|follow-up (?:was|from|between))\b",
    re.I,
)
_CUTOFF = Expression(
    rf"\b(?:(?:data |database |clinical )?(?:cut-?\s?off|lock)\b[^.;\d]{{0,60}}?|as of "
    rf"|follow(?:ed)?[- ]?up (?:\w+ )?(?:until|till|to|through|ended (?:on|in)|up to) "
    rf"|last follow-up[^.;\d]{{0,40}}?|(?:the )?database (?:was )?(?:locked|closed) (?:on"
    rf"|in) )\(?(?P<date>{DATE})(?![\d-])",
    re.IGNORECASE,
)
_SKIPPED = frozenset({"background", "introduction", "discussion", "conclusion", "references"})


def enrolment(sentences: Iterable[Sentence]) -> tuple[str | None, str | None]:
    """First and last day of enrolment. The first span of dates in a sentence about people entering the study."""
    for sentence in sentences:
        if sentence.section in _SKIPPED or _NOT_ENROLMENT.search(sentence.text):
            continue
        match = _SPAN.search(sentence.text)
        if match and _ENROLMENT.search(sentence.text):
            last = iso(match["last"])
            first = iso(match["first"], borrowed_year=(last or "")[:4])
            if first and last and first[:4] <= last[:4] and first[: len(last)] <= last:
                return first, last
    return None, None


def data_cutoff(sentences: Iterable[Sentence]) -> str | None:
    """The day up to which data were counted."""
    for sentence in sentences:
        if sentence.section in _SKIPPED:
            continue
        match = _CUTOFF.search(sentence.text)
        date = iso(match["date"]) if match else None
        if date and len(date) > 4:
            return date
    return None


def iso(text: str, borrowed_year: str = "") -> str | None:
    """An English or numeric date as `2019`, `2019-03` or `2019-03-07`; None where it is not one."""
    text = text.strip().lower()
    if re.fullmatch(rf"{_YEAR}(?:[-/.]\d{{1,2}}){{1,2}}", text):
        parts = [int(part) for part in re.split(r"[-/.]", text)]
    else:
        year = re.search(_YEAR, text)
        named = re.search(_MONTH, text)
        day = re.search(r"(?<!\d)\d{1,2}(?!\d)", text)
        number = year.group() if year else borrowed_year
        if not number:
            return None
        parts = [int(number)]
        if named:
            parts.append(_MONTHS.index(named.group()[:3]) + 1)
            parts += [int(day.group())] if day else []
    if len(parts) > 1 and not (1 <= parts[1] <= 12 and (len(parts) < 3 or 1 <= parts[2] <= 31)):
        return None
    return "-".join(f"{part:02d}" for part in parts)
