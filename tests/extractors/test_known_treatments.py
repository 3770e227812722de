"""A review's names of interventions: other names of an arm, and arms that nothing but them makes out."""

from __future__ import annotations

import pytest
from written_reports import report

from extractors.reading import read_report
from extractors.text.known_treatments import KnownTreatments
from extractors.vocabulary import Vocabulary
from schemas.models import Extraction

REVIEW = Vocabulary(
    interventions={"Velotinib": ["VB-4711", "Velora"], "Drogamine": ["DG 12", "drogamine acetate"], "Casting": []}
)


def _read(methods: str, results: str, vocabulary: Vocabulary = REVIEW, title: str = "Care of wobblitis") -> Extraction:
    return read_report(report(results, methods, title=title), vocabulary)


def test_a_synonym_means_its_arm() -> None:
    methods = "Adults were randomised to receive velotinib (n = 50) or drogamine (n = 52)."
    results = "Complete response was seen in 40% with Velora and 20% with drogamine acetate."
    found = _read(methods, results)
    assert [(r.arm, r.value) for r in found.results] == [("A", 40), ("B", 20)]
    assert [r.arm for r in _read(methods, results, Vocabulary()).results] != ["A", "B"]


@pytest.mark.parametrize(
    ("methods", "results", "labels"),
    [
        (
            "In this trial, the group of adults given VB-4711 and the group given casting had the same care.",
            "There was a difference between Velora and casting: complete response was seen in 40% with Velora and 20% "
            "with casting.",
            ["Velora", "casting"],
        ),
        (
            "In this trial of adults all took velotinib in turn, drogamine being kept for later.",
            "Complete response was seen in 40% of adults.",
            [],
        ),
    ],
)
def test_treatments_set_against_each_other(methods: str, results: str, labels: list[str]) -> None:
    assert [arm.label for arm in _read(methods, results).arms if arm.role != "single"] == labels
    assert [arm.label for arm in _read(methods, results, Vocabulary()).arms if arm.role != "single"] == []


def test_a_phrase_of_two_interventions_is_nobodys() -> None:
    known = KnownTreatments({"Velotinib": ["the pill"], "Drogamine": ["the pill", "DG12"]})
    assert known.short_forms() == {"dg12": frozenset({"drogamine"})}


def test_a_review_without_interventions_knows_none() -> None:
    assert Vocabulary().treatments is None
    assert REVIEW.treatments is REVIEW.treatments
