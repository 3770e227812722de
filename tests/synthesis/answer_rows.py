"""Rows of made-up trials for the tests of answers: drugs A to C against placebo, and single arms."""

import math
from typing import Any

from schemas.fields import clean_rows
from schemas.protocol import Protocol
from synthesis.effects import effect_of, standard_error_of_interval

Row = dict[str, Any]
PLAN = {
    "slug": "example",
    "title": "Drugs A to C",
    "question": dict.fromkeys(("population", "intervention", "comparison", "outcome"), "invented"),
    "interventions": [
        {"id": "drug-a", "label": "Drug A"},
        {"id": "drug-b", "label": "Drug B"},
        {"id": "drug-c", "label": "Drug C"},
        {"id": "placebo", "label": "Placebo", "role": "control"},
    ],
    "outcomes": [
        {"id": "PFS", "label": "Progression-free survival", "better": "higher", "primary": True, "measure": "HR"},
        {"id": "ORR", "label": "Response", "better": "higher", "measure": "RR"},
        {"id": "SAE", "label": "Serious adverse events", "better": "lower", "measure": "RR"},
    ],
    "comparisons": [
        {"id": "any-vs-placebo", "label": "Any drug against placebo", "experimental": ["drug-a", "drug-b"],
         "control": ["placebo"]},
        {"id": "single-arms", "label": "Single arms", "experimental": ["drug-a", "drug-b"]},
    ],
}  # fmt: skip


def plan(**parts: Any) -> Protocol:
    """The protocol, with other parts or other settings of `analysis`."""
    return Protocol.model_validate(PLAN | parts)


def hazard(study: str, estimate: float, low: float, high: float, level: float = 95, **cells: Any) -> Row:
    """A hazard ratio with its interval."""
    sei = standard_error_of_interval(math.log(low), math.log(high), level)
    found = {
        "row_id": f"{study}.pfs", "outcome": "PFS", "measure": "HR", "yi": math.log(estimate), "sei": sei,
        "vi": sei**2, "estimate": estimate, "ci_low": low, "ci_high": high, "ci_level": level,
        "effect_origin": "from_interval",
    }  # fmt: skip
    return _row(study, found | cells)


def counts(study: str, ai: int, n1i: int, ci: int, n2i: int, **cells: Any) -> Row:
    """Counts of both groups under a risk ratio."""
    effect = effect_of("RR", ai=ai, n1i=n1i, ci=ci, n2i=n2i)
    found = {
        "row_id": f"{study}.orr", "outcome": "ORR", "measure": "RR", "ai": ai, "n1i": n1i, "ci": ci, "n2i": n2i,
        "yi": effect.yi, "vi": effect.vi, "sei": effect.sei, "effect_origin": "from_counts",
        "counts_origin": "reported",
    }  # fmt: skip
    return _row(study, found | cells)


def arm(study: str, xi: int, ni: int, **cells: Any) -> Row:
    """Counts of a single arm."""
    effect = effect_of("PLO", xi=xi, ni=ni)
    found = {
        "row_id": f"{study}.orr", "outcome": "ORR", "measure": "PLO", "xi": xi, "ni": ni, "control": None,
        "yi": effect.yi, "vi": effect.vi, "sei": effect.sei, "effect_origin": "from_counts",
        "counts_origin": "reported", "design": "single_arm",
    }  # fmt: skip
    return _row(study, found | cells)


def _row(study: str, cells: Row) -> Row:
    base = {
        "study_id": study, "study": study.title(), "year": 2020, "outcome_label": cells["outcome"],
        "population": "all", "design": "rct", "experimental": "Drug A", "control": "Placebo",
        "confirmation": "single", "pmids": ["1"],
    }  # fmt: skip
    return base | cells


def tables(rows: list[Row], **conditions: str) -> dict[str, list[Row]]:
    """Clean tables with a study for every row; `conditions` is study id → conditions."""
    names = dict.fromkeys(row["study_id"] for row in rows)
    studies = [
        {"study_id": name, "study": name.title(), "n_total": 100, "conditions": conditions.get(name)} for name in names
    ]
    return {"meta_analysis": clean_rows("meta_analysis", rows), "studies": clean_rows("studies", studies)}
