"""The files in which people write: `screening.csv` (decisions), `corrections.csv`, `links.csv` (one trial or two)."""

from __future__ import annotations

import csv
import dataclasses
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import BadInput
from schemas.fields import TABLES
from schemas.models import Report

DECISION_COLUMNS = ("report", "decision", "reason", "decided_by", "decided_on", "seen_sha256")
CORRECTION_COLUMNS = ("row_id", "column", "old", "new", "reason", "decided_by", "decided_on", "seen_sha256")
JOIN_COLUMNS = ("report", "same_trial", "other", "reason", "decided_by", "decided_on")
CORRECTABLE = sorted(
    {name for table in ("results", "contrasts", "meta_analysis") for name in TABLES[table].names}
    | {field.name for field in dataclasses.fields(Report)}
)
"""Columns that a correction may name: those of the three tables, and the facts of a report."""
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_YES_NO = {"yes": True, "no": False}
_WORDS = {"include": "include", "exclude": "exclude", "unclear": "unclear", "unsure": "unclear"}


@dataclass(slots=True, frozen=True)
class Decision:
    """What a person decided about a report (`source:id`), bound to the payload they saw."""

    report: str
    decision: str
    """include, exclude or unclear."""
    reason: str = ""
    decided_by: str = ""
    decided_on: str = ""
    seen_sha256: str = ""


@dataclass(slots=True, frozen=True)
class Correction:
    """One cell that a person sets. `row_id` is a key of results, contrasts or meta_analysis, or a report."""

    row_id: str
    column: str
    old: str
    """What stands there now; the correction is not applied where something else does."""
    new: str
    reason: str = ""
    decided_by: str = ""
    decided_on: str = ""
    seen_sha256: str = ""


@dataclass(slots=True, frozen=True)
class Join:
    """What a person says of two reports: that they are of one trial, or of two."""

    report: str
    """`source:id`, a registry number, a DOI or a PubMed id; so is `other`."""
    other: str
    same_trial: bool
    reason: str = ""
    decided_by: str = ""
    decided_on: str = ""


def _lines(path: Path, columns: tuple[str, ...], required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """(line, cells) of a CSV that people edit: with or without BOM, empty lines skipped; `BadInput` otherwise."""
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            header = [name.strip() for name in reader.fieldnames or []]
            if missing := [name for name in required if name not in header]:
                raise BadInput(f"{path}: the column {missing[0]} is missing; the columns are {', '.join(columns)}.")
            reader.fieldnames = header
            rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path}: not readable as CSV ({error}); save it as CSV in UTF-8.") from error
    clean = [(line, {name: (row.get(name) or "").strip() for name in columns}) for line, row in rows]
    return [(line, row) for line, row in clean if any(row.values())]


def _check_date(path: Path, line: int, date: str) -> None:
    if date and not _DATE.fullmatch(date):
        raise BadInput(f"{path}: decided_on in line {line} is {date!r}; write it as 2026-03-31.")


def read_decisions(path: Path) -> list[Decision]:
    """The decisions of `screening.csv`, in the file's order; none where there is no file.

    A line without a report, with another word than include, exclude or unclear, or with a date that is not ISO is
    `BadInput`. Lines are appended over time: the last one about a report holds.
    """
    decisions = []
    for line, row in _lines(path, DECISION_COLUMNS, ("report", "decision")):
        word = row["decision"].casefold()
        if word not in _WORDS:
            raise BadInput(f"{path}: decision in line {line} is {word!r}; write include, exclude or unclear.")
        if not row["report"]:
            raise BadInput(f"{path}: report in line {line} is empty; write it as source:id.")
        _check_date(path, line, row["decided_on"])
        decisions.append(Decision(**(row | {"decision": _WORDS[word]})))
    return decisions


def append_decisions(path: Path, decisions: Sequence[Decision]) -> None:
    """Add lines at the end of `screening.csv`, under the columns that the file has; what stands there stays.

    `BadInput` where the file lacks one of our columns, as a decision would lose a part.
    """
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    header = next(csv.reader([text.partition("\n")[0]]), []) or list(DECISION_COLUMNS)
    header = [name.strip() for name in header]
    if missing := [name for name in DECISION_COLUMNS if name not in header]:
        raise BadInput(f"{path}: the column {missing[0]} is missing; the columns are {', '.join(DECISION_COLUMNS)}.")
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        if not text.strip():
            writer.writeheader()
        elif not text.endswith("\n"):
            file.write("\n")
        writer.writerows(dataclasses.asdict(decision) for decision in decisions)


def read_corrections(path: Path) -> list[Correction]:
    """The corrections of `corrections.csv`, in the file's order; none where there is no file."""
    corrections = []
    for line, row in _lines(path, CORRECTION_COLUMNS, ("row_id", "column", "old", "new")):
        for name in ("row_id", "column"):
            if not row[name]:
                raise BadInput(f"{path}: {name} in line {line} is empty; name the row and column to correct.")
        if row["column"] not in CORRECTABLE:
            near = difflib.get_close_matches(row["column"], CORRECTABLE, n=1, cutoff=0.0)
            raise BadInput(f"{path}: column in line {line} is {row['column']!r}; the nearest known one is {near[0]}.")
        _check_date(path, line, row["decided_on"])
        corrections.append(Correction(**row))
    return corrections


def read_joins(path: Path) -> list[Join]:
    """The lines of `links.csv`, in the file's order; none where there is no file.

    A line that names fewer than two reports, or says anything but yes or no of `same_trial`, is `BadInput`.
    """
    joins = []
    for line, row in _lines(path, JOIN_COLUMNS, ("report", "same_trial", "other")):
        for name in ("report", "other"):
            if not row[name]:
                raise BadInput(f"{path}: {name} in line {line} is empty; name a report, registry number, DOI or PMID.")
        word = row.pop("same_trial").casefold()
        if word not in _YES_NO:
            raise BadInput(f"{path}: same_trial in line {line} is {word!r}; write yes or no.")
        _check_date(path, line, row["decided_on"])
        joins.append(Join(same_trial=_YES_NO[word], **row))
    return joins
