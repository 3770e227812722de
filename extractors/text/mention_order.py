"""Arms by the order in which a sentence names them: respectively, the subject first, the reference last."""

from __future__ import annotations

import re

from extractors.text import implied_order
from extractors.text.arm_mentions import Mention
from extractors.text.arm_set import Arms
from extractors.text.expression import Expression
from extractors.text.groups import VERSUS, Group, strange_words
from extractors.text.not_by_arm import two_of_one_arm
from extractors.text.surroundings import Surroundings, compares_its_own, distinct, is_reference

_RESPECTIVELY = Expression(r"\b(?:respectively|accordingly|correspondingly)\b")


_SOME_GROUP = re.compile(r"(?:\s\w+){0,2}?\s(?:in|with|for|among|on|of)\s(?:the\s)?[\w+/ -]{2,60}?\b(?:group|arm)\b")


_IN_THAT_ORDER = re.compile(r"\b(?:[Cc]orresponding|[Rr]espective)\b")


def from_order(
    group: Group, found: list[int | None], around: Surroundings, named: list[Mention], arms: Arms
) -> list[int | None]:
    """Complete what stands beside the cells by order of mention, or by the other arm of two."""
    text, k = around.text, len(group.cells)
    if k == 2 and two_of_one_arm(group, around, named):
        return [None] * k
    last = group.cells[found.index(None)] if None in found else group.cells[-1]
    respectively = bool(_RESPECTIVELY.search(text, group.end))
    together = group.strong or respectively or bool(_SOME_GROUP.match(text, last.end))
    together = together or bool(re.search(r"\b(?:groups|arms)\b", text))
    completed = _completed(found, k, len(arms.arms)) if together else None
    subjects = [m for m in named if around.floor <= m.start and m.end <= group.start]
    after = [m for m in named if group.end <= m.start < min(around.ceiling, group.end + 90)]
    listed = len(distinct(after, text)) >= k
    if completed and found[-1] is not None and not subjects and not listed and not respectively:
        return completed
    ordered = _ordered(group, around, named, arms) or completed
    known = [a for a in found if a is not None]
    return ordered or (found if len(set(known)) == len(known) else [None] * k)


def _completed(found: list[int | None], k: int, n_arms: int) -> list[int | None] | None:
    """Of two arms, the one that is not named is the other."""
    if k == 2 == n_arms and sum(a is not None for a in found) == 1:
        known = next(a for a in found if a is not None)
        return [known if a is not None else 1 - known for a in found]
    return None


def _ordered(group: Group, around: Surroundings, named: list[Mention], arms: Arms) -> list[int | None] | None:
    """Arms by order of mention: after the values with `respectively`, before them, the subject first, or as before."""
    text, floor, ceiling, inherited = around.text, around.floor, around.ceiling, around.inherited
    k, n_arms = len(group.cells), len(arms.arms)
    if compares_its_own(text, around.floor):
        inherited = []
    after = distinct([m for m in named if group.end <= m.start < min(ceiling, group.end + 160)], text)
    if (
        k > 1
        and len(after) == k
        and re.search(
            r"\brespectively|\((?=[^)]*\b(?:vs\.?|versus|v)\b)|"
            r"\b(?:in|for|with|among|between) (?:the|groups?|arms?)\b|\bfor\b|\bwith\b",
            text[group.end : group.end + 160],
        )
    ):
        nearest = next(m for m in named if m.start >= group.end)
        if _RESPECTIVELY.search(text, group.end) or (
            not [m for m in named if floor <= m.start < group.start]
            and len(strange_words(text, group.end, nearest.start, [])) <= 2
        ):
            return list(after)
    before = distinct([m for m in named if floor <= m.start and m.end <= group.start], text)
    within = _first_within(group, text, named) if k == 2 and after else None
    if within is not None:
        return [within, after[0]] if within != after[0] else None
    if k == 1:
        return _alone(group, text, named)
    if len(before) >= k:
        return list(before[-k:])
    if len(before) == 1 and k == n_arms == 2 and group.strong:
        first = before[0]
        references = [m for m in named if floor <= m.start < group.start]
        larger = _larger_first(group, text[floor : group.start])
        if larger is not None and not any(is_reference(m, text) for m in references):
            return [first, 1 - first] if larger else [1 - first, first]
        return [1 - first, first] if all(is_reference(m, text) for m in references) else [first, 1 - first]
    if (
        not before
        and len(inherited) == k
        and (
            group.strong
            or k == n_arms > 2
            or _IN_THAT_ORDER.search(text)
            or (_RESPECTIVELY.search(text) and (floor or not _two_things(text, floor, group.start)))
            or (
                "(" in text[max(0, group.start - 2) : group.start]
                and not _TWO_OUTCOMES.search(text, floor, group.start)
            )
        )
    ):
        return list(inherited)
    if not before and k == n_arms == 2 and len(after) == 1 and group.strong:
        return _by_one_after(group, after[0], named, text)
    return None


def _alone(group: Group, text: str, named: list[Mention]) -> list[int | None] | None:
    """The arm of a single value: the one subject before it, or the only arm that the sentence names."""
    subjects = {m.arms[0] for m in named if m.end <= group.start}
    if (
        len(subjects) == 1
        and group.family != "plain"
        and not any(is_reference(m, text) for m in named if m.end <= group.start)
    ):
        return list(subjects)
    every = {m.arms[0] for m in named}
    if len(every) == 1 and not all(is_reference(m, text) for m in named) and group.family != "plain":
        return list(every)
    return None


def _first_within(group: Group, text: str, named: list[Mention]) -> int | None:
    """The arm named between two values with no `versus` before it: the first value is its own."""
    start, stop = group.cells[0].end, group.cells[-1].start
    inside = next((m for m in named if start <= m.start < stop), None)
    return None if inside is None or VERSUS.search(text[start : inside.start]) else inside.arms[0]


def _by_one_after(group: Group, arm: int, named: list[Mention], text: str) -> list[int | None]:
    """The arms of a pair that one arm follows: by the direction told of it, else that arm first."""
    only = next(m for m in named if m.start >= group.end)
    told = implied_order.by_direction(group, arm, text[group.end : only.start])
    return told or ([1 - arm, arm] if is_reference(only, text) else [arm, 1 - arm])


_LONGER = re.compile(r"\b(?:improved|prolonged|longer|extended|better|superior|increased)\b")


_NOT_LONGER = re.compile(r"\b(?:not|no|shorter|worse|inferior|reduced|decreased|similar|without)\b")


def _larger_first(group: Group, lead: str) -> bool | None:
    """Whether the first of two times is the larger, where the words say that the arm named does better; else None.

    `survival was improved in the X arm (3.7 v 7.4 months)`: X has the longer time, whatever the order of print.
    """
    a, b = group.cells[0].value, group.cells[1].value
    if (
        group.family != "time"
        or a is None
        or b is None
        or a == b
        or not _LONGER.search(lead)
        or _NOT_LONGER.search(lead)
    ):
        return None
    return a > b


def _two_things(text: str, floor: int, start: int) -> bool:
    """Whether two things are named before a pair of values, so that `respectively` may mean them and not the arms."""
    return bool(re.search(r"(?<!\d) and (?!\d)", text[floor:start]))


_TWO_OUTCOMES = re.compile(r"\b(?:survival|rates?|response|PFS|DFS|OS|EFS)\sand\s(?:the\s)?(?:[\w-]+\s){1,3}[(\[]\s?$")
"""`PFS and OS (64% and 85%)`: the two values may be of two outcomes."""
