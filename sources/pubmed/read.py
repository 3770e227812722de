"""PubMed XML: one PubmedArticle (or book article) → Report.

Identifiers are taken from where the article's own stand: reference lists hold other papers' ids.
"""

from __future__ import annotations

import re

from schemas.errors import BadInput
from schemas.models import Block, Record, Report
from sources.abstracts import split_abstract
from sources.headings import in_abstract, section_of
from sources.languages import iso_639_1
from sources.plain import doi_of
from sources.references import take_mark, take_reference
from sources.registry_numbers import registry_numbers
from sources.xml import Element, local_name, parse_xml, to_bytes

_CATEGORIES = {
    "BACKGROUND": "background",
    "OBJECTIVE": "background",
    "METHODS": "methods",
    "RESULTS": "results",
    "CONCLUSIONS": "conclusion",
}
_CHURN = {"DateCompleted", "DateRevised", "History", "PublicationStatus", "ReferenceList", "CommentsCorrectionsCites"}


def read(record: Record) -> Report:
    """One article; raises BadInput where the payload holds none."""
    root = parse_xml(record.payload, record.id)
    entry = _entry(root, record.id)
    citation = entry.find("MedlineCitation")
    article = citation.find("Article") if citation is not None else None
    if citation is None or article is None:
        return _read_book(record, entry)
    report = Report(record.source, record.id, record.sha256, record.url)
    report.pmid = _own(citation.find("PMID")) or None
    title = article.find("ArticleTitle")
    report.title = _plain(title).removesuffix(".").removeprefix("[").removesuffix("]")
    report.authors = _authors(article.find("AuthorList"))
    journal = article.find("Journal")
    report.journal = (
        _plain(journal.find("Title")) or _plain(journal.find("ISOAbbreviation")) if journal is not None else None
    )
    report.year = _year(article)
    _identifiers(report, entry, article)
    report.language = iso_639_1(_own(article.find("Language")))
    report.publication_types = [_plain(node) for node in article.iterfind("PublicationTypeList/PublicationType")]
    for number in article.iterfind("DataBankList/DataBank/AccessionNumberList/AccessionNumber"):
        report.registry_ids.own += registry_numbers(_own(number))
    report.registry_ids.own = list(dict.fromkeys(report.registry_ids.own))
    _corrections(report, citation)
    if _own(entry.find("PubmedData/PublicationStatus")) == "aheadofprint":
        report.status = "ahead of print"
    report.blocks = _blocks(title, article.find("Abstract"), citation)
    return report


def stable(payload: bytes) -> bytes:
    """The article without dates of indexing, history and reference list, which change while the paper does not."""
    root = parse_xml(payload, "article")
    for parent in list(root.iter("MedlineCitation", "PubmedData")):
        for child in list(parent):
            if local_name(child) in _CHURN:
                parent.remove(child)
        for name in ("Status", "IndexingMethod", "Owner", "VersionID", "VersionDate"):
            parent.attrib.pop(name, None)
    return to_bytes(root)


def _entry(root: Element, name: str) -> Element:
    """The article element, whether it is the root or the one in a set."""
    names = ("PubmedArticle", "PubmedBookArticle")
    if local_name(root) in names:
        return root
    entry = next((child for child in root if local_name(child) in names), None)
    if entry is None:
        raise BadInput(f"{name}: <{local_name(root)}> holds no PubmedArticle; the reply was empty or an error.")
    return entry


def _read_book(record: Record, entry: Element) -> Report:
    document = entry.find("BookDocument")
    if document is None:
        raise BadInput(f"{record.id}: MedlineCitation/Article is missing; fetch the article again.")
    report = Report(record.source, record.id, record.sha256, record.url)
    report.pmid = _own(document.find("PMID")) or None
    title = document.find("ArticleTitle")
    title = title if title is not None else document.find("Book/BookTitle")
    report.title = _plain(title).removesuffix(".")
    report.authors = _authors(document.find("AuthorList"))
    year = re.search(r"(?:19|20)\d\d", _own(document.find("Book/PubDate/Year")))
    report.year = int(year[0]) if year else None
    report.publication_types = [_plain(node) for node in document.iterfind("PublicationType")]
    report.blocks = _blocks(title, document.find("Abstract"), document)
    return report


def _own(node: Element | None) -> str:
    """The text before any child; empty where there is none."""
    return (node.text or "").strip() if node is not None else ""


def _plain(node: Element | None) -> str:
    """Text with inline markup and MathML taken as its characters, white space reduced to single blanks."""
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def _authors(names: Element | None) -> list[str]:
    authors = []
    for author in names if names is not None else ():
        if author.get("ValidYN") == "N":
            continue
        family, given = (
            _plain(author.find("LastName")),
            _plain(author.find("ForeName")) or _plain(author.find("Initials")),
        )
        name = f"{family} {given}".strip() or _plain(author.find("CollectiveName"))
        if name:
            authors.append(name)
    return authors


def _year(article: Element) -> int | None:
    """Of the issue, else of the electronic publication. `MedlineDate` may be `1998 Dec-1999 Jan`: the first counts."""
    for path in ("Journal/JournalIssue/PubDate/Year", "Journal/JournalIssue/PubDate/MedlineDate", "ArticleDate/Year"):
        found = re.search(r"(?:17|18|19|20)\d\d", _own(article.find(path)))
        if found:
            return int(found[0])
    return None


def _identifiers(report: Report, entry: Element, article: Element) -> None:
    for node in article.iterfind("ELocationID"):
        if node.get("EIdType") == "doi" and node.get("ValidYN") != "N":
            report.doi = report.doi or doi_of(_own(node))
    for node in entry.iterfind("PubmedData/ArticleIdList/ArticleId"):
        kind, value = node.get("IdType"), _own(node)
        if kind == "doi":
            report.doi = report.doi or doi_of(value)
        elif kind == "pmc":
            report.pmcid = value.upper() if value.upper().startswith("PMC") else f"PMC{value}" if value else None
        elif kind == "pubmed":
            report.pmid = report.pmid or value


def _corrections(report: Report, citation: Element) -> None:
    """Retraction, concern and erratum of this paper; and which papers it is such a notice of itself."""
    for node in citation.iterfind("CommentsCorrectionsList/CommentsCorrections"):
        if node.get("RefType") == "Cites":
            continue
        take_reference(report, node.get("RefType") or "", _plain(node.find("RefSource")), _own(node.find("PMID")))
    take_mark(report, "PubMed")


def _blocks(title: Element | None, abstract: Element | None, citation: Element) -> list[Block]:
    blocks = [Block("title", "title", _plain(title))] if _plain(title) else []
    if abstract is not None:
        for node in abstract.iterfind("AbstractText"):
            _abstract_block(blocks, node)
    for other in citation.iterfind("OtherAbstract"):
        if other.get("Language", "eng") == "eng" and abstract is None:
            for node in other.iterfind("AbstractText"):
                _abstract_block(blocks, node)
    return blocks


def _abstract_block(blocks: list[Block], node: Element) -> None:
    text = re.sub(r"[ \t\r\n]+", " ", "".join(node.itertext())).strip()
    if not text:
        return
    label = (node.get("Label") or "").strip()
    if label and label.upper() != "UNLABELLED":
        section = section_of(label) or _CATEGORIES.get(node.get("NlmCategory") or "") or "abstract"
        blocks.append(Block(f"abstract{len(blocks)}", in_abstract(section), text, label, "abstract"))
        return
    for piece in split_abstract(text):
        words = text[piece.start : piece.end]
        blocks.append(Block(f"abstract{len(blocks)}", piece.section, words, piece.heading, "abstract"))
