"""Medians of observed values stand for means in a row, marked; those of times to an event never do."""

import math

import pytest
from trials import PROTOCOL, at, by_id, hazard_ratio, mean, trial

from appraisal import appraise
from extractors import Vocabulary, read_report
from schemas.fields import clean_rows
from schemas.models import RegistryIds, Report, Result
from schemas.protocol import Protocol
from synthesis import Correction, build
from synthesis.answers import answers
from synthesis.arm_means import convertible

DAYS = Protocol.model_validate(
    PROTOCOL.model_dump()
    | {
        "outcomes": [
            *PROTOCOL.model_dump()["outcomes"],
            {"id": "DAYS", "label": "Days in hospital", "better": "lower", "phrases": ["days in hospital"]},
        ]
    }
)


def median(arm, value, n=40, outcome="PAIN", words="pain score", **fields):
    fields = {"locator": at(60 + ord(arm)), "quote": f"median {value}"} | fields
    return Result("arm", outcome, "median", words, arm=arm, value=value, n_eval=n, **fields)


def pair(**fields):
    return [median("A", 12.0, q1=9.0, q3=16.0, **fields), median("B", 15.0, q1=11.0, q3=19.0, **fields)]


def synthesis(*extractions, protocol=PROTOCOL):
    return build(list(extractions), protocol, [], []).tables


def test_medians_with_quartiles_give_means_and_say_so():
    tables = synthesis(trial(pair()))
    (row,) = tables["meta_analysis"]
    assert (row["measure"], row["effect_origin"]) == ("MD", "from_medians")
    assert (row["m1i"], row["sd1i"], row["n1i"]) == pytest.approx((12.354875, 5.3825093104, 40))
    assert row["yi"] == pytest.approx(row["m1i"] - row["m2i"])
    assert row["findings"] == ["mean_from_median"]
    (finding,) = by_id(tables["findings"], rule="mean_from_median")
    assert finding["severity"] == "info" and finding["rows"] == [row["row_id"]]
    assert finding["message"] == (
        "Pain score stands on estimates from medians (mean by Luo 2018, SD by Wan 2014 or, with quartiles and range, "
        "Shi 2020; no evident skewness by the test of Shi 2023): Alfamab median 12 (quartiles 9 to 16) as mean 12.35 "
        "and SD 5.383 of 40 patients; Placebo median 15 (quartiles 11 to 19) as mean 15 and SD 6.151 of 40 patients."
    )


def test_the_raw_median_stays_in_the_results():
    tables = synthesis(trial(pair()))
    assert [(r["stat"], r["value"], r["q1"], r["q3"], r["mean"], r["sd"], r["speaks"]) for r in tables["results"]] == [
        ("median", 12.0, 9.0, 16.0, None, None, "yes"),
        ("median", 15.0, 11.0, 19.0, None, None, "yes"),
    ]


def test_each_estimated_number_names_where_its_median_stands_and_that_it_was_calculated():
    tables = synthesis(trial(pair()))
    (row,) = tables["meta_analysis"]
    entries = by_id(tables["provenance"], row_id=row["row_id"])
    told = {entry["column"]: entry for entry in entries}
    assert told["m1i"]["extractor"] == told["sd2i"]["extractor"] == "synthesis.effects"
    assert told["n1i"]["extractor"] == "extractors.text"


def test_evidently_skewed_medians_are_left_alone_with_one_sentence():
    skewed = [median("A", 12.0, q1=11.0, q3=30.0), median("B", 15.0, q1=11.0, q3=19.0)]
    tables = synthesis(trial(skewed))
    assert not tables["meta_analysis"] and not tables["held"]
    (finding,) = by_id(tables["findings"], rule="median_not_converted")
    assert finding["severity"] == "info"
    assert finding["message"] == (
        "pubmed:1 gives a median of 12 for Alfamab (pain score), which was not turned into a mean: the values are "
        "evidently skewed (test of Shi 2023: 0.89, 0.42 or more is against a normal distribution of 40 patients)."
    )
    assert {r["speaks"] for r in tables["results"]} == {"no: its median was not turned into a mean"}


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("PFS", "progression-free survival"),
        ("OS", "overall survival"),
        ("DOR", "duration of response"),
        ("PAIN", "time to pain relief"),
        ("PAIN", "Time (Days) to Discharge"),
        ("PAIN", "weeks until the pain is gone"),
        ("PAIN", "median follow-up"),
        ("PAIN", "relapse-free interval"),
        ("PAIN", "duration of study treatment"),
        ("SAE", "serious adverse events"),
    ],
)
def test_times_to_an_event_and_counted_outcomes_are_never_converted(outcome, words):
    results = [median(arm, 12.0, q1=9.0, q3=16.0, outcome=outcome, words=words) for arm in "AB"]
    tables = synthesis(trial(results))
    assert not tables["meta_analysis"] and not tables["held"]


@pytest.mark.parametrize("words", ["pain score at 6 months of follow-up", "pain score", "pain, 6 weeks to 12 weeks"])
def test_a_score_at_a_follow_up_visit_is_converted(words):
    assert convertible(median("A", 12.0, q1=9.0, q3=16.0, words=words), PROTOCOL)


def test_a_median_that_was_not_reached_or_has_nothing_around_it_is_not_converted():
    assert not convertible(median("A", 12.0, q1=9.0, q3=16.0, not_reached=True), PROTOCOL)
    assert not convertible(median("A", 12.0, q1=9.0), PROTOCOL)
    assert not convertible(median("A", 12.0, ci_low=9.0, ci_high=16.0, ci_level=95), PROTOCOL)


def test_a_continuous_outcome_of_the_review_needs_no_measure():
    tables = synthesis(trial(pair(outcome="DAYS", words="days in hospital")), protocol=DAYS)
    (row,) = tables["meta_analysis"]
    assert (row["outcome"], row["effect_origin"]) == ("DAYS", "from_medians")


def test_a_reported_mean_comes_before_a_median_of_any_report():
    paper = trial(pair(), own=["NCT00000001"])
    registry = trial(
        [mean("A", 12.1, 5.0, 40), mean("B", 15.2, 6.0, 40)], source="clinicaltrials_gov", id="NCT00000001"
    )
    tables = synthesis(paper, registry)
    (row,) = tables["meta_analysis"]
    assert (row["effect_origin"], row["m1i"]) == ("from_means", 12.1)
    assert not by_id(tables["findings"], rule="reports_differ")
    silent = {r["speaks"] for r in tables["results"] if r["stat"] == "median"}
    assert silent == {"no: means come before other statistics"}


def test_a_reported_mean_difference_comes_before_medians():
    difference = hazard_ratio(-2.5, -4.0, -1.0, outcome="PAIN")
    difference.stat = "md"
    (row,) = synthesis(trial([*pair(), difference]))["meta_analysis"]
    assert (row["effect_origin"], row["yi"]) == ("from_interval", -2.5)


def test_without_the_number_of_patients_a_median_says_so():
    results = pair(n=None)
    tables = synthesis(trial(results, arm_list=[a for a in trial(results).arms if not setattr(a, "n", None)]))
    assert not tables["meta_analysis"]
    assert (
        "the number of its patients is not known"
        in by_id(tables["findings"], rule="median_not_converted")[0]["message"]
    )


def test_an_interval_of_a_mean_tells_its_standard_deviation_by_t():
    results = [mean("A", 10.0, None, 25, ci_low=8.0, ci_high=12.0, ci_level=95.0), mean("B", 12.0, 4.0, 30)]
    (row,) = synthesis(trial(results))["meta_analysis"]
    # Half the width is 2 = t(0.975, 24) sd / √25, t by R's qt.
    assert row["sd1i"] == pytest.approx(2 * 5 / 2.063899, rel=1e-6)
    assert (row["effect_origin"], row["findings"]) == ("from_means", ["sd_from_interval"])


def test_an_interval_that_is_not_centred_on_its_mean_tells_none():
    results = [mean("A", 10.0, None, 25, ci_low=8.0, ci_high=14.0, ci_level=95.0), mean("B", 12.0, 4.0, 30)]
    assert not [r for r in synthesis(trial(results))["meta_analysis"] if r["control"]]


def test_a_standard_error_is_marked_too():
    results = [mean("A", 10.0, None, 25, se=0.8), mean("B", 12.0, 4.0, 30)]
    (row,) = synthesis(trial(results))["meta_analysis"]
    assert row["sd1i"] == pytest.approx(0.8 * math.sqrt(25)) and row["findings"] == ["sd_from_se"]


@pytest.mark.parametrize(
    ("results", "rule", "message"),
    [
        ([hazard_ratio(0.6, 0.4, 0.9, level=None)], "level_assumed",
         "Progression-free survival, Alfamab v Placebo: the report does not say the level of the interval 0.4 to 0.9, "
         "which is taken to be one of 95%."),
        ([hazard_ratio(0.6, None, None, level=None, p="0.02")], "sei_from_p",
         "Progression-free survival, Alfamab v Placebo: the standard error is worked out of the P value 0.02, since no "
         "interval is given."),
        ([mean("A", 10.0, None, 25, se=0.8), mean("B", 12.0, 4.0, 30)], "sd_from_se",
         "Pain score, Alfamab v Placebo: a standard deviation is worked out of a standard error by the number of "
         "patients."),
    ],
)  # fmt: skip
def test_what_was_worked_out_for_a_row_is_told(results, rule, message):
    tables = synthesis(trial(results))
    (row,) = tables["meta_analysis"]
    (finding,) = by_id(tables["findings"], rule=rule)
    assert (finding["message"], finding["severity"], finding["rows"]) == (message, "info", [row["row_id"]])
    assert rule in row["findings"]


def test_a_corrected_quartile_or_mean_makes_the_effect_anew():
    first = synthesis(trial(pair()))
    (row,) = first["meta_analysis"]
    quartile = Correction(first["results"][0]["result_id"], "q3", "16", "15", "misprint", "AB", "2026-03-01")
    tables = build([trial(pair())], PROTOCOL, [], [quartile]).tables
    (again,) = tables["meta_analysis"]
    assert again["sd1i"] < row["sd1i"] and again["effect_origin"] == "from_medians"
    mean_of_arm = Correction(row["row_id"], "m1i", repr(row["m1i"]), "13", "the authors wrote", "AB", "2026-03-01")
    (told,) = build([trial(pair())], PROTOCOL, [], [mean_of_arm]).tables["meta_analysis"]
    assert told["yi"] == pytest.approx(13 - row["m2i"]) and told["vi"] == pytest.approx(row["vi"])


def test_an_answer_says_what_it_is_without_means_from_medians():
    means = [
        trial(
            [mean("A", one, 5.0, 40), mean("B", 15.0, 6.0, 40)],
            id=str(10 + one),
            title=f"Trial {one} of Alfamab in gout",
        )
        for one in (11, 12)
    ]
    tables = synthesis(trial(pair()), *means)
    rows = {name: clean_rows(name, tables[name]) for name in ("meta_analysis", "studies")}
    (answer,) = [a for a in answers(rows, PROTOCOL) if a.analysis.outcome == "PAIN"]
    (variant,) = [v for v in answer.variants if v.id == "without_estimated_means"]
    assert answer.pooled.k == 3 and variant.pooled.k == 2


def posted(dispersion, *bounds):
    """A registration that posts medians of a pain score, with the lower and upper limit of both groups."""
    arms = [{"label": "Alfamab", "type": "EXPERIMENTAL"}, {"label": "Placebo", "type": "PLACEBO_COMPARATOR"}]
    groups = [{"id": f"OG00{i}", "title": arm["label"]} for i, arm in enumerate(arms)]
    values = [
        {"groupId": g["id"], "value": value, "lowerLimit": low, "upperLimit": high}
        for g, (value, low, high) in zip(groups, bounds, strict=True)
    ]
    denoms = [{"units": "Participants", "counts": [{"groupId": g["id"], "value": "40"} for g in groups]}]
    measure = {"title": "Pain score", "paramType": "MEDIAN", "dispersionType": dispersion, "groups": groups,
               "unitOfMeasure": "points", "denoms": denoms, "timeFrame": "At week 24",
               "classes": [{"categories": [{"measurements": values}]}]}  # fmt: skip
    record = {
        "protocolSection": {"armsInterventionsModule": {"armGroups": arms}},
        "resultsSection": {"outcomeMeasuresModule": {"outcomeMeasures": [measure]}},
    }
    registration = Report(
        "clinicaltrials_gov", "NCT00000001", title="Alfamab in blue gout", design="rct", registry=record,
        registry_ids=RegistryIds(["NCT00000001"]), conditions=["Blue gout"], interventions=["Alfamab"],
    )  # fmt: skip
    return appraise(read_report(registration, Vocabulary(outcomes={"PAIN": {"phrases": ["pain score"]}})))


@pytest.mark.parametrize("dispersion", ["Inter-Quartile Range", "Full Range"])
def test_posted_medians_become_a_row_that_leads_back_to_the_registry(dispersion):
    tables = synthesis(posted(dispersion, ("12", "9", "16"), ("15.0", "11", "19")))
    (row,) = tables["meta_analysis"]
    assert (row["effect_origin"], row["timepoint"], row["n1i"]) == ("from_medians", "half a year", 40)
    told = {entry["column"]: entry for entry in by_id(tables["provenance"], row_id=row["row_id"])}
    assert (told["m2i"]["quote"], told["sd2i"]["quote"]) == ("15.0", "11")
    assert told["sd1i"]["locator"].endswith('/measurements/0/lowerLimit"}')


def test_a_posted_interval_of_a_median_tells_no_mean():
    assert not synthesis(posted("95% Confidence Interval", ("12", "9", "16"), ("15", "11", "19")))["meta_analysis"]
