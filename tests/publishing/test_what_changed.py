"""What changed and why, by name; the paragraph on it; and the status in the terms of living reviews."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from publishing import PublishContext, last_version, publish
from publishing.causes import causes
from publishing.changes import change_rows
from schemas.fields import TABLES, clean_rows
from schemas.protocol import Protocol

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture
def out(protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path) -> Path:
    """A folder with the first version."""
    publish(copy.deepcopy(tables), protocol, tmp_path / "out", context)
    return tmp_path / "out"


def why(out: Path, table: str = "meta_analysis") -> dict[str, str]:
    rows = last_version(out, "example").rows("changes")
    return {row["key"]: row["why"] for row in rows if row["table"] == table}


def status(out: Path) -> Any:
    return json.loads((out / "status.json").read_text())


def test_a_correction_is_named_with_its_person(
    protocol: Protocol, context: PublishContext, tables: Tables, out: Path
) -> None:
    tables["meta_analysis"][0]["estimate"] = 0.58
    tables["provenance"][0] |= {"row_id": "row-1", "extractor": "correction by Ada Example 2026-06-03"}
    publish(tables, protocol, out, context)
    assert why(out) == {"row-1": "correction by Ada Example 2026-06-03"}
    tables["meta_analysis"][0]["estimate"] = 0.59
    tables["provenance"][0]["extractor"] = "text"
    publish(tables, protocol, out, context)
    assert why(out) == {"row-1": "correction by Ada Example 2026-06-03, taken back"}


def test_a_decision_is_named_with_its_person(
    protocol: Protocol, context: PublishContext, tables: Tables, out: Path
) -> None:
    decided = next(row for row in tables["screening"] if row["report"] == "pubmed:2")
    decided |= {"decision": "exclude", "decided_by": "Ben Example", "decided_on": "2026-06-04"}
    tables["meta_analysis"][0]["estimate"] = 0.58
    publish(tables, protocol, out, context)
    assert why(out)["row-1"] == "new screening decision on pubmed:2 by Ben Example 2026-06-04"


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ({"versions": {"reader": "bbb"}, "code_version": "0.2.0"}, "reader bbb in place of aaa"),
        ({"versions": {"reader": "aaa"}, "code_version": "0.2.0"}, "Perennial 0.2.0 in place of 0.1.0"),
        ({"versions": {"reader": "aaa"}, "inputs": {"protocol": "0" * 64, "links": "1" * 64}}, "links changed"),
        ({"versions": {"reader": "aaa"}, "inputs": {"protocol": "2" * 64}}, "protocol changed"),
    ],
)
def test_what_touches_every_row_is_named_where_nothing_nearer_is_known(
    protocol: Protocol, context: PublishContext, tables: Tables, new: dict[str, Any], words: str
) -> None:
    manifest = {"inputs": dict(context.inputs), "versions": {"reader": "aaa", "perennial": context.code_version}}
    before = {name: clean_rows(name, tables.get(name, ())) for name in TABLES}
    now = copy.deepcopy(before)
    now["meta_analysis"][0]["estimate"] = 0.58
    [change] = change_rows(before, now, causes(before, now, manifest, replace(context, **new)))
    assert (change["key"], change["why"]) == ("row-1", words)


def test_studies_that_a_person_joined_name_each_other(context: PublishContext, tables: Tables) -> None:
    before = {name: clean_rows(name, tables.get(name, ())) for name in TABLES}
    now = copy.deepcopy(before)
    one, other = now["studies"]
    one["reports"] = f"{one['reports']}; {other['reports']}"
    now["studies"].remove(other)
    joined = change_rows(before, now, causes(before, now, {}, context))
    assert {c["why"] for c in joined if c["change"] == "removed"} == {f"study now part of {one['study']}"}
    parted = change_rows(now, before, causes(now, before, {}, context))
    assert {c["why"] for c in parted if c["change"] == "added"} == {f"split from or joined of {one['study']}"}


def notice(kind: str) -> dict[str, Any]:
    return {
        "notice_id": "n-1", "study_id": "NCT00000001", "study": "Arndt 2019", "report": "pubmed:2", "kind": kind,
        "date": "2026-05-20", "sources": ["crossref"], "learned_on": "2026-06-01", "effect": "said",
    }  # fmt: skip


def test_a_retraction_comes_before_the_record_that_tells_it(
    protocol: Protocol, context: PublishContext, tables: Tables, out: Path
) -> None:
    tables["notices"] = [notice("retraction")]
    tables["screening"][1]["seen_sha256"] = "d" * 64
    tables["meta_analysis"][0]["estimate"] = 0.58
    publish(tables, protocol, out, context)
    assert why(out)["row-1"].startswith("retraction of pubmed:2")


def test_a_published_correction_is_told_with_the_record_that_it_changed(
    protocol: Protocol, context: PublishContext, tables: Tables, out: Path
) -> None:
    tables["notices"] = [notice("erratum")]
    tables["screening"][1]["seen_sha256"] = "d" * 64
    tables["meta_analysis"][0]["estimate"] = 0.58
    publish(tables, protocol, out, context)
    assert why(out)["row-1"].startswith("changed report pubmed:2 after the correction of pubmed:2")


def test_the_first_version_has_nothing_to_compare_with(out: Path) -> None:
    told = status(out)
    assert (told["conclusion_changed"], told["changes_to_methods"]) == ("unknown", [])
    assert told["whats_new"].startswith(
        "Version 1, as of 2026-06-01: searched up to 2026-06-01 in PubMed, and up to 2026-05-30 in ClinicalTrials.gov. "
        "This is the first version, with 2 studies"
    )
    assert last_version(out, "example").rows("conclusions") == []


def test_a_version_without_a_new_study_says_so_and_who_changed(
    protocol: Protocol, context: PublishContext, tables: Tables, out: Path
) -> None:
    tables["meta_analysis"][0]["estimate"] = 0.58
    publish(tables, protocol, out, replace(context, as_of="2026-06-08", searched={"pubmed": "2026-06-08"}))
    text = status(out)["whats_new"]
    assert text.startswith("Version 2, as of 2026-06-08: searched up to 2026-06-08 in PubMed. No new record came.")
    assert "No study was added. Data of 1 study included before are new or changed: Arndt 2019 (" in text
    assert "Progression-free survival: estimate 0.59 → 0.58" in text
    assert text in (out / "summary.md").read_text().replace("\\", "")


def test_a_row_that_is_held_now_is_told_as_no_longer_pooled(
    protocol: Protocol, context: PublishContext, tables: Tables, out: Path
) -> None:
    row = tables["meta_analysis"].pop(0)
    held = {"held_id": f"{row['row_id']}-interval", "study_id": row["study_id"], "study": row["study"],
            "reason": "interval", "message": "The estimate lies outside its interval.", "outcome": row["outcome"],
            "quote": "", "source_report": "pubmed:2"}  # fmt: skip
    tables["held"] = [*tables.get("held", ()), held]
    publish(tables, protocol, out, context)
    said = f"1 row is no longer pooled: {row['study']}, {row['outcome']} (held for a person)."
    assert said in status(out)["whats_new"]


def test_a_review_of_handed_in_documents_says_what_was_read(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    publish(tables, protocol, tmp_path / "out", replace(context, searched={"inbox": "2026-06-01"}))
    assert "documents handed in were read" in status(tmp_path / "out")["whats_new"]


def test_what_is_overdue_is_told_as_of_the_day_of_the_version(
    protocol: Protocol, context: PublishContext, tables: Tables, tmp_path: Path
) -> None:
    day = replace(context, as_of="2026-06-07", searched={"pubmed": "2026-05-30", "clinicaltrials_gov": "2026-06-07"})
    publish(tables, protocol, tmp_path / "out", day)
    told = status(tmp_path / "out")
    assert told["next_search_due_per_source"] == {"clinicaltrials_gov": "2026-06-14", "pubmed": "2026-06-06"}
    assert told["next_search_due"] == "2026-06-06"
    assert told["overdue"] == ["europe_pmc", "pubmed"]


def test_changes_to_methods_name_the_sections_and_stay_with_their_version(
    protocol: Protocol, context: PublishContext, tables: Tables, out: Path
) -> None:
    plan = protocol.model_dump(exclude_unset=True)
    plan["analysis"]["model"] = "DL"
    plan["contacts"] = [{"name": "Example, Ada"}]
    other = Protocol.model_validate(plan)
    tables["meta_analysis"][0]["estimate"] = 0.58
    later = replace(context, inputs={"protocol": "3" * 64})
    publish(copy.deepcopy(tables), other, out, later)
    assert status(out)["changes_to_methods"] == ["protocol: the analysis"]
    assert status(out)["authors"] == [{"name": "Example, Ada", "role": ""}]
    again = publish(tables, other, out, replace(later, code_version="0.2.0"))
    assert (again.version, again.changed) == (2, False)
    assert status(out)["changes_to_methods"] == ["protocol: the analysis"]
