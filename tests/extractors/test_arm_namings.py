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
            "Eighty-one adults were randomly split, the 41 in the treated group being treated by "
            "velotinib, and the 40 in the control group treated with placebo.",
            "Relief came in 40% of the treated group and in 20% of the control group.",
            [("treated group", "experimental", 41), ("control group", "control", 40)],
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
            "We enrolled 63 adults (weekly group, n = 32; every-3-weeks group, n = 31).",
            "Relief came in 40% of the weekly group and in 20% of the every-3-weeks group.",
            [("weekly group", "experimental", 32), ("every-3-weeks group", "control", 31)],
            id="two schedules",
        ),
        pytest.param(
            "Adults were randomized between VRT with 20 Gy (arm-A) or late whole-knee light (WKL) up to 56 Gy in 2 Gy "
            "fractions (arm-B).",
            "Relief came in 94.4% in arm-A and 93.3% in arm-B.",
            [("VRT", "experimental", None), ("late whole-knee light", "control", None)],
            id="letters behind doses",
        ),
        pytest.param(
            "Adults were randomly assigned to velotinib 2 mg (n = 79) or drogamine 4 mg (n = 89).",
            "X-rays were available for 131 adults (66 velotinib, 65 drogamine). Relief came in 54.5% with velotinib "
            "and in 69.2% with drogamine.",
            [("velotinib", "experimental", 79), ("drogamine", "control", 89)],
            id="those randomised before those analysed",
        ),
        pytest.param(
            "Three thousand adults were enrolled for bed rest. In all 528 adults were randomly assigned between "
            "velotinib (n = 260) and watching (n = 268) arm.",
            "Relief came in 81% in the velotinib arm and in 78% in the watching arm.",
            [("velotinib", "experimental", 260), ("watching", "control", 268)],
            id="the second randomisation divides fewer people",
        ),
        pytest.param(
            "Adults were randomised to velotinib (n = 228) or drogamine (n = 223).",
            "Among adults receiving no tape (n = 314), relief came in 43% with velotinib and in 30% with drogamine. "
            "With early care (under a week, n = 150) the population had 50% with velotinib and 40% with drogamine.",
            [("velotinib", "experimental", 228), ("drogamine", "control", 223)],
            id="strata are no arms",
        ),
        pytest.param(
            "We enrolled 299 adults and assigned them to velotinib in arm A or placebo (Arm P); 138 (46%) randomised "
            "(A, 65; P, 73).",
            "Relief came in 46 (75%) in A versus 48 (68%) adults in P arm.",
            [("velotinib", "experimental", 65), ("placebo", "control", 73)],
            id="sizes behind bare letters",
        ),
        pytest.param(
            "A total of 3,690 adults were enrolled, 2,056 of whom received velotinib and 1,634 did not.",
            "Relief was commoner in the velotinib group (2.15% vs. 0.67%) than in the others.",
            [("velotinib", "experimental", 2056), ("no velotinib", "control", 1634)],
            id="and did not",
        ),
        pytest.param(
            "A trial among 9939 women. Late bark of velo (BOV) (0.6 mg/d) or placebo for a median of 7 years.",
            "Death came to 4% with BOV and to 5% with placebo.",
            [("Late bark of velo", "experimental", None), ("placebo", "control", None)],
            id="interventions without a verb",
        ),
        pytest.param(
            "Adults were randomised to receive early velotinib or late care. Adults receiving velotinib were further "
            "randomised between long (25 doses) or short (15 doses) courses.",
            "Relief came in 40% with early velotinib and in 30% with late care; it was alike in long and short ones.",
            [("early velotinib", "experimental", None), ("late care", "control", None)],
            id="one arm divided again",
        ),
        pytest.param(
            "Adults were randomised to velotinib (n = 118) or drogamine (n = 121).",
            "Adults receiving velotinib had relief in 11 (n = 118; 9.3%) and adults receiving drogamine in 14 "
            "(n = 121; 11.6%).",
            [("velotinib", "experimental", 118), ("drogamine", "control", 121)],
            id="a count with what it is of",
        ),
        pytest.param(
            "Adults were randomly assigned (1:1:1) to receive whole-knee light (control), 36 Gy whole-knee light and "
            "40 Gy to the cap (reduced group), or 40 Gy to the cap only (cap group) in 15 daily fractions.",
            "Relief came in 1.1% of the control group, 0.2% of the reduced group and 0.5% of the cap group.",
            [
                ("reduced group", "experimental", None),
                ("control", "control", None),
                ("cap group", "control", None),
            ],
            id="three arms by what they are called",
        ),
    ],
)
def test_arms(methods: str, results: str, arms: list[tuple[str, str, int | None]]) -> None:
    found = read(results, methods, title="Treatment of wobblitis").arms
    assert [(arm.role, arm.n) for arm in found] == [(role, n) for _, role, n in arms]
    assert all(name in arm.names for arm, (name, _, _) in zip(found, arms, strict=True))


def test_bare_letters_mean_arms_that_have_them() -> None:
    methods = "Adults were assigned to velotinib (arm A, n = 61) or placebo (arm P, n = 71)."
    found = read("Complete response was seen in 46 (75%) in A versus 48 (68%) adults in P arm.", methods).results
    assert [(r.arm, r.events) for r in found if r.kind == "arm"] == [("A", 46), ("B", 48)]


def test_how_often_tells_more_than_that_it_is_a_treatment() -> None:
    assert tokens("once-every-3-weeks treatment") == tokens("every-3-weeks group") != tokens("treatment group")
