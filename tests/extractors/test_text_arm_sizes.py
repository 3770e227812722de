"""Sizes of arms: which number of people is an arm's, which is something else's."""

from __future__ import annotations

import pytest
from written_reports import read

from extractors.text.arm_names import tokens
from extractors.text.naming import usable


def _sized(methods: str, results: str) -> dict[str, int | None]:
    """Size by every name of every arm."""
    return {name: arm.n for arm in read(results, methods).arms for name in (arm.label, *arm.names)}


@pytest.mark.parametrize(
    ("methods", "results", "sizes"),
    [
        (
            "Ninety adults were randomly divided into three groups: 30 adults received velotinib (group A), 28 adults "
            "received drogamine (group B) and 32 adults were treated by velotinib plus drogamine (group C).",
            "Relief was better in group C than in groups A and B.",
            {"group A": 30, "group B": 28, "group C": 32},
        ),
        (
            "We randomised 94 adults: 31 had massage, 29 had sham massage and 34 had no treatment.",
            "Relief came in 52% of the massage group and 24% of the sham massage group.",
            {"massage": 31, "sham massage": 29, "no treatment": 34},
        ),
        (
            "The trial took in 90 adults with wobblitis, of whom 46 made up the intervention group and "
            "44 the control group.",
            "Relief came in 50% of the intervention group and in 20% of the control group.",
            {"intervention group": 46, "control group": 44},
        ),
        (
            "In all 60 adults were randomised.",
            "A total of 58 adults were evaluable (mean age, 40 years) 30 in the velotinib group (mean age, 41 years) "
            "and 28 in the placebo group (mean age, 39 years). Relief was 40% with velotinib and 20% with placebo.",
            {"velotinib group": 30, "placebo group": 28},
        ),
        (
            "A total of 205 adults were randomised to velotinib and 97 to drogamine.",
            "Relief came in 40% with velotinib and 20% with drogamine.",
            {"velotinib": 205, "drogamine": 97},
        ),
    ],
)
def test_parts_of_everyone(methods: str, results: str, sizes: dict[str, int]) -> None:
    found = _sized(methods, results)
    assert {name: found.get(name) for name in sizes} == sizes


@pytest.mark.parametrize(
    ("methods", "results"),
    [
        (
            "Adults were randomised to velotinib or drogamine.",
            "Some had harm, including 17 patients reporting heart failure (velotinib: 10; drogamine: 7). Relief came "
            "in 40% with velotinib and 20% with drogamine.",
        ),
        (
            "We randomised 90 adults to velotinib or drogamine; 60 were considered class A and 30 considered class B.",
            "Relief came in 40% with velotinib and 20% with drogamine.",
        ),
        (
            "Ninety adults (60 men and 30 women) were randomised to velotinib or drogamine.",
            "Relief came in 40% with velotinib and 20% with drogamine.",
        ),
    ],
)
def test_numbers_that_size_no_arm(methods: str, results: str) -> None:
    arms = read(results, methods).arms
    assert [arm.label for arm in arms] == ["velotinib", "drogamine"]
    assert [arm.n for arm in arms] == [None, None]


@pytest.mark.parametrize(
    ("methods", "results", "sizes"),
    [
        (
            "We enrolled 351 adults, who were randomised: 177 to velotinib and 174 to placebo.",
            "Treated were 173 adults on velotinib and 170 on placebo, and 346 of them were treated with velotinib "
            "(n = 173) or placebo (n = 170). Relief was 40% with velotinib and 20% with placebo.",
            [(177, 173, None), (174, 170, None)],
        ),
        (
            "Ninety adults were randomly assigned to velotinib (n = 46) or placebo (n = 44).",
            "In all 80 adults completed the study (41 in the velotinib group, 39 in the placebo group). Relief was 40% "
            "with velotinib and 20% with placebo.",
            [(46, None, 41), (44, None, 39)],
        ),
        (
            "Ninety adults were randomly assigned to velotinib or placebo.",
            "A total of 60 adults were evaluable (31 in the velotinib group, 29 in the placebo group). Relief was 40% "
            "with velotinib and 20% with placebo.",
            [(None, None, 31), (None, None, 29)],
        ),
    ],
)
def test_randomised_treated_and_evaluable_are_kept_apart(
    methods: str, results: str, sizes: list[tuple[int | None, ...]]
) -> None:
    arms = read(results, methods).arms
    assert [(arm.n, arm.n_treated, arm.n_evaluable) for arm in arms] == sizes


@pytest.mark.parametrize(
    ("methods", "results", "sizes"),
    [
        (
            "Adults were randomly assigned to velotinib with brandomab or to velotinib with drogamine.",
            "Ninety adults were enrolled (VB 46 adults, VD 44 adults). Relief was 40% with brandomab and 20% with "
            "drogamine.",
            {"VB": 46, "VD": 44},
        ),
        (
            "Ninety adults were randomised to receive either TAM daily or A (40 mg) and C (50 mg) plus TAM (ACT).",
            "There were 90 adults (TAM 46, ACT 44). Relief was 40% for TAM and 20% for ACT.",
            {"TAM": 46, "ACT": 44},
        ),
    ],
)
def test_short_forms_in_the_sentence_that_divides_everyone(methods: str, results: str, sizes: dict[str, int]) -> None:
    arms = read(results, methods).arms
    assert [arm.n for arm in arms if arm.n is not None] and {arm.n for arm in arms} == set(sizes.values())


@pytest.mark.parametrize(
    "name", ["points", "-16.50", "unresectable", "metastatic disease", "plus velotinib", "rural women"]
)
def test_no_names(name: str) -> None:
    assert not usable(name)


@pytest.mark.parametrize("name", ["early surgery", "early", "rural clinics", "velotinib 2.5 mg"])
def test_names(name: str) -> None:
    assert usable(name)


def test_a_value_before_a_size_is_no_name() -> None:
    results = (
        "Wobbling fell by -16.5 (6.4) (n = 20) with braces, versus -8.1 (6.5) for light touch (n = 21) and rose by 5.9 "
        "(6.5) points for waitlist (n = 17)."
    )
    labels = [arm.label for arm in read(results, "Adults were randomised to braces, light touch or waitlist.").arms]
    assert not any("-" in label or "points" in label for label in labels)


@pytest.mark.parametrize(
    ("methods", "arms"),
    [
        (
            "Adults were randomised to one of four: (1) velotinib (5 mg), (2) brace wearing, (3) both, or (4) leaflets "
            "(the control) for half a year.",
            [
                ("velotinib", "experimental", None),
                ("brace wearing", "experimental", None),
                ("velotinib plus brace wearing", "experimental", None),
                ("leaflets", "control", None),
            ],
        ),
        (
            "Ninety adults were randomised to (i) velotinib for 24 months (n = 30), (ii) drogamine (n = 31) or (iii) "
            "drogamine plus 18 months of velotinib (n = 29).",
            [
                ("drogamine plus velotinib", "experimental", 29),
                ("velotinib", "control", 30),
                ("drogamine", "control", 31),
            ],
        ),
    ],
)
def test_numbered_arms(methods: str, arms: list[tuple[str, str, int | None]]) -> None:
    found = read("Relief was seen in 40%.", methods, title="Drugs for wobblitis").arms
    assert [(arm.label, arm.role, arm.n) for arm in found] == arms


@pytest.mark.parametrize(
    ("methods", "results", "sizes"),
    [
        (
            "Eighty adults were randomly assigned to singing of wobbles (SNG; n = 40) or plain news (CTL; n = 40).",
            "Relief came in 40% of SNG and 20% of CTL.",
            {"SNG": 40, "CTL": 40},
        ),
        (
            "Adults were randomised to care either with VL (VL+; n = 61) or without VL (VL-; n = 60).",
            "Relief came in 40% with VL and 20% without VL.",
            {"VL+": 61, "VL-": 60},
        ),
        (
            "Adults were randomised (n = 105, velotinib and n = 104, drogamine).",
            "Relief came in 40% with velotinib and 20% with drogamine.",
            {"velotinib": 105, "drogamine": 104},
        ),
        (
            "In all 336 adults were randomised to either brace wearing (n = 168) or treatment as usual (n = 168).",
            "Relief came in 40% with brace wearing and 20% with treatment as usual.",
            {"brace wearing": 168, "treatment as usual": 168},
        ),
        (
            "Fifty-six adults were randomly assigned (weekly group, n = 29; every-3-weeks group, n = 27).",
            "Relief came in 40% of the weekly group and in 20% of the every-3-weeks group.",
            {"weekly group": 29, "every-3-weeks group": 27},
        ),
        (
            "Adults were randomised to placebo plus velotinib (9 mg) used when needed (velotinib group) or placebo and "
            "drogamine (8 mg) used when needed (drogamine group).",
            "Of 120 adults randomised, 61 were in the velotinib group and 59 in the drogamine group. Relief was 40% "
            "with velotinib and 20% with drogamine.",
            {"velotinib group": 61, "drogamine group": 59},
        ),
    ],
)
def test_sizes_stay_with_their_names(methods: str, results: str, sizes: dict[str, int]) -> None:
    found = _sized(methods, results)
    assert {name: found.get(name) for name in sizes} == sizes


def test_groups_told_by_what_they_received() -> None:
    arms = read(
        "Pain was higher in group 1 than in group 3.",
        "Ninety adults were randomised. Group 1 received bandages, group 2 received velotinib for 3 days and group 3 "
        "received drogamine.",
    ).arms
    assert [arm.n for arm in arms] == [None, None, None]
    assert {arm.label.lower() for arm in arms} == {"group 1", "group 2", "group 3"}


@pytest.mark.parametrize(
    ("methods", "results", "labels"),
    [
        pytest.param(
            "A randomised study of velotinib given for 12 weeks to women with wobblitis, dropsy or gout was done.",
            "Relief came in 40% with velotinib and 20% with placebo.",
            [],
            id="those who took part",
        ),
        pytest.param(
            "Adults were randomised in a crossover to receive velotinib or saline in either the first or the second "
            "week.",
            "Relief came in 40% with velotinib and 20% with saline.",
            ["velotinib", "saline"],
            id="parts of a crossover",
        ),
        pytest.param(
            "Harm was studied in 540 adults randomly assigned to velotinib 20 mg or placebo for 5 years.",
            "Relief came in 40% with velotinib and 20% with placebo.",
            ["velotinib", "placebo"],
            id="the whole study",
        ),
    ],
)
def test_what_is_no_arm(methods: str, results: str, labels: list[str]) -> None:
    arms = read(results, methods, title="Velotinib in wobblitis").arms
    assert [(arm.label.lower(), arm.n) for arm in arms] == [(label, None) for label in labels]


@pytest.mark.parametrize(
    ("name", "same"),
    [("3-weekly", "every-three-weeks arm"), ("3-weekly", "every 3 weeks"), ("three-weekly", "every-3-weeks group")],
)
def test_intervals_as_names(name: str, same: str) -> None:
    assert tokens(name) == tokens(same) != tokens("weekly")


def test_a_sign_after_a_short_form() -> None:
    assert tokens("VL-") == tokens("without VL") != tokens("VL+")


@pytest.mark.parametrize(
    ("methods", "results", "arms"),
    [
        (
            "Adults with wobblitis were randomised 2:1 to velotinib or placebo.",
            "Between the two groups of 62 (velotinib) and 31 (placebo) patients relief was 48% against 20%, favouring "
            "velotinib.",
            [("velotinib", "experimental", 62), ("placebo", "control", 31)],
        ),
        (
            "After surgery adults were randomised to 1.5 GBq (n = 80) or 3.5 GBq (n = 79) of radiodrogamine.",
            "Relief was seen in 40% and 42%.",
            [("radiodrogamine 1.5 GBq", "experimental", 80), ("radiodrogamine 3.5 GBq", "experimental", 79)],
        ),
        (
            "We compared velotinib 500 mg with the approved dose of velotinib 250 mg. Adults were randomly assigned to "
            "velotinib 500 mg or 250 mg.",
            "Relief came later with velotinib 500 mg (n = 61) than 250 mg (n = 63).",
            [("velotinib 500 mg", "experimental", 61), ("velotinib 250 mg", "control", 63)],
        ),
    ],
)
def test_sizes_behind_numbers_and_doses(methods: str, results: str, arms: list[tuple[str, str, int | None]]) -> None:
    found = read(results, methods, title="Treatment of wobblitis").arms
    assert [(arm.label, arm.role, arm.n) for arm in found] == arms


def test_a_randomised_trial_has_no_single_arm() -> None:
    """Where the arms of a randomised trial are not understood, none is made up of everyone."""
    extraction = read(
        "Relief was seen in 40% of 90 adults.", "Ninety adults were randomised.", title="Randomised trial in wobblitis"
    )
    assert extraction.report.n_total == 90
    assert extraction.arms == extraction.results == []


def test_a_difference_behind_a_name_leaves_its_size() -> None:
    """What `(45%)` behind an arm says of the number before it, `(absolute difference, …)` does not."""
    arms = read(
        "Wobbling was seen in 7.5% among 61 adults assigned to standard dressing as compared with 6.5% among the 62 "
        "adults assigned to the velotinib regimen (absolute difference, 1.0 point). Relief was 40% with standard "
        "dressing and 42% with velotinib.",
        "Adults were randomised.",
        title="Late outcome of wobblitis",
    ).arms
    assert [(arm.role, arm.n) for arm in arms] == [("experimental", 62), ("control", 61)]
