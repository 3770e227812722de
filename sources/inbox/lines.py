"""Lines of plain text: which of them form a paragraph, and which are headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from sources.abstracts import opens_with_head
from sources.headings import clean_heading, section_of, strong_section

_ITEM = re.compile(r"\s*(?:[•*-]|\d+\.)\s")


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
        run = chunk[0]  # once: each subscript copies the run, which may be the whole document
        lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", run)]
        pieces = [run[a:b] for a, b in lines]
        spans = [(lines[0][0], lines[-1][1])] if _is_wrapped(pieces) else _unwrapped(lines, pieces)
        for a, b in spans:
            piece = run[a:b]
            start = chunk.start() + a + len(piece) - len(piece.lstrip())
            piece = piece.strip().replace("\n", " ")
            found.append(Paragraph(start, start + len(piece), piece))
    return found


def unwrapped(text: str) -> tuple[str, list[Paragraph]]:
    """A text set solid, and its paragraphs: one blank between words, no line ends within a paragraph.

    Readers of sentences then see the words of the document and not the width of somebody's screen.
    """
    text = re.sub(r"\r\n?", "\n", text)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", re.sub(r" *\t[ \t]*", "\t", re.sub(r" {2,}", " ", text)))
    found = paragraphs(text)
    parts: list[str] = []
    last = 0
    for par in found:
        parts += [text[last : par.start], par.text]
        last = par.end
    return "".join([*parts, text[last:]]), found


def _is_wrapped(lines: list[str]) -> bool:
    """Were these lines broken to a width? Then all but the last are about as long as each other."""
    if len(lines) < 2 or max(map(len, lines)) > 130 or heading_of(lines[0].strip()):
        return False
    lengths = [len(line.strip()) for line in lines[:-1]]
    return min(lengths) >= max(45, 0.6 * max(lengths)) and not any(_ITEM.match(line) for line in lines[1:])


def _unwrapped(spans: list[tuple[int, int]], lines: list[str]) -> list[tuple[int, int]]:
    """The lines, those joined that were broken because the next word would have gone beyond the width.

    So PubMed and mail programs break the parts of a structured abstract: each part ends in a short line.
    """
    width = max(map(len, lines))
    full = [len(a.rstrip()) + 1 + len(b.split(None, 1)[0]) > width for a, b in pairwise(lines)]
    # After the longest line of a list every word would go beyond it: one such place says nothing.
    if not 60 <= width <= 130 or sum(full) < max(2, len(full) / 2):
        return spans
    joined = [spans[0]]
    for span, line, before_is_full in zip(spans[1:], lines[1:], full, strict=True):
        if before_is_full and not _begins_anew(line):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _begins_anew(line: str) -> bool:
    """A list's mark, an entry's number, or the head of a part begins the line."""
    return bool(_ITEM.match(line) or opens_with_head(line.strip()) or heading_of(line.strip()))


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
