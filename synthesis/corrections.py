"""What people correct: one cell at a time, applied only while the cell still holds what they saw.

A correction of a result (its key in results.csv or contrasts.csv) or of a report (`source:id`) is applied to a copy
of what was read, before anything is built on it. A correction of a row of meta_analysis.csv is applied to the
finished row, and its effect is calculated anew (see `synthesis.rows`). Where the old value no longer stands, or the
key is gone, nothing is applied and a finding says so. A corrected report is appraised anew. Where a person confirms
a number as it stands (old and new are equal), findings against it stay visible and no longer hold it.
"""

from __future__ import annotations

import copy
import dataclasses
from collections import defaultdict
from typing import Any

from appraisal import appraise
from schemas.models import Finding, Report
from synthesis.people import Correction
from synthesis.shapes import Objection, Reading

RESULT_FIELDS = {
    "value": "value", "estimate": "value", "mean": "value", "event": "events", "n": "n_eval", "p_value": "p",
    "ci_low": "ci_low", "ci_high": "ci_high", "ci_level": "ci_level", "sd": "sd", "se": "se", "q1": "q1", "q3": "q3",
    "outcome": "outcome", "outcome_text": "outcome_text", "timepoint": "timepoint",
    "timepoint_weeks": "timepoint_weeks", "population": "population", "unit": "unit", "arm": "arm",
    "not_reached": "not_reached", "stat": "stat",
}  # fmt: skip
"""Column of results.csv or contrasts.csv → attribute of the result."""
REPORT_FIELDS = {
    "title", "year", "design", "phase", "status", "n_total", "n_total_type", "acronym", "sponsor", "start_date",
    "end_date", "data_cutoff", "doi", "pmid", "pmcid", "registry_ids", "authors", "conditions", "interventions",
    "countries", "publication_types", "linked_pmids",
}  # fmt: skip
_NUMBERS = {"value", "n_eval", "events", "ci_low", "ci_high", "ci_level", "sd", "se", "q1", "q3", "timepoint_weeks"}
_WHOLE = {"events", "n_eval", "year", "n_total"}
_LISTS = {"authors", "conditions", "interventions", "countries", "publication_types", "linked_pmids"}


def same(old: str, now: Any) -> bool:
    """Whether the text a person wrote is the value that stands there: as numbers where both are, else as text."""
    if now is None:
        return old == ""
    if isinstance(now, bool):
        return old.casefold() == str(now).casefold()
    if isinstance(now, list):
        return [part.strip() for part in old.split(";") if part.strip()] == now
    try:
        return float(old) == float(now)
    except (TypeError, ValueError):
        return old.strip() == str(now).strip()


def parsed(name: str, text: str) -> Any:
    """The text as the field's type; `ValueError` where it is not one."""
    if name in _LISTS:
        return [part.strip() for part in text.split(";") if part.strip()]
    if name == "not_reached":
        return text.casefold() == "true"
    if name in _WHOLE:
        if not text:
            return None
        if not float(text).is_integer():
            raise ValueError(text)
        return int(float(text))
    if name in _NUMBERS:
        return float(text) if text else None
    return text or (None if name not in {"outcome_text", "timepoint", "p", "unit"} else "")


def stale(correction: Correction, why: str) -> Objection:
    """The finding that a correction was not applied."""
    message = f"The correction of {correction.column} in {correction.row_id} was not applied: {why}."
    return Objection("correction_stale", "warning", message, quote=correction.old, proposal=correction.new, rows=[])


def who(correction: Correction) -> str:
    """Who set the cell, for provenance."""
    return " ".join(filter(None, ["correction by", correction.decided_by or "a person", correction.decided_on]))


class Corrector:
    """Applies corrections to readings; what is left concerns rows of the meta-analysis."""

    def __init__(self, corrections: list[Correction]) -> None:
        self.by_key: dict[str, list[Correction]] = defaultdict(list)
        for correction in corrections:
            self.by_key[correction.row_id].append(correction)
        self.used: set[str] = set()
        self.objections: list[Objection] = []
        self.notes: list[Finding] = []
        self.confirmed: set[int] = set()

    def apply(self, reading: Reading) -> Reading:
        """The reading with its corrections, appraised anew; the same object where it has none. The input stays."""
        keys = {key: index for index, key in enumerate(reading.result_ids)} if self.by_key else {}
        touched = [key for key in keys if key in self.by_key]
        if reading.key not in self.by_key and not touched:
            return reading
        fixed = Reading.of(copy.deepcopy(reading.extraction))
        self.notes, self.confirmed = [], set()
        for key in touched:
            self.used.add(key)
            for correction in self.by_key[key]:
                self._result(fixed, keys[key], correction)
        self.used.add(reading.key)
        for correction in self.by_key.get(reading.key, ()):
            self._report(fixed, correction)
        appraise(fixed.extraction)
        fixed.extraction.findings += self.notes
        again = Reading.of(fixed.extraction)
        again.corrected, again.result_ids = fixed.corrected, reading.result_ids
        for index in self.confirmed:
            again.by_result[index] = [_accepted(finding) for finding in again.by_result.get(index, [])]
        return again

    def rest(self) -> dict[str, list[Correction]]:
        """Corrections whose key is no report's and no result's."""
        return {key: found for key, found in self.by_key.items() if key not in self.used}

    def _result(self, reading: Reading, index: int, correction: Correction) -> None:
        result = reading.extraction.results[index]
        name = RESULT_FIELDS.get(correction.column, "")
        if not self._set(result, name, correction):
            return
        reading.corrected[index, name] = who(correction)
        if name in ("events", "n_eval") and result.events is not None:
            result.events_origin = "reported"
        because = f" because {correction.reason}" if correction.reason else ""
        message = f"{correction.column} was {correction.old or 'empty'} and is {correction.new or 'empty'}{because}."
        self.notes.append(Finding("corrected", "info", message, [index], quote=result.quote))
        if same(correction.old, getattr(result, name)):
            self.confirmed.add(index)

    def _report(self, reading: Reading, correction: Correction) -> None:
        name = correction.column
        if name == "registry_ids":
            self._set(reading.report.registry_ids, "own", correction)
        else:
            self._set(reading.report, name if name in REPORT_FIELDS else "", correction)

    def _set(self, thing: Any, name: str, correction: Correction) -> bool:
        if not name:
            self.objections.append(stale(correction, "no such column can be corrected there"))
            return False
        now = getattr(thing, name)
        if isinstance(thing, Report) and correction.seen_sha256 not in ("", thing.sha256):
            self.objections.append(stale(correction, "the record has changed since"))
            return False
        if not same(correction.old, now):
            self.objections.append(stale(correction, f"{now!r} stands there and not {correction.old!r}"))
            return False
        try:
            setattr(thing, name, parsed("authors" if name == "own" else name, correction.new))
        except ValueError:
            self.objections.append(stale(correction, f"{correction.new!r} cannot stand in that column"))
            return False
        return True


def _accepted(finding: Finding) -> Finding:
    """A critical finding against a number that a person has confirmed as it stands: shown, and holding nothing."""
    return dataclasses.replace(finding, severity="info") if finding.severity == "critical" else finding
