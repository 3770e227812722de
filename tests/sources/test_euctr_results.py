import json

from extractors import read_report
from schemas.models import Record
from sources.readers import read_record


def group(number, subjects, values=(), spreads=(), counts=()):
    return {
        "armId": f"Arm-{number}",
        "id": f"Group-{number}",
        "subjects": str(subjects),
        "countableValues": {"countableValue": list(counts)} if counts else "",
        "tendencyValues": {"tendencyValue": list(values)} if values else "",
        "dispersionValues": {"dispersionValue": list(spreads)} if spreads else "",
    }


def value(text, category=None, high=None):
    found = {"value": text} | ({"categoryId": category} if category else {})
    return found | ({"highRangeValue": high} if high else {})


def end_point(title, unit, groups, **more):
    base = {
        "title": title,
        "unit": unit,
        "timeFrame": "Week 12",
        "type": {"value": "ENDPOINT_TYPE.primary"},
        "countable": "false",
        "armReportingGroups": {"armReportingGroup": groups},
        "categories": "",
        "statisticalAnalyses": "",
    }
    return base | more


def arm(number, title, kind, started):
    return {
        "id": f"Arm-{number}",
        "title": title,
        "type": {"value": f"ARM_TYPE.{kind}"},
        "startedMilestoneAchievement": {"subjects": str(started)},
        "completedMilestoneAchievement": {"subjects": str(started - 2)},
    }


def extraction(*end_points, events=None):
    record = {
        "a2_eudract_number": "2018-004321-77",
        "a1_member_state_concerned": "Austria - BASG",
        "f422_in_the_whole_clinical_trial": "90",
        "e811_randomised": "Yes",
        "trialInformation": {
            "usctnIdentifier": "NCT07777777",
            "isrctnIdentifier": {},
            "recruitmentStartDate": "2019-03-01T00:00:00+01:00",
            "countrySubjectCounts": {"countrySubjectCount": [{"subjects": "50"}, {"subjects": "34"}]},
        },
        "trialChanges": {"pubMedReferenceNumbers": {"pubMedReferenceNumber": "31234567"}},
        "subjectDisposition": {
            "postAssignmentPeriods": {
                "postAssignmentPeriod": {
                    "baselinePeriod": "true",
                    "arms": {"arm": [arm(1, "Lacrimol", "experimental", 42), arm(2, "Saline", "placebo", 42)]},
                }
            }
        },
        "endPoints": {"endPoint": list(end_points) if len(end_points) != 1 else end_points[0]},
        "adverseEvents": events or "",
    }
    return read_report(read_record(Record("inbox", "x", json.dumps(record).encode(), "euctr-json")))


def results(*end_points, **more):
    return extraction(*end_points, **more).results


def test_arms_sizes_dates_and_papers_come_from_the_results():
    found = extraction()
    assert [(a.label, a.role, a.n) for a in found.arms] == [("Lacrimol", "experimental", 42), ("Saline", "control", 42)]
    report = found.report
    assert (report.n_total, report.n_total_type, report.start_date) == (84, "actual", "2019-03-01")
    assert [d.value for d in report.details if d.field == "n_planned"] == [90]
    assert report.registry_ids.own == ["2018-004321-77", "NCT07777777"] and report.linked_pmids == ["31234567"]


def test_counts_of_people_have_events_and_denominators():
    groups = [group(1, 40, counts=[value("7")]), group(2, 41, counts=[value("12")])]
    found = results(end_point("Participants with an ulcer", "Participants", groups, countable="true"))
    assert [(r.arm, r.stat, r.events, r.n_eval) for r in found] == [("A", "count", 7, 40), ("B", "count", 12, 41)]


def test_means_medians_and_intervals():
    groups = [group(1, 40, [value("3.2")], [value("1.1")])]
    deviation = {"value": "ENDPOINT_DISPERSION.standardDeviation"}
    [mean] = results(
        end_point(
            "Tears", "mm", groups, centralTendencyType={"value": "MEASURE_TYPE.arithmetic"}, dispersionType=deviation
        )
    )
    assert (mean.stat, mean.value, mean.sd, mean.n_eval, mean.timepoint_weeks) == ("mean", 3.2, 1.1, 40, 12)
    groups = [group(1, 40, [value("8.5")], [value("6.0", high="9.9")])]
    interval = {"value": "ENDPOINT_DISPERSION.confidenceInterval"}
    [median] = results(
        end_point(
            "Time to relief",
            "weeks",
            groups,
            centralTendencyType={"value": "MEASURE_TYPE.median"},
            dispersionType=interval,
            percentage="90",
        )
    )
    assert (median.stat, median.ci_low, median.ci_high, median.ci_level) == ("median", 6.0, 9.9, 90)


def test_nines_are_no_numbers():
    groups = [group(1, 40, [value("99999")], [value("9999.99")])]
    kinds = {"centralTendencyType": {"value": "MEASURE_TYPE.median"}}
    [median] = results(end_point("Time to relief", "weeks", groups, **kinds))
    assert median.value is None and median.not_reached


def test_a_share_whose_unit_names_people_is_a_share():
    groups = [group(1, 40, [value("10")])]
    kinds = {"centralTendencyType": {"value": "MEASURE_TYPE.number"}}
    [rate] = results(end_point("Percentage of participants who stopped", "Subjects", groups, **kinds))
    assert (rate.stat, rate.unit, rate.events) == ("rate", "%", None)


def test_categories_with_an_n_each_keep_their_own_denominators():
    names = {"category": [{"id": "C1", "name": "North (n=20, 21)"}, {"id": "C2", "name": "South (n=99)"}]}
    groups = [
        group(1, 40, counts=[value("3", "C1"), value("4", "C2")]),
        group(2, 41, counts=[value("5", "C1"), value("6", "C2")]),
    ]
    found = results(end_point("Participants with an ulcer", "Participants", groups, countable="true", categories=names))
    assert [(r.class_, r.arm, r.events, r.n_eval) for r in found] == [
        ("North", "A", 3, 20),
        ("North", "B", 5, 21),
        ("South", "A", None, None),
        ("South", "B", None, None),
    ]


def analysis(kind, **more):
    base = {
        "title": "x",
        "type": {"value": "ANALYSIS_TYPE.superiority"},
        "armComparisonGroupId": ["Group-1", "Group-2"],
        "parameterEstimate": {
            "type": {"value": f"PARAMETER_TYPE.{kind}"},
            "pointEstimate": "0.62",
            "confidenceInterval": {
                "percentage": "95", "lowerLimit": "0.41", "upperLimit": "0.94",
                "sides": {"value": "CONF_INTERVAL_SIDE.twoSided"},
            },
        },
        "statisticalHypothesisTest": {"value": "0.02", "valueEqualityRelation": "<"},
    }  # fmt: skip
    return {"statisticalAnalyses": {"statisticalAnalysis": base | more}}


def test_an_analysis_between_arms_is_a_contrast_and_one_between_sets_is_none():
    groups = [group(1, 40, counts=[value("7")]), group(2, 41, counts=[value("12")])]
    more = analysis("hazardRatio")
    found = results(end_point("Relapse", "Participants", groups, countable="true", **more))
    [contrast] = [r for r in found if r.kind == "contrast"]
    assert (contrast.stat, contrast.value, contrast.ci_low, contrast.ci_high, contrast.p) == (
        "hr",
        0.62,
        0.41,
        0.94,
        "<0.02",
    )
    assert (contrast.arm, contrast.ref_arm) == ("A", "B")
    logged = results(end_point("Relapse", "Participants", groups, countable="true", **analysis("hazardRatioLog")))
    assert [r.stat for r in logged if r.kind == "contrast"] == ["p_only"]
    between_sets = analysis("hazardRatio", subjectAnalysisSetComparisonGroupId=["Set-1"])
    found = results(end_point("Relapse", "Participants", groups, countable="true", **between_sets))
    assert not [r for r in found if r.kind == "contrast"]


def test_harms_are_read_with_their_denominators():
    events = {
        "timeFrame": "12 weeks",
        "reportingGroups": {
            "reportingGroup": [
                {
                    "id": "R1",
                    "title": "Lacrimol",
                    "subjectsExposed": "41",
                    "subjectsAffectedBySeriousAdverseEvents": "2",
                    "subjectsAffectedByNonSeriousAdverseEvents": "11",
                    "deathsAllCauses": "0",
                }
            ]
        },
    }
    found = results(events=events)
    assert [(r.outcome, r.arm, r.events, r.n_eval) for r in found] == [
        ("SAE", "A", 2, 41),
        ("AE_OTHER", "A", 11, 41),
        ("DEATH", "A", 0, 41),
    ]
