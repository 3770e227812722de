"""Which arm is the control: by its names, by what it lacks of the others, by its place in the title."""

from __future__ import annotations

import re
from collections.abc import Mapping

from extractors.text.arm_names import Tokens, tokens
from extractors.text.arm_set import Draft
from extractors.text.naming import Naming

CONTROL_CUES = re.compile(
    r"\b(?:placebo|control|sham|no (?:further )?(?:treatment|intervention|\w+)|without|standard|usual|"
    r"conventional(?:ly)?|best supportive care|"
    r"deferred|delayed|wait(?:ing)?[ -]?list|WLC|CTL|untreated|non-\w+|monotherap\w+|alone|only|reference|"
    r"originator)\b",
    re.I,
)

STRONG_CUES = re.compile(
    (
        r"\b(?:placebo|control|CTL|sham|no |untreated|best supportive care|usual care|treatment as usual|TAU\b|"
        r"conventional(?:ly)?\b|standard (?:care|arm|treatment|therapy)|non-)|(?:^|; )(?:without|standard)\b"
    ),
    re.I,
)


_OPEN_PLACEBO = re.compile(r"\b(?:open[- ]label|non-?blinded|open) placebos?\b|\bOLPs?\b", re.I)
"""A placebo that people know of is what is studied, not what it is compared with."""
_ADDED_PLACEBO = re.compile(
    r"\s(?:and|plus|\+)\s(?:[\w-]+\s){0,2}placebo\b|^(?:[\w-]+\s){0,2}placebo\s(?:and|plus|\+)\s", re.I
)


def roles_of(drafts: list[Draft], namings: list[Naming], short: Mapping[str, Tokens]) -> list[str]:
    """Experimental or control for each draft: by its names, its place in the title, what it lacks of the others.

    `short` expands the report's abbreviations.
    """
    titled = [n for n in namings if n.kind == "titled"]
    if len(drafts) == 2 and (_is_part_of(drafts[0], drafts[1]) or _is_part_of(drafts[1], drafts[0])):
        titled = []  # what one arm lacks of the other tells more than the order of a title
    scores = [_control_score(draft, drafts) + _by_title(draft, titled, short) for draft in drafts]
    best = max(scores)
    if best < 2 or len(drafts) == 2:
        last_best = max(i for i, score in enumerate(scores) if score == best)
        return ["control" if i == last_best else "experimental" for i in range(len(drafts))]
    return ["control" if score >= min(best, 2.5) else "experimental" for score in scores]


def _names(draft: Draft, others: list[Draft]) -> str:
    """The forms that tell an arm's part: without another arm's dummy, without a placebo that is what is studied."""
    forms = draft.forms
    if _is_double_dummy(draft, others):
        forms = [_ADDED_PLACEBO.sub("", form) for form in forms]
    return " ; ".join(_OPEN_PLACEBO.sub("", form) for form in forms)


def _control_score(draft: Draft, drafts: list[Draft]) -> float:
    others = [d for d in drafts if d is not draft]
    names = _names(draft, others)
    score = 2.5 if STRONG_CUES.search(names) else 1.5 if CONTROL_CUES.search(names) else 0.0
    if "experimental" in names.lower() or (
        any(k & {"experimental", "combination"} for k in draft.keys) and "non-" not in names
    ):
        score -= 3
    if any(_is_part_of(draft, other) for other in others):
        score += 2
    if any("observation" in k for k in draft.keys):
        score += -2 if any("control" in k for d in others for k in d.keys) else 1
    return score


def _is_part_of(draft: Draft, other: Draft) -> bool:
    """Whether an arm is another without its addition: `drug A` beside `drug A plus drug B`, `AB-C` beside `AB-CD`."""
    wider = other.keys | {tokens(form) for form in other.forms}
    if any(a < b for a in draft.keys for b in wider):
        return True
    return any(a != b and b.startswith(a) for a in _codes(draft) for b in _codes(other))


_CODE = re.compile(r"(?:[A-Z][a-z]?[+-]?){2,7}(?=\s(?:group|arm|regimen)s?$|$)")


def _codes(draft: Draft) -> set[str]:
    """The short forms of regimens among an arm's names, each drug a capital: `AB-CD`, `TCbH`."""
    return {match.group() for match in map(_CODE.match, draft.forms) if match}


def _by_title(draft: Draft, titled: list[Naming], short: Mapping[str, Tokens]) -> float:
    """What the place in a title tells: the arm named last is the control."""
    if len(titled) not in (2, 3) or STRONG_CUES.search(_names(draft, [])):
        return 0
    *others_titled, last = (_alike(draft, n, short) for n in titled)
    first = max(others_titled)
    return 1 if last > first else -2 if first > last else 0


def _is_double_dummy(draft: Draft, others: list[Draft]) -> bool:
    """Whether an arm has a placebo beside a treatment that no other arm has: the other arm's dummy."""
    rests = [tokens(_ADDED_PLACEBO.sub("", form)) for form in draft.forms if _ADDED_PLACEBO.search(form)]
    return any(rest and not any(rest <= key for d in others for key in d.keys) for rest in rests)


_COMPARED = re.compile(r"\bcompared (?:with|to)\b")


def _alike(draft: Draft, naming: Naming, short: Mapping[str, Tokens]) -> float:
    """How much of a title's name an arm's names share; `X compared with Y` is sure enough to look up short forms."""
    longer = set()
    if _COMPARED.search(naming.sentence.text):
        longer = {short[token] for key in draft.keys if len(key) == 1 for token in key if token in short}
    return max((_shared(a, b) for a in draft.keys | longer for b in naming.keys), default=0.0)


_BY_CHANCE = 0.25
"""One word in four that two names share tells nothing: `wire-guided excision`, `guided by scan`."""


def _shared(a: Tokens, b: Tokens) -> float:
    share = len(a & b) / len(a | b)
    return share if share > _BY_CHANCE or a <= b or b <= a else 0.0
