"""Adjusted or crude, interim or final: what the sentence of a number or the title says."""

import pytest
from written_reports import read


def marks(results, title="Velotinib against placebo in wobblitis"):
    found = read(results, title=title).results
    return [(r.value, r.adjusted, r.analysis) for r in found if r.kind == "contrast"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Velotinib improved survival over placebo (adjusted HR 0.70; 95% CI 0.55-0.90).", [(0.7, True, "")]),
        ("Velotinib improved survival over placebo (unadjusted HR 0.74; 95% CI 0.57-0.96).", [(0.74, False, "")]),
        ("Velotinib improved survival over placebo (HR 0.74; 95% CI 0.57-0.96).", [(0.74, None, "")]),
        (
            "At the second interim analysis velotinib beat placebo in survival (HR 0.60; 95% CI 0.41-0.88).",
            [(0.6, None, "interim")],
        ),
        (
            "In the final overall survival analysis velotinib beat placebo (HR 0.72; 95% CI 0.58-0.89).",
            [(0.72, None, "final")],
        ),
    ],
)
def test_marks(sentence, expected):
    assert marks(sentence) == expected


def test_the_title_tells_where_the_sentence_does_not():
    sentence = "Survival was longer with velotinib than placebo (HR 0.72; 95% CI 0.58-0.89)."
    assert marks(sentence, "Velotinib against placebo in wobblitis: final results") == [(0.72, None, "final")]


def test_an_analysis_to_come_and_an_adjusted_threshold_say_nothing():
    sentence = (
        "With a multiplicity-adjusted alpha, survival was longer with velotinib than placebo (HR 0.72; 95% CI "
        "0.58-0.89) while the planned final analysis is awaited."
    )
    assert marks(sentence) == [(0.72, None, "")]
