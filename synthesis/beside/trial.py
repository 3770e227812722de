"""What a registration and a paper say of the trial as a whole: how many took part, and which outcome was primary."""

from __future__ import annotations

from typing import Any

from schemas.models import Detail
from synthesis.beside.folding import Line
from synthesis.keys import digest, locator_text, row_key
from synthesis.kinds import is_interim, is_secondary
from synthesis.outcomes import LABELS
from synthesis.quotes import number_of_trial
from synthesis.shapes import Objection, Reading, Study

FEW_OR_MANY = 0.15
"""Share of the registered number by which a paper's may differ: those never treated or evaluated are fewer."""
RULE = {"enrolment": "differs_enrolment", "primary_outcome_changed": "primary_outcome_changed"}
_SAME = {"DEATH": "OS"}
"""Outcomes that are one when they are primary: deaths are what overall survival counts."""


def of_trial(study: Study, registry: Reading, paper: Reading) -> list[Line]:
    """Rows and findings on enrolment and primary outcome. A paper on a part of the trial says nothing of either."""
    if is_secondary(paper.report) or paper.report.design == "pooled":
        return []
    rows = [row for row in (_enrolment(study, registry, paper), _primary(study, registry, paper)) if row]
    return [Line(registry, row["message"], row, objections=_objections(row)) for row in rows]


def _objections(row: dict[str, Any]) -> list[Objection]:
    """A difference as a finding of the paper."""
    if row["kind"] == "agreement":
        return []
    quotes = " | ".join(filter(None, (row["registry_quote"], row["paper_quote"])))
    return [Objection(RULE[row["kind"]], row["severity"], row["message"], row["study_id"], row["paper_report"], quotes)]


def _row(study: Study, registry: Reading, paper: Reading, kind: str, what: str) -> dict[str, Any]:
    reports = digest(f"{registry.key} {paper.key}", 6)
    return {
        "comparison_id": row_key(study.study_id, what, reports),
        "study_id": study.study_id,
        "study": study.name,
        "population": "all",
        "kind": kind,
        "severity": "info" if kind == "agreement" else "warning",
        "registry_report": registry.key,
        "paper_report": paper.key,
    }


def _enrolment(study: Study, registry: Reading, paper: Reading) -> dict[str, Any] | None:
    """Numbers of participants; only those that both sides count and do not plan."""
    there, here = registry.report, paper.report
    if there.n_total_type != "actual" or here.n_total_type != "actual" or is_interim(here):
        return None
    if not there.n_total or not here.n_total:
        return None
    share = abs(here.n_total - there.n_total) / there.n_total
    differs = share > FEW_OR_MANY
    posted, printed = number_of_trial(there, there.n_total), number_of_trial(here, here.n_total)
    message = f"{study.name}: {registry.key} counts {there.n_total} participants and {paper.key} {here.n_total}"
    if differs:
        ends = f", {100 * share:.0f}% apart: the paper may be of a part of the trial, or of another one."
    else:
        ends = f", {100 * share:.1f}% apart." if share else "; they agree."
    return _row(study, registry, paper, "enrolment" if differs else "agreement", "enrolment") | {
        "registry_value": str(there.n_total),
        "registry_quote": posted[1],
        "registry_locator": locator_text(posted[0]),
        "paper_value": str(here.n_total),
        "paper_quote": printed[1],
        "paper_locator": locator_text(printed[0]),
        "message": message + ends,
    }


def _primary(study: Study, registry: Reading, paper: Reading) -> dict[str, Any] | None:
    """Primary outcomes; silent unless both name theirs and every one of the registration's has an id."""
    there, here = _named(registry), _named(paper)
    registered, told = _ids(there), _ids(here)
    if not registered or not told or "OTHER" in registered | told:
        return None
    agree = bool(registered & told)
    message = (
        f"{study.name}: {registry.key} registers {_words(there)} as primary outcome and {paper.key} calls "
        f"{_words(here)} primary"
    )
    ends = "; they agree." if agree else "; see in the registry's history which was planned, and why it changed."
    return _row(study, registry, paper, "agreement" if agree else "primary_outcome_changed", "primary-outcome") | {
        "registry_value": _words(there),
        "registry_quote": " | ".join(d.quote for d in there),
        "registry_locator": locator_text(there[0].locator),
        "paper_value": _words(here),
        "paper_quote": " ".join(here[0].quote.split()),
        "paper_locator": locator_text(here[0].locator),
        "message": message + ends,
    }


def _named(reading: Reading) -> list[Detail]:
    return [detail for detail in reading.report.details if detail.field == "primary_outcomes"]


def _ids(details: list[Detail]) -> set[str]:
    return {_SAME.get(str(d.value), str(d.value)) for d in details}


def _words(details: list[Detail]) -> str:
    names = dict.fromkeys(LABELS.get(str(d.value), str(d.value)).casefold() for d in details)
    return " and ".join(names)
