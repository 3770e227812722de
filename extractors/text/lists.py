"""Parallel lists: several outcomes named together, then their values in the same order."""

from __future__ import annotations

import re

from extractors.text.groups import VERSUS, Group
from extractors.text.listed_items import coordinated, family_of, items_before
from extractors.text.outcomes import Topic
from extractors.text.quantities import Quantity
from extractors.text.sentence_reader import SentenceReader
from extractors.text.timed_lists import timed


def distribute(reader: SentenceReader, made: list[Group]) -> None:
    """Give the outcomes of a list to the groups that follow it (`ORR and DCR were 55% and 95%, respectively`)."""
    _each_in(reader, made)
    if "respectively" not in reader.text and not re.search(r"\band\b", reader.text):
        return
    for listed in coordinated(reader):
        _give_in_order(reader, made, listed)


def _give_in_order(reader: SentenceReader, made: list[Group], listed: list[Topic]) -> None:
    """The groups after a list of outcomes are of them in turn, up to the next outcome named where each is a pair."""
    after = [g for g in made if g.start >= listed[-1].end]
    later = [t.start for t in reader.topics if t.outcome not in ("NONE", "AE_SPECIFIC") and t.start >= listed[-1].end]
    until = [g for g in after if not later or g.start < later[0]]
    if len(until) < len(after):
        after = until if len(until) == len(listed) and all(len(g.cells) > 1 for g in until) else []
    if len(after) == len(listed):
        for group, topic in zip(after, listed, strict=True):
            group.outcome = topic
    elif (
        len(after) == 1
        and len(after[0].cells) == len(listed)
        and (reader.context.arms.single or len(set(after[0].arms)) == 1)
    ):
        _split(made, after[0], listed)


def _each_in(reader: SentenceReader, made: list[Group]) -> None:
    """`lymphostasis and lymphoedema, each in one patient`: the value once for every outcome of the list."""
    for group in list(made):
        if not re.search(r",?\seach\s(?:in|occurring in|seen in|with)\s$", reader.text[: group.start]):
            continue
        floor = max((g.end for g in made if g.end <= group.start), default=0)
        listed = [t for t in reader.topics if floor <= t.start and t.end <= group.start and t.outcome != "NONE"]
        for topic in listed:
            if (
                group.outcome is not None
                and topic.start != group.outcome.start
                and topic.outcome == group.outcome.outcome
            ):
                made.append(
                    Group(
                        list(group.cells),
                        group.family,
                        group.strong,
                        list(group.arms),
                        group.every,
                        reader._graded(topic),
                    )
                )


def tabulated(reader: SentenceReader, free: list[Quantity]) -> list[Group]:
    """Values listed arm by arm.

    `(21 months, 34 months vs 22 months, 36 months)` after two outcomes; four means whose units repeat;
    `(27%, 29%, 27%)` after three outcomes of the other arm; `64% and 85% for X, 58% and 75% for Y`.
    """
    made = timed(reader, free)
    free = [c for c in free if not any(c in g.cells for g in made)]
    for run in _plain_runs(reader.text, free):
        made += _per_arm(reader, run)
    free = [c for c in free if not any(c in g.cells for g in made)]
    for run in _bracket_runs(reader.text, free):
        made += _halves(reader, run) or _by_units(reader, run) or _other_arm(reader, run, free)
    return made


_AND = re.compile(r"\s?(?:\([pP]\s?[=<>][^()]{1,12}\))?,?\s?(?:and\s)?\+?")


def _plain_runs(text: str, free: list[Quantity]) -> list[list[Quantity]]:
    """Two or more values separated by commas and `and` only."""
    runs: list[list[Quantity]] = []
    for cell in free:
        gap = text[runs[-1][-1].end : cell.start] if runs else ""
        if runs and _AND.fullmatch(gap) and _alike(runs[-1][-1], cell):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return [run for run in runs if len(run) >= 2]


def _alike(a: Quantity, b: Quantity) -> bool:
    return a.kind == b.kind or (a.kind == "plain" and b.kind in ("percent", "duration"))


def _per_arm(reader: SentenceReader, run: list[Quantity]) -> list[Group]:
    """Values of several outcomes, or of one outcome at several times, for the one arm that stands beside them."""
    items = items_before(reader, run[0].start, len(run))
    arm = _beside(reader, run) if items else None
    if arm is None:
        return []
    for cell in run:
        if cell.kind == "plain":
            cell.kind, cell.unit = run[-1].kind, run[-1].unit
    family = family_of(run[0])
    return [Group([c], family, True, [arm], outcome=t, time=when) for c, (t, when) in zip(run, items, strict=True)]


def _beside(reader: SentenceReader, run: list[Quantity]) -> int | None:
    """The one arm named right after or right before a run of values."""
    if reader.context.arms.single:
        return 0
    named = [m for m in reader.mentions if not m.every]
    after = [m for m in named if 0 <= m.start - run[-1].end < 45]
    if after and re.fullmatch(
        (
            r"[\s,)]*(?:\([^()]{1,20}\))?[\s,]*(?:respectively,?\s)?(?:for|in|with|among|of)\s(?:the\s|"
            r"patients (?:in|receiving|treated with)\s"
            r"(?:the\s)?)?"
        ),
        reader.text[run[-1].end : after[0].start],
    ):
        pair = len(after) > 1 and re.fullmatch(
            r"\s(?:and|or|versus|vs\.?|v)\s(?:the\s)?", reader.text[after[0].end : after[1].start]
        )
        return None if pair else after[0].arms[0]
    before = [m for m in named if m.end <= run[0].start]
    if before and re.fullmatch(r"\s?[(\[:]\s?|\s(?:were|was|had)\s", reader.text[before[-1].end : run[0].start]):
        return before[-1].arms[0]
    return None


def _bracket_runs(text: str, free: list[Quantity]) -> list[list[Quantity]]:
    """Runs of cells of one kind with nothing but separators between them."""
    runs: list[list[Quantity]] = []
    for cell in free:
        if (
            runs
            and runs[-1][-1].kind == cell.kind
            and re.fullmatch(
                r"\s?(?:[,;]|vs?\.?|versus)?\s?(?:and\s)?\(?", text[runs[-1][-1].end : cell.start].strip() + ""
            )
        ):
            runs[-1].append(cell)
        else:
            runs.append([cell])
    return [run for run in runs if len(run) >= 3 and "(" in text[max(0, run[0].start - 3) : run[0].start + 1]]


def _halves(reader: SentenceReader, run: list[Quantity]) -> list[Group]:
    """`(64% and 85% versus 58% and 75%)`: the values of one arm, then those of the other."""
    cuts = [i for i in range(1, len(run)) if VERSUS.search(reader.text[run[i - 1].end : run[i].start])]
    if len(cuts) != 1 or cuts[0] < 2 or len(run) != 2 * cuts[0]:
        return []
    items = items_before(reader, run[0].start, cuts[0])
    arms = _arm_order(reader, run[0].start)
    if not items or len(arms) != 2:
        return []
    pairs = zip(run[: cuts[0]], run[cuts[0] :], items, strict=True)
    return [Group([a, b], family_of(run[0]), True, list(arms), outcome=t, time=when) for a, b, (t, when) in pairs]


def _by_units(reader: SentenceReader, run: list[Quantity]) -> list[Group]:
    arms = _arm_order(reader, run[0].start)
    n, k = len(run), len(arms)
    if run[0].kind != "mean" or k < 2 or n % k or n // k < 2:
        return []
    m = n // k
    units = [cell.unit for cell in run]
    if len(set(units[:m])) != m or units != units[:m] * k:
        return []
    before = bool(re.search(r"\b(?:pre-?treatment|baseline|before)\b[^()]{0,30}\(?$", reader.text[: run[0].start]))
    words = (
        "before treatment"
        if before
        else "after treatment"
        if re.search(r"pre-?treatment|baseline|before", reader.text)
        else ""
    )
    groups = []
    for i in range(m):
        topic = Topic(run[i].start, run[i].end, "OTHER", _measured(reader, i, m) or units[i])
        groups.append(Group([run[i + m * j] for j in range(k)], "mean", True, list(arms), outcome=topic, stat=words))
    return groups


def _measured(reader: SentenceReader, i: int, m: int) -> str:
    """The i-th of m things measured, from `both the X and Y` of this sentence or the one before."""
    for text in (reader.text, reader.context.last_text):
        match = re.search(
            (
                r"\b(?:[Bb]oth |[Tt]he )(?:the )?(?P<list>[\w -]+(?:, [\w -]+)* and [\w -]+?)(?=\s(?:in|of|were|was|"
                r"between|levels)\b)"
            ),
            text,
        )
        parts = re.split(r",\s| and ", match["list"]) if match else []
        if len(parts) == m:
            return parts[i].strip()
    return ""


def _other_arm(reader: SentenceReader, run: list[Quantity], free: list[Quantity]) -> list[Group]:
    """A list right after an arm's name that answers as many single values, each with its own outcome, before it."""
    singles = [c for c in free if c.end <= run[0].start and c.kind == run[0].kind]
    mention = next(
        (m for m in reader.mentions if not m.every and m.end <= run[0].start and run[0].start - m.end <= 3), None
    )
    if mention is None or len(singles) < len(run):
        return []
    singles = singles[-len(run) :]
    topics = [
        next((t for t in reversed(reader.topics) if t.end <= c.start and c.start - t.end <= 12), None) for c in singles
    ]
    if None in topics or len({t.start for t in topics if t}) != len(run):
        return []
    return [Group([c], "rate", True, [mention.arms[0]], outcome=t) for c, t in zip(run, topics, strict=True)]


def name_alike(tables: list[Group], made: list[Group]) -> None:
    """Give a value of a list the name of its outcome in full, as the other arm's value of the same outcome has it."""
    for listed in tables:
        for group in made:
            short, full = listed.outcome, group.outcome
            if short and full and short.outcome == full.outcome and full.start <= short.start < full.end:
                listed.outcome = full


def _arm_order(reader: SentenceReader, position: int) -> list[int]:
    """The arms in the order of mention before a place, else in the order of the last comparison."""
    named = list(dict.fromkeys(m.arms[0] for m in reader.mentions if not m.every and m.end <= position))
    return named if len(named) >= 2 else list(reader.context.order)


def _split(made: list[Group], group: Group, listed: list[Topic]) -> None:
    parts = []
    for cell, arm, topic in zip(group.cells, group.arms, listed, strict=True):
        parts.append(Group([cell], group.family, arms=[arm], outcome=topic))
    at = made.index(group)
    made[at : at + 1] = parts
