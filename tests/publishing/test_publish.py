"""`publish`: same tables, same bytes; nothing new, nothing touched; never over someone else's folder."""

import hashlib
import json
import random
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publishing import PublishContext, last_version, publish
from schemas.errors import BadInput
from schemas.fields import TABLES
from schemas.protocol import Protocol

Tables = dict[str, list[dict[str, Any]]]


def contents(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def status(out: Path) -> dict[str, Any]:
    return json.loads((out / "status.json").read_text())


def test_an_empty_result_writes_valid_empty_tables(protocol: Protocol, context: PublishContext, tmp_path: Path) -> None:
    published = publish({}, protocol, tmp_path / "out", context)
    assert published.version == 1
    assert published.changed
    for name, table in TABLES.items():
        header, *rows = (tmp_path / "out" / f"{name}.csv").read_text().splitlines()
        assert header == ",".join(table.names)
        assert bool(rows) is (name == "prisma")
    assert publish({}, protocol, tmp_path / "out", context).changed is False


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers())
def test_the_order_of_rows_leaves_no_trace(
    protocol: Protocol, context: PublishContext, tables: Tables, seed: int
) -> None:
    chance = random.Random(seed)
    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in reversed(tables.items())}
    with tempfile.TemporaryDirectory() as folder:
        publish(tables, protocol, Path(folder) / "one", context)
        publish(shuffled, protocol, Path(folder) / "other", context)
        assert contents(Path(folder) / "one") == contents(Path(folder) / "other")


def test_nothing_new_leaves_the_folder_untouched(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish({}, protocol, out, context)
    publish(tables, protocol, out, context)
    before, stamps = contents(out), {p: p.stat().st_mtime_ns for p in out.rglob("*")}
    later = replace(context, as_of="2026-07-01", searched={"pubmed": "2026-07-01"})
    published = publish(tables, protocol, out, later)
    assert (published.version, published.changed, published.changes) == (2, False, 12)
    assert contents(out) == before
    assert {p: p.stat().st_mtime_ns for p in out.rglob("*")} == stamps


def test_other_code_with_the_same_tables_is_no_new_version(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish({}, protocol, out, context)
    publish(tables, protocol, out, context)
    before = contents(out)
    published = publish(tables, protocol, out, replace(context, code_version="0.2.0"))
    assert (published.version, published.changed) == (2, False)
    after = contents(out)
    # Both say which code made the files.
    named = {"manifest.json", "site/figures/keys.json"}
    assert {name for name in after if after[name] != before[name]} == named
    assert json.loads(after["manifest.json"])["versions"]["perennial"] == "0.2.0"


def test_the_first_version_has_no_changes_and_the_next_says_what_and_why(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = publish(tables, protocol, out, context)
    assert first.changes == 0
    assert status(out)["studies_new"] == 2
    tables["meta_analysis"][0]["estimate"] = 0.58
    tables["screening"][0]["seen_sha256"] = "c" * 64
    tables["provenance"][0]["sha256"] = "c" * 64
    publish(tables, protocol, out, context)
    lines = (out / "changes.csv").read_text().splitlines()
    assert lines[1] == "changed,meta_analysis,row-1,estimate,0.59,0.58,changed report pubmed:1"
    assert len(lines) == 3
    assert status(out)["version"] == 2
    assert status(out)["studies_changed"] == 1
    assert status(out)["preceding_version"] == "example version 1"


def test_the_manifest_tells_the_truth(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(tables, protocol, out, context)
    manifest = json.loads((out / "manifest.json").read_text())
    assert set(manifest["files"]) == set(contents(out)) - {"manifest.json"}
    for name, said in manifest["files"].items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == said["sha256"]
    assert manifest["counts"] == {"records": 5, "studies": 2}
    assert manifest["rows"]["studies"] == 2


def test_a_file_that_someone_changed_is_written_again(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(tables, protocol, out, context)
    before = contents(out)
    (out / "summary.md").write_text("mine")
    (out / "status.json").unlink()
    published = publish(tables, protocol, out, context)
    assert (published.version, published.changed) == (1, False)
    assert contents(out) == before


def test_days_may_be_dates(protocol: Protocol, context: PublishContext, tmp_path: Path) -> None:
    day: Any = date(2026, 6, 1)
    publish({}, protocol, tmp_path / "out", replace(context, as_of=day, searched={"pubmed": day}))
    assert status(tmp_path / "out")["next_search_due"] == "2026-06-08"


@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_another_folder_is_not_replaced(protocol: Protocol, context: PublishContext, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("{}")
    with pytest.raises(BadInput, match="choose an empty folder"):
        publish({}, protocol, tmp_path, context)
    assert (tmp_path / name).read_text() == "{}"


def test_another_review_is_not_replaced(protocol: Protocol, context: PublishContext, tmp_path: Path) -> None:
    publish({}, protocol, tmp_path / "out", context)
    with pytest.raises(BadInput, match="holds the review 'example'"):
        publish({}, protocol, tmp_path / "out", replace(context, slug="other"))


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"studie": []}, "no table 'studie'"),
        ({"studies": [{"name": "x"}]}, "table studies has no column 'name'"),
        ({"studies": [{"n_total": "many"}]}, "studies.n_total is integer, and 'many' is not"),
        ({"studies": [{"n_total": 1.5}]}, "studies.n_total is integer, and 1.5 is not"),
        ({"held": [{"value": float("inf")}]}, "held.value is number, and inf is not"),
        ({"studies": [{"retracted": "yes"}]}, "studies.retracted is boolean"),
    ],
)
def test_rows_that_the_dictionary_does_not_know_are_refused(
    protocol: Protocol, context: PublishContext, tmp_path: Path, tables: Tables, words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        publish(tables, protocol, tmp_path / "out", context)
    assert not (tmp_path / "out").exists()


def test_the_last_version_reads_back(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    publish(tables, protocol, tmp_path / "out", context)
    last = last_version(tmp_path / "out", "example")
    assert last.intact
    assert last.version == last.status["version"] == 1
    assert last.rows("screening")[2]["title"] == "=HYPERLINK(1)"
    assert last.rows("studies")[1]["countries"] == "Chad; Peru"


def test_the_summary_is_markdown_that_no_quote_can_break(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    page = publish(tables, protocol, tmp_path / "out", context).summary
    assert page.startswith("# Name of the review")
    assert "- 2 rows ready to pool, from 2 studies.\n- 1 number held for a person." in page
    assert "Findings: 0 critical, 1 warning, 0 notes." in page
    assert "Registered 3 days late \\| after." in page
    assert "\\<b\\>12%\\</b\\>" in page
    assert 'rma(yi, sei = sei, data = x, slab = study, method = "REML", test = "knha")' in page
    assert 'outcome == "PFS" & measure == "HR"' in page
    assert 'design == "rct" & control == "placebo"' in page
    assert "| Progression-free survival | hazard ratio | 1 | 1 | not reported | not reported |" in page
    tables_of_page = [line for line in page.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in tables_of_page)


def test_prisma_numbers_add_up(protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(tables, protocol, out, context)
    n = {row["data"]: row["n"] for row in last_version(out, "example").rows("prisma")}
    assert (n["database_results"], n["register_results"], n["website_results"]) == ("4", "1", "1")
    assert n["database_specific_results"] == "Europe PMC, 1; PubMed, 3"
    assert (n["duplicates"], n["excluded_automatic"], n["records_screened"]) == ("1", "1", "3")
    assert n["dbr_excluded"] == "None, 0"
    assert n["other_excluded"] == "Waiting for a person, 1"
    assert (n["new_studies"], n["total_studies"], n["total_reports"], n["previous_studies"]) == ("2", "2", "3", "0")
    tables["studies"].pop()
    publish(tables, protocol, out, context)
    n = {row["data"]: row["n"] for row in last_version(out, "example").rows("prisma")}
    assert (n["previous_studies"], n["previous_reports"], n["new_studies"], n["total_studies"]) == ("2", "3", "0", "1")


def test_a_retracted_study_keeps_its_line_and_is_not_counted(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    tables["studies"][0]["retracted"] = True
    tables["meta_analysis"] = tables["meta_analysis"][1:]
    published = publish(tables, protocol, tmp_path / "out", context)
    n = {row["data"]: row["n"] for row in last_version(tmp_path / "out", "example").rows("prisma")}
    assert (n["new_studies"], n["total_studies"], n["total_reports"]) == ("1", "1", "1")
    assert n["dbr_excluded"] == "Retracted, 2"
    told = status(tmp_path / "out")
    assert (told["studies"], told["studies_new"], told["studies_retracted"]) == (1, 1, 1)
    assert published.counts["studies"] == 2


def test_status_and_manifest_count_what_is_published(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    tables["screening"] += [
        {**tables["screening"][5], "report": "europe_pmc:MED/9", "duplicate_of": "inbox:note.txt"},
    ]
    publish(tables, protocol, tmp_path / "out", replace(context, counts={"records": 7, "findings": 0, "held": 5}))
    assert status(tmp_path / "out")["waiting_for_a_person"]["screening"] == 1
    counts = json.loads((tmp_path / "out" / "manifest.json").read_text())["counts"]
    assert counts == {"records": 7, "findings": 1, "held": 1}


def test_status_names_what_to_screen_first(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(tables, protocol, out, context)
    assert status(out)["screening_order"]["first"] == []
    for number, rank in ((8, 2), (9, 1)):
        row = {**tables["screening"][0], "report": f"pubmed:{number}", "decision": "unclear", "study_id": None}
        tables["screening"].append({**row, "duplicate_of": None, "rank": rank})
    publish(tables, protocol, out, replace(context, counts={"ranked_on_included": 6, "ranked_on_excluded": 7}))
    order = status(out)["screening_order"]
    assert order == {
        "first": ["pubmed:9", "pubmed:8"],
        "ranked": 2,
        "learnt_from_included": 6,
        "learnt_from_excluded": 7,
    }
    tables["screening"][-1]["rank"], tables["screening"][-2]["rank"] = 2, 1
    tables["studies"].pop()
    publish(tables, protocol, out, context)
    changed = last_version(out, "example").rows("changes")
    assert changed and not [row for row in changed if row["column"] == "rank"]


def test_a_change_has_one_cause(protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(tables, protocol, out, context)
    tables["screening"][1]["seen_sha256"] = "d" * 64
    tables["screening"][4]["stale"] = True
    tables["meta_analysis"][0]["estimate"] = 0.58
    tables["findings"] += [
        {"finding_id": "f-2", "severity": "warning", "rule": "decision_stale", "message": "x", "report": "pubmed:3"}
    ]
    publish(tables, protocol, out, replace(context, code_version="0.2.0"))
    why = {(row["table"], row["key"]): row["why"] for row in last_version(out, "example").rows("changes")}
    assert why["meta_analysis", "row-1"] == "changed report pubmed:2"
    assert why["findings", "f-2"] == "changed report pubmed:3"
