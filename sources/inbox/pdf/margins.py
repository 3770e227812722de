"""Running heads and feet, page numbers, and the like: what the margins of several pages repeat is not the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from sources.inbox.pdf.lines import Line, Word, lines_of

MARGIN = 0.09
"""Of the page's height, at its top and bottom."""


def without_margins(pages: Sequence[tuple[list[Word], float]]) -> list[list[Word]]:
    """The words of each page (with its height) without what its margins share with other pages."""
    margins = [[line for line in lines_of(words) if _in_margin(line, height)] for words, height in pages]
    said = Counter(words for lines in margins for words in {_words(line) for line in lines})
    needed = 2 if len(pages) < 6 else 3
    kept = []
    for (words, _), lines in zip(pages, margins, strict=True):
        running = [line for line in lines if said[_words(line)] >= needed or _is_number(line)]
        gone = {id(word) for line in running for word in line.words}
        kept.append([word for word in words if id(word) not in gone])
    return kept


def _in_margin(line: Line, height: float) -> bool:
    return line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height


def _words(line: Line) -> str:
    """The line without its numbers, which differ from page to page."""
    return re.sub(r"[\d\W_]+", " ", line.text.casefold()).strip() or "number"


def _is_number(line: Line) -> bool:
    """A page number alone, or `Page 3 of 12`."""
    return bool(re.fullmatch(r"(?:page )?\W*\d{1,5}(?: (?:of|/) \d+)?\W*|[ivx]+", line.text.strip(), re.I))
