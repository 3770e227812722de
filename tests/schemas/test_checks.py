"""The suites built from the dictionary: sound tables pass, each kind of wrong cell is found by its rule.

Great Expectations takes seconds to import, so its runs are few: one over sound tables and one over tables in which
everything is wrong at once.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from schemas.checks import CheckResult, check_tables, failures
from schemas.fields import TABLES, frame
from schemas.protocol import Protocol, load_protocol, new_review
from schemas.row_rules import ROW_RULES
from schemas.rules import protocol_rules, table_rules

Tables = dict[str, list[dict[str, Any]]]
EXPECTED = """
  records: [{source: pubmed, floor: 10, ceiling: 20, reason: the scoping search found 14}]
  rows: [{table: studies, where: {retracted: "false"}, floor: 1, ceiling: 1, reason: one is known.}]
  fill: [{table: meta_analysis, column: estimate, floor: 0.9, reason: nearly all have one}]
"""


# One worker, that of the refreshes: two would import the library and run every check twice.
pytestmark = pytest.mark.xdist_group("flows")


@pytest.fixture(scope="module")
def protocol(tmp_path_factory: pytest.TempPathFactory) -> Protocol:
    path = new_review(tmp_path_factory.mktemp("reviews"), "example")
    text = path.read_text("utf-8")
    start, end = text.index("  records: []"), text.index("analysis:")
    path.write_text(text[:start] + EXPECTED.strip("\n") + "\n" + text[end:], "utf-8")
    return load_protocol(path.parent)


def sound() -> Tables:
    study = {"study_id": "NCT1", "study": "A 2020", "reports": ["pubmed:1"], "n_reports": 1, "retracted": False}
    meta = {
        "row_id": "row-1", "study_id": "NCT1", "study": "A 2020", "outcome": "PFS", "outcome_label": "PFS",
        "population": "all", "experimental": "drug", "control": "placebo", "measure": "HR", "yi": -0.5, "sei": 0.1,
        "vi": 0.01, "estimate": 0.61, "ci_low": 0.5, "ci_high": 0.74, "p_value": "<0.001", "ai": 5, "n1i": 10,
    }  # fmt: skip
    place = {"row_id": "row-1", "column": "estimate", "report": "pubmed:1", "sha256": "a" * 64}
    return {"studies": [study], "meta_analysis": [meta], "provenance": [place]}


def wrong() -> Tables:
    """One cell wrong for each kind of rule."""
    tables = sound()
    (study,), (meta,) = tables["studies"], tables["meta_analysis"]
    tables["studies"] = [
        study | {"n_reports": 2, "start_date": "2021-05", "end_date": "2020", "design": "rtc"},
        study | {"study_id": "NCT2", "retracted": True, "start_date": "2021-13"},
    ]
    tables["meta_analysis"] = [
        meta | {"vi": 0.02, "estimate": 0.9, "n1i": 4, "p_value": "small", "year": 1066},
        meta | {"row_id": "row-2", "study_id": "NCT2", "control": None, "ci_low": -0.1, "yi": None},
        meta | {"row_id": "row-2", "study_id": "NCT3", "outcome": "XYZ", "study": None, "n1i": None, "estimate": None},
    ]
    tables["contrasts"] = [
        {"contrast_id": "c", "study_id": "NCT1", "study": "A 2020", "outcome": "PFS", "outcome_label": "PFS",
         "population": "all", "stat": "hr", "treat1": "a", "treat2": "a", "source_report": "pubmed:1",
         "speaks": "yes"},
    ]  # fmt: skip
    tables["provenance"] = [{"row_id": "row-9", "column": "estimate", "report": "pubmed:1"}] * 2
    return tables


def run(tables: Tables, protocol: Protocol, records: int) -> list[CheckResult]:
    return check_tables({name: frame(name, rows) for name, rows in tables.items()}, protocol, {"pubmed": records})


@pytest.fixture(scope="module")
def found(protocol: Protocol) -> dict[str, CheckResult]:
    results = run(wrong(), protocol, 30)
    return {result.rule: result for result in failures(results)}


def test_sound_tables_keep_every_rule(protocol: Protocol) -> None:
    results = run(sound(), protocol, 14)
    assert [result.message for result in failures(results)] == []
    rules = [rule.id for table in TABLES.values() for rule in table_rules(table)]
    rules += [rule.id for rule in protocol_rules(protocol)]
    assert sorted(result.rule for result in results) == sorted(rules)
    assert len(set(rules)) == len(rules)


BROKEN_RULES = {
    "meta_analysis.key",
    "meta_analysis.study.required",
    "meta_analysis.year.range",
    "meta_analysis.p_value.pattern",
    "meta_analysis.outcome.known",
    "meta_analysis.study_id_in_studies",
    "meta_analysis.interval_holds_estimate",
    "meta_analysis.events_fit",
    "meta_analysis.variance_is_square",
    "meta_analysis.effect_complete",
    "meta_analysis.counts_have_patients",
    "meta_analysis.control_where_compared",
    "meta_analysis.ratio_positive",
    "meta_analysis.retracted_out",
    "meta_analysis.traceable",
    "meta_analysis.something_to_pool",
    "studies.design.allowed",
    "studies.start_date.pattern",
    "studies.starts_before_end",
    "studies.reports_counted",
    "contrasts.two_treatments",
    "provenance.key",
    "provenance.row_exists",
    "expected.records[0].ceiling",
    "expected.fill[0].floor",
}
"""What the wrong tables break, a cell a rule."""


def test_each_wrong_cell_is_found_by_its_rule_and_nothing_else_is(found: dict[str, CheckResult]) -> None:
    assert set(found) == BROKEN_RULES
    for result in found.values():
        assert result.broken == ""
        assert result.message.startswith("Not so")


def test_a_failure_names_rows_values_and_severity(found: dict[str, CheckResult]) -> None:
    one = found["meta_analysis.p_value.pattern"]
    assert (one.failed, one.rows, one.values, one.severity) == (1, ("row-1",), ("small",), "critical")
    assert found["meta_analysis.traceable"].rows == ("row-1", "row-2", "row-2")
    assert found["studies.starts_before_end"].severity == "warning"
    assert found["expected.records[0].ceiling"].severity == "warning"
    assert found["expected.fill[0].floor"].severity == "critical"


@pytest.mark.slow
def test_a_check_that_cannot_run_is_broken_and_not_a_fault_of_the_data(protocol: Protocol) -> None:
    studies = frame("studies", sound()["studies"]).drop(columns=["n_reports"])
    results = {r.rule: r for r in check_tables({"studies": studies}, protocol)}
    assert not results["studies.columns"].success
    assert results["studies.columns"].broken == ""
    assert "n_reports" in results["studies.n_reports.required"].broken
    assert results["studies.reports_counted"].broken
    assert results["studies.reports_counted"].message.startswith("The check studies.reports_counted could not run")
    assert not any(rule.startswith("expected.records") for rule in results)


def test_sentences_are_sentences(protocol: Protocol) -> None:
    rules = [rule for table in TABLES.values() for rule in table_rules(table)] + protocol_rules(protocol)
    for rule in rules:
        assert rule.sentence.endswith(".")
        assert not rule.sentence.endswith("..")
    assert {rule.table for rule in ROW_RULES.values()} <= set(TABLES)


def test_the_check_stage_is_imported_only_when_it_runs() -> None:
    code = "import sys, schemas.checks; assert 'great_expectations' not in sys.modules and 'pandas' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
