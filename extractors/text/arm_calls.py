"""Names that brackets give to arms: `placebo plus X as needed (X group)`, `X plus Y (XY; X 50 mg/m2, Y 9 mg/kg)`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from extractors.text.arm_drafts import gathered
from extractors.text.arm_names import tokens
from extractors.text.arm_set import Draft
from extractors.text.naming import ASSIGNED, BRACKET, Naming, brackets, clean_name, usable
from extractors.text.sentences import Sentence

SCHEDULED = re.compile(
    r"\d\s?(?:mg|g\b|mcg|µg|μg|Gy|IU|days?|weeks?)|\b(?:daily|weekly|monthly|orally|intravenous\w*)\b"
)
"""Words of doses and schedules."""

_CALLED = re.compile(r"(?:the )?(?:[\w+/.'-]+[ -]){1,6}?(?:group|arm)|controls?")
_SHORT_FORM = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z][\w+/-]{1,14}")
_GIVEN = re.compile(r":|\b(?:receive|either|or|versus|vs|(?:assigned|allocated|randomi[sz]ed) to)\b")
_HOW_GIVEN = re.compile(r"(?:i\.?v|s\.?c|p\.?o|i\.?m|[bqt]\.?i?\.?d|q\d?[wdh]|AUC\d*|EGFR|HER2|NSCLC|USA|UK)", re.I)


def short_form(inside: str) -> str:
    """The abbreviation that begins a bracket of doses, or the `X arm` that ends it; empty where there is none."""
    parts = re.split(r"[;,]\s", inside)
    if len(parts) < 2:
        return ""
    first, last = parts[0].strip(), parts[-1].strip()
    if _SHORT_FORM.fullmatch(first) and not _HOW_GIVEN.fullmatch(first) and SCHEDULED.search(inside):
        return first
    return last if _CALLED.fullmatch(last) and SCHEDULED.search(inside) else ""


def called(sentence: Sentence) -> Iterator[Naming]:
    """Every `(X group)`, `(…, X arm)` of a sentence of assignment."""
    if not ASSIGNED.search(sentence.text):
        return
    position = 0
    for match in brackets(sentence.text):
        name = re.split(r"[;,]\s", match.group()[1:-1])[-1].strip()
        if _CALLED.fullmatch(name) and usable(name):
            given = clean_name(_GIVEN.split(BRACKET.sub(" ", sentence.text[position : match.start()]))[-1])
            forms = [name.removeprefix("the ")] + ([given] if usable(given) else [])
            yield Naming(forms, None, sentence, match.start(), match.end(), "called")
            position = match.end()


def three_or_more(namings: list[Naming], pairs: list[Naming]) -> list[Draft]:
    """Three or more arms, each called a group or arm in a bracket of one sentence of assignment; else none.

    `pairs` are the places that give an arm two names; a name that two arms would have is no arm's.
    """
    calls = [naming for naming in namings if naming.kind == "called"]
    own = {tokens(naming.forms[0]) for naming in calls}
    if not 2 < len(calls) <= 8 or len({n.sentence.number for n in calls}) > 1 or len(own) < len(calls):
        return []
    seen = Counter(key for pair in pairs if pair.kind == "alias" for key in set(pair.keys))
    drafts = gathered(calls, [pair for pair in pairs if all(seen[key] < 2 for key in pair.keys)])
    return drafts if len(drafts) == len(calls) else []
