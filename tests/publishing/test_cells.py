"""CSV: what is written reads back the same, by our reader, the standard library's and pandas'."""

import csv
import io
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.cells import csv_bytes, neutralise, number_text, read_csv, restore
from schemas.errors import BadInput
from schemas.fields import clean_rows

TEXT = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)


@given(TEXT | st.sampled_from(["=1+1", "'=1", "''@x", "-5", "-5e-3", "-a", "+49", "\tx", "\rx", "＝1", "'x", "'"]))
def test_neutralised_text_comes_back(text: str) -> None:
    assert restore(neutralise(text)) == text


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "'=1", "-1-1"])
def test_no_cell_begins_like_a_formula(text: str) -> None:
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize("text", ["-0.53", "+5", "-.5", "-1e-05", "word", "'word", "5=5", "<0.001", "a-b"])
def test_numbers_and_other_text_are_untouched(text: str) -> None:
    assert neutralise(text) == text


@given(NUMBER)
def test_numbers_read_back_the_same(value: float) -> None:
    text = number_text(value)
    assert float(text) == value
    assert len(text) <= len(repr(value))


@pytest.mark.parametrize(
    ("value", "text"), [(24.0, "24"), (-0.0, "0"), (0.1, "0.1"), (1e-05, "1e-05"), (1e22, "1e+22")]
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number_text(value) == text


ROWS = st.lists(
    st.fixed_dictionaries(
        {"held_id": TEXT, "reason": st.just("x"), "message": TEXT},
        optional={"value": st.none() | NUMBER, "quote": st.none() | TEXT, "unit": st.none() | TEXT},
    ),
    max_size=4,
)


@given(ROWS)
def test_a_table_reads_back_the_same(rows: list[dict[str, object]]) -> None:
    clean = clean_rows("held", rows)
    content = csv_bytes("held", clean)
    assert read_csv("held", content, Path("held.csv")) == clean
    plain = list(csv.reader(io.StringIO(content.decode(), newline=""), strict=True))
    assert [len(row) for row in plain] == [14] * (len(rows) + 1)
    assert content.endswith(b"\n")


def test_pandas_reads_the_same_numbers_and_texts() -> None:
    rows = clean_rows("held", [{"held_id": "a", "reason": "x", "message": 'say "no",\r\nthen go', "value": math.pi}])
    frame = pd.read_csv(io.BytesIO(csv_bytes("held", rows)))
    assert frame.loc[0, "message"] == rows[0]["message"]
    assert frame.loc[0, "value"] == math.pi


def test_what_cannot_be_written_is_replaced() -> None:
    rows = clean_rows("held", [{"held_id": "a", "reason": "x", "message": "nul\x00 and half \ud800"}])
    assert "nul� and half �".encode() in csv_bytes("held", rows)


def test_no_rows_give_the_header() -> None:
    assert csv_bytes("changes", []) == b"change,table,key,column,old,new,why\n"


def test_booleans_and_whole_numbers() -> None:
    row = {"study_id": "s", "study": "S", "reports": ["pubmed:1"], "n_reports": 1, "retracted": True, "n_total": 7.0}
    text = csv_bytes("studies", clean_rows("studies", [row])).decode()
    assert ",7," in text
    assert ",true," in text


@pytest.mark.parametrize("content", [b"\xff\xfe", b'held_id,value\na,"x', b"held_id,value\na,word\n"])
def test_a_damaged_table_is_one_sentence(content: bytes) -> None:
    with pytest.raises(BadInput, match=r"held\.csv: not a table"):
        read_csv("held", content, Path("held.csv"))


def test_columns_of_an_older_dictionary_are_dropped_and_new_ones_empty() -> None:
    (row,) = read_csv("held", b"held_id,gone\na,b\n", Path("held.csv"))
    assert row["held_id"] == "a"
    assert row["quote"] is None
    assert "gone" not in row
