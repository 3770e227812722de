"""Outcome measures of a registry record: every posted measurement as a result of its group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from extractors.registry_arms import Arms
from extractors.registry_outcomes import fits_statistic, of_grade
from extractors.registry_values import (
    interval_level,
    is_people,
    is_percentage,
    is_proportion,
    names_time,
    number,
    weeks,
    whole,
)
from schemas.models import Finding, Result

OutcomeOf = Callable[[str], str]
POINTER = "/resultsSection/outcomeMeasuresModule/outcomeMeasures"
_PARTS = {"CR", "PR", "SD", "PD"}
_HARMS = {"AE_ANY", "AE_G3PLUS", "SAE", "DEATH", "DISCONTINUATION"}
_NEGATIVE = ("no", "not ", "non", "without", "never", "unknown", "missing", "inevaluable", "unevaluable")
_POSITIVE = ("yes", "with ", "responder", "present", "positive", "event")


def denominators(denoms: list[dict[str, Any]] | None) -> dict[str, int | None]:
    """Number analysed per group, from the first list of denominators (participants come first)."""
    return {c.get("groupId", ""): whole(c.get("value")) for d in (denoms or [])[:1] for c in d.get("counts") or []}


def read_measure(index: int, measure: dict[str, Any], arms: Arms, outcome_of: OutcomeOf) -> Iterator[Result]:
    """Every measurement of one outcome measure."""
    groups = measure.get("groups") or []
    overall = denominators(measure.get("denoms"))
    letters = arms.of(groups, f"{POINTER}/{index}/groups", overall)
    shape = Shape(measure, outcome_of)
    for c, cls in enumerate(measure.get("classes") or []):
        own = denominators(cls.get("denoms"))
        for k, category in enumerate(cls.get("categories") or []):
            where = shape.place(cls.get("title") or "", category.get("title") or "")
            for m, posted in enumerate(category.get("measurements") or []):
                group = posted.get("groupId", "")
                result = shape.result(posted, own.get(group, overall.get(group)))
                result.outcome, result.timepoint, result.timepoint_weeks, result.population = where
                result.class_, result.category = cls.get("title") or "", category.get("title") or ""
                result.arm = letters.get(group)
                result.locator = {"pointer": f"{POINTER}/{index}/classes/{c}/categories/{k}/measurements/{m}/value"}
                yield result


class Shape:
    """What the measurements of one outcome measure have in common: statistic, unit, spread, outcome and time."""

    def __init__(self, measure: dict[str, Any], outcome_of: OutcomeOf) -> None:
        self.title = measure.get("title") or ""
        self.time = measure.get("timeFrame") or ""
        self.unit = measure.get("unitOfMeasure") or ""
        self.dispersion = (measure.get("dispersionType") or "").casefold()
        self.level = interval_level(measure.get("dispersionType"))
        self.outcome_of = outcome_of
        classes = measure.get("classes") or []
        self.many_classes = len(classes) > 1
        self.many_categories = any(len(c.get("categories") or []) > 1 for c in classes)
        self.other_units = bool(measure.get("typeUnitsAnalyzed"))
        self.stat, self.counts_people = statistic(measure.get("paramType") or "", self.unit, self.title)
        named = outcome_of(self.title)
        self.outcome = named if fits_statistic(named, self.stat) else "OTHER"
        if self.stat == "rate" and not is_proportion(self.unit):
            self.unit = "%"
        elif "GEOMETRIC" in (measure.get("paramType") or "") or "LOG" in (measure.get("paramType") or "").split("_"):
            self.unit = f"{self.unit} (geometric mean)"

    def place(self, class_title: str, category: str) -> tuple[str, str, float | None, str]:
        """(outcome id, time point, weeks, population) of a class and category."""
        time, population, outcome = self.time, "all", self.outcome
        if names_time(class_title):
            time = class_title
        elif self.many_classes and class_title:
            named = self.outcome_of(class_title)
            if named in _PARTS or (named in _HARMS and self.outcome in _HARMS):
                outcome = named
            elif self.outcome == "AE_ANY" and (graded := of_grade(class_title)):
                outcome = graded
            else:
                population = class_title
        if self.many_categories and category:
            outcome = self._category_outcome(outcome, category)
        elif category and self.outcome_of(category) in _PARTS:
            outcome = self.outcome_of(category)
        at = weeks(time)
        return outcome, time, at if at is not None else weeks(self.title), population

    def _category_outcome(self, outcome: str, category: str) -> str:
        """One of several categories carries the measure's outcome only where it says yes to it."""
        low = category.strip().casefold()
        named = self.outcome_of(category)
        if low.startswith(_NEGATIVE):
            return "OTHER"
        if named != "OTHER":
            return named
        if outcome == "AE_ANY" and (graded := of_grade(category)):
            return graded
        return outcome if low.startswith(_POSITIVE) else "OTHER"

    def result(self, posted: dict[str, Any], n: int | None) -> Result:
        """The result of one measurement; `n` is the group's number analysed."""
        raw = posted.get("value")
        value = number(raw)
        result = Result("arm", "OTHER", self.stat, outcome_text=self.title, value=value, unit=self.unit, n_eval=n)
        result.quote = raw if isinstance(raw, str) else "" if raw is None else str(raw)
        if value is None and self.stat == "median":
            result.not_reached = bool(n) and (result.quote.strip().casefold() in {"na", "not reached", "nr"})
        if self.stat == "count" and self.counts_people and n and not self.other_units:
            result.events = whole(raw)
            result.events_origin = "reported" if result.events is not None else None
        self._spread(result, posted)
        return result

    def _spread(self, result: Result, posted: dict[str, Any]) -> None:
        spread, low, high = (
            number(posted.get("spread")),
            number(posted.get("lowerLimit")),
            number(posted.get("upperLimit")),
        )
        if self.dispersion == "standard deviation":
            result.sd = spread
        elif self.dispersion.startswith("standard error"):
            result.se = spread
        elif "quartile" in self.dispersion:
            result.q1, result.q3 = low, high
        elif "full range" in self.dispersion:
            result.minimum, result.maximum = low, high
        elif self.level is not None:
            result.ci_low, result.ci_high = low, high
            result.ci_level = self.level if low is not None or high is not None else None


def statistic(param: str, unit: str, title: str) -> tuple[str, bool]:
    """(statistic, whether it counts people) of a measure's parameter type, unit and title.

    Numbers of something else than people are counts without events; a bare number that is neither is named by the
    title, and stays a count in its own unit where the title does not say.
    """
    if param in ("COUNT_OF_PARTICIPANTS",):
        return "count", True
    if param == "MEDIAN":
        return "median", False
    if is_percentage(unit) and param in ("NUMBER", ""):
        return "rate", False
    if is_proportion(unit) and param in ("NUMBER", ""):
        return "rate", False
    if "MEAN" in param:
        return "mean", False
    if param == "NUMBER":
        low = title.casefold()
        if is_people(unit):
            return "count", True
        if "median" in low:
            return "median", False
        return ("mean", False) if "mean" in low or "average" in low else ("count", False)
    return "count", False


def posting_findings(index: int, measure: dict[str, Any]) -> Iterator[Finding]:
    """What an outcome measure does not give: nothing posted yet, or nobody analysed."""
    title = measure.get("title") or ""
    if measure.get("reportingStatus") == "NOT_POSTED":
        yield Finding("not_posted", "info", f"The registry has not posted results for outcome {index + 1}, “{title}”.")
    elif measure.get("denoms") and not any(n for n in denominators(measure["denoms"]).values()):
        yield Finding(
            "none_analysed", "info", f"Outcome {index + 1}, “{title}”, was posted with 0 participants analysed."
        )
