"""What is exported: one published version of a review, and the protocol it answers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publishing.last import LastVersion, Rows
from publishing.status import counted
from schemas.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Version:
    """A published version; its rows are those of the files in its folder."""

    last: LastVersion
    protocol: Protocol

    @property
    def slug(self) -> str:
        """Name of the review."""
        return self.protocol.slug

    @property
    def number(self) -> int:
        """Number of the version, from 1."""
        return self.last.version

    @property
    def named(self) -> str:
        """The version in words."""
        return f"Version {self.number} of {self.slug}, as of {self.status.get('as_of', 'an unknown day')}"

    @property
    def status(self) -> Mapping[str, Any]:
        """The object of status.json."""
        return self.last.status

    def rows(self, name: str) -> Rows:
        """The clean rows of a table."""
        return self.last.rows(name)

    def studies(self) -> dict[str, dict[str, Any]]:
        """Study id → its row, those left out that are retracted and not pooled."""
        tables = {name: self.rows(name) for name in ("studies", "meta_analysis")}
        return {row["study_id"]: dict(row) for row in counted(tables)}
