"""What people correct is applied while the old value stands, and shown where it no longer does."""

import math

import pytest
from trials import PROTOCOL, Finding, by_id, counts, hazard_ratio, trial

from synthesis import Correction, build


def built(extraction, *corrections):
    return build([extraction], PROTOCOL, [], list(corrections))


def fix(key, column, old, new):
    return Correction(key, column, old, new, "the table says so", "AB", "2026-03-01")


def key_of(extraction, table="contrasts", name="contrast_id"):
    return built(extraction).tables[table][0][name]


def test_a_number_is_corrected_before_anything_is_built_on_it():
    wrong = trial([hazard_ratio(0.95, 0.45, 0.76)])
    out = built(wrong, fix(key_of(wrong), "estimate", "0.95", "0.59"))
    (row,) = out.tables["meta_analysis"]
    assert row["yi"] == pytest.approx(math.log(0.59))
    (note,) = by_id(out.tables["findings"], rule="corrected")
    assert note["message"] == "estimate was 0.95 and is 0.59 because the table says so."
    entry = by_id(out.tables["provenance"], row_id=row["row_id"], column="estimate")[0]
    assert entry["extractor"] == "correction by AB 2026-03-01"
    assert wrong.results[0].value == 0.95


def test_a_correction_whose_old_value_is_gone_is_not_applied():
    right = trial([hazard_ratio(0.59, 0.45, 0.76)])
    out = built(right, fix(key_of(right), "estimate", "0.95", "0.61"))
    assert out.tables["meta_analysis"][0]["estimate"] == 0.59
    (finding,) = by_id(out.tables["findings"], rule="correction_stale")
    assert "0.59 stands there and not '0.95'" in finding["message"]


@pytest.mark.parametrize(("key", "column"), [("no.such.row", "ai"), ("pubmed:1", "colour")])
def test_a_correction_of_nothing_is_shown(key, column):
    out = built(trial(), fix(key, column, "", "1"))
    assert by_id(out.tables["findings"], rule="correction_stale")


def test_a_value_that_cannot_stand_there_is_refused():
    extraction = trial([counts("A", 24, 196), counts("B", 1, 201)])
    key = key_of(extraction, "results", "result_id")
    out = built(extraction, fix(key, "event", "24", "24.5"))
    assert "cannot stand" in by_id(out.tables["findings"], rule="correction_stale")[0]["message"]
    assert out.tables["meta_analysis"][0]["ai"] == 24


def test_the_facts_of_a_report_are_corrected():
    out = built(trial(), fix("pubmed:1", "registry_ids", "", "NCT00000001"), fix("pubmed:1", "year", "2020", "2021"))
    (study,) = out.tables["studies"]
    assert study["study_id"] == "NCT00000001" and study["study"] == "Lindgren 2021"


def test_a_row_is_corrected_and_its_effect_calculated_anew():
    extraction = trial([counts("A", 24, 196), counts("B", 1, 201)])
    row_id = built(extraction).tables["meta_analysis"][0]["row_id"]
    out = built(extraction, fix(row_id, "n1i", "196", "207"))
    (row,) = out.tables["meta_analysis"]
    assert row["n1i"] == 207 and row["yi"] == pytest.approx(math.log(24 / 207) - math.log(1 / 201))
    assert row["estimate"] == pytest.approx((24 / 207) / (1 / 201))
    refused = built(extraction, fix(row_id, "n1i", "196", "3"))
    assert by_id(refused.tables["findings"], rule="correction_stale")
    assert refused.tables["meta_analysis"][0]["n1i"] == 196


def test_an_interval_is_corrected_with_its_standard_error():
    extraction = trial([hazard_ratio(0.21, 0.14, 0.31, 95)])
    row_id = built(extraction).tables["meta_analysis"][0]["row_id"]
    (row,) = built(extraction, fix(row_id, "ci_level", "95", "99")).tables["meta_analysis"]
    assert row["sei"] == pytest.approx(0.1543, abs=5e-5)


def test_a_confirmed_number_is_no_longer_held():
    finding = Finding("values_doubted", "critical", "Somebody doubts it.", [0])
    extraction = trial([hazard_ratio(0.59, 0.45, 0.76)], findings=[finding])
    assert built(extraction).counts["held"] == 1
    out = built(extraction, fix(key_of(extraction), "estimate", "0.59", "0.59"))
    assert out.counts["held"] == 0 and out.counts["rows"] == 1
    severities = {f["severity"] for f in by_id(out.tables["findings"], rule="values_doubted")}
    assert "info" in severities
