"""Small reports for the tests, in the tests' own words about drugs that do not exist."""

from __future__ import annotations

from extractors.reading import read_report
from schemas.models import Block, Extraction, Report, Result

METHODS = "We randomly assigned patients to receive velotinib (n = 120) or placebo (n = 118)."


def report(
    results: str,
    methods: str = METHODS,
    title: str = "Velotinib versus placebo in adult wobblitis",
    discussion: str = "",
) -> Report:
    """A report with a title, methods and results."""
    blocks = [
        Block("t", "title", title),
        Block("m", "methods", methods, part="abstract"),
        Block("r", "results", results, part="abstract"),
    ]
    if discussion:
        blocks.append(Block("d", "discussion", discussion))
    return Report(title=title, blocks=blocks)


def read(results: str, methods: str = METHODS, **more: str) -> Extraction:
    """What the reader makes of one sentence of results."""
    return read_report(report(results, methods, **more))


def short(result: Result) -> str:
    """One line for a result, for tables of expectations."""
    value = "NR" if result.not_reached else f"{result.value:g}" if result.value is not None else "-"
    arms = result.arm if result.kind == "arm" else f"{result.arm}/{result.ref_arm}"
    interval = (
        f" [{result.ci_low:g}-{'' if result.ci_high is None else format(result.ci_high, 'g')} @{result.ci_level:g}]"
        if result.ci_low is not None and result.ci_level
        else ""
    )
    counts = (
        f" {result.events}" + (f"/{result.n_eval}" if result.n_eval is not None else "")
        if result.events is not None
        else ""
    )
    return f"{result.outcome} {arms} {result.stat} {value}{counts}{interval}"


def lines(extraction: Extraction, p_only: bool = False) -> list[str]:
    """Every result as one line, in order."""
    return [short(r) for r in extraction.results if p_only or r.stat != "p_only"]
