"""Rows of comparisons.csv and the sentences of their findings."""

from __future__ import annotations

from typing import Any

from synthesis.beside.pairs import Verdict
from synthesis.beside.statements import Statement
from synthesis.keys import digest, locator_text, row_key
from synthesis.quotes import clause
from synthesis.shapes import Reading, Study
from synthesis.within import Within
from synthesis.wording import arms_in_words, spelled

_ENDS = {
    "value": "definition, patients and time are not shown to be the same, so look which of them answers the question.",
    "denominator": "the numbers of patients differ, so they are of different analyses.",
    "definition": "their definitions differ ({why}).",
    "time_point": "they are of different times ({why}), so the numbers cannot be compared.",
    "arm": "each gives for one arm what the other gives for the other: the arms changed places somewhere.",
}
_PROVEN = (
    "definition, patients and time are the same, so both cannot be true: look both up and confirm or set the right one "
    "in corrections.csv."
)


def value_words(statement: Statement) -> str:
    """A statement's number as its report has it, with its unit: `45 of 100`, `64.8%`, `hazard ratio 0.21 (…)`."""
    result, n = statement.result, statement.sizes[0]
    if result.kind == "contrast":
        return spelled(result)
    if result.events is not None and n:
        return f"{result.events} of {n}"
    unit = "%" if statement.measure == "share" else f" {result.unit}" if result.unit else ""
    value = statement.value if statement.measure == "share" else result.value
    of = f" of {n}" if n and statement.measure == "share" else ""
    return f"{value:g}{unit}{of}"


def arms_words(statement: Statement, within: Within) -> str:
    """The registration's arms of a statement in words."""
    return arms_in_words(*[within.treatments.get(letter) for letter in (*statement.arms, "")[:2]])


def sentence_of(  # noqa: PLR0917 -- the two sides and what is known of them
    study: Study, registry: Statement, paper: Statement, verdict: Verdict, backed: Statement | None, within: Within
) -> str:
    """What the two say, and how it differs, in one sentence."""
    about = f"{within.label(registry.result)}, {arms_words(registry, within)}"
    said = (
        f"{study.name}, {about}: {registry.reading.key} gives {value_words(registry)} and {paper.reading.key} gives "
        f"{value_words(paper)}"
    )
    if verdict.kind == "agreement":
        return f"{said}; they agree."
    if backed:
        unlike = f" ({verdict.why})" if verdict.why else ""
        return (
            f"{said}; {backed.reading.key} gives the registry's number, so the two are of different analyses{unlike}."
        )
    end = _PROVEN if verdict.proven and verdict.kind == "value" else _ENDS[verdict.kind].format(why=verdict.why)
    return f"{said}; {end}"


def comparison_row(  # noqa: PLR0917 -- the two sides and what is known of them
    study: Study, registry: Statement, paper: Statement, kind: str, severity: str, message: str, within: Within
) -> dict[str, Any]:
    """One row of comparisons.csv; its id holds neither values nor kind, so that it stays while they change."""
    cell = within.cell(registry.result)
    arms = arms_words(registry, within)
    about = f"{cell.outcome} {cell.words}".strip()
    reports = digest(f"{registry.reading.key} {paper.reading.key}", 6)
    return {
        "comparison_id": row_key(study.study_id, about, registry.measure, cell.time, cell.population, arms, reports),
        "study_id": study.study_id,
        "study": study.name,
        "outcome": cell.outcome,
        "outcome_label": within.label(registry.result),
        "timepoint": registry.result.timepoint or paper.result.timepoint,
        "population": cell.population,
        "arms": arms,
        "kind": kind,
        "severity": severity,
        **_side("registry", registry.reading, value_words(registry), registry),
        **_side("paper", paper.reading, value_words(paper), paper),
        "message": message,
    }


def _side(name: str, reading: Reading, value: str, statement: Statement) -> dict[str, Any]:
    result = statement.result
    return {
        f"{name}_value": value,
        f"{name}_quote": clause(reading.report, result.locator, result.quote),
        f"{name}_locator": locator_text(result.locator),
        f"{name}_report": reading.key,
    }
