"""Gains told with both ends, whose populations stand behind their brackets, and intervals of a report's only level."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_reports import lines, read


def test_a_gain_leads_from_the_control_arm_to_the_other() -> None:
    found = read(
        "The absolute increase in progression-free survival at 3 years was 7.3% (from 28.1% [96.5% CI 21.3-35.5] to "
        "35.4% [28.2-42.7]; HR 0.79 [0.62-1.02]; p=0.058) in randomised patients; and 9.2% (from 33.2% [25.3-41.2] to "
        "42.4% [34.0-50.5]; HR 0.73 [0.55-0.97]; p=0.025) in patients undergoing surgery."
    )
    assert lines(found) == [
        "PFS A/B rd 7.3",
        "PFS B rate 28.1 [21.3-35.5 @96.5]",
        "PFS A rate 35.4 [28.2-42.7 @96.5]",
        "PFS A/B rd 9.2",
        "PFS B rate 33.2 [25.3-41.2 @96.5]",
        "PFS A rate 42.4 [34-50.5 @96.5]",
        "PFS A/B hr 0.79 [0.62-1.02 @96.5]",
        "PFS A/B hr 0.73 [0.55-0.97 @96.5]",
    ]
    assert {r.population for r in found.results if r.value in (7.3, 28.1, 35.4, 0.79)} == {"all"}
    assert {r.population for r in found.results if r.value in (9.2, 33.2, 42.4, 0.73)} == {
        "patients undergoing surgery"
    }


@pytest.mark.parametrize(
    "results",
    [
        "With velotinib, the absolute increase in survival was 7.3% (from 28.1% to 35.4%).",
        "The absolute increase in survival was 7.3% (from 28.1% to 39.4%).",
        "Survival increased by 7.3% (from 28.1% to 35.4%).",
    ],
)
def test_a_change_over_time_is_no_gain(results: str) -> None:
    assert not [r for r in read(results).results if r.stat == "rd" or r.arm == "B"]


@given(st.integers(1, 400), st.integers(0, 500))
def test_gains_add_up(start: int, gain: int) -> None:
    text = f"The absolute benefit in survival was {gain / 10}% (from {start / 10}% to {(start + gain) / 10}%)."
    found = {r.stat + (r.arm or ""): r.value for r in read(text).results}
    assert found["rateA"] - found["rateB"] == pytest.approx(found["rdA"])


def test_outcomes_in_turn_up_to_the_next_outcome() -> None:
    found = read(
        "Event-free survival and overall survival were 67.4 ± 7.6% and 75.3 ± 7.2% (P = 0.31), and 72.3 ± 7.5% and "
        "81.9 ± 7.0% (P = 0.17), respectively, in the placebo and velotinib groups."
    )
    assert lines(found) == ["EFS B rate 67.4", "EFS A rate 75.3", "OS B rate 72.3", "OS A rate 81.9"]


def test_a_ratio_in_a_report_without_levels_keeps_its_interval_and_has_no_level() -> None:
    found = read(
        "There was no difference in the incidence of relapse (74% vs 68%, HR 0.93 (0.77-1.14), P=0.5) or survival from "
        "relapse (7% vs 9%, HR 0.96 (0.77-1.19), P=0.7) between velotinib and placebo."
    )
    ratios = [(r.outcome_text, r.ci_low, r.ci_high, r.ci_level) for r in found.results if r.stat == "hr"]
    assert ratios == [("relapse", 0.77, 1.14, None), ("survival from relapse", 0.77, 1.19, None)]


def test_patients_with_another_outcome_after_a_count_of_responses() -> None:
    found = read(
        "There were three responses (10%), two of them early, with 13 patients having stable disease.",
        methods="This single-arm phase 2 study gave velotinib to 30 patients.",
        title="Velotinib in wobblitis",
    )
    assert [(r.outcome, r.events) for r in found.results] == [("OTHER", 3), ("SD", 13)]


def test_an_improvement_leads_from_the_other_arm_to_its_subject() -> None:
    found = read(
        "Treatment with velotinib significantly improved median TTP from 7.0 to 9.8 months (hazard ratio 0.65; 95% CI, "
        "0.55 to 0.77) and the ORR from 26% to 35% (P = .008). Relapse was rarer than with placebo."
    )
    assert lines(found) == [
        "TTP B median 7",
        "TTP A median 9.8",
        "ORR B rate 26",
        "ORR A rate 35",
        "TTP A/B hr 0.65 [0.55-0.77 @95]",
    ]


@pytest.mark.parametrize(
    "results",
    ["Velotinib improved the pain score from 7.0 to 3.2 points.", "Survival improved from 7.0 to 9.8 months."],
)
def test_an_improvement_over_time_is_not_between_arms(results: str) -> None:
    assert not [
        r for r in read(results + " Relapse was rarer with velotinib than with placebo.").results if r.arm == "B"
    ]
