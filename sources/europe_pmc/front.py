"""Front matter of JATS: identifiers, title, people, journal, dates, related articles."""

from __future__ import annotations

import re

from schemas.models import Notice, Report
from sources.languages import iso_639_1
from sources.registry_numbers import registry_numbers
from sources.xml import Element

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HREF = "{http://www.w3.org/1999/xlink}href"
_PUBLICATION_TYPES = {
    "research-article": "Journal Article",
    "review-article": "Review",
    "systematic-review": "Systematic Review",
    "retraction": "Retraction of Publication",
    "correction": "Published Erratum",
    "case-report": "Case Reports",
    "letter": "Letter",
    "editorial": "Editorial",
    "protocol": "Clinical Trial Protocol",
    "preprint": "Preprint",
}
_LATER = {
    "retraction-forward": "retraction",
    "retraction": "retraction",
    "partial-retraction": "retraction",
    "correction-forward": "erratum",
    "correction": "erratum",
    "concern-forward": "concern",
    "expression-of-concern": "concern",
    "object-of-concern-forward": "concern",
}


def fill_front(report: Report, article: Element, meta: Element) -> None:
    """Everything of the report that stands before the abstract."""
    kind = article.get("article-type") or ""
    report.publication_types = [_PUBLICATION_TYPES.get(kind, kind)] if kind else []
    report.language = iso_639_1(article.get(_XML_LANG) or "")
    report.title = _title(meta)
    report.authors = _authors(meta)
    journal = article.find("front/journal-meta")
    report.journal = _journal(journal) if journal is not None else None
    report.year = _year(meta)
    for node in meta.iterfind("article-id"):
        kind_of_id, value = node.get("pub-id-type") or "", (node.text or "").strip()
        if kind_of_id == "doi" and value:
            report.doi = value.lower()
        elif kind_of_id == "pmid" and value.isdigit():
            report.pmid = value
        elif kind_of_id in {"pmc", "pmcid"} and value:
            report.pmcid = value.upper() if value.upper().startswith("PMC") else f"PMC{value}"
    _related(report, meta, kind)
    for node in meta.iter("related-object"):
        report.registry_ids.own += registry_numbers(node.get("document-id") or node.get("source-id") or "")
    report.registry_ids.own = list(dict.fromkeys(report.registry_ids.own))


def _plain(node: Element | None) -> str:
    """Text with footnote marks left out, blanks single."""
    if node is None:
        return ""
    parts: list[str] = []
    _collect(node, parts)
    return " ".join("".join(parts).split())


def _collect(node: Element, parts: list[str]) -> None:
    parts.append(node.text or "")
    for child in node:
        if isinstance(child.tag, str) and child.tag not in {"xref", "fn"}:
            _collect(child, parts)
        parts.append(child.tail or "")


def _title(meta: Element) -> str:
    group = meta.find("title-group")
    if group is None:
        return ""
    title, subtitle = _plain(group.find("article-title")), _plain(group.find("subtitle"))
    return (f"{title.rstrip(':')}: {subtitle}" if subtitle else title).removesuffix(".")


def _authors(meta: Element) -> list[str]:
    names = []
    for contributor in meta.iterfind("contrib-group/contrib"):
        if contributor.get("contrib-type", "author") != "author":
            continue
        name = contributor.find(".//name")
        if name is not None:
            names.append(f"{_plain(name.find('surname'))} {_plain(name.find('given-names'))}".strip())
        else:
            other = contributor.find(".//string-name")
            names.append(_plain(other if other is not None else contributor.find("collab")))
    return [name for name in names if name]


def _journal(journal: Element) -> str | None:
    for path in ("journal-title-group/journal-title", "journal-title"):
        if _plain(journal.find(path)):
            return _plain(journal.find(path))
    short = next(
        (_plain(node) for node in journal.iterfind("journal-id") if node.get("journal-id-type") == "nlm-ta"), ""
    )
    return short or None


def _year(meta: Element) -> int | None:
    """Of the issue where there is one, else of the first publication."""
    years: dict[str, int] = {}
    for date in meta.iterfind("pub-date"):
        kind = date.get("pub-type") or f"{date.get('date-type') or ''} {date.get('publication-format') or ''}".strip()
        year = re.search(r"(?:18|19|20)\d\d", _plain(date.find("year")) or date.get("iso-8601-date") or "")
        if year:
            years.setdefault(kind, int(year[0]))
    for kind in ("ppub", "collection", "pub print", "epub-ppub", "epub", "pub electronic", "pub"):
        if kind in years:
            return years[kind]
    return min(years.values(), default=None)


def _related(report: Report, meta: Element, kind: str) -> None:
    """Notices of later articles about this one; and what this one retracts."""
    for node in meta.iter("related-article"):
        relation = (node.get("related-article-type") or "").lower()
        href = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)", "", (node.get(_HREF) or "").strip(), flags=re.I)
        words = _plain(node)
        is_notice = kind == "retraction" or "retract" in report.title.lower()
        if relation == "retracted-article" and is_notice and href:
            report.retracts.append(href)
        elif relation in _LATER and kind not in {"correction", "retraction", "expression-of-concern"}:
            notice = Notice("erratum", href, "", words)
            notice.kind = _LATER[relation]  # type: ignore[assignment]
            report.notices.append(notice)
