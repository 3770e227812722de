"""Which arm is the control: by its names, by what it lacks of the others, by its place in the title."""

from __future__ import annotations

import re

from extractors.text.arm_names import tokens
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
        r"\b(?:placebo|control|CTL|sham|no |untreated|best supportive care|usual care|standard (?:care|arm|"
        r"treatment|therapy)|non-)|(?:^|; )(?:without|standard)\b"
    ),
    re.I,
)


_ADDED_PLACEBO = re.compile(
    r"\s(?:and|plus|\+)\s(?:[\w-]+\s){0,2}placebo\b|^(?:[\w-]+\s){0,2}placebo\s(?:and|plus|\+)\s", re.I
)


def roles_of(drafts: list[Draft], namings: list[Naming]) -> list[str]:
    """Experimental or control for each draft: by its names, its place in the title, what it lacks of the others."""
    scores = [_control_score(draft, drafts, namings) for draft in drafts]
    best = max(scores)
    if best < 2 or len(drafts) == 2:
        last_best = max(i for i, score in enumerate(scores) if score == best)
        return ["control" if i == last_best else "experimental" for i in range(len(drafts))]
    return ["control" if score >= min(best, 2.5) else "experimental" for score in scores]


def _control_score(draft: Draft, drafts: list[Draft], namings: list[Naming]) -> float:
    names = " ; ".join(draft.forms)
    others = [d for d in drafts if d is not draft]
    if _is_double_dummy(draft, others):
        names = " ; ".join(_ADDED_PLACEBO.sub("", form) for form in draft.forms)
    score = 2.5 if STRONG_CUES.search(names) else 1.5 if CONTROL_CUES.search(names) else 0.0
    if "experimental" in names.lower() or (
        any(k & {"experimental", "combination"} for k in draft.keys) and "non-" not in names
    ):
        score -= 3
    if any(a < b for a in draft.keys for d in others for b in d.keys):
        score += 2
    if any("observation" in k for k in draft.keys):
        score += -2 if any("control" in k for d in others for k in d.keys) else 1
    titled = [n for n in namings if n.kind == "titled"]
    if len(titled) in (2, 3) and not STRONG_CUES.search(names):
        *others_titled, last = (_alike(draft, n) for n in titled)
        first = max(others_titled)
        score += 1 if last > first else -2 if first > last else 0
    return score


def _is_double_dummy(draft: Draft, others: list[Draft]) -> bool:
    """Whether an arm has a placebo beside a treatment that no other arm has: the other arm's dummy."""
    rests = [tokens(_ADDED_PLACEBO.sub("", form)) for form in draft.forms if _ADDED_PLACEBO.search(form)]
    return any(rest and not any(rest <= key for d in others for key in d.keys) for rest in rests)


def _alike(draft: Draft, naming: Naming) -> float:
    return max((len(a & b) / len(a | b) for a in draft.keys for b in naming.keys), default=0.0)
