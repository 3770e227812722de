"""Lines of plain text: which of them form a paragraph, and which are headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sources.headings import clean_heading, section_of, strong_section


@dataclass(slots=True, frozen=True)
class Paragraph:
    """A run of text and where it stands in the document."""

    start: int
    end: int
    text: str


@dataclass(slots=True, frozen=True)
class Heading:
    """A heading line: its words, the section they open (None: unknown), its depth, and whether it is numbered."""

    words: str
    section: str | None
    level: int
    numbered: bool
    marked: bool


def paragraphs(text: str) -> list[Paragraph]:
    """Blank lines and unwrapped line ends separate paragraphs; lines of a hard-wrapped run belong together."""
    found: list[Paragraph] = []
    for chunk in re.finditer(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", text):
        lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", chunk[0])]
        wrapped = _is_wrapped([chunk[0][a:b] for a, b in lines])
        spans = [(lines[0][0], lines[-1][1])] if wrapped else lines
        for a, b in spans:
            piece = chunk[0][a:b]
            start = chunk.start() + a + len(piece) - len(piece.lstrip())
            found.append(Paragraph(start, start + len(piece.strip()), piece.strip()))
    return found


def _is_wrapped(lines: list[str]) -> bool:
    """Were these lines broken to a width? Then all but the last are about as long as each other."""
    if len(lines) < 2 or max(map(len, lines)) > 130 or heading_of(lines[0].strip()):
        return False
    lengths = [len(line.strip()) for line in lines[:-1]]
    return min(lengths) >= max(45, 0.6 * max(lengths)) and not any(
        re.match(r"\s*(?:[•*-]|\d+\.)\s", line) for line in lines[1:]
    )


def heading_of(line: str) -> Heading | None:
    """The heading that a line is, by its mark, its number or its words alone."""
    if "\n" in line or len(line) > 160:
        return None
    marks = re.match(r"(#{1,6})(?:\s|$)", line)
    if marks:
        return Heading(clean_heading(line), section_of(line), len(marks[1]), False, True)
    number = re.match(r"(\d{1,2}(?:\.\d{1,2})*)[.)]?\s+(?=[A-Z])", line)
    strong = strong_section(line) if len(line) <= 90 and not line.endswith((",", ";")) else None
    if strong:
        return Heading(clean_heading(line), strong, number[1].count(".") + 1 if number else 1, bool(number), False)
    if number and "." in number[1] and len(line) <= 110 and not line.endswith("."):
        return Heading(clean_heading(line), section_of(line), number[1].count(".") + 1, True, False)
    return None


def opens_section(heading: Heading) -> bool:
    """Tell whether a heading opens a section: the first level of Markdown may be the title, whatever its words."""
    return not heading.marked or heading.level > 1 or strong_section(heading.words) is not None
