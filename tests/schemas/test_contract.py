"""The JSON of `extract --json` holds exactly what the contract names."""

from __future__ import annotations

import orjson

from schemas.contract import DETAIL_FIELDS, as_contract
from schemas.models import Arm, Extraction, Finding, Held, Notice, Report, Result


def test_every_key_of_the_contract_is_there_in_order() -> None:
    report = Report("inbox", "a.txt", "00", title="T", notices=[Notice("erratum", "1")])
    result = Result("arm", "ORR", "rate", class_="Cohort 1", arm="A", value=50.0, unit="%", quote="50%")
    extraction = Extraction(
        report,
        [Arm("A", "examplinib", n=20)],
        [result],
        [Finding("percent_impossible", "critical", "no count gives it", [0], proposal="10")],
        [Held("arm_unknown", "no arm is named", "61%", value=61.0)],
    )
    line = as_contract("a.txt", extraction)
    assert list(line) == ["file", "record", "report", "arms", "results", "findings", "held", "posted"]
    assert list(line["record"]) == ["source", "id", "sha256"]
    assert list(line["report"]) == [
        "title", "authors", "year", "journal", "doi", "pmid", "pmcid", "language", "publication_types", "registry_ids",
        "design", "phase", "n_total", "n_total_type", "conditions", "interventions", "start_date", "end_date",
        "data_cutoff", "sponsor", "countries", "notices", *DETAIL_FIELDS, "details",
    ]  # fmt: skip
    assert list(line["arms"][0])[:6] == ["arm", "label", "role", "n", "locator", "quote"]
    assert list(line["results"][0]) == [
        "kind", "outcome", "outcome_text", "class", "category", "timepoint", "timepoint_weeks", "arm", "ref_arm",
        "stat", "value", "unit", "sd", "se", "q1", "q3", "not_reached", "ci_low", "ci_high", "ci_level", "p", "test",
        "events", "n_eval", "events_origin", "population", "locator", "quote", "adjusted", "analysis",
        "minimum", "maximum", "method", "hypothesis", "sides",
    ]  # fmt: skip
    assert list(line["findings"][0])[:4] == ["rule", "severity", "message", "results"]
    assert line["results"][0]["class"] == "Cohort 1"
    assert line["held"][0]["reason"] == "arm_unknown"
    assert orjson.loads(orjson.dumps(line)) == line


def test_unknown_is_null() -> None:
    report = as_contract("a.txt", Extraction(Report()))["report"]
    assert [key for key, value in report.items() if value == ""] == []
    assert (report["title"], report["year"], report["registry_ids"]) == (None, None, {"own": [], "cited": []})
