"""What a registration planned at first, what it says since, and what papers say: primary outcomes and size.

The plans come from the versions of the registration that the evidence holds (`schemas.models.Registered`). A change is
told beside every paper that names the same thing, and as a finding of the registration alone where none does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from extractors import missing_outcomes
from extractors.primary_outcome import EARLIER
from schemas.models import Detail, Registered
from synthesis.beside.folding import Line
from synthesis.beside.trial import (
    FEW_OR_MANY,
    RULE,
    as_objection,
    ids_of,
    named_primary,
    of_whole_trial,
    row_of,
    words_of,
)
from synthesis.keys import locator_text
from synthesis.outcomes import LABELS
from synthesis.quotes import number_of_trial
from synthesis.shapes import Objection, Reading, Study

Plans = Sequence[Registered]


def known_plans(registry: Reading, plans: Plans) -> Plans:
    """The plans of the evidence's versions; where those changed no outcome, what the registration tells of itself."""
    earlier: dict[str, list[Detail]] = {}
    for detail in registry.report.details:
        if detail.field == EARLIER:
            earlier.setdefault(detail.until, []).append(detail)
    if not earlier or outcomes_changed(plans):
        return plans
    ends = sorted(earlier)
    days = [registry.report.registered_date or f"before {ends[0]}", *ends]
    stated = [*(earlier[end] for end in ends), named_primary(registry)]
    told = [Registered(registry.key, day, primary) for day, primary in zip(days, stated, strict=True)]
    return [*told, *(plan for plan in plans if plan.planned)]


def outcomes_changed(plans: Plans) -> list[Registered]:
    """The first plan and each that names other primary outcomes than the one before; empty where none does."""
    found: list[Registered] = []
    for plan in plans:
        last = found[-1].primary if found else []
        if plan.primary and (not last or missing_outcomes(last, plan.primary) or missing_outcomes(plan.primary, last)):
            found.append(plan)
    return found if len(found) > 1 else []


def of_plans(study: Study, registry: Reading, papers: Sequence[Reading], plans: Plans) -> Iterator[Line]:
    """Lines on what a registration changed of its plan."""
    papers = [paper for paper in papers if of_whole_trial(paper)]
    changed = outcomes_changed(plans)
    if changed:
        naming = [paper for paper in papers if named_primary(paper)]
        yield from (_outcomes_line(study, registry, changed, paper) for paper in naming)
        if not naming:
            said = f"{_outcomes_told(study, registry, changed)}; no paper that was read names its primary outcome."
            yield _alone(study, registry, "primary_outcome_changed", "warning", said, _quotes(changed))
    sizes = [plan for plan in plans if plan.planned]
    if sizes and (now := _size_now(registry, sizes)):
        yield from _size_lines(study, registry, papers, sizes[0], now)


def _outcomes_told(study: Study, registry: Reading, changed: Plans) -> str:
    parts = [f"{_titles(changed[0].primary)} as primary outcome in its version of {changed[0].day}"]
    parts += [f"{_titles(plan.primary)} since {plan.day}" for plan in changed[1:]]
    return f"{study.name}: {registry.key} registered {', then '.join(parts)}"


def _titles(primary: Sequence[Detail]) -> str:
    """Outcomes in words: those of one id by its name, others by their titles."""
    names = (f"“{d.quote}”" if d.value == "OTHER" else LABELS.get(str(d.value), d.quote).casefold() for d in primary)
    return " and ".join(dict.fromkeys(names))


def _quotes(changed: Plans) -> str:
    return " | ".join("; ".join(d.quote for d in plan.primary) for plan in changed)


def _outcomes_line(study: Study, registry: Reading, changed: Plans, paper: Reading) -> Line:
    here = named_primary(paper)
    ends, severity = _followed(ids_of(changed[0].primary), ids_of(changed[-1].primary), ids_of(here))
    message = f"{_outcomes_told(study, registry, changed)}; {paper.key} calls {words_of(here)} primary: {ends}"
    row = row_of(study, registry, paper, "primary_outcome_changed", "registered-outcome") | {
        "severity": severity,
        "registry_value": "; ".join(f"{plan.day}: {_titles(plan.primary)}" for plan in changed),
        "registry_quote": _quotes(changed),
        "registry_locator": locator_text(changed[-1].primary[0].locator),
        "paper_value": words_of(here),
        "paper_quote": " ".join(here[0].quote.split()),
        "paper_locator": locator_text(here[0].locator),
        "message": message,
    }
    return Line(registry, message, row, objections=as_objection(row))


def _followed(first: set[str], now: set[str], told: set[str]) -> tuple[str, str]:
    """What a paper makes of the change, in words and as severity."""
    if told & first:
        return "that was registered from the first.", "info"
    if told & now:
        return "it follows the change, so see when and why the outcome was changed.", "warning"
    if "OTHER" in first | now:
        return "whether that is one of them, their titles do not tell; look at both.", "warning"
    return "it is none of them.", "warning"


def _size_now(registry: Reading, sizes: Plans) -> tuple[int, str] | None:
    """(participants, planned or counted) of today, where that is far from the first plan."""
    report, first = registry.report, sizes[0].planned or 0
    counted = report.n_total_type == "actual" and report.n_total
    now = (int(report.n_total or 0), "counts") if counted else (int(sizes[-1].planned or 0), "plans")
    return now if first and abs(now[0] - first) > FEW_OR_MANY * first else None


def _size_lines(
    study: Study, registry: Reading, papers: Sequence[Reading], first: Registered, now: tuple[int, str]
) -> Iterator[Line]:
    """A note for each paper that tells how many took part or were planned, or one without any."""
    number, verb = now
    said = (
        f"{study.name}: {registry.key} planned {first.planned} participants in its version of {first.day} and {verb} "
        f"{number} now"
    )
    quotes = f"{first.planned} | {number}"
    telling = [(paper, told) for paper in papers if (told := _size_in(paper))]
    for paper, (words, quote, locator) in telling:
        message = f"{said}; {paper.key} {words}."
        row = row_of(study, registry, paper, "planned_enrolment", "planned-enrolment") | {
            "severity": "info",
            "registry_value": f"{first.day}: planned {first.planned}; now {verb} {number}",
            "registry_quote": quotes,
            "registry_locator": locator_text(number_of_trial(registry.report, number)[0]),
            "paper_value": words.partition(" ")[2],
            "paper_quote": quote,
            "paper_locator": locator,
            "message": message,
        }
        yield Line(registry, message, row, objections=as_objection(row))
    if not telling:
        yield _alone(study, registry, "planned_enrolment", "info", f"{said}.", quotes)


def _size_in(paper: Reading) -> tuple[str, str, str] | None:
    """(what a paper says of its size in words, quote, locator): its plan, else how many took part."""
    report = paper.report
    if plan := next((d for d in report.details if d.field == "n_planned"), None):
        return f"plans {plan.value}", " ".join(plan.quote.split()), locator_text(plan.locator)
    if not report.n_total:
        return None
    locator, quote = number_of_trial(report, report.n_total)
    return f"counts {report.n_total}", quote, locator_text(locator)


def _alone(  # noqa: PLR0917 -- the parts of one finding, passed by this module alone
    study: Study, registry: Reading, kind: str, severity: Any, message: str, quotes: str
) -> Line:
    objection = Objection(RULE[kind], severity, message, study.study_id, registry.key, quotes)
    return Line(registry, message, objections=[objection])
