"""Values that a sentence does not give arm by arm: of all, of two outcomes, of other people; or by a way of its own."""

from __future__ import annotations

import re

from extractors.text.arm_mentions import Mention
from extractors.text.groups import VERSUS, Group, strange_words
from extractors.text.surroundings import Surroundings, is_reference

_GIVEN_OR_NOT = re.compile(
    r"(?:\s(?:of|for|in|among|with)\s(?:the\s)?(?:patients|women|men|participants|those|subjects|people))?"
    r"(?:\s(?:who\s)?(?:were|had been))?"
    r"\s(?:(?:treated|given|receiving)\sor\snot(?:\s(?:treated|given|receiving))?(?:\swith)?|with\sor\swithout)\s(?:the\s)?$"
)


def given_or_not(group: Group, text: str, named: list[Mention], n_arms: int) -> list[int | None]:
    """`91% and 87% of patients treated or not with X`: X first, then the other arm."""
    after = next((m for m in named if m.start >= group.end), None)
    if after is None or n_arms != 2 or not _GIVEN_OR_NOT.match(text, group.end, after.start):
        return []
    return [after.arms[0], 1 - after.arms[0]]


SAME = re.compile(r"\b(?:the same|identical|equal)\b")


_ELSEWHERE = re.compile(
    r"[)\]]?\s(?:in|for|among|of)\s(?:the|this|our|a)\s(?:[\w-]+\s){0,3}?(?:trial|study|cohort|period|series|survey|registry|era)\b"
)


def of_other_people(group: Group, text: str, named: list[Mention]) -> bool:
    """`7% in the present trial compared with 6% in the earlier cohort`: values of two studies, not of two arms."""
    first, last = group.cells[0], group.cells[-1]
    places = [_ELSEWHERE.match(text, cell.end) for cell in (first, last)]
    return all(places) and not any(place.start() <= m.start < place.end() for place in places if place for m in named)


def of_both_named(group: Group, text: str, named: list[Mention]) -> bool:
    """`was the same in the X and Y arms (10%)`: one value right after two arms that are named together."""
    before = [m for m in named if m.end <= group.start][-2:]
    return (
        len(before) == 2
        and before[0].arms != before[1].arms
        and bool(re.match(r"\sand\s(?:the\s)?(?!.*\d)", text[before[0].end : before[1].end]))
        and before[1].start - before[0].end < 10
        and bool(re.fullmatch(r"(?:\s(?:groups|arms))?\s?[(\[]\s?", text[before[1].end : group.start]))
    )


_TWO_NAMED = re.compile(r"[^,;()]{3,20}(?<!\d)\sand\s(?!\d)(?:(?!\sand\s)[^,;()]){3,60}[(\[]\s?$")


_IN_TURN = re.compile(r"\s?,?\srespectively")


def of_two_outcomes(group: Group, text: str, named: list[Mention]) -> bool:
    """`gains in strength and in balance (23% and 35%, respectively)`: a pair in the order of two things, no arms."""
    if not _IN_TURN.match(text, group.end):
        return False
    two = _TWO_NAMED.search(text, max(0, group.start - 85), group.start)
    return bool(two) and not any(two.start() < m.end and m.start < group.start for m in named if two)


def two_of_one_arm(group: Group, around: Surroundings, named: list[Mention]) -> bool:
    """`clinical and pathological remission of X was 29% and 27%, respectively`: two things of the one arm named."""
    text = around.text
    lead = [m for m in named if around.floor <= m.start and m.end <= group.start]
    if not lead and _of_the_arm_behind(group, around, named):
        return True
    if VERSUS.search(text, group.cells[0].end, group.cells[1].start) or len({m.arms for m in lead}) != 1:
        return False
    if _IN_TURN.match(text, group.end):
        things = text[around.floor : lead[0].start] + text[lead[-1].end : group.start]
        later = any(group.end <= m.start < around.ceiling for m in named)
        return not later and bool(re.search(r"(?<!\d) and (?!\d)", things))
    return is_reference(lead[-1], text) and bool(re.fullmatch(r"\s?[(\[]\s?", text[lead[-1].end : group.start]))


_BEHIND = re.compile(
    r"\s(?:of|in|for|among|with|on)\s(?:the\s)?(?:(?:patients|women|men|participants|those)\s(?:of|in|on)\s)?(?:the\s)?"
)
_ENDS_IN_TURN = re.compile(r"(?:\s(?:group|arm))?\s?,?\srespectively")


def _of_the_arm_behind(group: Group, around: Surroundings, named: list[Mention]) -> bool:
    """`in 31% and 25% of the X group, respectively`: one arm is named, so the order is that of two outcomes."""
    after = [m for m in named if group.end <= m.start < around.ceiling]
    return (
        len(after) == 1
        and bool(_BEHIND.fullmatch(around.text, group.end, after[0].start))
        and bool(_ENDS_IN_TURN.match(around.text, after[0].end))
    )


def everyone(group: Group, text: str, mentions: list[Mention], floor: int, ceiling: int) -> bool:
    """Whether a lone value is of all arms together, or the same in each."""
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
