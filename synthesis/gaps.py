"""What a study ought to have given and did not: reports without a number, comparisons of which one arm is left."""

from __future__ import annotations

import re

from synthesis.kinds import is_registry
from synthesis.shapes import Objection, Reading, Study
from synthesis.study_rows import StudyRows

_NO_RESULTS = re.compile(
    r"\b(protocol|erratum|correction|corrigendum|retraction of|retraction notice|editorial|comment|letter|reply|"
    r"rationale and design|study design)\b",
    re.IGNORECASE,
)
"""Titles and publication types of what reports no results of its own."""


def nothing_read(study: Study, readings: list[Reading], papers: dict[str, str]) -> list[Objection]:
    """A warning for every paper, and registry record with posted results, from which no result was read.

    Records of one paper from several services are one: `papers` is report → the record that stands for its paper.
    """
    read = {papers[r.key] for r in readings if r.extraction.results}
    objections = []
    for reading in readings:
        paper = papers[reading.key]
        if paper in read or not _should_have_results(reading):
            continue
        read.add(paper)
        held = len(reading.extraction.held)
        seen = f"; {held} number{'s' * (held != 1)} of it stand{'s' * (held == 1)} in held.csv" if held else ""
        message = f"No result was read from {reading.key}, so it adds nothing to any row: read it yourself{seen}."
        quote = reading.report.title
        objections.append(Objection("nothing_read", "warning", message, study.study_id, reading.key, quote))
    return objections


def _should_have_results(reading: Reading) -> bool:
    report = reading.report
    if is_registry(report):
        return bool((report.registry or {}).get("resultsSection"))
    kinds = " | ".join([report.title, *report.publication_types])
    return report.design != "protocol" and not report.retracts and not _NO_RESULTS.search(kinds)


def lone_arms(study: Study, readings: list[Reading], found: StudyRows) -> list[Objection]:
    """Rows of a single arm in a study with a control: marked, and a warning, since the row is no comparison."""
    if not any(arm.role == "control" for r in readings for arm in r.extraction.arms):
        return []
    objections = []
    for row, chosen in found.rows:
        if row["control"]:
            continue
        row["findings"] = sorted({*row["findings"], "lone_arm"})
        message = (
            f"{study.name} has a control arm, but only {row['experimental']} could be read for {row['outcome']}: the "
            "row is no comparison, so do not pool it with single-arm trials unthinkingly."
        )
        quote = chosen.reading.extraction.results[chosen.indices[0]].quote
        objections.append(
            Objection("lone_arm", "warning", message, study.study_id, chosen.reading.key, quote, "", [row["row_id"]])
        )
    return objections
