"""Means with their spread, their units and the sign of changes. Sentences written for these tests."""

from __future__ import annotations

import pytest
from written_reports import lines, read

from appraisal import appraise
from extractors.text.mean_forms import printed_means
from schemas.models import Arm, Extraction, Report, Result

MEANS = [
    ("The mean (SD) change in stride was 0.32 (0.40) with velotinib and 0.14 (0.38) with placebo.", (0.32, 0.14), ""),
    ("Stride rose by 0.32 L (SD 0.40) with velotinib and 0.14 L (SD 0.38) with placebo.", (0.32, 0.14), "L"),
    ("Stride was 3.1 ± 1.2 mmol/L with velotinib and 4.0 ± 1.1 mmol/L with placebo.", (3.1, 4.0), "mmol/L"),
    ("Wobble was 3.1 wobs (SD 1.2) with velotinib and 4.0 wobs (SD 1.1) with placebo.", (3.1, 4.0), "wobs"),
    ("The wobble score fell by 1.4 (SD 0.9) with velotinib and by 1.0 (SD 1.0) with placebo.", (-1.4, -1.0), ""),
    ("The mean reduction in wobble was 1.4 (SD 0.9) with velotinib and 1.0 (SD 1.0) with placebo.", (-1.4, -1.0), ""),
    ("Wobble rose by 3 m (SD 4) with velotinib but declined by 8 m (SD 3) with placebo.", (3.0, -8.0), "m"),
    ("Mean wobble fell to 72 (SD 9) mmHg with velotinib and 81 (SD 10) mmHg with placebo.", (72.0, 81.0), "mmHg"),
    ("Mean change in wobble was -1.4 (SD 0.9) with velotinib and -1.0 (SD 1.0) with placebo.", (-1.4, -1.0), ""),
    ("The mean wobble was 2.3 (95% CI, 1.9 to 2.7) with velotinib and 3.4 (95% CI, 3.0 to 3.8) with placebo.",
     (2.3, 3.4), ""),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "values", "unit"), MEANS)
def test_means_of_both_arms(sentence: str, values: tuple[float, float], unit: str) -> None:
    arms = [r for r in read(sentence).results if r.kind == "arm"]
    assert [(r.outcome, r.arm, r.stat, r.value, r.unit) for r in arms] == [
        ("OTHER", arm, "mean", value, unit) for arm, value in zip("AB", values, strict=True)
    ]


def test_interval_of_a_fall_turns_with_it() -> None:
    first = read("Weight decreased 4.2 kg (95% CI 3.1 to 5.3) with velotinib and 1.1 kg (95% CI 0.4 to 1.8) with "
                 "placebo.").results[0]  # fmt: skip
    assert (first.value, first.ci_low, first.ci_high) == (-4.2, -5.3, -3.1)


def test_standard_errors_are_not_standard_deviations() -> None:
    first = read("The mean (SE) change in wobble was -1.3 (0.1) with velotinib and -0.5 (0.2) with placebo.").results[0]
    assert (first.sd, first.se) == (None, 0.1)


def test_difference_with_its_unit() -> None:
    read_lines = lines(read("Stride rose by 0.32 L (SD 0.40) with velotinib and 0.14 L (SD 0.38) with placebo (mean "
                            "difference 0.18 L; 95% CI 0.08 to 0.28)."))  # fmt: skip
    assert read_lines[-1] == "OTHER A/B md 0.18 [0.08-0.28 @95]"


@pytest.mark.parametrize(
    "sentence",
    [
        "At baseline, the mean wobble was 5.4 ± 1.1 with velotinib and 5.2 ± 1.3 with placebo.",
        "Mortality fell by 20% with velotinib and 5% with placebo.",
        "The mean (SD) age was 54 (11) years with velotinib and 55 (10) years with placebo.",
    ],
)
def test_no_results(sentence: str) -> None:
    assert lines(read(sentence)) == []


def test_counts_with_percentages_are_no_means() -> None:
    assert printed_means("The mean (SD) stay was 4 (2) days and 12 (10%) left early.")[1:] == []


def test_a_percentage_above_100_is_impossible() -> None:
    def findings(words: str) -> list[str]:
        result = Result("arm", "OTHER", "rate", outcome_text=words, arm="A", value=196.0, unit="%")
        return [f.rule for f in appraise(Extraction(Report(), [Arm("A", "Velotinib")], [result])).findings]

    assert "percent_impossible" in findings("clinical wobble")
    assert "percent_impossible" not in findings("increase in wobble")
