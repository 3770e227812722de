"""Posted results of the classic XML (`clinical_results`) → the API's `resultsSection`, version 2.

The classic form holds the same numbers under other names; none is changed or worked out here. What was an attribute in
the XML (`value`, `group_id`) is a child element where the study went through JSON: both are read.
"""

from __future__ import annotations

from typing import Any

from sources.xml import Element, text_of

Json = dict[str, Any]
_PARAMETERS = {
    "number": "NUMBER", "mean": "MEAN", "median": "MEDIAN", "count of participants": "COUNT_OF_PARTICIPANTS",
    "count of units": "COUNT_OF_UNITS", "geometric mean": "GEOMETRIC_MEAN",
    "least squares mean": "LEAST_SQUARES_MEAN", "log mean": "LOG_MEAN",
    "geometric least squares mean": "GEOMETRIC_LEAST_SQUARES_MEAN",
}  # fmt: skip
_DISPERSIONS = {"standard error of the mean": "STANDARD_ERROR_OF_MEAN", "standard deviation": "STANDARD_DEVIATION"}
_SIDES = {"1-sided": "ONE_SIDED", "2-sided": "TWO_SIDED"}
_TOTALS = {"total, serious adverse events": "serious", "total, other adverse events": "other",
           "total, all-cause mortality": "deaths"}  # fmt: skip


def results_section(study: Element) -> Json | None:
    """Participant flow, outcome measures and adverse events; None where nothing is posted."""
    results = study.find("clinical_results")
    if results is None or not text_of(results):  # ctrdata keeps the empty shell of results that were never posted
        return None
    return {
        "participantFlowModule": _flow(results.find("participant_flow")),
        "outcomeMeasuresModule": {"outcomeMeasures": [_measure(o) for o in results.iterfind("outcome_list/outcome")]},
        "adverseEventsModule": _events(results.find("reported_events")),
    }


def _said(node: Element | None, name: str) -> str:
    """An attribute, or a child's text."""
    if node is None:
        return ""
    found = node.get(name)
    return found.strip() if found is not None else text_of(node.find(name))


def _kept(**values: Any) -> Json:
    return {key: value for key, value in values.items() if value not in ("", None, [])}


def _groups(parent: Element | None) -> list[Json]:
    found = parent.iterfind("group_list/group") if parent is not None else ()
    return [_kept(id=_said(g, "group_id"), title=_said(g, "title")) for g in found]


def _flow(flow: Element | None) -> Json:
    periods = [] if flow is None else list(flow.iterfind("period_list/period"))
    return {"groups": _groups(flow), "periods": [_period(period) for period in periods]}


def _period(period: Element) -> Json:
    milestones = [
        {
            "type": _said(milestone, "title").upper(),
            "achievements": [
                _kept(groupId=_said(p, "group_id"), numSubjects=_said(p, "count"))
                for p in milestone.iterfind("participants_list/participants")
            ],
        }
        for milestone in period.iterfind("milestone_list/milestone")
    ]
    return {"title": _said(period, "title"), "milestones": milestones}


def _measure(outcome: Element) -> Json:
    measure = outcome.find("measure")
    dispersion = _said(measure, "dispersion")
    classes = [] if measure is None else list(measure.iterfind("class_list/class"))
    return _kept(
        type=_said(outcome, "type").upper(),
        title=_said(outcome, "title"),
        description=_said(outcome, "description"),
        populationDescription=_said(outcome, "population"),
        timeFrame=_said(outcome, "time_frame"),
        reportingStatus="POSTED" if measure is not None else "NOT_POSTED",
        paramType=_PARAMETERS.get(_said(measure, "param").lower(), ""),
        dispersionType=dispersion,
        unitOfMeasure=_said(measure, "units"),
        typeUnitsAnalyzed=_said(measure, "units_analyzed"),
        groups=_groups(outcome),
        denoms=_denominators(measure),
        classes=[_class(c) for c in classes],
        analyses=[_analysis(a) for a in outcome.iterfind("analysis_list/analysis")],
    )


def _denominators(parent: Element | None) -> list[Json]:
    analysed = [] if parent is None else list(parent.iterfind("analyzed_list/analyzed"))
    return [
        {
            "units": _said(a, "units"),
            "counts": [
                _kept(groupId=_said(c, "group_id"), value=_said(c, "value")) for c in a.iterfind("count_list/count")
            ],
        }
        for a in analysed
    ]


def _class(part: Element) -> Json:
    categories = [
        _kept(title=_said(category, "title"), measurements=[_measurement(m) for m in category.iterfind(_MEASUREMENTS)])
        for category in part.iterfind("category_list/category")
    ]
    return _kept(title=_said(part, "title"), denoms=_denominators(part), categories=categories)


_MEASUREMENTS = "measurement_list/measurement"


def _measurement(posted: Element) -> Json:
    return _kept(
        groupId=_said(posted, "group_id"),
        value=_said(posted, "value"),
        spread=_said(posted, "spread"),
        lowerLimit=_said(posted, "lower_limit"),
        upperLimit=_said(posted, "upper_limit"),
    )


def _analysis(analysis: Element) -> Json:
    dispersion = _said(analysis, "dispersion_type")
    return _kept(
        groupIds=[text_of(group) for group in analysis.iterfind("group_id_list/group_id") if text_of(group)],
        groupDescription=_said(analysis, "groups_desc"),
        nonInferiorityType=_said(analysis, "non_inferiority_type").upper().replace(" ", "_"),
        pValue=_said(analysis, "p_value"),
        statisticalMethod=_said(analysis, "method"),
        paramType=_said(analysis, "param_type"),
        paramValue=_said(analysis, "param_value"),
        ciPctValue=_said(analysis, "ci_percent"),
        ciNumSides=_SIDES.get(_said(analysis, "ci_n_sides").lower(), ""),
        ciLowerLimit=_said(analysis, "ci_lower_limit"),
        ciUpperLimit=_said(analysis, "ci_upper_limit"),
        dispersionType=_DISPERSIONS.get(dispersion.lower(), dispersion),
        dispersionValue=_said(analysis, "dispersion_value"),
    )


def _events(events: Element | None) -> Json:
    """Totals by group, which the classic form lists as events of a category of their own, and the single terms."""
    groups = {group["id"]: group for group in _groups(events) if "id" in group}
    terms: dict[str, list[Json]] = {"serious": [], "other": []}
    for kind, named in terms.items():
        part = None if events is None else events.find(f"{kind}_events")
        for category in [] if part is None else part.iterfind("category_list/category"):
            for event in category.iterfind("event_list/event"):
                total = _TOTALS.get(_said(event, "sub_title").lower())
                if total is None:
                    named.append(_term(event, category))
                for counts in event.iterfind("counts") if total else ():
                    group = groups.get(_said(counts, "group_id"), {})
                    group[f"{total}NumAffected"] = _said(counts, "subjects_affected")
                    group[f"{total}NumAtRisk"] = _said(counts, "subjects_at_risk")
    return {
        "timeFrame": _said(events, "time_frame"),
        "eventGroups": [_kept(**group) for group in groups.values()],
        "seriousEvents": terms["serious"],
        "otherEvents": terms["other"],
    }


def _term(event: Element, category: Element) -> Json:
    stats = [
        _kept(
            groupId=_said(c, "group_id"),
            numEvents=_said(c, "events"),
            numAffected=_said(c, "subjects_affected"),
            numAtRisk=_said(c, "subjects_at_risk"),
        )
        for c in event.iterfind("counts")
    ]
    return _kept(term=_said(event, "sub_title"), organSystem=_said(category, "title"), stats=stats)
