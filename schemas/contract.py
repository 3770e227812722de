"""The JSON object of `perennial extract --json`: one per record, keys in the order of the contract."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from schemas.models import Arm, Detail, Extraction, Finding, Held, Notice, Report, Result

DETAIL_FIELDS = (
    "n_planned",
    "n_planned_per_arm",
    "allocation_ratio",
    "masking",
    "masked",
    "not_masked",
    "centres",
    "n_centres",
    "framework",
    "design_type",
    "primary_outcomes",
)
MANY = frozenset({"masked", "not_masked", "primary_outcomes"})
"""Details that hold for several at once: lists in the JSON."""


def as_contract(file: str, extraction: Extraction) -> dict[str, Any]:
    """One extraction as plain data; absent and unknown are None. `held` follows the contract's own keys."""
    report = extraction.report
    return {
        "file": file,
        "record": {"source": report.source, "id": report.id, "sha256": report.sha256},
        "report": _report(report),
        "arms": [_arm(arm) for arm in extraction.arms],
        "results": [_result(result) for result in extraction.results],
        "findings": [_finding(finding) for finding in extraction.findings],
        "held": [_held(held) for held in extraction.held],
        "posted": [asdict(number) for number in extraction.posted],
    }


def _report(report: Report) -> dict[str, Any]:
    return {
        "title": report.title or None,
        "authors": report.authors,
        "year": report.year,
        "journal": report.journal,
        "doi": report.doi,
        "pmid": report.pmid,
        "pmcid": report.pmcid,
        "language": report.language,
        "publication_types": report.publication_types,
        "registry_ids": {"own": report.registry_ids.own, "cited": report.registry_ids.cited},
        "design": report.design,
        "phase": report.phase,
        "n_total": report.n_total,
        "n_total_type": report.n_total_type,
        "conditions": report.conditions,
        "interventions": report.interventions,
        "start_date": report.start_date,
        "end_date": report.end_date,
        "data_cutoff": report.data_cutoff,
        "sponsor": report.sponsor,
        "countries": report.countries,
        "notices": [_notice(notice) for notice in report.notices],
        **_details(report.details),
    }


def _details(details: list[Detail]) -> dict[str, Any]:
    """The design's details as plain values, and each with its words: they follow the contract's own keys."""
    values: dict[str, list[str | int]] = {}
    for detail in details:
        values.setdefault(detail.field, []).append(detail.value)
    plain = {name: values.get(name, []) if name in MANY else values.get(name, [None])[0] for name in DETAIL_FIELDS}
    listed = [{"field": d.field, "value": d.value, "locator": d.locator, "quote": d.quote} for d in details]
    return {**plain, "details": listed}


def _notice(notice: Notice) -> dict[str, Any]:
    return {"kind": notice.kind, "id": notice.id or None, "date": notice.date or None, "text": notice.text or None}


def _arm(arm: Arm) -> dict[str, Any]:
    return {
        "arm": arm.arm,
        "label": arm.label,
        "role": arm.role,
        "n": arm.n,
        "locator": arm.locator,
        "quote": arm.quote,
        "n_treated": arm.n_treated,
        "n_evaluable": arm.n_evaluable,
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "kind": result.kind,
        "outcome": result.outcome,
        "outcome_text": result.outcome_text,
        "class": result.class_,
        "category": result.category,
        "timepoint": result.timepoint,
        "timepoint_weeks": result.timepoint_weeks,
        "arm": result.arm,
        "ref_arm": result.ref_arm,
        "stat": result.stat,
        "value": result.value,
        "unit": result.unit,
        "sd": result.sd,
        "se": result.se,
        "q1": result.q1,
        "q3": result.q3,
        "not_reached": result.not_reached,
        "ci_low": result.ci_low,
        "ci_high": result.ci_high,
        "ci_level": result.ci_level,
        "p": result.p,
        "test": result.test,
        "events": result.events,
        "n_eval": result.n_eval,
        "events_origin": result.events_origin,
        "population": result.population,
        "locator": result.locator,
        "quote": result.quote,
        "adjusted": result.adjusted,
        "analysis": result.analysis or None,
        "minimum": result.minimum,
        "maximum": result.maximum,
        "method": result.method or None,
        "hypothesis": result.hypothesis or None,
        "sides": result.sides,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "results": finding.results,
        "quote": finding.quote or None,
        "proposal": finding.proposal or None,
    }


def _held(held: Held) -> dict[str, Any]:
    return {
        "reason": held.reason,
        "message": held.message,
        "outcome": held.outcome,
        "value": held.value,
        "locator": held.locator,
        "quote": held.quote,
    }
