"""Checks on medians in time and their units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from appraisal.facts import Facts
from appraisal.kinds import SURVIVAL
from schemas.models import Finding, Result

MONTHS = {"days": 12 / 365.25, "weeks": 84 / 365.25, "months": 1.0, "years": 12.0}
"""Months in one of each unit."""
LONGEST = 720.0
"""Months that no follow-up of patients exceeds: sixty years."""
FEW = 25
_TO_DEATH = ("PFS", "TTF", "DFS", "EFS")
"""Times that death ends too; time to progression is censored at death and may honestly be longer."""


def units_suspect(facts: Facts) -> Iterator[Finding]:
    """A median time fits the trial: it is no longer than its follow-up can have been, nor than survival itself.

    A Kaplan-Meier median is at most the longest follow-up (Kaplan and Meier, JASA 1958;53:457): months read for weeks
    or days break this. Progression or death comes no later than death; a half more is allowed, for other cut-offs.
    """
    medians = [(i, r) for i, r in enumerate(facts.results) if _is_median(r)]
    possible = _possible_follow_up(facts)
    for i, r in medians:
        months = (r.value or 0) * MONTHS[r.unit.casefold()]
        if months > LONGEST:
            text = f"A median {r.outcome} of {r.value:g} {r.unit}."
            yield Finding("units_suspect", "warning", text, [i], r.quote)
        elif possible is not None and months > possible:
            text = (
                f"A median {r.outcome} of {r.value:g} {r.unit} in a trial that began in "
                f"{facts.extraction.report.start_date} and was followed for {possible:.0f} months at most."
            )
            yield Finding("units_suspect", "warning", text, [i], r.quote, _in_smaller_unit(r, possible))
    yield from _longer_than_survival(facts, medians)
    yield from _units_of_one_outcome(facts, medians)


def _is_median(r: Result) -> bool:
    timed = r.kind == "arm" and r.stat == "median" and r.outcome in SURVIVAL and r.unit.casefold() in MONTHS
    return timed and r.value is not None and r.value > 0


def _possible_follow_up(facts: Facts) -> float | None:
    """Months from the start of enrolment to the cut-off, else to the end of the year of publication."""
    report = facts.extraction.report
    if not report.start_date or not report.start_date[:4].isdigit():
        return None
    start = _month(report.start_date, 1)
    if report.data_cutoff and report.data_cutoff[:4].isdigit():
        end = _month(report.data_cutoff, 12)
    elif report.year and report.registry is None:
        end = _month(str(report.year), 12)
    else:
        return None
    return end - start + 1 if end > start else None


def _month(date: str, unknown: int) -> float:
    return int(date[:4]) * 12 + (int(date[5:7]) if date[5:7].isdigit() else unknown)


def _in_smaller_unit(r: Result, possible: float) -> str:
    """The proposal of the next smaller unit, where the median is then possible."""
    smaller = {"years": "months", "months": "weeks", "weeks": "days"}.get(r.unit.casefold())
    if smaller is None or (r.value or 0) * MONTHS[smaller] > possible:
        return ""
    return f"{r.value:g} {smaller} would be possible."


def _longer_than_survival(facts: Facts, medians: list[tuple[int, Result]]) -> Iterator[Finding]:
    """A median to progression or death far longer than the same arm's median survival, read in the same place."""
    survival: dict[tuple[str, ...], list[tuple[int, Result]]] = defaultdict(list)
    for i, r in medians:
        if r.outcome == "OS":
            survival[facts.root_letter(r.arm), r.population, facts.part(r)].append((i, r))
    for i, r in medians:
        found = survival.get((facts.root_letter(r.arm), r.population, facts.part(r)), [])
        if r.outcome not in _TO_DEATH or len({s.value for _, s in found}) != 1:
            continue
        j, other = found[0]
        # Curves of few patients have uneven risk sets and may honestly cross; a wrong unit makes a factor of four.
        few = 0 < max(facts.sizes(r), default=0) < FEW
        if _months(r) > (3 if few else 1.5) * _months(other):
            text = (
                f"Median {r.outcome} of {r.value:g} {r.unit} in {facts.label(r.arm)} is longer than its median "
                f"survival, {other.value:g} {other.unit}."
            )
            yield Finding("units_suspect", "warning", text, [i, j], r.quote, _in_smaller_unit(r, _months(other)))


def _months(r: Result) -> float:
    return (r.value or 0) * MONTHS[r.unit.casefold()]


def _units_of_one_outcome(facts: Facts, medians: list[tuple[int, Result]]) -> Iterator[Finding]:
    """Arms in different units in one place, or one number given in two units."""
    places: dict[tuple[str, ...], list[tuple[int, Result]]] = defaultdict(list)
    arms: dict[tuple[str, ...], list[tuple[int, Result]]] = defaultdict(list)
    for i, r in medians:
        key = (r.outcome, r.population, r.timepoint)
        places[*key, facts.part(r)].append((i, r))
        arms[*key, facts.root_letter(r.arm)].append((i, r))
    for (outcome, *_), found in places.items():
        units = sorted({r.unit.casefold() for _, r in found})
        if len(units) > 1 and all(
            r.unit.casefold() == found[0][1].unit.casefold() for _, r in _first_arm(facts, found)
        ):
            text = f"Medians of {outcome} are given in {' and in '.join(units)}."
            yield Finding("units_suspect", "warning", text, [i for i, _ in found])
    for (outcome, *_), found in arms.items():
        for i, r in found[1:]:
            j, first = found[0]
            if r.value == first.value and r.unit.casefold() != first.unit.casefold():
                both = f"{first.value:g} {first.unit} in one place and {r.value:g} {r.unit} in another"
                text = f"Median {outcome} is {both}."
                yield Finding("units_suspect", "warning", text, [j, i], r.quote)


def _first_arm(facts: Facts, found: list[tuple[int, Result]]) -> list[tuple[int, Result]]:
    """The medians of the first one's arm: an arm given in two units was converted for the reader."""
    letter = facts.root_letter(found[0][1].arm)
    return [(i, r) for i, r in found if facts.root_letter(r.arm) == letter]
