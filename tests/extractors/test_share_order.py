"""Percentages that arithmetic, or the list of arms before them, gives to one arm each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_reports import lines, read

from extractors.text.arm_mentions import ArmFinder
from extractors.text.arm_set import Arms
from extractors.text.groups import Group
from extractors.text.quantities import Quantity
from extractors.text.share_order import by_arithmetic
from schemas.models import Arm

SIZES = "Patients were randomly assigned to velotinib (n = 47) or placebo (n = 44)."
"""42 of 47 are 89.4% and 35 of 44 are 79.5%; no count of 44 is 89.4%."""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The response rate was 79.5% and 89.4%.", {"ORR A rate 89.4", "ORR B rate 79.5"}),
        (
            "The response rate was alike in the velotinib and placebo arm (89.4% vs. 79.5%, P = 0.2), and the rate of "
            "fever in the velotinib arm was lower (17% vs. 30%).",
            {"ORR A rate 89.4", "ORR B rate 79.5", "AE_SPECIFIC A rate 17", "AE_SPECIFIC B rate 30"},
        ),
        ("There was no difference between the 2 groups in response (P = 0.4).", set()),
    ],
)
def test_pairs(sentence, expected):
    assert {" ".join(line.split()[:4]) for line in lines(read(sentence, SIZES))} == expected


def pair(first: float, second: float, sizes: tuple[int, int]) -> list[int | None]:
    arms = Arms([Arm("A", "x", "experimental", sizes[0]), Arm("B", "y", "control", sizes[1])], ArmFinder([], [], {}))
    cells = [Quantity("percent", 0, 5, first, "%"), Quantity("percent", 6, 11, second, "%")]
    return by_arithmetic(Group(cells, "rate"), arms)


def test_whole_percentages_of_large_arms_prove_nothing():
    assert pair(40, 20, (470, 440)) == []


def test_either_way_possible_is_no_proof():
    assert pair(50.0, 25.0, (40, 40)) == []


@given(st.integers(20, 60), st.integers(20, 60), st.data())
def test_never_the_reverse_of_the_truth(n, m, data):
    x, y = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    assert pair(round(100 * x / n, 1), round(100 * y / m, 1), (n, m)) in ([], [0, 1])


def test_the_other_arms_list_names_its_outcomes_as_the_first_arms_values_do():
    extraction = read(
        "The velotinib group had fewer hand-foot skin reactions (12.8%), fever (14.9%) and fatigue "
        "(17.0%) as compared with the placebo group (27.3%, 29.5%, 25.0%) (χ2 = 5.551, 7.301, 7.412, all P < 0.05).",
        SIZES,
    )
    names = {arm: [r.outcome_text for r in extraction.results if r.arm == arm] for arm in "AB"}
    assert names["A"] == names["B"]
    assert [r.test["value"] for r in extraction.results if r.test] == [5.551, 7.301, 7.412]
