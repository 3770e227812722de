"""Columns that hold both groups in one cell. The tables are written here for the purpose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.tables import read_tables
from extractors.tables.shared_cells import part_shared_cells
from schemas.models import Report, Table

SCORES = Table(
    "T1",
    caption="Scores",
    header_rows=1,
    rows=[
        ["Scale", "Mean ± SD before; Lute (drum)", "Mean ± SD after; Lute (drum)", "P"],
        ["Poise", "5.1 ± 1.2 (5.2 ± 1.1)", "6.1 ± 1.0 (5.3 ± 1.2)", "0.01"],
        ["Calm", "3.1 ± 1.2 (3.2 ± 1.1)", "-", "0.40"],
        ["Tempo", "4 ± 1 (3 ± 1)", "2 ± 1 (3 ± 1)", "0.03"],
    ],
)


def _read(*tables):
    return read_tables(Report(title="", tables=list(tables)), [])


def test_each_half_is_the_group_of_its_half_of_the_heading():
    after = {(c.row, c.arm_words): (c.value, c.sd) for c in _read(SCORES) if c.timepoint == "after"}
    assert after == {(1, "Lute"): (6.1, 1.0), (1, "drum"): (5.3, 1.2), (3, "Lute"): (2, 1), (3, "drum"): (3, 1)}


def test_a_half_is_found_in_the_printed_table():
    for cell in _read(SCORES):
        assert SCORES.rows[cell.row][cell.column].strip() == cell.quote
    assert {c.column for c in _read(SCORES) if c.kind == "p"} == {3}


def test_counts_with_versus_between_them():
    rows = [["", "Lute vs drum"], ["Fell", "12 (30%) vs 8 (20%)"], ["Tired", "3 (7.5%) vs 4 (10%)"]]
    cells = _read(Table("T1", header_rows=1, rows=rows))
    assert [(c.arm_words, c.value, c.percent) for c in cells if c.row == 1] == [("Lute", 12, 30), ("drum", 8, 20)]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("Mean (SD)", ["5.1 (1.2)", "3.1 (1.1)"]),
        ("Lute (drum)", ["5.1 (1.2)", "3.1 (1.1)"]),  # a number in brackets may be its SD
        ("Pressure ± SD (mmHg)", ["120 ± 9/80 ± 7", "118 ± 9/79 ± 7"]),
        ("Lute, mean ± SD (n = 20)", ["5.1 ± 1.2 (5.2 ± 1.1)", "3.1 ± 1.2 (3.2 ± 1.1)"]),
        ("Lute (drum)", ["5.1 ± 1.2 (5.2 ± 1.1)", "12 of 20"]),
        ("Lute vs drum", ["1.3 (0.8 to 1.9)", "0.9 (0.7 to 1.2)"]),
    ],
)
def test_other_columns_stay_whole(heading, cells):
    rows = [["Scale", heading], *([f"Row {i}", cell] for i, cell in enumerate(cells))]
    assert part_shared_cells(Table("T1", header_rows=1, rows=rows)) is None


_CELL = st.sampled_from(["5.1 ± 1.2 (5.2 ± 1.1)", "4 vs 5", "-", "", "7 (3)", "± (±)", "0.01", "a vs b"])
_HEAD = st.sampled_from(["Lute (drum)", "Lute vs drum", "Mean ± SD; Lute (drum)", "P", "", "n (%)"])


@given(
    st.integers(0, 3), st.lists(st.tuples(_CELL, _HEAD, _CELL).map(list), max_size=5), st.tuples(_HEAD, _HEAD, _HEAD)
)
def test_any_table_is_parted_without_a_stumble(header_rows, body, head):
    table = Table("T1", header_rows=header_rows, rows=[list(head), *body])
    parted = part_shared_cells(table)
    if parted is not None:
        wider, source = parted
        assert {len(row) for row in wider.rows} == {len(source)}
        assert len(wider.rows) == len(table.rows) + 1
    for cell in _read(table):
        assert table.rows[cell.row][cell.column].strip() == cell.quote
