"""What a registration and a paper say of the trial as a whole: how many took part, and which outcome was primary."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extractors.primary_outcome import SAME
from schemas.models import Detail
from synthesis.beside.folding import Line
from synthesis.keys import digest, locator_text, row_key
from synthesis.kinds import is_interim, is_secondary
from synthesis.outcomes import LABELS
from synthesis.quotes import number_of_trial
from synthesis.shapes import Objection, Reading, Study

FEW_OR_MANY = 0.15
"""Share of the registered number by which a paper's may differ: those never treated or evaluated are fewer."""
RULE = {
    "enrolment": "differs_enrolment",
    "planned_enrolment": "planned_enrolment_changed",
    "primary_outcome_changed": "primary_outcome_changed",
}


def of_whole_trial(paper: Reading) -> bool:
    """Whether a paper is on the trial as a whole: one on a part of it says nothing of its size or primary outcome."""
    return not is_secondary(paper.report) and paper.report.design != "pooled"


def of_trial(study: Study, registry: Reading, paper: Reading, *, outcomes_changed: bool = False) -> list[Line]:
    """Rows and findings on enrolment and primary outcome; on the latter none if the registration has changed it."""
    if not of_whole_trial(paper):
        return []
    primary = None if outcomes_changed else _primary(study, registry, paper)
    rows = [row for row in (_enrolment(study, registry, paper), primary) if row]
    return [Line(registry, row["message"], row, objections=as_objection(row)) for row in rows]


def as_objection(row: dict[str, Any]) -> list[Objection]:
    """A difference as a finding of the paper."""
    if row["kind"] == "agreement":
        return []
    quotes = " | ".join(filter(None, (row["registry_quote"], row["paper_quote"])))
    return [Objection(RULE[row["kind"]], row["severity"], row["message"], row["study_id"], row["paper_report"], quotes)]


def row_of(study: Study, registry: Reading, paper: Reading, kind: str, what: str) -> dict[str, Any]:
    """What every row on the trial as a whole has, by what it is about."""
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
    return row_of(study, registry, paper, "enrolment" if differs else "agreement", "enrolment") | {
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
    there, here = named_primary(registry), named_primary(paper)
    registered, told = ids_of(there), ids_of(here)
    if not registered or not told or "OTHER" in registered | told:
        return None
    agree = bool(registered & told)
    message = (
        f"{study.name}: {registry.key} registers {words_of(there)} as primary outcome and {paper.key} calls "
        f"{words_of(here)} primary"
    )
    ends = "; they agree." if agree else "; see in the registry's history which was planned, and why it changed."
    return row_of(study, registry, paper, "agreement" if agree else "primary_outcome_changed", "primary-outcome") | {
        "registry_value": words_of(there),
        "registry_quote": " | ".join(d.quote for d in there),
        "registry_locator": locator_text(there[0].locator),
        "paper_value": words_of(here),
        "paper_quote": " ".join(here[0].quote.split()),
        "paper_locator": locator_text(here[0].locator),
        "message": message + ends,
    }


def named_primary(reading: Reading) -> list[Detail]:
    """The primary outcomes that a report names."""
    return [detail for detail in reading.report.details if detail.field == "primary_outcomes"]


def ids_of(details: Sequence[Detail]) -> set[str]:
    """Their ids, those that mean the same as one."""
    return {SAME.get(str(d.value), str(d.value)) for d in details}


def words_of(details: Sequence[Detail]) -> str:
    """Their names, as in a sentence."""
    names = dict.fromkeys(LABELS.get(str(d.value), str(d.value)).casefold() for d in details)
    return " and ".join(names)
