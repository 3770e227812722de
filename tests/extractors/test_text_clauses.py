"""Clauses, denominators and treatment changes in running text. Sentences written for these tests."""

from __future__ import annotations

import pytest
from written_reports import lines, read

ONE_ARM = {
    "methods": "Sixty patients with advanced wobblitis were enrolled and received velotinib in this single-arm trial.",
    "title": "Velotinib in adult wobblitis: a single-arm phase 2 trial",
}

SINGLE = [
    (
        "Complete remission was obtained in 9 patients, stable disease in 20, and 3 patients had progressive disease.",
        ["CR A count 9 9", "SD A count 20 20", "PD A count 3 3"],
    ),
    (
        "Fifteen of the 50 patients who could be assessed had a partial response (30%).",
        ["PR A rate 30 15/50"],
    ),
    (
        "The dose was reduced in 41.2% of patients, and velotinib was discontinued in 5.1%.",
        ["OTHER A rate 41.2", "DISCONTINUATION A rate 5.1"],
    ),
    (
        "Grade 3 or higher adverse events occurred in 12 patients (20%); the velotinib dose was lowered in 14, and no "
        "patient stopped treatment because of harm.",
        ["AE_G3PLUS A rate 20 12", "DISCONTINUATION A count 0 0"],
    ),
    ("Each patient had at least one adverse event.", ["AE_ANY A rate 100"]),
    ("Treatment was stopped owing to toxicity in 4 patients (7%).", ["DISCONTINUATION A rate 7 4"]),
]


@pytest.mark.parametrize(("sentence", "expected"), SINGLE)
def test_each_number_stands_with_its_own_clause(sentence: str, expected: list[str]) -> None:
    assert lines(read(sentence, **ONE_ARM)) == expected


COMPARED = [
    (
        "Of those with a scan, 30 (26·1%, 95% CI 18·3–35·1) of 115 in the velotinib group and two (1·8%, 0·2–6·2) of "
        "112 in the placebo group had an objective response.",
        ["ORR A rate 26.1 30/115 [18.3-35.1 @95]", "ORR B rate 1.8 2/112 [0.2-6.2 @95]"],
    ),
    (
        "An objective response was reached by 30 of 115 patients (26.1%) given velotinib and by none of 112 given "
        "placebo.",
        ["ORR A rate 26.1 30/115", "ORR B count 0 0/112"],
    ),
    (
        "Median progression-free survival was 31.4 months [95% confidence interval (CI), 22.6-not estimable (NE)] in "
        "the velotinib group and 7.9 months (95% CI, 5.1-12.2) in the placebo group.",
        ["PFS A median 31.4 [22.6- @95]", "PFS B median 7.9 [5.1-12.2 @95]"],
    ),
    (
        "Adverse events of any grade occurred in 110 patients (92%) with velotinib and 90 (76%) with placebo; events "
        "of grade 3 or worse occurred in 55 (46%) and 20 (17%), respectively.",
        ["AE_ANY A rate 92 110", "AE_ANY B rate 76 90", "AE_G3PLUS A rate 46 55", "AE_G3PLUS B rate 17 20"],
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), COMPARED)
def test_denominators_and_grades(sentence: str, expected: list[str]) -> None:
    found = read(sentence)
    assert lines(found) == expected
    assert not found.held
    assert {r.population for r in found.results} == {"all"}


def test_a_time_point_belongs_to_the_outcome_that_it_is_said_of() -> None:
    found = read(
        "The response rate was 40.0% (24 of 60), and the disease control rate at 12 weeks was 80.0% (48 of 60).",
        **ONE_ARM,
    )
    assert [(r.outcome, r.timepoint or "") for r in found.results] == [("ORR", ""), ("DCR", "12 weeks")]


def test_a_second_measurement_is_not_the_first_outcome() -> None:
    found = read(
        "All 60 patients had a partial response, and marker levels fell by more than half in 18 patients (30%).",
        **ONE_ARM,
    )
    assert [(r.outcome, r.events) for r in found.results if r.events == 18] == [("OTHER", 18)]
