"""Where each number stands: report, locator, exact quote, payload hash, and what read or calculated it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemas.models import Locator, Result
from synthesis.candidates import Candidate, Source
from synthesis.keys import locator_text
from synthesis.quotes import clause, number_of_arm, registry_field
from synthesis.shapes import Reading, Rows
from synthesis.study_rows import HeldRow

CALCULATED = ("yi", "vi", "sei", "estimate", "ci_low", "ci_high", "ci_level")
"""Columns of a row that are calculated where no report gives them."""


def reader_of(locator: Locator | None) -> str:
    """The part of the reader that reads at such places."""
    if not locator:
        return "extractors"
    if "pointer" in locator:
        return "extractors.registry"
    return "extractors.tables" if "table" in locator else "extractors.text"


@dataclass(slots=True, frozen=True)
class _Place:
    """A place in a report, and the words that stand there."""

    locator: Locator | None
    quote: str

    def entry(self, row_id: str, column: str, reading: Reading, extractor: str, version: str) -> dict[str, Any]:
        """The row of provenance for one number read there."""
        return {
            "row_id": row_id,
            "column": column,
            "report": reading.key,
            "locator": locator_text(self.locator),
            "quote": self.quote,
            "sha256": reading.report.sha256 or None,
            "extractor": extractor,
            "version": version,
        }


def of_row(row: dict[str, Any], chosen: Candidate, version: str) -> Rows:
    """One entry for every number of a row; a calculated number has one for each place it is calculated from."""
    row_id, entries = row["row_id"], []
    places: dict[str, _Place] = {}
    for column, source in chosen.sources.items():
        if row.get(column) in (None, ""):
            continue
        if source.field == "n":
            place = _of_arm(source)
            entries.append(place.entry(row_id, column, source.reading, reader_of(place.locator), version))
            continue
        result = source.reading.extraction.results[source.index]
        place = _of_arm(source) if source.arm else _of_result(source.reading, result, source.field)
        estimated = result.stat == "median" and source.field != "n_eval"
        read = "synthesis.effects" if estimated else reader_of(place.locator)
        extractor = source.reading.corrected.get((source.index, source.field)) or read
        if source.field in ("events", "n_eval") and result.events_origin not in (None, "reported"):
            extractor = f"appraisal.{result.events_origin}"
        entries.append(place.entry(row_id, column, source.reading, extractor, version))
        places[locator_text(place.locator)] = place
    for column in CALCULATED:
        if column not in chosen.sources and row.get(column) is not None:
            made_of = [places[key] for key in sorted(places)]
            entries += [p.entry(row_id, column, chosen.reading, "synthesis.effects", version) for p in made_of]
    if row.get("timepoint_weeks") is not None:
        result = chosen.reading.extraction.results[chosen.indices[0]]
        place = _of_result(chosen.reading, result, "timepoint")
        entries.append(place.entry(row_id, "timepoint_weeks", chosen.reading, reader_of(place.locator), version))
    return entries


def fill_values(row: dict[str, Any], entries: Rows) -> None:
    """Write beside each entry of a row what its cell holds, after the last correction of it."""
    for entry in entries:
        entry["value"] = text_of(row.get(entry["column"]))


def text_of(value: Any) -> str:
    """A cell's value as the tables print it."""
    return "" if value is None else repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _of_arm(source: Source) -> _Place:
    """The place of an arm's number of patients."""
    return _Place(*number_of_arm(source.reading.report, source.arm)) if source.arm else _Place(None, "")


def _of_result(reading: Reading, result: Result, name: str) -> _Place:
    """The place of one field of a result: the registry's own field, else the sentence or clause around it."""
    if posted := registry_field(reading.report, result, name):
        return _Place(*posted)
    return _Place(result.locator, clause(reading.report, result.locator, result.quote))


def of_result(row_id: str, reading: Reading, index: int, column: str, version: str) -> dict[str, Any]:
    """The entry of a row of results or contrasts."""
    result = reading.extraction.results[index]
    extractor = reading.corrected.get((index, "value")) or reader_of(result.locator)
    entry = _of_result(reading, result, "value").entry(row_id, column, reading, extractor, version)
    return entry | {"value": text_of(result.value)}


def of_held(held: HeldRow, version: str) -> Rows:
    """The entry of a held row that has a number; that of a held result stands under the result's own key already."""
    if held.index is None or held.key == held.reading.result_ids[held.index]:
        return []
    if held.reading.extraction.results[held.index].value is None:
        return []
    return [of_result(held.key, held.reading, held.index, "value", version)]
