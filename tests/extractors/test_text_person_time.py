"""Rates over time and decimal proportions: rates in their own unit, never a percentage of people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_reports import read


def rates(sentence: str) -> list[tuple[str | None, float | None, str, int | None]]:
    """Arm, value, unit and events of every rate of one arm."""
    return [(r.arm, r.value, r.unit, r.events) for r in read(sentence).results if r.kind == "arm" and r.stat == "rate"]


@pytest.mark.parametrize(
    ("sentence", "unit", "first", "second"),
    [
        (
            "Wobbling occurred at 2.1 events per 100 person-years with velotinib and 3.4 events per 100 person-years "
            "with placebo.",
            "per 100 person-years", 2.1, 3.4,
        ),
        (
            "The rate of wobbling was 2.1 vs 3.4 per 1,000 patient-days in the velotinib and placebo groups, "
            "respectively.",
            "per 1,000 patient-days", 2.1, 3.4,
        ),
        (
            "The incidence of wobbling was 2.1 (95% CI 1.1 to 4.2) per 1000 person-years with velotinib and 3.4 (95% "
            "CI 3.0 to 7.5) per 1000 person-years with placebo.",
            "per 1000 person-years", 2.1, 3.4,
        ),
        (
            "The annualized wobble rate was 0.17 in the velotinib group as compared with 0.29 in the placebo group.",
            "per year", 0.17, 0.29,
        ),
        (
            "The rate of the primary outcome was 1.53% per year in the velotinib group as compared with 1.69% per year "
            "in the placebo group.",
            "% per year", 1.53, 1.69,
        ),
        ("The proportion of responders was 0.42 with velotinib and 0.31 with placebo.", "proportion", 0.42, 0.31),
    ],
)  # fmt: skip
def test_each_has_its_unit(sentence: str, unit: str, first: float, second: float) -> None:
    assert rates(sentence) == [("A", first, unit, None), ("B", second, unit, None)]


def test_a_rate_behind_a_count_is_of_the_same_arm_and_events() -> None:
    sentence = (
        "A total of 58 patients in the velotinib group (3.6 events per 100 patient-years) and 70 patients in the "
        "placebo group (4.4 events per 100 patient-years) had a stroke."
    )
    assert [(r.arm, r.value) for r in read(sentence).results if r.stat == "count"] == [("A", 58), ("B", 70)]
    unit = "per 100 patient-years"
    assert rates(sentence) == [("A", 3.6, unit, 58), ("B", 4.4, unit, 70)]


@pytest.mark.parametrize(
    "sentence",
    [
        "There were 45 deaths during 2,300 person-years of follow-up with velotinib.",
        "The rate ratio was 0.42 with velotinib.",
        "The ejection fraction rose to 0.42 with velotinib and 0.31 with placebo.",
    ],
)
def test_exposures_ratios_and_measurements_are_no_rates(sentence: str) -> None:
    assert rates(sentence) == []


@given(st.decimals(0, 99, places=1), st.decimals(0, 99, places=2), st.sampled_from(["person-years", "patient-months"]))
def test_any_pair_over_person_time_keeps_value_and_order(a, b, people) -> None:
    found = rates(f"Wobbling occurred at {a} per 100 {people} with velotinib and {b} per 100 {people} with placebo.")
    assert found == [("A", float(a), f"per 100 {people}", None), ("B", float(b), f"per 100 {people}", None)]
