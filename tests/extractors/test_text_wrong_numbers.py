"""Numbers that must not be read, or not as they stand: each was once read wrongly. Sentences of the tests."""

from __future__ import annotations

import pytest
from written_reports import lines, read

from extractors.text.quantities import quantities

CASES = [
    (  # what has a range counts nobody, and a change begins at its first value
        "Wobblin levels fell in the velotinib group (526 (368-1683) to 455 (380-1148) U/mL) compared with the placebo "
        "group (432 (351-1280) to 429 (297-1290) U/mL).",
        [],
    ),
    ("Wobbling improved in three of nine components with velotinib.", []),
    ("Mean sitting time was 3:11 h with velotinib, compared to 2:00 h with placebo.", []),
    (
        "Compared with placebo, a larger reduction in wobblin was seen with velotinib (-212 pmol/L versus 45 pmol/L).",
        ["OTHER A mean -212", "OTHER B mean 45"],
    ),
    (
        "For wobble the mean change was 3.41 (95% CI 1.90 to 4.92, p = 0.001, d = 1.31) in the placebo and 1.20 "
        "(95% CI -0.31 to 2.71, p = 0.12, d = 0.46) in the velotinib group.",
        ["OTHER B mean 3.41 [1.9-4.92 @95]", "OTHER A mean 1.2 [-0.31-2.71 @95]"],
    ),
    (  # bounds of a difference that have no name
        "Severe wobbling was rarer with velotinib than with placebo (5% v 10%, -10% to 0%; P=0.05).",
        ["OTHER A rate 5", "OTHER B rate 10"],
    ),
    (
        "Rocking was 32% versus 35% (-10% to 5%) for the velotinib and placebo groups, respectively.",
        ["OTHER A rate 32", "OTHER B rate 35"],
    ),
    (
        "The mean (95% CI) increase in wobblin was 275 AU (95% CI, 225-326 AU) and 292 AU (95% CI, 246-338 AU) in the "
        "velotinib and placebo groups, respectively.",
        ["OTHER A mean 275 [225-326 @95]", "OTHER B mean 292 [246-338 @95]"],
    ),
    # the level of an interval behind a comma is no percentage of anything
    (
        "Median survival was 9.2 months (95%, CI: 4.7-18.9) in the velotinib arm.",
        ["OS A median 9.2 [4.7-18.9 @95]"],
    ),
    # sums of response categories are neither of their parts
    ("CR+PR+NC was 62% with velotinib and 51% with placebo.", ["DCR A rate 62", "DCR B rate 51"]),
    ("CR + PR was 42% with velotinib and 31% with placebo.", ["ORR A rate 42", "ORR B rate 31"]),
    (
        "A complete or partial response was seen in 42% with velotinib and 31% with placebo.",
        ["ORR A rate 42", "ORR B rate 31"],
    ),
    ("A rash was seen in six patients of the velotinib arm. Others had none of them.", ["AE_SPECIFIC A count 6 6"]),
    # what people were tells how many there were, not how they were measured
    (
        "Of the 85 women with a wobble score of 5 or more, 1 in the placebo arm and 13 in the velotinib arm developed "
        "thrombosis.",
        ["AE_SPECIFIC B count 1 1", "AE_SPECIFIC A count 13 13"],
    ),
    ("Wobbling stopped sooner with velotinib, but superiority required a hazard ratio of 0.56 or less.", []),
    # treatment given is no outcome
    ("Adjuvant drogamine was given to 37% (velotinib) and 36% (placebo) of patients.", []),
    # times and doses of a list, grades and scales are counts of nobody
    ("Wobbling was rarer with velotinib than with placebo at 15, 18, 21, and 24 months (P < .001).", []),
    ("Rocking did not differ between velotinib and placebo on days 1, 2 and 3.", []),
    ("Humming was seen after velotinib 60, 100 and 120 mg.", []),
    (
        "Grade 3 or 4 adverse events seen most in the velotinib group were wobbling (57%, vs. 9% in the placebo "
        "group).",
        ["AE_SPECIFIC A rate 57", "AE_SPECIFIC B rate 9"],
    ),
    (
        "Neutropenia was more frequent in the velotinib arm (grade 3/4: 41.3% vs. 8.4%).",
        ["AE_SPECIFIC A rate 41.3", "AE_SPECIFIC B rate 8.4"],
    ),
    ("Wobbling fell more with velotinib than with placebo (scale -44/100 vs. -24/100).", []),
    ("Women had wobbled in ≥ 3 of 10 nights before velotinib.", []),
    (
        "Velotinib made disease-free survival worse (hazard ratio 2.85; 95 % CI1.21-6.74) than placebo.",
        ["DFS A/B hr 2.85 [1.21-6.74 @95]"],
    ),
    # how many were given an arm's treatment is no result of it
    ("Women who received velotinib (31 women) had less wobbling than those who received placebo (34 women).", []),
    ("Of 109 people assessed, 85 were treated (42 and 43 patients in each group).", []),
    ("Wobbling is meant to stay below the national standard of 70% with velotinib.", []),
    # whose value is whose
    (
        "At 5 years survival was 83% and 74% in patients treated or not with velotinib.",
        ["OS A rate 83", "OS B rate 74"],
    ),
    (
        "Wobbling was noted in 129 (69%), 142 (76%), and 160 (82%) in the velotinib 100 mg and 6 mg and placebo "
        "groups, respectively.",
        [],
    ),
    (
        "Complete remission, clinical and pathological, was seen in 31.2% and 24.7% of the velotinib group, "
        "respectively. They were higher than those of the placebo group (12.1% and 9.4%).",
        [],
    ),
    ("The 5-year absolute difference in relapse compared with placebo was -0.7% (-1.0 to 0.2) for velotinib.", []),
    # by how much one arm had more than the other is not what it had
    ("Wobble scores improved by 5.2 points (95% CI 3.1 to 7.3) more with velotinib than with placebo.", []),
    ("Hospital stay was 3 days shorter with velotinib than with placebo.", []),
    ("The primary efficacy end point was not reached with velotinib.", []),
    ("In the velotinib group 80% were resected and 75 (63%) patients received a median six (1-8) courses.", []),
]


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_read_as_printed_or_not_at_all(sentence: str, expected: list[str]) -> None:
    assert lines(read(sentence)) == expected


def test_a_p_value_of_each_arm_is_no_comparison() -> None:
    found = read(
        "The mean wobble was 2.6 (SD 1.1, p = 0.002) with velotinib versus 1.0 (SD 1.2, p = 0.280) with placebo."
    )
    assert not [r for r in found.results if r.stat == "p_only"]


def test_an_abbreviation_in_the_name_of_an_arm_is_no_outcome() -> None:
    found = read(
        "Four (5%) participants in the CBR plus care group and nine (10%) in the care group were readmitted.",
        methods="We randomly assigned patients to CBR plus care (n = 80) or care alone (n = 90).",
    )
    assert not [r for r in found.results if r.outcome == "CBR"]


def test_a_count_with_its_denominator_and_percentage_in_one_bracket() -> None:
    found = read(
        "Humming was heard at 90 days in 60 (n = 112; 53.6%; 95% CI 44.1-62.5) participants in the velotinib group "
        "versus 11 (n = 110; 10.0%; 95% CI 4.7-16.1) in the placebo group.",
        methods="We randomly assigned patients to receive velotinib or placebo.",
    )
    assert lines(found) == ["OTHER A rate 53.6 60/112 [44.1-62.5 @95]", "OTHER B rate 10 11/110 [4.7-16.1 @95]"]


def test_a_ratio_above_one_is_of_the_arm_with_the_higher_risk() -> None:
    found = read("The risk of falling was higher with placebo than velotinib (hazard ratio, 2.81; 95% CI, 1.01-7.79).")
    assert lines(found) == ["OTHER B/A hr 2.81 [1.01-7.79 @95]"]


def test_numbers_of_groups_are_no_differences() -> None:
    assert not lines(read("There were no differences in the fall rates between Group 1 and Group 2."))


@pytest.mark.parametrize(
    ("words", "value"),
    [("Two-hundred-and-ninety", 290), ("Two hundred-ninety", 290), ("One-thousand, one-hundred-and-two", 1102)],
)
def test_number_words_joined_by_hyphens_are_one_number(words: str, value: int) -> None:
    [found] = quantities(f"{words} patients had nausea.")
    assert (found.kind, found.events) == ("count", value)


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("Relapses occurred in 2.4% with velotinib vs 11.1% with placebo (hazard ratio 4.8).", ("B", "A")),
        ("Relapses occurred in 2.4% with velotinib vs 11.1% with placebo (hazard ratio 0.2).", ("A", "B")),
        ("Survival at 5 years was 90% with velotinib vs 72% with placebo (hazard ratio 3.1).", ("B", "A")),
        ("Survival at 5 years was 90% with velotinib vs 88% with placebo (hazard ratio 1.2).", ("A", "B")),
    ],
)
def test_the_arms_own_rates_say_which_way_round_a_hazard_ratio_is(sentence: str, direction: tuple[str, str]) -> None:
    [ratio] = [r for r in read(sentence).results if r.stat == "hr"]
    assert (ratio.arm, ratio.ref_arm) == direction


def test_the_letter_after_a_value_goes_before_the_words_in_front_of_it() -> None:
    found = read(
        "The 4-weekly regimen made more people rock (3% CTC grade 3/4 in arm A, 14% in arm B).",
        methods="Patients were randomly assigned to velotinib 6-weekly (arm A, n = 51) or 4-weekly (arm B, n = 56).",
    )
    assert [(r.arm, r.value) for r in found.results] == [("A", 3), ("B", 14)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The mean difference in pain score at 12 weeks was -1.10 (95% CI -1.55 to -0.65) in favour of velotinib.",
        "The adjusted mean difference in pain at week 24 for velotinib was -0.9 (SE 0.2).",
        "The median difference in stay for velotinib was -2 days (95% CI -3 to -1).",
    ],
)
def test_a_difference_of_the_arms_is_no_mean_of_one_of_them(sentence: str) -> None:
    assert [r for r in read(sentence).results if r.kind == "arm"] == []


def test_a_difference_with_its_time_is_read_beside_the_arms() -> None:
    found = read(
        "Mean pain was 3.1 (SD 1.2) with velotinib and 4.2 (SD 1.3) with placebo (mean difference at 12 weeks -1.1, "
        "95% CI -1.5 to -0.7)."
    )
    assert [(r.stat, r.value) for r in found.results] == [("mean", 3.1), ("mean", 4.2), ("md", -1.1)]


def test_a_difference_from_the_start_is_the_arms_own() -> None:
    found = read("The mean difference in pain from baseline was -0.9 (SD 0.2) with velotinib.")
    assert [(r.kind, r.value) for r in found.results] == [("arm", -0.9)]
