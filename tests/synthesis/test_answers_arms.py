"""Trials with several arms: each patient counts once, and what was done is said."""

import math

import pytest
from answer_rows import arm, counts, hazard, plan, tables
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from publishing.answers import answer_table
from synthesis.answers import Answer, answers
from synthesis.effects import effect_of

LOW, HIGH = {"experimental": "drug A 10 mg"}, {"experimental": "drug A 20 mg"}
OTHER = counts("zell", 12, 60, 6, 60, year=2021)


def only(rows: list[dict[str, object]]) -> Answer:
    (answer,) = answers(tables(rows), plan())
    return answer


def test_arms_against_one_control_group_are_combined() -> None:
    rows = [
        counts("ahn", 10, 50, 5, 50, row_id="ahn.low", **LOW),
        counts("ahn", 16, 50, 5, 50, row_id="ahn.high", **HIGH),
        OTHER,
    ]
    answer = only(rows)
    first, second = answer.members
    assert first.row_ids == ("ahn.low", "ahn.high")
    assert (first.row["ai"], first.row["n1i"], first.row["ci"], first.row["n2i"]) == (26, 100, 5, 50)
    assert first.yi == pytest.approx(math.log((26 / 100) / (5 / 50)))
    assert (first.patients, first.events) == (150, 31)
    assert "combined" in first.note
    assert second.note == ""
    assert (answer.studies, answer.patients) == (2, 270)
    assert answer.pooled is not None
    assert answer.pooled.k == 2


def test_combined_arms_of_the_only_study_are_published_with_the_effect_of_all_their_patients() -> None:
    rows = [
        counts("ahn", 10, 50, 5, 50, row_id="ahn.low", estimate=2.0, ci_low=0.7, ci_high=5.4, ci_level=95, **LOW),
        counts("ahn", 16, 50, 5, 50, row_id="ahn.high", estimate=3.2, ci_low=1.3, ci_high=8.1, ci_level=95, **HIGH),
    ]
    (main,) = answer_table([only(rows)])
    effect = effect_of("RR", ai=26, n1i=100, ci=5, n2i=50)
    assert main["estimate"] == pytest.approx(2.6)
    ends = [math.exp(effect.yi + z * effect.sei) for z in (-1.959963984540054, 1.959963984540054)]
    assert [main["ci_low"], main["ci_high"]] == pytest.approx(ends)
    assert (main["patients"], main["events"], main["ci_level"]) == (150, 31, 95)


def test_a_row_of_all_arms_together_stands_for_its_parts() -> None:
    rows = [
        counts("ahn", 26, 100, 5, 50, row_id="ahn.all"),
        counts("ahn", 10, 50, 5, 50, row_id="ahn.low", **LOW),
        counts("ahn", 16, 50, 5, 50, row_id="ahn.high", **HIGH),
    ]
    answer = only(rows)
    assert [m.row_ids for m in answer.members] == [("ahn.all",)]
    assert {out.row["row_id"] for out in answer.left_out} == {"ahn.low", "ahn.high"}
    assert "which has all of them" in answer.left_out[0].reason


def test_sizes_that_add_up_by_chance_are_no_sum() -> None:
    rows = [
        counts("ahn", 20, 100, 5, 50, row_id="ahn.mid", experimental="drug A 15 mg"),
        counts("ahn", 10, 50, 5, 50, row_id="ahn.low", **LOW),
        counts("ahn", 16, 50, 5, 50, row_id="ahn.high", **HIGH),
    ]
    assert only(rows).patients == 250
    ratios = [
        hazard("ahn", 0.5, 0.3, 0.8, row_id=f"ahn.{dose}", n1i=n, n2i=50, experimental=f"drug A {dose} mg")
        for dose, n in ((10, 50), (15, 100), (20, 50))
    ]
    assert len(only(ratios).members) == 3
    ratios[1]["experimental"] = "Drug A"
    assert [m.row["row_id"] for m in only(ratios).members] == ["ahn.15"]


def test_a_shared_control_of_hazard_ratios_is_split_and_the_study_counts_once() -> None:
    sizes = {"n1i": 50, "n2i": 50}
    rows = [
        hazard("ahn", 0.5, 0.3, 0.8, row_id="ahn.low", **LOW, **sizes),
        hazard("ahn", 0.6, 0.4, 0.9, row_id="ahn.high", **HIGH, **sizes),
        hazard("zell", 0.7, 0.5, 0.99, year=2021),
    ]
    answer = only(rows)
    assert len(answer.members) == 3
    assert answer.studies == 2
    split = answer.members[0]
    assert split.sei > split.row["sei"]
    assert "stands in 2 comparisons" in split.note
    assert [step.study_id for step in answer.cumulative] == ["zell"]
    assert answer.leave_one_out == ()


def test_two_arms_of_one_study_alone_are_no_pooling() -> None:
    sizes = {"n1i": 50, "n2i": 50}
    rows = [
        hazard("ahn", 0.5, 0.3, 0.8, row_id="ahn.low", **LOW, **sizes),
        hazard("ahn", 0.6, 0.4, 0.9, row_id="ahn.high", **HIGH, **sizes),
    ]
    answer = only(rows)
    assert answer.pooled is None
    assert len(answer.members) == 2


def test_single_arms_of_one_study_are_one_group() -> None:
    rows = [
        arm("ahn", 4, 20, row_id="ahn.a"),
        arm("ahn", 6, 30, row_id="ahn.b", experimental="Drug B"),
        arm("berg", 9, 30),
    ]
    answer = only(rows)
    first = answer.members[0]
    assert (first.row["xi"], first.row["ni"], first.row["experimental"]) == (10, 50, "Drug A or Drug B")
    assert first.yi == pytest.approx(math.log(10 / 40))
    assert "2 arms of the study" in first.note


def test_single_arms_without_counts_leave_the_most_precise() -> None:
    rows = [arm("ahn", 4, 20, row_id="ahn.a"), arm("ahn", 15, 60, row_id="ahn.b", experimental="Drug B")]
    rows = [row | {"xi": None, "ni": None} for row in rows]
    answer = only(rows)
    assert [m.row["row_id"] for m in answer.members] == ["ahn.b"]
    assert "most precise row, ahn.b" in answer.left_out[0].reason


groups = st.tuples(st.integers(2, 200), st.floats(0, 1)).map(lambda g: (round(g[0] * g[1]), g[0]))


@settings(max_examples=25, deadline=None)
@given(doses=st.lists(groups, min_size=2, max_size=5), control=groups)
def test_patients_and_events_are_those_of_the_trial(doses: list[tuple[int, int]], control: tuple[int, int]) -> None:
    rows = [
        counts("ahn", *dose, *control, row_id=f"ahn.{i}", experimental=f"drug A {i} mg") for i, dose in enumerate(doses)
    ]
    sizes, events = [n for _, n in doses], [x for x, _ in doses]
    answer = only(rows)
    # One dose may look like all the others together.
    assume(len(doses) == 2 or all((2 * x, 2 * n) != (sum(events), sum(sizes)) for x, n in doses))
    assert answer.patients == sum(sizes) + control[1]
    assert answer.events == sum(events) + control[0]
    assert sorted(answer.members[0].row_ids) == sorted(row["row_id"] for row in rows)
