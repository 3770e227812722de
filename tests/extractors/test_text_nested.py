"""Values in brackets behind the value that they are part of, and arms told by letters and doses."""

from __future__ import annotations

import pytest
from written_reports import lines, read

DOSES = "We randomly assigned patients to drogamine 500 mg (n = 120) or drogamine 250 mg (n = 118)."
LETTERS = (
    "Patients were randomly assigned to group A (velotinib, n = 18), group B (drogamine, n = 15) or group C (zelatin, "
    "n = 15)."
)


def test_a_bracket_behind_a_value_names_an_outcome_of_the_same_arm() -> None:
    found = read(
        "The response rate was higher in the velotinib arm: 82.7% (25.3% complete response) versus 59.2% (14.1% CR)."
    )
    assert lines(found) == ["ORR A rate 82.7", "ORR B rate 59.2", "CR A rate 25.3", "CR B rate 14.1"]


def test_a_bracket_behind_a_value_names_people_of_the_same_arm() -> None:
    found = read(
        "Overall survival was 76.9% (WB+ 87.1%, WB- 53.3%) for velotinib and 85.0% (WB+ 90.0%, WB- 77.1%) for placebo."
    )
    assert [(r.arm, r.value, r.population) for r in found.results] == [
        ("A", 76.9, "all"), ("B", 85.0, "all"),
        ("A", 87.1, "WB+"), ("A", 53.3, "WB-"), ("B", 90.0, "WB+"), ("B", 77.1, "WB-"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "sentence",
    [
        "Wobbling was seen in 40% (95% CI 30% to 50%) with velotinib and 20% (95% CI 15% to 25%) with placebo.",
        "Wobbling was seen in 40% (a 20% reduction) with velotinib and 20% with placebo.",
    ],
)
def test_comparisons_intervals_and_changes_are_no_parts(sentence: str) -> None:
    assert {r.value for r in read(sentence).results if r.kind == "arm"} <= {40, 20}


def test_doses_with_their_drug_name_the_arms() -> None:
    found = read("The CBR was 45.6% for drogamine 500 mg and 39.6% for drogamine 250 mg.", DOSES)
    assert lines(found) == ["CBR A rate 45.6", "CBR B rate 39.6"]
    found = read("The CBR was alike for drogamine 500 mg and 250 mg (12.4% v 13.7%, respectively).", DOSES)
    assert lines(found) == ["CBR A rate 12.4", "CBR B rate 13.7"]


def test_values_of_lettered_groups_come_in_their_order() -> None:
    found = read("Relief came to 71.5%, 82.5%, 96.5% in groups A, B and C.", LETTERS)
    assert [(r.arm, r.value) for r in found.results] == [("A", 71.5), ("B", 82.5), ("C", 96.5)]


def test_what_people_of_the_first_arm_were_is_the_outcome_of_both() -> None:
    found = read("Of those given velotinib, 45% were free of wobbles, compared with 30% of those given placebo.")
    assert lines(found) == ["OTHER A rate 45", "OTHER B rate 30"]


def test_the_denominator_of_an_arm_narrows_no_ratio() -> None:
    found = read(
        "Wobbling occurred in 58 of 120 patients (48.3%) in the velotinib group and in 70 of 118 (59.3%) in the "
        "placebo group (relative risk, 0.81; 95% CI, 0.64 to 1.03)."
    )
    assert [r.population for r in found.results] == ["all"] * 3


def test_what_happened_to_some_of_those_counted_is_of_their_arm() -> None:
    found = read("71 people relapsed or died: velotinib, 33 patients (15 deaths); placebo, 38 patients (22 deaths).")
    assert lines(found) == [
        "OTHER A count 33 33", "OTHER B count 38 38", "DEATH A count 15 15", "DEATH B count 22 22",
    ]  # fmt: skip
