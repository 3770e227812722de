"""`datapackage.json`: the tables described as a Frictionless Data Package, derived from the dictionary.

Limits that Table Schema has no word for (`above`) are left to the checks.
"""

from __future__ import annotations

from typing import Any

from schemas.fields import TABLES, Column, Table
from schemas.protocol_models import Protocol

TABLE_SCHEMA = "https://specs.frictionlessdata.io/schemas/table-schema.json"
TYPES = {"list": "string", "date": "string"}
"""Dates are given at the precision known, which Table Schema's date does not allow; lists are joined texts."""
BOOLEANS = {"trueValues": ["true"], "falseValues": ["false"]}


def datapackage(protocol: Protocol, version: int) -> dict[str, Any]:
    """The description of all tables of a review, ready for `json.dumps`. No times: same input, same bytes."""
    return {
        "profile": "tabular-data-package",
        "name": protocol.slug,
        "title": protocol.title,
        "version": str(version),
        "description": f"Data of the living systematic review {protocol.title}, rebuilt from its evidence.",
        "contributors": [
            {"title": contact.name, **({"role": contact.role} if contact.role else {})} for contact in protocol.contacts
        ],
        "resources": [_resource(table) for table in TABLES.values()],
    }


def _resource(table: Table) -> dict[str, Any]:
    """A table and its file."""
    foreign = [
        {"fields": [column.name], "reference": {"resource": _reference(table, other), "fields": [there]}}
        for column in table.columns
        if column.refers and column.type != "list"
        for other, _, there in [column.refers.partition(".")]
        if (other, there) != (table.name, column.name)
    ]
    return {
        "name": table.name.replace("_", "-"),
        "path": f"{table.name}.csv",
        "profile": "tabular-data-resource",
        "title": table.label,
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field(column, unique=table.key == (column.name,)) for column in table.columns],
            "missingValues": [""],
            **_primary_key(table),
            **({"foreignKeys": foreign} if foreign else {}),
        },
    }


def _reference(table: Table, other: str) -> str:
    """The name by which a table refers to another: its resource's, empty for itself."""
    return "" if other == table.name else other.replace("_", "-")


def _primary_key(table: Table) -> dict[str, Any]:
    """The key, where Table Schema can say it: none of its columns may ever be empty."""
    if all(table.column(name).required for name in table.key):
        return {"primaryKey": list(table.key)}
    return {}


def _field(column: Column, unique: bool) -> dict[str, Any]:
    """A column; `unit` and `list` are our own words beside those of the standard, which allows them."""
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if unique:
        constraints["unique"] = True
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    if column.pattern:
        constraints["pattern"] = f"^({column.pattern})$"
    return {
        "name": column.name,
        "type": TYPES.get(column.type, column.type),
        "title": column.label,
        "description": column.meaning,
        **(BOOLEANS if column.type == "boolean" else {}),
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }
