"""Tables of a saved page: grids with their captions, and those that the page shows as a picture only."""

from __future__ import annotations

import re

from schemas.models import Table
from sources.continued import joined
from sources.tables import cell_text, grid
from sources.xml import Element, local_name

_LABEL = re.compile(r"(?:supplementary |supplemental |additional |extended data )?table\s*(?:[A-Z]?\d+|[IVX]+)\b", re.I)
_PICTURES = {"img", "picture", "canvas", "object", "embed"}
LONGEST_CAPTION = 600
"""Letters; a longer text round a picture is the article and not its caption."""
_REACH = 4
"""Elements above a picture that may hold its caption: link, frame, figure, box."""


def is_data(table: Element) -> bool:
    """Tables of numbers are read as tables; a table that only lays out the page is read as text."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    rows = list(table.iter("tr"))
    cells = [len(row.findall("td")) + len(row.findall("th")) for row in rows]
    return len(rows) >= 2 and max(cells, default=0) >= 2 and len(cell_text(table)) < 40_000


def tables_of(root: Element) -> list[Table]:
    """Every table in the order of the page; pictures in the place of a table come last, empty and marked."""
    tables: list[Table] = []
    for node in root.iter("table"):
        if is_data(node):
            rows, header = grid(node)
            words = _caption(node)
            label = _LABEL.match(words)
            name = node.get("id") or f"table{len(tables) + 1}"
            tables.append(Table(name, label[0] if label else "", words, header, rows))
    tables = joined(tables)
    return tables + _pictured(root, {table.label.casefold() for table in tables})


def _caption(table: Element) -> str:
    """The words of `<caption>`; else those that begin `Table 2` beside the table, or in the boxes around it."""
    caption = table.find("caption")
    if caption is not None:
        return cell_text(caption)
    return _label_near(table)


def _pictured(root: Element, known: set[str]) -> list[Table]:
    found: list[Table] = []
    for node in root.iter(*_PICTURES):
        alternative = (node.get("alt") or node.get("title") or "").strip()
        words = alternative if _LABEL.match(alternative) else _label_near(node)
        label = _LABEL.match(words)
        if label and label[0].casefold() not in known:
            known.add(label[0].casefold())
            found.append(Table(f"image{len(found) + 1}", label[0], words[label.end() :].lstrip(" .:|"), is_image=True))
    return found


def _label_near(node: Element) -> str:
    """The caption before or after an element or one of the boxes that hold nothing else."""
    for _ in range(_REACH):
        for beside in (node.getprevious(), node.getnext()):
            words = _beginning(beside) if beside is not None and local_name(beside) else ""
            if _LABEL.match(words) and len(words) <= LONGEST_CAPTION and not _is_sentence(words):
                return words
        parent = node.getparent()
        if parent is None or local_name(parent) in {"body", "html"}:
            return ""
        node = parent
    return ""


def _beginning(node: Element) -> str:
    """The text of an element, given up once it is longer than any caption: pages have thousands of pictures."""
    parts: list[str] = []
    left = LONGEST_CAPTION + 1
    for text in node.itertext():
        parts.append(text[:left])
        left -= len(parts[-1])
        if left <= 0:
            break
    return " ".join("".join(parts).split()) if local_name(node) != "table" else ""


def _is_sentence(words: str) -> bool:
    """`Table 2 shows …` speaks of a table and is not its caption."""
    return bool(re.match(r"\w+\s+\S+\s+(?:shows?|lists?|gives?|presents?|summari[sz]es?|reports?|describes?)\b", words))
