"""The rules that published tables must keep, as data: id, severity and one sentence each.

Most follow from the dictionary; the rest compare columns or tables and live in `schemas.row_rules`. The sentence is
used word for word in suites, reports and docs/fields.md. Great Expectations runs them in `schemas.checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.fields import TABLES, Column, Table
from schemas.models import Severity
from schemas.protocol_models import Protocol
from schemas.row_rules import ROW_RULES

EXPECTED = "expected"
"""Name of the frame of counts and fill rates that the protocol expects; not a published table."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `expectation` is a core class of Great Expectations, `arguments` are its own."""

    id: str
    table: str
    column: str
    severity: Severity
    sentence: str
    expectation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


def table_rules(table: Table) -> list[Rule]:
    """Every rule of a table that does not depend on a protocol."""
    row_rules = [rule for rule in ROW_RULES.values() if rule.table == table.name]
    columns = [*table.names, *(flag_column(rule.id) for rule in row_rules)]
    rules = [
        Rule(
            f"{table.name}.columns",
            table.name,
            "",
            "critical",
            f"{table.name} has the columns of the dictionary in their order.",
            "ExpectTableColumnsToMatchOrderedList",
            {"column_list": columns},
        ),
        _key_rule(table),
    ]
    for column in table.columns:
        rules += _column_rules(table, column)
    rules += [_flag_rule(table.name, rule.id, rule.severity, rule.sentence) for rule in row_rules]
    return rules


def flag_column(rule_id: str) -> str:
    """Name of the boolean column in which a row rule leaves its verdict."""
    return f"keeps {rule_id}"


def _flag_rule(table: str, rule_id: str, severity: Severity, sentence: str) -> Rule:
    """A rule whose verdict is already computed, row by row."""
    arguments = {"column": flag_column(rule_id), "value_set": [True]}
    return Rule(rule_id, table, "", severity, sentence, "ExpectColumnValuesToBeInSet", arguments)


def _key_rule(table: Table) -> Rule:
    """Keys name one row."""
    sentence = f"No two rows of {table.name} have the same {' and '.join(table.key)}."
    arguments: dict[str, Any] = {"column": table.key[0]}
    expectation = "ExpectColumnValuesToBeUnique"
    if len(table.key) > 1:
        expectation, arguments = "ExpectCompoundColumnsToBeUnique", {"column_list": list(table.key)}
    return Rule(f"{table.name}.key", table.name, table.key[0], "critical", sentence, expectation, arguments)


def _column_rules(table: Table, column: Column) -> Iterator[Rule]:
    """What the dictionary says of one column, each part a rule."""
    where = f"{table.name}.{column.name}"

    def rule(part: str, sentence: str, expectation: str, **arguments: Any) -> Rule:
        full = {"column": column.name, **arguments}
        return Rule(f"{where}.{part}", table.name, column.name, "critical", sentence, expectation, full)

    if column.required:
        yield rule("required", f"{where} is never empty.", "ExpectColumnValuesToNotBeNull")
    if column.allowed:
        sentence = f"{where} is one of {', '.join(column.allowed)}."
        yield rule("allowed", sentence, "ExpectColumnValuesToBeInSet", value_set=list(column.allowed))
    if column.pattern:
        # \Z and not $: a final line feed is no part of an id.
        # Groups that do not capture: pandas warns about the others.
        pattern = re.sub(r"(?<!\\)\((?!\?)", "(?:", f"^({column.pattern})\\Z")
        sentence = f"{where} is written as the dictionary's pattern says."
        yield rule("pattern", sentence, "ExpectColumnValuesToMatchRegex", regex=pattern)
    low, high = column.minimum if column.above is None else column.above, column.maximum
    if low is not None or high is not None:
        words = f"more than {low:g}" if column.above is not None else f"at least {low:g}" if low is not None else ""
        words += (" and " if words and high is not None else "") + (f"at most {high:g}" if high is not None else "")
        limits = {"min_value": low, "max_value": high, "strict_min": column.above is not None}
        yield rule("range", f"{where} is {words}.", "ExpectColumnValuesToBeBetween", **limits)


def protocol_rules(protocol: Protocol) -> list[Rule]:
    """Rules that depend on the review: known outcomes, expected counts and fill rates."""
    rules = []
    for table in TABLES.values():
        if "outcome" in table.names:
            sentence = f"{table.name}.outcome is a common outcome or one of the protocol's."
            arguments = {"column": "outcome", "value_set": protocol.outcome_ids}
            rule_id = f"{table.name}.outcome.known"
            rules.append(
                Rule(rule_id, table.name, "outcome", "critical", sentence, "ExpectColumnValuesToBeInSet", arguments)
            )
    for name, what, bounds in _expectations(protocol):
        # The reason is a person's; a full stop of theirs must not end ours twice.
        reason = bounds.reason.rstrip(".")
        if bounds.floor is not None:
            sentence = f"{what} is at least {bounds.floor:g}, because {reason}."
            rules.append(_bound_rule(f"{name}.floor", name, "critical", sentence, min_value=bounds.floor))
        if bounds.ceiling is not None:
            sentence = f"{what} is at most {bounds.ceiling:g}, because {reason}."
            rules.append(_bound_rule(f"{name}.ceiling", name, "warning", sentence, max_value=bounds.ceiling))
    return rules


def _bound_rule(rule_id: str, column: str, severity: Severity, sentence: str, **limits: float) -> Rule:
    """A floor or ceiling over one number of the frame of expected counts."""
    arguments = {"column": column, **limits}
    return Rule(rule_id, EXPECTED, column, severity, sentence, "ExpectColumnValuesToBeBetween", arguments)


def _where(where: Mapping[str, str]) -> str:
    """The condition in words."""
    return f" where {' and '.join(f'{k} is {v}' for k, v in where.items())}" if where else ""


def _expectations(protocol: Protocol) -> Iterator[tuple[str, str, Any]]:
    """Name of the number, what it is in words, and its bounds."""
    for i, records in enumerate(protocol.expected.records):
        yield f"expected.records[{i}]", f"The number of records from {records.source}", records
    for i, rows in enumerate(protocol.expected.rows):
        yield f"expected.rows[{i}]", f"The number of rows of {rows.table}{_where(rows.where)}", rows
    for i, fill in enumerate(protocol.expected.fill):
        yield f"expected.fill[{i}]", f"The filled share of {fill.table}.{fill.column}{_where(fill.where)}", fill
