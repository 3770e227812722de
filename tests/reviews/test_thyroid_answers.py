"""The bundled review's first answer: hazard ratios of its trials as printed, each with its interval's own level."""

import math
from pathlib import Path
from typing import Any

import pytest

from schemas.fields import clean_rows
from schemas.protocol import load_protocol
from synthesis.answers import Answer, answers
from synthesis.effects import standard_error_of_interval

REVIEW = Path(__file__).parents[2] / "reviews" / "thyroid"
DIFFERENTIATED = [
    # trial, drug, ratio, low, high, level
    ("DECISION", "Sorafenib", 0.59, 0.45, 0.76, 95),
    ("SELECT", "Lenvatinib", 0.21, 0.14, 0.31, 99),
    ("COSMIC-311", "Cabozantinib", 0.22, 0.15, 0.32, 96),
    ("REALITY", "Apatinib", 0.26, 0.14, 0.47, 95),
    ("DIRECTION", "Donafenib", 0.39, 0.25, 0.61, 95),
    ("ALTER01032", "Anlotinib", 0.21, 0.12, 0.37, 95),
    ("Study 308", "Lenvatinib", 0.16, 0.10, 0.26, 95),
    ("VERIFY", "Vandetanib", 0.75, 0.55, 1.03, 95),
    ("Phase II", "Vandetanib", 0.63, 0.54, 0.74, 60),
]
MEDULLARY = [
    ("ZETA", "Vandetanib", 0.46, 0.31, 0.69, 95),
    ("EXAM", "Cabozantinib", 0.28, 0.19, 0.40, 95),
    ("ALTER01031", "Anlotinib", 0.53, 0.30, 0.95, 95),
]


def row(trial: tuple[Any, ...]) -> dict[str, Any]:
    name, drug, estimate, low, high, level = trial
    sei = standard_error_of_interval(math.log(low), math.log(high), level)
    return {
        "row_id": name, "study_id": name, "study": name, "outcome": "PFS", "outcome_label": "PFS", "population": "all",
        "design": "rct", "experimental": drug, "control": "Placebo", "measure": "HR", "yi": math.log(estimate),
        "sei": sei, "vi": sei**2, "estimate": estimate, "ci_low": low, "ci_high": high, "ci_level": level,
        "effect_origin": "from_interval",
    }  # fmt: skip


@pytest.fixture(scope="module")
def found() -> dict[str, Answer]:
    rows = [row(trial) for trial in DIFFERENTIATED + MEDULLARY]
    studies = [
        {"study_id": trial[0], "study": trial[0], "conditions": f"{condition} thyroid cancer"}
        for condition, trials in (("Differentiated", DIFFERENTIATED), ("Medullary", MEDULLARY))
        for trial in trials
    ]
    tables = {"meta_analysis": clean_rows("meta_analysis", rows), "studies": clean_rows("studies", studies)}
    return {answer.analysis.condition.split()[0]: answer for answer in answers(tables, load_protocol(REVIEW))}


def ratios(answer: Answer, variant: str = "") -> list[float]:
    """Hazard ratio with both ends of its interval."""
    pooled = next(v.pooled for v in answer.variants if v.id == variant) if variant else answer.pooled
    assert pooled is not None
    return [math.exp(x) for x in (pooled.b, pooled.ci_low, pooled.ci_high)]


# What metafor 3.8-1 gives for these rows: rma(yi, sei = sei, method = "REML", test = "knha").
def test_each_interval_at_its_own_level(found: dict[str, Answer]) -> None:
    assert ratios(found["Differentiated"]) == pytest.approx([0.3345, 0.2146, 0.5213], abs=1e-4)
    assert ratios(found["Medullary"]) == pytest.approx([0.3947, 0.1709, 0.9119], abs=1e-4)


def test_every_interval_taken_as_95(found: dict[str, Answer]) -> None:
    assert ratios(found["Differentiated"], "all_95") == pytest.approx([0.3378, 0.2165, 0.5270], abs=1e-4)
    note = next(v.note for v in found["Differentiated"].variants if v.id == "all_95")
    assert {"SELECT (99%)", "COSMIC-311 (96%)", "Phase II (60%)"} == {
        part.strip() for part in note.removeprefix("That is wrong for ").split(":")[0].split(",")
    }
    assert "all_95" not in {v.id for v in found["Medullary"].variants}


def test_both_conditions_together(found: dict[str, Answer]) -> None:
    for answer in found.values():
        assert ratios(answer, "conditions_together") == pytest.approx([0.3512, 0.2522, 0.4890], abs=1e-4)
        # By metafor from the twelve printed intervals, each taken as one of 95%.
        assert ratios(answer, "conditions_together_all_95") == pytest.approx([0.3545, 0.2544, 0.4939], abs=1e-4)
