"""Brackets that name arms or hold lists of pairs, three-armed trials, and values told beside how many they are of."""

from __future__ import annotations

import pytest
from written_reports import lines, read

from extractors.text.arm_calls import short_form

THREE = (
    "Adults with wobblitis were assigned to three regimens: gentle exercise plus velotinib (40 mg daily, GE-2-VT arm), "
    "gentle exercise plus drogamine (12 mg) and zumab (3 mg/kg) on day 1 (GE-DZ arm), or the same treatment followed "
    "by more drogamine and zumab every 3 weeks (GE-DZ+DZ arm)."
)
THREE_TITLE = (
    "Gentle exercise with drogamine and zumab with or without sequential drogamine/zumab vs gentle exercise with "
    "velotinib in adults with wobblitis"
)


def test_a_short_form_before_doses_is_the_arms() -> None:
    found = read(
        "We enrolled 153 adults. Median survival in 75 patients allocated VDT was 11.4 months (95% CI 9.1-13.0) "
        "compared with 8.6 months (7.0-9.9) in 78 patients allocated mVDT+Z (hazard ratio 1.31, 95% CI 1.02-1.70). "
        "mVDT+Z gave more grade 3 diarrhoea (18 [24%] of 75 patients allocated mVDT+Z vs eight [11%] of 73 patients "
        "allocated VDT), rash (nine [12%] vs two [3%]), and mucositis (four [5%] vs none).",
        methods="Patients were randomly allocated to up to six 28-day cycles of open-label VDT (velotinib 5 mg, "
        "drogamine 10 mg, and tazol 2 mg) or modified-dose VDT plus zumab (mVDT+Z; velotinib 4 mg, drogamine 8 mg, and "
        "zumab 9 mg/kg).",
        title="Velotinib, drogamine, and tazol with or without zumab for wobblitis",
    )
    assert [(a.label, a.role, a.n) for a in found.arms] == [("mVDT+Z", "experimental", 78), ("VDT", "control", 75)]
    assert lines(found) == [
        "OS B median 11.4 [9.1-13 @95]",
        "OS A median 8.6 [7-9.9 @95]",
        "OS A/B hr 1.31 [1.02-1.7 @95]",
        "AE_SPECIFIC A rate 24 18/75",
        "AE_SPECIFIC B rate 11 8/73",
        "AE_SPECIFIC A rate 12 9",
        "AE_SPECIFIC B rate 3 2",
        "AE_SPECIFIC A rate 5 4",
        "AE_SPECIFIC B count 0 0",
    ]
    assert found.report.n_total == 153


@pytest.mark.parametrize(
    ("inside", "name"),
    [
        ("mVDT+Z; velotinib 4 mg, zumab 9 mg/kg", "mVDT+Z"),
        ("40 mg per day for 3 weeks, VT-2 arm", "VT-2 arm"),
        ("IV, 40 mg daily", ""),
        ("VDT", ""),
        ("VDT, see text", ""),
    ],
)
def test_short_form_of_a_bracket(inside: str, name: str) -> None:
    assert short_form(inside) == name


def test_three_arms_called_in_brackets() -> None:
    found = read(
        "The 1-year survival was 58% in the GE-2-VT arm, 52% in the GE-DZ arm, and 45% in the GE-DZ+DZ arm.", THREE,
        title=THREE_TITLE,
    )  # fmt: skip
    assert [(a.label, a.role) for a in found.arms] == [
        ("GE-DZ arm", "experimental"),
        ("GE-DZ+DZ arm", "experimental"),
        ("GE-2-VT arm", "control"),
    ]
    assert lines(found) == ["OS C rate 58", "OS A rate 52", "OS B rate 45"]


def test_a_dummy_on_either_side_of_the_plus_is_no_control() -> None:
    found = read(
        "There were 30 in the velotinib group, 31 in the drogamine-zumab group, and 32 in the regular drogamine group. "
        "Relief came in 20% with velotinib, 30% with drogamine-zumab, and 40% with regular drogamine.",
        methods="Adults were randomly assigned to twice-daily placebo plus velotinib (5 mg) used as needed (velotinib "
        "group), twice-daily placebo plus drogamine-zumab (2 mg) used as needed (drogamine-zumab group), or "
        "twice-daily drogamine (2 mg) plus velotinib used as needed (regular drogamine group).",
        title="Drogamine as needed in wobblitis",
    )
    assert {a.label: (a.role, a.n) for a in found.arms} == {
        "drogamine-zumab group": ("experimental", 31),
        "regular drogamine group": ("experimental", 32),
        "velotinib group": ("control", 30),
    }


def test_either_of_two_and_their_mixed_case_short_forms() -> None:
    found = read(
        "The response rate was 69%, with no difference between VA (71%) and VDro (66%).",
        methods="Adults were randomised to two courses of induction treatment with either velotinib/tazol (VA) or "
        "velotinib/drogamine (VDro).",
        title="A comparison of drogamine with tazol in wobblitis",
    )
    assert lines(found) == ["ORR B rate 71", "ORR A rate 66"]


def test_a_name_that_ends_in_a_number() -> None:
    found = read(
        "Median time to progression and survival in the velotinib arm (5.1 and 10.3 months, respectively) were "
        "similar to those in the T-1 arm (4.2 and 8.2 months, respectively).",
        methods="Patients were randomly assigned to velotinib (n = 46) or T-1 (n = 45).",
        title="Velotinib vs T-1 in wobblitis",
    )
    assert lines(found) == ["TTP A median 5.1", "OS A median 10.3", "TTP B median 4.2", "OS B median 8.2"]


THREE_PLAIN = "Adults were randomly assigned to velotinib (n = 40), drogamine (n = 41), or placebo (n = 42)."


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (
            "The rate ratio was 0.36 (95% CI, 0.27 to 0.49) for velotinib versus placebo and 0.83 (95% CI, 0.59 to "
            "1.16) for velotinib versus drogamine for relapse.",
            ["OTHER A/C rr 0.36 [0.27-0.49 @95]", "OTHER A/B rr 0.83 [0.59-1.16 @95]"],
        ),
        (
            "Overall survival was 50% with velotinib, 40% with drogamine, and 30% with placebo. Median "
            "progression-free survival was estimated as 6.0, 5.6, and 4.0 months (P = 0.21).",
            ["OS A rate 50", "OS B rate 40", "OS C rate 30", "PFS A median 6", "PFS B median 5.6", "PFS C median 4"],
        ),
        (
            "Overall survival was 50% with velotinib, 40% with drogamine, and 30% with placebo. Toxicity was rarer in "
            "the two drogamine-containing arms, no grade 3/4 neutropaenia was observed.",
            [
                "OS A rate 50",
                "OS B rate 40",
                "OS C rate 30",
                "AE_SPECIFIC A count 0 0",
                "AE_SPECIFIC B count 0 0",
                "AE_SPECIFIC C count 0 0",
            ],
        ),
    ],
)
def test_three_arms_in_lists_and_contrasts(results: str, expected: list[str]) -> None:
    assert lines(read(results, THREE_PLAIN, title="A trial in wobblitis")) == expected


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (
            "There were more serious adverse events with velotinib (41 in 36 patients vs 25 in 17 patients with "
            "placebo).",
            ["SAE A count 36 36", "SAE B count 17 17"],
        ),
        (
            "Velotinib and placebo recipients reported gains in grip strength and in walking speed (23% and 35%, "
            "respectively).",
            [],
        ),
        ("A complete response was seen in 73% of velotinib-treated patients (88/120).", ["CR A rate 73 88/120"]),
    ],
)
def test_events_in_people_pairs_of_things_and_later_counts(results: str, expected: list[str]) -> None:
    assert lines(read(results)) == expected


def test_a_placebo_that_people_know_of_may_be_what_is_studied() -> None:
    found = read(
        "Fatigue was reported by 20% with OLP and by 40% with TAU.",
        methods="An open-label placebo (OLP) was set against treatment as usual (TAU). Adults were randomized to OLP "
        "or TAU.",
        title="Open-label placebo for wobblitis",
    )
    assert [(a.label, a.role) for a in found.arms] == [("OLP", "experimental"), ("TAU", "control")]


def test_short_forms_take_the_place_of_their_names_in_the_title() -> None:
    found = read(
        "Relapse was seen in 40% and 20% of the VC and VF groups, respectively.",
        methods="We compared velotinib plus fadrogin (VF) with velotinib plus cadrogin (VC). Patients were randomized "
        "into VC (velotinib 2 mg, cadrogin 6 mg) or VF (velotinib 2 mg, fadrogin 3 mg) groups.",
        title="Velotinib plus fadrogin compared with velotinib plus cadrogin in wobblitis",
    )
    assert {a.label[:2]: a.role for a in found.arms} == {"VF": "experimental", "VC": "control"}
