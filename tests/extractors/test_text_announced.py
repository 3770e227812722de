"""A form of printing that one sentence announces for all measurements of the report."""

from __future__ import annotations

import pytest
from written_reports import METHODS, lines, read

from extractors.text.mean_forms import usual_form


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("Values are mean (SD).", "sd"),
        ("Data are expressed as means ± SEM.", "se"),
        ("Results were reported as the mean ± standard deviation.", "sd"),
        ("Data are presented as median [IQR].", "iqr"),
        ("Data are presented as median (range).", ""),
        ("Results were mean.", ""),
    ],
)
def test_the_form_is_told(sentence: str, form: str) -> None:
    assert usual_form([sentence, "Wobbling fell."]) == form


def test_two_announcements_tell_nothing() -> None:
    assert usual_form(["Values are mean (SD).", "Data are median (IQR)."]) == ""


def test_a_bracket_is_the_announced_spread() -> None:
    found = read(
        "Wobble score was 12.3 (4.5) with velotinib and 15.6 (5.1) with placebo.", METHODS + " Values are mean (SD)."
    )
    assert [(r.arm, r.stat, r.value, r.sd, r.se) for r in found.results] == [
        ("A", "mean", 12.3, 4.5, None), ("B", "mean", 15.6, 5.1, None),
    ]  # fmt: skip


def test_what_follows_plus_or_minus_is_the_announced_error() -> None:
    found = read(
        "Wobble score was 12.3 ± 4.5 with velotinib and 15.6 ± 5.1 with placebo.",
        METHODS + " Data are expressed as means ± SEM.",
    )
    assert [(r.value, r.sd, r.se) for r in found.results] == [(12.3, None, 4.5), (15.6, None, 5.1)]


@pytest.mark.parametrize(
    ("sentence", "methods"),
    [
        (
            "Wobble score was 12 [8-20] with velotinib and 16 [10-25] with placebo.",
            METHODS + " Data are expressed as median [IQR].",
        ),
        ("Wobble score was 12 (IQR 8-20) with velotinib and 16 (10-25) with placebo.", METHODS),
    ],
)
def test_a_spread_between_quartiles_is_of_a_median(sentence: str, methods: str) -> None:
    assert [(r.arm, r.stat, r.value, r.q1, r.q3, r.ci_low) for r in read(sentence, methods).results] == [
        ("A", "median", 12, 8, 20, None), ("B", "median", 16, 10, 25, None),
    ]  # fmt: skip


def test_percentages_stay_percentages() -> None:
    found = read(
        "Wobbling was seen in 12 (10.0%) with velotinib and 15 (12.1%) with placebo.",
        METHODS + " Values are mean (SD).",
    )
    assert lines(found) == ["OTHER A rate 10 12", "OTHER B rate 12.1 15"]
