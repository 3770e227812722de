"""A small review, made up for these tests: two studies, one of them with a comparison and one a single arm."""

import math
from typing import Any

import pytest

from publishing import PublishContext
from schemas.protocol import Protocol, load_protocol, new_review

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def protocol(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    folder = tmp_path_factory.mktemp("reviews")
    new_review(folder, "example")
    return load_protocol(folder / "example")


@pytest.fixture
def context() -> PublishContext:
    return PublishContext(
        slug="example",
        as_of="2026-06-01",
        code_version="0.1.0",
        searched={"pubmed": "2026-06-01", "clinicaltrials_gov": "2026-05-30"},
        counts={"records": 5, "studies": 2},
        identified={"pubmed": 3, "europe_pmc": 1, "clinicaltrials_gov": 1, "inbox": 1},
        inputs={"protocol": "0" * 64},
        trigger="archive",
    )


def meta_row(row_id: str, study_id: str, **cells: Any) -> dict[str, Any]:
    low, high = 0.45, 0.76
    sei = (math.log(high) - math.log(low)) / 2 / 1.959963984540054
    row = {
        "row_id": row_id,
        "study_id": study_id,
        "study": "Arndt 2019",
        "year": 2019,
        "outcome": "PFS",
        "outcome_label": "Progression-free survival",
        "population": "all",
        "design": "rct",
        "experimental": "drug",
        "control": "placebo",
        "measure": "HR",
        "yi": math.log(0.59),
        "vi": sei**2,
        "sei": sei,
        "estimate": 0.59,
        "ci_low": low,
        "ci_high": high,
        "ci_level": 95,
        "p_value": "<0.0001",
        "effect_origin": "reported",
        "confirmation": "single",
        "source_report": "pubmed:1",
    }
    return row | cells


@pytest.fixture
def tables() -> Tables:
    def study(study_id: str, name: str, reports: list[str], **cells: Any) -> dict[str, Any]:
        base = {"study_id": study_id, "study": name, "reports": reports, "n_reports": len(reports), "retracted": False}
        return base | cells

    def screened(report: str, decision: str = "include", **cells: Any) -> dict[str, Any]:
        base = {"report": report, "decision": decision, "decided_by": "protocol", "stale": False}
        return base | {"seen_sha256": "a" * 64} | cells

    single = meta_row(
        "row-2", "NCT00000002", study="Bähr 2021", control=None, measure="PLO", outcome="ORR", xi=0, ni=20,
        outcome_label="Response", yi=None, vi=None, sei=None, ci_low=0, estimate=0, ci_high=16.8, effect_origin=None,
        source_report="clinicaltrials_gov:NCT00000002",
    )  # fmt: skip
    return {
        "studies": [
            study("NCT00000001", "Arndt 2019", ["pubmed:1", "pubmed:2"], title="A trial, “quoted”"),
            study("NCT00000002", "Bähr 2021", ["clinicaltrials_gov:NCT00000002"], countries=["Chad", "Peru"]),
        ],
        "meta_analysis": [meta_row("row-1", "NCT00000001"), single],
        "screening": [
            screened("pubmed:1", study_id="NCT00000001"),
            screened("pubmed:2", study_id="NCT00000001"),
            screened("europe_pmc:MED/1", "unclear", duplicate_of="pubmed:1"),
            screened("clinicaltrials_gov:NCT00000002", study_id="NCT00000002"),
            screened("pubmed:3", "exclude", reason="design"),
            screened("inbox:note.txt", "unclear", reason="no condition named", title="=HYPERLINK(1)"),
        ],
        "provenance": [
            {"row_id": row, "column": "estimate", "report": report, "sha256": "b" * 64, "quote": "as read\nhere"}
            for row, report in (("row-1", "pubmed:1"), ("row-2", "clinicaltrials_gov:NCT00000002"))
        ],
        "findings": [
            {"finding_id": "f-1", "severity": "warning", "rule": "late", "message": "Registered 3 days late | after.",
             "study_id": "NCT00000001", "study": "Arndt 2019", "rows": ["row-1"]},
        ],
        "held": [{"held_id": "h-1", "reason": "arm_unknown", "message": "12% of whom?", "quote": "<b>12%</b>"}],
    }  # fmt: skip
