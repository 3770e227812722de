"""`docs/fields.md`, written from the dictionary and the rules: `python -m schemas.docs`, `--check` to compare only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from schemas.fields import TABLES, Column, Table
from schemas.protocol_question import COMMON_OUTCOMES
from schemas.row_rules import ROW_RULES

PAGE = Path(__file__).parent.parent / "docs" / "fields.md"

HEAD = """# Tables and columns

Written by `make docs` from `schemas/fields.yml` and `schemas/row_rules.py`: change it there.

Files are UTF-8 CSV with commas, a point as decimal sign and LF; an empty cell is a missing value. Lists are texts
joined with `; `. Dates are ISO at the precision known (2019, 2019-03, 2019-03-07). A text cell that a spreadsheet would
run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a line end) has an apostrophe in front; numbers are
untouched. Every column is also held against its type, its allowed values and its limits.
"""


def page() -> str:
    """The whole document."""
    outcomes = ", ".join(f"`{outcome}`" for outcome in COMMON_OUTCOMES)
    contents = "\n".join(f"- [{table.name}.csv](#{table.name}csv): {table.label}" for table in TABLES.values())
    parts = [HEAD, contents, *(_section(table) for table in TABLES.values())]
    parts.append(
        f"## Outcome ids\n\nEvery review has {outcomes}; a protocol may add its own with the phrases that name them."
    )
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _section(table: Table) -> str:
    """One table: what it holds, its columns, its rules."""
    lines = [f"## {table.name}.csv", "", table.meaning, "", f"Key: {', '.join(f'`{name}`' for name in table.key)}.", ""]
    lines += ["| column | type | meaning |", "|---|---|---|"]
    lines += [f"| `{c.name}` | {', '.join(_type(c))} | {_escaped(c.meaning)}{_allowed(c)} |" for c in table.columns]
    rules = [rule for rule in ROW_RULES.values() if rule.table == table.name]
    if rules:
        lines += ["", "Rules over its rows:", "", "| rule | severity | says |", "|---|---|---|"]
        lines += [f"| `{rule.id}` | {rule.severity} | {_escaped(rule.sentence)} |" for rule in rules]
    return "\n".join(lines)


def _type(column: Column) -> Iterator[str]:
    """Type, unit, limits and whether it may be empty."""
    yield column.type
    if column.unit:
        yield column.unit
    if column.above is not None:
        yield f"> {column.above:g}"
    if column.minimum is not None:
        yield f"≥ {column.minimum:g}"
    if column.maximum is not None:
        yield f"≤ {column.maximum:g}"
    if column.required:
        yield "never empty"


def _allowed(column: Column) -> str:
    """The allowed values, where they are listed."""
    return f" One of {', '.join(f'`{value}`' for value in column.allowed)}." if column.allowed else ""


def _escaped(text: str) -> str:
    """Text in a cell of a Markdown table."""
    return text.replace("|", "\\|").replace("<", "\\<")


def main(arguments: list[str]) -> int:
    """Write the page, or with `--check` say whether the committed one is in step (1 if it is not)."""
    wanted = page()
    if "--check" in arguments:
        if not PAGE.is_file() or PAGE.read_text("utf-8") != wanted:
            sys.stderr.write("docs/fields.md: out of step with schemas/fields.yml; run `make docs` and commit it.\n")
            return 1
        return 0
    PAGE.write_text(wanted, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
