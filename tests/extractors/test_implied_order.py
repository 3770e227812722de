"""Whose value is whose where the sentence does not put an arm beside each value."""

from __future__ import annotations

import pytest
from written_reports import lines, read


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (
            "Dermatitis (36% vs 69%) and pruritus (54% vs 81%) were lower in patients randomised to velotinib.",
            {"A rate 36", "B rate 69", "A rate 54", "B rate 81"},
        ),
        (
            "Dermatitis (69% vs 36%) and pruritus (81% vs 54%) were lower in patients randomised to velotinib.",
            {"A rate 36", "B rate 69", "A rate 54", "B rate 81"},
        ),
        (
            "Overall survival did not differ (79% and 77%, P = 0.32).",
            {"A rate 79", "B rate 77"},
        ),
    ],
)
def test_pairs_without_arms_beside_them(results: str, expected: set[str]) -> None:
    assert {line.split(" ", 1)[1] for line in lines(read(results))} == expected


@pytest.mark.parametrize(
    "results",
    [
        "Dermatitis (36% vs 69%) was not lower in any patient group.",
        "Progression-free survival and overall survival (64% and 85%) were good.",
    ],
)
def test_what_does_not_say_whose_is_whose(results: str) -> None:
    methods = "We randomly assigned adults to velotinib or placebo."
    confused = (
        "The response rate was 20% with placebo and 40% with velotinib. The relapse rate was 21% with velotinib "
        "and 41% with placebo. "
    )
    assert not [r for r in read(confused + results, methods).results if r.value in (36, 69, 64, 85)]


def test_an_order_that_the_report_changes_is_not_carried() -> None:
    """Once velotinib first, once placebo first: a bare pair belongs to neither order."""
    text = "Velotinib and placebo were alike. Placebo and velotinib were alike. Overall survival was alike (79% v 77%)."
    assert lines(read(text)) == []


def test_population_told_between_the_pairs() -> None:
    results = (
        "The response rate was 18.4% with velotinib and 5.1% with placebo, and 33.2% with velotinib and 31.1% with "
        "placebo, respectively, in the receptor-positive subgroup."
    )
    found = read(results)
    assert [(r.value, r.population) for r in found.results if r.arm == "B"][-1] == (31.1, "receptor-positive subgroup")
