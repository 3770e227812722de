"""`summary.md`: one page of plain Markdown for readers, also shown as the artifact of the flow.

Long lists are cut: the page must stay short, and the tables beside it hold everything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from publishing.context import PublishContext
from publishing.status import added
from schemas.fields import TABLES
from schemas.protocol import Protocol

Row = Mapping[str, Any]
Rows = Sequence[Row]

LONGEST_LIST = 20
LONGEST_CELL = 160
SEVERITIES = ("critical", "warning", "info")
_MARKUP = re.compile(r"([\\`*\[\]<>|])")


def summary(tables: Mapping[str, Rows], protocol: Protocol, context: PublishContext, version: int) -> str:
    """The page, from clean sorted tables."""
    sections = [
        _head(tables, protocol, context, version),
        _poolable(tables["meta_analysis"], protocol),
        _new_studies(tables, version),
        _changes(tables["changes"], version),
        _findings(tables["findings"]),
        _held(tables["held"]),
        _in_r(tables["meta_analysis"], protocol),
        _files(tables),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def escaped(value: Any) -> str:
    """A value as text in a Markdown table: one line, no markup, cut to a length that can be read."""
    text = " ".join(str(value if value is not None else "").split())
    if len(text) > LONGEST_CELL:
        text = text[: LONGEST_CELL - 1] + "…"
    return _MARKUP.sub(r"\\\1", text)


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table in Markdown."""
    lines = [f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
    lines += [f"| {' | '.join(escaped(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _count(number: int, one: str, many: str = "") -> str:
    """`1 study`, `2 studies`."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _listed(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]], file: str) -> str:
    """A section with a table of the first rows, and where the rest stands."""
    text = f"## {title}\n\n{markdown_table(header, rows[:LONGEST_LIST])}"
    more = len(rows) - LONGEST_LIST
    return f"{text}\n\n…and {more} more in `{file}`." if more > 0 else text


def _head(tables: Mapping[str, Rows], protocol: Protocol, context: PublishContext, version: int) -> str:
    """Title, version, search dates and the counts in one paragraph."""
    severities = Counter(row["severity"] for row in tables["findings"])
    findings = ", ".join(f"{severities[s]} {s}" for s in SEVERITIES if severities[s]) or "none"
    searched = ", ".join(f"{source} {day}" for source, day in sorted(context.searched.items())) or "nothing yet"
    return (
        f"# {escaped(protocol.title)}\n\n"
        f"Version {version}, as of {context.as_of}. Searched up to: {searched}.\n\n"
        f"{_count(len(tables['studies']), 'study', 'studies')}, "
        f"{_count(len(tables['meta_analysis']), 'row')} ready to pool, "
        f"{_count(len(tables['held']), 'number')} held for a person, findings: {findings}."
    )


def _poolable(rows: Rows, protocol: Protocol) -> str:
    """What can be pooled: each outcome and measure with its rows, studies and labels."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["outcome"], row["measure"]), []).append(row)
    lines = []
    for (outcome, measure), members in sorted(groups.items()):
        known = protocol.outcome(outcome)
        label = (known.label if known else members[0]["outcome_label"]) + (
            " (primary)" if known and known.primary else ""
        )
        usable = sum(row["yi"] is not None for row in members)
        lines.append((outcome, label, measure, len({row["study_id"] for row in members}), len(members), usable))
    if not lines:
        return "## Ready to pool\n\nNothing yet."
    header = ("outcome", "label", "measure", "studies", "rows", "with effect")
    return "## Ready to pool\n\n" + markdown_table(header, lines)


def _new_studies(tables: Mapping[str, Rows], version: int) -> str:
    """Studies that the last version did not have; all of them in the first."""
    ids = added(tables, "studies", version)
    new = [row for row in tables["studies"] if row["study_id"] in ids]
    if not new:
        return "## New studies\n\nNone since the last version." if version > 1 else "## Studies\n\nNone yet."
    rows = [(s["study"], s["title"], s["design"], s["n_total"], s["study_id"], s["n_reports"]) for s in new]
    title = "New studies" if version > 1 else "Studies"
    return _listed(title, ("study", "title", "design", "patients", "id", "reports"), rows, "studies.csv")


def _changes(changes: Rows, version: int) -> str:
    """How much changed, and which rows for pooling."""
    if version == 1:
        return ""
    if not changes:
        return "## Changes\n\nNone since the last version."
    counts = Counter((row["table"], row["change"]) for row in changes)
    said = ", ".join(f"{table}: {n} {change}" for (table, change), n in sorted(counts.items()))
    rows = [
        (c["change"], c["key"], c["column"], c["old"], c["new"], c["why"])
        for c in changes
        if c["table"] == "meta_analysis"
    ]
    if not rows:
        return f"## Changes\n\n{said}. No row for pooling changed."
    header = ("change", "row", "column", "old", "new", "why")
    return _listed("Changes of rows for pooling", header, rows, "changes.csv") + f"\n\nAll changes: {said}."


def _findings(findings: Rows) -> str:
    """What rules object to, critical first."""
    ordered = sorted(findings, key=lambda row: SEVERITIES.index(row["severity"]))
    rows = [(f["severity"], f["rule"], f["study"] or f["report"], f["message"], f["proposal"]) for f in ordered]
    if not rows:
        return "## Findings\n\nNone."
    return _listed("Findings", ("severity", "rule", "study", "what", "proposal"), rows, "findings.csv")


def _held(held: Rows) -> str:
    """What waits for a person."""
    rows = [(h["study"] or h["source_report"], h["outcome"], h["reason"], h["message"], h["quote"]) for h in held]
    if not rows:
        return "## Held for a person\n\nNothing."
    return _listed("Held for a person", ("study", "outcome", "reason", "what", "quote"), rows, "held.csv")


def _in_r(rows: Rows, protocol: Protocol) -> str:
    """How to pool with metafor, shown with the fullest outcome of this very table."""
    whole = [row for row in rows if row["population"] == "all"]
    effects = Counter((r["outcome"], r["measure"]) for r in whole if r["yi"] is not None)
    counts = Counter(r["outcome"] for r in whole if r["ai"] is not None and r["ci"] is not None)
    (outcome, measure), _ = _fullest(effects, ("PFS", "HR"))
    binary, _ = _fullest(counts, "ORR")
    analysis = protocol.analysis
    back = ", atransf = exp" if measure in ("HR", "RR", "OR") else ""
    return f"""## How to pool it in R

The columns have metafor's names. Choose one row per study first: a study may have several time points, populations
and comparisons.

```r
library(metafor)
dat <- read.csv("meta_analysis.csv", na.strings = "", encoding = "UTF-8")

# effects as they stand: yi with its standard error sei
x <- subset(dat, outcome == "{outcome}" & measure == "{measure}" & population == "all" & !is.na(yi))
res <- rma(yi, sei = sei, data = x, slab = study, method = "{analysis.model}", test = "{analysis.test}")
forest(res{back})

# the same from counts, which are never corrected for zeros in the file
b <- subset(dat, outcome == "{binary}" & population == "all" & !is.na(ai) & !is.na(ci))
b <- escalc(measure = "{analysis.measures.binary}", ai = ai, n1i = n1i, ci = ci, n2i = n2i, data = b, slab = study)
rma(yi, vi, data = b, method = "{analysis.model}", test = "{analysis.test}")
```"""


def _fullest(counts: Counter[Any], otherwise: Any) -> tuple[Any, int]:
    """The value that stands most often, ties settled by name."""
    return min(counts.items(), key=lambda item: (-item[1], item[0])) if counts else (otherwise, 0)


def _files(tables: Mapping[str, Rows]) -> str:
    """Every file with what it holds."""
    rows: list[tuple[Any, ...]] = [(f"{name}.csv", len(tables[name]), table.meaning) for name, table in TABLES.items()]
    rows += [
        ("status.json", "", "Where the living review stands: search dates, version, what is new, what waits."),
        ("manifest.json", "", "Hashes of inputs and files, versions, counts per stage."),
        ("datapackage.json", "", "The tables described for programs (Frictionless)."),
    ]
    note = (
        "A text cell that a spreadsheet would run as a formula has an apostrophe in front; numbers are untouched. "
        "Empty cells are missing values."
    )
    return f"## Files\n\n{markdown_table(('file', 'rows', 'what it holds'), rows)}\n\n{note}"
