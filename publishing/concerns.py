"""The parts of summary.md that need a person: what rules object to, and the numbers that are held."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from publishing.markdown import bullets, count, escaped, quoted, sentence
from publishing.pooling import outcome_name
from publishing.words import TO_DO, TO_DO_OTHERWISE, rule_name
from schemas.protocol import Protocol

Row = Mapping[str, Any]
Rows = Sequence[Row]

_CODE = re.compile(r"\b[A-Z]+(_[A-Z0-9]+)+\b")
LONGEST_LIST = 40
"""Lines of one list; what is beyond stands in the table beside the page."""
HEADINGS = {
    "critical": "Critical: these numbers are not pooled until a person has looked",
    "warning": "Warnings: pooled, and worth a look",
    "info": "Notes",
}


def findings(tables: Mapping[str, Rows], protocol: Protocol) -> str:
    """What rules object to: by severity and rule, the same sentence about a study once."""
    if not tables["findings"]:
        return "## Findings\n\nNone."
    outcomes, names = _outcomes(tables, protocol), _names(tables, protocol)
    parts = ["## Findings"]
    for severity, heading in HEADINGS.items():
        by_rule: dict[str, dict[tuple[str, str], Row]] = {}
        for row in (r for r in tables["findings"] if r["severity"] == severity):
            about = (row["study"] or row["report"] or "", row["message"] or "")
            by_rule.setdefault(row["rule"], {}).setdefault(about, row)
        if by_rule:
            parts.append(f"### {heading}")
        for rule, rows in sorted(by_rule.items(), key=lambda item: rule_name(item[0])):
            parts.append(f"**{escaped(rule_name(rule))}** (`{rule}`)")
            lines = [_finding(who, row, outcomes, names) for (who, _), row in sorted(rows.items())]
            parts.append(_cut(lines, "findings.csv"))
    return "\n\n".join(parts)


def _outcomes(tables: Mapping[str, Rows], protocol: Protocol) -> dict[str, str]:
    """Key of a row → its outcome for readers."""
    keys = (("meta_analysis", "row_id"), ("held", "held_id"), ("results", "result_id"), ("contrasts", "contrast_id"))
    return {row[key]: outcome_name(row, protocol) for name, key in keys for row in tables[name]}


def _names(tables: Mapping[str, Rows], protocol: Protocol) -> dict[str, str]:
    """Code of an outcome → its name."""
    found = (row for name in ("results", "contrasts", "held", "meta_analysis") for row in tables[name])
    return {row["outcome"]: outcome_name(row, protocol) for row in found if row["outcome"]}


def in_words(message: str | None, names: Mapping[str, str]) -> str:
    """A message whose codes of several words (AE_ANY) are names; PFS and the like are the field's own words."""
    return _CODE.sub(lambda match: names.get(match[0], match[0]), message or "")


def _finding(who: str, row: Row, outcomes: Mapping[str, str], names_of: Mapping[str, str]) -> str:
    """One objection: who, on which outcome, what, and what is proposed."""
    names = sorted({outcomes[key] for key in (row["rows"] or "").split("; ") if key in outcomes})
    message = in_words(row["message"], names_of)
    about = f", {escaped(', '.join(names))}" if 0 < len(names) < 3 and names[0] not in message else ""
    start = f"**{escaped(who)}**{about}: " if who else ""
    return start + " ".join(filter(None, [sentence(message), sentence(row["proposal"])]))


def held(tables: Mapping[str, Rows], protocol: Protocol) -> str:
    """What waits for a person, with the words read and what can be done."""
    rows, names = tables["held"], _names(tables, protocol)
    if not rows:
        return "## Held for a person\n\nNothing."
    ordered = sorted(rows, key=lambda r: (r["study"] or r["source_report"] or "", r["reason"], r["held_id"]))
    intro = (
        f"{count(len(rows), 'number')} that were seen and are not pooled. The same lines, with ids, are in `held.csv`."
    )
    return "\n\n".join(
        ["## Held for a person", intro, _cut([_held(row, protocol, names) for row in ordered], "held.csv")]
    )


def _held(row: Row, protocol: Protocol, names: Mapping[str, str]) -> str:
    """One held number."""
    who = escaped(row["study"] or row["source_report"] or "")
    what = ", ".join(filter(None, [escaped(outcome_name(row, protocol)), escaped(row["arm"]) if row["arm"] else ""]))
    start = ", ".join(filter(None, [f"**{who}**" if who else "", what]))
    words = f"Words read: {quoted(row['quote'])}." if row["quote"] else ""
    todo = f"To do: {TO_DO.get(row['reason'], TO_DO_OTHERWISE)}."
    return (f"{start}: " if start else "") + " ".join(
        filter(None, [sentence(in_words(row["message"], names)), words, todo])
    )


def _cut(lines: Sequence[str], file: str) -> str:
    """The list, and how many more there are."""
    more = len(lines) - LONGEST_LIST
    text = bullets(lines[:LONGEST_LIST])
    return f"{text}\n- …and {more} more in `{file}`." if more > 0 else text
