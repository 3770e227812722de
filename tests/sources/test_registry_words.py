import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.models import Report
from sources.registry_words import (
    acronym_of,
    design_of,
    own_numbers,
    phase_of,
    planned_size,
    primary_outcomes,
    set_size,
    whole_number,
)


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("Phase II/III", "2/3"),
        ("2-3", "2/3"),
        ("Phase 2/Phase 3", "2/3"),
        ("Phase-3", "3"),
        ("PHASE IV", "4"),
        ("3.0", "3"),
        ("Early Phase 1", "early 1"),
        ("Phase 0", "early 1"),
        ("0", None),
        ("N/A", None),
        ("Not Applicable", None),
        ("Retrospective study", None),
        ("Post Marketing Surveillance", None),
        ("", None),
    ],
)
def test_phases_of_every_registry(text, phase):
    assert phase_of(text) == phase


@pytest.mark.parametrize(
    ("study_type", "words", "title", "design"),
    [
        ("Interventional", "Allocation: Randomized. Masking: None.", "", "rct"),
        ("Interventional clinical trial", "Controlled: yes Randomised: yes Open: no", "", "rct"),
        ("Interventional clinical trial", "Controlled: yes Randomised: no Open: yes", "", "nonrandomised"),
        ("Interventional study", "Non randomized control", "", "nonrandomised"),
        ("Interventional study", "Single arm", "", "single_arm"),
        ("Interventional study", "Parallel", "A randomised trial of drops", "rct"),
        ("Interventional study", "Parallel", "Two kinds of drops", None),
        ("干预性研究", "随机平行对照", "", "rct"),
        ("Observational study", "Factorial", "A randomised title", "other"),
        ("Diagnostic test", "Sequential", "", "other"),
    ],
)
def test_designs_of_every_registry(study_type, words, title, design):
    assert design_of(study_type, words, title) == design


@pytest.mark.parametrize(
    ("text", "planned", "arms"),
    [
        ("150", 150, []),
        ("1,200", 1200, []),
        ("120 (60 in each arm)", 120, []),
        ("Drops:30;Sham:32;", 62, [("Drops", 30), ("Sham", 32)]),
        ("Fälle：40", 40, [("Fälle", 40)]),
        ("Drops:30;Sham;", None, []),
        ("0", None, []),
        ("99999999", None, []),
        ("all who are willing in 2021", None, []),
    ],
)
def test_target_sizes_in_free_text(text, planned, arms):
    assert planned_size(text) == (planned, arms)


@given(st.integers(1, 99_999_998))
def test_a_count_survives_its_spellings(n):
    assert {whole_number(str(n)), whole_number(f"{n:,}"), whole_number(n), whole_number(f"{n}.0")} == {n}


def test_own_number_comes_first_and_placeholders_are_left_out():
    others = ["also NCT 01234567", "ISRCTN00000000", "NCT00000000", "U1111-0000-0000", "EUCTR2019-004321-18-DE"]
    assert own_numbers("DRKS 00012345", others) == ["DRKS00012345", "NCT01234567", "2019-004321-18"]


def test_an_acronym_is_a_short_name_and_not_a_filler():
    assert [acronym_of(text) for text in ("DROPS-2", "N/A", "Nil known", "eye", "A study of many words here", "")] == [
        "DROPS-2",
        None,
        None,
        None,
        None,
        None,
    ]


def test_planned_and_actual_sizes_stay_apart():
    plan, both, neither = Report(), Report(), Report()
    set_size(plan, 80, None, "/target")
    set_size(both, 80, 71, "/target")
    set_size(neither, None, None, "/target")
    assert (plan.n_total, plan.n_total_type) == (80, "estimated")
    assert (both.n_total, both.n_total_type) == (71, "actual")
    assert [(d.field, d.value) for d in both.details] == [("n_planned", 80)]
    assert (neither.n_total, neither.n_total_type, neither.details) == (None, None, [])


def test_a_paragraph_in_the_place_of_an_outcome_tells_none():
    assert primary_outcomes([("Deaths", "week 4"), ("Tears  shed", "")]) == {
        "outcomesModule": {"primaryOutcomes": [{"measure": "Deaths", "timeFrame": "week 4"}, {"measure": "Tears shed"}]}
    }
    assert primary_outcomes([("Deaths", ""), ("word " * 40, "")]) == primary_outcomes([("", "")]) == {}
