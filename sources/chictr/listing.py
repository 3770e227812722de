"""A search page of ChiCTR's site → one short record a trial: number, title, institution, study type, day."""

from __future__ import annotations

import re

import orjson

from schemas.errors import BadInput
from schemas.models import Block, Record, RegistryIds, Report
from schemas.registry_numbers import numbers_in
from sources.chictr.page import parse
from sources.registry_dates import iso_date
from sources.registry_words import design_of, own_numbers
from sources.xml import Element

_COLUMNS = 5


def entries_of(payload: bytes, name: str) -> list[dict[str, str]]:
    """The rows of a search page, in its order."""
    found = []
    for row in parse(payload, name).iterfind(".//tr"):
        cells = row.findall("td")
        if len(cells) == _COLUMNS and numbers_in(number := _text(cells[1])):
            link, institution = cells[2].find(".//a"), cells[2].find(".//p")
            found.append({
                "number": number,
                "title": _text(link) if link is not None else _text(cells[2]),
                "institution": _text(institution) if institution is not None else "",
                "study_type": _text(cells[3]),
                "registered": _text(cells[4]),
                "project": link.get("href", "") if link is not None else "",
            })  # fmt: skip
    return found


def _text(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


def read(record: Record) -> Report:
    """One row of a search page: what identifies the trial, nothing of its design beyond the title."""
    try:
        entry = orjson.loads(record.payload)
        number = entry["number"]
    except (orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise BadInput(f"{record.id}: this is no row of a ChiCTR search page; save the page again.") from error
    project = re.search(r"proj=(\d+)", entry.get("project", ""))
    url = f"https://www.chictr.org.cn/showproj.html?proj={project[1]}" if project else ""
    report = Report(record.source, record.id, record.sha256, record.url or url)
    report.registry = entry
    report.registry_ids = RegistryIds(own_numbers(number, []))
    report.title = entry.get("title", "")
    report.sponsor = entry.get("institution") or None
    report.registered_date = iso_date(entry.get("registered"))
    report.design = design_of(entry.get("study_type", ""), "", report.title)
    report.blocks = [Block("title", "title", report.title)] if report.title else []
    return report
