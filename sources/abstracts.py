"""Cuts a run of abstract text at the heads that stand inside it.

People's abstracts come as `BACKGROUND: … METHODS: …`, as `Objective To … .Methods Conducting …`, glued by web pages
(`…universally.MethodsBetween …`), in brackets (`[Methods] We …`). Pieces are spans of the given text: nothing is
rewritten, so that a quote of a piece is a quote of the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from schemas.models import Block
from sources.headings import STRONG_HEADS, in_abstract, section_of


@dataclass(slots=True, frozen=True)
class Piece:
    """A span of the text (head left out), the words of its head and its section."""

    start: int
    end: int
    heading: str
    section: str


_WORDS = STRONG_HEADS.replace(" and ", r"\s(?:and|&|＆)\s")
# A head opens the text, a line, or follows the end of a sentence (a space may be missing there).
_STARTS = re.compile(
    r"(?:^(?:(?:Abstract|ABSTRACT|Summary|SUMMARY)[\s.:—-]*)?|[.!?;。\])）%\n])\s*(?=[A-Z\[【(<（])|\s(?=[\[【(<（][A-Z])"
)
_TITLE_OF_ALL = re.compile(r"(?:abstract|summary)[.:—-]?", re.I)
_CAPITAL = r"(?=[A-Z])"
# Strong words with a colon, or capitals with a colon; capitals that name no part (`PROCLAIM:`) open nothing.
_COLON = re.compile(
    rf"(?P<open>{_CAPITAL}(?P<head>(?i:{_WORDS})|[A-Z]{{4,}}(?:[ ,/&()-]+[A-Z]+){{0,8}})\s?[:：](?!//))"
)
_BRACKET = re.compile(rf"(?P<open>[\[【(<（])(?P<head>{_CAPITAL}(?i:{_WORDS}))[\]】)>）]\s?[:：]?")
# Without a colon only words that hardly begin a sentence otherwise.
_BARE_WORDS = (
    r"backgrounds?|objectives?|aims?\s(?:and|&)\smethods?|aims?|purpose|importance|introduction|methods?"
    r"|materials?\s(?:and|&)\smethods?"
    r"|patients?\s(?:and|&)\smethods?|methodology|results?|findings|discussion|conclusions?|interpretation"
    r"|study\sdesign|trial\sregistration|registration|funding|main\soutcome\smeasures?|measurements"
)
# `Methods Conducting a …`, `Methods. We …`, `METHODS—We …`: the next word begins a sentence.
_BARE = re.compile(
    rf"(?P<open>{_CAPITAL}(?P<head>(?i:{_BARE_WORDS}))(?:\s*[.—–-]\s*|\s+)(?=[A-Z0-9¹²³][^.]|[A-Z]{{2}}))"
)
# `MethodsBetween`, `ResultsAs`, `Results154 patients`, `BackgroundRecurrent`.
_GLUED = re.compile(rf"(?P<open>{_CAPITAL}(?P<head>(?i:{_BARE_WORDS}))(?=[A-Z][A-Za-z]|[A-Z]\s|\d))")
_TEXTS_KEPT = 256
"""Paragraphs whose heads are kept in memory: the layout of a document asks for the same several times."""
# Each style with the number of parts of an abstract that must be found for it to be believed.
_STYLES = ((_COLON, 1), (_BRACKET, 2), (_GLUED, 2), (_BARE, 2))


def split_abstract(text: str, start: int = 0, end: int | None = None) -> list[Piece]:
    """The labelled pieces of `text[start:end]`, in order; one piece without heading where no head is found."""
    end = len(text) if end is None else end
    heads = _heads(text[start:end])
    if not heads:
        piece = _trimmed(text, start, end, "", "abstract")
        return [piece] if piece else []
    before = _trimmed(text, start, start + heads[0][0], "", "abstract")
    pieces = [] if before and _TITLE_OF_ALL.fullmatch(text, before.start, before.end) else [before]
    for n, (_, after, heading, section) in enumerate(heads):
        until = heads[n + 1][0] if n + 1 < len(heads) else end - start
        pieces.append(_trimmed(text, start + after, start + until, heading, section))
    return [piece for piece in pieces if piece]


def blocks_of(pieces: Sequence[str], plain: Callable[[str], str]) -> list[Block]:
    """The blocks of an abstract in markup, given as text, heading, text, heading, text and so on.

    `plain` takes the markup away. Text without a heading of its own is cut at the heads that stand inside it.
    """
    blocks: list[Block] = []
    for n in range(0, len(pieces), 2):
        text, heading = plain(pieces[n]), plain(pieces[n - 1]) if n else ""
        if text and heading:
            section = in_abstract(section_of(heading) or "abstract")
            blocks.append(Block(f"abstract{len(blocks) + 1}", section, text, heading, "abstract"))
        elif text:
            for piece in split_abstract(text):
                words = text[piece.start : piece.end]
                blocks.append(Block(f"abstract{len(blocks) + 1}", piece.section, words, piece.heading, "abstract"))
    return blocks


def labelled_sections(text: str) -> list[str]:
    """The sections of the heads with a colon (`Methods:`) of a text, in order, wherever they stand."""
    found = _found(_COLON, text, [match.end() for match in _STARTS.finditer(text)])
    return [section for *_, section in found]


def opens_with_head(paragraph: str) -> str | None:
    """The section of the `Methods:` (or `Abstract Methods:`) that a paragraph begins with, or None."""
    start = _STARTS.match(paragraph)
    match = _COLON.match(paragraph, start.end()) if start else None
    return _section(match["head"]) if match else None


@lru_cache(maxsize=_TEXTS_KEPT)
def _heads(text: str) -> Sequence[tuple[int, int, str, str]]:
    """(start, end, heading, section) of each head, in order, by the style that names most parts of an abstract."""
    best: list[tuple[int, int, str, str]] = []
    starts = [match.end() for match in _STARTS.finditer(text)]
    for pattern, needed in _STYLES:
        found = _found(pattern, text, starts)
        parts = _core(found)
        if len(parts) >= needed and len(parts) > len(_core(best)):
            best = found
    # `Trial registration: …` stands with a colon even where the other heads are glued.
    explicit = [
        head for head in _found(_COLON, text, starts) if not any(a < head[1] and head[0] < b for a, b, *_ in best)
    ]
    if best and not (_core(explicit) & _core(best)):
        best = sorted(best + explicit)
    return best or explicit


def _found(pattern: re.Pattern[str], text: str, starts: list[int]) -> list[tuple[int, int, str, str]]:
    heads = []
    for start in starts:
        found = pattern.match(text, start)
        section = _section(found["head"]) if found else None
        if found and section:
            heads.append((found.start("open"), found.end(), found["head"].strip(), section))
    return heads


def _core(heads: list[tuple[int, int, str, str]]) -> set[str]:
    return {section for *_, section in heads} & {"background", "methods", "results", "conclusion", "discussion"}


def _section(head: str) -> str | None:
    section = section_of(head)
    return in_abstract(section) if section else None


def _trimmed(text: str, start: int, end: int, heading: str, section: str) -> Piece | None:
    """The span without white space around it, or None where nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Piece(start, end, heading, section) if start < end else None
