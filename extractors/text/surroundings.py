"""What stands around a group of cells: the arms named there, and which of them are only compared with."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.text.arm_mentions import Mention
from extractors.text.expression import Expression
from extractors.text.groups import Group

_REFERENCE = re.compile(
    (
        r"\b(?:compared (?:with|to)|as compared with|relative to|than(?: (?:with|in|for|did|was|those|that))*|versus|"
        r"vs\.?|over|against|respect to)\s(?:(?:the|those|patients|with|in|for|receiving|of)\s)*$"
    ),
    re.I,
)


@dataclass(slots=True, frozen=True)
class Surroundings:
    """What stands around a group: the sentence, its mentions of arms, and the bounds set by the groups beside it."""

    text: str
    mentions: list[Mention]
    floor: int
    ceiling: int
    inherited: list[int]
    """The order of the last comparison."""


_OTHER_GROUPS = Expression(
    r"\b(?:but not|who (?:had|did|were)|than (?:those|in those|patients)|"
    r"compared (?:with|to) (?:those|patients)|subgroups?)\b"
)


def compares_its_own(text: str, floor: int) -> bool:
    """Whether a sentence compares people of its own, so that no earlier order of arms holds for it."""
    return floor == 0 and bool(_OTHER_GROUPS.search(text))


def only_reference(group: Group, text: str, mentions: list[Mention]) -> bool:
    """Whether a lone value stands with an arm that is only what something else is compared with."""
    if len(group.cells) != 1 or group.every:
        return False
    near = [m for m in mentions if not m.every and 0 <= group.start - m.end < 40]
    return bool(near) and is_reference(near[-1], text)


def is_reference(mention: Mention, text: str) -> bool:
    """Whether an arm is what something else is compared with: `than with X`, `compared with X`."""
    return bool(_REFERENCE.search(text, max(0, mention.start - 50), mention.start))


def distinct(found: list[Mention], text: str) -> list[int]:
    """Arms in order of mention, those that serve as the reference (`compared with X`) last."""
    order: list[int] = []
    references: list[int] = []
    for m in found:
        target = references if is_reference(m, text) else order
        if m.arms[0] not in target:
            target.append(m.arms[0])
    return order + [a for a in references if a not in order]
