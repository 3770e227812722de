"""Text files that hold several abstracts → the text of each: PubMed's text export, and texts parted by ruled lines."""

from __future__ import annotations

import re
from itertools import pairwise

from schemas.errors import BadInput
from sources.abstracts import labelled_sections

# `12. Lancet. 2020 May;395(10236):1–9. doi: …`: number, journal, year, opening a paragraph. Long ones wrap.
_CITATION = re.compile(r"(?:\A|(?<=\n\n))(?P<n>\d{1,5})\. (?=[A-Z](?:[^\n]|\n(?!\n)){2,160}?\. ?(?:19|20)\d\d\b[ ;:.])")
_OWN_ID = re.compile(r"(?m)^PMID ?: ?\d{4,9}\b")
_RULED = re.compile(r"(?m)^[ \t]*(?:[-=_*#~][ \t]?){3,}[ \t]*$|\f")
_CONCLUSION = re.compile(r"(?i)\b(?:conclusions?|interpretation|implications)\b[^:：\n]{0,20}[:：]")
_PEOPLE = re.compile(r"(?i)\b(?:patients|participants|subjects|women|men|children|infants|adults|random\w+|assigned)\b")
LONGEST = 6_000
"""Letters an abstract has at most, on average, with its title, authors and addresses."""
SHORTEST = 200
"""Letters that a part between two ruled lines needs to be an abstract; shorter ones are headings and notes."""


def texts_of(text: str, name: str) -> list[str]:
    """The documents of a text file, in order; the text itself where it is one.

    Raises BadInput where several abstracts follow each other with nothing that says where one ends: read as one,
    the numbers of one trial would be given to another.
    """
    text = text.replace("\r\n", "\n")
    parts = _exported(text) or _ruled(text) or [text]
    for part in parts:
        count = _cycles(part)
        if count > 1:
            raise BadInput(
                f"{name} seems to hold {count} abstracts (their heads, methods to conclusions, come again); "
                "put a line of --- between them or give each a file of its own."
            )
    return parts


def _exported(text: str) -> list[str]:
    """The entries of PubMed's export `Abstract (text)`: numbered from one to the next, each with its own PMID."""
    starts: list[re.Match[str]] = []
    for mark in _CITATION.finditer(text):
        if not starts or int(mark["n"]) == int(starts[-1]["n"]) + 1:
            starts.append(mark)
    if not starts or text[: starts[0].start()].strip():
        return []
    bounds = [mark.start() for mark in starts] + [len(text)]
    entries = [text[a:b].strip() for a, b in pairwise(bounds)]
    return entries if len(entries) > 1 and all(_OWN_ID.search(entry) for entry in entries) else []


def _ruled(text: str) -> list[str]:
    """The texts between ruled lines, where each of them can be an abstract of its own."""
    parts = [part.strip() for part in _RULED.split(text) if part.strip()]
    can_be = all(SHORTEST <= len(part) <= 2 * LONGEST and _PEOPLE.search(part) for part in parts)
    return parts if len(parts) > 1 and can_be else []


def _cycles(text: str) -> int:
    """How many abstracts follow each other: runs of labelled heads from methods over results to conclusions.

    One where the text is long for that many: an article may label its parts as its abstract does.
    """
    if len(_CONCLUSION.findall(text)) < 2:
        return 1
    order = ("methods", "results", "conclusion")
    cycles = step = 0
    for section in labelled_sections(text):
        if section == order[step]:
            step += 1
        elif section == order[0]:
            step = 1
        if step == len(order):
            cycles, step = cycles + 1, 0
    return cycles if len(text) <= cycles * LONGEST else 1
