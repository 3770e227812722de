"""The data dictionary `fields.yml` as objects, and the frames that follow it.

Header, dtypes, checks, docs and data package are all derived from `TABLES`; a column is defined nowhere else.
pandas is imported inside the functions that need it: reading the dictionary alone must stay quick.
"""

from __future__ import annotations

import math
import numbers
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from schemas.errors import BadInput

if TYPE_CHECKING:
    import pandas as pd

DICTIONARY = Path(__file__).with_name("fields.yml")
LIST_SEPARATOR = "; "
DTYPES: dict[str, Any] = {
    "string": "string",
    "date": "string",
    "list": "string",
    "integer": "Int64",
    "number": "Float64",
    "boolean": "boolean",
}
DATE_PATTERN = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"


@dataclass(frozen=True, slots=True)
class Column:
    """One column as `fields.yml` defines it; see the head of that file for the words."""

    name: str
    type: str
    label: str
    meaning: str
    required: bool = False
    unit: str = ""
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    pattern: str = ""
    refers: str = ""

    @property
    def is_text(self) -> bool:
        """True for string, date and list columns: the ones whose cells are text."""
        return DTYPES[self.type] == "string"


@dataclass(frozen=True, slots=True)
class Table:
    """One table as `fields.yml` defines it."""

    name: str
    label: str
    meaning: str
    key: tuple[str, ...]
    sort: tuple[str, ...] | None
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names in the order of the file."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """The column of that name; `KeyError` where there is none."""
        return next(column for column in self.columns if column.name == name)


def _column(name: str, spec: Mapping[str, Any]) -> Column:
    """A column from its mapping; unknown words in it are a `TypeError`, an unknown type a `KeyError`."""
    fields = dict(spec)
    fields["allowed"] = tuple(fields.get("allowed", ()))
    if fields["type"] == "date":
        fields.setdefault("pattern", DATE_PATTERN)
    DTYPES[fields["type"]]
    return Column(name=name, **fields)


def _load(path: Path) -> dict[str, Table]:
    """Every table of the dictionary, in its order."""
    content = yaml.safe_load(path.read_text("utf-8"))
    shared = {name: _column(name, spec) for name, spec in content["shared"].items()}
    tables = {}
    for name, spec in content["tables"].items():
        columns = []
        for entry in spec["columns"]:
            columns += [shared[entry]] if isinstance(entry, str) else [_column(n, s) for n, s in entry.items()]
        sort = tuple(spec["sort"]) if "sort" in spec else None
        tables[name] = Table(name, spec["label"], spec["meaning"], tuple(spec["key"]), sort, tuple(columns))
    return tables


TABLES: dict[str, Table] = _load(DICTIONARY)


def table(name: str) -> Table:
    """The table of that name, or `BadInput` naming those that exist."""
    if name not in TABLES:
        raise BadInput(f"schemas/fields.yml: there is no table {name!r}; the tables are {', '.join(TABLES)}.")
    return TABLES[name]


def cell(where: Table, column: Column, value: Any) -> Any:
    """`value` as the column's Python type, None where it is missing; `BadInput` where it cannot be that.

    Missing are None, NaN, pandas' NA, the empty text and the empty list. Lists become one text; a separator inside
    an item becomes a comma, so that the cell can be split again.
    """
    if value is None or value is _na() or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str | list | tuple) and not value:
        return None
    convert = _CONVERT[DTYPES[column.type]]
    try:
        return convert(value)
    except (TypeError, ValueError) as error:
        raise BadInput(
            f"schemas/fields.yml: {where.name}.{column.name} is {column.type}, and {value!r} is not; "
            "give a value of that type or leave it empty."
        ) from error


def _na() -> Any:
    """The missing value of pandas, without importing pandas where nothing has."""
    pandas = sys.modules.get("pandas")
    return pandas.NA if pandas is not None else None


def _text(value: Any) -> str | None:
    """Text as it is; a list joined. Anything else has no one true spelling and is refused."""
    if isinstance(value, list | tuple):
        items = [str(item).replace(LIST_SEPARATOR, ", ") for item in value if item not in (None, "")]
        return LIST_SEPARATOR.join(items) or None
    if not isinstance(value, str):
        raise TypeError
    return value


def _integer(value: Any) -> int:
    """A whole number, given as integer or as a float without a fraction."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or value % 1 != 0:
        raise TypeError
    return int(float(value)) if not isinstance(value, numbers.Integral) else int(value)


def _number(value: Any) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not math.isfinite(value):
        raise TypeError
    return float(value)


def _boolean(value: Any) -> bool:
    """True or false, NumPy's included."""
    if type(value).__name__ not in ("bool", "bool_"):
        raise TypeError
    return bool(value)


_CONVERT = {"string": _text, "Int64": _integer, "Float64": _number, "boolean": _boolean}


def clean_rows(name: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows with every column of the dictionary, in its order, as plain Python values (None where missing)."""
    wanted = table(name)
    known = set(wanted.names)
    clean = []
    for row in rows:
        if unknown := row.keys() - known:
            raise BadInput(
                f"schemas/fields.yml: table {name} has no column {min(unknown)!r}; define it there or leave it out."
            )
        # Most cells are empty: they are not worth a call.
        cells = ((column, row.get(column.name)) for column in wanted.columns)
        clean.append({c.name: None if value is None else cell(wanted, c, value) for c, value in cells})
    return clean


def frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """A frame with the table's columns in order and nullable dtypes (Int64, Float64, string, boolean).

    Rows may leave columns out; a column that the dictionary lacks, or a value that is not of the column's type, is
    `BadInput`. No rows give an empty frame with all columns.
    """
    import pandas as pd  # noqa: PLC0415

    wanted = table(name)
    clean = clean_rows(name, rows)
    return pd.DataFrame(
        {c.name: pd.array([row[c.name] for row in clean], dtype=DTYPES[c.type]) for c in wanted.columns},
        columns=wanted.names,
    )


def sort_rows(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Clean rows in the table's order: by `sort`, then key, then every other column; missing values first.

    Two rows that still tie are equal, so the order never depends on the order in which rows came.
    """
    wanted = table(name)
    if wanted.sort == ():
        return list(rows)
    order = list(dict.fromkeys([*(wanted.sort or ()), *wanted.key, *wanted.names]))
    return sorted(rows, key=lambda row: [(row[n] is not None, row[n] if row[n] is not None else 0) for n in order])


def sorted_frame(name: str, rows: Iterable[Mapping[str, Any]]) -> pd.DataFrame:
    """`frame` with its rows in the table's order (see `sort_rows`)."""
    return frame(name, sort_rows(name, clean_rows(name, rows)))
