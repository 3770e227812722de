"""What PubMed and Europe PMC tell of other papers: a kind, a line of reference, a PubMed id. Notices, and editions."""

from __future__ import annotations

import re

from schemas.models import Notice, Report
from sources.plain import doi_of

NOTICES = {
    "retractionin": "retraction",
    "partialretractionin": "retraction",
    "retractedandrepublishedin": "retraction",
    "erratumin": "erratum",
    "correctedandrepublishedin": "erratum",
    "expressionofconcernin": "concern",
}
"""What NLM calls the relation, in small letters without blanks → kind of notice."""
_ABOUT_OTHERS = {
    "retractionof": "retracts",
    "partialretractionof": "retracts",
    "erratumfor": "corrects",
    "expressionofconcernfor": "doubts",
}
_EDITIONS = frozenset({"updatein", "updateof", "preprintin", "preprintof", "republishedin", "republishedfrom"})
"""Relations of a paper to itself: NLM says “update” of a preprint and the article that came of it."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(rf"\b((?:19|20)\d\d)(?:\s+({'|'.join(_MONTHS)})[a-z]*(?:\s+(\d{{1,2}})\b)?)?", re.I)


def take_reference(report: Report, relation: str, reference: str, pmid: str) -> None:
    """Note in the report what one cited notice says: of this report, or of another one that this report is about.

    A preprint, its article and a republication name each other the same way.
    """
    relation = "".join(relation.lower().split())
    if relation in _EDITIONS:
        other = pmid if pmid.isdigit() else doi_of(reference)
        report.editions += [other] if other and other not in report.editions else []
        return
    if relation not in NOTICES and relation not in _ABOUT_OTHERS:
        return
    doi = doi_of(reference) or ""
    if relation in NOTICES:
        notice = Notice("erratum", pmid or doi, date_in(reference), reference, doi=doi, pmid=pmid)
        notice.kind = NOTICES[relation]  # type: ignore[assignment]
        report.notices.append(notice)
    elif pmid or doi:
        getattr(report, _ABOUT_OTHERS[relation]).append(pmid or doi)


def take_mark(report: Report, service: str) -> None:
    """A retraction that the service only marks among the types of publication."""
    marked = any(kind.casefold() == "retracted publication" for kind in report.publication_types)
    if marked and not any(notice.kind == "retraction" for notice in report.notices):
        said = f"{service} marks this paper as a retracted publication"
        report.notices.append(Notice("retraction", "", "", said))


def date_in(reference: str) -> str:
    """The date of a reference as ISO: `Lancet. 2010 Feb 6;375:445.` → 2010-02-06; at the precision given."""
    found = _DATE.search(reference)
    if not found:
        return ""
    year, month, day = found.groups()
    if not month:
        return year
    number = _MONTHS.index(month.lower()) + 1
    return f"{year}-{number:02}-{int(day):02}" if day and 1 <= int(day) <= 31 else f"{year}-{number:02}"
