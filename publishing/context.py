"""What a publication is told besides the tables, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schemas.checks import CheckResult


@dataclass(frozen=True, slots=True)
class PublishContext:
    """Facts about the refresh that end up in the published files: days and hashes, never times, run ids or hosts.

    Everything here must follow from the evidence, the review's folder and the code alone: counts of what the store
    holds for the review, not of what this run happened to fetch.
    """

    slug: str
    as_of: str
    """ISO date: the day for which the refresh speaks."""
    code_version: str
    searched: Mapping[str, str] = field(default_factory=dict)
    """Source → ISO date up to which all its queries have been read completely."""
    last_success: Mapping[str, str] = field(default_factory=dict)
    """Source → ISO date of its last search that ended well, where that is another day than `searched`."""
    followed: Mapping[str, str] = field(default_factory=dict)
    """Service → ISO date on which it was last asked about the included papers, to its end."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Stage → number, in the order of the stages: records, reports, extractions, studies."""
    identified: Mapping[str, int] = field(default_factory=dict)
    """Source → distinct records it has given, for the PRISMA flow. `inbox` counts as other methods."""
    unreadable: int = 0
    """Records that could not be read, set aside before screening."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Name → SHA-256 of what the tables were made from: `protocol`, `screening`, `corrections`, `evidence`."""
    versions: Mapping[str, str] = field(default_factory=dict)
    """Further versions for the manifest, such as that of the reader."""
    second_reader: Mapping[str, Any] = field(default_factory=dict)
    """What second readers made of the reports: consent, and by model its reports, results, tokens and cost."""
    censuses: Sequence[Mapping[str, Any]] = ()
    """The last census of each query: source, query, taken_on, total, total_before, vanished."""
    service_changes: Sequence[str] = ()
    """Sentences on fields of services that changed, and on queries that lost records."""
    trigger: str = ""
    """What brought this refresh about: schedule, by hand, archive."""
    checks: Sequence[CheckResult] = ()
    """Every rule of the check stage with its verdict, for the site."""


@dataclass(frozen=True, slots=True)
class Published:
    """What `publish` did."""

    out: Path
    version: int
    changed: bool
    """False if the tables equal those of the last version, whose folder was left as it is."""
    counts: Mapping[str, int]
    """Table → rows."""
    summary: str
    """The Markdown of summary.md."""
    changes: int
    """Rows of changes.csv."""
    headline: str = ""
    """The first answer in one line; empty where nothing can be answered."""
    verdict: str = ""
    """What the version did to the conclusions, in one line; empty where there is nothing to compare with."""
