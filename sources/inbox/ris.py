"""RIS (through rispy) and NBIB entries of reference managers → Report."""

from __future__ import annotations

import re
from typing import Any

from schemas.errors import BadInput
from schemas.models import Block, Record, Report
from sources.abstracts import split_abstract
from sources.inbox.bibliography import first_doi
from sources.inbox.detect import decode, is_nbib
from sources.languages import iso_639_1
from sources.registry_numbers import registry_numbers

_TYPES = {
    "JOUR": "Journal Article",
    "CPAPER": "Congress",
    "CONF": "Congress",
    "ABST": "Meeting Abstract",
    "UNPB": "Preprint",
}
_NBIB_LINE = re.compile(r"^([A-Z]{2,4}) *- (.*)$")


def read(record: Record) -> Report:
    """One entry; raises BadInput where it names no field that is known."""
    text = decode(record.payload, record.id).lstrip("\ufeff")
    report = Report(record.source, record.id, record.sha256, record.url)
    if is_nbib(text):
        _nbib(report, text)
    else:
        _ris(report, text)
    if not (report.title or report.blocks or report.doi or report.pmid):
        raise BadInput(f"{record.id}: the entry has neither title nor abstract nor identifier; export it again.")
    return report


def _ris(report: Report, text: str) -> None:
    import rispy  # noqa: PLC0415 - only reference files need it

    try:
        entries = rispy.loads(_mended(text), skip_unknown_tags=True)
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(f"{report.id}: the RIS entry is broken ({error}); export it again.") from error
    entry: dict[str, Any] = entries[0] if entries else {}

    def first(*names: str) -> str:
        return next((str(entry[name]).strip() for name in names if entry.get(name)), "")

    title = first("title", "primary_title", "translated_title")
    authors = entry.get("authors") or entry.get("first_authors") or []
    report.authors = [" ".join(str(author).replace(",", " ").split()) for author in authors]
    report.journal = first(
        "journal_name", "secondary_title", "alternate_title2", "alternate_title1", "alternate_title3"
    )
    report.journal = report.journal or None
    year = re.search(r"\b(?:19|20)\d\d\b", first("year", "publication_year", "date"))
    report.year = int(year[0]) if year else None
    links = " ".join(str(url) for url in entry.get("urls") or []) + " " + first("url")
    report.doi = first_doi(first("doi")) or first_doi(links) or first_doi(" ".join(map(str, entry.get("notes") or [])))
    report.url = report.url or links.strip().split(" ")[0]
    number = first("accession_number")
    base = first("name_of_database").lower()
    if number.isdigit() and (not base or "pubmed" in base or "medline" in base):
        report.pmid = number
    report.language = iso_639_1(first("language"))
    kind = first("type_of_reference")
    report.publication_types = [_TYPES.get(kind, kind)] if kind else []
    _blocks(report, title, first("abstract", "notes_abstract"))


def _mended(text: str) -> str:
    """Entries as rispy wants them: closed by `ER`, two blanks before the hyphen."""
    text = re.sub(r"(?m)^([A-Z][A-Z0-9]) {1,3}-(?: |$)", r"\1  - ", text.replace("\r\n", "\n").replace("\r", "\n"))
    start = text.find("TY  - ")
    text = text[max(start, 0) :].rstrip()
    return text + "\n" if re.search(r"(?m)^ER  -\s*\Z", text) else text + "\nER  - \n"


def _nbib(report: Report, text: str) -> None:
    """MEDLINE's own format: `TAG - value`, continued lines indented by six blanks."""
    fields: dict[str, list[str]] = {}
    last: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        found = _NBIB_LINE.match(line)
        if found:
            last = fields.setdefault(found[1], [])
            last.append(found[2].strip())
        elif line.startswith("      ") and last:
            last[-1] = f"{last[-1]} {line.strip()}"

    def first(*names: str) -> str:
        return next((fields[name][0] for name in names if name in fields), "")

    report.pmid = first("PMID") or None
    pmcid = first("PMC")
    report.pmcid = pmcid or None
    report.authors = [" ".join(name.replace(",", " ").split()) for name in fields.get("FAU") or fields.get("AU") or []]
    report.authors += fields.get("CN") or []
    report.journal = first("JT", "TA") or None
    year = re.search(r"\b(?:18|19|20)\d\d\b", first("DP", "DEP"))
    report.year = int(year[0]) if year else None
    for value in [*fields.get("LID", []), *fields.get("AID", [])]:
        if "[doi]" in value:
            report.doi = report.doi or first_doi(value)
    report.language = iso_639_1(first("LA"))
    report.publication_types = fields.get("PT") or []
    for value in fields.get("SI") or []:
        # `ClinicalTrials.gov/NCT01234567`: the bank, then the number.
        report.registry_ids.own += registry_numbers(value.partition("/")[2] or value)
    report.registry_ids.own = list(dict.fromkeys(report.registry_ids.own))
    _blocks(report, first("TI", "BTI", "TT"), first("AB"))


def _blocks(report: Report, title: str, abstract: str) -> None:
    report.title = title.removesuffix(".").removeprefix("[").removesuffix("]")
    if title:
        report.blocks.append(Block("title", "title", title))
    for piece in split_abstract(abstract):
        words = abstract[piece.start : piece.end]
        report.blocks.append(Block(f"abstract{len(report.blocks)}", piece.section, words, piece.heading, "abstract"))
