"""A full text says its results twice: the same number for the same arm and outcome is one result."""

from __future__ import annotations

from extractors.text.person_time import over_time
from schemas.models import Report, Result


def without_repeats(results: list[Result], report: Report) -> list[Result]:
    """Results with later repetitions dropped; the first place (the abstract) keeps the locator.

    What the later place adds (an interval, a denominator) is taken over. Differing numbers both stay.
    """
    kept: list[Result] = []
    for result in results:
        twin = next((r for r in kept if _same(r, result)), None)
        if twin is None:
            kept.append(result)
        else:
            _complete(twin, result)
    return kept


def _same(a: Result, b: Result) -> bool:
    if (a.kind, a.arm, a.ref_arm) != (b.kind, b.arm, b.ref_arm) or not _same_outcome(a, b):
        return False
    if a.population != b.population and a.value is None:
        return False
    rates = {a.stat, b.stat} <= {"rate", "count"} and not (over_time(a.unit) or over_time(b.unit))
    if a.stat != b.stat and not (rates and a.events is not None and a.events == b.events):
        return False
    if a.not_reached or b.not_reached:
        return a.not_reached and b.not_reached and a.population == b.population
    if a.stat == "p_only":
        return a.p == b.p
    if a.value is None or b.value is None:
        return False
    if a.timepoint_weeks and b.timepoint_weeks and abs(a.timepoint_weeks - b.timepoint_weeks) > 0.5:
        return False
    if a.ci_low is not None and b.ci_low is not None and (a.ci_low, a.ci_high) != (b.ci_low, b.ci_high):
        return False
    same_value = abs(a.value - b.value) < 1e-9 if a.stat == b.stat else True
    return same_value and (a.population == b.population or "all" in (a.population, b.population))


def _same_outcome(a: Result, b: Result) -> bool:
    if a.outcome != b.outcome:
        return False
    if a.outcome not in ("OTHER", "AE_SPECIFIC"):
        return True
    same_block = a.locator is not None and b.locator is not None and a.locator.get("block") == b.locator.get("block")
    ours, theirs = _words(a.outcome_text), _words(b.outcome_text)
    return ours == theirs if same_block else bool(ours & theirs)


def _words(text: str) -> set[str]:
    return {
        w
        for w in text.lower().replace("-", " ").split()
        if len(w) > 3 and w not in ("rate", "rates", "grade", "median", "with")
    }


def _complete(first: Result, later: Result) -> None:
    for name in ("ci_low", "ci_high", "ci_level", "events", "n_eval", "sd", "se"):
        if (
            getattr(first, name) is None
            and getattr(later, name) is not None
            and (not name.startswith("ci") or first.ci_low is None)
        ):
            setattr(first, name, getattr(later, name))
    if first.stat == "count" and later.stat == "rate":
        first.stat, first.value, first.unit = later.stat, later.value, later.unit
    first.p = first.p or later.p
