"""The dictionary is complete, and frames follow it."""

import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import BadInput
from schemas.fields import DTYPES, TABLES, cell, clean_rows, frame, sort_rows, sorted_frame, table

CONTRACT_META = (
    "row_id study_id study year outcome outcome_label timepoint timepoint_weeks population design experimental control "
    "ai n1i ci n2i m1i sd1i m2i sd2i xi ni mi sdi measure yi vi sei estimate ci_low ci_high ci_level p_value "
    "effect_origin counts_origin confirmation findings registry_ids dois pmids source_report source_url"
)


def test_the_product_has_the_columns_others_rely_on() -> None:
    assert " ".join(table("meta_analysis").names) == CONTRACT_META


@pytest.mark.parametrize("name", list(TABLES))
def test_every_table_is_well_defined(name: str) -> None:
    one = table(name)
    assert len(set(one.names)) == len(one.names)
    assert set(one.key) | set(one.sort or ()) <= set(one.names)
    assert one.key
    for column in one.columns:
        assert column.type in DTYPES
        assert column.label
        assert column.meaning.endswith("."), f"{name}.{column.name}: the meaning is a sentence"
        if column.refers:
            other, _, there = column.refers.partition(".")
            assert there in table(other).names


def test_a_frame_without_rows_has_every_column_and_dtype() -> None:
    empty = frame("results", [])
    assert list(empty.columns) == table("results").names
    assert str(empty.dtypes["event"]) == "Int64"
    assert str(empty.dtypes["value"]) == "Float64"
    assert str(empty.dtypes["quote"]) == "string"
    assert str(empty.dtypes["not_reached"]) == "boolean"


@pytest.mark.parametrize("missing", [None, "", float("nan"), np.nan, pd.NA, [], ()])
def test_everything_missing_is_one_missing(missing: Any) -> None:
    for name in ("n_total", "title", "retracted", "countries"):
        assert cell(table("studies"), table("studies").column(name), missing) is None


def test_lists_are_joined_and_can_be_split_again() -> None:
    (row,) = clean_rows("studies", [{"countries": ["Chad", "Korea; Republic of", "", None, "Peru"]}])
    assert row["countries"].split("; ") == ["Chad", "Korea, Republic of", "Peru"]


def test_numbers_of_numpy_are_numbers() -> None:
    data = frame("studies", [{"n_total": np.int64(5), "retracted": np.bool_(True), "year": np.float64(2019.0)}])
    assert data.loc[0, "n_total"] == 5
    assert data.loc[0, "year"] == 2019


@pytest.mark.parametrize(("column", "value"), [("n_total", True), ("n_total", 1.5), ("title", 3), ("retracted", 1)])
def test_a_value_of_another_type_is_refused(column: str, value: object) -> None:
    with pytest.raises(BadInput, match=rf"studies\.{column} is .* and .* is not"):
        frame("studies", [{column: value}])


def test_unknown_names_are_refused() -> None:
    with pytest.raises(BadInput, match="no column 'nam'"):
        frame("studies", [{"nam": "x"}])
    with pytest.raises(BadInput, match="no table 'study'"):
        frame("study", [])


@given(st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.none() | st.integers(-2, 2)), max_size=8), st.integers())
def test_the_order_does_not_depend_on_how_rows_came(pairs: list[tuple[str, int | None]], seed: int) -> None:
    rows = clean_rows("held", [{"held_id": text, "value": value} for text, value in pairs])
    shuffled = random.Random(seed).sample(rows, len(rows))
    assert sort_rows("held", rows) == sort_rows("held", shuffled)


def test_rows_are_sorted_with_missing_values_first() -> None:
    rows = [{"held_id": "b", "study": "B"}, {"held_id": "c"}, {"held_id": "a", "study": "B"}]
    assert list(sorted_frame("held", rows)["held_id"]) == ["c", "a", "b"]


def test_prisma_keeps_the_order_of_the_diagram() -> None:
    assert list(sorted_frame("prisma", [{"data": "z"}, {"data": "a"}])["data"]) == ["z", "a"]
