"""One registration, many records: what its records say alike is told once.

A trial with an EudraCT number has a record for each country that it runs in, and a registration may have come from a
service and as a file. Records are of one registration when the number that is their own comes first in both.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.models import Finding
from synthesis.shapes import Objection, Reading, Rows

_EUDRACT = re.compile(r"20\d\d-0\d{5}-\d\d")
_OF_THE_RECORD = {"comparison_id", "registry_report", "registry_quote", "registry_locator", "message"}
"""Columns in which records of one registration differ while they say the same."""


@dataclass(slots=True)
class Beside:
    """What laying a study's registrations and papers side by side gave."""

    rows: Rows = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """What one record of a registry gave beside a paper, or alone: a row, and findings in the same words."""

    registry: Reading
    message: str
    row: dict[str, Any] | None = None
    findings: Sequence[Finding] = ()
    readings: Sequence[Reading] = ()
    """The reading that each of the findings is about."""
    objections: Sequence[Objection] = ()


def registration(registry: Reading) -> str:
    """The registry number that a record is of; its key where it has none."""
    return next(iter(registry.report.registry_ids.own), registry.key)


def folded(lines: Sequence[Line], registries: Sequence[Reading]) -> Beside:
    """Rows and findings, those that records of one registration share once, in words that count the records."""
    records = Counter(registration(r) for r in registries)
    groups: dict[tuple[object, ...], list[Line]] = defaultdict(list)
    for line in lines:
        groups[_same(line)].append(line)
    out = Beside()
    for group in groups.values():
        first = min(group, key=lambda line: line.registry.key)
        if len(group) > 1:
            _name_once(group, records[registration(first.registry)])
        out.objections += first.objections
        if first.row is not None:
            out.rows.append(first.row | {"message": first.message})
    return out


def _same(line: Line) -> tuple[object, ...]:
    number = registration(line.registry)
    row = {name: value for name, value in (line.row or {}).items() if name not in _OF_THE_RECORD}
    return number, line.message.replace(line.registry.key, number), tuple(sorted((k, str(v)) for k, v in row.items()))


def _name_once(group: Sequence[Line], of: int) -> None:
    """Write the number of the registration and how many of its records say so in place of one record's key."""
    number = registration(group[0].registry)
    what = "country records" if _EUDRACT.fullmatch(number) else "records"
    many = f"{of} {what}" if len(group) == of else f"{len(group)} of {of} {what}"
    for line in group:
        line.message = line.message.replace(line.registry.key, f"{number} ({many})")
        for finding in line.findings:
            finding.message = line.message
        for objection in line.objections:
            objection.message = line.message
