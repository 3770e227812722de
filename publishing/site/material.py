"""What the pages are made of, and the few ways in which they look it up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from publishing.concerns import in_words
from publishing.context import PublishContext
from publishing.pooling import outcome_name
from publishing.site.addresses import study_page
from publishing.site.words import SOURCES
from schemas.fields import LIST_SEPARATOR, TABLES, Column, Table
from schemas.protocol import Protocol
from synthesis import Passages
from synthesis.answers import Answer

_REPORT = re.compile(rf"\b(?:{'|'.join(SOURCES)}):(?=[\w/.-])")
Row = Mapping[str, Any]
Rows = Sequence[Row]


@dataclass
class Material:
    """Everything that the site shows. Tables are clean and sorted; nothing here knows of files or stores."""

    tables: Mapping[str, Rows]
    protocol: Protocol
    context: PublishContext
    status: Mapping[str, Any]
    """The object of status.json."""
    answers: Sequence[Answer] = ()
    passages: Passages = field(default_factory=dict)
    earlier: Mapping[str, bytes] = field(default_factory=dict)
    """Path below the site → content of the last version, whose pictures are taken over where they still hold."""

    def of_study(self, table: str, study_id: str) -> Rows:
        """The rows of a table that belong to a study, in the table's order."""
        return self._by_study(table).get(study_id, ())

    def _by_study(self, table: str) -> Mapping[str, Rows]:
        if table not in self._grouped:
            groups: dict[str, list[Row]] = {}
            for row in self.tables[table]:
                groups.setdefault(row["study_id"] or "", []).append(row)
            self._grouped[table] = groups
        return self._grouped[table]

    @cached_property
    def _grouped(self) -> dict[str, Mapping[str, Rows]]:
        return {}

    @cached_property
    def provenance(self) -> Mapping[tuple[str, str], Rows]:
        """(key of a row, column) → the places from which that number was read."""
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self.tables["provenance"]:
            found.setdefault((row["row_id"], row["column"]), []).append(row)
        return found

    @cached_property
    def pages(self) -> Mapping[str, str]:
        """Study id → address of its page below the site."""
        return {row["study_id"]: study_page(row["study_id"]) for row in self.tables["studies"]}

    @cached_property
    def outcomes(self) -> Mapping[str, str]:
        """Id of an outcome → its name for readers."""
        names = {o.id: o.label for o in self.protocol.outcomes}
        for table in ("meta_analysis", "results", "contrasts", "held"):
            for row in self.tables[table]:
                if row["outcome"] and row["outcome"] not in names:
                    names[row["outcome"]] = outcome_name(row, self.protocol)
        return names

    def in_words(self, message: str | None) -> str:
        """A message with outcomes and reports under their names in place of their codes."""
        return _REPORT.sub(lambda found: f"{SOURCES[found[0][:-1]]} ", in_words(message, self.outcomes))

    @property
    def dictionary(self) -> Mapping[str, Table]:
        """The tables of the data dictionary."""
        return TABLES

    def columns(self, table: str) -> Mapping[str, Column]:
        """The columns of a table by name."""
        return {column.name: column for column in TABLES[table].columns}

    def label(self, table: str, column: str) -> str:
        """What a column is called."""
        return TABLES[table].column(column).label

    @cached_property
    def answer_rows(self) -> Mapping[str, Rows]:
        """Id of an answer → its rows of answers.csv, the main one first."""
        found: dict[str, list[Row]] = {}
        for row in self.tables["answers"]:
            found.setdefault(row["answer_id"], []).append(row)
        return found

    @cached_property
    def reports(self) -> Mapping[str, Row]:
        """Report → its reference."""
        return {row["report"]: row for row in self.tables["reports"]}


def listed(text: str | None) -> list[str]:
    """The items of a list cell."""
    return text.split(LIST_SEPARATOR) if text else []


def digest(*parts: str, length: int = 10) -> str:
    """A short name for a thing made of these parts."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:length]
