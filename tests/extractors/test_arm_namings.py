"""Ways in which a report names and sizes its arms, each a line of prose with the arms that it gives."""

from __future__ import annotations

import pytest
from written_reports import read

from extractors.text.arm_names import tokens


@pytest.mark.parametrize(
    ("methods", "results", "arms"),
    [
        pytest.param(
            "In all 83 adults were randomly assigned to receive brace wearing +/- tape (n = 41) or not (n = 42) after "
            "casting.",
            "Relief came in 40% of the brace wearing group and in 20% of the no-wearing group.",
            [("brace wearing +/- tape", "experimental", 41), ("no wearing", "control", 42)],
            id="or not",
        ),
        pytest.param(
            "Adults were randomised to the VLT group {n=50; 9 mg by mouth every 8 hours} or the control group (n=53).",
            "Relief came in 40% of the VLT group and in 20% of the control group.",
            [("VLT group", "experimental", 50), ("control group", "control", 53)],
            id="braces",
        ),
        pytest.param(
            "Seventy-three adults were randomly assigned to two groups, the 37 in the treated group treated by "
            "velotinib, and the 36 in the control group treated with placebo.",
            "Relief came in 40% of the treated group and in 20% of the control group.",
            [("treated group", "experimental", 37), ("control group", "control", 36)],
            id="a group called treated",
        ),
        pytest.param(
            "Adults were randomised to receive either a booklet on wobbles (usual care) or a decision table on "
            "wobbles.",
            "Relief came in 58% of the decision table group and in 87% of their counterparts in usual care.",
            [("decision table on wobbles", "experimental", None), ("booklet on wobbles", "control", None)],
            id="the part of the control in a bracket",
        ),
        pytest.param(
            "Sixty adults were randomized into VLT group (n=40) having injections of 10 mg VLT in the knee before "
            "casting and control group (n=20) with water in the same region.",
            "Relief came in 40% of the VLT group and in 20% of the control group.",
            [("VLT group", "experimental", 40), ("control group", "control", 20)],
            id="a control group without its article",
        ),
        pytest.param(
            "We randomly assigned adults by a central list to VL-01 herbal complex (Wobblane) in arm A or Placebo "
            "(Arm P).",
            "Relief came in 40% in arm A and in 20% in arm P.",
            [("VL-01 herbal complex", "experimental", None), ("Placebo", "control", None)],
            id="a treatment in its arm",
        ),
        pytest.param(
            "We planned to randomize 72 adults to velotinib 9 mg by mouth or drogamine 30 mg by vein, both given "
            "weekly.",
            "Relief came in 2/23 adults treated with velotinib and in 3/24 adults treated with drogamine.",
            [("velotinib by mouth", "experimental", 23), ("drogamine by vein", "control", 24)],
            id="to randomize",
        ),
        pytest.param(
            "Adults were randomly assigned to weekly (12 doses) or once-every-3-weeks (4 doses) treatment. A total of "
            "56 adults were enrolled (weekly group, n = 29; every-3-weeks group, n = 27).",
            "Relief came in 40% of the weekly group and in 20% of the every-3-weeks group.",
            [("weekly group", "experimental", 29), ("every-3-weeks group", "control", 27)],
            id="two schedules",
        ),
    ],
)
def test_arms(methods: str, results: str, arms: list[tuple[str, str, int | None]]) -> None:
    found = read(results, methods, title="Treatment of wobblitis").arms
    assert [(arm.role, arm.n) for arm in found] == [(role, n) for _, role, n in arms]
    assert all(name in arm.names for arm, (name, _, _) in zip(found, arms, strict=True))


def test_how_often_tells_more_than_that_it_is_a_treatment() -> None:
    assert tokens("once-every-3-weeks treatment") == tokens("every-3-weeks group") != tokens("treatment group")
