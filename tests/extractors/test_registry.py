"""Posted registry results: an invented record, and the recorded ones where they are at hand."""

import importlib.util
import json
from pathlib import Path

import pytest

from extractors.registry import read_registry
from extractors.registry_arms import Arms
from extractors.registry_groups import match
from extractors.registry_measures import Shape
from extractors.registry_outcomes import outcome_namer
from extractors.registry_values import number, p_value, weeks
from schemas.models import Extraction, Report

SHARED = Path(__file__).parents[2].parent / "shared"


def group(i, title):
    return {"id": i, "title": title}


def counts(**n):
    return [{"units": "Participants", "counts": [{"groupId": k, "value": v} for k, v in n.items()]}]


def measure(title, param, unit, classes, **more):
    return {"title": title, "paramType": param, "unitOfMeasure": unit, "timeFrame": "Week 24", "groups": OG,
            "denoms": TWO, "classes": classes, "reportingStatus": "POSTED", **more}  # fmt: skip


def one_class(*values, title=None, denoms=None):
    ms = [{"groupId": f"OG00{i}", **(v if isinstance(v, dict) else {"value": v})} for i, v in enumerate(values)]
    return {"title": title, "categories": [{"measurements": ms}], **({"denoms": denoms} if denoms else {})}


OG = [group("OG000", "Placebo pill"), group("OG001", "Lenvanib 20 mg Daily")]
TWO = counts(OG000="40", OG001="41")


def study():
    """An invented two-arm trial with results; the control's groups come first, as they often do."""
    arms = [
        {"label": "Placebo", "type": "PLACEBO_COMPARATOR", "interventionNames": ["Drug: Placebo pill"]},
        {"label": "Lenvanib", "type": "EXPERIMENTAL", "interventionNames": ["Drug: Lenvanib"]},
    ]
    flow = {
        "groups": [group("FG000", "Placebo"), group("FG001", "Lenvanib 20 mg daily")],
        "periods": [
            {"milestones": [{"type": "STARTED", "achievements": [
                {"groupId": "FG000", "numSubjects": "40"}, {"groupId": "FG001", "numSubjects": "41"}]}]}
        ],
    }  # fmt: skip
    measures = [
        measure("Objective response", "COUNT_OF_PARTICIPANTS", "Participants", [one_class("4", "1,0")]),
        measure("Change in score", "MEAN", "points", [one_class({"value": "2.5", "spread": ".5"}, {"value": "6.0"})],
                dispersionType="Standard Error",
                analyses=[{"groupIds": ["OG000", "OG001"], "paramType": "Mean Difference (Final Values)",
                           "paramValue": "3.5", "pValue": "&lt; 0.05", "ciPctValue": "99", "ciLowerLimit": "1.0",
                           "ciUpperLimit": "6.0", "ciNumSides": "TWO_SIDED"}]),
        measure("Progression-free survival", "MEDIAN", "Months",
                [one_class({"value": "5.5", "lowerLimit": "3", "upperLimit": "NA"}, "NA")],
                dispersionType="95% Confidence Interval"),
        measure("Best response", "COUNT_OF_PARTICIPANTS", "Participants",
                [{"categories": [{"title": t, "measurements": [{"groupId": "OG000", "value": v}]}
                                 for t, v in (("Complete response", "1"), ("Not evaluable", "2"))]}]),
        measure("Pain", "MEAN", "points", [one_class("1", "2", title="Week 4", denoms=counts(OG000="0", OG001="7"))]),
        {"title": "Late outcome", "reportingStatus": "NOT_POSTED"},
    ]  # fmt: skip
    harms = {"timeFrame": "Up to 2 years", "eventGroups": [
        {"id": "EG000", "title": "Placebo", "seriousNumAffected": 3, "seriousNumAtRisk": 39, "deathsNumAffected": 0,
         "deathsNumAtRisk": 39}]}  # fmt: skip
    results = {"participantFlowModule": flow, "outcomeMeasuresModule": {"outcomeMeasures": measures},
               "adverseEventsModule": harms}  # fmt: skip
    return {"protocolSection": {"armsInterventionsModule": {"armGroups": arms}}, "resultsSection": results}


def read() -> Extraction:
    return read_registry(Report(id="NCT09990001", registry=study()))


def at_pointer(record, pointer):
    for key in pointer.strip("/").split("/"):
        record = record[int(key)] if isinstance(record, list) else record[key]
    return record


def test_arms_experimental_first_and_groups_tied_to_them():
    arms = read().arms
    assert [(a.arm, a.label, a.role, a.n, a.same_as) for a in arms] == [
        ("A", "Lenvanib", "experimental", 41, ""),
        ("B", "Placebo", "control", 40, ""),
        ("C", "Lenvanib 20 mg daily", "experimental", 41, "A"),
        ("D", "Placebo pill", "control", None, "B"),
    ]


def test_every_quote_stands_at_its_pointer():
    record = study()
    extraction = read()
    for thing in [*extraction.results, *extraction.arms]:
        assert str(at_pointer(record, thing.locator["pointer"])) == thing.quote


def test_counts_of_people_are_events():
    first = next(r for r in read().results if r.outcome == "ORR")
    assert (first.arm, first.stat, first.events, first.n_eval, first.events_origin) == ("D", "count", 4, 40, "reported")
    assert first.timepoint_weeks == 24


def test_spread_interval_and_not_reached():
    results = read().results
    means = [r for r in results if r.outcome_text == "Change in score" and r.kind == "arm"]
    assert [(r.value, r.se, r.sd) for r in means] == [(2.5, 0.5, None), (6.0, None, None)]
    medians = [r for r in results if r.stat == "median"]
    assert [(r.outcome, r.value, r.ci_low, r.ci_high, r.not_reached) for r in medians] == [
        ("PFS", 5.5, 3, None, False),
        ("PFS", None, None, None, True),
    ]


def test_direction_of_a_difference_follows_the_arms_values():
    md = next(r for r in read().results if r.kind == "contrast")
    assert (md.stat, md.value, md.arm, md.ref_arm, md.ci_level, md.p) == ("md", 3.5, "C", "D", 99.0, "<0.05")


def test_categories_carry_an_outcome_only_where_they_name_it():
    best = [r for r in read().results if r.outcome_text == "Best response"]
    assert [(r.category, r.outcome) for r in best] == [("Complete response", "CR"), ("Not evaluable", "OTHER")]


def test_class_denominators_come_first_and_zero_is_not_missing():
    pain = [r for r in read().results if r.outcome_text == "Pain"]
    assert [(r.n_eval, r.timepoint) for r in pain] == [(0, "Week 4"), (7, "Week 4")]


def test_not_posted_is_said():
    assert [f.rule for f in read().findings] == ["not_posted"]


def test_harms_totals():
    harms = [(r.outcome, r.events, r.n_eval, r.arm) for r in read().results if r.unit == "participants"]
    assert harms == [("SAE", 3, 39, "B"), ("DEATH", 0, 39, "B")]


HOLLOW = {"outcomeMeasuresModule": {"outcomeMeasures": [{}]}, "participantFlowModule": {}, "adverseEventsModule": {}}


@pytest.mark.parametrize(
    "record", [None, {}, {"protocolSection": {}}, {"resultsSection": {}}, {"resultsSection": HOLLOW}]
)
def test_all_missing_records_survive(record):
    assert read_registry(Report(registry=record)).results == []


def test_values_as_registries_write_them():
    assert [number(t) for t in ("NA", "30,600", ".05", "<0.001", "-1.5", "≥ 3", "12 of 40", "NaN", 7, None)] == [
        None, 30600.0, 0.05, 0.001, -1.5, 3.0, None, None, 7.0, None]  # fmt: skip
    assert [p_value(t) for t in ("= 0.04", "&lt; 0.05", "<0.0001", None)] == ["0.04", "<0.05", "<0.0001", ""]
    assert [weeks(t) for t in ("Week 24", "6 months", "up to 5 years", "Baseline, Weeks 4 and Week 8", "")] == [
        24.0, 26.09, None, None, None]  # fmt: skip


def test_a_dose_per_kilogram_is_no_sequence_of_treatments():
    labels = ["Cohort 1", "Cohort 2"]
    assert match(["Cohort 2 ABX-7 30 µg/eye", "Cohort 1 ABX-7 10 µg/eye"], labels) == [1, 0]
    assert match(["Abxitide/Placebo", "Placebo/Abxitide"], ["Abxitide", "Placebo"]) == [None, None]


def test_a_group_described_in_an_arms_own_words_is_that_arm():
    words = "Tablets of the new compound are swallowed each morning for a year"
    other = "Tablets without the compound are swallowed each morning for a year"
    arms = Arms({"armsInterventionsModule": {"armGroups": [
        {"label": "Intervention", "type": "EXPERIMENTAL", "description": words},
        {"label": "Comparison", "type": "ACTIVE_COMPARATOR", "description": other},
    ]}})  # fmt: skip
    groups = [group("OG000", "Dulrexin") | {"description": words}, group("OG001", "Vehicle") | {"description": other}]
    letters = arms.of(groups, "/here")
    assert [arms.root(arms.named(letters[g["id"]])).label for g in groups] == ["Intervention", "Comparison"]
    twice = [g | {"description": words} for g in (group("OG000", "Left"), group("OG001", "Right"))]
    letters = arms.of(twice, "/there")
    assert not any(arms.named(letter).same_as for letter in letters.values())


def test_groups_that_no_arm_fits_stay_unmatched():
    labels = ["Drug 10 mg", "Drug 20 mg", "Placebo"]
    assert match(["Drug 20 mg QD", "All participants", "Placebo then drug 10 mg"], labels) == [1, None, None]
    assert match(["Open-label extension: drug 10 mg"], labels) == [None]
    assert match(["Cohort 2, 5 mg", "Cohort 1, 2 mg"], ["Cohort 1", "Cohort 2"]) == [1, 0]


def test_recorded_results_come_through_completely():
    records = SHARED / "services/clinicaltrials_gov/with_results.ndjson"
    if not records.exists():
        pytest.skip("../shared with recorded registry results is not here")
    spec = importlib.util.spec_from_file_location("score_registry", SHARED / "tools/score_registry.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    for line in records.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        extraction = read_registry(Report(registry=record))
        arms = {a.arm: a.label for a in extraction.arms}
        assert all(r.arm in arms for r in extraction.results)
        for r in extraction.results:
            assert str(at_pointer(record, r.locator["pointer"])) == r.quote
        got = score.predicted({
            "arms": [{"arm": a.arm, "label": a.label, "n": a.n} for a in extraction.arms],
            "results": [{s: getattr(r, s) for s in r.__slots__} | {"class": r.class_} for r in extraction.results],
        })  # fmt: skip
        for want, have in zip(score.expected(record), got, strict=True):
            assert not want - have


def test_grade_and_best_response_decide_the_name_of_a_registry_outcome():
    named = outcome_namer(None)
    assert named("Any adverse event of grade 3 or higher") == "AE_G3PLUS"
    assert named("Any adverse event") == named("Adverse events of any grade (1 to 5)") == "AE_ANY"
    assert named("Participants with grade 4 adverse events") == named("Adverse event, grade II") == "OTHER"
    assert named("Participants with disease progression at the cutoff") == "OTHER"
    assert named("Progressive disease") == "PD"


def test_classes_of_one_measure_of_harms_are_outcomes_of_their_own():
    names = ("Any adverse event", "Grade 3 or higher", "Grade 4", "Adverse event leading to discontinuation")
    shape = Shape(
        measure("Adverse events", "COUNT_OF_PARTICIPANTS", "Participants", [one_class("1", title=n) for n in names]),
        outcome_namer(None),
    )
    places = [shape.place(name, "") for name in names]
    assert [outcome for outcome, *_ in places] == ["AE_ANY", "AE_G3PLUS", "OTHER", "DISCONTINUATION"]
    assert {population for *_, population in places} == {"all"}
