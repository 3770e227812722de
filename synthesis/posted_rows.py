"""Tables of what registries post beside their outcomes: baseline, participant flow, harms by term."""

from __future__ import annotations

from typing import Any

from schemas.models import Posted
from synthesis.keys import digest, locator_text
from synthesis.shapes import Reading, Rows, Study
from synthesis.treatments import Treatment

TABLES = {"baseline": "baseline", "flow": "flow", "harm": "harms"}
"""Part of a registration → the table that holds it."""


def posted_rows(study: Study, reading: Reading, treatments: dict[str, Treatment]) -> dict[str, Rows]:
    """The rows of one registration by table."""
    rows: dict[str, Rows] = {name: [] for name in TABLES.values()}
    for number in reading.extraction.posted:
        place = locator_text(number.locator)
        treatment = treatments.get(number.arm)
        shared = {
            f"{number.part}_id": f"{reading.key}.{number.part}.{digest(place, 12)}",
            "study_id": study.study_id,
            "study": study.name,
            "group": number.group,
            "arm": number.arm or None,
            "treat": treatment.id if treatment else None,
            "source_report": reading.key,
            "quote": number.quote,
            "locator": place,
        }
        rows[TABLES[number.part]].append(shared | _OWN[number.part](number))
    return rows


def _baseline(number: Posted) -> dict[str, Any]:
    return {
        "measure": number.title,
        "class": number.class_,
        "category": number.category,
        "statistic": number.stat,
        "value": number.value,
        "unit": number.unit,
        "n": number.n,
        "spread": number.spread,
        "low": number.low,
        "high": number.high,
        "spread_is": number.spread_is,
    }


def _flow(number: Posted) -> dict[str, Any]:
    return {"period": number.class_, "event": number.title, "kind": number.stat, "n": _whole(number.value)}


def _harm(number: Posted) -> dict[str, Any]:
    return {
        "term": number.title,
        "organ_system": number.class_,
        "vocabulary": number.category,
        "kind": number.stat,
        "event": _whole(number.value),
        "n": number.n,
        "episodes": number.episodes,
    }


def _whole(value: float | None) -> int | None:
    return int(value) if value is not None and value.is_integer() else None


_OWN = {"baseline": _baseline, "flow": _flow, "harm": _harm}
