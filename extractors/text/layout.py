"""Which arm each cell of a comparison belongs to."""

from __future__ import annotations

import re

from extractors.text import share_order
from extractors.text.arm_set import Arms
from extractors.text.beside import adjacent, by_denominator, complete, follows
from extractors.text.groups import Group
from extractors.text.mention_order import from_order
from extractors.text.not_by_arm import SAME, everyone, given_or_not, of_both_named, of_other_people, of_two_outcomes
from extractors.text.surroundings import Surroundings


def assign(group: Group, around: Surroundings, arms: Arms) -> None:
    """Fill `group.arms` from the words around the group; None where they do not say."""
    text, mentions, floor, ceiling = around.text, around.mentions, around.floor, around.ceiling
    k = len(group.cells)
    if arms.single:
        group.arms = [0] * k
        return
    named = [m for m in mentions if not m.every]
    if k == 1 and everyone(group, text, mentions, floor, ceiling):
        group.every, group.arms = True, [None]
        return
    if k == 1 and group.crowded:
        group.arms = [None]
        return
    if k == 2 and (of_two_outcomes(group, text, named) or of_other_people(group, text, named)):
        group.arms, group.crowded = [None] * k, True
        return
    if k == 1 and of_both_named(group, text, named):
        group.every, group.arms = bool(SAME.search(text, floor, group.start)), [None]
        return
    group.reach = group.end
    found = given_or_not(group, text, named, len(arms.arms)) if k == 2 else []
    if found:
        group.arms = found
        return
    found = by_denominator(group, arms)
    if found:
        beside = [m for m in named if group.end <= m.start < ceiling and m.arms[0] == found[-1]]
        group.reach = beside[0].end if beside and follows(text, group.end, beside[0].start) else group.end
    found = found or adjacent(group, text, named, floor, ceiling)
    if k == 2 and group.strong and found[0] is None and _SAID_OF_BOTH.match(text, group.end):
        found = [None] * k
    if not complete(found):
        found = (share_order.order(group, arms) if k > 1 else []) or from_order(group, found, around, named, arms)
    group.arms = found


_SAID_OF_BOTH = re.compile(r"\s?[)\]]\s(?:was|were|had|occurred)\b")
"""`rash (12% v 1%) was seen with X`: what follows is said of the pair, not of its second value."""
