"""Statistics listed once after several comparisons go to their comparisons, in order."""

from extractors.listed_tests import attach_listed_tests
from schemas.models import Arm, Block, Extraction, Report, Result

TEXT = "Cough and chills were rarer with drug than with dummy (10% and 12% v 30% and 25%; χ2=6.25, 2.88, both P<0.1)."


def read(text=TEXT, values=("10", "12", "30", "25"), names=("cough", "chills") * 2):
    results = []
    for arm, name, value in zip("AABB", names, values, strict=True):
        start = text.index(f"{value}%")
        locator = {"block": "b", "start": start, "end": start + 3}
        results.append(
            Result("arm", "AE_SPECIFIC", "rate", outcome_text=name, arm=arm, value=float(value), locator=locator)
        )
    extraction = Extraction(
        Report(blocks=[Block("b", "results", text)]), [Arm("A", "drug"), Arm("B", "dummy")], results
    )
    attach_listed_tests(extraction)
    return [(r.outcome_text, r.arm, r.test["value"]) for r in extraction.results if r.test]


def test_each_comparison_gets_its_own():
    assert read() == [("cough", "A", 6.25), ("chills", "A", 2.88)]


def test_another_number_of_values_is_left_alone():
    assert read(TEXT.replace("2.88,", "2.88, 1.10,")) == []


def test_comparisons_of_an_earlier_sentence_do_not_count():
    assert read(TEXT.replace("; χ2", "). These differ (χ2")) == []


def test_names_that_differ_between_arms_are_paired_by_order():
    names = ("dry cough", "chills", "cough", "chills")
    assert read(names=names) == [("dry cough", "A", 6.25), ("chills", "A", 2.88)]
