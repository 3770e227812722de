"""What a table's caption and footnotes say its short forms stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.text.normal import plain
from schemas.models import Table

_SHORT = re.compile(
    r"(?<![\w-])(?=[\w-]*[A-Z])(?:[A-Z]\d{1,2}|[A-Za-z0-9][A-Za-z0-9_+-]*[A-Z0-9_+][A-Za-z0-9_+-]*)(?![\w-])"
)
"""A word with a capital or digit inside (`RMD`, `1RM_KE`, `H1`, `mFI`), as a candidate for a short form."""
_MOST = 90
_END = re.compile(
    r"[;.](?:\s|$)|[)*†‡]"
    r"|,\s(?=(?:and\s)?[A-Za-z0-9_-]{1,12}(?:\s?[,:=]|\s[–-])\s)"  # the next one, with its sign
    r"|,?\s(?=(?:and\s)?(?=[\w-]*[A-Z0-9][\w-]*[A-Z0-9_])[\w-]+\s)"  # the next one, a word of capitals
    r"|,\s(?=[A-Za-z]{1,2}\s[a-z]{3})"
    r"|\s(?=(?:Data|Values?|Numbers?|Results|Patients|Participants|Means?|Percentages?|The|All|In|Significant\w*)\s)"
)
_JOIN = (
    r"(?:(?:,|\s(?:and|or))\s(?=[\w-]*[A-Z0-9][\w-]*[A-Z0-9])[\w-]+)?"  # `H3Jd and H3Jnd, horizontal jump`
    r"(?:\s?[:=,]\s?|\s[–-]\s|\s(?:is|refers to|indicates|denotes|means|stands for|represents)\s(?:the\s)?|\s)"
)


_LETTERED = re.compile(
    r"\b(?P<name>(?:[Gg]roup|[Aa]rm|GROUP|ARM)\s(?:[A-H]|[IV]{1,3}|\d))\s?(?:[:=,]|\s[–-]\s)\s?(?P<long>[^;:=]{4,80}?)"
    r"(?=[;.)]|$|,?\s(?:and\s)?(?:[Gg]roup|[Aa]rm|GROUP|ARM)\s(?:[A-H]|[IV]{1,3}|\d)\b)"
)


def legend(table: Table, words: Iterable[str]) -> dict[str, str]:
    """Short form → long form, for the short forms among `words` that caption or footnotes explain.

    `RMD, resistant maltodextrin`, `RMD = …`, `RMD: …`, `RMD resistant maltodextrin, BMI body mass index` and
    `resistant maltodextrin (RMD)`.
    """
    around = plain(f"{table.footnotes} ; {table.caption}")
    found: dict[str, str] = {}
    for short in dict.fromkeys(match.group() for text in words for match in _SHORT.finditer(plain(text))):
        if len(short) > 1 and short in around and (long := _long(short, around)):
            found[short] = long
    return found


def lettered_groups(table: Table) -> dict[str, str]:
    """`Group A` and its like with the words that caption or footnotes give for them."""
    around = plain(f"{table.footnotes} ; {table.caption}")
    return {m["name"]: m["long"].strip() for m in _LETTERED.finditer(around) if re.search(r"[a-z]{3}", m["long"])}


def long_forms(text: str, explained: dict[str, str]) -> str:
    """The long forms of the short forms in a text."""
    return "; ".join(
        long
        for short, long in explained.items()
        if short in text and re.search(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text)
    )


def _long(short: str, around: str) -> str:
    for match in re.finditer(rf"(?<![\w-])(?:groups?\s)?{re.escape(short)}(?:\sgroup)?{_JOIN}(?=[A-Za-z\d])", around):
        rest = around[match.end() : match.end() + _MOST]
        end = _END.search(rest)
        long = rest[: end.start()] if end else rest
        if _explains(short, long, match.group()):
            return long.strip(" ,")
    before = re.search(rf"((?:[\w-]+\s){{1,6}})[(\[]{re.escape(short)}[)\]]", around)
    return _from_initials(short, before[1].split()) if before else ""


def _explains(short: str, long: str, joined: str) -> bool:
    """Whether words say what a short form means: they begin like it, or a sign puts them to it."""
    words = re.findall(r"[A-Za-z]{2,}", long)
    if not words or len(words) > 10 or not re.search(r"[a-z]{4}", long):
        return False
    return short[0].isdigit() or short[0].lower() == words[0][0].lower() or joined.rstrip()[-1] in ":="


def _from_initials(short: str, words: list[str]) -> str:
    """The last words whose first letters hold those of the short form in order."""
    letters = [c.lower() for c in short if c.isalpha()]
    for at in range(len(words) - 1, -1, -1):
        initials = iter("".join(words[at:]).lower())
        if words[at][0].lower() == letters[0] and all(c in initials for c in letters):
            return " ".join(words[at:])
    return ""
