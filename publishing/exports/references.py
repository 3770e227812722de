"""RIS of the included reports, one record a paper."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from publishing.exports.version import Version
from schemas.errors import BadInput
from schemas.fields import LIST_SEPARATOR
from synthesis.screening.exchange import ris_text

Row = Mapping[str, Any]

TYPES = {
    "article": "JOUR", "ahead": "JOUR", "preprint": "UNPB", "abstract": "ABST", "registry": "ELEC", "document": "GEN",
}  # fmt: skip
"""Kind of report → RIS type of reference."""
OWN_NOTE = "perennial_report: "
STUDY_TAG = {"NS": "study_name"}
"""The tag by which RevMan and Covidence say of which study a reference is."""


def ris(version: Version) -> bytes:
    """The file."""
    return ris_text(entries(version)).encode("utf-8")


def revman_ris(version: Version) -> bytes:
    """The file with the study of each reference in the tag that RevMan looks at; without retracted studies."""
    included = {row["study"] for row in version.studies().values()}
    named = [{**entry, "study_name": study} for study, entry in _of_studies(version) if study in included]
    return ris_text(named, STUDY_TAG).encode("utf-8")


def is_ours(content: bytes) -> bool:
    """Whether a file was written here."""
    return OWN_NOTE.encode() in content


def entries(version: Version) -> list[dict[str, Any]]:
    """A record of each paper under rispy's names, by study and report; copies fill each other's gaps."""
    return [entry for _, entry in _of_studies(version)]


def _of_studies(version: Version) -> list[tuple[str, dict[str, Any]]]:
    """Name of the study and record, for each paper."""
    papers: dict[str, list[Row]] = defaultdict(list)
    rows = version.rows("reports")
    if version.rows("studies") and not rows:
        raise BadInput(f"{version.last.out}: reports.csv is missing, an older code published it; refresh the review.")
    for row in rows:
        papers[row["duplicate_of"] or row["report"]].append(row)
    studies = {row["study_id"]: row for row in version.rows("studies")}
    return [
        (records[0]["study"], _entry(paper, records, studies.get(records[0]["study_id"], {})))
        for paper, records in papers.items()
    ]


def _entry(paper: str, records: list[Row], study: Row) -> dict[str, Any]:
    told = sorted(records, key=lambda row: row["report"] != paper)

    def first(name: str) -> Any:
        return next((row[name] for row in told if row[name] not in (None, "")), "")

    notes = [f"Study: {told[0]['study']} ({told[0]['study_id']})"]
    if first("registry_ids"):
        notes.append(f"Registered as {first('registry_ids')}")
    if study.get("retracted"):
        notes.append("A report of this study was retracted")
    return {
        "type_of_reference": TYPES[told[0]["kind"]],
        "title": first("title"),
        "authors": [name for name in str(first("authors")).split(LIST_SEPARATOR) if name],
        "year": str(first("year")),
        "journal_name": first("journal"),
        "doi": first("doi"),
        "accession_number": first("pmid"),
        "custom2": first("pmcid"),
        "language": first("language"),
        "urls": [first("source_url")] if first("source_url") else [],
        "notes": [*notes, *(OWN_NOTE + row["report"] for row in told)],
    }


def citation(row: Row) -> str:
    """A report as one line of a reference list, from what is known of it."""
    authors = str(row["authors"] or "").split(LIST_SEPARATOR)
    named = ", ".join(name.replace(",", "") for name in authors[:6] if name) + (" et al" if len(authors) > 6 else "")
    doi = f"doi:{row['doi']}" if row["doi"] else f"PubMed {row['pmid']}" if row["pmid"] else row["source_url"] or ""
    parts = (named, (row["title"] or "").rstrip("."), row["journal"], str(row["year"] or ""), doi)
    return ". ".join(filter(None, parts)) or row["report"]
