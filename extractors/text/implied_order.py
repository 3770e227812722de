"""Whose value is whose where a sentence names one arm or none: by direction, its other pairs, the report's order.

`dermatitis (36% v 69%) and itch (54% v 81%) were lower with X`: X has the lower values, in every pair of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.text.arm_mentions import Mention
from extractors.text.arm_set import Arms
from extractors.text.groups import Group
from extractors.text.sentences import Sentence

_HIGHER = re.compile(r"\b(?:higher|more|greater|increased?|larger|longer|exceeded)\b")
_LOWER = re.compile(r"\b(?:lower|fewer|less|reduced|decreased?|smaller|shorter|rarer)\b")
_DENIED = re.compile(r"\b(?:not|no|neither|without|nor|similar|comparable|did)\b")
_TO_ARM = re.compile(
    r"\b(?:in|with|for|among|on|to|by|favou?ring|receiving|under)\s(?:the\s)?(?:(?:patients|women|participants|those|"
    r"men|subjects|adults|children|people)\s)?(?:(?:in|on|with|who|receiving|given|treated|randomi[sz]ed|assigned|allocated|"
    r"received)\s){0,2}(?:to\s)?(?:the\s)?$"
)


def pairs_without_arms(made: list[Group]) -> list[Group]:
    """The comparisons of two values that no arm was tied to."""
    return [g for g in made if len(g.cells) == 2 and g.arms == [None, None] and not g.every and not g.crowded]


_COMPARED_NEXT = re.compile(
    r",?\s(?:respectively,\s)?(?:significantly|markedly|slightly)?\s?(?:higher|lower|longer|shorter|greater)\s(?:in|with)"
)


def by_subject(made: list[Group], text: str, mentions: Sequence[Mention], arms: Arms) -> None:
    """Give the pairs of a sentence to two arms where it says of one of them that its values are higher, or lower."""
    named = [m for m in mentions if not m.every]
    if len(arms.arms) != 2 or len({m.arms for m in named}) != 1 or any(m.every for m in mentions):
        return
    pairs = pairs_without_arms(made)
    after = [m for m in named if made and m.start >= made[-1].end]
    if not pairs or not after or not _TO_ARM.search(text, 0, after[0].start):
        return
    subject = after[0].arms[0]
    floor = 0
    for group in made:
        if group in pairs and (group.strong or _COMPARED_NEXT.match(text, group.end)):
            words = text[floor : group.start] + " ; " + text[made[-1].end : after[0].start]
            group.arms = by_direction(group, subject, words) or group.arms
        floor = group.end


def _direction(words: str) -> int:
    """1 for higher, -1 for lower, 0 where the words say neither, both, or deny it."""
    higher, lower = bool(_HIGHER.search(words)), bool(_LOWER.search(words))
    return 0 if higher == lower or _DENIED.search(words) else 1 if higher else -1


def by_direction(group: Group, subject: int, words: str) -> list[int | None] | None:
    """The arms of two different values, where the words say that the subject's is the higher or the lower of them."""
    first, second, direction = group.cells[0].value, group.cells[1].value, _direction(words)
    if not direction or first is None or second is None or first == second:
        return None
    return [subject, 1 - subject] if (first > second) == (direction > 0) else [1 - subject, subject]


def as_the_other_pairs(made: list[Group]) -> None:
    """Pairs of a sentence that stand like its other pairs take their order, where those agree among themselves."""
    orders = {tuple(g.arms) for g in made if len(g.cells) == 2 and None not in g.arms and g.arms[0] != g.arms[1]}
    if len(orders) == 1:
        order = list(next(iter(orders)))
        for group in pairs_without_arms(made):
            if group.strong:
                group.arms = list(order)


_IN_THAT_ORDER = re.compile(r"[\s,)\]]*(?:\([^()]*\))?[\s,]*respectively\b")


def as_said_at_the_end(made: list[Group], text: str, mentions: Sequence[Mention]) -> None:
    """`A was 19% and 10%, B 17% and 16%, respectively in the X and Y groups`: the order told last is that of each pair.

    Only where no arm is named before the last value, so that nothing else can be meant.
    """
    if not made or not _IN_THAT_ORDER.match(text, made[-1].end):
        return
    named = [m for m in mentions if not m.every]
    order = list(dict.fromkeys(m.arms[0] for m in named if m.start >= made[-1].end))
    if len(order) != 2 or any(m.start < made[-1].end for m in named):
        return
    for group in pairs_without_arms(made):
        group.arms = list(order)


def order_of_report(arms: Arms, title: str, every: Sequence[Sentence]) -> list[int]:
    """The order in which title and methods name two arms, where they do not differ; else an empty list."""
    if len(arms.arms) != 2 or not all(arm.label for arm in arms.arms):
        return []
    orders = set()
    texts = [title] + [s.text for s in every if s.section != "title"]
    for text in texts:
        order = tuple(dict.fromkeys(m.arms[0] for m in arms.finder.mentions(text) if not m.every))
        if len(order) == 2:
            orders.add(order)
        if len(orders) > 1:
            return []
    return list(orders.pop()) if orders else []
