"""Numbers of patients beside a reported comparison: the sizes of its two arms, where a report tells them."""

from __future__ import annotations

from schemas.protocol import Speaking
from synthesis.candidates import Candidate, Source
from synthesis.shapes import Reading
from synthesis.speaking import precedence
from synthesis.treatments import Treatments


def fill_sizes(candidates: list[Candidate], readings: list[Reading], treatments: Treatments, rule: Speaking) -> None:
    """Give comparisons of the whole trial whose own report tells no arm sizes those of another report of the study.

    A pair is taken from one report, never a number from each, and only where it does not contradict the number of
    patients of the comparison's own report: interim and final analyses have other patients.
    """
    ordered = sorted(readings, key=lambda r: (precedence(r.report, "", rule), r.key))
    for candidate in candidates:
        known = candidate.kind != "contrast" or "n1i" in candidate.numbers
        if known or candidate.control is None or candidate.cell.population != "all":
            continue
        any(_fill(candidate, reading, treatments) for reading in ordered)


def _fill(candidate: Candidate, reading: Reading, treatments: Treatments) -> bool:
    """Set both numbers from one report's arms; False, and nothing changed, where it does not tell each of them once."""
    named = treatments.of(reading)
    found = {}
    for column, treatment in (("n1i", candidate.experimental), ("n2i", candidate.control)):
        arms = [a for a in reading.extraction.arms if a.n and treatment and named[a.arm].id == treatment.id]
        if len({a.n for a in arms}) != 1:
            return False
        found[column] = next((a for a in arms if not a.same_as), arms[0])
    total = candidate.reading.report.n_total
    if total is not None and total != sum(arm.n or 0 for arm in found.values()):
        return False
    for column, arm in found.items():
        candidate.numbers[column] = arm.n
        candidate.sources[column] = Source(reading, candidate.indices[0], "n", arm)
    return True
