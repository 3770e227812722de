"""Header cells out of place, sizes under a group's heading, SD columns beside counts."""

from hypothesis import given
from hypothesis import strategies as st

from extractors.tables import read_tables
from extractors.tables.misplaced import put_back
from schemas.models import Report, Table


def _cells(table):
    return read_tables(Report(title="A trial", tables=[table]), [])


def test_a_lower_header_that_begins_in_the_corner_is_moved_over_its_columns():
    rows = [
        ["", "Placebo (n=31)", "Zolumab, mg", "Zolumab, mg"],
        ["5 (n=32)", "Placebo (n=31)", "9 (n=33)", ""],
        ["Relapse, n (%)", "9 (29.0)", "6 (18.8)", "3 (9.1)"],
        ["Fever, n (%)", "8 (25.8)", "7 (21.9)", "2 (6.1)"],
    ]
    assert put_back(rows[:2])[1] == ["", "Placebo (n=31)", "5 (n=32)", "9 (n=33)"]
    sizes = {c.events: c.n for c in _cells(Table("T1", caption="Relapses", header_rows=2, rows=rows))}
    assert sizes == {9: 31, 6: 32, 3: 33, 8: 31, 7: 32, 2: 33}


def test_a_stub_heading_is_left_in_its_corner():
    head = [["", "Zolumab", "Zolumab", "Placebo"], ["Item", "Mean", "SD", ""]]
    assert put_back(head) == head


def test_a_name_is_spread_over_its_part_where_the_row_below_repeats():
    rows = [
        ["", "Rowing", "Rowing", "", "", "Walking", "Walking", ""],
        ["", "n (%)", "Mean days off", "SD", "n (%)", "Mean days off", "SD", "P"],
        ["Months 0-3", "11 (25)", "6.1", "2.8", "18 (36)", "5.8", "2.7", "0.2"],
        ["Months 4-12", "15 (28)", "10.8", "8.3", "17 (35)", "10.2", "8.5", "0.9"],
    ]
    assert put_back(rows[:2])[0] == ["", *["Rowing"] * 3, *["Walking"] * 3, ""]
    cells = _cells(Table("T1", caption="Days off work", header_rows=2, rows=rows))
    assert {(c.value, c.sd) for c in cells if c.stat == "mean_sd"} == {(6.1, 2.8), (5.8, 2.7), (10.8, 8.3), (10.2, 8.5)}
    assert all(c.sd is None for c in cells if c.events is not None)


def test_parts_with_two_names_are_left():
    head = [["", "A", "B", "", ""], ["", "n", "%", "n", "%"]]
    assert put_back(head) == head


@given(st.lists(st.lists(st.sampled_from(["", "a", "n", "%", "n=4"]), min_size=5, max_size=5), max_size=4))
def test_header_rows_keep_their_shape(head):
    assert [len(row) for row in put_back(head)] == [5] * len(head)


def test_sizes_in_a_row_of_their_own_hold_for_the_rows_below():
    rows = [
        ["Week", "Rowing, n = 30", "Walking, n = 29"],
        ["0", "11.6 ± 3.1", "11.7 ± 2.2"],
        ["6", "10.4 ± 2.1", "14.2 ± 3.6"],
        ["", "n = 21", "n = 19"],
        ["0", "0.52 ± 0.17", "0.46 ± 0.18"],
        ["6", "0.58 ± 0.30", "0.47 ± 0.19"],
    ]
    cells = _cells(Table("T1", caption="Marker, mean ± SD", header_rows=1, rows=rows))
    assert {(c.row, c.n) for c in cells} == {(1, 30), (1, 29), (2, 30), (2, 29), (4, 21), (4, 19), (5, 21), (5, 19)}
