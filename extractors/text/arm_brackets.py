"""What brackets say of arms: their sizes, their short forms, lists of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractors.text.arm_calls import SCHEDULED, short_form
from extractors.text.expression import Expression
from extractors.text.naming import ASSIGNED, Naming, brackets, clean_name, masked, name_before, usable
from extractors.text.numerals import WHOLE, number
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence

_SIZE = re.compile(rf"\b[nN]\s?=\s?(?P<n>{WHOLE})")
_ONLY_SIZE = re.compile(
    rf"^\s*(?:[nN]\s?=\s?)?(?P<n>{WHOLE})\s*(?:{PEOPLE})?\s*(?:each|analy[sz]ed|evaluable|randomi[sz]ed)?\s*$"
)
_LISTED_PART = re.compile(rf"(?P<name>[A-Za-z][\w+/ -]{{1,40}}?)[,:]? (?P<n>{WHOLE})(?: {PEOPLE})?(?=;|$| and|, )")
_LISTED = re.compile(rf"(?:[A-Za-z][\w+/ -]{{1,40}}?[,:]? {WHOLE}(?: {PEOPLE})?(?:; ?(?:and )?|$)){{2,5}}")
_LETTERED_PART = re.compile(rf"(?P<letter>[A-Z])[,:]? (?P<n>{WHOLE})(?: {PEOPLE})?")
_LETTERED = re.compile(
    rf"(?:{_LETTERED_PART.pattern.replace('?P<letter>', '?:').replace('?P<n>', '?:')}(?:[;,] |$)){{2,5}}"
)
_HAPPENED = Expression(
    r"\b(?:events?|experienc\w+|report(?:ed|ing)|develop\w+|died|deaths?|relaps\w+|recurr\w+|progress\w+|had|occurred)\b"
)
_COUNT_FIRST_PART = re.compile(
    rf"(?:^|[,;] ?|\sand\s)(?:and )?(?P<n>{WHOLE})(?: {PEOPLE})?,? (?:in |to |with |on |received |receiving |"
    rf"for )?(?:the )?(?P<name>[A-Za-z][\w+/ -]{{0,40}}?)(?=[,;]|\sand\s{WHOLE}|$)"
)
_COUNT_FIRST = re.compile(rf"(?:(?:^|[,;] ?|,? and ){WHOLE}(?: {PEOPLE})?,? [A-Za-z][\w+/ -]{{0,60}}?){{2,5}}$")
_COUNT_OF = re.compile(rf"[nN]\s?=\s?{WHOLE}[;,]\s?\d+(?:\.\d+)?\s?%$")
ALIAS = re.compile(
    r"^(?:the )?(?:[A-Za-z0-9+/&.-]{1,14}|[A-Z]{1,6}[ +]{1,3}[A-Z]{1,6}|(?:[\w+/-]+[ -]){0,5}?(?:group|arm|"
    r"regimen)(?:[ -][A-Z1-6])?|(?:usual|standard|routine) (?:care|treatment|therapy|practice)|no [a-z-]+(?: [a-z-]+)?|"
    r"(?:[Gg]roup|[Aa]rm|GROUP|ARM)[ -]?(?:[A-Z1-6]|I{1,3}|IV))$"
)
_ENTERED = Expression(
    r"\b(?:enrolled|recruited|entered|eligible|evaluable|accrued|enrol\w+|population|analy[sz]ed|completed|"
    r"available)\b"
)
_SIZE_FIRST = re.compile(
    rf"\b[nN]\s?=\s?(?P<n>{WHOLE}),?\s(?:(?:for|in|with|on|to|receiving|received|assigned to)\s)?(?:the\s"
    rf")?(?P<name>[^,;()]{{2,60}}?)(?=[,;]|\sand\s[nN]\s?=|$)"
)
_RECEIVED = Expression(r"\b(?:receiv\w+|groups?|arms?|treated with|assignment|cohorts?|allocat\w+)\b")


def bracketed(sentence: Sentence) -> Iterator[Naming]:
    """`NAME (n = 85)`, `(NAME, n = 85; NAME, n = 80)`, `NAME (ABBREVIATION)`, `NAME (Group A, n = 14)`."""
    text, hidden = sentence.text, masked(sentence.text)
    assigning = bool(ASSIGNED.search(text))
    receiving = assigning or bool(_RECEIVED.search(text))
    kind = "sized" if (receiving or _ENTERED.search(text)) and (assigning or not _of_some(text)) else "listed"
    happened = not assigning and bool(_HAPPENED.search(text))
    for match in brackets(text):
        inside = match.group()[1:-1].strip()
        if _says_nothing(text, match, inside):
            continue
        sizes = list(_SIZE.finditer(inside))
        only = _ONLY_SIZE.match(inside) if text[match.start() - 1 : match.start()] == " " else None
        listed = None if sizes else _list_of(inside, assigning, happened)
        if listed:
            yield from _parts(sentence, match, listed.finditer(inside), "sized")
        elif not sizes and not happened and _LETTERED.fullmatch(inside):
            yield from _lettered(sentence, match, inside)
        elif len(sizes) > 1:
            yield from _sizes_inside(sentence, match, inside, kind)
        elif only and receiving and kind == "sized":
            yield from _named_outside(sentence, match, hidden, int(number(only["n"])))
        elif sizes:
            forms = _labels(inside[: sizes[0].start()]) + _outside(hidden, match)
            if forms:
                forms += ["combination"] if any(_BOTH.fullmatch(form) for form in forms) else []
                yield Naming(forms, int(number(sizes[0]["n"])), sentence, match.start(), match.end(), kind)
        elif _AFTER_ALIAS.search(text, max(0, match.start() - 20), match.start()):
            continue  # `drug A and drug B (B) (AB)`: the second bracket stands for more than the last name
        elif ALIAS.match(inside) and re.search("[A-Za-z]", inside) and _outside(hidden, match):
            yield Naming([*_outside(hidden, match), inside], None, sentence, match.start(), match.end(), "alias")
        elif assigning and (short := short_form(inside)) and _outside(hidden, match):
            yield Naming([*_outside(hidden, match), short], None, sentence, match.start(), match.end(), "alias")


def _says_nothing(text: str, match: re.Match[str], inside: str) -> bool:
    """Whether a bracket is part of a word, `(neo)adjuvant`, or says of how many a count is: `11 (n = 118; 9.3%)`."""
    counted = _COUNT_OF.match(inside) and text[: match.start()].rstrip()[-1:].isdigit()
    return bool(counted) or text[match.end() : match.end() + 1].isalpha()


def _list_of(inside: str, assigning: bool, happened: bool) -> re.Pattern[str] | None:
    """What finds the parts of a bracket that lists several arms with their sizes; None where it does not."""
    if not happened and _LISTED.fullmatch(inside):
        return _LISTED_PART
    return _COUNT_FIRST_PART if assigning and _COUNT_FIRST.match(inside) else None


def _lettered(sentence: Sentence, match: re.Match[str], inside: str) -> Iterator[Naming]:
    for part in _LETTERED_PART.finditer(inside):
        name, n = f"arm {part['letter']}", int(number(part["n"]))
        yield Naming([name], n, sentence, match.start(), match.end(), "listed")


_OF_SOME = re.compile(r"(?:In|Among|For|With)\s[^(\[;]*[(\[][^()\[\]]*\b[nN]\s?=")


def _of_some(text: str) -> bool:
    """Whether the one size of a sentence is that of those whom it is about: `Among adults under 60 (n = 314), …`."""
    return bool(_OF_SOME.match(text)) and len({m["n"] for m in _SIZE.finditer(text)}) == 1


_AFTER_ALIAS = re.compile(r"[(\[][A-Za-z+/-]{1,12}[)\]]\s?$")
_BOTH = re.compile(r"(?:both|the two)(?: (?:together|combined|treatments|therapies|in combination))?", re.I)


def _outside(hidden: str, match: re.Match[str]) -> list[str]:
    """The usable name that stands before a bracket, if there is one."""
    name = name_before(hidden, match.start())
    return [name] if usable(name) else []


def _named_outside(sentence: Sentence, match: re.Match[str], hidden: str, n: int) -> Iterator[Naming]:
    for name in _outside(hidden, match):
        yield Naming([name], n, sentence, match.start() - 1, match.end(), "sized")


def _parts(sentence: Sentence, match: re.Match[str], parts: Iterable[re.Match[str]], kind: str) -> Iterator[Naming]:
    """Namings from the parts of a bracket, each with a `name` and an `n`."""
    for part in parts:
        name = clean_name(part["name"])
        if usable(name):
            start = match.start() + 1 + part.start("n" if part.start("n") < part.start("name") else 0)
            yield Naming([name], int(number(part["n"])), sentence, start, match.end(), kind)


def _sizes_inside(sentence: Sentence, match: re.Match[str], inside: str, kind: str) -> Iterator[Naming]:
    leading = list(_SIZE_FIRST.finditer(inside))
    if len(leading) > 1:
        yield from _parts(sentence, match, leading, kind)
        return
    for part in re.finditer(rf"(?P<name>[^;]*?)[,:\s(\[]*\b[nN]\s?=\s?(?P<n>{WHOLE})[)\]]?", inside):
        name = clean_name(re.sub(r"^[\s,;]*(?:and|or|vs\.?|versus)?\s", "", " " + part["name"].strip(" ,;")))
        if usable(name):
            start, end = match.start() + 1 + part.start(), match.start() + 1 + part.end()
            yield Naming([name], int(number(part["n"])), sentence, start, end, kind)


def _labels(text: str) -> list[str]:
    """The name that stands in a bracket before its size, where it is one and no dose."""
    label = re.sub(r"^the ", "", text.strip(" ,;").split(";")[-1].strip(" ,;:"))
    return [label] if label and usable(label) and not SCHEDULED.search(label) else []
