"""What those counted did or had, where a verb and no noun tells the outcome: `lost 4.2 kg`, `were free of disease`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.text.arm_mentions import Mention
from extractors.text.noun_phrases import Span, usable
from extractors.text.quantity_forms import PEOPLE

ONLY_BETWEEN_ARMS = frozenset(
    [
        "needed",
        "received",
        "suffered",
        "sustained",
        "completed",
        "recovered",
        "survived",
        "met",
        "were",
        "was",
        "became",
        "returned",
        "resumed",
        "conceived",
        "preferred",
        "chose",
        "stopped",
        "lost",
        "gained",
        "abstained",
        "improved",
        "worsened",
        "healed",
    ]
)
"""Verbs that tell an outcome only where arms are set against each other: of one group they tell its course."""
NO_DEED = re.compile(
    r"(?:then |also |all |each |either )?(?:an? (?:median|mean|total)|randomi|assigned|allocated|enrolled|included|"
    r"treated|analy|follow|evalua|screened|recruited|given|eligible|available|assessed|lost|older|younger|male|female|white|black|"
    r"not\b|no\b|been\b|to\b|similar|significant|compar|higher|lower|more\b|less\b|the\b|their\b|at least|registered|"
    r"excluded|assess|studied|stage|prior|previous|nodal|median|mean)"
)
"""What is done with people in a trial, or who they were: no outcome."""
_PEOPLE_DID = re.compile(
    rf"\b{PEOPLE}\b[^,;:.()]{{0,60}}?(?<![\w-])(?P<did>(?:had|experienced|reported|achieved|developed|showed|required|needed|"
    r"underwent|met|were|was|remained|recovered|survived|suffered|completed|preferred|chose|became|returned|resumed|stopped|"
    r"discontinued|improved|reached|attained|sustained|continued|used)\s(?P<what>[^,;:()]{3,70}?))(?=\s(?:in|with|than|compared|"
    r"at|after|versus|among|receiving)\b|\s?[(,;])"
)
_NOT_DONE = re.compile(
    r"(?:randomi|assigned|allocated|enrolled|included|treated|analy|followed|evaluated|screened|recruited|given|more|less|"
    r"likely|higher|lower|similar|no\b|not\b|to\b|the\b)"
)


def deed_of_people(text: str, position: int, mentions: Sequence[Mention]) -> Span | None:
    """`More patients had a thickened wall in the X group (66% v 12%)`: what those counted did or had."""
    last = None
    for match in _PEOPLE_DID.finditer(text, 0, position):
        span = match.span("did")
        if not _NOT_DONE.match(match["what"]) and usable(text, *span, mentions):
            last = span
    return last


_DID = re.compile(
    r"(?<![\w-])(?P<did>(?:were |was |had )?[a-z-]{3,}(?:ed|ost|ell|ose|ook|ept|ew|elt|ound)?(?:\s(?!by\b|"
    r"an?\b|of\b|in\b|at\b)[a-z-]+){0,4}?)(?:\s(?:by|in|an?|of|at|average|mean|to|for|the|only))*\s$"
)
_NOT_OF_ARMS = re.compile(
    r"(?:was|were|had|has|have|is|are|received|randomi[sz]ed|assigned|allocated|included|treated|analy[sz]ed|enrolled|given|"
    r"followed|evaluated|screened|compared|recipients|patients|participants|women|men|subjects|respectively|and|versus|or|"
    r"than|with|the|while|whereas|but|recruited|completed)\b"
)


def predicate(text: str, position: int, mentions: Sequence[Mention]) -> Span | None:
    """`Zelatin recipients lost 4.2 kg`: what the arm that a clause begins with did, up to the number."""
    before = [m for m in mentions if not m.every and m.end <= position]
    if not before or position - before[-1].end > 70 or re.search(r"[,;:()]", text[before[-1].end : position]):
        return None
    match = _DID.search(text, before[-1].end, position)
    if match is None or _NOT_OF_ARMS.match(match["did"]):
        return None
    span = match.span("did")
    return span if usable(text, *span, mentions) else None
