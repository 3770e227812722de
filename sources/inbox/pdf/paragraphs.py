"""Lines into paragraphs: what the print broke at the ends of lines, columns and pages is joined again."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from sources.inbox.pdf.lines import Line

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ENDS = re.compile(r"[.!?:;][)\]”\"’']?$")
SHORT = 0.2
"""Of the width of a column: a line that leaves more of it free was not broken for want of room."""


class Vocabulary:
    """The words of a document, by which a hyphen at the end of a line is known for the word's own or the printer's."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.words: Counter[str] = Counter()
        for line in lines:
            # The last word of a line may be cut, and so may the first: only what stands between is sure.
            self.words.update(word.casefold() for word in _WORD.findall(line.text)[1:-1])

    def joined(self, before: str, after: str) -> str:
        """Two lines at a hyphen: `random-` and `ized` make one word, `placebo-` and `controlled` two."""
        start, end = re.search(r"[^\W\d_]+(?:-[^\W\d_]+)*-$", before), re.match(r"[^\W\d_]+", after)
        if not start or not end or not after[0].islower():
            return before + after
        one, two = start[0][:-1].casefold(), end[0].casefold()
        whole, parted = self.words[one + two], self.words[f"{one}-{two}"]
        both_words = self.words[one.split("-")[-1]] and self.words[two] and len(two) > 2
        keeps = parted > whole or (parted == whole and both_words)
        return before + after if keeps else before[:-1] + after


def paragraphs_of(run: Sequence[Line], vocabulary: Vocabulary) -> list[str]:
    """The paragraphs of one run of lines: a wider gap, an indented line or other type begins a new one."""
    if not run:
        return []
    gaps = sorted(b.top - a.bottom for a, b in itertools.pairwise(run) if b.top > a.bottom)
    # Leading stays below the height of a line; the commonest gap of a few lines may be the one between paragraphs.
    heights = sorted(line.bottom - line.top for line in run)
    usual = min(gaps[len(gaps) // 4], 0.8 * heights[len(heights) // 2]) if gaps else 0.0
    left, right = min(line.x0 for line in run), max(line.x1 for line in run)
    found = [run[0].text]
    for before, line in itertools.pairwise(run):
        short = before.x1 < right - SHORT * (right - left)
        if _begins(before, line, usual, found[-1]) or (short and _is_end(before, line)):
            found.append(line.text)
        else:
            found[-1] = _join(found[-1], line.text, vocabulary)
    return [text for text in found if text]


def _begins(before: Line, line: Line, usual: float, text: str) -> bool:
    height = before.bottom - before.top
    if line.top - before.bottom > usual + 0.45 * height or abs(line.size - before.size) > 0.12 * before.size:
        return True
    if before.bold != line.bold and (before.bold or line.bold):
        return True
    return line.x0 - before.x0 > 8 and text.endswith(".")


def _is_end(before: Line, line: Line) -> bool:
    """Whether a line that does not fill its column ends what it belongs to: a sentence, or a heading."""
    return bool(before.bold and line.bold) or bool(_ENDS.search(before.text) and re.match(r"[A-Z\d(•]", line.text))


def _join(before: str, after: str, vocabulary: Vocabulary) -> str:
    if before.endswith("-") and not before.endswith(" -"):
        return vocabulary.joined(before, after)
    return f"{before} {after}"


def run_on(paragraphs: Sequence[tuple[int, str]], vocabulary: Vocabulary) -> list[tuple[int, str]]:
    """Paragraphs, each with its page, that a column or page broke in the middle of a sentence, joined."""
    found: list[tuple[int, str]] = []
    for page, text in paragraphs:
        before = found[-1][1] if found else ""
        if len(before) > 80 and not _ENDS.search(before) and re.match(r"[a-z(\d]", text):
            found[-1] = (found[-1][0], _join(before, text, vocabulary))
        else:
            found.append((page, text))
    return found
