"""Words of a page into lines, with raised marks told from numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

GAP = 0.16
"""Of the height of type: words that stand closer are one word in two fonts."""
_RAISED = {letter: digit for letter, digit in zip("0123456789+-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻", strict=True)}
_HYPHENS = str.maketrans("\u00ad\u2010\u2011", "---")
"""Signs that print as a hyphen, which programs choose at the ends of lines."""


@dataclass(slots=True)
class Word:
    """A run of letters of one font, in points from the top left of the page."""

    x0: float
    x1: float
    top: float
    bottom: float
    text: str
    size: float
    bold: bool = False

    @property
    def middle(self) -> float:
        """Half-way between top and bottom."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Rule:
    """A horizontal line of the print."""

    x0: float
    x1: float
    y: float


@dataclass(slots=True)
class Line:
    """Words on one baseline, from left to right."""

    words: list[Word] = field(default_factory=list)
    size: float = 0.0
    """Of the type that most of the line is set in."""
    top: float = 0.0
    bottom: float = 0.0

    @property
    def x0(self) -> float:
        """Left end."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right end."""
        return self.words[-1].x1

    @property
    def bold(self) -> bool:
        """Whether all of it is set bold."""
        return all(word.bold for word in self.words)

    @property
    def text(self) -> str:
        """The line as a string."""
        return text_of(self.words, self.size)


def words_of(page: Any) -> list[Word]:
    """The upright words of a pdfplumber page; text set sideways in a margin is not part of the article."""
    upright = page.filter(lambda part: part.get("object_type") != "char" or part.get("upright", True))
    found = upright.extract_words(x_tolerance_ratio=GAP, extra_attrs=["fontname", "size"], use_text_flow=False)
    return [
        Word(w["x0"], w["x1"], w["top"], w["bottom"], w["text"].translate(_HYPHENS), w["size"],
             bool(re.search("bold|black|heavy|semibold", w["fontname"], re.I)))
        for w in found
    ]  # fmt: skip


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Lines from top to bottom. Large type first: small raised marks then find the line that they belong to."""
    lines: list[Line] = []
    for word in sorted(words, key=lambda w: (-round(w.size, 1), w.top, w.x0)):
        home = next((line for line in reversed(lines) if line.top <= word.middle <= line.bottom), None)
        if home is None:
            lines.append(Line([word], word.size, word.top, word.bottom))
        else:
            home.words.append(word)
    for line in lines:
        line.words.sort(key=lambda w: w.x0)
    return sorted(lines, key=lambda line: (line.top, line.x0))


def text_of(words: Sequence[Word], size: float) -> str:
    """Words joined, with one blank where the print has room for one."""
    parts: list[str] = []
    last: Word | None = None
    for word in words:
        text = word.text
        apart = last is not None and word.x0 - last.x1 > GAP * max(word.size, last.size)
        if _is_raised(word, words, size):
            text = _mark("".join(parts) + " " * apart, text, _next_letter(word, words))
        if text:
            parts.append(f" {text}" if apart and parts else text)
        last = word
    return "".join(parts)


def _is_raised(word: Word, words: Sequence[Word], size: float) -> bool:
    """Small type whose foot is above that of the line."""
    if word.size > 0.8 * size:
        return False
    feet = [other.bottom for other in words if other.size > 0.8 * size]
    return bool(feet) and word.bottom < min(feet) - 0.1 * size


def _next_letter(word: Word, words: Sequence[Word]) -> str:
    after = [other for other in words if 0 <= other.x0 - word.x1 < GAP * other.size]
    return min(after, key=lambda other: other.x0).text[:1] if after else ""


def _mark(before: str, raised: str, after: str) -> str:
    """What becomes of a raised mark: powers and isotopes stay, marks of notes and references go.

    As part of the number before it, a mark would change it: 12 with a raised 1 is not 121.
    """
    digits = re.fullmatch(r"[+\-−–]?\d{1,3}", raised)
    if digits and re.search(r"(?:(?<!\d)10|\b(?:c|m|d|k|µ|μ)?m|/s|\bs)$", before):
        return "".join(_RAISED[letter] for letter in raised)
    if digits and after[:1].isupper() and not re.search(r"[\w.,;:)]$", before):
        return raised  # 131 before I, 18 before F
    if raised in {"®", "™", "°", "th", "st", "nd", "rd", "o"}:
        return raised
    return ""
