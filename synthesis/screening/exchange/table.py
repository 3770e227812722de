"""Tables as the screening programs write and read them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence


def table_text(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """A CSV with these columns, in this order, lines ending in a line feed."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def cell(row: Mapping[str, str], *names: str) -> str:
    """The first cell that is not empty under one of these names, however they are capitalised."""
    small = {name.casefold(): value for name, value in row.items()}
    return next((value for name in names if (value := small.get(name.casefold(), ""))), "")


def plain_year(text: str) -> str:
    """The four digits of a year."""
    found = re.search(r"\b(1[89]|20)\d\d\b", text)
    return found.group() if found else ""
