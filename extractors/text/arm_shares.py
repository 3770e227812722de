"""Sizes of arms from the parts of a stated whole: `120 women (61 yoga, 59 control) were enrolled`.

The parts of a whole may just as well be men and women, or those with an event. So what is read here sizes arms that
the report names elsewhere, and only where the parts add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extractors.text.expression import Expression
from extractors.text.naming import ASSIGNED, Naming, brackets, clean_name, masked, usable
from extractors.text.numerals import WHOLE, WORDS, number
from extractors.text.places import without_dates
from extractors.text.quantity_forms import PEOPLE
from extractors.text.sentences import Sentence

_N = rf"(?:{WHOLE}|(?i:{WORDS}))"
_SHARE = r"(?:\x00+\s|[(\[]\s?\d+(?:\.\d+)?\s?%\s?[)\]]\s)?"
_DID = (
    r"(?:(?:(?:were |was |had )?(?:then |randomly )?(?:assigned|allocated|randomi[sz]ed|received|receiving|got|had|took"
    r"|used|given|treated|underwent|in|on|to|with|for|served as|constituted|formed|made up|represented"
    r"|comprised|entered|completed)\s)"
    r"(?:(?:to|in|with|into|by|as)\s)?(?:either\s)?(?:receive\s|undergo\s)?)"
)
_NUMBER_FIRST = Expression(
    rf"(?<![\w.,/=-])(?P<n>{_N})\s{_SHARE}(?:(?:[a-z-]+\s)?{PEOPLE}\s)?{_SHARE}(?:(?:who|that)\s)?{_DID}?{_DID}?"
    rf"(?:the\s)?\x00*(?P<name>[A-Za-z0-9][^.;:()\[\],]{{0,90}}?)"
    rf"(?=[\s\x00]*(?:[,;.)(\]]|(?:and|vs\.?|versus|v)\s(?:the\s)?{_N}\b|{PEOPLE}\b|$)|\s\x00+\s?{_N}\b)"
)
_NAME_FIRST = Expression(
    rf"(?:^|[,;]\s?|\s(?:and|vs\.?|versus|v)\s)(?:and\s)?(?P<name>[A-Za-z][^.;:()\[\]]{{0,60}}?)(?:,\s|:\s?|\s)"
    rf"(?:n\s?=\s?)?(?P<n>{_N})(?:\s{PEOPLE})?(?=\s?[,;.)(\]]|\s(?:and|vs\.?|versus|v)\s|$)"
)
_BETWEEN = re.compile(r"[\s\x00]*[,;]?\s?(?:(?:and|while|whereas|vs\.?|versus|v)\s)?(?:the\s)?")
_SOME = Expression(rf"(?<![\w.,/-])(?P<n>{_N})(?![\w/]|[.,]\d|\s?%|-)")
_TAKEN_IN = Expression(
    r"\b(?:random\w*|assign\w*|allocat\w*|enrol\w*|recruit\w*|includ\w*|participa\w*|evaluable|analy[sz]ed|entered|"
    r"completed|registered|divided|studied|eligible|assess\w+|"
    r"comprised|consisted|population)\b",
    re.I,
)
# What divides people otherwise than by treatment.
_STATE = re.compile(
    r"^(?:considered|classified|diagnosed|categori[sz]ed|identified|presented|found|rated|scored|tested|deemed|aged)\b"
    r"|\bclass [A-DI1-4]+\b",
    re.I,
)
_FARED = Expression(
    r"\b(?:developed|died|deaths?|relaps\w+|recurr\w+|progress\w+|events?|respon\w+|achieved|report(?:ed|ing)|"
    r"experienc\w+)\b"
)
_THERE_WERE = re.compile(r"^There were\b.*\b(?:groups?|arms?)\.?$", re.I)

SMALLEST = 5
"""Fewer people than this are hardly an arm, and small numbers add up by chance."""


def shared(sentence: Sentence, total: int | None) -> Iterator[Naming]:
    """The parts of a whole in one sentence, each with its name: in a bracket, or one after the other."""
    text = without_dates(sentence.text)
    outside = masked(text)
    wholes = {int(number(m["n"])) for m in _SOME.finditer(outside)} if _enrols(text) else set()
    for match in brackets(text):
        inside = match.group()[1:-1]
        for form in (_NUMBER_FIRST, _NAME_FIRST):
            parts = list(form.finditer(inside))
            if _all_of(inside, parts) and _adds_up(parts, wholes, total):
                yield from _namings(sentence, parts, match.start() + 1)
                break
    for run in map(_without_whole, _runs(outside, list(_NUMBER_FIRST.finditer(outside)))):
        sizes = {int(number(part["n"])) for part in run}
        if _adds_up(run, wholes - sizes, total) or (_THERE_WERE.match(outside) and len(run) > 1):
            yield from _namings(sentence, run, 0)


def _enrols(text: str) -> bool:
    return bool(_TAKEN_IN.search(text)) and (not _FARED.search(text) or bool(ASSIGNED.search(text)))


def _all_of(inside: str, parts: list[re.Match[str]]) -> bool:
    """Whether the parts fill a bracket, with nothing but separators between them."""
    if len(parts) < 2 or len(parts) > 6:
        return False
    edges = [0, *(part.end() for part in parts)]
    starts = [*(part.start() for part in parts), len(inside)]
    return all(_BETWEEN.fullmatch(inside[a:b]) for a, b in zip(edges, starts, strict=True))


def _runs(text: str, parts: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    """Parts that follow one another in a sentence whose brackets are blanked."""
    run: list[re.Match[str]] = []
    for part in parts:
        if run and not _BETWEEN.fullmatch(text[run[-1].end() : part.start()]):
            yield run
            run = []
        run.append(part)
    if run:
        yield run


def _without_whole(run: list[re.Match[str]]) -> list[re.Match[str]]:
    """A run without its first number where that is the sum of the others: the whole, told right before its parts."""
    first, *others = (int(number(part["n"])) for part in run)
    return run[1:] if len(others) > 1 and first == sum(others) else run


def _adds_up(parts: Iterable[re.Match[str]], wholes: set[int], total: int | None) -> bool:
    sizes = [int(number(part["n"])) for part in parts]
    return 2 <= len(sizes) <= 6 and min(sizes) >= SMALLEST and (sum(sizes) == total or sum(sizes) in wholes)


def _namings(sentence: Sentence, parts: list[re.Match[str]], offset: int) -> Iterator[Naming]:
    names = [clean_name(part["name"]) for part in parts]
    if not all(usable(name) and not _STATE.search(name) for name in names):
        return
    for part, name in zip(parts, names, strict=True):
        start = offset + min(part.start("n"), part.start("name"))
        yield Naming([name], int(number(part["n"])), sentence, start, offset + part.end(), "share")
