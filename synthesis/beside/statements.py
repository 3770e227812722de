"""What one report says of one arm or comparison, in the form in which a registry and a paper can be laid side by side.

Shares are in percent, whether given as counts, percentages or proportions; times in weeks; comparisons run from the
experimental arm to its control. A statement carries how exactly it was printed, so that rounding is no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from schemas.models import Result
from synthesis.beside.definitions import Marks, marks
from synthesis.contrast_rows import compared
from synthesis.printed import half_unit
from synthesis.quotes import clause
from synthesis.shapes import Reading
from synthesis.within import Within

RATIOS = ("hr", "or", "rr")
DIFFERENCES = ("rd", "md")
_WEEKS = {"day": 1 / 7, "week": 1.0, "month": 365.25 / 12 / 7, "year": 365.25 / 7}
_OF_TIME = re.compile(r"^(days?|weeks?|months?|years?)$", re.IGNORECASE)


@dataclass(slots=True)
class Statement:
    """A number of one report. `arms` are its letters, one for an arm, experimental and reference for a comparison."""

    reading: Reading
    index: int
    arms: tuple[str, ...]
    measure: str
    """share, median, mean, or the statistic of a comparison."""
    value: float
    tolerance: float
    """Half a unit of the last printed place, on the scale of `value`."""
    low: float | None
    high: float | None
    sizes: tuple[int | None, ...]
    """Number analysed in each arm; None where the report does not say."""
    events: int | None
    words: Marks
    """The definition in its own words; `meant` adds what a paper's abstract says of its outcomes elsewhere."""
    meant: Marks
    time: str
    weeks: float | None
    first: bool
    """Whether it stands in the part of the report that speaks first."""

    @property
    def result(self) -> Result:
        """The result that it was made from."""
        return self.reading.extraction.results[self.index]


def statements(within: Within) -> Iterator[tuple[tuple[str, str, str], Statement]]:
    """Every comparable number of a report with what it is about: outcome, its words where unnamed, population."""
    around = {} if within.registry else marks(_around(within.reading))
    for index, result in enumerate(within.results):
        arms = _arms(within, result)
        scaled = _scaled(within.reading, result) if arms and not within.reading.critical(index) else None
        if not arms or scaled is None:
            continue
        measure, factor, unit = scaled
        cell = within.cell(result)
        low, high = (None if v is None else v * factor for v in (result.ci_low, result.ci_high))
        value, tolerance = _value(within.reading, result, measure, factor)
        own = marks(_words(within.reading, result))
        made = Statement(
            within.reading, index, arms, f"{measure}{unit}", value, tolerance, low, high, _sizes(within, result, arms),
            result.events if result.kind == "arm" else None, own, around | own,
            cell.time, result.timepoint_weeks if cell.time else None, within.speaks_first(index),
        )  # fmt: skip
        yield (cell.outcome, cell.words, cell.population), made


def _arms(within: Within, result: Result) -> tuple[str, ...]:
    if result.kind == "contrast":
        return compared(within, result) or ()
    return (within.root(result.arm),) if result.arm in within.arms and result.arm else ()


def _scaled(reading: Reading, result: Result) -> tuple[str, float, str] | None:
    """(measure, factor to its scale, unit that must be the same); None for what cannot be compared."""
    if result.value is None or result.stat == "p_only" or "per " in result.unit:
        return None
    if result.stat in RATIOS:
        return result.stat, 1.0, ""
    if result.stat in DIFFERENCES:
        return result.stat, 1.0, " " + result.unit.partition(" (")[0].casefold()
    if result.stat == "rate":
        return "share", 100.0 if "proportion" in result.unit else 1.0, ""
    if result.stat == "count":
        return ("share", 1.0, "") if result.events is not None and (result.n_eval or result.n_assumed) else None
    unit = result.unit.partition(" (")[0].strip()
    if _OF_TIME.match(unit):
        return f"{result.stat}", _WEEKS[unit.casefold().rstrip("s")], " weeks"
    return result.stat, 1.0, f" {unit.casefold()}"


def _value(reading: Reading, result: Result, measure: str, factor: float) -> tuple[float, float]:
    """Value and tolerance; a count is the exact share of its denominator."""
    value = float(result.value or 0)
    n = result.n_eval or result.n_assumed
    if measure == "share" and result.events is not None and n and result.stat == "count":
        return 100 * result.events / n, 0.0
    return value * factor, half_unit(reading, result, "value") * factor


def _sizes(within: Within, result: Result, arms: tuple[str, ...]) -> tuple[int | None, ...]:
    if result.kind == "arm":
        # The arm's own number is none: a percentage without a denominator may be of those who could be evaluated.
        return (result.n_eval,)
    return tuple(within.arms[letter].n for letter in arms)


def _words(reading: Reading, result: Result) -> str:
    """The words that say what the number is: a registry's titles and description, a paper's sentence."""
    parts = [result.outcome_text, result.class_, result.category, result.population]
    pointer = (result.locator or {}).get("pointer", "")
    if "/outcomeMeasures/" in pointer and reading.report.registry:
        measure = _measure(reading.report.registry, pointer)
        return " ".join(
            [*parts, str(measure.get("description") or ""), str(measure.get("populationDescription") or "")]
        )
    return " ".join([*parts, reading.report.title, clause(reading.report, result.locator, result.quote)])


def _measure(registry: dict[str, Any], pointer: str) -> dict[str, Any]:
    measures = ((registry.get("resultsSection") or {}).get("outcomeMeasuresModule") or {}).get("outcomeMeasures") or []
    place = pointer.partition("/outcomeMeasures/")[2].partition("/")[0]
    return measures[int(place)] if place.isdigit() and int(place) < len(measures) else {}


def _around(reading: Reading) -> str:
    """The abstract of a paper: what its outcomes mean is often said in another sentence than their numbers."""
    blocks = [b.text for b in reading.report.blocks if b.part == "abstract"]
    return " ".join(blocks or [b.text for b in reading.report.blocks[:3]])
