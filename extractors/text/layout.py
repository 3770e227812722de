"""Which arm each cell of a comparison belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.text import implied_order, share_order
from extractors.text.arm_mentions import Mention
from extractors.text.arm_set import Arms
from extractors.text.expression import Expression
from extractors.text.groups import VERSUS, Group, strange_words

_REFERENCE = re.compile(
    (
        r"\b(?:compared (?:with|to)|as compared with|relative to|than(?: (?:with|in|for|did|was|those|that))*|versus|"
        r"vs\.?|over|against|respect to)\s(?:(?:the|those|patients|with|in|for|receiving|of)\s)*$"
    ),
    re.I,
)
_RESPECTIVELY = Expression(r"\b(?:respectively|accordingly|correspondingly)\b")
_SOME_GROUP = re.compile(r"(?:\s\w+){0,2}?\s(?:in|with|for|among|on|of)\s(?:the\s)?[\w+/ -]{2,60}?\b(?:group|arm)\b")
_NEAR = re.compile(
    r"^\s?[)\]]?\s?(?:of|in|with|for|among|on|to|from|patients|participants|\(|women|men|who|receiving|after)", re.I
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


def assign(group: Group, around: Surroundings, arms: Arms) -> None:
    """Fill `group.arms` from the words around the group; None where they do not say."""
    text, mentions, floor, ceiling = around.text, around.mentions, around.floor, around.ceiling
    k = len(group.cells)
    if arms.single:
        group.arms = [0] * k
        return
    named = [m for m in mentions if not m.every]
    if k == 1 and _everyone(group, text, mentions, floor, ceiling):
        group.every, group.arms = True, [None]
        return
    if k == 1 and group.crowded:
        group.arms = [None]
        return
    if k == 2 and (_of_two_outcomes(group, text, named) or _of_other_people(group, text, named)):
        group.arms, group.crowded = [None] * k, True
        return
    if k == 1 and _of_both_named(group, text, named):
        group.every, group.arms = bool(_SAME.search(text, floor, group.start)), [None]
        return
    group.reach = group.end
    found = _given_or_not(group, text, named, len(arms.arms)) if k == 2 else []
    if found:
        group.arms = found
        return
    found = _by_denominator(group, arms)
    if found:
        beside = [m for m in named if group.end <= m.start < ceiling and m.arms[0] == found[-1]]
        group.reach = beside[0].end if beside and _follows(text, group.end, beside[0].start) else group.end
    found = found or _adjacent(group, text, named, floor, ceiling)
    if k == 2 and group.strong and found[0] is None and _SAID_OF_BOTH.match(text, group.end):
        found = [None] * k
    if not _complete(found):
        found = (share_order.order(group, arms) if k > 1 else []) or _from_order(group, found, around, named, arms)
    group.arms = found


_GIVEN_OR_NOT = re.compile(
    r"(?:\s(?:of|for|in|among|with)\s(?:the\s)?(?:patients|women|men|participants|those|subjects|people))?"
    r"(?:\s(?:who\s)?(?:were|had been))?"
    r"\s(?:(?:treated|given|receiving)\sor\snot(?:\s(?:treated|given|receiving))?(?:\swith)?|with\sor\swithout)\s(?:the\s)?$"
)


def _given_or_not(group: Group, text: str, named: list[Mention], n_arms: int) -> list[int | None]:
    """`91% and 87% of patients treated or not with X`: X first, then the other arm."""
    after = next((m for m in named if m.start >= group.end), None)
    if after is None or n_arms != 2 or not _GIVEN_OR_NOT.match(text, group.end, after.start):
        return []
    return [after.arms[0], 1 - after.arms[0]]


_SAID_OF_BOTH = re.compile(r"\s?[)\]]\s(?:was|were|had|occurred)\b")
"""`rash (12% v 1%) was seen with X`: what follows is said of the pair, not of its second value."""
_SAME = re.compile(r"\b(?:the same|identical|equal)\b")


_ELSEWHERE = re.compile(
    r"[)\]]?\s(?:in|for|among|of)\s(?:the|this|our|a)\s(?:[\w-]+\s){0,3}?(?:trial|study|cohort|period|series|survey|registry|era)\b"
)


def _of_other_people(group: Group, text: str, named: list[Mention]) -> bool:
    """`7% in the present trial compared with 6% in the earlier cohort`: values of two studies, not of two arms."""
    first, last = group.cells[0], group.cells[-1]
    places = [_ELSEWHERE.match(text, cell.end) for cell in (first, last)]
    return all(places) and not any(place.start() <= m.start < place.end() for place in places if place for m in named)


def _of_both_named(group: Group, text: str, named: list[Mention]) -> bool:
    """`was the same in the X and Y arms (10%)`: one value right after two arms that are named together."""
    before = [m for m in named if m.end <= group.start][-2:]
    return (
        len(before) == 2
        and before[0].arms != before[1].arms
        and bool(re.match(r"\sand\s(?:the\s)?(?!.*\d)", text[before[0].end : before[1].end]))
        and before[1].start - before[0].end < 10
        and bool(re.fullmatch(r"(?:\s(?:groups|arms))?\s?[(\[]\s?", text[before[1].end : group.start]))
    )


_IN_THAT_ORDER = re.compile(r"\b(?:[Cc]orresponding|[Rr]espective)\b")
_TWO_NAMED = re.compile(r"[^,;()]{3,20}(?<!\d)\sand\s(?!\d)(?:(?!\sand\s)[^,;()]){3,60}[(\[]\s?$")
_IN_TURN = re.compile(r"\s?,?\srespectively")


def _of_two_outcomes(group: Group, text: str, named: list[Mention]) -> bool:
    """`gains in strength and in balance (23% and 35%, respectively)`: a pair in the order of two things, no arms."""
    if not _IN_TURN.match(text, group.end):
        return False
    two = _TWO_NAMED.search(text, max(0, group.start - 85), group.start)
    return bool(two) and not any(two.start() < m.end and m.start < group.start for m in named if two)


def _from_order(
    group: Group, found: list[int | None], around: Surroundings, named: list[Mention], arms: Arms
) -> list[int | None]:
    """Complete what stands beside the cells by order of mention, or by the other arm of two."""
    text, k = around.text, len(group.cells)
    if k == 2 and _two_of_one_arm(group, around, named):
        return [None] * k
    last = group.cells[found.index(None)] if None in found else group.cells[-1]
    respectively = bool(_RESPECTIVELY.search(text, group.end))
    together = group.strong or respectively or bool(_SOME_GROUP.match(text, last.end))
    together = together or bool(re.search(r"\b(?:groups|arms)\b", text))
    completed = _completed(found, k, len(arms.arms)) if together else None
    subjects = [m for m in named if around.floor <= m.start and m.end <= group.start]
    after = [m for m in named if group.end <= m.start < min(around.ceiling, group.end + 90)]
    listed = len(_distinct(after, text)) >= k
    if completed and found[-1] is not None and not subjects and not listed and not respectively:
        return completed
    ordered = _ordered(group, around, named, arms) or completed
    known = [a for a in found if a is not None]
    return ordered or (found if len(set(known)) == len(known) else [None] * k)


def _two_of_one_arm(group: Group, around: Surroundings, named: list[Mention]) -> bool:
    """`clinical and pathological remission of X was 29% and 27%, respectively`: two things of the one arm named."""
    text = around.text
    lead = [m for m in named if around.floor <= m.start and m.end <= group.start]
    if VERSUS.search(text, group.cells[0].end, group.cells[1].start) or len({m.arms for m in lead}) != 1:
        return False
    if _IN_TURN.match(text, group.end):
        things = text[around.floor : lead[0].start] + text[lead[-1].end : group.start]
        later = any(group.end <= m.start < around.ceiling for m in named)
        return not later and bool(re.search(r"(?<!\d) and (?!\d)", things))
    return _is_reference(lead[-1], text) and bool(re.fullmatch(r"\s?[(\[]\s?", text[lead[-1].end : group.start]))


def _everyone(group: Group, text: str, mentions: list[Mention], floor: int, ceiling: int) -> bool:
    for m in mentions:
        if m.every and group.end <= m.start < ceiling and len(strange_words(text, group.end, m.start, [])) <= 1:
            return "neither" not in text[m.start : m.end].lower()
        if (
            m.every
            and floor <= m.start
            and m.end <= group.start
            and len(strange_words(text, m.end, group.start, [])) <= 2
        ):
            return True
    return _both_named(text, group.end, mentions)


_BOTH = re.compile(r"\s(?:for|in|with|on|among|of)\sboth\s(?:the\s)?$")


def _both_named(text: str, end: int, mentions: list[Mention]) -> bool:
    """`6.0 months for both X and Y`: the value is of each of two arms."""
    first = next((m for m in mentions if m.start >= end), None)
    return first is not None and bool(_BOTH.fullmatch(text, end, first.start)) and text.startswith(" and ", first.end)


def _by_denominator(group: Group, arms: Arms) -> list[int | None]:
    """`228/472 vs 222/468`: each denominator is the size of exactly one arm."""
    sizes = [arm.n for arm in arms.arms]
    found: list[int | None] = []
    for c in group.cells:
        if c.n is None or sizes.count(c.n) != 1:
            return []
        found.append(sizes.index(c.n))
    return found if len(set(found)) == len(found) and len(found) > 1 else []


def _adjacent(group: Group, text: str, named: list[Mention], floor: int, ceiling: int) -> list[int | None]:
    """Arms that stand right after or right before each cell."""
    right: list[int | None] = []
    left: list[int | None] = []
    starts = [c.start for c in group.cells[1:]] + [ceiling]
    ends = [floor] + [c.end for c in group.cells[:-1]]
    for c, stop, begin in zip(group.cells, starts, ends, strict=True):
        inner = next((m for m in named if c.start < m.start < c.end), None)
        after = next((m for m in named if c.end <= m.start < stop), None)
        if after is not None and _heads_a_list(text, after, named):
            after = None
        before = next((m for m in reversed(named) if begin <= m.start and m.end <= c.start), None)
        if before is not None and len(group.cells) > 1 and _ends_a_list(text, before, named):
            before = None
        right.append(
            inner.arms[0] if inner else after.arms[0] if after and _follows(text, c.end, after.start) else None
        )
        left.append(before.arms[0] if before and _precedes(text, before, c.start) else None)
    tight = all(_NEAR.match(text[c.end :]) for c in group.cells)
    if _complete(right) and (tight or not _complete(left)):
        group.reach = max(m.end for m in named if m.start < ceiling and m.arms[0] == right[-1])
        return right
    apart = any(
        r is not None and r != b and _NEAR.match(text[c.end :])
        for c, r, b in zip(group.cells, right, left, strict=True)
    )
    if _complete(left) and not apart:
        return left
    mixed = [r if r is not None else b for r, b in zip(right, left, strict=True)]
    if _complete(mixed):
        beside = next((m for m in named if group.cells[-1].end <= m.start), None)
        if right[-1] is not None and beside is not None and re.match(r"(?:\s(?:group|arm))?;", text[beside.end :]):
            group.reach = beside.end
        return mixed
    return right if any(a is not None for a in right) else left if any(a is not None for a in left) else mixed


def _complete(found: list[int | None]) -> bool:
    return None not in found and len(set(found)) == len(found)


def _heads_a_list(text: str, mention: Mention, named: list[Mention]) -> bool:
    """Whether a mention is the first of several joined ones (`in the X and Y groups`), so not meant alone."""
    following = next((m for m in named if m.start >= mention.end), None)
    return following is not None and _joined(text, mention, following)


def _ends_a_list(text: str, mention: Mention, named: list[Mention]) -> bool:
    """Whether a mention is the last of several joined ones (`in the X and Y arm (70% v 80%)`), so not meant alone."""
    earlier = next((m for m in reversed(named) if m.end <= mention.start), None)
    return earlier is not None and _joined(text, earlier, mention)


def _joined(text: str, first: Mention, second: Mention) -> bool:
    """Whether two mentions of different arms stand in one list, nothing between them but `and`, `or` or a comma."""
    if first.arms == second.arms:
        return False
    gap = text[first.end : second.start]
    if text.startswith(("and ", "or "), second.start):  # the conjunction may be part of the mention
        return gap in (" ", ", ")
    return bool(re.fullmatch(r"\s?(?:,|and|or|,\sand)\s(?:the\s|in\s|in the\s)?", gap))


_SET_APART = re.compile(
    r"\b(?:was|were|is|are)\b[^,;]*\b(?:lower|higher|more|less|fewer|greater|reduced|increased|better|worse|longer|shorter)\b"
)


_CLOSED = re.compile(r"[^(\[]*[)\]],\s")
"""The bracket that held the value is closed, and a comma begins something else."""


_REST_OF_BRACKET = re.compile(r"[^()\[\]]{1,60}[)\]](?=\s)")


_OF_GRADE = re.compile(r"\s(?:(?:NCI-)?CTC(?:AE)?\s)?grades?\s[1-5](?:\s?[/-]\s?[1-5])?(?=\s)")


def _follows(text: str, start: int, end: int) -> bool:
    graded = _OF_GRADE.match(text, start, end)
    start = graded.end() if graded else start
    rest = _REST_OF_BRACKET.match(text, start, end)
    if rest and not VERSUS.search(rest.group()):
        start = rest.end()
    gap = text[start:end]
    if (
        end - start > 90
        or _CLOSED.match(gap)
        or _SET_APART.search(gap)
        or re.search(r"\b(?:versus|vs|v|than|compared|whereas|while|favou?r\w*)\b", gap)
    ):
        return False
    if re.search(r"[;,:]|\.\s", gap.rstrip(" (;,")) and not re.fullmatch(r"[^;:]*,? (?:p|P)\W.*|.*[;,(]\s?", gap):
        return False
    return len(strange_words(text, start, end, [])) <= 1 and " and " not in gap


def _precedes(text: str, mention: Mention, start: int) -> bool:
    gap = text[mention.end : start]
    if len(gap) > 60 or re.search(r"\b(?:versus|vs|v|than|compared|respectively)\b", gap):
        return False
    return (
        len(strange_words(text, mention.end, start, [])) <= (1 if len(gap) < 30 else 2)
        and " and " not in gap
        and ";" not in gap
    )


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
    after = _distinct([m for m in named if group.end <= m.start < min(ceiling, group.end + 160)], text)
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
    before = _distinct([m for m in named if floor <= m.start and m.end <= group.start], text)
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
        if larger is not None and not any(_is_reference(m, text) for m in references):
            return [first, 1 - first] if larger else [1 - first, first]
        return [1 - first, first] if all(_is_reference(m, text) for m in references) else [first, 1 - first]
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
        and not any(_is_reference(m, text) for m in named if m.end <= group.start)
    ):
        return list(subjects)
    every = {m.arms[0] for m in named}
    if len(every) == 1 and not all(_is_reference(m, text) for m in named) and group.family != "plain":
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
    return told or ([1 - arm, arm] if _is_reference(only, text) else [arm, 1 - arm])


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
    return bool(near) and _is_reference(near[-1], text)


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


def _is_reference(mention: Mention, text: str) -> bool:
    return bool(_REFERENCE.search(text, max(0, mention.start - 50), mention.start))


def _distinct(found: list[Mention], text: str) -> list[int]:
    """Arms in order of mention, those that serve as the reference (`compared with X`) last."""
    order: list[int] = []
    references: list[int] = []
    for m in found:
        target = references if _is_reference(m, text) else order
        if m.arms[0] not in target:
            target.append(m.arms[0])
    return order + [a for a in references if a not in order]
