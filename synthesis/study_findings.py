"""What was found about the reports of one study, with the rows that it touches or holds; said once for each paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from schemas.models import Finding
from schemas.protocol import Speaking
from synthesis.beside import RULES
from synthesis.shapes import Objection, Reading, Study
from synthesis.speaking import precedence
from synthesis.study_rows import StudyRows


def findings_of(
    study: Study, readings: list[Reading], found: StudyRows, papers: Mapping[str, str], speaking: Speaking
) -> list[Objection]:
    """Findings of the reports, with the rows they touch or hold."""
    touching: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for row, chosen in found.rows:
        for index in chosen.indices:
            touching[chosen.reading.key, index].append(row["row_id"])
    objections = []
    for held in found.held:
        for i in {held.index, *held.finding.results}:
            touching[held.reading.key, i].append(held.key)
        f = held.finding
        if f not in held.reading.extraction.findings and not f.rule.startswith(RULES):
            objections.append(
                Objection(f.rule, f.severity, f.message, study.study_id, held.reading.key, f.quote, "", [held.key])
            )
    said: dict[tuple[str, ...], Objection] = {}
    for reading in sorted(readings, key=lambda r: (precedence(r.report, "", speaking), r.key)):
        for f in _of_report(reading):
            rows = [key for index in f.results for key in touching.get((reading.key, index), ())]
            made = Objection(f.rule, f.severity, f.message, study.study_id, reading.key, f.quote, f.proposal, rows)
            about = study.study_id if f.rule.startswith(RULES) else papers[reading.key]
            first = said.setdefault((about, f.rule, f.severity, f.message), made)
            if first.report == reading.key:
                objections.append(made)
            else:
                # A copy of the paper from another service: one finding, which also touches the copy's rows.
                first.rows += rows
    return objections


def _of_report(reading: Reading) -> list[Finding]:
    """A report's findings, as far as corrections have changed them."""
    accepted = [f for found in reading.by_result.values() for f in found if f not in reading.extraction.findings]
    return [*reading.extraction.findings, *accepted]
