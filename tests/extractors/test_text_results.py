"""Results: which arm, which outcome, which time, with the exact quote. Sentences written for these tests."""

from __future__ import annotations

import pytest
from written_reports import lines, read

CASES = [
    # a benefit named beside the ratio says which way round it is
    (
        "The relative risk of relapse was 1.46 (95% CI: 1.05-1.87) in favor of velotinib.",
        ["OTHER B/A rr 1.46 [1.05-1.87 @95]"],
    ),
    ("The hazard ratio for death was 1.5 (95% CI, 1.1-1.9), favouring velotinib.", ["OS B/A hr 1.5 [1.1-1.9 @95]"]),
    ("The hazard ratio for death was 0.5 (95% CI, 0.3-0.9) in favour of velotinib.", ["OS A/B hr 0.5 [0.3-0.9 @95]"]),
    ("Median overall survival was 9.0 months for both velotinib and placebo.", ["OS A median 9", "OS B median 9"]),
    # levels of intervals behind their name; a pair whose order the words after it tell
    ("The hazard ratio for death was 0.66 (CI95 %: 0.51-0.85).", ["OS A/B hr 0.66 [0.51-0.85 @95]"]),
    ("The hazard ratio for death was 0.66 (CI, 90%: 0.51-0.85).", ["OS A/B hr 0.66 [0.51-0.85 @90]"]),
    (
        "The response rate was 44% and 61%, significantly higher in the velotinib arm (P = 0.03).",
        ["ORR B rate 44", "ORR A rate 61"],
    ),
    # orders of values and arms
    (
        "Median overall survival was 11.7 months with velotinib and 8.1 months with placebo.",
        ["OS A median 11.7", "OS B median 8.1"],
    ),
    (
        "Overall survival was longer with velotinib than with placebo (median, 11.7 v 8.1 months).",
        ["OS A median 11.7", "OS B median 8.1"],
    ),
    (
        "Compared with placebo, velotinib prolonged overall survival (11.7 vs. 8.1 months).",
        ["OS A median 11.7", "OS B median 8.1"],
    ),
    (
        "The response rate was 20% and 40% in the placebo and velotinib groups, respectively.",
        ["ORR B rate 20", "ORR A rate 40"],
    ),
    ("The response rate was 40% and 20%, respectively (velotinib vs placebo).", ["ORR A rate 40", "ORR B rate 20"]),
    (
        "The response rate in the velotinib group was significantly higher (40% vs. 20%).",
        ["ORR A rate 40", "ORR B rate 20"],
    ),
    (
        "Fever was seen in 12 of 118 placebo-treated patients and in 30 of 120 velotinib patients.",
        ["AE_SPECIFIC B count 12 12/118", "AE_SPECIFIC A count 30 30/120"],
    ),
    (
        "Discontinuation because of harm was alike in both groups (velotinib, 26 [22%]; placebo, 29 [25%]).",
        ["DISCONTINUATION A rate 22 26", "DISCONTINUATION B rate 25 29"],
    ),
    (
        "Grade 3 or higher adverse events occurred in 60% of patients in both groups.",
        ["AE_G3PLUS A rate 60", "AE_G3PLUS B rate 60"],
    ),
    (
        "Median survival was not reached in the velotinib group versus 15·8 months in the placebo group.",
        ["OS A median NR", "OS B median 15.8"],
    ),
    # counts
    (
        "Serious adverse events were reported by 26 (22%) patients in the velotinib group and 13 (11%) in the "
        "placebo group.",
        ["SAE A rate 22 26", "SAE B rate 11 13"],
    ),
    (
        "Four patients in the velotinib group and two in the placebo group died.",
        ["DEATH A count 4 4", "DEATH B count 2 2"],
    ),
    ("No treatment-related deaths occurred.", ["DEATH A count 0 0", "DEATH B count 0 0"]),
    (
        "The worst harms were rash (eight [7%] with velotinib vs none), fever (one [1%] vs six [5%]), and nausea (9 "
        "[8%] vs 5 [4%]).",
        [
            "AE_SPECIFIC A rate 7 8",
            "AE_SPECIFIC B count 0 0",
            "AE_SPECIFIC A rate 1 1",
            "AE_SPECIFIC B rate 5 6",
            "AE_SPECIFIC A rate 8 9",
            "AE_SPECIFIC B rate 4 5",
        ],
    ),
    (
        "A complete response was seen in 18 of 120 velotinib patients (15%) compared with 6 of 118 placebo patients "
        "(5%).",
        ["CR A rate 15 18/120", "CR B rate 5 6/118"],
    ),
    # contrasts
    (
        "Progression-free survival favoured velotinib (hazard ratio for progression or death, 0.70; 99% CI, 0.50 to "
        "0.98; P=0.006).",
        ["PFS A/B hr 0.7 [0.5-0.98 @99]"],
    ),
    (
        "The response rate was 44% with velotinib and 31% with placebo (difference 13%, 95% CI 1 to 25).",
        ["ORR A rate 44", "ORR B rate 31", "ORR A/B rd 13 [1-25 @95]"],
    ),
    (
        "Survival was worse in the placebo group (hazard ratio = 1.41; 95% CI, 1.06 to 1.87).",
        ["OS B/A hr 1.41 [1.06-1.87 @95]"],
    ),
    # times and lists
    (
        "The 1- and 3-year overall survival rates were 88.9% and 82.4% for velotinib and 71.8% and 60.2% for placebo.",
        ["OS A rate 88.9", "OS A rate 82.4", "OS B rate 71.8", "OS B rate 60.2"],
    ),
    (
        "Two-year rates of disease-free survival and overall survival were 64% and 85% for velotinib, and 58% and "
        "75% for placebo.",
        ["DFS A rate 64", "OS A rate 85", "DFS B rate 58", "OS B rate 75"],
    ),
    (
        "The 5-year progression-free, and overall survival rates for velotinib versus placebo were 46.3% v 38.8% and "
        "52.0% v 42.3%, respectively.",
        ["PFS A rate 46.3", "PFS B rate 38.8", "OS A rate 52", "OS B rate 42.3"],
    ),
    # an interval without a level, where the report uses 95% elsewhere
    (
        "Median overall survival was 14·9 months (12·7–17·1) with velotinib and 12·8 months (95% CI 11·2–14·4) with "
        "placebo.",
        ["OS A median 14.9 [12.7-17.1 @95]", "OS B median 12.8 [11.2-14.4 @95]"],
    ),
    # means
    (
        "The mean tremor score was 4.2 ± 1.1 with velotinib and 6.0 ± 1.3 with placebo.",
        ["OTHER A mean 4.2", "OTHER B mean 6"],
    ),
]


@pytest.mark.parametrize(("sentence", "expected"), CASES)
def test_sentences(sentence: str, expected: list[str]) -> None:
    assert lines(read(sentence)) == expected


@pytest.mark.parametrize("sentence", [case[0] for case in CASES])
def test_every_quote_is_exact_and_short(sentence: str) -> None:
    found = read(sentence)
    for result in found.results:
        assert result.locator is not None
        block = next(b for b in found.report.blocks if b.id == result.locator["block"])
        assert block.text[result.locator["start"] : result.locator["end"]] == result.quote
        assert len(result.quote) <= 200


NOT_RESULTS = [
    "Median follow-up was 36 months in the velotinib group and 35 months in the placebo group.",
    "The median age was 61 years with velotinib and 63 years with placebo.",
    "With 240 patients the trial would have 80% power to show a hazard ratio of 0.64.",
    "Median treatment duration was longer with velotinib than with placebo (70.1 vs 40.3 weeks).",
    "By multivariate analysis, age over 60 years (HR 1.77; 95% CI, 1.19 to 2.63) was a risk factor.",
    "Survival was longer in carriers than in others (5.7 v 3.6 months) regardless of treatment.",
    "We enrolled 238 patients between 2004 and 2009: 120 were given velotinib and 118 placebo.",
]


@pytest.mark.parametrize("sentence", NOT_RESULTS)
def test_what_is_no_result(sentence: str) -> None:
    assert lines(read(sentence)) == []


def test_other_trials_in_the_discussion_are_not_this_one() -> None:
    cited = (
        "The FLUMMOX trial reported a response rate of 59.2% with velotinib (5). In a previous study, median "
        "survival was 9 months."
    )
    own = "In our study, patients older than 70 years given velotinib had a lower response rate (25%)."
    found = read("The response rate was 40% with velotinib and 20% with placebo.", discussion=f"{cited} {own}")
    assert lines(found) == ["ORR A rate 40", "ORR B rate 20", "ORR A rate 25"]


def test_one_range_for_several_arms_is_held_not_guessed() -> None:
    methods = "Patients were randomly assigned to velotinib (n = 30), drogamine (n = 31) or both (n = 29)."
    found = read("Median survival was 18.6–18.7 months in the velotinib and drogamine groups.", methods)
    assert [h.reason for h in found.held] == ["range_over_groups"]
    assert [(f.rule, f.severity) for f in found.findings] == [("range_over_groups", "warning")]
    assert found.results == []


def test_a_value_without_an_arm_is_held() -> None:
    found = read("The response rate was 38%.")
    assert found.results == []
    assert [(h.reason, h.value) for h in found.held] == [("arm_unknown", 38)]
    assert "38%" in found.held[0].quote


def test_subgroups_are_not_everyone() -> None:
    found = read(
        "In patients with bent antennae, median survival was 19.1 months with velotinib and 14.7 months with placebo."
    )
    assert {r.population for r in found.results} == {"patients with bent antennae"}


def test_control_over_experimental_is_turned() -> None:
    found = read(
        "Median survival was 25.9 months for velotinib and 21.4 months for placebo (P = .01; HR, 1.70; 95% CI, 1.13 "
        "to 2.56)."
    )
    assert lines(found)[-1] == "OS B/A hr 1.7 [1.13-2.56 @95]"


def test_abstract_and_body_say_it_once() -> None:
    found = read(
        "The response rate was 40% with velotinib and 20% with placebo. The response rate was 40% with velotinib and "
        "21% with placebo."
    )
    assert lines(found) == ["ORR A rate 40", "ORR B rate 20", "ORR B rate 21"]


@pytest.mark.parametrize(
    "title", ["A protocol for a trial of velotinib", "Velotinib in mice", "Velotinib: a systematic review"]
)
def test_reports_that_hold_no_results(title: str) -> None:
    assert read("The response rate was 40% with velotinib and 20% with placebo.", title=title).results == []


def test_a_review_adds_outcomes_of_its_own() -> None:
    from written_reports import report

    from extractors.reading import read_report
    from extractors.vocabulary import Vocabulary

    vocabulary = Vocabulary(outcomes={"WOBBLE": {"phrases": ["wobble score", "WS"], "direction": "lower"}})
    found = read_report(report("The wobble score improved in 40% with velotinib and 20% with placebo."), vocabulary)
    assert lines(found) == ["WOBBLE A rate 40", "WOBBLE B rate 20"]


def test_ages_and_doses_are_no_range_of_results() -> None:
    methods = "Patients were randomly assigned to velotinib (n = 30), drogamine (n = 31) or both (n = 29)."
    found = read(
        "Mortality was similar in all groups at ages 3–6 years and in the oldest age group (67–72 years).", methods
    )
    assert [h.reason for h in found.held] == []
