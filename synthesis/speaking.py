"""Which report of a study speaks for a number, by the protocol's rule, and why the others do not.

As the protocol comes: a peer-reviewed article speaks before one that is ahead of print, that before posted registry
results, then preprints, conference abstracts and loose documents; for harms the registry comes first, because its
counts are complete. Among equals a report of the whole trial comes before a secondary one (subgroup, post hoc), a final
analysis before one that says nothing, that before an interim one; then the later data cut-off, the later year, more
patients.
"""

from __future__ import annotations

import re
from typing import Any

from schemas.models import Finding, Report
from schemas.protocol import Protocol, Speaking
from synthesis.candidates import Candidate
from synthesis.kinds import HARMS, is_secondary, kind, stage
from synthesis.outcomes import feeds, wanted_measure

YES = "yes"
LONE_ARM = "no: another report compares this arm"
_NAMES = {
    "article": "a peer-reviewed article", "ahead": "an article ahead of print", "registry": "the registry",
    "preprint": "a preprint", "abstract": "a meeting abstract", "document": "a loose document",
}  # fmt: skip
_BECAUSE = {
    "whole_trial": "a report of the whole trial", "final": "a final or full analysis",
    "data_cut": "a later data cut-off", "year": "a later report", "patients": "a report of more patients",
}  # fmt: skip


def precedence(report: Report, outcome: str, rule: Speaking) -> tuple[object, ...]:
    """Sort key: the report that speaks for `outcome` has the smallest. Equal only for the same title and figures."""
    return tuple(value for _, value in _steps(report, outcome, rule))


def why_not(speaks: Report, other: Report, outcome: str, rule: Speaking) -> str:
    """Why another report of the study speaks and not this one."""
    for (name, first), (_, second) in zip(_steps(speaks, outcome, rule), _steps(other, outcome, rule), strict=True):
        if first != second:
            what = _NAMES[kind(speaks)] if name == "kind" else _BECAUSE[name]
            return f"no: {what} comes first"
    return "no: an equal report comes first by its name"


def preference(candidate: Candidate, protocol: Protocol) -> int:
    """Which kind of data a row is made of: the smallest number of what there is."""
    wanted = wanted_measure(candidate.cell.outcome, protocol)
    if candidate.of_medians:
        return 4
    if candidate.kind != "contrast":
        return 1 if wanted == "HR" else 0
    if wanted == "HR":
        return 0 if candidate.stat == "hr" else 2
    return 3 if wanted and candidate.stat.upper() != wanted else 2


def order(candidate: Candidate, protocol: Protocol) -> tuple[Any, ...]:
    """Sort key of the candidates for one row: the smallest gives it."""
    return (
        preference(candidate, protocol),
        precedence(candidate.reading.report, candidate.cell.outcome, protocol.speaking),
        candidate.stat,
        candidate.reading.key,
        candidate.indices,
    )


def silence(chosen: Candidate, other: Candidate, protocol: Protocol) -> str:
    """Why a candidate does not give the row that another gives."""
    if other.against:
        return held_by(other.against[0])
    if preference(chosen, protocol) != preference(other, protocol):
        what = chosen.stat.upper() + "s come" if chosen.kind == "contrast" else f"{chosen.kind} come"
        return f"no: {what} before other statistics"
    if chosen.reading is other.reading:
        return "no: another number of this report comes first"
    return why_not(chosen.reading.report, other.reading.report, chosen.cell.outcome, protocol.speaking)


def held_by(finding: Finding) -> str:
    """What holds a result back."""
    return f"no: held ({finding.rule})"


def unasked(outcome: str, findings: list[Finding], protocol: Protocol) -> str:
    """Why a result gives no row that none was made of."""
    if findings:
        return held_by(findings[0])
    return "no: it gives no row" if feeds(outcome, protocol) else "no: no outcome of the protocol"


def _steps(report: Report, outcome: str, rule: Speaking) -> list[tuple[str, object]]:
    """What is asked of a report, in the rule's order, each with a value that is smaller for what comes first."""
    order = rule.harms if outcome in HARMS else rule.reports
    asked = {
        "whole_trial": is_secondary(report),
        "final": stage(report),
        "data_cut": _newest_first(report.data_cutoff or ""),
        "year": -(report.year or 0),
        "patients": -(report.n_total or 0),
    }
    return [("kind", order.index(kind(report))), *((name, asked[name]) for name in rule.then)]  # type: ignore[arg-type]


def _newest_first(date: str) -> tuple[int, ...]:
    """Sorts ISO dates from late to early; no date comes last."""
    return tuple(-int(part) for part in re.findall(r"\d+", date)[:3]) or (0,)
