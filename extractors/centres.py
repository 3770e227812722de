"""Whether a trial runs at one centre or several, and at how many, in the words of its report."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.text.numerals import WORDS, word_value
from extractors.text.sentences import Sentence
from schemas.models import Detail

SINGLE, MULTI = "single-centre", "multicentre"
PLACE_STEMS = (
    "center", "centre", "centric", "site", "hospital", "clinic", "institut", "practice", "department", "school",
    "communities", "villages", "units", "facilit", "system", "universit", "homes", "ward", "agenc", "programs",
    "programmes", "pharmac", "services", "churches", "offices", "laboratories", "colleges", "chcs", "phcs",
)  # fmt: skip
"""Stems of which a sentence about the places of a trial holds at least one."""
_NAMED = re.compile(
    r"(?P<multi>\bmulti-? ?(?:cent(?:er|re)(?:ed)?|centric|site|institution(?:al)?|clinic|hospital)\b)"
    r"|(?P<single>\b(?:single|one|mono|uni)[- ]?(?:cent(?:er|re)(?:ed|d)?|centric|site|institution(?:al)?)\b)"
    r"|(?P<one>\bsingle (?:[\w-]+ ){0,4}?(?:cent(?:er|re)|site|institution|hospital|clinic)\b)",
    re.IGNORECASE,
)
_PLACES = (
    r"(?:cent(?:er|re)s|sites|hospitals|clinics|institutions|institutes|practices|departments|schools|communities"
    r"|villages|units|facilities|health systems|health care systems|universities|nursing homes|wards|agencies"
    r"|pharmacies|services|churches|offices|laboratories|programs|programmes|colleges|homes|CHCs|PHCs|EDs|ICUs)"
)
_COUNTED = re.compile(
    rf"(?<![\w.,/-])(?P<n>\d{{1,3}}|(?i:{WORDS}))(?! (?:of|out)\b) (?P<words>(?:(?!(?:of|in|to|from|with|at|patients"
    rf"|participants|and)\b)[\w,'/()-]+ ){{0,5}}?)(?P<places>{_PLACES})\b"
)
# The study does something at the places counted or named.
_TAKES_PLACE = re.compile(
    r"\b(?:conducted|performed|carried out|took place|takes? place|taking place|recruit\w*|enrol\w*|undertaken|set in"
    r"|setting|run (?:at|in)|participat\w+|based (?:at|in)|located|involv\w+|implemented|multi-?\s?cent\w+"
    r"|study sites|trial sites|randomi[sz]ed (?:at|in|from)|include[sd]?|attend\w+|admitted|referred|treated)\b",
    re.IGNORECASE,
)
_NOT_THE_TRIAL = re.compile(
    r"\b(?:previous|earlier|prior|et al|pilot|future|other (?:trials|studies)|meta-analys\w+|reviews?|published"
    r"|ethics committees?|review boards?|monitoring)\b",
    re.IGNORECASE,
)
_KIND = (
    r"(?:Hospitals?|Cent(?:er|re)|Clinic|University|Institute|College|School|Infirmary|Department|Unit|Ward|Academy"
    r"|Service)"
)
_PLACE = re.compile(
    r"\b(?:conducted|performed|carried out|took place|takes? place|undertaken|recruited|enrolled|run|based|implemented"
    r"|admitted|referred)\b(?:(?! and )[^.;(]){0,90}?\b(?:at|in|from|by|to|within|of) (?P<where>(?:the |our |an? |one )"
    r"(?!\d)(?:[\w'&-]+,? ){0,6}?(?:university hospital|hospital|(?:medical |trauma |health |research )?cent(?:er"
    r"|re)|clinic|department"
    rf"|unit|ward|institute|school|practice)\b(?!s)|(?:the )?[A-Z][\w'.-]+ (?:(?:of|for|and|the|de|di"
    rf"|[A-Z(][\w'.)-]+),? ){{0,6}}?{_KIND}\b)",
)
_SEVERAL = re.compile(
    rf"\b{_PLACES}\b|Hospitals\b|\band (?:the |at |from |in )?(?:[A-Z][\w'.-]+ ){{1,5}}{_KIND}"
    rf"|{_KIND}[^.;]{{0,60}}, [^.;]{{0,80}}\band\b[^.;]{{0,60}}{_KIND}|\beach (?:cent|site|hosp|clinic)",
)


def centres_of(sentence: Sentence) -> Iterator[Detail]:
    """`centres` (single-centre or multicentre) and `n_centres`, the number, where a sentence gives them."""
    text = sentence.text
    if _NOT_THE_TRIAL.search(text):
        return
    for match in _NAMED.finditer(text):
        if match.lastgroup != "one" or _TAKES_PLACE.search(text):
            yield _detail(sentence, "centres", MULTI if match["multi"] else SINGLE, match)
    if _TAKES_PLACE.search(text):
        yield from _counted(sentence, text)
        yield from _one_place(sentence, text)


def _counted(sentence: Sentence, text: str) -> Iterator[Detail]:
    for match in _COUNTED.finditer(text):
        n = int(match["n"]) if match["n"].isdigit() else word_value(match["n"])
        if n > 1:
            yield _detail(sentence, "centres", MULTI, match)
            yield _detail(sentence, "n_centres", n, match)


def _one_place(sentence: Sentence, text: str) -> Iterator[Detail]:
    match = _PLACE.search(text)
    if match and not _SEVERAL.search(text):
        start, end = match.span("where")
        yield Detail("place", SINGLE, sentence.locator(start, end), sentence.quote(start, end))


def _detail(sentence: Sentence, field: str, value: str | int, match: re.Match[str]) -> Detail:
    return Detail(field, value, sentence.locator(*match.span()), sentence.quote(*match.span()))
