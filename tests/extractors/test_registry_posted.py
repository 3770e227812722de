"""Flow, baseline, harms by term, and what an analysis tests: invented records, every number at its pointer."""

import pytest

from extractors import Vocabulary
from extractors.registry import read_registry
from schemas.models import Report

ARMS = [
    {"label": "Dulrexin", "type": "EXPERIMENTAL", "interventionNames": ["Drug: Dulrexin"]},
    {"label": "Vehicle", "type": "PLACEBO_COMPARATOR", "interventionNames": ["Drug: Vehicle"]},
]


def groups(prefix, *titles):
    return [{"id": f"{prefix}00{i}", "title": title} for i, title in enumerate(titles)]


def values(prefix, *given):
    return [{"groupId": f"{prefix}00{i}", **(v if isinstance(v, dict) else {"value": v})} for i, v in enumerate(given)]


def denoms(prefix, *given):
    return [{"units": "Participants", "counts": values(prefix, *given)}]


def people(prefix, *given):
    return [{"groupId": f"{prefix}00{i}", "numSubjects": n} for i, n in enumerate(given)]


def study():
    flow = {"groups": groups("FG", "Dulrexin", "Vehicle"), "periods": [
        {"title": "First year",
         "milestones": [{"type": "STARTED", "achievements": people("FG", "50", "51")},
                        {"type": "COMPLETED", "achievements": people("FG", "44", "40")}],
         "dropWithdraws": [{"type": "Adverse Event", "reasons": people("FG", "2", "5")}]},
        {"title": "Second year", "milestones": [{"type": "STARTED", "achievements": people("FG", "44", "39")}]},
    ]}  # fmt: skip
    baseline = {
        "groups": groups("BG", "Vehicle", "Dulrexin", "Total"), "denoms": denoms("BG", "51", "50", "101"),
        "measures": [
            {"title": "Age", "paramType": "MEAN", "dispersionType": "STANDARD_DEVIATION", "unitOfMeasure": "years",
             "classes": [{"categories": [{"measurements": values(
                 "BG", {"value": "61.5", "spread": "9.1"}, {"value": "60", "spread": "8"}, {"value": "NA"})}]}]},
            {"title": "Sex", "paramType": "COUNT_OF_PARTICIPANTS", "unitOfMeasure": "Participants", "classes": [
                {"denoms": denoms("BG", "48", "50", "98"), "categories": [
                    {"title": "Female", "measurements": values("BG", "20", "1,0", "30")}]}]},
        ],
    }  # fmt: skip
    events = {
        "eventGroups": [{"id": "EG000", "title": "Dulrexin", "seriousNumAffected": "3", "seriousNumAtRisk": "50"}],
        "seriousEvents": [{"term": "Blue rash", "organSystem": "Skin", "sourceVocabulary": "MedDRA (30.1)", "stats": [
            {"groupId": "EG000", "numAffected": "3", "numAtRisk": "50", "numEvents": "4"}]}],
        "otherEvents": [{"term": "Yawning", "organSystem": "Nerves", "stats": [
            {"groupId": "EG000", "numAffected": "7", "numAtRisk": "50"}]}],
    }  # fmt: skip
    measure = {
        "title": "Days with rash", "paramType": "MEDIAN", "dispersionType": "Full Range", "unitOfMeasure": "days",
        "groups": groups("OG", "Dulrexin", "Vehicle"), "denoms": denoms("OG", "50", "51"),
        "classes": [{"categories": [{"measurements": values(
            "OG", {"value": "4", "lowerLimit": "0", "upperLimit": "31"}, {"value": "9"})}]}],
        "analyses": [{"groupIds": ["OG000", "OG001"], "nonInferiorityType": "NON_INFERIORITY", "pValue": "= .03",
                      "statisticalMethod": "Wilcoxon  (Mann-Whitney)", "ciNumSides": "ONE_SIDED",
                      "ciPctValue": "97.5"}],
    }  # fmt: skip
    return {
        "protocolSection": {"armsInterventionsModule": {"armGroups": ARMS}},
        "resultsSection": {
            "participantFlowModule": flow, "baselineCharacteristicsModule": baseline, "adverseEventsModule": events,
            "outcomeMeasuresModule": {"outcomeMeasures": [measure]},
        },
    }  # fmt: skip


def read(terms=False):
    return read_registry(Report("clinicaltrials_gov", "N", registry=study()), Vocabulary(harm_terms=terms))


def at_pointer(record, pointer):
    for part in pointer.strip("/").split("/"):
        record = record[int(part)] if isinstance(record, list) else record[part]
    return record


def part(name, terms=False):
    return [number for number in read(terms).posted if number.part == name]


def test_every_posted_number_stands_at_its_pointer():
    found = read(terms=True).posted
    assert len(found) == 8 + 6 + 2
    for number in found:
        assert at_pointer(study(), number.locator["pointer"]) == number.quote


def test_flow_has_every_period_milestone_and_reason():
    told = [(p.class_, p.title, p.stat, p.arm, p.value) for p in part("flow")]
    assert ("First year", "COMPLETED", "milestone", "B", 40.0) in told
    assert ("First year", "Adverse Event", "reason", "A", 2.0) in told
    assert ("Second year", "STARTED", "milestone", "B", 39.0) in told


def test_baseline_keeps_spread_denominators_of_the_class_and_all_together():
    age, sex = part("baseline")[:3], part("baseline")[3:]
    assert [(p.arm, p.value, p.spread, p.n) for p in age] == [
        ("B", 61.5, 9.1, 51),
        ("A", 60.0, 8.0, 50),
        ("", None, None, 101),
    ]
    assert [(p.category, p.arm, p.value, p.n) for p in sex] == [
        ("Female", "B", 20.0, 48),
        ("Female", "A", 10.0, 50),
        ("Female", "", 30.0, 98),
    ]
    assert age[0].spread_is == "standard deviation" and sex[0].stat == "count"


def test_harms_by_term_come_only_when_asked_for():
    assert not part("harm")
    serious, other = part("harm", terms=True)
    assert (serious.stat, serious.title, serious.class_, serious.category) == (
        "serious", "Blue rash", "Skin", "MedDRA (30.1)",
    )  # fmt: skip
    assert (serious.value, serious.n, serious.episodes, serious.arm) == (3, 50, 4, "A")
    assert (other.stat, other.episodes, other.category) == ("other", None, "")


def test_posting_baseline_adds_no_arm():
    assert [arm.label for arm in read().arms] == ["Dulrexin", "Vehicle"]


def test_an_analysis_tells_its_method_hypothesis_and_sides():
    analysis = next(r for r in read().results if r.kind == "contrast")
    assert (analysis.method, analysis.hypothesis, analysis.sides) == ("Wilcoxon (Mann-Whitney)", "non-inferiority", 1)
    assert analysis.p == ".03"


@pytest.mark.parametrize(
    "fields, told",
    [
        ({"nonInferiorityType": "SUPERIORITY_OR_OTHER_LEGACY"}, "superiority or other"),
        ({"nonInferiorityType": "NON_INFERIORITY_OR_EQUIVALENCE"}, "non-inferiority or equivalence"),
        ({"testedNonInferiority": True}, "non-inferiority"),
        ({"testedNonInferiority": False}, ""),
    ],
)
def test_hypotheses_of_older_forms(fields, told):
    record = study()
    analysis = record["resultsSection"]["outcomeMeasuresModule"]["outcomeMeasures"][0]["analyses"][0]
    del analysis["nonInferiorityType"]
    analysis.update(fields)
    results = read_registry(Report("clinicaltrials_gov", "N", registry=record)).results
    assert next(r for r in results if r.kind == "contrast").hypothesis == told


def test_a_full_range_is_no_interval():
    median = next(r for r in read().results if r.stat == "median")
    assert (median.minimum, median.maximum, median.ci_low, median.q1) == (0.0, 31.0, None, None)
