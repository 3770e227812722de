"""Lines of a printed table into rows: what is broken over two lines is one cell, what stands close is not always."""

from hypothesis import given, settings
from hypothesis import strategies as st
from typeset import width_of

from sources.inbox.pdf.cells import columns_in, rows_of
from sources.inbox.pdf.lines import Line, Word, lines_of

LEFT = (50, 200, 300, 400)


def printed(*rows, gaps=None):
    """Lines of type 10 with cells at fixed left edges; `gaps` in points above each line but the first."""
    y, words = 50.0, []
    for n, row in enumerate(rows):
        y += 10 + (gaps[n - 1] if gaps else 4) if n else 0
        for x, cell in zip(LEFT, row, strict=False):
            at = float(x)
            for word in cell.split():
                end = at + width_of(word, 10)
                words.append(Word(at, end, y, y + 10, word, 10))
                at = end + 2.6
    return lines_of(words)


def test_a_cell_broken_inside_a_number_is_one():
    lines = printed(
        ["Item", "Drovalin", "Saline"],
        ["Pain", "-2.1 (-3.5 to", "-1.0 (-2.2 to"],
        ["", "-0.8)", "0.3)"],
        ["Sleep", "12.4 ±", "11.8 ±"],
        ["score", "3.1", "2.9"],
        ["Cough", "1.2 (0.4,", "14"],
        ["", "2.8)", ""],
    )
    assert rows_of(lines)[0][1:] == [
        ["Pain", "-2.1 (-3.5 to -0.8)", "-1.0 (-2.2 to 0.3)"],
        ["Sleep score", "12.4 ± 3.1", "11.8 ± 2.9"],
        ["Cough", "1.2 (0.4, 2.8)", "14"],
    ]


def test_a_bracket_that_is_never_closed_does_not_take_the_rows_below():
    rows = [["Item", "Drovalin", "Saline"], *([f"Sign {n}", f"1{n} (8.{n}", f"9 (7.{n})"] for n in range(5))]
    assert rows_of(printed(*rows))[0] == rows


def test_sizes_under_values_are_a_row_of_their_own():
    rows = [["Item", "Drovalin", "Saline"], ["Iodine", "73 (48)", "64 (44)"], ["", "(n = 28)", "(n = 29)"],
            ["Zinc", "2.1 (1.0)", "2.2 (1.2)"]]  # fmt: skip
    assert rows_of(printed(*rows))[0] == rows


def test_a_heading_over_two_columns_keeps_them_apart():
    lines = printed(["Item", "Saline", "Drovalin in one of two daily doses"], ["Age", "41", "39", "40"],
                    ["Weight", "71", "70", "69"])  # fmt: skip
    assert len(columns_in(lines)) == 4


def test_gaps_tell_rows_apart_where_broken_numbers_show_them():
    rows = [["Item", "Drovalin", "Saline"], ["Mean", "41.4", "30.2 (8.1 to"], ["score", "(10.8)", "52.0)"],
            ["Physical", "", ""], ["Functioning", "", ""], ["Zinc", "2.1", "2.2"], ["Iron", "3.1", "3.2"]]  # fmt: skip
    near, far = 2.0, 5.0
    found = rows_of(printed(*rows, gaps=[far, near, far, near, far, far]))[0]
    assert found[1:3] == [["Mean score", "41.4 (10.8)", "30.2 (8.1 to 52.0)"], ["Physical Functioning", "", ""]]
    # Rows that stand as near as the lines of one are no evidence.
    assert len(rows_of(printed(*rows, gaps=[far, near, far, near, far, near]))[0]) == 7 - 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "Pain", "12", "3.4 (1.2", "5.6)", "1 to", "± 2", "(n = 4)"]),
                         min_size=2, max_size=4), min_size=1, max_size=8))  # fmt: skip
def test_no_word_is_lost(drawn):
    lines: list[Line] = printed(*drawn)
    if not lines:
        return
    rows, starts = rows_of(lines)
    assert len(rows) == len(starts) and starts == sorted(set(starts))
    if rows:
        said = " ".join(cell for row in rows for cell in row)
        assert all(word.text in said for line in lines for word in line.words)
