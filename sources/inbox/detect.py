"""What kind of document is this? Decided by its content; the name only serves in messages.

Also decodes text of unknown encoding, and refuses what is no document: an empty file, a zip, a picture.
"""

from __future__ import annotations

import re

from schemas.errors import BadInput
from sources.ictrp.rows import is_workbook
from sources.inbox.endnote import is_endnote
from sources.inbox.registries import markup_media, page_media, text_media
from sources.retraction_watch.read import is_file as is_retraction_watch

MAX_BYTES = 64 * 1024 * 1024
"""Largest file that is read: 64 MiB, about 75 times the largest registry record seen."""

_NOT_DOCUMENTS = {
    b"PK\x03\x04": "a zip archive; unpack it",
    b"PK\x05\x06": "an empty zip archive; give the document itself",
    b"\x1f\x8b": "gzip-compressed; unpack it first",
    b"\xd0\xcf\x11\xe0": "an old Word or Excel file; save it as text, PDF or HTML",
    **dict.fromkeys(
        (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*"),
        "a picture; give the text or the PDF",
    ),
    b"SQLite format 3": "a database; give the document itself",
    b"7z\xbc\xaf": "a 7z archive; unpack it first",
}
_OFFICE = {
    b"word/": "a Word document; save it as PDF, HTML or text",
    b"xl/": "an Excel workbook; give the report that its numbers come from, as PDF, HTML or text",
    b"ppt/": "a PowerPoint file; save it as PDF",
    b"application/vnd.oasis.opendocument": "an OpenDocument file; save it as PDF, HTML or text",
    b"application/epub+zip": "an e-book; save it as HTML or PDF",
}
_NOT_TEXTS = (
    # Read as text, the references of one list would be one report, and the numbers of one trial another's.
    (r"@[A-Za-z]+\s*\{\s*[^\s,{}]+\s*,\s*[\w-]+\s*=", "a BibTeX file; export the references as RIS"),
    (r"FN [^\n]+\r?\nVR 1\.\d", "a Web of Science export; export the references as RIS"),
    (r"\{\\rtf\d", "an RTF document; save it as PDF, HTML or text"),
    (r"(?:[\w-]+: [^\n]*\n(?:[ \t][^\n]*\n)*){0,12}?Content-Type: multipart/",
     "an e-mail or a web archive; save the page as HTML, or the attachment by itself"),
    (r"\[InternetShortcut\]", "a link; save the page that it leads to"),
)  # fmt: skip
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_ROOTS = {
    "pubmedarticleset": "pubmed-xml",
    "pubmedarticle": "pubmed-xml",
    "pubmedbookarticle": "pubmed-xml",
    "article": "jats",
    "pmc-articleset": "jats",
    "oai-pmh": "jats",
    "clinical_study": "ctgov-xml",
    "search_results": "ctgov-xml",
    "html": "html",
}
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>|\s+)*", re.S | re.I)
_TAG = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")


def media_of(payload: bytes, name: str) -> str:
    """The media name of a payload (see `sources.readers.READERS`); json and jsonl are told apart later."""
    if payload.startswith(b"PK\x03\x04") and is_workbook(payload):
        return "workbook"
    _refuse_no_document(payload, name)
    if payload[:1024].lstrip().startswith(b"%PDF-"):
        return "pdf"
    head = _head(payload)
    if is_retraction_watch(payload):
        return "retraction-watch"
    if head.startswith(("{", "[")) and re.match(r'[\[{]\s*(?:["\[{\]}]|$)', head):
        return "json"
    if head.startswith("<"):
        media = _markup(head, name)
        return page_media(payload) or media if media == "html" else media
    if re.search(r"^TY {1,3}- ", head, re.M) or is_nbib(head) or is_endnote(head):
        return "ris"
    if registry := text_media(head):
        return registry
    _refuse_no_report(head, name)
    if len(re.findall(r"[\x00-\x08\x0e-\x1f]", head)) > len(head) // 20 and not _is_wide(payload):
        raise BadInput(f"{name} is binary and of no kind known here; save it as text, HTML, PDF or XML.")
    return "text"


def _refuse_no_document(payload: bytes, name: str) -> None:
    for magic, what in _NOT_DOCUMENTS.items():
        if payload.startswith(magic):
            inside = (said for part, said in _OFFICE.items() if magic == b"PK\x03\x04" and part in payload)
            raise BadInput(f"{name} is {next(inside, what)}.")
    if payload and not payload.strip(b"\x00"):
        raise BadInput(f"{name} holds only NUL bytes, so its text is lost; copy or save the document again.")
    if not payload.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise BadInput(f"{name} is empty; put the document's text into it or remove it.")


def _refuse_no_report(head: str, name: str) -> None:
    if _is_list(head):
        raise BadInput(f"{name} is a list of references; export them as RIS, or give each abstract a file of its own.")
    for begins, what in _NOT_TEXTS:
        if re.match(begins, head, re.I):
            raise BadInput(f"{name} is {what}.")


def _is_list(head: str) -> bool:
    """A table of references: its first line names the columns, title and abstract among them."""
    cells = {cell.strip(' "') for cell in re.split(r"[,;\t]", head.partition("\n")[0][:2000].lower())}
    return any(cell.endswith("title") for cell in cells) and bool(cells & {"abstract", "abstract note", "abstracts"})


def is_nbib(text: str) -> bool:
    """Is this MEDLINE's tagged format (`PMID- 123`, `OWN - NLM`)? Its first lines all carry tags."""
    lines = [line for line in text[:2000].splitlines() if line.strip() and not line.startswith("      ")][:4]
    return (
        len(lines) >= 3
        and not re.match(r"TY {1,3}-", lines[0])
        and all(re.match(r"[A-Z]{2,4} *- ", line) for line in lines)
    )


def _is_wide(payload: bytes) -> bool:
    """Is this text in two bytes a letter without a byte order mark? Then every other byte of Latin text is zero."""
    start = payload[:400]
    return max(start[0::2].count(0), start[1::2].count(0)) > 0.8 * len(start) / 2 and start.count(0) < 0.6 * len(start)


def _head(payload: bytes) -> str:
    """The first characters, for looking at only."""
    start = payload[:8192]
    for bom, encoding in _BOMS:
        if start.startswith(bom):
            return start[: len(start) // 4 * 4].decode(encoding, "ignore").lstrip()
    return start.decode("utf-8", "replace").lstrip()


def _markup(head: str, name: str) -> str:
    if "<!ENTITY" in head:
        raise BadInput(f"{name}: the XML declares entities of its own, which is not read for safety; remove its DTD.")
    at = _PROLOG.match(head)
    root = _TAG.match(head, at.end() if at else 0)
    if "<!doctype html" in head[:1000].lower():
        return "html"
    if root and (known := _ROOTS.get(root[1].lower()) or markup_media(root[1].lower(), head)):
        return known
    if re.search(r"<(?:html|body|head|div|p|table|span|section|br|h[1-6])\b", head, re.I):
        return "html"
    for known, media in _ROOTS.items():
        if re.search(rf"<(?:[\w.-]+:)?{re.escape(known)}[\s>]", head, re.I):
            return media
    if root and root[1].lower() in {"xml", "records"} and re.search(r"<record[\s/>]", head):
        raise BadInput(f"{name} is an export of EndNote in XML; export the references as RIS.")
    if root:
        raise BadInput(
            f"{name}: the XML element <{root[1]}> at its root is of no kind known here; "
            "give PubMed XML, JATS or a registry's XML (ClinicalTrials.gov, ICTRP, ISRCTN, ChiCTR)."
        )
    return "text"


def decode(payload: bytes, name: str) -> str:
    """Text of unknown encoding: by its byte order mark, as UTF-8, or by its letters (charset-normalizer)."""
    for bom, encoding in _BOMS:
        if payload.startswith(bom):
            try:
                return payload.decode(encoding)
            except UnicodeDecodeError as error:
                raise BadInput(f"{name} begins like {encoding} but does not stay so; save it as UTF-8.") from error
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return _guessed(payload, name)


def _guessed(payload: bytes, name: str) -> str:
    # Western single-byte text is by far the commonest, and short text misleads any guesser: cp1252 goes first
    # when it leaves nothing but letters, digits and the signs of medical prose.
    if _is_wide(payload):
        return payload.decode("utf-16-le" if payload[1:2] == b"\x00" else "utf-16-be", "replace")
    try:
        western = payload.decode("cp1252")
        if not re.search(
            r"[^\x09\x0a\x0d\x20-\x7eÀ-ÖØ-öø-ÿ€‚ƒ„…†‡‰‹›‘’“”•–—™Šš Žž£§©«»°±²³µ·¹º¼½¾¿¡×÷\u00a0®¢¥¨¶¬¦ª´¸¯ˆ˜Ÿ]", western
        ):
            odd = len(re.findall(r"[À-ÿ]{3,}", western))
            if odd <= max(1, len(western) // 2000):
                return western
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only for odd encodings

    best = from_bytes(payload).best()
    if best is None:
        raise BadInput(f"{name} is not text in any known encoding; save it as UTF-8.")
    return str(best)
