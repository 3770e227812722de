"""Real files beside the project: none may crash a reader. A sample in the quick suite, all of them in the slow one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reading import SHARED

from schemas.errors import BadInput
from schemas.models import Report
from sources.inbox.read import records_of_file
from sources.readers import read_record, stable

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there: real files cannot be read")

KINDS = {
    "registry": ("services/clinicaltrials_gov", ("*.json", "*.ndjson"), "spec"),
    "pubmed": ("services/pubmed/efetch", ("*.xml",), ""),
    "pubmed exports": ("services/pubmed/web_export", ("*.xml",), ""),
    "medline": ("services/pubmed/medline_biopython", ("*.txt",), ""),
    "full text": ("services/europepmc", ("*.nxml",), ""),
    "full text in envelopes": ("services/europepmc", ("PMC*.xml", "pmc_efetch.xml"), ""),
    "searches": ("services/europepmc/search", ("*.json",), ""),
    "trials with tables": ("bench/rct_numbers/texts", ("*.nxml",), ""),
    "references": ("exports", ("*.ris", "*.nbib"), ""),
    "abstracts": ("bench/oncology_abstracts/texts", ("*.txt",), ""),
    "papers as text": ("bench/trial_design/texts", ("*.txt",), ""),
    "pages": ("services/chictr", ("*.html",), ""),
}


def files_of(kind: str) -> list[Path]:
    folder, patterns, without = KINDS[kind]
    found = sorted(path for pattern in patterns for path in (SHARED / folder).rglob(pattern))
    found = [path for path in found if not without or without not in path.parts]
    if not found:
        pytest.skip(f"../shared/{folder} holds no such files")
    return found


def read_all(paths: list[Path], most: int) -> list[Report]:
    """The reports of the first records of each file; a refusal in one sentence is an answer too."""
    reports = []
    for path in paths:
        try:
            records = list(records_of_file(path))
        except BadInput as error:
            assert path.name in str(error)
            continue
        for record in records[:most]:
            try:
                report = read_record(record)
            except BadInput as error:
                assert record.id in str(error)
                continue
            check(report)
            assert stable(record)
            reports.append(report)
    return reports


def check(report: Report) -> None:
    """What holds for every report, whatever it was read from."""
    ids = [block.id for block in report.blocks]
    assert len(ids) == len(set(ids))
    assert all(block.text.strip() for block in report.blocks)
    assert {block.part for block in report.blocks} <= {"abstract", "body"}
    assert len({table.id for table in report.tables}) == len(report.tables)
    for table in report.tables:
        assert len({len(row) for row in table.rows}) <= 1
        assert 0 <= table.header_rows <= len(table.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_a_sample_of_every_kind(kind: str) -> None:
    paths = files_of(kind)
    assert read_all(paths[:: max(1, len(paths) // 6)][:7], most=5)


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_file(kind: str) -> None:
    paths = files_of(kind)
    reports = read_all(paths, most=2000)
    assert sum(bool(report.title) for report in reports) >= 0.95 * len(reports)


def test_blocks_of_text_are_slices_but_for_blanks() -> None:
    for path in [*files_of("abstracts"), *sorted((SHARED / "seeds").glob("*.txt"))]:
        text = re.sub(r"\s+", " ", path.read_bytes().decode())
        (record,) = records_of_file(path)
        assert all(re.sub(r"\s+", " ", block.text) in text for block in read_record(record).blocks)


def test_abstracts_of_trials_are_cut_into_their_parts() -> None:
    paths = files_of("abstracts")
    reports = [report for path in paths for report in read_all([path], 1)]
    structured = [r for r in reports if {"methods", "results"} <= {b.section for b in r.blocks if b.part == "abstract"}]
    assert len(structured) >= 0.9 * len(reports)
    assert all(report.blocks[0].section == "title" for report in reports)


def test_posted_results_and_unknown_enrolment() -> None:
    (path,) = [path for path in files_of("registry") if path.name == "with_results.ndjson"]
    reports = read_all([path], 100)
    assert len(reports) == len(path.read_bytes().splitlines())
    assert all(report.registry and "resultsSection" in report.registry for report in reports)
    assert all(report.n_total != 99999999 for report in read_all(files_of("registry")[:3], 1000))
