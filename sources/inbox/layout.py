"""Plain text into blocks: paragraphs, headings, abstract and body, captions and references.

The text may be a bare abstract, a page saved from a browser with its navigation, or a Markdown rendering of a paper.
Blocks are slices of it, so every quote stands in the file, line ends and repeated blanks aside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from schemas.models import Block
from sources.abstracts import opens_with_head, split_abstract
from sources.headings import in_abstract, in_body
from sources.inbox.lines import Heading, Paragraph, heading_of, opens_section

_CAPTION = re.compile(
    r"^(?:#+\s*)?(?:supplementary |additional |extended data )?(?:table|figure|fig\.?)\s*[A-Z]?\d+\b", re.I
)
_BARE_CAPTION = re.compile(r"^(?:table|figure|fig\.?)\s*[A-Z]?\d+[.:]?$", re.I)
_REFERENCE = re.compile(r"^\[?\d{1,3}[.\])]?\s+(?:[A-Z][\w'’\-]+ ){1,3}?[A-Z]{1,3}[,.;].*\b(?:19|20)\d\d\b", re.S)
_LINKS = re.compile(r"(?:pubmed abstract|crossref full text|google scholar)", re.I)
_MATTER = re.compile(
    r"^[*†\s]*(?:key ?words?|citation|how to cite(?: this article)?|cite this article(?: as)?|received|accepted"
    r"|published(?: online)?|revised|copyright|©|\(c\)|correspondence(?: to)?|corresponding author|disclaimer|edited by"
    r"|reviewed by|doi|pmid|pmcid|issn|author information|comment in|erratum in|update in|conflict of interest"
    r"(?: statement)?|competing interests?|funding|support|financial support|abbreviations|e-?mail)\b"
    r"\s*(?:[:：]|©|\(|\d)",
    re.I,
)
_AFFILIATION = re.compile(
    r"^[\s•*]*(?:\(?\d+\)?|[a-d†‡§])?\s*(?:department|division|school|faculty|institute|centre|center|hospital"
    r"|universit|college|laborator)|\b(?:department of|university hospital|school of medicine)\b",
    re.I,
)
_CORE = {"background", "methods", "results", "conclusion"}
LONGEST_ABSTRACT = 4000
"""Letters; most journals allow 250 to 400 words."""
_LONG = 60
"""Words from which a paragraph without any head is taken for an abstract rather than for front matter."""


@dataclass(slots=True)
class _Walk:
    """Where the reading stands."""

    zone: str = "front"
    """front, abstract or body."""
    section: str = "other"
    heading: str = ""
    top: str = "other"
    abstract_level: int = 0
    inline_heads: bool = False
    seen: set[str] = field(default_factory=set)
    captions_left: int = 0
    """Paragraphs that may still belong to the figure whose bare label came last: its picture in words, its legend."""
    blocks: list[Block] = field(default_factory=list)

    def add(self, section: str, text: str, heading: str = "", part: str = "body") -> None:
        self.blocks.append(
            Block(f"{'a' if part == 'abstract' else 'b'}{len(self.blocks) + 1}", section, text, heading, part)
        )


def blocks_of(text: str, pars: list[Paragraph], title: Paragraph | None = None) -> list[Block]:
    """Every paragraph as a block of its section; pieces of a structured abstract each as one."""
    walk = _Walk()
    start = abstract_start(text, pars)
    end = _end_of_plain_abstract(text, pars, start)
    for n, par in enumerate(pars):
        if title is not None and par.start == title.start:
            walk.add("title", par.text)
            continue
        if n == start and walk.zone == "front":
            walk.zone, walk.section = "abstract", "abstract"
        if n == end and walk.zone == "abstract":
            walk.zone, walk.section, walk.top, walk.heading = "body", "introduction", "introduction", ""
        heading = heading_of(par.text)
        if heading and not _CAPTION.match(par.text):
            _enter(walk, heading)
        elif walk.zone == "abstract" and not _MATTER.match(par.text):
            _abstract_paragraph(walk, text, par)
        else:
            section = _body_section(walk, par.text)
            walk.add(section, par.text, "" if section == "other" and section != walk.section else walk.heading)
    return walk.blocks


def abstract_start(text: str, pars: list[Paragraph]) -> int:
    """Index of the paragraph with which the abstract begins (its heading, if any); len(pars) without an abstract."""
    headings = [
        (n, heading) for n, par in enumerate(pars) if (heading := heading_of(par.text)) and opens_section(heading)
    ]
    for n, heading in headings:
        if heading.section == "abstract" and n < 60:
            return n
    body = next((n for n, heading in headings if heading.section in _CORE), len(pars))
    for n, par in enumerate(pars[:body]):
        if opens_with_head(par.text) in _CORE or len(_parts(text, par)) >= 3:
            return n
    for n, par in enumerate(pars[:body]):
        if len(par.text.split()) >= _LONG and not _AFFILIATION.match(par.text) and not _MATTER.match(par.text):
            return n
    if body < len(pars) and _headed_abstract(pars, headings, body):
        return body
    # A short abstract of a short text: sentences, where a title or a list of names has none.
    return next((n for n, par in enumerate(pars[:body]) if _is_prose(par) and len(text) < 6000), len(pars))


def _is_prose(par: Paragraph) -> bool:
    """Two sentences or more, none of them an address or a note of the journal."""
    words = par.text
    plain = not _AFFILIATION.match(words) and not _MATTER.match(words) and words.endswith((".", ")"))
    return plain and len(words.split()) >= 20 and bool(re.search(r"[a-z)%\]\d]\. (?=[A-Z])", words))


def _end_of_plain_abstract(text: str, pars: list[Paragraph], start: int) -> int:
    """Index of the paragraph that begins the body after an abstract of one paragraph without labels.

    Many journals print the introduction right after it, without a heading, so the next heading is that of the methods.
    len(pars) where the abstract has labels or headings, or nothing long follows.
    """
    first = start + 1 if start < len(pars) and heading_of(pars[start].text) else start
    if first >= len(pars) or heading_of(pars[first].text) or len(_parts(text, pars[first])) >= 2:
        return len(pars)
    if len(pars[first].text.split()) < _LONG or pars[-1].end - pars[first].end < LONGEST_ABSTRACT:
        return len(pars)
    heading = next((n for n in range(first + 1, len(pars)) if heading_of(pars[n].text)), len(pars))
    is_long = pars[heading - 1].end - pars[first].start > LONGEST_ABSTRACT
    return first + 1 if is_long else heading


def _headed_abstract(pars: list[Paragraph], headings: list[tuple[int, Heading]], body: int) -> bool:
    """Tell whether the headings from here are those of an abstract that is not called so.

    In a short text that has nothing else, or where short parts carry headings that come again in the body.
    """
    if sum(len(par.text) for par in pars[body:]) < 6000:
        return not any(_REFERENCE.match(par.text) for par in pars[body:])
    first = [(n, heading.section) for n, heading in headings if body <= n <= body + 12]
    again = [heading.section for n, heading in headings if n > body + 12]
    named = {section for _, section in first} & _CORE
    size = sum(len(par.text) for par in pars[body : first[-1][0]]) if first else 0
    return len(named) >= 3 and size < 6000 and bool({"methods", "results"} & set(again))


def _parts(text: str, par: Paragraph) -> set[str]:
    if len(par.text) < 80:
        return set()
    return {piece.section for piece in split_abstract(text, par.start, par.end)} - {"abstract", "other"}


def _enter(walk: _Walk, heading: Heading) -> None:
    """Goes on to what a heading opens."""
    section = heading.section
    walk.captions_left = 0
    if section == "abstract" and not walk.seen:
        walk.zone, walk.section, walk.abstract_level = "abstract", "abstract", heading.level if heading.marked else 0
        return
    if walk.zone == "abstract" and not _leaves_abstract(walk, heading):
        walk.section = in_abstract(section or "abstract")
        walk.seen.add(walk.section)
        walk.heading = heading.words
        return
    walk.zone, walk.heading = "body", heading.words
    if heading.level <= 1 or (heading.marked and heading.level <= 2):
        walk.section = walk.top = _top_section(walk, heading)
    elif section and (walk.top == "other" or section in {"eligibility", "registration", "references"}):
        walk.section = in_body(section)
    else:
        walk.section = walk.top


def _leaves_abstract(walk: _Walk, heading: Heading) -> bool:
    if walk.abstract_level:
        return heading.level <= walk.abstract_level
    past = bool(walk.seen & {"results", "conclusion"}) and heading.section in {"background", "methods"}
    apart = heading.section in {"other", "references", "eligibility", None}
    return heading.numbered or heading.words.lower() == "introduction" or walk.inline_heads or past or apart


def _top_section(walk: _Walk, heading: Heading) -> str:
    """A top heading's section; words that say nothing, or name a detail of methods within results, change nothing."""
    section = heading.section
    detail = section == "methods" and walk.section == "results" and "method" not in heading.words.lower()
    if section is None or detail:
        return walk.section if walk.section in {"methods", "results", "discussion"} else "other"
    return in_body(section)


def _abstract_paragraph(walk: _Walk, text: str, par: Paragraph) -> None:
    for piece in split_abstract(text, par.start, par.end):
        if piece.heading:
            walk.inline_heads = True
            walk.section, walk.heading = piece.section, piece.heading
            walk.seen.add(piece.section)
        walk.add(walk.section, text[piece.start : piece.end], walk.heading, "abstract")


def _is_caption(paragraph: str) -> bool:
    """A label alone, a label with a stop (`Table 1. …`), or a label and words that are no sentence."""
    if not _CAPTION.match(paragraph):
        return False
    words = len(paragraph.split())
    stop = re.match(r"^(?:\S+\s+)?\S+\s*\S+?[.:|]\s", paragraph)
    return words <= 4 or bool(stop) or (words <= 25 and not paragraph.endswith("."))


def _body_section(walk: _Walk, paragraph: str) -> str:
    """Captions, references and end matter are known by their look, all else by the heading above."""
    if walk.section == "references" and not _MATTER.match(paragraph):
        return "references"
    if (_LINKS.search(paragraph) and len(paragraph) < 120) or _REFERENCE.match(paragraph):
        return "references"
    if _is_caption(paragraph):
        walk.captions_left = 2 if _BARE_CAPTION.match(paragraph) else 0
        return "caption"
    if walk.captions_left and len(paragraph.split()) < 90:
        walk.captions_left = 0 if paragraph.lower().startswith("full size") else walk.captions_left - 1
        return "caption"
    if _MATTER.match(paragraph):
        walk.section = "other" if walk.section == "references" else walk.section
        return "registration" if paragraph.lower().startswith("trial") else "other"
    return walk.section
