"""Numbers of people in a sentence, each with the words before and after it that may name their group."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.text.numerals import WORDS, word_value

PERSONS = (
    "patients?|participants?|subjects?|women|men|children|people|persons?|individuals|adults?|volunteers|infants|"
    "neonates|students?|athletes|players|cases|eyes|animals|rats|mice|rabbits|dogs|pigs|sheep|goats|specimens|smokers"
)
N = r"(?P<n>\d{1,3}(?:,\d{3})+|\d{1,5})"
_EQUALS = re.compile(rf"[(\[]?\s*\b[nN][1-9]?\s*=\s*{N}\b(?!\.\d)")
_PEOPLE = (
    rf"(?:{PERSONS}|controls|were|was|in|on|from|received|receiving|to|obtained|and|completed|with|had|of whom|served|"
    rf"acted|remained|stayed|formed|underwent|used|took|performed|of (?:the|these) (?:{PERSONS}) (?:were|was)|\()"
)
_NO_NAME = (
    r"(?!(?:of|in|with|were|was|and|to|for|from|at|on|by|had|or|years?|yrs?|days?|weeks?|months?|hours?|minutes?|mg|kg|"
    r"g|ml|cm|mm|events?|episodes?|deaths?|cases|cycles?|doses?|visits?|times|centers|centres|sites|hospitals)\b)"
)
_OF_NAME = rf"(?:{_NO_NAME}[A-Za-z][\w+/-]*\s+){{1,3}}(?:{PERSONS})|{_NO_NAME}[A-Za-z][\w+/]*-treated"
_COUNTED = re.compile(
    rf"(?<![\d.,=/±])(?<![\w]-)(?<!\ball )"
    rf"(?:{N}|(?P<word>\b(?i:{WORDS})\b))"
    rf"(?=\s+(?:[Nn]on-?)?{_PEOPLE}\b|\s*\(\d+(?:\.\d+)?\s*%\)|\s+(?:{_OF_NAME})\b|\s+of\s+(?:the\s+)?\d+\s+(?:{PERSONS}|on|in|from)\b)"
    rf"|(?:(?<=\bgroup )|(?<=\barm )|(?<=\bto ))(?P<n_last>\d{{1,5}})(?=\s*(?:[.;]\s|[.;]?$))"
    r"|(?:(?<=\bgroup of )|(?<=\barm of ))(?P<n_of>\d{1,5})(?=\s*(?:[.;,)]|and\b|$))"
)
_OF_WHOM = re.compile(r"\b(?:(?i:consist\w*|compos\w*|compris\w*|a total|made up)|group|arm|data) (?:of|from)\s+$")
_OF = re.compile(r"\bof\s+$", re.IGNORECASE)
_OUT_OF = re.compile(rf"^\s*of\s+(?:the\s+)?\d+\s+(?=(?:{PERSONS}|on|in|from)\b)")
_BRACKETED = re.compile(rf"(?<=[a-z]{{3}})\s*\(\s*{N}\s*\)(?!\s*[=<>])")
_CUT = re.compile(r"[;:]|\b(?:and|or|while|whereas|versus|vs\.?)\b|,(?!\d)|[.](?:\s|$)")
_WIDE_CUT = re.compile(r"[;:]|\b(?:while|whereas|versus|vs\.?)\b|,(?!\d)|[.](?:\s|$)")
_BRACKET = re.compile(r"\s*[(\[]([^()\[\]]{0,60})[)\]]")
_SHARE = re.compile(r"^\s*\(\d+(?:\.\d+)?\s*%\)")
_NAMED = re.compile(
    rf"(?<=[A-Za-z)])\s*:\s*(?:[nN]\s*=\s*)?{N}\b(?!\.\d|\s*(?:%|[-:/±]\s*\d|mg|kg|g\b|ml|years?|days?|weeks?|months?))"
    r"(?=\s*[\[(]\s*\d+(?:\.\d+)?\s*%|\s*(?:[,;)\]]|and\b|or\b|$))"
)
_WITH_DATA = re.compile(r"\b(?:available|analy[sz]|complet|evaluable|assessed|follow)", re.IGNORECASE)
_MEASURE = re.compile(
    r"\b(?:(?:days?|weeks?|months?|years?|grades?|stages?|levels?|aged?|ages|visits?|cycles?|phases?|scores?|types?)\s+"
    r"(?:\d+\s*(?:,|and|or|to|-)\s*)*|(?:figs?\.?|figures?|tables?|sizes?|blocks? of|chapter|no\.)\s+)$",
    re.IGNORECASE,
)
_BOTH_GROUPS = re.compile(r"\b(?:either|or|versus|vs)\b[^,;]*\w", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"\s*(?:{PERSONS})\s*[(\[]([^()\[\]\d]{{3,60}})[)\]]")
_PERSONS = re.compile(rf"\s+(?:\w+\s+)?(?:{PERSONS})\b", re.IGNORECASE)
_SENT = re.compile(r"\b(?:random|assign|allocat|divided|split)\w*", re.IGNORECASE)
_SHORT_FORM = re.compile(r"(?:[Gg]roup |[Aa]rm )?[A-Za-z0-9+/-]{1,12}")
_KINDS = {"equals": _EQUALS, "named": _NAMED, "counted": _COUNTED, "bracketed": _BRACKETED}


@dataclass(frozen=True)
class Mention:
    """A number of people at its place, with its label read narrowly (to the next `and`) and widely."""

    kind: str
    """equals (`n = 40`), named (`tea group: 40`), counted (`40 patients`) or bracketed (`(40)`)."""
    n: int
    start: int
    end: int
    of_people: bool
    """Whether the number is followed by a word for people or animals."""
    before: str
    after: str
    wide_before: str
    wide_after: str


def mentions(sentence: str, allocates: bool) -> Iterator[Mention]:
    """Numbers of people up to the next number or break; without `allocates` only those written `n = 40`."""
    marks: list[tuple[int, int, int, str]] = []
    for kind in _KINDS if allocates else ("equals",):
        for match in _KINDS[kind].finditer(sentence):
            taken = any(match.start() < end and start < match.end() for start, end, *_ in marks)
            if not taken and not (kind == "counted" and _counts_none(sentence, match)):
                marks.append((match.start(), match.end(), value(match), kind))
    marks.sort()
    for i, (start, end, n, kind) in enumerate(marks):
        floor = marks[i - 1][1] if i else 0
        ceiling = marks[i + 1][0] if i + 1 < len(marks) else len(sentence)
        lead = _lead(sentence[max(floor, start - 90) : start])
        trail = _trail(_OUT_OF.sub("", _SHARE.sub("", sentence[end : min(ceiling, end + 110)])))
        if kind == "counted" and _SENT.search(trail) and _BOTH_GROUPS.search(_SENT.split(trail)[-1]):
            continue  # `100 patients were assigned to A or B` counts both groups
        yield Mention(
            kind, n, start, end, bool(_PERSONS.match(sentence, end)),
            _CUT.split(lead)[-1].strip(), _CUT.split(trail)[0].strip(),
            _WIDE_CUT.split(lead)[-1].strip(), _WIDE_CUT.split(trail)[0].strip(),
        )  # fmt: skip


def _counts_none(sentence: str, match: re.Match[str]) -> bool:
    """Whether a number is a day, a grade or a whole (`of 60 patients`) rather than the people of a group."""
    before = sentence[max(0, match.start() - 40) : match.start()]
    if _OF.search(before) and not _OF_WHOM.search(before):
        return True
    part = _OUT_OF.match(sentence, match.end()) if not _OF.search(before) else None
    if part is not None and not _WITH_DATA.search(sentence):
        return True
    return bool(_MEASURE.search(sentence, 0, match.start()))


def _lead(text: str) -> str:
    """The words before a number: brackets left out but for abbreviations, and what an open bracket holds."""
    text = _BRACKET.sub(lambda m: f" {m[1]}" if _SHORT_FORM.fullmatch(m[1]) else " ", text.rstrip(" ([,:-"))
    return re.split(r"[()\[\]]", text)[-1].rstrip(" ,:-")


def _trail(text: str) -> str:
    """The words after a number up to the first bracket that is no abbreviation; its words where it follows people.

    `40 adults (tea group)`.
    """
    if named := _IN_BRACKETS.match(text):
        return named[1]
    text = _BRACKET.sub(lambda m: f" {m[1]}" if _SHORT_FORM.fullmatch(m[1]) else m[0], text.lstrip(" )]"))
    return re.split(r"[()\[\]]", text)[0].strip()


def value(match: re.Match[str]) -> int:
    """The number of a match of `n` in digits or `word` in words."""
    groups = match.groupdict()
    digits = groups.get("n") or groups.get("n_last") or groups.get("n_of")
    return int(digits.replace(",", "")) if digits else word_value(groups["word"])
