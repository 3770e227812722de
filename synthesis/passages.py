"""The reports' own words around every number: a reader who doubts one wants to see where it stands.

`passages` gathers them for every place that the tables name, so that publishing needs neither reports nor store.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.models import Arm, Block, Locator, Report, Table
from synthesis.keys import locator_text, report_key
from synthesis.quotes import number_of_arm, number_of_trial

Rows = Sequence[Mapping[str, Any]]

AROUND = 300
"""Characters of the report shown on each side of a quote."""
PLACES = {
    "provenance": (("report", "locator", "quote"),),
    "held": (("source_report", "locator", "quote"),),
    "comparisons": (
        ("registry_report", "registry_locator", "registry_quote"),
        ("paper_report", "paper_locator", "paper_quote"),
    ),
    "baseline": (("source_report", "locator", "quote"),),
    "flow": (("source_report", "locator", "quote"),),
    "harms": (("source_report", "locator", "quote"),),
}
"""Table → its columns that name a place: report, locator and quote."""
_NAMES = ("title", "measure", "label", "name", "type", "groupTitle", "term")
"""Fields of a registry's objects that call them by a name."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a report around one place. Put together, the parts are the report's own text in its order."""

    place: str
    """Where that is, for readers: section and heading, row and column of a table, or path in the registry record."""
    before: str = ""
    lead: str = ""
    """Beginning of the quoted sentence, up to the words that were read."""
    words: str = ""
    """The very words, cell or field that were read."""
    tail: str = ""
    """Rest of the quoted sentence."""
    after: str = ""


Passages = Mapping[tuple[str, str], Passage]
"""By key of the report and locator as the tables print it (or, for numbers of participants, `size_of`)."""


def named(tables: Mapping[str, Rows]) -> set[str]:
    """Keys of the reports (`source:id`) that the tables take something from."""
    return {row["report"] for row in tables["provenance"]} | {
        row[report]
        for name, columns in (*PLACES.items(), ("arms", (("source_report", "", ""),)))
        for row in tables.get(name, ())
        for report, _, _ in columns
        if row.get(report)
    }


def passages(reports: Iterable[Report], tables: Mapping[str, Rows]) -> Passages:
    """A passage for every place that the tables name; places that lead nowhere are left out.

    `reports` are whole, as their readers gave them: cached ones have lost the words of their bodies.
    """
    wanted: dict[str, dict[str, str]] = {}
    for key, locator, quote in _places(tables):
        wanted.setdefault(key, {}).setdefault(locator, quote)
    arms: dict[str, list[Mapping[str, Any]]] = {}
    for row in tables.get("arms", ()):
        arms.setdefault(row["source_report"], []).append(row)
    totals = {key: row["n_total"] for row in tables.get("studies", ()) for key in (row["reports"] or "").split("; ")}
    found: dict[tuple[str, str], Passage] = {}
    for report in reports:
        key = report_key(report)
        blocks = {block.id: block for block in report.blocks}
        sizes = _sizes(report, arms.get(key, ()), totals.get(key))
        for name, locator, quote in (*((text, text, quote) for text, quote in wanted.get(key, {}).items()), *sizes):
            if passage := _passage(report, blocks, locator, quote):
                found[key, name] = passage
    return found


def _places(tables: Mapping[str, Rows]) -> Iterator[tuple[str, str, str]]:
    """Report, locator and quote of every place that has a locator."""
    for name, columns in PLACES.items():
        for row in tables.get(name, ()):
            for report, locator, quote in columns:
                if row.get(report) and row.get(locator):
                    yield row[report], row[locator], row.get(quote) or ""


def _sizes(report: Report, arms: Iterable[Mapping[str, Any]], total: int | None) -> Iterator[tuple[str, str, str]]:
    """The numbers of participants, which have no locator in the tables: of each arm, and of the trial."""
    for row in arms:
        if row["n"] is not None:
            arm = Arm(row["arm"], row["label"], n=row["n"], quote=row["quote"] or "")
            where, quote = number_of_arm(report, arm)
            if where := where or _stands(report, quote):
                yield size_of(row["arm"]), locator_text(where), quote
    if total is not None:
        where, quote = number_of_trial(report, total)
        if where:
            yield size_of(""), locator_text(where), quote


def _stands(report: Report, quote: str) -> Locator | None:
    """Where a quote stands that came without its place."""
    for block in report.blocks if quote else ():
        if (start := block.text.find(quote)) >= 0:
            return {"block": block.id, "start": start, "end": start + len(quote)}
    return None


def size_of(arm: str) -> str:
    """Under which name a passage on the number of participants stands: of an arm by its letter, or of the trial."""
    return f"size of {arm or 'the trial'}"


def _passage(report: Report, blocks: Mapping[str, Block], text: str, quote: str) -> Passage | None:
    locator = json.loads(text)
    if "block" in locator:
        block = blocks.get(locator["block"])
        return in_text(block, locator["start"], locator["end"], quote) if block else None
    if "table" in locator:
        table = next((t for t in report.tables if t.id == locator["table"]), None)
        return in_table(table, locator["row"], locator["column"]) if table else None
    return in_registry(report.registry or {}, locator.get("pointer", ""), quote)


def in_text(block: Block, start: int, end: int, quote: str) -> Passage | None:
    """The span within its quote, and some 300 characters on both sides, cut at words."""
    text = block.text
    if not 0 <= start < end <= len(text):
        return None
    low, high = _quoted(text, start, end, quote)
    first, last = max(0, low - AROUND), min(len(text), high + AROUND)
    if first:
        first = text.find(" ", first, low) + 1 or low
    if last < len(text):
        last = max(text.rfind(" ", high, last), high)
    part = "Abstract" if block.part == "abstract" else ""
    heading = (block.heading or block.section).strip().rstrip(":").capitalize()
    place = ", ".join(dict.fromkeys(filter(None, (part, heading))))
    before = ("… " if first else "") + text[first:low]
    after = text[high:last] + (" …" if last < len(text) else "")
    return Passage(place, before, text[low:start], text[start:end], text[end:high], after)


def _quoted(text: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """Where the quote stands that holds the span: its white space may be another in the text."""
    at = text.find(quote, max(0, end - len(quote))) if quote else -1
    if 0 <= at <= start:
        return at, at + len(quote)
    if words := quote.split():
        for found in re.finditer(r"\s+".join(map(re.escape, words)), text):
            if found.start() <= start and end <= found.end():
                return found.span()
    return start, end


def in_table(table: Table, row: int, column: int) -> Passage | None:
    """The cell among the cells of its row, with the words that head row and column."""
    if not (0 <= row < len(table.rows) and 0 <= column < len(table.rows[row])):
        return None
    cells = [" ".join(cell.split()) for cell in table.rows[row]]
    heads = [" ".join(line[column].split()) for line in table.rows[: table.header_rows] if column < len(line)]
    heading = " / ".join(dict.fromkeys(filter(None, heads)))
    name = " ".join(filter(None, (table.label, table.caption)))
    of_row = f"row “{cells[0]}”" if column and cells[0] else f"row {row + 1}"
    of_column = f"column “{heading}”" if heading else f"column {column + 1}"
    before = "".join(f"{cell} | " for cell in cells[:column])
    after = "".join(f" | {cell}" for cell in cells[column + 1 :])
    return Passage(f"{name or 'Table'}: {of_row}, {of_column}", before, "", cells[column], "", after)


def in_registry(record: Mapping[str, Any], pointer: str, quote: str) -> Passage:
    """The field's value, with the names of everything it stands in: measure, class, category, group."""
    here: Any = record
    names: list[str] = []
    groups: dict[str, str] = {}
    for part in pointer.strip("/").split("/"):
        if isinstance(here, list):
            here = here[int(part)] if part.isdigit() and int(part) < len(here) else None
        else:
            here = here.get(part) if isinstance(here, dict) else None
            if not isinstance(here, dict):
                names.append(_spelled(part))
        if isinstance(here, dict):
            names += _called(here, groups)
    value = quote if here is None or isinstance(here, (dict, list)) else str(here)
    return Passage(" › ".join(dict.fromkeys(filter(None, names))), words=value)


def _called(item: Mapping[str, Any], groups: dict[str, str]) -> list[str]:
    """How an object of the record is called; groups that it defines are remembered for what it holds."""
    for key in ("groups", "eventGroups", "armGroups"):
        for group in item.get(key) or ():
            if isinstance(group, dict) and group.get("id"):
                groups[str(group["id"])] = str(group.get("title") or "")
    name = next((str(item[key]) for key in _NAMES if isinstance(item.get(key), str) and item[key]), "")
    of_groups = [str(item["groupId"])] if item.get("groupId") else [str(g) for g in item.get("groupIds") or ()]
    return [name, *(groups.get(group, "") for group in of_groups)]


def _spelled(key: str) -> str:
    """`outcomeMeasures` as `Outcome measures`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).capitalize() if not key.isdigit() else ""
