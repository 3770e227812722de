"""What a broken rule does to the tables."""

import pytest

from flows.checking import _hold, rule_id


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("expected.rows[0].floor", "check_expected_rows_0_floor"),
        ("meta_analysis.ai.range", "check_meta_analysis_ai_range"),
    ],
)
def test_a_rule_becomes_an_id_that_findings_may_hold(rule, name):
    assert rule_id(rule) == name


def test_a_row_that_breaks_a_critical_rule_is_held_and_not_pooled():
    row = {"row_id": "a", "study_id": "s", "study": "S 2020", "outcome": "OS", "experimental": "x", "control": "y"}
    tables = {"meta_analysis": [row, row | {"row_id": "b"}], "provenance": [{"row_id": "a"}, {"row_id": "b"}]}
    _hold(tables, {"a"}, "meta_analysis.sei.range", "Not so.")
    assert [r["row_id"] for r in tables["meta_analysis"]] == ["b"]
    assert [r["row_id"] for r in tables["provenance"]] == ["b"]
    [held] = tables["held"]
    assert (held["held_id"], held["reason"], held["arm"]) == (
        "a-check_meta_analysis_sei_range",
        "check_meta_analysis_sei_range",
        "x v y",
    )
