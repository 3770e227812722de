"""JATS full text (Europe PMC, PubMed Central, OAI-PMH; any version, with or without namespace) → Report."""

from __future__ import annotations

import re

from schemas.errors import BadInput
from schemas.models import Block, Notice, Record, Report, Table
from sources.abstracts import split_abstract
from sources.continued import joined
from sources.europe_pmc.front import fill_front
from sources.headings import in_abstract, in_body, section_of
from sources.tables import SPACES, cell_text, grid
from sources.xml import Element, children_named, local_name, parse_xml

_SKIPPED_ABSTRACTS = {
    "graphical", "teaser", "toc", "editor", "editor-highlights", "author-highlights", "highlights", "key-points",
    "precis", "editors-summary", "executive-summary", "plain-language-summary", "web-summary", "video",
}  # fmt: skip
_BETWEEN_MARKS = " ,;–-[]()\t\r\n\u2009\u00a0"
_FLOATS = {"table-wrap", "table-wrap-group", "fig", "fig-group", "boxed-text", "supplementary-material"}
_HIDDEN = {"object-id", "tex-math", "inline-supplementary-material", "fn", "index-term", "permissions"}


def read(record: Record) -> Report:
    """One article; raises BadInput where the payload holds none."""
    root = parse_xml(record.payload, record.id)
    article = root if local_name(root) == "article" else next(children_named(root, {"article"}), None)
    if article is not None:
        _settle(article)
    meta = article.find("front/article-meta") if article is not None else None
    if article is None or meta is None:
        raise BadInput(f"{record.id}: article/front/article-meta is missing; fetch the article again.")
    report = Report(record.source, record.id, record.sha256, record.url)
    fill_front(report, article, meta)
    writer = _Blocks()
    if report.title:
        title = meta.find("title-group/article-title")
        writer.add("title", running_text(title), "", "title")
    for abstract in meta.iterfind("abstract"):
        if abstract.get("abstract-type", "") not in _SKIPPED_ABSTRACTS:
            _abstract(writer, abstract)
    body = article.find("body")
    if body is not None:
        titled = any(child.find("title") is not None for child in body.iterfind("sec"))
        _section(writer, body, "introduction" if titled else "other", "", 0)
    _back(writer, article)
    report.tables = tables_of(article)
    _captions(writer, article)
    report.blocks = writer.blocks
    _notices_by_title(report)
    return report


def _settle(article: Element) -> None:
    """Names elements as in documents without a namespace; takes out reviews, replies and translations."""
    for node in article.iter() if article.tag != "article" else ():
        if isinstance(node.tag, str) and node.tag.startswith("{"):
            node.tag = node.tag.rpartition("}")[2]
    for other in list(article):
        if local_name(other) in {"sub-article", "response"}:
            article.remove(other)


class _Blocks:
    """Blocks in the making: numbered as they come."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def add(self, section: str, text: str, heading: str, prefix: str, part: str = "body") -> None:
        if text:
            self.blocks.append(Block(f"{prefix}{len(self.blocks)}", section, text, heading, part))


def running_text(node: Element | None) -> str:
    """The text of a paragraph as it reads: floats, footnotes and raised reference marks left out, blanks single.

    A raised reference mark would be read as digits of the number before it (`45%` and mark 12 as `45%12`).
    """
    if node is None:
        return ""
    parts: list[str] = []
    _collect(node, parts)
    return SPACES.sub(" ", "".join(parts)).strip()


def _collect(node: Element, parts: list[str]) -> None:
    if node.text:
        parts.append(node.text)
    for child in node:
        name = local_name(child)
        if name == "break":
            parts.append(" ")
        elif name and name not in _FLOATS and name not in _HIDDEN and not _is_raised_mark(child, name):
            inner = name in {"p", "list-item", "title", "list", "disp-quote", "def-item"}
            if inner and parts and not parts[-1].endswith((" ", "\n")):
                parts.append(" ")
            _collect(child, parts)
        if child.tail:
            parts.append(child.tail)


def _is_raised_mark(node: Element, name: str) -> bool:
    if name == "sup":
        inside = [child for child in node if local_name(child)]
        besides = (node.text or "") + "".join(child.tail or "" for child in inside)
        return bool(inside) and not besides.strip(_BETWEEN_MARKS) and all(local_name(c) == "xref" for c in inside)
    return name == "xref" and node.get("ref-type") in {"bibr", "fn", "table-fn"} and len(node) == 1 and (
        local_name(node[0]) == "sup" and not (node.text or "").strip()
    )  # fmt: skip


def _abstract(writer: _Blocks, abstract: Element) -> None:
    for child in abstract:
        name = local_name(child)
        if name == "sec":
            heading = running_text(child.find("title"))
            section = in_abstract(section_of(heading) or "abstract")
            text = " ".join(filter(None, (running_text(part) for part in child if local_name(part) != "title")))
            writer.add(section, text, heading.rstrip(":"), "abstract", "abstract")
        elif name in {"p", "list"}:
            text = running_text(child)
            last = writer.blocks[-1] if writer.blocks and writer.blocks[-1].part == "abstract" else None
            for piece in split_abstract(text):
                section, heading = piece.section, piece.heading
                if not heading and last is not None and section == "abstract":
                    section, heading = last.section, last.heading
                writer.add(section, text[piece.start : piece.end], heading, "abstract", "abstract")


def _section(writer: _Blocks, sec: Element, section: str, heading: str, depth: int) -> None:
    """The paragraphs of a section and of those within it; an inner heading only says more of the same."""
    before = section
    for child in sec:
        name = local_name(child)
        if name == "sec":
            words = running_text(child.find("title"))
            before = _inner_section(words, section) if depth else _top_section(child, words, before)
            _section(writer, child, before, words or heading, depth + 1)
        elif name in {"p", "list", "disp-quote", "def-list", "statement", "boxed-text"}:
            writer.add(section, running_text(child), heading, "body")


def _top_section(sec: Element, title: str, before: str) -> str:
    """By the title, else by `sec-type`; a title that says nothing goes on with methods or results."""
    by_words = section_of(title)
    if by_words == "methods" and len(title.split()) > 6 and "method" not in title.lower():
        by_words = None
    kind = (sec.get("sec-type") or "").lower().replace("|", " ")
    chosen = by_words or section_of({"intro": "introduction"}.get(kind, kind))
    if chosen:
        return in_body(chosen)
    return before if before in {"methods", "results", "discussion"} else "other"


def _inner_section(title: str, parent: str) -> str:
    by_words = section_of(title)
    if parent == "other" and by_words:
        return in_body(by_words)
    return by_words if parent == "methods" and by_words in {"eligibility", "registration"} else parent


def _back(writer: _Blocks, article: Element) -> None:
    back = article.find("back")
    if back is None:
        return
    for child in back:
        name = local_name(child)
        if name == "ref-list":
            continue
        title = running_text(child.find("title"))
        section = "registration" if section_of(title) == "registration" else "other"
        text = " ".join(filter(None, (running_text(part) for part in child if local_name(part) != "title")))
        writer.add(section, text, title, "back")
    references = [" ".join(" ".join(ref.itertext()).split()) for ref in back.iter("ref")]
    writer.add("references", "\n".join(references), "References", "references")


def tables_of(article: Element) -> list[Table]:
    """Every table of the article; one that is only a picture is kept, empty and marked."""
    tables: list[Table] = []
    for wrap in article.iter("table-wrap"):
        label = running_text(wrap.find("label"))
        caption = running_text(wrap.find("caption"))
        foot = wrap.find("table-wrap-foot")
        footnotes = cell_text(foot) if foot is not None else ""
        grids = list(wrap.iter("table"))
        name = wrap.get("id") or f"table{len(tables) + 1}"
        if not grids:
            tables.append(Table(name, label, caption, footnotes=footnotes, is_image=True))
        for n, table in enumerate(grids):
            rows, header = grid(table)
            tables.append(Table(name if n == 0 else f"{name}.{n + 1}", label, caption, header, rows, footnotes))
    return joined(tables)


def _captions(writer: _Blocks, article: Element) -> None:
    for figure in article.iter("fig"):
        text = " ".join(filter(None, (running_text(figure.find("label")), running_text(figure.find("caption")))))
        writer.add("caption", text, "", "figure")


def _notices_by_title(report: Report) -> None:
    """Publishers put the word before the title of what they retracted."""
    retracted = re.match(r"retracted(?: article)?\s*[:：]", report.title, re.I)
    if retracted and not any(notice.kind == "retraction" for notice in report.notices):
        report.notices.append(Notice("retraction", "", "", f"the title begins with {retracted[0].strip()!r}"))
