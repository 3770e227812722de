"""Which arm of one reading is which arm of the other: by their names, then by their roles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.text.normal import plain
from schemas.models import Arm

_EMPTY = frozenset({
    "the", "a", "an", "of", "and", "with", "plus", "in", "for", "to", "group", "groups", "arm", "arms", "patients",
    "treatment", "therapy",
})  # fmt: skip
SAME, WITHIN = 3, 2


def match_arms(first: Sequence[Arm], second: Sequence[Arm]) -> dict[str, str]:
    """Letter of the second reading → letter of the first, one to one; arms without a counterpart are left out."""
    own = [arm for arm in first if not arm.same_as]
    scored = [(_likeness(one, two), one.arm, two.arm) for one in own for two in second]
    matched: dict[str, str] = {}
    for level in (SAME, WITHIN):
        for score, one, two in scored:
            rivals = [s for s, a, b in scored if s >= level and (a == one) != (b == two)
                      and a not in matched.values() and b not in matched]  # fmt: skip
            if score >= level and two not in matched and one not in matched.values() and not rivals:
                matched[two] = one
    left = [arm for arm in own if arm.arm not in matched.values()]
    others = [arm for arm in second if arm.arm not in matched]
    for arm in others:
        same_role = [other for other in left if other.role == arm.role]
        alone = sum(other.role == arm.role for other in others) == 1
        if alone and len(same_role) == 1:
            matched[arm.arm] = same_role[0].arm
    return matched


def _likeness(one: Arm, two: Arm) -> int:
    """SAME where two names are one name, WITHIN where the words of one are all among those of the other, else 0."""
    names = [{_words(name) for name in (arm.label, *arm.names)} - {frozenset()} for arm in (one, two)]
    if names[0] & names[1]:
        return SAME
    return WITHIN if any(a <= b or b <= a for a in names[0] for b in names[1]) else 0


def _words(name: str) -> frozenset[str]:
    """The words that tell an arm from another; letters and numbers alone (arm 1, group B) count as such words."""
    return frozenset(re.findall(r"[^\W_]+", plain(name).casefold())) - _EMPTY
