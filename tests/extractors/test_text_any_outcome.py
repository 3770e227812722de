"""Outcomes without an id of their own: whatever a sentence measured, counted or compared. Sentences of the tests."""

from __future__ import annotations

import pytest
from written_reports import lines, read

CASES = [
    (
        "Velotinib gave a longer sitting time (77.0 vs 60.5 min, P<0.001) and a larger sweat loss (62.1 vs 48.1 "
        "ml) than "
        "placebo.",
        ["OTHER[sitting time] A mean 77", "OTHER[sitting time] B mean 60.5", "OTHER[sweat loss] A mean 62.1",
         "OTHER[sweat loss] B mean 48.1"],
    ),
    (
        "There were 24 dropped cups on placebo and 19 on velotinib.",
        ["OTHER[dropped cups] B count 24 24", "OTHER[dropped cups] A count 19 19"],
    ),
    (
        "Humming resumed in 19 (90%) of 21 patients in the placebo group and in 23 (88%) of 26 in the velotinib group.",
        ["OTHER[Humming] B rate 90 19/21", "OTHER[Humming] A rate 88 23/26"],
    ),
    (
        "Velotinib recipients lost 4.2 kg and placebo recipients 1.1 kg.",
        ["OTHER[weight change] A mean -4.2", "OTHER[weight change] B mean -1.1"],
    ),
    (
        "Mean sweat loss was 412 ml in the velotinib group and 520 ml in the placebo group.",
        ["OTHER[Mean sweat loss] A mean 412", "OTHER[Mean sweat loss] B mean 520"],
    ),
    (
        "Wobblin fell by 1.1% in the velotinib group and 0.4% in the placebo group.",
        ["OTHER[Wobblin] A mean -1.1", "OTHER[Wobblin] B mean -0.4"],
    ),
    (
        "Five velotinib patients and 10 placebo patients needed crutches.",
        ["OTHER[needed crutches] A count 5 5", "OTHER[needed crutches] B count 10 10"],
    ),
    (
        "At week 8, 37% of patients in the velotinib group and 26% of patients in the placebo group were "
        "without a wobble.",
        ["OTHER[were without a wobble] A rate 37", "OTHER[were without a wobble] B rate 26"],
    ),
    (
        "Readmission and tripping occurred in 12% and 5% of the velotinib group and 18% and 9% of the placebo group.",
        ["OTHER[Readmission] A rate 12", "OTHER[tripping] A rate 5", "OTHER[Readmission] B rate 18",
         "OTHER[tripping] B rate 9"],
    ),
    (
        "Arm pressure was 128 mmHg with velotinib and 134 mmHg with placebo (difference -6 mmHg; 95% CI -9 to -3).",
        ["OTHER[Arm pressure] A mean 128", "OTHER[Arm pressure] B mean 134", "OTHER[Arm pressure] A/B md -6 "
         "[-9--3 @95]"],
    ),
]  # fmt: skip


def _named(sentence: str) -> list[str]:
    extraction = read(sentence)
    results = [r for r in extraction.results if r.stat != "p_only"]
    return [
        line.replace(r.outcome, f"{r.outcome}[{r.outcome_text}]", 1)
        for r, line in zip(results, lines(extraction), strict=True)
    ]


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_any_noun_phrase_may_be_an_outcome(sentence: str, expected: list[str]) -> None:
    assert _named(sentence) == expected


def test_lists_of_several_times_and_outcomes() -> None:
    assert lines(
        read(
            "Overall (OS) and progression-free survivals (PFS) at 4 years were 53% and 54%, respectively, in "
            "the velotinib "
            "arm, versus 49% (P = 0.9) and 37% (P = 0.12), respectively, in the placebo arm."
        )
    ) == ["OS A rate 53", "PFS A rate 54", "OS B rate 49", "PFS B rate 37"]
    times = read("Relapse was 86% vs. 62% at 2 years, and 100% vs. 81% at 5 years for velotinib and placebo.").results
    assert [(r.arm, r.value, r.timepoint) for r in times] == [
        ("A", 86.0, "2 years"),
        ("B", 62.0, "2 years"),
        ("A", 100.0, "5 years"),
        ("B", 81.0, "5 years"),
    ]


def test_ratios_listed_for_several_outcomes() -> None:
    found = read(
        "The hazard ratios for overall survival and relapse-free survival were 0.58 (95% CI 0.24-1.39) and 0.45 "
        "(95% CI "
        "0.24-0.86), respectively, in favour of velotinib."
    )
    assert lines(found) == ["OS A/B hr 0.58 [0.24-1.39 @95]", "RFS A/B hr 0.45 [0.24-0.86 @95]"]


def test_labels_in_brackets_are_populations() -> None:
    found = read(
        "Velotinib prolonged median progression-free survival (earlier surgery: 11.0 vs 3.2 months) (no "
        "surgery: 11.4 vs "
        "5.4 months)."
    ).results
    assert [(r.arm, r.value, r.population) for r in found if r.kind == "arm"] == [
        ("A", 11.0, "earlier surgery"),
        ("B", 3.2, "earlier surgery"),
        ("A", 11.4, "no surgery"),
        ("B", 5.4, "no surgery"),
    ]


def test_baseline_means_are_held_and_not_lost() -> None:
    found = read("At baseline, the mean wobble was 5.4 ± 1.1 with velotinib and 5.2 ± 1.3 with placebo.")
    assert not found.results
    assert [(h.reason, h.value) for h in found.held] == [("baseline_value", 5.4), ("baseline_value", 5.2)]


def test_the_arm_in_favour_comes_first() -> None:
    assert lines(read("The 3-year disease-free survival was 96% versus 93% in favour of velotinib.")) == [
        "DFS A rate 96",
        "DFS B rate 93",
    ]


def test_from_one_arm_to_the_other() -> None:
    assert lines(read("Overall survival at 3 years rose from 38% in controls to 51% in the velotinib group.")) == [
        "OS B rate 38",
        "OS A rate 51",
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "All patients walked again except for two patients who died.",
        "The difference in survival at 18 weeks was not tested.",
        "Placebo patients received broth in four 21-day cycles, then soup in three 14-day cycles.",
        "The variant T/T was associated with less wobble (odds ratio 0.78; 95% CI 0.63-0.97).",
    ],
)
def test_no_results(sentence: str) -> None:
    assert lines(read(sentence)) == []


MORE = [
    (
        "At month 6, patients receiving velotinib had a larger drop in grip (-3.6% v -0.71%; P = .044) and stride "
        "(-5.35% v -0.70%; P = .008).",
        ["OTHER[drop in grip] A mean -3.6", "OTHER[drop in grip] B mean -0.71", "OTHER[stride] A mean -5.35",
         "OTHER[stride] B mean -0.7"],
    ),
    (
        "Mean wobblin changes at 12 and 24 months were -0.3% and -1.2%, respectively, in the velotinib arm and "
        "+1.5% and "
        "+1.6% with placebo.",
        ["OTHER[Mean wobblin changes at 12 and 24 months] A mean -0.3",
         "OTHER[Mean wobblin changes at 12 and 24 months] A mean -1.2",
         "OTHER[Mean wobblin changes at 12 and 24 months] B mean 1.5",
         "OTHER[Mean wobblin changes at 12 and 24 months] B mean 1.6"],
    ),
    (
        "The mean wobble at 24 hours was 3.2 (SD 1.1) with velotinib and 4.5 (1.3) with placebo.",
        ["OTHER[mean wobble at 24 hours] A mean 3.2", "OTHER[mean wobble at 24 hours] B mean 4.5"],
    ),
    (
        "Serious adverse reactions did not differ (16 reactions in 14 participants receiving velotinib vs ten in nine "
        "patients receiving placebo).",
        ["SAE[Serious adverse reactions] A count 14 14", "SAE[Serious adverse reactions] B count 9 9"],
    ),
    (
        "Median tremor fell by 33% in the placebo arm and by 85% in the velotinib arm.",
        ["OTHER[Median tremor] B median -33", "OTHER[Median tremor] A median -85"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), MORE)
def test_changes_spreads_and_events_in_people(sentence: str, expected: list[str]) -> None:
    assert _named(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Scores were taken after the first 10 and 30 days with velotinib and placebo.",
        "The 120 in the velotinib group reported greater mean comfort than the 118 in the placebo group.",
        "Nodules were counted; a diameter >1.0 cm was rarer than a diameter <=1.0 cm.",
    ],
)
def test_limits_times_and_sizes_are_no_measurements(sentence: str) -> None:
    assert lines(read(sentence)) == []


APART = [
    (
        "Wobbling was rarer in the velotinib arm than in the placebo arm among tall patients (9.1% v 20.0%) and short "
        "patients (3.8% v 10.3%).",
        [("A", 9.1, "tall patients"), ("B", 20.0, "tall patients"), ("A", 3.8, "short patients"),
         ("B", 10.3, "short patients")],
    ),
    (
        "The wobble rate in elderly patients was 18% and 5% in the velotinib and placebo groups, respectively, "
        "and that in "
        "patients with weak knees was 35% and 12% in the velotinib and placebo groups, respectively.",
        [("A", 18.0, "elderly patients"), ("B", 5.0, "elderly patients"), ("A", 35.0, "patients with weak knees"),
         ("B", 12.0, "patients with weak knees")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), APART)
def test_values_of_two_populations_stay_apart(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    assert [(r.arm, r.value, r.population) for r in read(sentence).results if r.kind == "arm"] == expected


def test_values_measured_in_two_ways_stay_apart() -> None:
    found = read(
        "Stumbles with velotinib and placebo occurred in 40% and 35% of patients, respectively (by camera), and "
        "50% and "
        "46% of patients, respectively (by diary)."
    ).results
    assert [(r.arm, r.value, r.outcome_text.rpartition(" (")[2]) for r in found] == [
        ("A", 40.0, "by camera)"),
        ("B", 35.0, "by camera)"),
        ("A", 50.0, "by diary)"),
        ("B", 46.0, "by diary)"),
    ]


def test_parts_are_of_what_their_total_is_of() -> None:
    found = read("Only 9 patients met criteria for a wobble; 5 were in the velotinib and 4 in the placebo group.")
    assert lines(found) == ["OTHER A count 5 5", "OTHER B count 4 4"]


def test_no_count_beside_its_percentage_is_read_twice() -> None:
    found = read("Stumbling was rarer with velotinib (0/119 patients; 0%) than with placebo (5/117; 4.3%).")
    assert lines(found) == ["OTHER A rate 0 0/119", "OTHER B rate 4.3 5/117"]


def test_values_with_a_time_each_arm_by_arm() -> None:
    found = read(
        "The wobble score decreased by 1.74 points at 12 weeks and 2.22 points at 24 weeks with velotinib and by 1.49 "
        "and 1.81 points, respectively, with placebo."
    ).results
    assert [(r.arm, r.value, r.timepoint) for r in found] == [
        ("A", -1.74, "12 weeks"),
        ("A", -2.22, "24 weeks"),
        ("B", -1.49, "12 weeks"),
        ("B", -1.81, "24 weeks"),
    ]
