"""Gains told with both their ends: `an absolute increase of 7% (from 28% to 35%)`, control arm first."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.text.groups import RATE, TIME, Group
from extractors.text.outcomes import Topic
from extractors.text.quantities import Quantity
from extractors.text.sentence_reader import SentenceReader
from schemas.models import Result

_ABSOLUTE = re.compile(
    r"\babsolute\s(?:\w+\s)?(?:increase|improvement|gain|benefit|difference|reduction|decrease)\b", re.I
)
_FROM = re.compile(r"\s?[(\[]from\s")
_TO = re.compile(r"[)\]]?\s?to\s")
_ROUNDING = 0.15
"""How far a printed difference may be from that of two percentages printed with one decimal."""


def read_gains(reader: SentenceReader, found: list[Quantity]) -> None:
    """Append each gain with the rates that it leads from and to, in place of its numbers in `found`.

    Only where a report has two arms and the sentence names neither before: else the gain may be one arm's over time.
    """
    if len(reader.context.arms.arms) != 2 or reader.context.arms.single:
        return
    announced = _ABSOLUTE.search(reader.text)
    if announced is None:
        return
    for gain, start, end in _gains(reader.text, found):
        topic = next((t for t in reversed(reader.topics) if t.end <= gain.end and t.outcome != "NONE"), None)
        named = any(m.start < gain.end for m in reader.mentions)
        if gain.end < announced.end() or named or topic is None:
            continue
        _append(reader, topic, gain, (start, end))
        for q in found:
            if gain.start <= q.start <= end.start and q.kind != "p":
                q.kind = "taken"


_BETTER = re.compile(r"\b(?:improv|increas|prolong|extend|lengthen|rais)(?:ed|es|e|ing)\b")
_OUTCOME_FROM = re.compile(r"\s(?:(?:rates?|times?|significantly)\s)*from\s")
_OF_SURVIVAL_OR_RESPONSE = frozenset(
    ["OS", "PFS", "DFS", "EFS", "RFS", "MFS", "TTP", "TTF", "DOR", "LOCAL_CONTROL", "ORR", "CR", "PCR", "DCR", "CBR"]
)


def read_improvements(reader: SentenceReader, found: list[Quantity]) -> None:
    """Append `X improved survival from 7.0 to 9.8 months`: without X, then with it.

    Survival and response have no value before treatment, so that `from` can only be the other arm's.
    """
    arms = reader.context.arms
    subjects = {m.arms[0] for m in reader.mentions if not m.every}
    if len(arms.arms) != 2 or arms.single or len(subjects) != 1:
        return
    subject = subjects.pop()
    for q in found:
        if q.kind != "range" or None in (q.low, q.high):
            continue
        topic = next((t for t in reversed(reader.topics) if t.end <= q.start), None)
        if (
            topic is None
            or topic.outcome not in _OF_SURVIVAL_OR_RESPONSE
            or not _OUTCOME_FROM.fullmatch(reader.text, topic.end, q.start)
            or not any(m.end <= topic.start for m in reader.mentions)
            or not _BETTER.search(reader.text, 0, topic.start)
        ):
            continue
        kind = "percent" if q.unit == "%" else "duration"
        for value, arm in ((q.low, 1 - subject), (q.high, subject)):
            cell = Quantity(kind, q.start, q.end, value, q.unit)
            reader._result(Group([cell], RATE if kind == "percent" else TIME), cell, arm, topic)
        q.kind = "taken"


def _gains(text: str, found: list[Quantity]) -> Iterator[tuple[Quantity, Quantity, Quantity]]:
    rates = [part for q in found if q.unit == "%" for part in _parts(q, text)]
    for gain, start, end in zip(rates, rates[1:], rates[2:], strict=False):
        apart = abs((end.value or 0.0) - (start.value or 0.0))
        if (
            _FROM.fullmatch(text, gain.end, start.start)
            and _TO.fullmatch(text, start.end, end.start)
            and abs(apart - abs(gain.value or 0.0)) <= _ROUNDING
        ):
            yield gain, start, end


def _parts(q: Quantity, text: str) -> list[Quantity]:
    """A percentage itself, or the two ends of `28% to 35%`, which the lexer takes for a range."""
    if q.kind != "range":
        return [q] if q.kind in ("percent", "difference") and q.value is not None else []
    to = _TO.search(text, q.start, q.end)
    if to is None:
        return []
    return [Quantity("percent", q.start, to.start(), q.low, "%"), Quantity("percent", to.end(), q.end, q.high, "%")]


def _append(reader: SentenceReader, topic: Topic, gain: Quantity, ends: tuple[Quantity, Quantity]) -> None:
    treated, control = reader.context.arms.control_pair(0, 1)
    letters = [arm.arm for arm in reader.context.arms.arms]
    result = Result("contrast", topic.outcome, "rd", topic.words, value=gain.value, unit="%")
    result.arm, result.ref_arm = letters[treated], letters[control]
    result.population = reader.population(ends[1].start, ends[1].end)
    reader.locate(result, None, gain)
    reader.context.results.append(result)
    for cell, arm in zip(ends, (control, treated), strict=True):
        reader._result(Group([cell], RATE), cell, arm, topic)
