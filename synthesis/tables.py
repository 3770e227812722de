"""The tables as rows of plain dicts, under the names of `schemas/fields.yml`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from schemas.models import Result
from schemas.protocol import Protocol
from synthesis.candidates import PROVEN
from synthesis.design_columns import Chosen, columns
from synthesis.effects import from_interval
from synthesis.identity import acronym_of, year_of
from synthesis.joining.duplicates import with_comma
from synthesis.keys import digest, locator_text
from synthesis.kinds import is_interim, is_registry, kind
from synthesis.outcomes import is_one_sided, label_of, population, timepoint
from synthesis.screening.rules import Verdict
from synthesis.shapes import Objection, Reading, Rows, Study
from synthesis.standing import p_text
from synthesis.study_rows import HeldRow
from synthesis.treatments import Treatment

_REGISTRY_FIRST = ("phase", "status", "sponsor", "start_date", "end_date")
"""What a registry keeps current and papers mention in passing."""


def _first(readings: list[Reading], name: str) -> Any:
    """The first value that a report gives for a field of the report."""
    return next((value for r in readings if (value := getattr(r.report, name)) not in (None, "", [])), None)


def _teller(reading: Reading) -> tuple[bool, bool, bool]:
    """Sort key of the report that tells a study's size: of registries' records one that counted comes first."""
    report = reading.report
    registered = is_registry(report)
    return is_interim(report), registered, registered and report.n_total_type == "estimated"


def _countries(readings: list[Reading]) -> list[str] | None:
    """The countries of the first report that names some, and of the other records of its registration.

    The European register keeps one record for each country under one number.
    """
    first = next((r.report for r in readings if r.report.countries), None)
    if first is None:
        return None
    number = first.registry_ids.own[:1]
    of_one = [
        r.report for r in readings if number and r.report.registry_ids.own[:1] == number and is_registry(r.report)
    ]
    return sorted({c for report in [first, *of_one] for c in report.countries}) if of_one else first.countries


def study_row(study: Study, readings: list[Reading], findings: list[str], details: Chosen) -> dict[str, Any]:
    """One row of studies: `readings` are those of its reports that are in the review."""
    by_registry = sorted(readings, key=lambda r: not is_registry(r.report))
    row = {name: _first(by_registry, name) for name in _REGISTRY_FIRST}
    # The registry knows the final number better than a paper on an interim analysis.
    told = sorted(readings, key=_teller)
    counted = next((r for r in told if r.report.n_total is not None), None)
    cutoffs = [r.report.data_cutoff for r in readings if r.report.data_cutoff]
    return row | {
        "study_id": study.study_id,
        "study": study.name,
        "year": year_of(study),
        "title": _first(readings, "title"),
        "acronym": acronym_of(study),
        "design": design_of(readings),
        "n_total": counted.report.n_total if counted else None,
        "n_total_type": counted.report.n_total_type if counted else None,
        "conditions": _first(by_registry, "conditions"),
        "interventions": _first(by_registry, "interventions"),
        "countries": _countries(by_registry),
        "data_cutoff": max(cutoffs) if cutoffs else None,
        **columns(details),
        **identity(study, readings),
        "reports": [r.key for r in readings],
        "n_reports": len(readings),
        "retracted": bool(study.retracted),
        "link_reasons": study.link_reasons,
        "findings": findings,
    }


def design_of(readings: list[Reading]) -> str | None:
    """The study's design: the first report that knows more than “other” speaks."""
    designs = [r.report.design for r in readings if r.report.design]
    return next((d for d in designs if d not in ("other", "protocol")), designs[0] if designs else None)


def identity(study: Study, readings: list[Reading]) -> dict[str, list[str]]:
    """Registry numbers, DOIs and PubMed ids of a study."""
    return {
        "registry_ids": study.registry_ids,
        "dois": sorted({r.report.doi.lower() for r in readings if r.report.doi}),
        "pmids": sorted({r.report.pmid for r in readings if r.report.pmid}, key=lambda p: (len(p), p)),
    }


def report_row(study: Study, reading: Reading, order: int, paper: str) -> dict[str, Any]:
    """A report of a study as a reference list has it. `paper` is the record that stands for its paper."""
    report = reading.report
    registered = (report.registered_date or report.start_date or "")[:4] if is_registry(report) else ""
    return {
        "report": reading.key,
        "study_id": study.study_id,
        "study": study.name,
        "order": order,
        "kind": kind(report),
        "title": " ".join(report.title.split()),
        "authors": [with_comma(author) for author in report.authors],
        "year": report.year or (int(registered) if registered.isdigit() else None),
        "journal": report.journal,
        "doi": report.doi,
        "pmid": report.pmid,
        "pmcid": report.pmcid,
        "registry_ids": report.registry_ids.own,
        "language": report.language,
        "source_url": report.url,
        "duplicate_of": paper if paper != reading.key else None,
    }


def arm_rows(study: Study, reading: Reading, treatments: dict[str, Treatment]) -> Rows:
    """The arms of one report."""
    return [
        {
            "study_id": study.study_id,
            "study": study.name,
            "arm": arm.arm,
            "label": arm.label or f"arm {arm.arm}",
            "role": arm.role,
            "intervention": treatments[arm.arm].id,
            "n": arm.n,
            "n_treated": arm.n_treated,
            "n_evaluable": arm.n_evaluable,
            "source_report": reading.key,
            "quote": arm.quote,
        }
        for arm in reading.extraction.arms
    ]


def _about(study: Study, reading: Reading, result: Result, protocol: Protocol) -> dict[str, Any]:
    """Columns that results and contrasts share."""
    return {
        "study_id": study.study_id,
        "outcome": result.outcome,
        "outcome_label": label_of(result.outcome, result.outcome_text, protocol) or result.outcome,
        "outcome_text": " / ".join(filter(None, [result.outcome_text, result.class_, result.category])),
        "timepoint": result.timepoint,
        "timepoint_weeks": timepoint(result, protocol, is_registry(reading.report)).weeks,
        "population": population(result),
        "stat": result.stat,
        "ci_low": result.ci_low,
        "ci_high": result.ci_high,
        "ci_level": result.ci_level,
        "analysis": result.analysis or None,
        "source_report": reading.key,
        "quote": result.quote,
    }


def result_row(
    study: Study, reading: Reading, index: int, treatments: dict[str, Treatment], protocol: Protocol
) -> dict[str, Any]:
    """One arm's result. What a critical finding objects to keeps its value and has no event, n, mean or sd to pool."""
    r = reading.extraction.results[index]
    arm = next((a for a in reading.extraction.arms if a.arm == r.arm), None)
    pooled = not reading.critical(index) and not study.retracted
    counted = pooled and r.events is not None and (r.events_origin or "reported") in PROVEN
    is_mean = pooled and r.stat == "mean"
    return _about(study, reading, r, protocol) | {
        "result_id": reading.result_ids[index],
        "studlab": study.name,
        "treat": treatments[arm.arm].id if arm else "unknown",
        "event": r.events if counted else None,
        "n": (r.n_eval or r.n_assumed) if pooled else None,
        "mean": r.value if is_mean else None,
        "sd": r.sd if is_mean else None,
        "arm": r.arm,
        "arm_label": arm.label if arm else None,
        "role": arm.role if arm else None,
        "value": r.value,
        "unit": r.unit,
        "se": r.se,
        "q1": r.q1,
        "q3": r.q3,
        "minimum": r.minimum,
        "maximum": r.maximum,
        "not_reached": r.not_reached,
        "events_origin": r.events_origin,
    }


def contrast_row(
    study: Study, reading: Reading, index: int, treatments: dict[str, Treatment], protocol: Protocol
) -> dict[str, Any]:
    """One reported comparison, as it stands in the report; TE and seTE only where nothing critical objects."""
    r = reading.extraction.results[index]
    one, two = treatments.get(r.arm or ""), treatments.get(r.ref_arm)
    effect = None
    if r.value is not None and r.stat != "p_only" and not reading.critical(index) and not study.retracted:
        low, high = (None, None) if is_one_sided(r) else (r.ci_low, r.ci_high)
        effect = from_interval(r.stat.upper(), r.value, low, high, r.ci_level)
    return _about(study, reading, r, protocol) | {
        "contrast_id": reading.result_ids[index],
        "study": study.name,
        "experimental": one.label if one else None,
        "control": two.label if two else None,
        "estimate": r.value,
        "p_value": p_text(r.p),
        "adjusted": r.adjusted,
        "TE": round(effect.yi, 10) if effect else None,
        "seTE": round(effect.sei, 10) if effect and effect.sei else None,
        "treat1": one.id if one else None,
        "treat2": two.id if two else None,
    }


def held_row(held: HeldRow) -> dict[str, Any]:
    """A row or number that a rule keeps out."""
    result = held.reading.extraction.results[held.index] if held.index is not None else None
    return {
        "held_id": held.key,
        "study_id": held.study.study_id,
        "study": held.study.name,
        "reason": held.finding.rule,
        "message": held.finding.message,
        "outcome": result.outcome if result else "OTHER",
        "outcome_text": result.outcome_text if result else "",
        "arm": held.arms or (result.arm if result else None),
        "value": result.value if result else None,
        "unit": result.unit if result else None,
        "quote": (result.quote if result else "") or held.finding.quote,
        "source_report": held.reading.key,
        "source_url": held.reading.report.url,
        "locator": locator_text(result.locator) if result else "",
    }


def held_by_reader(study: Study, reading: Reading) -> Rows:
    """What the reader itself could not tie to an arm or outcome."""
    rows, seen = [], Counter[str]()
    for item in reading.extraction.held:
        place = "\x1f".join((item.reason, locator_text(item.locator), item.quote, str(item.value)))
        key = f"{reading.key}.{item.reason}.{digest(place)}"
        seen[key] += 1
        rows.append(
            {
                "held_id": key if seen[key] == 1 else f"{key}.{seen[key]}",
                "study_id": study.study_id,
                "study": study.name,
                "reason": item.reason,
                "message": item.message,
                "outcome": item.outcome or "OTHER",
                "value": item.value,
                "quote": item.quote,
                "source_report": reading.key,
                "source_url": reading.report.url,
                "locator": locator_text(item.locator),
            }
        )
    return rows


def screening_row(reading: Reading, verdict: Verdict, study_id: str, paper: str, rank: int | None) -> dict[str, Any]:
    """What was decided about a report. `paper` is the record that stands for its paper; `rank` is for what waits."""
    return {
        "report": reading.key,
        "study_id": study_id,
        "title": reading.report.title,
        "decision": verdict.decision,
        "reason": verdict.reason,
        "decided_by": verdict.decided_by,
        "decided_on": verdict.decided_on,
        "words": " ".join(verdict.words.split()),
        "seen_sha256": verdict.seen_sha256 or reading.report.sha256,
        "stale": verdict.stale,
        "duplicate_of": paper if paper != reading.key else None,
        "rank": rank,
    }


def finding_rows(objections: list[Objection], names: dict[str, str]) -> Rows:
    """Findings with stable ids; the same objection twice is one finding."""
    rows: dict[str, dict[str, Any]] = {}
    for o in objections:
        about = "\x1f".join((o.study_id, o.report, o.message, o.quote))
        key = f"{o.rule}.{digest(about, 12)}"
        touched = sorted({*o.rows, *rows.get(key, {}).get("rows", ())})
        rows[key] = {
            "finding_id": key,
            "severity": o.severity,
            "rule": o.rule,
            "study_id": o.study_id,
            "study": names.get(o.study_id, ""),
            "report": o.report,
            "message": o.message,
            "proposal": o.proposal,
            "quote": o.quote,
            "rows": touched,
        }
    return list(rows.values())
