"""Rows of the meta-analysis: one for each study, comparison, outcome, time point and population."""

import math

import pytest
from trials import PROTOCOL, Finding, Notice, arms, by_id, counts, hazard_ratio, mean, report, trial

from schemas.models import Arm, Block, Held, Result
from synthesis import Decision, build
from synthesis.effects import half_width
from synthesis.quotes import clause, registry_field


def synthesis(*extractions, decisions=()):
    return build(list(extractions), PROTOCOL, list(decisions), [])


def rows(*extractions, **where):
    return by_id(synthesis(*extractions).tables["meta_analysis"], **where)


@pytest.mark.parametrize(("level", "sei"), [(95, 0.2028), (99, 0.1543), (96, 0.1935), (60, 0.4723)])
def test_the_standard_error_is_that_of_the_interval_at_its_own_level(level, sei):
    (row,) = rows(trial([hazard_ratio(0.21, 0.14, 0.31, level)]))
    assert row["measure"] == "HR" and row["effect_origin"] == "from_interval"
    assert row["yi"] == pytest.approx(math.log(0.21))
    assert row["sei"] == pytest.approx(sei, abs=5e-5)
    assert row["sei"] == pytest.approx(math.log(0.31 / 0.14) / (2 * half_width(level)))
    assert (row["estimate"], row["ci_low"], row["ci_high"], row["ci_level"]) == (0.21, 0.14, 0.31, level)


def test_counts_of_two_arms_give_raw_cells_and_a_risk_ratio():
    (row,) = rows(trial([counts("A", 24, 196), counts("B", 0, 201)]))
    assert [row[c] for c in ("ai", "n1i", "ci", "n2i")] == [24, 196, 0, 201]
    assert row["measure"] == "RR" and row["effect_origin"] == "from_counts" and row["counts_origin"] == "reported"
    assert (row["experimental"], row["control"]) == ("Alfamab", "Placebo")
    assert row["yi"] == pytest.approx(math.log(24.5 / 197) - math.log(0.5 / 202))


def test_a_single_arm_gives_a_logit_proportion():
    single = [Arm("A", "ALF-100 20 mg once daily", "single", 20)]
    (row,) = rows(
        trial([counts("A", 11, 20, ci_low=31.5, ci_high=76.9, ci_level=95)], arm_list=single, design="single_arm")
    )
    assert (row["xi"], row["ni"], row["measure"]) == (11, 20, "PLO")
    assert (row["experimental"], row["control"]) == ("Alfamab", "")
    assert row["estimate"] == pytest.approx(0.55)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((0.315, 0.769))


def test_two_periods_of_a_single_arm_are_no_comparison():
    groups = [Arm("A", "ALF-100", "single", 20), Arm("B", "After the operation", "single", 14)]
    harms = [counts(arm, events, n, "SAE") for arm, events, n in (("A", 9, 20), ("B", 5, 14))]
    found = rows(trial(harms, arm_list=groups, design="single_arm"))
    assert {(row["xi"], row["ni"], row["control"]) for row in found} == {(9, 20, ""), (5, 14, "")}


def test_no_event_in_a_single_arm_keeps_its_zero_inside_its_interval():
    single = [Arm("A", "ALF-100 20 mg once daily", "single", 20)]
    (row,) = rows(trial([counts("A", 0, 20)], arm_list=single, design="single_arm"))
    assert (row["xi"], row["estimate"], row["ci_low"]) == (0, 0, 0)
    assert row["ci_high"] == pytest.approx(0.1684335, abs=1e-6)
    assert row["yi"] == pytest.approx(math.log(0.5 / 20.5))


def test_means_give_a_mean_difference_in_the_window_of_the_protocol():
    weeks = {"timepoint": "24 weeks", "timepoint_weeks": 24.0}
    (row,) = rows(trial([mean("A", 3.1, 1.2, 50, **weeks), mean("B", 4.0, 1.5, 48, **weeks)]))
    assert (row["measure"], row["timepoint"], row["timepoint_weeks"]) == ("MD", "half a year", 24)
    assert row["yi"] == pytest.approx(-0.9) and row["vi"] == pytest.approx(1.2**2 / 50 + 1.5**2 / 48)


def test_counts_that_nothing_proves_give_no_row():
    assert not rows(
        trial([counts("A", 24, 196, events_origin="ambiguous"), counts("B", 1, 201, events_origin="ambiguous")])
    )


def test_shares_of_a_survival_curve_are_no_counts():
    assert not rows(trial([counts("A", 60, 100, outcome="PFS"), counts("B", 40, 100, outcome="PFS")]))


def test_an_outcome_the_protocol_does_not_ask_for_gives_no_row():
    assert not rows(trial([counts("A", 5, 100, outcome="DCR"), counts("B", 4, 100, outcome="DCR")]))


def test_registry_and_paper_that_agree_confirm_each_other():
    pair = [counts("A", 24, 196), counts("B", 1, 201)]
    posted = trial(pair, source="clinicaltrials_gov", id="NCT00000001")
    (row,) = rows(trial(pair, own=["NCT00000001"]), posted)
    assert row["confirmation"] == "confirmed" and row["source_report"] == "pubmed:1"


def test_an_interval_that_fits_its_p_value_is_consistent():
    (row,) = rows(trial([hazard_ratio(0.75, 0.55, 1.03, p="0.08")]))
    assert row["confirmation"] == "consistent" and row["p_value"] == "0.08"
    (row,) = rows(trial([hazard_ratio(0.75, 0.55, 1.03, p="0.001")]))
    assert row["confirmation"] == "single"


@pytest.mark.parametrize(
    "other, rule",
    [
        ({"source": "clinicaltrials_gov", "id": "NCT00000001"}, "differs_value"),
        ({"id": "2", "own": ["NCT00000001"], "year": 2019}, "reports_differ"),
    ],
)
def test_reports_that_differ_give_one_row_and_a_finding_with_both_quotes(other, rule):
    paper = trial([hazard_ratio(0.59, 0.45, 0.76)], own=["NCT00000001"])
    out = synthesis(paper, trial([hazard_ratio(0.66, 0.50, 0.88)], **other))
    (row,) = out.tables["meta_analysis"]
    assert row["estimate"] == 0.59 and row["findings"] == [rule]
    (finding,) = by_id(out.tables["findings"], rule=rule)
    assert "0.59 (0.45-0.76)" in finding["quote"] and "0.66 (0.5-0.88)" in finding["quote"]
    assert finding["rows"] == [row["row_id"]]
    assert len(out.tables["contrasts"]) == 2


def test_for_harms_the_registry_speaks():
    paper = trial([counts("A", 30, 100, "SAE"), counts("B", 20, 100, "SAE")], own=["NCT00000001"])
    posted = [counts("A", 31, 100, "SAE"), counts("B", 20, 99, "SAE")]
    (row,) = rows(paper, trial(posted, source="clinicaltrials_gov", id="NCT00000001"))
    assert row["source_report"] == "clinicaltrials_gov:NCT00000001" and row["ai"] == 31


def test_a_final_analysis_speaks_before_an_interim_one_and_articles_before_abstracts():
    own = {"own": ["NCT00000001"]}
    interim = trial([hazard_ratio(0.5, 0.3, 0.8)], id="1", title="Alfamab in blue gout: interim analysis", **own)
    final = trial([hazard_ratio(0.6, 0.4, 0.9)], id="2", title="Alfamab in blue gout: final analysis", **own)
    abstract = trial([hazard_ratio(0.7, 0.4, 0.9)], id="3", year=2030, publication_types=["Meeting Abstract"], **own)
    (row,) = rows(interim, final, abstract)
    assert row["source_report"] == "pubmed:2"


def test_arms_are_one_pair_however_the_reports_call_them():
    paper = trial(
        [hazard_ratio(0.6, 0.4, 0.9)], own=["NCT00000001"], arm_list=arms(one="Study group", two="Comparison")
    )
    posted = trial(
        [hazard_ratio(0.6, 0.4, 0.9)], source="clinicaltrials_gov", id="NCT00000001",
        arm_list=arms(one="ALF-100", two="Matching placebo"),
    )  # fmt: skip
    (row,) = rows(paper, posted)
    assert (row["experimental"], row["control"]) == ("Alfamab", "Placebo")
    assert row["confirmation"] == "confirmed"


def test_three_arms_give_a_row_for_each_comparison_with_the_control():
    three = [Arm("A", "Alfamab"), Arm("B", "Betanib"), Arm("C", "Placebo", "control")]
    found = rows(trial([counts("A", 5, 50), counts("B", 7, 50), counts("C", 1, 50)], arm_list=three))
    assert {(r["experimental"], r["control"]) for r in found} == {("Alfamab", "Placebo"), ("Betanib", "Placebo")}


def test_two_doses_of_one_drug_keep_their_labels():
    two = [Arm("A", "Alfamab 10 mg"), Arm("B", "Alfamab 20 mg"), Arm("C", "Placebo", "control")]
    found = rows(trial([counts("A", 5, 50), counts("B", 7, 50), counts("C", 1, 50)], arm_list=two))
    assert {r["experimental"] for r in found} == {"Alfamab 10 mg", "Alfamab 20 mg"}


def test_a_ratio_of_control_to_experimental_is_turned_round():
    (row,) = rows(trial([hazard_ratio(2.0, 1.25, 3.2, arm="B", ref_arm="A")]))
    assert row["experimental"] == "Alfamab" and row["yi"] == pytest.approx(-math.log(2))
    assert (row["estimate"], row["ci_low"], row["ci_high"]) == pytest.approx((0.5, 0.3125, 0.8))
    assert row["findings"] == ["turned_round"]


def test_subgroups_are_rows_of_their_own_and_analysis_sets_are_not():
    found = rows(trial([hazard_ratio(0.6, 0.4, 0.9, population="ITT population"),
                        hazard_ratio(0.5, 0.2, 0.9, population="aged <65"),
                        hazard_ratio(0.7, 0.4, 1.2, population="aged ≥65")]))  # fmt: skip
    assert [r["population"] for r in found] == ["all", "aged <65", "aged ≥65"]
    assert len({r["row_id"] for r in found}) == 3


def test_a_report_that_contradicts_itself_is_held():
    out = synthesis(trial([hazard_ratio(0.59, 0.45, 0.76), hazard_ratio(0.69, 0.45, 0.99)]))
    assert not out.tables["meta_analysis"]
    (held,) = out.tables["held"]
    assert held["reason"] == "values_differ" and "0.59" in held["message"] and "0.69" in held["message"]


def test_the_abstract_speaks_before_the_body_of_the_same_paper():
    body = {"locator": {"block": "b9", "start": 1, "end": 2}}
    (row,) = rows(trial([hazard_ratio(0.41, 0.2, 0.7, **body), hazard_ratio(0.59, 0.45, 0.76)]))
    assert row["estimate"] == 0.59


def test_a_critical_finding_holds_the_row_with_its_reason_and_quote():
    finding = Finding("percent_impossible", "critical", "No count of 78 gives 77.79%.", [0], "77.79%")
    out = synthesis(trial([counts("A", 56, 78), counts("B", 46, 82)], findings=[finding]))
    assert not out.tables["meta_analysis"]
    (held,) = out.tables["held"]
    assert held["reason"] == "percent_impossible" and held["quote"] == "56 of 78"
    (row,) = by_id(out.tables["findings"], rule="percent_impossible")
    assert row["rows"] == [held["held_id"]]
    assert [r["event"] for r in out.tables["results"]] == [None, 46]


def test_where_one_report_is_held_another_may_speak():
    finding = Finding("interval_mismatch", "critical", "The interval does not hold its estimate.", [0])
    bad = trial([hazard_ratio(0.59, 0.65, 0.76)], own=["NCT00000001"], findings=[finding])
    good = trial([hazard_ratio(0.59, 0.45, 0.76)], source="clinicaltrials_gov", id="NCT00000001")
    out = synthesis(bad, good)
    (row,) = out.tables["meta_analysis"]
    assert row["source_report"] == "clinicaltrials_gov:NCT00000001"
    assert [h["source_report"] for h in out.tables["held"]] == ["pubmed:1"]


def test_a_retracted_report_holds_every_row_of_its_study():
    retracted = trial(
        [hazard_ratio(0.6, 0.4, 0.9)], own=["NCT00000001"], notices=[Notice("retraction", text="Withdrawn.")]
    )
    posted = trial([hazard_ratio(0.6, 0.4, 0.9)], source="clinicaltrials_gov", id="NCT00000001")
    out = synthesis(retracted, posted)
    assert not out.tables["meta_analysis"]
    assert {h["reason"] for h in out.tables["held"]} == {"retraction"}
    assert out.tables["studies"][0]["retracted"] is True
    released = [Decision("clinicaltrials_gov:NCT00000001", "include", "the registry stands by it", "AB", "2026-01-01")]
    (row,) = synthesis(retracted, posted, decisions=released).tables["meta_analysis"]
    assert row["source_report"] == "clinicaltrials_gov:NCT00000001"


def test_a_notice_that_comes_as_its_own_record_retracts_the_paper_it_names():
    notice = trial(
        id="99", title="Retraction: Alfamab in blue gout", retracts=["1"], publication_types=["Retraction Notice"]
    )
    out = synthesis(trial([hazard_ratio(0.6, 0.4, 0.9)]), notice)
    assert not out.tables["meta_analysis"] and len(out.tables["studies"]) == 1
    assert (out.counts["studies"], out.counts["retracted"]) == (0, 1)
    assert {h["reason"] for h in out.tables["held"]} == {"retraction"}
    assert by_id(out.tables["screening"], report="pubmed:99")[0]["reason"] == "notice"


def test_what_the_reader_held_is_held_here():
    item = Held("range_over_groups", "18.6 to 18.7 months for several groups.", "18.6-18.7 months", {"block": "b1"})
    out = synthesis(trial(held=[item]))
    (held,) = out.tables["held"]
    assert (held["reason"], held["quote"], held["outcome"]) == ("range_over_groups", "18.6-18.7 months", "OTHER")


def test_an_open_interval_gives_no_standard_error_and_an_exact_p_does():
    (row,) = rows(trial([hazard_ratio(0.6, None, 0.9, p="0.01")]))
    assert row["yi"] == pytest.approx(math.log(0.6)) and row["sei"] is None and row["effect_origin"] == "reported"
    (row,) = rows(trial([hazard_ratio(0.6, None, None, level=None, p="=0.01")]))
    assert row["sei"] == pytest.approx(abs(math.log(0.6)) / 2.5758, rel=1e-4) and row["findings"] == ["sei_from_p"]


def test_a_level_that_is_not_said_is_taken_as_95_and_shown():
    (row,) = rows(trial([hazard_ratio(0.6, 0.4, 0.9, level=None)]))
    assert row["ci_level"] == 95 and row["findings"] == ["level_assumed"]


def test_a_one_sided_interval_gives_no_standard_error():
    (row,) = rows(trial([hazard_ratio(0.6, 0.4, 0.9, unit="(one-sided interval)")]))
    assert row["sei"] is None and row["findings"] == ["one_sided_interval"]


def test_a_comparison_without_arms_is_held():
    three = [Arm("A", "Alfamab"), Arm("B", "Betanib"), Arm("C", "Placebo", "control")]
    out = synthesis(trial([hazard_ratio(0.6, 0.4, 0.9, arm="", ref_arm="")], arm_list=three))
    assert [h["reason"] for h in out.tables["held"]] == ["arm_unknown"]


def test_a_lone_arm_is_not_counted_beside_its_comparison():
    pair = trial([counts("A", 24, 196), counts("B", 1, 201)], own=["NCT00000001"])
    lone = trial([counts("A", 24, 196)], id="2", own=["NCT00000001"])
    assert len(rows(pair, lone)) == 1


def test_the_title_of_a_registry_outcome_is_its_definition():
    """The first outcome that gives both arms speaks; a second definition is no contradiction."""
    central, local = {"outcome_text": "by committee"}, {"outcome_text": "by investigator"}
    posted = [counts("A", 24, 196), counts("B", 1, 201), counts("A", 30, 196), counts("B", 2, 201)]
    for result, words in zip(posted, (central, central, local, local), strict=True):
        result.outcome_text = words["outcome_text"]
    (row,) = rows(trial(posted, source="clinicaltrials_gov", id="NCT00000001"))
    assert row["ai"] == 24


def test_two_classes_of_one_posted_measure_that_differ_wait_for_a_person():
    posted = [counts("A", 24, 90), counts("B", 9, 91), counts("A", 30, 90), counts("B", 9, 91)]
    for result, name in zip(posted, ("as treated", "as treated", "as randomised", "as randomised"), strict=True):
        result.class_ = name
    out = synthesis(trial(posted, source="clinicaltrials_gov", id="NCT00000001"))
    assert not out.tables["meta_analysis"]
    (held,) = out.tables["held"]
    assert held["reason"] == "values_differ" and "24" in held["message"] and "30" in held["message"]


def test_every_number_of_a_row_has_a_place_a_quote_and_a_hash():
    out = synthesis(trial([counts("A", 24, 196), counts("B", 1, 201), hazard_ratio(0.6, 0.4, 0.9)]))
    for row in out.tables["meta_analysis"]:
        entries = by_id(out.tables["provenance"], row_id=row["row_id"])
        numbers = {name for name, value in row.items() if isinstance(value, int | float) and name != "year"}
        assert numbers <= {e["column"] for e in entries}
        assert all(e["quote"] and e["locator"] and len(e["sha256"]) == 64 and e["extractor"] for e in entries)


def test_the_rows_fit_the_data_dictionary():
    fields = pytest.importorskip("schemas.fields")
    out = synthesis(
        trial([counts("A", 24, 196), counts("B", 1, 201), hazard_ratio(0.6, 0.4, 0.9), mean("A", 1.0, 2.0, 10)]),
        trial(source="clinicaltrials_gov", id="NCT00000009", held=[Held("arm_unknown", "Whose?", "5%")]),
    )
    for name, table in out.tables.items():
        clean = fields.sort_rows(name, fields.clean_rows(name, table))
        keys = [tuple(row[k] for k in fields.TABLES[name].key) for row in clean]
        assert len(set(keys)) == len(keys), name
        for column in fields.TABLES[name].columns:
            values = [row[column.name] for row in clean]
            assert not column.required or None not in values, (name, column.name)
            assert not column.allowed or {v for v in values if v is not None} <= set(column.allowed), (
                name,
                column.name,
            )


def test_nothing_gives_empty_tables():
    out = synthesis()
    assert not any(out.tables.values()) and not any(out.counts.values())


def test_a_bare_result_of_an_unknown_arm_is_kept_in_results():
    out = synthesis(trial([Result("arm", "ORR", "rate", arm=None, value=10.0, unit="%")]))
    assert [r["treat"] for r in out.tables["results"]] == ["unknown"]


def test_parts_of_a_trial_are_compared_with_themselves_only():
    four = [
        Arm("A", "Alfamab"), Arm("B", "Placebo", "control"),
        Arm("C", "Alfamab (Open-Label Phase)"), Arm("D", "Placebo (Open-Label Phase)", "control"),
    ]  # fmt: skip
    posted = [counts(letter, 5 + i, 50, "SAE") for i, letter in enumerate("ABCD")]
    found = rows(trial(posted, arm_list=four, source="clinicaltrials_gov", id="NCT00000001"))
    assert {(r["population"], r["ai"], r["ci"]) for r in found} == {("all", 5, 6), ("open label phase", 7, 8)}


def test_the_number_of_patients_in_an_arm_names_no_subgroup():
    (row,) = rows(trial([hazard_ratio(0.6, 0.4, 0.9, population="100 patients")]))
    assert row["population"] == "all"
    (row,) = rows(trial([hazard_ratio(0.6, 0.4, 0.9, population="37 patients")]))
    assert row["population"] == "37 patients"


def test_copies_of_one_paper_hold_and_list_a_number_once():
    finding = Finding("percent_impossible", "critical", "No count fits.", [0])
    result = counts("A", 56, 78)
    copy = {"source": "europe_pmc", "id": "MED/1", "pmid": "1", "doi": "10.5555/1"}
    unread = Held("arm_unknown", "Whose?", "5%")
    out = synthesis(
        trial([result], findings=[finding], held=[unread]), trial([result], findings=[finding], held=[unread], **copy)
    )
    assert sorted(h["reason"] for h in out.tables["held"]) == ["arm_unknown", "percent_impossible"]
    assert len(out.tables["results"]) == 1
    assert len(by_id(out.tables["findings"], rule="percent_impossible")) == 1


def test_a_registration_names_the_arms_that_a_paper_leaves_unclear():
    unclear = arms(one="Alfamab, two weeks on", two="Alfamab, one week off")
    paper = trial([hazard_ratio(0.6, 0.4, 0.9), counts("A", 30, 62)], own=["NCT00000001"], arm_list=unclear)
    found = rows(paper, trial(source="clinicaltrials_gov", id="NCT00000001"))
    assert {(r["outcome"], r["experimental"], r["control"]) for r in found} == {
        ("PFS", "Alfamab", "Placebo"), ("ORR", "Alfamab", ""),
    }  # fmt: skip


def test_a_comparison_carries_the_sizes_of_its_arms_and_where_they_stand():
    out = synthesis(trial([hazard_ratio(0.6, 0.4, 0.9)]))
    (row,) = out.tables["meta_analysis"]
    assert (row["n1i"], row["n2i"], row.get("ai"), row.get("ci")) == (100, 100, None, None)
    entries = by_id(out.tables["provenance"], row_id=row["row_id"], column="n2i")
    assert [entry["quote"] for entry in entries] == ["Placebo"]


def test_sizes_of_another_report_are_used_only_where_the_patients_are_the_same():
    registry = trial(source="clinicaltrials_gov", id="NCT00000001", arm_list=arms(120, 80))
    bare = arms(None, None)
    linked = {"own": ["NCT00000001"], "arm_list": bare}
    fits = synthesis(trial([hazard_ratio(0.6, 0.4, 0.9)], n_total=200, **linked), registry)
    other = synthesis(trial([hazard_ratio(0.6, 0.4, 0.9)], n_total=150, **linked), registry)
    assert [(r["n1i"], r["n2i"]) for r in fits.tables["meta_analysis"]] == [(120, 80)]
    assert ["n1i" in r for r in other.tables["meta_analysis"]] == [False]


def test_a_held_single_arm_is_keyed_as_its_row_would_be():
    alone = [Arm("A", "Alfamab", "single", 78)]
    doubt = Finding("percent_impossible", "critical", "56 of 78 is not 70%.", [0])
    (held,) = synthesis(trial([counts("A", 56, 78)], arm_list=alone, findings=[doubt])).tables["held"]
    assert ".orr.plo." in held["held_id"]


def test_one_arm_of_a_controlled_trial_is_marked_as_no_comparison():
    out = synthesis(trial([counts("A", 30, 100)]))
    (row,) = out.tables["meta_analysis"]
    (finding,) = by_id(out.tables["findings"], rule="lone_arm")
    assert row["findings"] == ["lone_arm"] and finding["rows"] == [row["row_id"]]


def test_a_report_without_a_single_result_is_not_passed_over_in_silence():
    plan = trial(source="clinicaltrials_gov", id="NCT00000004")
    protocol = trial(id="5", title="Alfamab in blue gout: protocol of a randomised trial", design="protocol")
    read = trial([hazard_ratio(0.6, 0.4, 0.9)], id="2", title="Another trial of Alfamab")
    findings = by_id(synthesis(trial(id="1"), read, plan, protocol).tables["findings"], rule="nothing_read")
    assert [(f["report"], f["severity"]) for f in findings] == [("pubmed:1", "warning")]


def test_two_records_of_one_paper_count_once_when_one_was_read():
    copy = trial(source="europe_pmc", id="MED/1", pmid="1")
    out = synthesis(trial([hazard_ratio(0.6, 0.4, 0.9)]), copy)
    assert not by_id(out.tables["findings"], rule="nothing_read")


POSTED = {"resultsSection": {"outcomeMeasuresModule": {"outcomeMeasures": [{
    "dispersionType": "95% Confidence Interval",
    "denoms": [{"counts": [{"groupId": "OG1", "value": "80"}, {"groupId": "OG0", "value": "120"}]}],
    "classes": [{"categories": [{"measurements": [{"groupId": "OG0", "value": "24"}]}]}],
    "analyses": [{"paramValue": "0.60", "ciLowerLimit": "0.40", "ciUpperLimit": "0.90"}],
}]}}}  # fmt: skip
MEASURE = "/resultsSection/outcomeMeasuresModule/outcomeMeasures/0"


@pytest.mark.parametrize(
    ("place", "name", "field", "string"),
    [
        ("/analyses/0/paramValue", "ci_high", "/analyses/0/ciUpperLimit", "0.90"),
        ("/classes/0/categories/0/measurements/0/value", "n_eval", "/denoms/0/counts/1/value", "120"),
        ("/classes/0/categories/0/measurements/0/value", "ci_level", "/dispersionType", "95% Confidence Interval"),
    ],
)
def test_a_posted_number_is_traced_to_its_own_field(place, name, field, string):
    result = counts("A", 24, 120, locator={"pointer": MEASURE + place})
    posted = report(source="clinicaltrials_gov", id="NCT00000001", registry=POSTED)
    assert registry_field(posted, result, name) == ({"pointer": MEASURE + field}, string)


def test_a_quote_is_the_sentence_or_clause_around_the_number():
    long = "Before that, " + ", ".join(f"thing {i} was looked at in some detail" for i in range(9))
    text = f"Gout is blue. The ratio was 0.6 (0.4-0.9; P < .01) in adults. {long}, and the ratio was 0.7 then."
    paper = report(blocks=[Block("b1", "abstract", text)])
    first, second = text.index("0.6"), text.index("0.7")
    short = clause(paper, {"block": "b1", "start": first, "end": first + 3}, "0.6")
    assert short == "The ratio was 0.6 (0.4-0.9; P < .01) in adults."
    cut = clause(paper, {"block": "b1", "start": second, "end": second + 3}, "0.7")
    assert "the ratio was 0.7 then." in cut and len(cut) <= 200
    assert clause(paper, {"table": "t1", "row": 1, "column": 1}, "7 (10.8)") == "7 (10.8)"


def test_provenance_says_what_the_cell_holds():
    out = synthesis(trial([hazard_ratio(0.6, 0.4, 0.9)]))
    (row,) = out.tables["meta_analysis"]
    values = {e["column"]: e["value"] for e in by_id(out.tables["provenance"], row_id=row["row_id"])}
    assert (values["n1i"], values["ci_low"], values["ci_level"]) == ("100", "0.4", "95")
