"""XML parsed safely: no network, no entities of the document's own, no bombs; and the few walks that readers share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from schemas.errors import BadInput

Element = Any
"""lxml's element; its stubs and its runtime disagree, so that the type stays open."""


def parse_xml(payload: bytes, name: str) -> Element:
    """The root of a document. A DOCTYPE is fine; a document that declares entities of its own is refused."""
    plain = payload.replace(b"\x00", b"") if payload[:2] in {b"\xff\xfe", b"\xfe\xff"} else payload
    if b"<!ENTITY" in plain:
        raise BadInput(f"{name}: the XML declares entities of its own, which is not read for safety; remove its DTD.")
    try:
        root = etree.fromstring(payload, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f" at line {line}" if line else ""
        raise BadInput(f"{name}: the XML is cut off or broken{where}; fetch or save it again.") from error
    if root is None:
        raise BadInput(f"{name}: the XML has no content; fetch or save it again.")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )


def to_bytes(element: Element) -> bytes:
    """An element as a document of its own."""
    return bytes(etree.tostring(element, encoding="utf-8", with_tail=False))


def local_name(element: Element) -> str:
    """The tag without its namespace; empty for comments and entities."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def children_named(root: Element, names: set[str]) -> Iterator[Element]:
    """The outermost descendants with one of the names, whatever their namespace."""
    for child in root:
        if local_name(child) in names:
            yield child
        else:
            yield from children_named(child, names)


def text_of(element: Element | None) -> str:
    """All text of an element, markup dropped, white space at the ends dropped and inside reduced to single spaces."""
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).split(" ")).strip() if element is not None else ""
