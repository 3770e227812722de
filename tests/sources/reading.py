"""Short ways to read a document in a test: payload in, report out."""

from __future__ import annotations

from pathlib import Path

from schemas.models import Record, Report
from sources.inbox.read import records_of_file
from sources.readers import read_record

SHARED = Path(__file__).parents[3] / "shared"


def report_of(payload: str | bytes, media: str, name: str = "document") -> Report:
    """The report of one payload of a known kind."""
    data = payload.encode() if isinstance(payload, str) else payload
    return read_record(Record("inbox", name, data, media))


def reports_of(path: Path) -> list[Report]:
    """The reports of a file of any kind."""
    return [read_record(record) for record in records_of_file(path)]


def sections(report: Report, part: str = "") -> list[str]:
    """The sections of a report's blocks in order, repeats once."""
    found: list[str] = []
    for block in report.blocks:
        if (not part or block.part == part) and (not found or found[-1] != block.section):
            found.append(block.section)
    return found


def text_in(report: Report, section: str, part: str = "") -> str:
    """All text of a section."""
    return "\n".join(b.text for b in report.blocks if b.section == section and (not part or b.part == part))
