"""HTML pages → Report: what a reader sees, under its headings, with the tables; citation data from `<meta>`."""

from __future__ import annotations

import re

from lxml import etree, html

from schemas.errors import BadInput
from schemas.models import Record, Report
from sources.inbox import mirror
from sources.inbox.bibliography import describe, first_doi, people
from sources.inbox.detect import decode
from sources.inbox.layout import blocks_of
from sources.inbox.lines import Paragraph, paragraphs
from sources.inbox.page_tables import is_data, tables_of
from sources.languages import iso_639_1
from sources.xml import Element, local_name

_INVISIBLE = {
    "script", "style", "noscript", "template", "nav", "footer", "header", "aside", "form", "button", "select", "svg",
    "math", "iframe", "object", "head", "figure", "input", "dialog", "video", "audio", "canvas",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "section", "article", "main", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "pre", "tr", "td", "th",
    "table", "tbody", "thead", "body", "html", "address", "center", "hr", "br", "fieldset", "details", "summary",
}  # fmt: skip
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


def read(record: Record) -> Report:
    """One page as one report. Block texts are the visible text with single blanks."""
    root = _root(record)
    text = visible_text(root)
    if not text.strip():
        raise BadInput(f"{record.id}: the page shows no text; save it with its content (as text or complete page).")
    report = Report(record.source, record.id, record.sha256, record.url)
    pars = paragraphs(text)
    if mirror.is_mirror(pars):
        mirror.fill(report, pars)
    else:
        title = describe(report, text, pars)
        _from_meta(report, root)
        title = _heading_like(report.title, pars) or title
        report.blocks = blocks_of(text, pars, title)
    report.tables = tables_of(root)
    report.language = report.language or iso_639_1(root.get("lang") or "")
    return report


def _root(record: Record) -> Element:
    declared = re.search(rb"<meta[^>]+charset=[\"']?([\w-]+)", record.payload[:4096], re.I)
    text = ""
    if declared and not record.payload.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            text = record.payload.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            text = ""
    text = text or decode(record.payload, record.id)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff")).replace("\x00", "")
    try:
        root = html.document_fromstring(text)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise BadInput(f"{record.id}: the page cannot be read as HTML; save it again.") from error
    return root


def visible_text(root: Element) -> str:
    """Paragraphs set apart by blank lines, headings marked as in Markdown, tables left to `Report.tables`."""
    parts: list[str] = []
    body = root.find("body")
    _walk(body if body is not None else root, parts)
    lines = [re.sub(r"[ \t\r\n\u200b]+", " ", line).strip() for line in "".join(parts).split("\x1e")]
    return "\n\n".join(line for line in lines if line)


def _walk(node: Element, parts: list[str]) -> None:
    name = local_name(node).lower()
    if not name or name in _INVISIBLE or node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return
    if name == "table" and is_data(node):
        return
    level = _HEADINGS.get(name)
    if level:
        parts.append("\x1e" + "#" * level + " ")
    elif name in _BLOCKS:
        parts.append("\x1e")
    if node.text:
        parts.append(node.text)
    for child in node:
        _walk(child, parts)
        if child.tail:
            parts.append(child.tail)
    if level or name in _BLOCKS:
        parts.append("\x1e")


def _from_meta(report: Report, root: Element) -> None:
    """Citation tags of the page (Highwire, Dublin Core): what they say goes before what the text seems to say."""
    tags: dict[str, list[str]] = {}
    for node in root.iter("meta"):
        name = (node.get("name") or node.get("property") or "").lower().replace("dcterms.", "dc.")
        content = (node.get("content") or "").strip()
        if name and content:
            tags.setdefault(name, []).append(content)

    def first(*names: str) -> str:
        return next((tags[name][0] for name in names if name in tags), "")

    report.title = first("citation_title", "dc.title", "og:title") or report.title
    authors = tags.get("citation_author") or tags.get("dc.creator") or []
    if not authors and first("citation_authors"):
        authors = first("citation_authors").split(";")
    if authors:
        report.authors = [name for author in authors for name in _person(author)]
    report.journal = first("citation_journal_title", "prism.publicationname") or report.journal
    report.doi = first_doi(first("citation_doi", "dc.identifier", "prism.doi")) or report.doi
    report.pmid = first("citation_pmid") or report.pmid
    report.language = iso_639_1(first("citation_language", "dc.language"))
    published = first("citation_publication_date", "citation_date", "citation_online_date", "dc.date", "dc.issued")
    year = re.search(r"\b(?:19|20)\d\d\b", published)
    report.year = int(year[0]) if year else report.year


def _person(words: str) -> list[str]:
    """`Berg, Anna` and `Anna Berg` → `Berg Anna`."""
    if words.count(",") == 1:
        return [" ".join(words.replace(",", " ").split())]
    return people(words)


def _heading_like(title: str, pars: list[Paragraph]) -> Paragraph | None:
    wanted = re.sub(r"\W+", "", title).lower()
    return next((par for par in pars if wanted and re.sub(r"\W+", "", par.text).lower() == wanted), None)
