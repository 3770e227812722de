"""Arms that stand right beside cells: after them, before them, or told by their denominators."""

from __future__ import annotations

import re

from extractors.text.arm_mentions import Mention
from extractors.text.arm_set import Arms
from extractors.text.groups import VERSUS, Group, strange_words

_NEAR = re.compile(
    r"^\s?[)\]]?\s?(?:of|in|with|for|among|on|to|from|patients|participants|\(|women|men|who|receiving|after)", re.I
)


def by_denominator(group: Group, arms: Arms) -> list[int | None]:
    """`228/472 vs 222/468`: each denominator is the size of exactly one arm."""
    sizes = [arm.n for arm in arms.arms]
    found: list[int | None] = []
    for c in group.cells:
        if c.n is None or sizes.count(c.n) != 1:
            return []
        found.append(sizes.index(c.n))
    return found if len(set(found)) == len(found) and len(found) > 1 else []


def adjacent(group: Group, text: str, named: list[Mention], floor: int, ceiling: int) -> list[int | None]:
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
        right.append(inner.arms[0] if inner else after.arms[0] if after and follows(text, c.end, after.start) else None)
        left.append(before.arms[0] if before and _precedes(text, before, c.start) else None)
    tight = all(_NEAR.match(text[c.end :]) for c in group.cells)
    if complete(right) and (tight or not complete(left)):
        group.reach = max(m.end for m in named if m.start < ceiling and m.arms[0] == right[-1])
        return right
    apart = any(
        r is not None and r != b and _NEAR.match(text[c.end :])
        for c, r, b in zip(group.cells, right, left, strict=True)
    )
    if complete(left) and not apart:
        return left
    mixed = [r if r is not None else b for r, b in zip(right, left, strict=True)]
    if complete(mixed):
        beside = next((m for m in named if group.cells[-1].end <= m.start), None)
        if right[-1] is not None and beside is not None and re.match(r"(?:\s(?:group|arm))?;", text[beside.end :]):
            group.reach = beside.end
        return mixed
    return right if any(a is not None for a in right) else left if any(a is not None for a in left) else mixed


def complete(found: list[int | None]) -> bool:
    """Whether every cell has an arm, and each its own."""
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


def follows(text: str, start: int, end: int) -> bool:
    """Whether the arm named at `end` is that of the value before it: nothing between them speaks of another."""
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
