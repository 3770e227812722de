"""One range printed for several arms (`18.6-18.7 months in either group`): held, unless arithmetic leaves one way."""

from __future__ import annotations

import itertools
import math
import re

from extractors.text.expression import Expression
from extractors.text.groups import Group
from extractors.text.quantities import Quantity
from extractors.text.sentence_reader import SentenceReader
from schemas.models import Finding, Held

_SEVERAL = Expression(r"\b(?:groups|arms|either|across|both|all|monotherap\w+|regimens|cohorts)\b")
_NO_VALUE = re.compile(r"\s(?:old|of (?!(?:the )?(?:patients|participants)\b)[a-z]+|prior|before|ago)\b")
_AGES = re.compile(r"\bage[sd]?(?: groups?| range)?\W*$")


def read_range(reader: SentenceReader, cell: Quantity) -> None:
    """Hold a range over arms as a finding; assign it where only one order of two percentages fits the arms' sizes."""
    context = reader.context
    if context.arms.single or len(context.arms.arms) < 2:
        return
    group = Group([cell], "range")
    topic = reader._topic(group, 0, len(reader.text))
    if topic is None or topic.outcome == "NONE" or cell.low is None or cell.high is None or cell.low >= cell.high:
        return
    printed_range = reader.text[cell.start : cell.end]
    several = bool(_SEVERAL.search(reader.text))
    if _NO_VALUE.match(reader.text, cell.end) or _AGES.search(reader.text[: cell.start]):
        return
    if " to " in printed_range and not several:
        return
    taken = {m.arms[0] for m in reader.mentions if not m.every and m.end <= cell.start and len(context.arms.arms) > 2}
    open_arms = [i for i in range(len(context.arms.arms)) if i not in taken]
    order = _only_order(cell.low, cell.high, [context.arms.arms[i].n for i in open_arms]) if cell.unit == "%" else None
    if order is not None:
        for value, arm in zip((cell.low, cell.high), order, strict=True):
            part = Quantity("percent", cell.start, cell.end, value, "%")
            reader._result(Group([part], "rate"), part, open_arms[arm], topic)
        return
    quote = reader.sentence.quote(max(0, cell.start - 60), min(len(reader.text), cell.end + 40))
    printed = reader.sentence.quote(cell.start, cell.end).strip()
    message = (
        f"{printed} is one range for {topic.words or topic.outcome} over several groups, and the text does not "
        f"say which has which value."
    )
    context.held.append(
        Held("range_over_groups", message, quote, reader.sentence.locator(cell.start, cell.end), topic.outcome)
    )
    if several and topic.outcome not in ("OTHER", "AE_OTHER"):
        context.findings.append(Finding("range_over_groups", "warning", message, quote=quote))


def _only_order(low: float, high: float, sizes: list[int | None]) -> tuple[int, int] | None:
    """The one way to give two percentages to two arms so that each is a whole number of its patients."""
    if len(sizes) != 2 or None in sizes:
        return None
    fits = [
        order
        for order in itertools.permutations((0, 1))
        if all(_possible(value, sizes[arm] or 0) for value, arm in zip((low, high), order, strict=True))
    ]
    return (fits[0][0], fits[0][1]) if len(fits) == 1 else None


def _possible(percent: float, n: int) -> bool:
    """Whether some whole number of n patients prints as this percentage at its precision, rounded or cut."""
    decimals = len(f"{percent:g}".partition(".")[2])
    unit = 10**-decimals
    return any(
        percent - unit / 2 - 1e-9 <= 100 * k / n < percent + unit - 1e-9
        for k in range(math.floor(percent * n / 100 - 1), math.ceil(percent * n / 100 + 1) + 1)
        if 0 <= k <= n
    )
