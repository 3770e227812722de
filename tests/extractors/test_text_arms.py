"""Arms: found where a report names them, tied to every short form, with size and role."""

from __future__ import annotations

import pytest
from written_reports import METHODS, lines, read

from extractors.reading import read_report
from extractors.text.arm_names import tokens
from schemas.models import Block, Report

RESULT = "The response rate was 40% with {a} and 20% with {b}."


@pytest.mark.parametrize(
    ("methods", "results", "arms"),
    [
        (
            METHODS,
            "Relief came in 40% with velotinib and in 20% with placebo.",
            [("experimental", 120), ("control", 118)],
        ),
        (
            "We randomly assigned 238 patients: 120 were assigned to velotinib and 118 to placebo.",
            "Relief: velotinib 40% v placebo 20%.",
            [("experimental", 120), ("control", 118)],
        ),
        (
            "Patients were randomly assigned to velotinib plus drogamine (VD) or drogamine alone (D).",
            "The response rate was 40% in the VD group and 20% in the D group.",
            [("experimental", None), ("control", None)],
        ),
        (
            "Patients were randomly assigned to receive dull tea (arm A) or velotinib (arm B).",
            "In all 90 took part (arm A, n = 44; arm B, n = 46). The response rate was 20% in arm A and 40% in arm B.",
            [("experimental", 46), ("control", 44)],
        ),
        (
            "Patients were randomly assigned, 50 to each arm, to receive velotinib or placebo.",
            "The response rate was 40% with velotinib and 20% with placebo.",
            [("experimental", 50), ("control", 50)],
        ),
        (
            "A total of 90 patients were randomly assigned to receive velotinib (30 patients), drogamine (30), or "
            "placebo (30).",
            "The response rate was 40% with velotinib, 30% with drogamine, and 20% with placebo.",
            [("experimental", 30), ("experimental", 30), ("control", 30)],
        ),
    ],
)
def test_sizes_and_roles(methods: str, results: str, arms: list[tuple[str, int | None]]) -> None:
    found = read(results, methods).arms
    assert [(arm.role, arm.n) for arm in found] == arms


def test_short_forms_are_the_same_arm() -> None:
    methods = "Patients were randomly assigned to velotinib plus drogamine (n = 60) or drogamine alone (n = 58)."
    for name in (
        "the velotinib group",
        "the combination group",
        "drogamine plus velotinib",
        "the velotinib-drogamine group",
    ):
        found = read(
            f"The response rate was 41% with {name} and 22% with drogamine alone.",
            methods,
            title="A trial of velotinib",
        )
        assert lines(found) == ["ORR A rate 41", "ORR B rate 22"], name


def test_a_report_without_comparison_has_one_arm() -> None:
    found = read(
        "Forty patients were enrolled. The objective response rate was 55.0% (95% CI, 38.5 to 70.7). Median survival "
        "was not reached.",
        "This single-arm phase 2 study gave velotinib daily.",
        title="Efficacy of velotinib in adult wobblitis: a single-arm study",
    )
    assert [(arm.role, arm.n) for arm in found.arms] == [("single", 40)]
    assert lines(found) == ["ORR A rate 55 [38.5-70.7 @95]", "OS A median NR"]


def test_a_comparison_whose_arms_are_not_found_gives_nothing() -> None:
    found = read(
        "The response rate was 40% v 20%.",
        "Patients were randomly assigned in a double-blind way.",
        title="A randomised trial in wobblitis",
    )
    assert found.results == []


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("cetuximab plus radiotherapy", "radiotherapy and cetuximab"),
        ("Group A", "arm A"),
        ("arm II", "group 2"),
        ("the velotinib-only group", "velotinib alone"),
        ("\u00b9\u00b3\u00b9I", "131I"),
    ],
)
def test_names_are_sets_of_telling_words(name: str, same: str) -> None:
    assert tokens(name) == tokens(same)


def test_a_negation_is_part_of_a_name() -> None:
    assert tokens("no maintenance") != tokens("maintenance")
    assert tokens("non-combination group") != tokens("combination group")


def test_two_doses_of_one_drug_are_two_arms() -> None:
    found = read(
        "The objective response rate was 13.3% (2/15) in the 40 mg group and 12.5% (2/16) in the 20 mg group. The dose "
        "was reduced to 20 mg in 5 patients.",
        methods="Adults with wobblitis were randomly given velotinib 40 mg daily (n = 18) or 20 mg daily (n = 17).",
        title="Two doses of velotinib in wobblitis",
    )
    assert [(a.label, a.role, a.n) for a in found.arms] == [
        ("velotinib 40 mg", "experimental", 18),
        ("velotinib 20 mg", "experimental", 17),
    ]
    assert [(r.outcome, r.arm, r.events, r.n_eval) for r in found.results if r.outcome == "ORR"] == [
        ("ORR", "A", 2, 15),
        ("ORR", "B", 2, 16),
    ]


def test_a_label_ends_where_dates_and_schedules_begin() -> None:
    dated = read(
        "A partial response was seen in 16 patients.",
        methods="We collected 65 patients who were given velotinib between March 2016 and May 2021, retrospectively.",
        title="Routine care of wobblitis",
    )
    assert [a.label for a in dated.arms] == ["velotinib"]
    scheduled = read(
        "Median progression-free survival was 20.7 months with velotinib and 11.1 months with placebo.",
        methods="We randomized adults 2:1 to velotinib 12 mg, two weeks on and one week off, or placebo.",
    )
    assert [a.label for a in scheduled.arms] == ["velotinib", "placebo"]


def test_both_together_is_the_combination() -> None:
    found = read(
        "Median overall survival was 42.2 months in the combination group.",
        methods="We studied 52 patients: velotinib alone (Group A, n = 14), laser alone (Group B, n = 25), and both "
        "together (Group C, n = 13).",
        title="Velotinib plus laser, or either alone, in wobblitis",
    )
    assert sorted((a.label, a.n) for a in found.arms) == [
        ("both together", 13),
        ("laser alone", 25),
        ("velotinib alone", 14),
    ]
    combined = next(a.arm for a in found.arms if a.n == 13)
    assert [(r.outcome, r.arm, r.value) for r in found.results] == [("OS", combined, 42.2)]


def _arms(methods: str, results: str = "", title: str = "") -> list[tuple[str, int | None]]:
    found = read(results or "Response was 40% with velotinib.", methods, title=title or "A trial in adult wobblitis")
    return [(arm.label, arm.n) for arm in found.arms]


@pytest.mark.parametrize(
    ("methods", "results", "sizes"),
    [
        (
            "Women were randomly allocated to a yoga group or a control group. "
            "Of 140 women enrolled, 131 were evaluable, with 66 women in the yoga group and 65 in the control group.",
            "Sleep improved in 40% of the yoga group and 22% of the control group.",
            {66, 65},
        ),
        (
            "Adults were randomly assigned to velotinib or placebo. "
            "Ninety adults (46 velotinib, 44 placebo) were enrolled.",
            "Response was 40% with velotinib and 22% with placebo.",
            {46, 44},
        ),
        (
            "Adults were randomly assigned to velotinib or placebo. "
            "In total, 271 and 278 patients received velotinib and placebo, respectively.",
            "Response was 40% with velotinib and 22% with placebo.",
            {271, 278},
        ),
        (
            "Adults were assigned to a brisk walking group or a stretching group. Each group contained 36 adults.",
            "Pain fell in 40% of the brisk walking group and 22% of the stretching group.",
            {36},
        ),
    ],
)
def test_sizes_told_apart_from_the_names(methods: str, results: str, sizes: set[int]) -> None:
    assert {n for _, n in _arms(methods, results)} == sizes


@pytest.mark.parametrize(
    "results",
    [
        "Annual rates were 2.48 and 2.07 per 1000 in the placebo and velotinib arms, respectively.",
        "Events differed between placebo and velotinib (6 versus 4), respectively.",
        "With 80% power, 130 patients per arm were needed.",
    ],
)
def test_what_is_no_size(results: str) -> None:
    methods = "We ran a trial in 1884 adults who were randomly assigned to velotinib or placebo. "
    text = methods + results + " Response was 40% with velotinib and 22% with placebo."
    found = read_report(Report(blocks=[Block("a", "abstract", text, part="abstract")]))
    assert [arm.n for arm in found.arms] == [None, None]


def test_regimens_that_share_all_but_an_initial() -> None:
    found = read("The response rate was 35% with EC-V and 30% with EC-B.", "Adults were randomised to EC-V or EC-B.")
    assert lines(found) == ["ORR A rate 35", "ORR B rate 30"]


def test_three_lettered_groups() -> None:
    methods = (
        "Adults were randomly divided into three groups: 15 received velotinib (group A), 16 received brandomab "
        "(group B) and 18 received both drugs (group C)."
    )
    found = read("Pain relief was seen in 73%, 80% and 100% in groups A, B and C, respectively.", methods)
    assert sorted(r.value or 0 for r in found.results) == [73, 80, 100]


def test_an_unlabelled_text_begins_with_its_title() -> None:
    text = (
        "Velotinib versus brandomab for adult wobblitis: a phase III trial. Wobblitis is common. "
        "Adults were randomly assigned to one of two treatments. "
        "Response was 40% with velotinib and 22% with brandomab."
    )
    found = read_report(Report(blocks=[Block("a", "abstract", text, part="abstract")]))
    assert [(a.label, a.role) for a in found.arms] == [("Velotinib", "experimental"), ("brandomab", "control")]


@pytest.mark.parametrize(
    ("methods", "results", "labels"),
    [
        (
            "Patients were randomly assigned to 6 months (n = 40) or 12 months (n = 41) of velotinib.",
            "Relief was seen in 40% in the 6-month arm and in 20% in the 12-month arm.",
            {"velotinib 6 months", "velotinib 12 months"},
        ),
        (
            "This trial compared velotinib 500 mg with velotinib 250 mg. Women were randomised to velotinib 500 mg or "
            "velotinib 250 mg.",
            "Relief was seen in 40% with 500 mg and in 20% with 250 mg.",
            {"velotinib 500 mg", "velotinib 250 mg"},
        ),
        (
            "This randomised trial evaluated the effect of velotinib versus drogamine (DRG) on pain in adults.",
            "Relief was seen in 40% of patients on velotinib and in 20% of those on drogamine.",
            {"velotinib", "drogamine"},
        ),
        (
            "Adults were randomly assigned to either velotinib 260 mg given slowly without premedication (n = 40) or "
            "drogamine 175 mg given slowly with premedication (n = 41).",
            "Relief was seen in 40% with velotinib and in 20% with drogamine.",
            {"velotinib", "drogamine"},
        ),
    ],
)
def test_what_is_set_against_what(methods: str, results: str, labels: set[str]) -> None:
    """Lengths, doses, purposes and long regimens name arms by what tells them apart."""
    found = read(methods, results).arms
    assert {label for label in labels if any(label in arm.label or label in arm.names for arm in found)} == labels


def test_outcomes_set_against_each_other_are_no_arms() -> None:
    """`benefit versus risk` and `younger versus older women` name no treatment."""
    found = read(
        "Patients were randomly assigned to treatment in two groups.",
        "The balance of benefit versus risk was good, and relief was 40% in younger versus 20% in older women.",
    ).arms
    named = {name for arm in found for name in (arm.label, *arm.names)}
    assert not any(word in name for name in named for word in ("benefit", "risk", "younger", "older"))


def test_the_treatment_of_a_title_against_placebo() -> None:
    """Where no sentence names both arms, a randomised comparison is of the title's treatment with its placebo."""
    blocks = [
        Block("t", "title", "Effects of velotinib on pain in adults: a randomised trial"),
        Block("m", "methods", "Ninety adults were randomised.", part="abstract"),
        Block("r", "results", "Relief was 40% with velotinib and 20% with placebo.", part="abstract"),
    ]
    found = read_report(Report(title=blocks[0].text, blocks=blocks)).arms
    assert [(arm.label, arm.role) for arm in found] == [("velotinib", "experimental"), ("placebo", "control")]


@pytest.mark.parametrize(
    ("methods", "labels"),
    [
        (
            "Adults were randomly assigned to receive 0.5 mg of velotinib or 2.5 mg of brandomab daily.",
            ["velotinib", "brandomab"],
        ),
        ("Adults were randomised to receive 0.01 mg.kg(-1) velotinib or saline.", ["velotinib", "saline"]),
        (
            "Adults were randomised to either a 6-week yoga program or follow-up alone.",
            ["yoga program", "follow-up alone"],
        ),
    ],
)
def test_doses_and_lengths_before_a_name(methods: str, labels: list[str]) -> None:
    first, second = labels
    found = _arms(methods, f"Relief came in 40% with {first} and 22% with {second}.")
    assert [label for label, _ in found] == labels
