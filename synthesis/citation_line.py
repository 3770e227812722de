"""Who wrote a report and when: from its data, else from a line of citation that stands at the head of a document."""

from __future__ import annotations

import re

from schemas.models import Report

HEAD = 5
"""Lines of a document among which its citation is looked for: later ones cite other papers."""
WORDS = 7
"""Words of its title by which an unidentified report is called."""
_PARTICLES = frozenset({"de", "del", "della", "der", "den", "di", "da", "dos", "du", "la", "le", "van", "von", "ter"})
_GROUP = re.compile(
    r"\b(group|consortium|investigators|collaborat\w+|committee|network|society|team|trialists)\b", re.I
)
_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.?-?){1,4}")
_AUTHOR = (
    r"(?:(?:de|del|della|der|den|di|da|dos|du|la|le|van|von|ter) )*[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"
    r"(?: [^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)*)? [^\W\d_a-z](?:[.-]?[^\W\d_a-z]){0,3}\b\.?"
)
# “Smith AB, Jones CD. Name of a journal 2021;12(3):45-52”, with or without “et al”; the year may follow the names.
_LINE = re.compile(
    rf"(?P<first>{_AUTHOR})(?P<more>(?:(?:, (?:and )?| and | & ){_AUTHOR})*)(?P<etal>,? et al)?"
    r"(?:\.|,|;)? ?\(?(?P<rest>.{0,300}?)\b(?P<year>(?:19|20)\d\d)\b(?P<after>.{0,3})"
)
_NO_NAME = re.compile(
    r"(objective|aim|background|method|result|conclusion|patient|group|arm|cohort|phase|study|trial)s?\b", re.I
)
_VOLUME = re.compile(r"\)|;|,|:|\.| [A-Z]|$")


def family_name(author: str) -> str:
    """The family name in `Family Given`, `Family GH` or `Family, Given`; empty for a group of authors."""
    author = author.strip()
    if not author or _GROUP.search(author):
        return ""
    if "," in author:
        return author.partition(",")[0].strip()
    words = author.split()
    if len(words) > 1 and _INITIALS.fullmatch(words[-1]) and not _INITIALS.fullmatch(words[0]):
        return " ".join(words[:-1])
    end = 1
    while end < len(words) - 1 and words[end - 1].casefold() in _PARTICLES:
        end += 1
    return " ".join(words[:end])


def first_author_and_year(report: Report) -> tuple[str, int | None]:
    """Family name of the first author and year of publication; empty and None where nothing tells them."""
    family = next(filter(None, map(family_name, report.authors)), "")
    if family or report.pmid or report.doi:
        return family, report.year
    for line in _head(report):
        found = _LINE.match(line)
        if not found or _NO_NAME.match(line):
            continue
        if _VOLUME.match(found["after"]) and (found["more"] or found["etal"] or ";" in found["after"]):
            return family_name(found["first"].rstrip(".")), int(found["year"])
    return "", report.year


def opening_words(report: Report) -> str:
    """The first words of the title, or of the text where the document has none."""
    title = " ".join(report.title.split()) or next(iter(_head(report)), "")
    words = title.split()
    return " ".join(words[:WORDS]).rstrip(".,;:") + ("…" if len(words) > WORDS else "") or "no title"


def _head(report: Report) -> list[str]:
    """The first lines of the document, each without needless space."""
    text = "\n".join([report.title, *(block.text for block in report.blocks[:HEAD])])
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()][:HEAD]
