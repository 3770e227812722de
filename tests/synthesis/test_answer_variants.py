"""Other ways of pooling the same question, and what each of them keeps."""

import math

import pytest
from answer_rows import arm, counts, hazard, plan, tables

from synthesis.answers import Answer, Variant, answers
from synthesis.effects import half_width
from synthesis.pooling import begg, egger, pool


def only(rows: list[dict[str, object]], **analysis: object) -> Answer:
    (answer,) = answers(tables(rows), plan(analysis=analysis))
    return answer


def by_id(answer: Answer) -> dict[str, Variant]:
    return {variant.id: variant for variant in answer.variants}


def test_levels_are_respected_and_the_error_of_ignoring_them_is_shown() -> None:
    rows = [
        hazard("ahn", 0.5, 0.3, 0.8333, level=99),
        hazard("berg", 0.7, 0.56, 0.875, level=60),
        hazard("cole", 0.6, 0.4, 0.9),
    ]
    answer = only(rows)
    own = [(math.log(h) - math.log(low)) / (2 * half_width(level)) for low, h, level in
           ((0.3, 0.8333, 99), (0.56, 0.875, 60), (0.4, 0.9, 95))]  # fmt: skip
    assert [m.sei for m in answer.members] == pytest.approx(own)
    taken = by_id(answer)["all_95"]
    wrong = [(math.log(h) - math.log(low)) / (2 * 1.959963984540054) for low, h in
             ((0.3, 0.8333), (0.56, 0.875), (0.4, 0.9))]  # fmt: skip
    expected = pool([row["yi"] for row in rows], [se**2 for se in wrong], method="REML", test="knha")
    assert taken.pooled is not None
    assert (taken.pooled.b, taken.pooled.se) == pytest.approx((expected.b, expected.se))
    assert "Ahn (99%), Berg (60%)" in taken.note
    assert "Cole" not in taken.note


def test_without_other_levels_there_is_no_such_variant() -> None:
    rows = [hazard("ahn", 0.5, 0.3, 0.8), hazard("berg", 0.7, 0.5, 1.0), counts("cole", 1, 9, 2, 9, ci_level=99)]
    for answer in answers(tables(rows), plan()):
        assert "all_95" not in by_id(answer)


def test_models_beside_the_planned_one() -> None:
    rows = [hazard(n, 0.5, 0.3, 0.8 + i / 10, confirmation="confirmed") for i, n in enumerate(("ahn", "berg"))]
    planned = by_id(only(rows))
    assert set(planned) == {"common_effect", "wald"}
    assert planned["common_effect"].pooled is not None
    assert (planned["common_effect"].pooled.method, planned["common_effect"].pooled.test) == ("EE", "z")
    assert set(by_id(only(rows, model="DL", test="z"))) == {"common_effect", "hartung_knapp"}
    assert set(by_id(only(rows, model="EE", test="z"))) == set()


def test_rows_of_lesser_standing_are_left_out_in_turn() -> None:
    rows = [
        counts("ahn", 20, 50, 10, 50, confirmation="confirmed"),
        counts("berg", 22, 50, 9, 50, confirmation="confirmed", counts_origin="solved_from_interval"),
        counts("cole", 25, 50, 12, 50, findings="reports_differ"),
        counts("dahl", 18, 50, 11, 50, pmids=[]),
    ]
    found = by_id(only(rows))
    assert found["confirmed_only"].row_ids == ("ahn.orr", "berg.orr")
    assert found["without_solved_counts"].row_ids == ("ahn.orr", "cole.orr", "dahl.orr")
    assert found["without_findings"].row_ids == ("ahn.orr", "berg.orr", "dahl.orr")
    assert found["published_only"].row_ids == ("ahn.orr", "berg.orr", "cole.orr")
    assert all(variant.pooled for variant in found.values())


def test_a_variant_that_is_left_with_one_study_says_so() -> None:
    rows = [counts("ahn", 20, 50, 10, 50, confirmation="confirmed"), counts("berg", 22, 50, 9, 50)]
    variant = by_id(only(rows))["confirmed_only"]
    assert variant.pooled is None
    assert "only one study (Ahn) is left" in variant.note


def test_cells_of_zero_bring_mantel_haenszel_and_rare_events_peto() -> None:
    frequent = [counts("ahn", 20, 50, 0, 50), counts("berg", 22, 50, 9, 50)]
    assert "mantel_haenszel" in by_id(only(frequent))
    assert "peto" not in by_id(only(frequent))
    rare = [counts("ahn", 2, 500, 0, 500), counts("berg", 3, 500, 1, 500)]
    found = by_id(only(rare))
    assert found["peto"].pooled is not None
    assert (found["peto"].pooled.measure, found["peto"].pooled.method) == ("OR", "Peto")
    # Mantel-Haenszel's risk ratio of groups of equal size is that of the sums.
    assert found["mantel_haenszel"].pooled is not None
    assert math.exp(found["mantel_haenszel"].pooled.b) == pytest.approx(5 / 1)
    none = by_id(only([counts("ahn", 2, 500, 0, 500), counts("berg", 3, 500, 0, 500)]))
    assert none["mantel_haenszel"].pooled is None
    assert "one side has no event" in none["mantel_haenszel"].note
    assert "mantel_haenszel" not in by_id(only([counts("ahn", 2, 50, 1, 50), counts("berg", 3, 50, 1, 50)]))


def test_series_go_study_by_study() -> None:
    rows = [hazard(name, 0.4 + i / 10, 0.25 + i / 10, 0.7 + i / 10, year=2010 + i) for i, name in enumerate("abcd")]
    answer = only(rows)
    assert [(step.study, step.pooled.k) for step in answer.leave_one_out] == [(n, 3) for n in "ABCD"]
    assert [(step.year, step.pooled.k) for step in answer.cumulative] == [(2011, 2), (2012, 3), (2013, 4)]
    assert answer.pooled is not None
    assert answer.cumulative[-1].pooled.b == pytest.approx(answer.pooled.b)
    without_first = pool([row["yi"] for row in rows[1:]], [row["vi"] for row in rows[1:]], test="knha")
    assert answer.leave_one_out[0].pooled.b == pytest.approx(without_first.b)


def test_subgroups_of_two_and_more_and_the_test_between_them() -> None:
    a = [hazard(name, 0.4, 0.3, 0.55) for name in ("ahn", "berg")]
    b = [hazard(name, 0.9, 0.7, 1.2, experimental="Drug B") for name in ("cole", "dahl")]
    lone = hazard("eng", 0.5, 0.3, 0.8, experimental="Drug A + Drug B")
    answer = only([*a, *b, lone])
    groups = [v.id for v in answer.variants if v.id.startswith("subgroup:")]
    assert groups == ["subgroup:treatment:drug-a", "subgroup:treatment:drug-b"]
    (test,) = answer.between
    assert (test.by, test.df, test.studies) == ("treatment", 1, 4)
    # Equal studies within a group: no tau2, and the test is that of two common effects.
    effects = [math.log(0.4), math.log(0.9)]
    variances = [row["vi"] / 2 for row in (a[0], b[0])]
    assert test.q == pytest.approx((effects[0] - effects[1]) ** 2 / sum(variances))
    assert only([*a, lone]).between == ()


def test_small_studies_are_asked_about_from_ten_on() -> None:
    rows = [hazard(f"s{i}", 0.4 + i / 30, 0.25 + i / 40, 0.7 + i / 20) for i in range(10)]
    answer = only(rows)
    yi, vi = ([row[name] for row in rows] for name in ("yi", "vi"))
    assert answer.small_study["egger_p"] == pytest.approx(egger(yi, vi).p)
    assert answer.small_study["begg_tau"] == pytest.approx(begg(yi, vi).stat)
    assert only(rows[:9]).small_study == {}
    assert only([arm(f"s{i}", i + 1, 40) for i in range(12)]).small_study == {}


def test_few_or_unusually_similar_studies_get_a_word_of_caution() -> None:
    pair = [hazard("ahn", 0.5, 0.3, 0.8), hazard("berg", 0.9, 0.7, 1.2)]
    assert "Two studies" in only(pair).note
    alike = [hazard(name, 0.5 + i / 100, 0.3 + i / 100, 0.8 + i / 100) for i, name in enumerate("abcd")]
    answer = only(alike)
    wald = by_id(answer)["wald"].pooled
    assert wald is not None and answer.pooled is not None and answer.pooled.ci_high < wald.ci_high
    assert f"the Wald interval, {math.exp(wald.ci_low):.3g} to {math.exp(wald.ci_high):.3g}, is the more" in answer.note
    assert only([*pair, hazard("cole", 0.2, 0.1, 0.4)]).note == ""


def test_studies_that_are_not_randomised_are_said_to_be_so() -> None:
    cohorts = [hazard("ahn", 0.5, 0.3, 0.8, design="nonrandomised"), hazard("berg", 0.9, 0.7, 1.2, design="rct")]
    notes = {answer.analysis.design: answer.note for answer in answers(tables(cohorts), plan())}
    assert notes == {"nonrandomised": "Not randomised: the groups may differ in more than the treatment.", "rct": ""}


def means(study: str, sd: float) -> dict[str, object]:
    cells = {"measure": "MD", "m1i": 12.0, "m2i": 10.0, "sd1i": sd, "sd2i": sd, "yi": 2.0, "vi": sd, "sei": sd**0.5}
    return counts(study, 1, 50, 1, 50) | cells | {"ai": None, "ci": None}


def test_means_of_scales_that_seem_to_differ_are_doubted() -> None:
    doubted = only([means("ahn", 4.0), means("berg", 25.0), means("cole", 5.0)]).note
    assert "Standard deviations reach from 4 (Ahn) to 25 (Berg)" in doubted
    assert "one scale" not in only([means("ahn", 4.0), means("berg", 6.0), means("cole", 5.0)]).note


def test_studies_without_any_event_and_times_far_apart_are_named() -> None:
    rows = [counts("ahn", 0, 50, 0, 50), counts("berg", 3, 50, 1, 50), counts("cole", 4, 50, 1, 50)]
    assert "Without an event in either group: Ahn;" in only(rows).note
    assert "Without an event" not in only(rows[1:]).note
    weeks = [hazard(n, 0.5 + w / 100, 0.3, 0.8, timepoint_weeks=w) for n, w in (("ahn", 4.0), ("berg", 12.0))]
    assert "from week 4 (Ahn) to week 12 (Berg)" in only(weeks).note
    weeks[0]["timepoint_weeks"] = 8.0
    assert "week" not in only(weeks).note
