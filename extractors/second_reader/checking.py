"""Every item of a model's answer held against the report itself. What does not stand there is dropped.

A quote stands in the report when it is, white space and typography aside, a run of characters of one block or of one
row of a table. A number stands in a quote when the quote prints it: as digits, or as a word up to ninety-nine.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from extractors.registry_values import weeks
from extractors.second_reader.document import LEFT_OUT, row_text, squeezed
from extractors.second_reader.interface import Dropped
from extractors.second_reader.reply import ArmItem, Opened, ResultItem
from extractors.text.numerals import NUMBER, WORDS, number
from schemas.models import Arm, Locator, Report, Result

SHORTEST, LONGEST = 8, 700
"""Characters of a quote: a bare number could stand anywhere, and the whole report proves nothing."""
CONTRASTS = frozenset({"hr", "or", "rr", "rd", "md"})
_NUMBERS = re.compile(rf"(?<![\w.])(?:{NUMBER})(?![\d])|(?<![A-Za-z])(?i:{WORDS})(?![A-Za-z])")
_JOINED = re.compile(r"\w\w|\d[.,]\d|[.-]\d")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class _Passage:
    """A block or a row of a table, squeezed for the search."""

    text: str
    places: list[int]
    original: str
    locator: Locator


class Source:
    """A report as something that quotes are looked up in."""

    def __init__(self, report: Report) -> None:
        self._passages: list[_Passage] = []
        for block in report.blocks:
            if block.section not in LEFT_OUT:
                self._add(block.text, {"block": block.id})
        for table in report.tables:
            for n, row in enumerate(table.rows):
                self._add(row_text(row), {"table": table.id, "row": n})
        self._rows = {table.id: table.rows for table in report.tables}
        self._words = " ".join(passage.text for passage in self._passages).casefold()

    def _add(self, original: str, locator: Locator) -> None:
        text, places = squeezed(original)
        self._passages.append(_Passage(text, places, original, locator))

    def find(self, quote: str) -> tuple[str, Locator] | None:
        """The passage as the report prints it, and its place; None where it is not there."""
        wanted, _ = squeezed(quote)
        for passage in self._passages:
            at = _whole(wanted, passage.text)
            if at is not None:
                start, end = passage.places[at], passage.places[at + len(wanted) - 1] + 1
                span = {"start": start, "end": end} if "block" in passage.locator else {}
                return passage.original[start:end], passage.locator | span
        return None

    def names(self, words: str) -> bool:
        """Whether these words stand somewhere in the report."""
        wanted = squeezed(words)[0].casefold()
        return bool(wanted) and wanted in self._words

    def cell(self, locator: Locator, value: float | None) -> Locator:
        """The place of a quote from a table with the column in which the number stands first."""
        if "table" not in locator or value is None:
            return locator
        row = self._rows[locator["table"]][locator["row"]]
        columns = [n for n, cell in enumerate(row) if value in printed_numbers(cell)]
        return locator | {"column": columns[0] if columns else 0}


def _whole(wanted: str, text: str) -> int | None:
    """Where the words stand in the text without cutting through a word or a number: `5 of 20` is not in `15 of 20`."""
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        before, after = text[max(0, at - 2) : at], text[at + len(wanted) : at + len(wanted) + 2]
        cut = _JOINED.search(before + wanted[:1]) if before else None
        if not cut and not _JOINED.match(wanted[-1:] + after):
            return at
        at = text.find(wanted, at + 1)
    return None


def printed_numbers(text: str) -> set[float]:
    """Every number that a text prints, with its sign and, for a hyphen that may be a dash, without."""
    found: set[float] = set()
    plain_text, _ = squeezed(text)
    for match in _NUMBERS.finditer(plain_text):
        try:
            value = number(match.group())
        except ValueError:
            continue
        found.add(value)
        if plain_text[: match.start()].endswith("-"):
            found.add(-value)
    return found


def check(opened: Opened, report: Report, outcomes: Collection[str]) -> tuple[list[Arm], list[Result], list[Dropped]]:
    """The arms and results that the report bears out, and what was dropped with the reason."""
    source, dropped = Source(report), list(opened.dropped)
    arms: dict[str, Arm] = {}
    for item in opened.arms:
        arm = _arm(item, source, len(arms))
        if isinstance(arm, Arm) and item.id not in arms:
            arms[item.id] = arm
        else:
            reason = arm if isinstance(arm, str) else "another arm has the same id"
            dropped.append(Dropped(reason, f"arm {item.name[:80]}"))
    results = []
    for given in opened.results:
        result = _result(given, source, arms, outcomes)
        if isinstance(result, Result):
            results.append(result)
        else:
            value = given.value if given.value is not None else given.events
            dropped.append(Dropped(result, f"{given.outcome[:40]} {given.statistic} {value}"))
    return list(arms.values()), results, dropped


def _arm(item: ArmItem, source: Source, count: int) -> Arm | str:
    if not source.names(item.name):
        return "the arm's name does not stand in the report"
    if count >= len(_LETTERS):
        return "there are more arms than letters"
    found = source.find(item.quote) if SHORTEST <= len(item.quote) <= LONGEST else None
    arm = Arm(_LETTERS[count], " ".join(item.name.split()), item.role, names=[item.name])
    if found:
        arm.quote, arm.locator = found
        arm.n = item.patients if item.patients in printed_numbers(found[0]) else None
    return arm


def _result(item: ResultItem, source: Source, arms: dict[str, Arm], outcomes: Collection[str]) -> Result | str:
    """The result, or the reason for which it is dropped."""
    if item.outcome not in outcomes:
        return "the outcome is none of those asked for"
    contrast = item.statistic in CONTRASTS
    if item.arm not in arms or (contrast and item.versus not in arms) or (item.versus and not contrast):
        return "its arm is not known"
    if contrast and item.arm == item.versus:
        return "it compares an arm with itself"
    if not SHORTEST <= len(item.quote.strip()) <= LONGEST:
        return "the quote is too short or too long to prove anything"
    found = source.find(item.quote)
    if found is None:
        return "the quote does not stand in the report"
    quote, locator = found
    printed = printed_numbers(quote)
    main = _main(item)
    if main is None:
        return "it gives no number"
    if main not in printed:
        return "the number does not stand in the quote"
    return _filled(item, quote, source.cell(locator, main), arms)


def _main(item: ResultItem) -> float | None:
    """The number that the result is about."""
    return item.events if item.statistic == "count" and item.value is None else item.value


def _filled(item: ResultItem, quote: str, locator: Locator, arms: dict[str, Arm]) -> Result:
    """The result with those of its numbers that the quote prints."""
    printed, main = printed_numbers(quote), _main(item) or 0.0
    interval = item.ci_low in printed and item.ci_high in printed
    time = item.timepoint if weeks(item.timepoint) is not None else ""
    counts = [count if count in printed else None for count in (item.events, item.patients)]
    if item.statistic == "count":
        counts[0] = int(main) if float(main).is_integer() else None
    return Result(
        "contrast" if item.statistic in CONTRASTS else "arm",
        item.outcome,
        item.statistic,
        outcome_text=item.outcome_words[:200],
        timepoint=time,
        timepoint_weeks=weeks(time),
        arm=arms[item.arm].arm,
        ref_arm=arms[item.versus].arm if item.versus else "",
        value=float(main),
        unit="%" if item.statistic == "rate" else item.unit[:40],
        sd=item.sd if item.sd in printed else None,
        ci_low=item.ci_low if interval else None,
        ci_high=item.ci_high if interval else None,
        ci_level=item.ci_level if interval and item.ci_level in printed else None,
        p=item.p if printed_numbers(item.p) and printed_numbers(item.p) <= printed else "",
        events=counts[0],
        n_eval=counts[1],
        population=item.population.strip() or "all",
        quote=quote,
        locator=locator,
    )
