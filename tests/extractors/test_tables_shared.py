"""Every table of the real full texts beside the project: no crash, no table that takes long, quotes exact."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from extractors.tables import read_tables
from schemas.errors import BadInput
from schemas.models import Arm, Record
from sources.readers import read_record

SHARED = Path(__file__).parents[2].parent / "shared"
ARMS = [Arm("A", "treatment group", names=["treatment group"]), Arm("B", "placebo", "control", names=["placebo"])]

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not there: real tables cannot be read")


def full_texts() -> list[Path]:
    folders = ("services/europepmc", "bench/rct_numbers/texts")
    return sorted(path for folder in folders for path in (SHARED / folder).rglob("*.nxml"))


def check(paths: list[Path]) -> None:
    for path in paths:
        try:
            report = read_record(Record("europe_pmc", path.stem, path.read_bytes(), "jats"))
        except BadInput:
            continue
        rows = {table.id: table.rows for table in report.tables}
        started = time.process_time()
        for cell in read_tables(report, ARMS):
            assert cell.quote in rows[cell.table][cell.row][cell.column], f"{path.name}: {cell.locator}"
        assert time.process_time() - started < 5, path.name


def test_some_real_tables():
    check(full_texts()[::40])


@pytest.mark.slow
def test_all_real_tables():
    check(full_texts())
