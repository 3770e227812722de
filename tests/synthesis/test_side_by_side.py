"""Registry and paper side by side: agreement confirms, a difference is typed, and one that cannot be true holds."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trials import PROTOCOL, Finding, arms, by_id, counts, hazard_ratio, mean, trial

from schemas.models import Block, Detail
from synthesis import Correction, build
from synthesis.printed import decimals

POINTER = "/resultsSection/outcomeMeasuresModule/outcomeMeasures/0/classes/0/categories/0/measurements/"
PAPER = {"id": "7", "own": ["NCT00000001"]}


def posted(*results, **fields):
    """A registration with these posted results."""
    for i, result in enumerate(results):
        result.locator = {"pointer": f"{POINTER}{i}/value"}
        result.quote = fields.get("quote", f"{result.value:g}")
    fields.pop("quote", None)
    return trial(results, source="clinicaltrials_gov", id="NCT00000001", **fields)


def printed(*results, **fields):
    return trial(results, **PAPER | fields)


def compared(*extractions, **more):
    out = build(list(extractions), PROTOCOL, [], more.get("corrections", []))
    return [row for row in out.tables["comparisons"] if row.get("outcome")], out


def two(a, n1, b, n2, **fields):
    return [counts("A", a, n1, **fields), counts("B", b, n2, **fields)]


def test_the_same_counts_of_the_same_patients_confirm_the_row():
    rows, out = compared(posted(*two(40, 100, 20, 100)), printed(*two(40, 100, 20, 100)))
    assert [(r["arms"], r["kind"], r["severity"]) for r in rows] == [
        ("Alfamab", "agreement", "info"),
        ("Placebo", "agreement", "info"),
    ]
    assert out.tables["meta_analysis"][0]["confirmation"] == "confirmed"
    assert not out.tables["findings"]


def test_other_counts_of_the_same_patients_hold_the_row_and_quote_both():
    rows, out = compared(posted(*two(40, 100, 20, 100)), printed(*two(46, 100, 20, 100)))
    row = by_id(rows, arms="Alfamab")[0]
    assert (row["kind"], row["severity"]) == ("value", "critical")
    assert (row["registry_value"], row["registry_quote"]) == ("40 of 100", "40")
    assert (row["paper_value"], row["paper_quote"]) == ("46 of 100", "46 of 100")
    assert "pointer" in row["registry_locator"] and "block" in row["paper_locator"]
    assert not out.tables["meta_analysis"]
    held = by_id(out.tables["held"], reason="differs_value")
    assert {h["source_report"] for h in held} == {"pubmed:7", "clinicaltrials_gov:NCT00000001"}
    finding = by_id(out.tables["findings"], rule="differs_value")
    assert len(finding) == 1 and finding[0]["severity"] == "critical" and len(finding[0]["rows"]) >= 2
    assert all(r["event"] is None for r in by_id(out.tables["results"], treat="alfamab"))
    assert all(r["event"] is not None for r in by_id(out.tables["results"], treat="placebo"))


def test_a_person_who_confirms_the_number_releases_the_row():
    extractions = posted(*two(40, 100, 20, 100)), printed(*two(46, 100, 20, 100))
    key = next(r["result_id"] for r in compared(*extractions)[1].tables["results"] if r["value"] == 46)
    rows, out = compared(*extractions, corrections=[Correction(key, "event", "46", "46", decided_by="Ito")])
    assert by_id(rows, arms="Alfamab")[0]["severity"] == "warning"
    assert out.tables["meta_analysis"][0]["ai"] == 46
    assert out.tables["meta_analysis"][0]["findings"] == ["differs_value"]


def test_a_number_of_patients_as_share_or_count_gives_the_same_row():
    as_count = posted(*two(40, 160, 20, 160, stat="count", unit="participants"), quote="40")
    for result in as_count.results:
        result.value = float(result.events)
    as_share = posted(*two(40, 160, 20, 160))
    one, other = (compared(e)[1].tables["meta_analysis"][0] for e in (as_count, as_share))
    assert {k: v for k, v in one.items() if k != "confirmation"} == {
        k: v for k, v in other.items() if k != "confirmation"
    }
    rows, _ = compared(as_count, printed(*two(40, 160, 20, 160)))
    assert {r["kind"] for r in rows} == {"agreement"}


def test_other_denominators_are_no_confirmation_and_no_contradiction():
    rows, out = compared(posted(*two(40, 96, 20, 98)), printed(*two(40, 100, 20, 100)))
    assert {(r["kind"], r["severity"]) for r in rows} == {("denominator", "warning")}
    row = out.tables["meta_analysis"][0]
    assert row["confirmation"] != "confirmed" and "differs_denominator" in row["findings"]


@pytest.mark.parametrize("fields", [{"events_origin": "unique_from_percent"}, {"n_eval": None, "n_assumed": 100}])
def test_a_percentage_whose_patients_are_only_those_of_the_arm_holds_nothing(fields):
    paper = printed(*two(46, 100, 20, 100))
    for result in paper.results:
        for name, value in fields.items():
            setattr(result, name, value)
    rows, out = compared(posted(*two(40, 100, 20, 100)), paper)
    assert [(r["arms"], r["kind"], r["severity"]) for r in rows] == [
        ("Alfamab", "value", "warning"),
        ("Placebo", "agreement", "info"),
    ]
    assert out.tables["meta_analysis"][0]["ai"] == 46


def test_another_definition_is_named_as_such():
    registry = posted(*two(40, 100, 20, 100))
    for result in registry.results:
        result.outcome_text = "Response rate, independent central review"
    paper = printed(*two(46, 100, 22, 100))
    paper.report.blocks.append(Block("b2", "abstract", "Response was assessed by investigators.", part="abstract"))
    rows, out = compared(registry, paper)
    assert {(r["kind"], r["severity"]) for r in rows} == {("definition", "warning")}
    assert "independent v investigator" in rows[0]["message"]
    assert out.tables["meta_analysis"]


def test_a_definition_that_one_side_alone_gives_holds_nothing():
    registry = posted(*two(40, 100, 20, 100))
    for result in registry.results:
        result.outcome_text = "Confirmed response per RECIST 1.1"
    rows, _ = compared(registry, printed(*two(46, 100, 20, 100)))
    assert by_id(rows, arms="Alfamab")[0]["severity"] == "warning"


def test_numbers_of_different_weeks_are_not_compared():
    def at(week, value):
        return [mean(a, v, 2.0, 50, timepoint=f"week {week}", timepoint_weeks=float(week)) for a, v in value.items()]

    later = {"A": 3.5, "B": 5.5}
    rows, _ = compared(posted(*at(52, later)), printed(*at(12, {"A": 4.5, "B": 6.0})))
    assert {(r["kind"], r["severity"]) for r in rows} == {("time_point", "info")}
    rows, _ = compared(posted(*at(52, later)), printed(*at(52.18, later)))
    assert {r["kind"] for r in rows} == {"agreement"}


def test_arms_that_changed_places_are_found_out():
    rows, out = compared(posted(*two(40, 100, 20, 100)), printed(*two(20, 100, 40, 100)))
    assert {(r["kind"], r["severity"]) for r in rows} == {("arm", "critical")}
    assert not out.tables["meta_analysis"]


def test_harms_and_times_to_an_event_grow_with_follow_up_and_hold_nothing():
    rows, out = compared(posted(*two(40, 100, 20, 100, outcome="SAE")), printed(*two(44, 100, 20, 100, outcome="SAE")))
    assert by_id(rows, arms="Alfamab")[0]["severity"] == "warning"
    assert out.tables["meta_analysis"][0]["ai"] == 40
    rows, out = compared(posted(hazard_ratio(0.6, 0.4, 0.9)), printed(hazard_ratio(0.5, 0.3, 0.8)))
    assert [(r["kind"], r["severity"]) for r in rows] == [("value", "warning")]
    assert out.tables["meta_analysis"][0]["findings"] == ["differs_value"]
    assert not by_id(out.tables["findings"], rule="reports_differ")


@pytest.mark.parametrize("low, high, kind", [(0.41, 0.88, "agreement"), (0.30, 1.20, "value")])
def test_an_interval_of_another_level_agrees_where_it_tells_the_same_error(low, high, kind):
    registry = posted(hazard_ratio(0.6, 0.40, 0.90, level=96.0))
    assert [r["kind"] for r in compared(registry, printed(hazard_ratio(0.6, low, high)))[0]] == [kind]


def test_means_come_out_of_models_and_hold_nothing():
    def at_week_12(*values):
        return [
            mean(a, v, 2.0, 50, timepoint="week 12", timepoint_weeks=12.0) for a, v in zip("AB", values, strict=True)
        ]

    rows, out = compared(posted(*at_week_12(4.1, 6.0)), printed(*at_week_12(4.5, 6.0)))
    assert by_id(rows, arms="Alfamab")[0]["severity"] == "warning"
    assert out.tables["meta_analysis"][0]["findings"] == ["differs_value"]


def test_what_another_paper_of_the_study_gives_is_that_papers_analysis():
    first = printed(*two(40, 100, 20, 100), id="7")
    final = printed(*two(46, 100, 22, 100), id="8", title="Alfamab in blue gout: final analysis", year=2022)
    rows, out = compared(posted(*two(40, 100, 20, 100)), first, final)
    assert {(r["paper_report"], r["kind"], r["severity"]) for r in rows} == {
        ("pubmed:7", "agreement", "info"),
        ("pubmed:8", "value", "info"),
    }
    assert out.tables["meta_analysis"][0]["ai"] == 46


def test_a_reading_that_a_rule_holds_already_is_not_compared():
    paper = printed(*two(46, 100, 20, 100), findings=[Finding("doubt", "critical", "Doubtful.", [0])])
    rows, _ = compared(posted(*two(40, 100, 20, 100)), paper)
    assert [r["arms"] for r in rows] == ["Placebo"]


def test_arms_that_nothing_ties_are_not_compared():
    registry = posted(*two(40, 100, 20, 100), arm_list=[*arms(), *arms(60, 50, "High", "Low")])
    registry.arms[2].arm, registry.arms[3].arm = "C", "D"
    paper = printed(*two(46, 90, 20, 80), arm_list=arms(90, 80, "Blue group", "Green group"))
    assert compared(registry, paper)[0] == []


def test_arms_under_other_names_are_tied_by_their_roles():
    paper = printed(*two(46, 100, 20, 100), arm_list=arms(100, 100, "Blue group", "Green group"))
    rows, _ = compared(posted(*two(46, 100, 20, 100)), paper)
    assert {r["kind"] for r in rows} == {"agreement"}


@pytest.mark.parametrize("quote, agrees", [("1.00", False), ("1", True)])
def test_a_ratio_of_one_point_zero_is_not_every_ratio_near_one(quote, agrees):
    registry = posted(hazard_ratio(1.0, None, None), quote=quote)
    registry.results[0].quote = quote
    rows, out = compared(registry, printed(hazard_ratio(0.8, 0.5, 1.4, quote="0.80 (0.50-1.40)")))
    assert (rows[0]["kind"] == "agreement") is agrees
    assert (out.tables["meta_analysis"][0]["confirmation"] == "confirmed") is agrees


def test_an_unpublished_page_that_repeats_the_registry_confirms_nothing():
    page = trial(two(40, 100, 20, 100), source="inbox", id="page.txt", own=["NCT00000001"])
    row = compared(posted(*two(40, 100, 20, 100)), page)[1].tables["meta_analysis"][0]
    assert row["confirmation"] != "confirmed"


def test_enrolment_is_compared_where_both_count():
    def row(registered, told, kind="actual"):
        registry = posted(n_total=registered, n_total_type=kind)
        out = build([registry, printed(n_total=told, n_total_type="actual")], PROTOCOL, [], [])
        return [(r["kind"], r["severity"]) for r in out.tables["comparisons"]]

    assert row(200, 190) == [("agreement", "info")]
    assert row(200, 160) == [("enrolment", "warning")]
    assert row(200, 160, kind="estimated") == []


def primary(*outcomes):
    return [Detail("primary_outcomes", o, {"pointer": f"/p/{i}"}, o.lower()) for i, o in enumerate(outcomes)]


@pytest.mark.parametrize(
    "registered, told, kind",
    [
        (["PFS"], ["PFS"], "agreement"),
        (["PFS", "OS"], ["OS"], "agreement"),
        (["DEATH"], ["OS"], "agreement"),
        (["PFS"], ["ORR"], "primary_outcome_changed"),
        (["OTHER"], ["ORR"], None),
        (["PFS"], [], None),
    ],
)
def test_another_primary_outcome_than_the_registered_one_is_shown(registered, told, kind):
    registry = posted(details=primary(*registered))
    out = build([registry, printed(details=primary(*told))], PROTOCOL, [], [])
    assert [r["kind"] for r in out.tables["comparisons"]] == ([kind] if kind else [])
    assert len(by_id(out.tables["findings"], rule="primary_outcome_changed")) == (kind == "primary_outcome_changed")


def test_the_words_behind_a_number_tell_its_decimals():
    assert decimals(1.0, "1.00 (0.80 to 1.25)") == 2
    assert decimals(0.5, "0·50") == 2
    assert decimals(12.0) == 0


number = st.integers(0, 60)


@settings(max_examples=40, deadline=None)
@given(st.tuples(number, number), st.lists(st.tuples(number, number), max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_reports_says_nothing_and_only_equal_numbers_agree(registered, papers, rng):
    reports = [posted(*two(registered[0], 60, registered[1], 60))]
    reports += [printed(*two(a, 60, b, 60), id=str(i)) for i, (a, b) in enumerate(papers)]
    shuffled = copy.deepcopy(reports)
    rng.shuffle(shuffled)
    one, other = (sorted(compared(*r)[0], key=lambda row: row["comparison_id"]) for r in (reports, shuffled))
    assert one == other and len(one) == 2 * len(papers)
    for row in one:
        assert (row["kind"] == "agreement") is (row["registry_value"] == row["paper_value"])


def test_an_interim_analysis_beside_the_final_one_is_of_another_time():
    final = printed(*two(46, 100, 22, 100), id="8", title="Alfamab in blue gout: final analysis", year=2022)
    interim = printed(*two(40, 100, 20, 100), id="7", title="Alfamab in blue gout: interim results")
    rows, out = compared(posted(*two(46, 100, 22, 100)), final, interim)
    assert {(r["paper_report"], r["kind"], r["severity"]) for r in rows} == {
        ("pubmed:8", "agreement", "info"),
        ("pubmed:7", "time_point", "info"),
    }
    assert out.tables["meta_analysis"][0]["confirmation"] == "confirmed"
