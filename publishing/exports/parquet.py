"""A Parquet file for each table: typed columns, and the dictionary's words as their metadata."""

from __future__ import annotations

import io
import json
from typing import Any

from publishing.exports.version import Version
from schemas.errors import BadInput
from schemas.fields import LIST_SEPARATOR, TABLES, Column, Table


def parquet(version: Version) -> dict[str, bytes]:
    """File name → bytes. Lists are lists of texts; dates are texts, as many of them are a year or a month."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise BadInput(
            "--to: parquet needs the package pyarrow, which is not installed; pip install perennial[parquet] adds it."
        ) from None
    files = {}
    for table in TABLES.values():
        schema = pa.schema([_field(pa, column) for column in table.columns], metadata=_said(version, table))
        columns = [[_value(column, row[column.name]) for row in version.rows(table.name)] for column in table.columns]
        arrays = [pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
        content = io.BytesIO()
        pq.write_table(pa.Table.from_arrays(arrays, schema=schema), content, compression="zstd")
        files[f"{table.name}.parquet"] = content.getvalue()
    return files


def _field(pa: Any, column: Column) -> Any:
    types = {
        "string": pa.string(), "date": pa.string(), "list": pa.list_(pa.string()), "integer": pa.int64(),
        "number": pa.float64(), "boolean": pa.bool_(),
    }  # fmt: skip
    said = {"label": column.label, "description": column.meaning, "unit": column.unit}
    return pa.field(column.name, types[column.type], metadata={key: text for key, text in said.items() if text})


def _said(version: Version, table: Table) -> dict[str, str]:
    """What stands over the file."""
    return {
        "title": table.label, "description": table.meaning, "key": json.dumps(table.key),
        "review": version.slug, "version": str(version.number),
    }  # fmt: skip


def _value(column: Column, value: Any) -> Any:
    return value.split(LIST_SEPARATOR) if column.type == "list" and value is not None else value
