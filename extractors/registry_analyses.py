"""Statistical analyses and adverse-event totals that a registry posted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from extractors.registry_arms import Arms
from extractors.registry_measures import POINTER
from extractors.registry_values import number, p_value, weeks, whole
from schemas.models import Result

_HARMS = (
    ("SAE", "serious", "Serious adverse events"),
    ("AE_OTHER", "other", "Other (not including serious) adverse events"),
    ("DEATH", "deaths", "All-cause mortality"),
)


_SIDES = {"ONE_SIDED": 1, "TWO_SIDED": 2}


def _hypothesis(analysis: dict[str, Any]) -> str:
    """What an analysis tests: the registry's code in words; the older form says only whether it is non-inferiority."""
    code = analysis.get("nonInferiorityType") or ""
    if not code and analysis.get("testedNonInferiority") is True:
        return "non-inferiority"
    words = code.casefold().replace("non_inferiority", "non-inferiority").replace("_legacy", "")
    return words.replace("_", " ")


def contrast_statistic(param: str, unit: str) -> str:
    """hr, or, rr, rd or md of a parameter type; p_only where the estimate is of another kind and must not be pooled."""
    low = param.casefold()
    if "hazard" in low:
        return "hr"
    if "odds ratio" in low or low == "or":
        return "or"
    if "risk ratio" in low or "relative risk" in low or ("rate ratio" in low and "incidence" not in low):
        return "rr"
    if "risk difference" in low or re.search(
        r"(percentage|proportion)s? difference|difference in (percent|proportion|rate)", low
    ):
        return "rd" if "%" in unit or not unit else "p_only"
    if "median" in low or "ratio" in low or "geometric" in low:
        return "p_only"
    return "md" if re.search(r"mean.*difference|difference.*mean", low) else "p_only"


def read_analyses(
    index: int, measure: dict[str, Any], letters: dict[str, str], arms: Arms, own: Sequence[Result]
) -> Iterator[Result]:
    """Every posted analysis of one outcome measure; `own` are the measure's results, which give the direction."""
    for a, analysis in enumerate(measure.get("analyses") or []):
        result = _estimate(measure, analysis, own)
        base = f"{POINTER}/{index}/analyses/{a}"
        raw = analysis.get("paramValue")
        key = "paramValue" if raw is not None else "pValue"
        result.locator, result.quote = {"pointer": f"{base}/{key}"}, str(analysis.get(key) or "")
        _compare(result, [letters.get(g, "") for g in analysis.get("groupIds") or []], arms, own)
        yield result


def _estimate(measure: dict[str, Any], analysis: dict[str, Any], own: Sequence[Result]) -> Result:
    unit = own[0].unit if own else ""
    value = number(analysis.get("paramValue"))
    param = analysis.get("paramType") or ""
    stat = contrast_statistic(param, unit) if value is not None else "p_only"
    result = Result("contrast", "OTHER", stat, outcome_text=measure.get("title") or "", value=value)
    if stat == "p_only":
        result.unit = param
    elif stat in ("md", "rd"):
        result.unit = unit
    if own:
        first = own[0]
        result.outcome, result.timepoint, result.timepoint_weeks = first.outcome, first.timepoint, first.timepoint_weeks
        if len({(r.outcome, r.timepoint, r.population, r.category) for r in own}) > 1:
            result.outcome, result.timepoint, result.timepoint_weeks = "OTHER", measure.get("timeFrame") or "", None
    result.ci_low, result.ci_high = number(analysis.get("ciLowerLimit")), number(analysis.get("ciUpperLimit"))
    result.ci_level = number(analysis.get("ciPctValue"))
    if (analysis.get("dispersionType") or "").startswith("STANDARD_ERROR"):
        result.se = number(analysis.get("dispersionValue"))
    elif analysis.get("dispersionType") == "STANDARD_DEVIATION":
        result.sd = number(analysis.get("dispersionValue"))
    result.p = p_value(analysis.get("pValue"))
    result.method = " ".join((analysis.get("statisticalMethod") or "").split())
    result.hypothesis = _hypothesis(analysis)
    result.sides = _SIDES.get(analysis.get("ciNumSides") or "")
    if analysis.get("ciNumSides") == "ONE_SIDED":
        result.unit = f"{result.unit} (one-sided interval)".strip()
    return result


def _compare(result: Result, groups: list[str], arms: Arms, own: Sequence[Result]) -> None:
    """Arm over reference: by the groups' own values where they settle it, then by role, then as listed."""
    result.arm, result.ref_arm = (groups or [""])[0] or None, groups[1] if len(groups) == 2 else ""
    if len(groups) != 2:
        result.stat = "p_only"
        result.population = "all" if len(groups) < 3 else "all groups compared"
        return
    turned = _turned(result, groups, own)
    if turned is None:
        roles = [arms.root(arms.named(g)).role if g else "" for g in groups]
        turned = roles == ["control", "experimental"]
    if turned:
        result.arm, result.ref_arm = groups[1], groups[0]


def _turned(result: Result, groups: list[str], own: Sequence[Result]) -> bool | None:
    """Whether the estimate is second over first, as the difference of the groups' own values shows; None if unclear."""
    values: dict[str, float] = {}
    for r in own:
        if r.arm in groups and r.value is not None:
            values.setdefault(r.arm, r.value)
    if len(values) < 2 or len(own) != 2 or result.value is None or result.stat not in ("md", "rd"):
        return None
    difference = values[groups[0]] - values[groups[1]]
    if difference == 0 or result.value == 0:
        return None
    near = abs(abs(difference) - abs(result.value)) <= 0.25 * abs(difference)
    return (difference > 0) != (result.value > 0) if near else None


def read_harms(module: dict[str, Any], arms: Arms) -> Iterator[Result]:
    """Totals of serious and other adverse events and deaths, per event group."""
    pointer = "/resultsSection/adverseEventsModule/eventGroups"
    groups = module.get("eventGroups") or []
    sizes = {g.get("id", ""): whole(g.get("seriousNumAtRisk")) for g in groups}
    letters = arms.of(groups, pointer, sizes)
    time = module.get("timeFrame") or ""
    for i, group in enumerate(groups):
        for outcome, prefix, title in _HARMS:
            events, n = whole(group.get(f"{prefix}NumAffected")), whole(group.get(f"{prefix}NumAtRisk"))
            if events is None:
                continue
            yield Result(
                "arm", outcome, "count", outcome_text=title, timepoint=time, timepoint_weeks=weeks(time),
                arm=letters[group.get("id", "")], value=float(events), unit="participants", events=events, n_eval=n,
                events_origin="reported", locator={"pointer": f"{pointer}/{i}/{prefix}NumAffected"},
                quote=str(group[f"{prefix}NumAffected"]),
            )  # fmt: skip
