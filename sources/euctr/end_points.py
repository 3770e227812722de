"""One end point of EudraCT results → an outcome measure as ClinicalTrials.gov lays it out."""

from __future__ import annotations

import re
from typing import Any

from sources.euctr.parts import items, word, words

Json = Any
_PARAMETERS = {
    "arithmetic": "MEAN",
    "leastSquares": "LEAST_SQUARES_MEAN",
    "geometric": "GEOMETRIC_MEAN",
    "log": "LOG_MEAN",
    "median": "MEDIAN",
    "number": "NUMBER",
}
_DISPERSIONS = {
    "standardDeviation": "Standard Deviation",
    "standardError": "Standard Error",
    "interQuartileRange": "Inter-Quartile Range",
    "fullRange": "Full Range",
    "geometricCoefficientVariation": "Geometric Coefficient of Variation",
}
_PEOPLE = re.compile(
    r"^(?:number of )?(?:participants?|patients?|subjects?|people|persons?|individuals?)$", re.IGNORECASE
)
_SHARE = re.compile(r"\b(?:percentage|percent|proportion|rate)\b", re.IGNORECASE)
_NINES = re.compile(r"-?9{4,}(?:\.9+)?")
_OWN_N = re.compile(r"\s*[(\[]?\b[nN] ?= ?(\d+(?: ?[,;/&] ?\d+)*)[)\]]?\s*$")


def outcome_measure(end_point: dict[str, Json], titles: dict[str, str]) -> dict[str, Json]:
    """`titles` are those of arms and analysis sets by their ids."""
    arms = items(end_point, "armReportingGroups", "armReportingGroup")
    sets = items(end_point, "subjectAnalysisSetReportingGroups", "subjectAnalysisSetReportingGroup")
    groups = [*arms, *sets]
    counted = word(end_point, "countable") == "true"
    measure = {
        "type": word(end_point, "type").upper(),
        "title": word(end_point, "title"),
        "description": word(end_point, "description"),
        "timeFrame": word(end_point, "timeFrame"),
        "reportingStatus": "POSTED",
        "unitOfMeasure": _unit(end_point, counted),
        "paramType": _parameter(end_point, counted),
        "dispersionType": _dispersion(end_point),
        "groups": [{"id": word(g, "id"), "title": _title(g, titles)} for g in groups],
        "denoms": [_denominators(groups, [word(g, "subjects") for g in groups])],
        "classes": _classes(end_point, groups, counted),
        "analyses": [analysis for a in _analyses(end_point) if (analysis := _analysis(a, arms))],
    }
    return {key: value for key, value in measure.items() if value not in ("", [], None)}


def _title(group: dict[str, Json], titles: dict[str, str]) -> str:
    return titles.get(word(group, "armId")) or titles.get(word(group, "subjectAnalysisSetId")) or ""


def _unit(end_point: dict[str, Json], counted: bool) -> str:
    """The unit; a share whose unit names the people alone is told by its title."""
    unit = word(end_point, "unit")
    if not counted and _PEOPLE.match(unit) and _SHARE.search(word(end_point, "title")):
        return f"percentage of {unit.lower()}"
    return unit


def _parameter(end_point: dict[str, Json], counted: bool) -> str:
    if counted:
        return "COUNT_OF_PARTICIPANTS" if _PEOPLE.match(word(end_point, "unit")) else "NUMBER"
    return _PARAMETERS.get(word(end_point, "centralTendencyType"), "")


def _dispersion(end_point: dict[str, Json]) -> str:
    kind = word(end_point, "dispersionType")
    if kind == "confidenceInterval":
        level = word(end_point, "percentage")
        return f"{level}% Confidence Interval" if level else "Confidence Interval"
    return _DISPERSIONS.get(kind, "")


def _denominators(groups: list[dict[str, Json]], sizes: list[str]) -> dict[str, Json]:
    counts = [{"groupId": word(g, "id"), "value": size} for g, size in zip(groups, sizes, strict=True) if size]
    return {"units": "Participants", "counts": counts}


def _classes(end_point: dict[str, Json], groups: list[dict[str, Json]], counted: bool) -> list[dict[str, Json]]:
    """Categories of people share a class; values by time or kind of patient, and those with an n each, do not."""
    categories = items(end_point, "categories", "category")
    interval = word(end_point, "dispersionType") in {"confidenceInterval", "interQuartileRange", "fullRange"}
    if not categories:
        return [{"categories": [{"measurements": _measurements(groups, "", interval)}]}]
    named = [(word(c, "name"), _measurements(groups, word(c, "id"), interval)) for c in categories]
    if counted and not any(_OWN_N.search(name) for name, _ in named):
        return [{"categories": [{"title": name, "measurements": posted} for name, posted in named]}]
    return [_class_with_its_own_n(name, posted, groups) for name, posted in named]


def _class_with_its_own_n(name: str, posted: list[dict[str, str]], groups: list[dict[str, Json]]) -> dict[str, Json]:
    """A class; `France (n=12, 34)` gives its denominators in the order of the groups, where they can be right.

    Where the numbers are not one for each group, or larger than their groups, the class has no denominator at all:
    that of the whole end point is then known to be wrong for it.
    """
    found = _OWN_N.search(name)
    cls: dict[str, Json] = {"title": name[: found.start()].strip() if found else name}
    if found:
        sizes = re.findall(r"\d+", found[1])
        whole = [word(g, "subjects") for g in groups]
        told = zip(sizes, whole, strict=False)
        fit = len(sizes) == len(groups) and all(not w.isdecimal() or int(s) <= int(w) for s, w in told)
        cls["denoms"] = [_denominators(groups, sizes if fit else ["NA"] * len(groups))]
    return cls | {"categories": [{"measurements": posted}]}


def _measurements(groups: list[dict[str, Json]], category: str, interval: bool) -> list[dict[str, str]]:
    """The values of one category (or of an end point without any) for every group that has one."""
    found = []
    for group in groups:
        value = _value(group, "countableValues", "countableValue", category)
        value = value or _value(group, "tendencyValues", "tendencyValue", category)
        spread = _value(group, "dispersionValues", "dispersionValue", category)
        if not word(value, "value"):
            continue
        posted = {"groupId": word(group, "id"), "value": _estimable(word(value, "value"))}
        if interval:
            posted |= {"lowerLimit": _estimable(word(spread, "value"))}
            posted |= {"upperLimit": _estimable(word(spread, "highRangeValue"))}
        else:
            posted |= {"spread": _estimable(word(spread, "value"))}
        found.append({key: text for key, text in posted.items() if text})
    return found


def _value(group: dict[str, Json], lists: str, name: str, category: str) -> dict[str, Json]:
    values = items(group, lists, name)
    return next((v for v in values if word(v, "categoryId") == category), {})


def _estimable(text: str) -> str:
    return "NA" if _NINES.fullmatch(text) else text


def _analyses(end_point: dict[str, Json]) -> list[dict[str, Json]]:
    return items(end_point, "statisticalAnalyses", "statisticalAnalysis")


def _analysis(analysis: dict[str, Json], arms: list[dict[str, Json]]) -> dict[str, Json] | None:
    """An analysis between arms; None for one between analysis sets, or of one group."""
    known = {word(arm, "id") for arm in arms}
    compared = [group for group in words(analysis, "armComparisonGroupId") if group in known]
    if len(compared) < 2 or words(analysis, "subjectAnalysisSetComparisonGroupId"):
        return None
    estimate, test = analysis.get("parameterEstimate"), analysis.get("statisticalHypothesisTest")
    interval = estimate.get("confidenceInterval") if isinstance(estimate, dict) else None
    relation = word(test, "valueEqualityRelation")
    sides = {"oneSided": "ONE_SIDED", "twoSided": "TWO_SIDED"}.get(word(interval, "sides"), "")
    found = {
        "groupIds": compared,
        "groupDescription": word(analysis, "description"),
        "nonInferiorityType": word(analysis, "type").upper(),
        "paramType": _estimate_type(estimate),
        "paramValue": _estimable(word(estimate, "pointEstimate")),
        "ciPctValue": word(interval, "percentage"),
        "ciNumSides": sides,
        "ciLowerLimit": _estimable(word(interval, "lowerLimit")),
        "ciUpperLimit": _estimable(word(interval, "upperLimit")),
        "pValue": f"{'' if relation == '=' else relation}{word(test, 'value')}" if word(test, "value") else "",
        "statisticalMethod": word(test, "otherMethod") or word(test, "method"),
    }
    return {key: value for key, value in found.items() if value}


def _estimate_type(estimate: Json) -> str:
    """`hazardRatio` → `hazard ratio`; logarithms are named so that nobody takes them for the ratio itself."""
    kind = word(estimate, "type")
    if kind == "other":
        return word(estimate, "otherType")
    spelled = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).lower()
    return "Logarithm of an estimate" if "log" in spelled.split() else spelled
