"""One number of a registry against one of a paper: do they agree, and if not, of what kind is the difference."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from synthesis.beside.definitions import DATA_CUT, against
from synthesis.beside.statements import RATIOS, Statement
from synthesis.effects import from_interval
from synthesis.kinds import HARMS
from synthesis.outcomes import TIME_TO_EVENT
from synthesis.printed import equal

WEEKS_APART = 0.03
"""Share by which two time points may differ and be one: twelve months are 52.2 weeks, and a year is 52."""
SAME_ERROR = 1.1
"""Ratio up to which two standard errors are one: bounds of two decimals tell them to some percent."""
COUNTED = ("reported", "solved_from_interval", "solved_from_statistic")
"""Origins of a paper's count that show its denominator; a count that only fits a percentage takes it from the arm."""
ORDER = ("agreement", "value", "arm", "denominator", "definition", "time_point")
"""Of several pairs the one that tells most speaks; agreement of any settles the matter."""


@dataclass(slots=True, frozen=True)
class Verdict:
    """How two statements stand to each other; `why` are the words for a message."""

    kind: str
    proven: bool = False
    """Same definition, same patients, same time: the two numbers cannot both be true."""
    why: str = ""


def turned(one: Statement) -> Statement:
    """A comparison the other way round."""
    if one.measure not in RATIOS:
        low, high = (None if v is None else -v for v in (one.high, one.low))
        return dataclasses.replace(
            one, arms=one.arms[::-1], sizes=one.sizes[::-1], value=-one.value, low=low, high=high
        )
    if one.value <= 0:
        return one
    low, high = (1 / v if v else None for v in (one.high, one.low))
    return dataclasses.replace(
        one, arms=one.arms[::-1], sizes=one.sizes[::-1], value=1 / one.value, low=low, high=high,
        tolerance=one.tolerance / one.value**2,
    )  # fmt: skip


def same_number(registry: Statement, paper: Statement) -> bool:
    """Whether both give one number, rounding allowed for, and their intervals."""
    counted = registry.events is not None and paper.events is not None
    if counted and registry.sizes == paper.sizes:
        return registry.events == paper.events
    if counted and None in (*registry.sizes, *paper.sizes) and registry.events == paper.events:
        return True
    tolerance = max(registry.tolerance, paper.tolerance)
    if not equal(registry.value, paper.value, tolerance):
        return False
    if len(registry.arms) == 1 or None in (registry.low, registry.high, paper.low, paper.high):
        return True
    if registry.result.ci_level != paper.result.ci_level:
        return _same_error(registry, paper)
    # Bounds are printed as exactly as the estimate; one unit is left to those who round up and down.
    return equal(registry.low, paper.low, 2 * tolerance) and equal(registry.high, paper.high, 2 * tolerance)


def _same_error(registry: Statement, paper: Statement) -> bool:
    """Whether intervals of two levels tell one standard error, as far as their rounding lets it be told."""
    errors = []
    for one in (registry, paper):
        effect = from_interval(one.measure.partition(" ")[0].upper(), one.value, one.low, one.high, one.result.ci_level)
        if effect is None or effect.sei is None:
            return True
        errors.append(effect.sei)
    return max(errors) <= SAME_ERROR * min(errors)


def _same_time(registry: Statement, paper: Statement) -> bool | None:
    """Whether both stand at one time; None where only one of them names a time."""
    if registry.time == paper.time:
        return True
    if registry.weeks is not None and paper.weeks is not None:
        return abs(registry.weeks - paper.weeks) <= WEEKS_APART * max(registry.weeks, paper.weeks)
    return None if not registry.time or not paper.time else False


def _sizes_differ(registry: Statement, paper: Statement) -> bool:
    return any(a != b for a, b in zip(registry.sizes, paper.sizes, strict=True) if a is not None and b is not None)


def verdict(registry: Statement, paper: Statement, outcome: str) -> Verdict:
    """What two statements on one outcome and arm or comparison are to each other."""
    same_time, unlike = _same_time(registry, paper), against(registry.words, paper.meant)
    if same_time is False:
        return Verdict("time_point", why=f"at {registry.result.timepoint} and at {paper.result.timepoint}")
    same = same_number(registry, paper)
    counted = registry.measure == "share"
    if same and not (counted and _sizes_differ(registry, paper)):
        return Verdict("agreement")
    if same_time is None:
        named = registry.result.timepoint if registry.time else paper.result.timepoint
        return Verdict("time_point", why=f"one at {named}, the other without a time")
    if unlike:
        return of_other_meaning(unlike)
    if _sizes_differ(registry, paper):
        return Verdict("denominator")
    return Verdict("value", _proven(registry, paper, outcome))


def of_other_meaning(unlike: list[tuple[str, str]]) -> Verdict:
    """The verdict on two definitions that differ as `against` tells: another data cut is another time."""
    cut = [words for family, words in unlike if family == DATA_CUT]
    if cut:
        return Verdict("time_point", why=f"data cut: {cut[0]}")
    return Verdict("definition", why="; ".join(words for _, words in unlike))


def _proven(registry: Statement, paper: Statement, outcome: str) -> bool:
    """Whether definition, patients and time are shown to be the same: of counts of people alone.

    Means and comparisons come out of models that reports do not tell in full. Harms and times to an event grow with
    follow-up, which reports seldom tell. A word on the definition that one side alone has leaves it open.
    """
    if outcome in HARMS | TIME_TO_EVENT or registry.measure != "share":
        return False
    if None in registry.sizes or registry.sizes != paper.sizes or paper.result.events_origin not in COUNTED:
        return False
    return registry.words.keys() <= paper.meant.keys() and paper.words.keys() <= registry.words.keys()
