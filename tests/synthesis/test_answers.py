"""Answers: which rows of a review belong together, which one of a study is pooled, and what is said of the others."""

import math
import random
import re
from typing import Any

import pytest
from answer_rows import arm, counts, hazard, plan, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.answers import Analysis, Answer, answers, favours, good_side
from synthesis.pooling import pool

TWO = [hazard("ahn", 0.5, 0.3, 0.8), hazard("berg", 0.7, 0.5, 1.0, year=2018)]


def only(rows: list[dict[str, Any]], **parts: Any) -> Answer:
    (answer,) = answers(tables(rows), plan(**parts))
    return answer


def reasons(answer: Answer) -> dict[str, str]:
    return {out.row["row_id"]: out.reason for out in answer.left_out}


def test_two_trials_are_pooled_as_the_protocol_plans() -> None:
    answer = only(TWO)
    assert answer.analysis.id == "pfs-hr-any-vs-placebo"
    assert answer.analysis.label == "Progression-free survival: Any drug against placebo"
    assert [m.row["study"] for m in answer.members] == ["Berg", "Ahn"]
    assert sum(m.weight for m in answer.members) == pytest.approx(100)
    expected = pool([row["yi"] for row in TWO], [row["vi"] for row in TWO], measure="HR", method="REML", test="knha")
    assert answer.pooled is not None
    assert (answer.pooled.b, answer.pooled.ci_low) == pytest.approx((expected.b, expected.ci_low))
    assert answer.patients == 200
    assert answer.events is None


def test_one_study_is_shown_and_not_pooled() -> None:
    answer = only(TWO[:1])
    assert answer.pooled is None
    assert answer.members[0].weight == 100
    assert answer.variants == answer.cumulative == answer.leave_one_out == ()


def test_a_study_gives_one_row_and_the_others_say_why_they_do_not() -> None:
    rows = [
        counts("ahn", 10, 50, 5, 50),
        counts("ahn", 9, 50, 5, 50, row_id="ahn.orr.8", timepoint="8 weeks", timepoint_weeks=8),
        counts("ahn", 4, 20, 2, 20, row_id="ahn.orr.old", population="older patients"),
        counts("berg", 4, 20, 2, 20, row_id="berg.orr.old", population="older patients"),
        counts("cole", 8, 40, 4, 40, row_id="cole.orr.pp", population="per-protocol population"),
        counts("dahl", 8, 40, 4, 40, yi=None, vi=None, sei=None),
        counts("eng", 8, 40, 4, 40, vi=None, sei=None),
    ]
    answer = only(rows)
    assert [m.row["row_id"] for m in answer.members] == ["ahn.orr", "cole.orr.pp"]
    said = reasons(answer)
    assert "another time point of the same patients" in said["ahn.orr.8"]
    assert "in the row of the whole trial" in said["ahn.orr.old"]
    assert "are not the whole trial" in said["berg.orr.old"]
    assert said["dahl.orr"] == "It gives no effect."
    assert "no standard error" in said["eng.orr"]


def test_windows_of_the_protocol_are_questions_of_their_own() -> None:
    outcome = {"id": "ORR", "label": "Response", "better": "higher", "measure": "RR",
               "windows": [{"label": "half a year", "from_weeks": 20, "to_weeks": 30}]}  # fmt: skip
    rows = [
        counts("ahn", 10, 50, 5, 50),
        counts("ahn", 9, 50, 5, 50, row_id="ahn.orr.26", timepoint="half a year", timepoint_weeks=26),
        counts("berg", 9, 50, 5, 50, timepoint="week 24", timepoint_weeks=24),
        counts("cole", 9, 50, 5, 50, timepoint="week 52", timepoint_weeks=52),
    ]
    whole, half = sorted(answers(tables(rows), plan(outcomes=[outcome])), key=lambda a: a.analysis.timepoint)
    assert [m.row["row_id"] for m in whole.members] == ["ahn.orr"]
    assert half.analysis.id == "orr-rr-any-vs-placebo-half-a-year"
    assert {m.row["row_id"] for m in half.members} == {"ahn.orr.26", "berg.orr"}
    assert "in none of the protocol's windows" in reasons(whole)["cole.orr"]


def test_designs_are_never_pooled_together() -> None:
    rows = [
        counts("ahn", 10, 50, 5, 50),
        counts("berg", 10, 50, 5, 50, design="nonrandomised"),
        arm("cole", 10, 20),
        arm("dahl", 12, 20, design="nonrandomised"),
        arm("eng", 8, 20, design="rct"),
        counts("fink", 10, 50, 5, 50, design="other"),
        counts("gall", 10, 50, 5, 50, design="pooled"),
    ]
    found = {a.analysis.id: a for a in answers(tables(rows), plan())}
    assert sorted(found) == ["orr-plo-single-arms", "orr-rr-any-vs-placebo", "orr-rr-any-vs-placebo-not-randomised"]
    single = found["orr-plo-single-arms"]
    assert {m.row["study_id"] for m in single.members} == {"cole", "dahl"}
    assert "one arm of a randomised trial" in reasons(single)["eng.orr"]
    said = reasons(found["orr-rr-any-vs-placebo-not-randomised"])
    assert "not known to be randomised or not" in said["fink.orr"]
    assert "pooled analysis" in said["gall.orr"]


GROUPS = {
    "groups": [
        {"id": "young", "label": "Children", "phrases": ["child", "children"]},
        {"id": "old", "label": "Adults", "phrases": ["adults"], "studies": ["named"]},
    ]
}


def test_conditions_are_pooled_apart_and_nobody_is_dropped_in_silence() -> None:
    names = ("ahn", "berg", "cole", "dahl", "named", "neither", "both")
    rows = [hazard(name, 0.5 + i / 20, 0.3 + i / 20, 0.9 + i / 20) for i, name in enumerate(names)]
    made = tables(
        rows, ahn="Gout in children", berg="Child gout", cole="Adults", both="children; adults", neither="Gout"
    )
    made["studies"][3]["title"] = "Gout of adults"
    found = {a.analysis.condition: a for a in answers(made, plan(analysis=GROUPS))}
    assert {m.row["study_id"] for m in found["Children"].members} == {"ahn", "berg"}
    assert {m.row["study_id"] for m in found["Adults"].members} == {"cole", "dahl", "named"}
    for answer in found.values():
        assert set(reasons(answer)) == {"neither.pfs", "both.pfs"}
        together = next(v for v in answer.variants if v.id == "conditions_together")
        assert together.studies == 5
        (test,) = (test for test in answer.between if test.by == "condition")
        assert (set(test.labels), test.studies, test.df) == ({"Children", "Adults"}, 5, 1)
    assert "fit none of the groups" in reasons(found["Adults"])["neither.pfs"]
    assert "fit each of the groups" in reasons(found["Adults"])["both.pfs"]


def test_of_a_mixed_study_the_patients_of_each_condition_enter_their_own_group() -> None:
    rows = [
        arm("mixed", 9, 40),
        arm("mixed", 5, 10, row_id="mixed.c", population="children"),
        arm("mixed", 4, 30, row_id="mixed.a", population="adults with gout"),
        arm("mixed", 2, 12, row_id="mixed.a2", population="adults over 60"),
        arm("ahn", 6, 20),
        arm("ahn", 2, 8, row_id="ahn.young", population="children under 6"),
    ]
    made = tables(rows, mixed="children; adults", ahn="children")
    found = {a.analysis.condition: a for a in answers(made, plan(analysis=GROUPS))}
    assert {m.row["row_id"] for m in found["Children"].members} == {"ahn.orr", "mixed.c"}
    assert [m.row["row_id"] for m in found["Adults"].members] == ["mixed.a"]
    assert found["Adults"].members[0].note.endswith("these are its adults with gout.")
    assert found["Adults"].patients == 30
    assert "adults with gout is pooled" in reasons(found["Adults"])["mixed.a2"]
    assert "fit each of the groups" in reasons(found["Children"])["mixed.orr"]
    assert "of a subgroup" in reasons(found["Children"])["ahn.young"]


def test_a_question_of_unassigned_studies_alone_is_still_seen() -> None:
    (answer,) = answers(tables([hazard("ahn", 0.5, 0.3, 0.8)]), plan(analysis=GROUPS))
    assert answer.members == ()
    assert "names no conditions" in reasons(answer)["ahn.pfs"]


def test_a_row_that_compares_the_other_way_is_turned_round() -> None:
    turned = hazard("berg", 2.0, 1.25, 3.2, experimental="Placebo", control="Drug B")
    answer = only([TWO[0], turned])
    member = next(m for m in answer.members if m.row["study_id"] == "berg")
    assert member.yi == pytest.approx(math.log(0.5))
    assert (member.row["experimental"], member.row["estimate"]) == ("Drug B", 0.5)
    assert (member.row["ci_low"], member.row["ci_high"]) == pytest.approx((1 / 3.2, 0.8))
    assert "Turned round" in member.note


def test_combinations_and_unknown_treatments_are_other_questions() -> None:
    rows = [
        hazard("ahn", 0.5, 0.3, 0.8, experimental="Drug A + Drug C"),
        hazard("berg", 0.5, 0.3, 0.8, experimental="Drug C"),
        hazard("cole", 0.5, 0.3, 0.8, experimental="drug A 10 mg", control="drug A 20 mg"),
    ]
    assert answers(tables(rows), plan()) == []


def test_where_the_sides_share_a_drug_each_pair_is_a_question() -> None:
    either = {"id": "head-to-head", "label": "Against each other", "experimental": ["drug-a", "drug-b"],
              "control": ["drug-a", "drug-b"]}  # fmt: skip
    rows = [
        hazard("ahn", 0.5, 0.3, 0.8, experimental="Drug A", control="Drug B"),
        hazard("berg", 2.0, 1.3, 3.0, experimental="Drug B", control="Drug A"),
        hazard("cole", 0.8, 0.6, 1.1, experimental="Drug A + Drug B", control="Drug B"),
    ]
    found = {a.analysis.comparison_label: a for a in answers(tables(rows), plan(comparisons=[either]))}
    assert sorted(found) == ["Drug A + Drug B against Drug B", "Drug A against Drug B"]
    assert [round(math.exp(m.yi), 6) for m in found["Drug A against Drug B"].members] == [0.5, 0.5]


def test_a_protocol_without_comparisons_sets_any_treatment_against_each_control() -> None:
    found = answers(tables([*TWO, arm("cole", 3, 9)]), plan(comparisons=[]))
    assert [a.analysis.id for a in found] == ["pfs-hr-any-treatment-vs-placebo", "orr-plo-any-treatment"]


def test_ids_fit_file_names() -> None:
    long = "a-comparison-of-which-the-name-is-as-long-as-it-may-be"
    window = {
        "label": "from the first week after randomisation to the end of the year",
        "from_weeks": 0,
        "to_weeks": 60,
    }
    outcome = {"id": "RESPONSE_AS_DEFINED_BY_THE_INVESTIGATORS", "label": "Response", "phrases": ["response"],
               "better": "higher", "windows": [window]}  # fmt: skip
    group = {"id": "group-of-conditions-with-a-name-of-many-words-in-it", "label": "Group", "phrases": ["gout"]}
    comparison = {"id": long, "label": "Long", "experimental": ["drug-a"], "control": ["placebo"]}
    row = counts("ahn", 5, 9, 2, 9, outcome=outcome["id"], timepoint_weeks=8)
    (answer,) = answers(
        tables([row], ahn="Gout"), plan(outcomes=[outcome], comparisons=[comparison], analysis={"groups": [group]})
    )
    assert re.fullmatch(r"[a-z0-9-]{100,120}", answer.analysis.id)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(), extra=st.integers(1, 40))
def test_order_and_other_outcomes_move_nothing(seed: int, extra: int) -> None:
    rows = [
        *TWO,
        hazard("cole", 0.9, 0.6, 1.35, experimental="Drug B"),
        counts("ahn", 10, 50, 5, 50),
        counts("berg", 8, 40, 0, 40, experimental="Drug B"),
    ]
    before = answers(tables(rows), plan())
    made = tables(rows)
    for table in made.values():
        random.Random(seed).shuffle(table)
    assert answers(made, plan()) == before
    other = counts("dahl", extra, 50, 5, 50, row_id="dahl.sae", outcome="SAE")
    after = answers(tables([*rows, other]), plan())
    assert [a for a in after if a.analysis.outcome != "SAE"] == before


def question(outcome: str, measure: str, better: str, label: str = "") -> Analysis:
    return Analysis("id", label, outcome, label, measure, "c", "c", "rct", better, True)


@pytest.mark.parametrize(
    ("analysis", "side"),
    [
        (question("PFS", "HR", "higher"), "below"),
        (question("RELAPSE_FREE", "HR", "higher", "Relapse-free survival"), "below"),
        (question("DEATH", "HR", "lower", "Deaths"), "below"),
        (question("REMISSION", "HR", "higher", "Remission"), "above"),
        (question("TIME", "HR", "lower", "Time to remission"), "above"),
        (question("ORR", "RR", "higher"), "above"),
        (question("SAE", "RR", "lower"), "below"),
        (question("SCORE", "MD", "lower"), "below"),
        (question("ORR", "PLO", "higher"), ""),
    ],
)
def test_the_good_side_follows_outcome_and_measure(analysis: Analysis, side: str) -> None:
    assert good_side(analysis) == side
    assert favours(analysis, 0.0) == ""
    expected = {"below": ("experimental", "control"), "above": ("control", "experimental"), "": ("", "")}[side]
    assert (favours(analysis, -0.1), favours(analysis, 0.1)) == expected
