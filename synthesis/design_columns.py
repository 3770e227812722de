"""How a study was designed beyond its kind, as columns of studies: masking, allocation, centres, planned size.

A field comes whole from the first report that states it, a registry before papers: what stands in a record's
structure needs no reading. Centres are the exception: papers tell where patients came from, a registry lists the
places it was told of. Who is masked by one report and not by another is masked.
"""

from __future__ import annotations

from typing import Any

from schemas.models import Detail
from synthesis.keys import locator_text
from synthesis.kinds import is_registry
from synthesis.shapes import Reading, Rows

ONE = ("design_type", "framework", "allocation_ratio", "masking", "centres", "n_centres", "n_planned")
MANY = ("masked", "not_masked", "primary_outcomes")
_BY_PAPERS = ("centres", "n_centres")
Chosen = dict[str, tuple[Reading, list[Detail]]]
"""Column to the report that speaks for it, and its details."""


def chosen(readings: list[Reading]) -> Chosen:
    """Which report gives which column; `readings` are those of the study that are in the review, primary first."""
    found: Chosen = {}
    for name in (*ONE, *MANY):
        papers_first = name in _BY_PAPERS
        for reading in sorted(readings, key=lambda r: is_registry(r.report) == papers_first):
            details = [detail for detail in reading.report.details if detail.field == name]
            if details and name not in found:
                found[name] = (reading, details if name in MANY else details[:1])
    if "masked" in found and "not_masked" in found:
        masked = {detail.value for detail in found["masked"][1]}
        reading, details = found.pop("not_masked")
        if rest := [detail for detail in details if detail.value not in masked]:
            found["not_masked"] = (reading, rest)
    return found


def columns(found: Chosen) -> dict[str, Any]:
    """The cells of a row of studies."""
    row: dict[str, Any] = {name: found[name][1][0].value if name in found else None for name in ONE}
    return row | {name: [detail.value for detail in found[name][1]] if name in found else [] for name in MANY}


def entries(study_id: str, found: Chosen, version: str) -> Rows:
    """A row of provenance for every value."""
    return [
        {
            "row_id": study_id,
            "column": name,
            "report": reading.key,
            "locator": locator_text(detail.locator),
            "quote": " ".join(detail.quote.split()),
            "sha256": reading.report.sha256 or None,
            "extractor": "extractors.registry" if "pointer" in (detail.locator or {}) else "extractors.design",
            "version": version,
            "value": str(detail.value),
        }
        for name, (reading, details) in sorted(found.items())
        for detail in details
    ]
