"""ISRCTN keeps an outcome that was changed below the new one, under a heading with the day: both are read."""

import orjson
import pytest

from extractors import Vocabulary, read_report
from schemas.models import Record
from sources.readers import read_record

HEADED = (
    "Current primary outcome measures as of 28/04/2021:\n1. Overall survival at five years\n2. Walking distance\n\n"
    "_____\n\nPrevious primary outcome measure:\nProgression-free survival at two years"
)


def outcomes(text):
    trial = {"isrctn": "10000001", "trialDescription": {"title": "Tea for insomnia", "primaryOutcome": text}}
    report = read_record(Record("isrctn", "ISRCTN10000001", orjson.dumps(trial), "isrctn-json"))
    found = read_report(report, Vocabulary(outcomes={}, interventions={})).report.details
    return [(d.field, d.value, d.quote, d.until) for d in found if d.field.endswith("primary_outcomes")]


def test_what_holds_and_what_held_before():
    assert outcomes(HEADED) == [
        ("primary_outcomes", "OS", "Overall survival at five years", ""),
        ("primary_outcomes", "OTHER", "Walking distance", ""),
        ("earlier_primary_outcomes", "PFS", "Progression-free survival at two years", "2021-04-28"),
    ]


def test_two_changes_are_two_days():
    text = (
        "Current primary outcome measures as of 01/02/2022: Overall survival "
        "Previous primary outcome measures as of 03/04/2021: Fever-free days "
        "Previous primary outcome measures: Progression-free survival"
    )
    assert [(quote, until) for _, _, quote, until in outcomes(text)] == [
        ("Overall survival", ""),
        ("Fever-free days", "2022-02-01"),
        ("Progression-free survival", "2021-04-03"),
    ]


@pytest.mark.parametrize(
    "text, titles",
    [
        ("Overall survival", ["Overall survival"]),
        ("1. Sleep\n2. Waking", ["Sleep", "Waking"]),
        (
            "Sleep as in our previous primary outcome measure: hours",
            ["Sleep as in our previous primary outcome measure: hours"],
        ),
        ("", []),
    ],
)
def test_a_text_without_headings_is_what_holds(text, titles):
    assert [(field, quote) for field, _, quote, _ in outcomes(text)] == [("primary_outcomes", t) for t in titles]
