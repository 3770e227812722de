"""Posted results of a EudraCT record → the shape in which ClinicalTrials.gov lays out its own.

One shape, one extractor: arms, participant flow, end points, analyses and adverse events are rearranged here, no
number is changed or worked out. JSON pointers of what is read lead into the rearranged record. Left out are analyses
between analysis sets (the register makes sponsors enter a test of one arm as a comparison), and values of nines only,
which sponsors write where nothing could be estimated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sources.euctr.end_points import outcome_measure
from sources.euctr.parts import items, word
from sources.registry_dates import iso_date
from sources.registry_words import whole_number

Json = Any
_ARM_TYPES = {
    "experimental": "EXPERIMENTAL",
    "activeComp": "ACTIVE_COMPARATOR",
    "placebo": "PLACEBO_COMPARATOR",
    "sham": "SHAM_COMPARATOR",
    "noIntervention": "NO_INTERVENTION",
}


def v2_record(record: dict[str, Json]) -> dict[str, Json]:
    """Protocol arms and posted results; empty where the record has no results."""
    periods = items(record, "subjectDisposition", "postAssignmentPeriods", "postAssignmentPeriod")
    if not periods and not items(record, "endPoints", "endPoint"):
        return {}
    titles = {word(arm, "id"): word(arm, "title") for period in periods for arm in items(period, "arms", "arm")}
    baseline = next((p for p in periods if word(p, "baselinePeriod") == "true"), periods[0] if periods else {})
    arms = items(baseline, "arms", "arm")
    titles |= {word(s, "id"): word(s, "title") for s in items(record, "subjectAnalysisSets", "subjectAnalysisSet")}
    return {
        "protocolSection": {"armsInterventionsModule": {"armGroups": [_arm_group(arm) for arm in arms]}},
        "resultsSection": {
            "participantFlowModule": _flow(arms),
            "outcomeMeasuresModule": {
                "outcomeMeasures": [outcome_measure(e, titles) for e in items(record, "endPoints", "endPoint")]
            },
            "adverseEventsModule": _adverse_events(record),
        },
    }


def _arm_group(arm: dict[str, Json]) -> dict[str, Json]:
    names = [word(product, "name") for product in items(arm, "armProducts", "armProduct")]
    kind = _ARM_TYPES.get(word(arm, "type"), "OTHER")
    return {"label": word(arm, "title"), "type": kind, "interventionNames": [name for name in names if name]}


def _flow(arms: Sequence[dict[str, Json]]) -> dict[str, Json]:
    started = [
        {"groupId": word(arm, "id"), "numSubjects": word(arm.get("startedMilestoneAchievement"), "subjects")}
        for arm in arms
    ]
    completed = [
        {"groupId": word(arm, "id"), "numSubjects": word(arm.get("completedMilestoneAchievement"), "subjects")}
        for arm in arms
    ]
    milestones = [{"type": "STARTED", "achievements": started}, {"type": "COMPLETED", "achievements": completed}]
    return {
        "groups": [{"id": word(arm, "id"), "title": word(arm, "title")} for arm in arms],
        "periods": [{"title": "Overall", "milestones": milestones}],
    }


def _adverse_events(record: dict[str, Json]) -> dict[str, Json]:
    module = record.get("adverseEvents")
    groups = items(module, "reportingGroups", "reportingGroup")
    return {
        "timeFrame": word(module, "timeFrame"),
        "frequencyThreshold": word(module, "nonSeriousEventFrequencyThreshold"),
        "eventGroups": [_event_group(group) for group in groups],
        "seriousEvents": [_event(e, module) for e in items(module, "seriousAdverseEvents", "seriousAdverseEvent")],
        "otherEvents": [_event(e, module) for e in items(module, "nonSeriousAdverseEvents", "nonSeriousAdverseEvent")],
    }


def _event_group(group: dict[str, Json]) -> dict[str, Json]:
    exposed = word(group, "subjectsExposed")
    counted = {
        "seriousNumAffected": word(group, "subjectsAffectedBySeriousAdverseEvents"),
        "otherNumAffected": word(group, "subjectsAffectedByNonSeriousAdverseEvents"),
        "deathsNumAffected": word(group, "deathsAllCauses"),
    }
    at_risk = {name.replace("Affected", "AtRisk"): exposed for name, count in counted.items() if count}
    numbers = {name: count for name, count in (counted | at_risk).items() if count}
    return {"id": word(group, "id"), "title": word(group, "title"), **numbers}


def _event(event: dict[str, Json], module: Json) -> dict[str, Json]:
    """One term. Its organ system is an internal number of the register and stays out."""
    stats = [
        {
            "groupId": word(value, "reportingGroupId"),
            "numEvents": word(value, "occurrences"),
            "numAffected": word(value, "subjectsAffected"),
            "numAtRisk": word(value, "subjectsExposed"),
        }
        for value in items(event, "values", "value")
    ]
    dictionary = (module or {}).get("dictionary")
    vocabulary = f"{word(dictionary, 'name')} {word(dictionary, 'version')}".strip()
    return {"term": word(event, "term"), "sourceVocabulary": vocabulary, "stats": stats}


def actual_size(record: dict[str, Json]) -> int | None:
    """People enrolled in all countries, as the results give them; None without results."""
    counts = items(record.get("trialInformation"), "countrySubjectCounts", "countrySubjectCount")
    numbers = [whole_number(word(count, "subjects")) or 0 for count in counts]
    return sum(numbers) or None


def dates_of_results(record: dict[str, Json]) -> tuple[str | None, str | None]:
    """Start of recruitment and end of the trial."""
    told = record.get("trialInformation")
    end = iso_date(word(told, "globalEndOfTrialDate")) or iso_date(word(told, "primaryCompletionDate"))
    return iso_date(word(told, "recruitmentStartDate")), end


def numbers_of_results(record: dict[str, Json]) -> list[str]:
    """Numbers of the trial at other registries, as the results give them."""
    told = record.get("trialInformation")
    others = [word(other, "number") for other in items(told, "otherIdentifiers", "otherIdentifier")]
    return [word(told, "isrctnIdentifier"), word(told, "usctnIdentifier"), word(told, "whoIdentifier"), *others]


def linked_pmids(record: dict[str, Json]) -> list[str]:
    """PubMed ids that the results name."""
    numbers = (record.get("trialChanges") or {}).get("pubMedReferenceNumbers") or {}
    found = numbers.get("pubMedReferenceNumber") if isinstance(numbers, dict) else None
    listed = found if isinstance(found, list) else [found]
    return list(dict.fromkeys(pmid for pmid in listed if isinstance(pmid, str) and re.fullmatch(r"\d{5,9}", pmid)))
