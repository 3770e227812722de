"""The check stage: the built tables against the rules of the dictionary; what fails becomes findings and held rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.checks import CheckResult
from schemas.protocol import Protocol

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]


@dataclass(slots=True)
class Checked:
    """What the rules said."""

    rules: int
    failed: list[tuple[str, str]]
    """Severity and sentence of every rule that was not kept, critical ones first."""
    results: Sequence[CheckResult] = ()
    """Every rule with its verdict, in the order of the dictionary."""

    @property
    def critical(self) -> int:
        """How many critical rules were not kept."""
        return sum(severity == "critical" for severity, _ in self.failed)


def check(tables: Tables, protocol: Protocol, records: Mapping[str, int]) -> Checked:
    """Hold the tables against every rule; rows for pooling that break a critical one move to `held`, in place.

    The rest of what fails becomes findings. `records` is source → records in the store.
    """
    from schemas.checks import check_tables, failures
    from schemas.fields import frame

    results = check_tables({name: frame(name, rows) for name, rows in tables.items()}, protocol, records)
    failed = sorted(failures(results), key=lambda r: (r.severity != "critical", r.severity, r.rule))
    for result in failed:
        tables.setdefault("findings", []).append(_finding(result.rule, result.severity, result.message, result.rows))
        if result.severity == "critical" and result.table == "meta_analysis":
            _hold(tables, set(result.rows), result.rule, result.message)
    return Checked(len(results), [(result.severity, result.message) for result in failed], results)


def _finding(rule: str, severity: str, message: str, rows: Iterable[str]) -> dict[str, Any]:
    name = rule_id(rule)
    return {"finding_id": name, "severity": severity, "rule": name, "message": message, "rows": list(rows)}


def rule_id(rule: str) -> str:
    """A check's name as an id of findings: `expected.rows[0].floor` is `check_expected_rows_0_floor`."""
    return "check_" + re.sub(r"[^a-z0-9]+", "_", rule.lower()).strip("_")


def _hold(tables: Tables, rows: set[str], rule: str, message: str) -> None:
    """Move rows of meta_analysis to held: a number that breaks a critical rule must not be pooled."""
    held = [row for row in tables["meta_analysis"] if str(row["row_id"]) in rows]
    tables["meta_analysis"] = [row for row in tables["meta_analysis"] if str(row["row_id"]) not in rows]
    tables["provenance"] = [row for row in tables.get("provenance", []) if str(row["row_id"]) not in rows]
    for row in held:
        arm = " v ".join(str(row[name]) for name in ("experimental", "control") if row.get(name))
        tables.setdefault("held", []).append(
            {
                "held_id": f"{row['row_id']}-{rule_id(rule)}",
                "study_id": row["study_id"],
                "study": row["study"],
                "reason": rule_id(rule),
                "message": message,
                "outcome": row["outcome"],
                "arm": arm,
                "value": row.get("estimate"),
                "source_report": row.get("source_report"),
                "source_url": row.get("source_url"),
            }
        )
