"""Title, authors, journal, year and DOI from the front and end matter of a text."""

from __future__ import annotations

import re

from schemas.models import Report
from sources.headings import strong_section
from sources.inbox.layout import abstract_start
from sources.inbox.lines import Paragraph, heading_of, opens_section

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`\[\]]+", re.I)
_CHROME = re.compile(
    r"https?://|www\.|\bdoi\b|^sec\.|^section|view all|research topic|awaits|new design|cookie|sign in|log in|download"
    r"|^(?:clinical trial|original|research|review|brief|full|open|short)\b.{0,20}\b"
    r"(?:article|research|access|report)\b"
    r"|^article$|provisionally accepted|published|^volume \d|^received|^accepted|^final, formatted|^keywords?"
    r"|^pmid|^pmcid|^\d+\. [A-Z].*\b(?:19|20)\d\d\b.*;|^copyright|©|^abstract|will be published|^edited|subscribe|@",
    re.I,
)
_PLACE = re.compile(
    r"\b(?:department|university|hospital|institute|faculty|college|laboratory|school of|centre for)\b", re.I
)
_PARTICLES = "de|van|von|der|den|di|da|la|le|el|al|bin|dos|del|ten|ter"
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’.\-À-ÿ]*"
_NAME = rf"{_WORD}(?: (?:{_PARTICLES}|{_WORD})){{1,4}}"
_DOUBLED = re.compile(rf"({_NAME}),?\s*[*†‡§]?\s*\1")
_GROUP = re.compile(r"\b(?:investigators|group|consortium|collaborators|committee|network|team|trialists)\b", re.I)
_CITATION = re.compile(
    r"(?i:citation|how to cite(?: this article)?|cite this article(?: as)?)\s*[:：]\s*(?P<authors>.{3,1500}?)\s*"
    r"\((?P<year>(?:19|20)\d\d)\)[.,]?\s*(?P<title>.{10,500}?[^A-Z])[.?]\s+"
    r"(?P<journal>[A-Z][A-Za-z&().: \-]{2,120}?)\.?\s*,?"
    r"\s*\d+\s*(?:[:(,;.]|$)",
    re.S,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_SHORT_NAME = re.compile(
    rf"((?:[A-Z][A-Za-z]*\.? ){{0,5}}[A-Z][A-Za-z]*\.)(?:,\s*\d{{1,2}} {_MONTH}\.? \d{{4}})?$", re.I
)
_CITED_LINE = re.compile(r"(?:\d+\. )?([A-Z][A-Za-z .&()\-]{2,80}?)\. (?:19|20)\d\d\b.*[;:]")
_YEARS = (
    rf"published(?: online)?\s*[:：]?\s*(?:\d{{1,2}}\s+)?(?:{_MONTH}\.?\s+)?(?:\d{{1,2}},?\s+)?((?:19|20)\d\d)",
    rf"\b\d{{1,2}} {_MONTH}\.? ((?:19|20)\d\d)\b",
    r"\bvolume \d+\s*[-–,]\s*((?:19|20)\d\d)\b",
    rf"\.\s((?:19|20)\d\d)(?:\s{_MONTH}(?:\s\d+)?)?;\s?\d+",
    rf"\b{_MONTH}\.? \d{{1,2}}, ((?:19|20)\d\d)\b",
    r"(?:©|copyright)\s*(?:©\s*)?((?:19|20)\d\d)",
)


def describe(report: Report, text: str, pars: list[Paragraph]) -> Paragraph | None:
    """Fills the bibliography of a report; returns the paragraph that is its title."""
    start = abstract_start(text, pars)
    front = _front(pars, start)
    tail = _tail(pars, start)
    title = _title(front, alone=len(pars) == 1)
    authors = _authors(front, title)
    outside = "\n".join(par.text for par in [*front, *tail])
    cited = next((found for par in [*front, *tail] if (found := _CITATION.search(par.text[:3000]))), None)
    words = title.text.lstrip("# ") if title else cited["title"] if cited else ""
    report.title = " ".join(words.split()).rstrip(".")
    if authors:
        report.authors = people(authors)
    elif cited:
        report.authors = people(cited["authors"], family_first=True)
    report.journal = full_journal(cited["journal"]) if cited else _journal(front)
    report.year = int(cited["year"]) if cited else _year(outside)
    report.doi = first_doi(outside) or _lone_doi(pars, start)
    pmid = re.search(r"\bPMID\s*[:：]?\s*(\d{4,9})\b", outside)
    report.pmid = pmid[1] if pmid else None
    pmcid = re.search(r"\bPMC\d{4,9}\b", outside)
    report.pmcid = pmcid[0] if pmcid else None
    _standing(report, outside)
    return title


def _front(pars: list[Paragraph], start: int) -> list[Paragraph]:
    """What stands before the abstract and before any heading; among the first lines where there is no abstract."""
    end = start if start < len(pars) else min(8, len(pars))
    headings = (n for n, par in enumerate(pars[:end]) if (h := heading_of(par.text)) and opens_section(h))
    return pars[: next(headings, end)]


def _standing(report: Report, outside: str) -> None:
    for words, status in (
        ("provisionally accepted", "provisional"),
        ("epub ahead of print", "ahead of print"),
        ("not been peer reviewed", "preprint"),
        ("not certified by peer review", "preprint"),
    ):
        if words in outside.lower():
            report.status = status


def _tail(pars: list[Paragraph], start: int) -> list[Paragraph]:
    """End matter: what is neither body nor references; recognised by a leading label."""
    label = re.compile(
        r"^[*\s]*(?:citation|how to cite|cite this|received|accepted|published|copyright|©|doi|pmid|pmcid)\b", re.I
    )
    return [par for par in pars[start:] if len(par.text) < 2500 and label.match(par.text)]


def _title(front: list[Paragraph], alone: bool = False) -> Paragraph | None:
    """The line of the front that reads most like a title: long, no address, no sentence, no list of people."""
    best, best_score = None, 0.0
    if len(front) > 1 and _CITED_LINE.match(front[0].text):
        return front[1]  # PubMed prints the citation, then the title
    for n, par in enumerate(front):
        line = par.text.lstrip("# ")
        count = len(line.split())
        if not 3 <= count <= 70 or _CHROME.search(line) or _DOUBLED.search(re.sub(r"\s+", " ", line)):
            continue
        if re.match(r"[•*\d(]\s*\d*\s*[A-Z]", line) and _PLACE.search(line):
            continue
        if strong_section(line) or _is_people(line):
            continue
        if alone and not par.text.startswith("# ") and re.search(r"[.!?](?:\s+[A-Z\d]|$)", line):
            continue  # a document of one paragraph is its own text, not a title
        lower = len(re.findall(r"\b[a-z]{3,}\b", line))
        score = (
            (20 if par.text.startswith("# ") else 0)
            + min(count, 25)
            + 2 * min(lower, 5)
            - n * 0.5
            - (8 if _PLACE.search(line) else 0)
        )
        score -= 6 if re.search(r"\b(?:we|was|were|is|are|has|have)\b", line) and line.endswith(".") else 0
        if score > best_score:
            best, best_score = par, score
    return best


def _is_people(line: str) -> bool:
    line = _without_titles(line)
    names = [name for name in re.split(r",|;| and | & ", re.sub(r"[\d*†‡§¶()]+", ",", line)) if name.strip()]
    fitting = [name for name in names if re.fullmatch(_NAME + r"\.?|[A-Z][\w'’-]+ [A-Z]{1,3}", name.strip())]
    if len(names) == 1:
        return len(fitting) == 1 and len(line.split()) <= 3
    return len(fitting) >= 2 and len(fitting) >= 0.7 * len(names)


def _without_titles(words: str) -> str:
    """Names without `by`, degrees and titles, set off by commas only."""
    words = re.sub(r"^by\s+", "", words.strip())
    words = re.sub(r"\s+[∙·•|]\s+", ", ", words)
    return re.sub(r"\b(?:Prof(?:essor)?|Dr|MD|M\.D\.|PhD|Ph\.D\.|MSc|MPH|MBBS|FRCP|RN)\b\.?,?", "", words).strip(" ,")


def _authors(front: list[Paragraph], title: Paragraph | None) -> str:
    for par in front:
        if title is not None and par.start <= title.start:
            continue
        line = re.sub(r"\s+", " ", par.text[:5000])
        doubled = _DOUBLED.findall(line)
        if doubled:
            return ", ".join(doubled)
        if _is_people(line):
            return line
    return ""


def people(words: str, family_first: bool = False) -> list[str]:
    """Names as `Family Given`, from a list set off by commas, semicolons or `and`."""
    plain = re.sub(r"\(\d+\)|[\d*†‡§¶]+(?:,[\d*†‡§¶]+)*", ",", _without_titles(words))
    parts = re.split(r"\s*[,;]\s*|\s+(?:and|&)\s+", re.sub(r"\bet al\.?", "", plain))
    names = []
    for part in parts:
        name = re.sub(r"\s+", " ", part).strip(" .")
        name = re.sub(r"^(?:and|&)\s+", "", name)
        if not name or len(name) > 60:
            continue
        tokens = name.split(" ")
        if _GROUP.search(name):
            names.append(name)
            continue
        initials = re.fullmatch(r"[A-Z]{1,3}", tokens[-1])
        if family_first or initials or len(tokens) == 1:
            names.append(name)
        else:
            names.append(" ".join([_family(tokens), *tokens[: len(tokens) - len(_family(tokens).split(" "))]]))
    return names


def _family(tokens: list[str]) -> str:
    """The family name with its particles: `Anne van der Berg` → `van der Berg`."""
    n = len(tokens) - 1
    while n > 1 and tokens[n - 1].islower():
        n -= 1
    return " ".join(tokens[n:])


def first_doi(words: str) -> str | None:
    """The first DOI, in lower case, without what punctuation the sentence put after it."""
    match = _DOI.search(words or "")
    if not match:
        return None
    doi = match[0].rstrip(".,;:)'’”\"]*")
    if doi.count("(") > doi.count(")"):
        doi += ")"
    return re.sub(r"/(?:full|abstract|pdf|epdf)$", "", doi.lower())


def _lone_doi(pars: list[Paragraph], start: int) -> str | None:
    """A DOI inside the document, when it holds exactly one before its references."""
    found: set[str] = set()
    for par in pars[start:]:
        heading = heading_of(par.text)
        if heading and heading.section == "references":
            break
        found |= {doi for doi in (first_doi(m[0]) for m in _DOI.finditer(par.text)) if doi}
    return found.pop() if len(found) == 1 else None


def _year(words: str) -> int | None:
    for pattern in _YEARS:
        match = re.search(pattern, words, re.I)
        if match:
            return int(match[1])
    return None


def _journal(front: list[Paragraph]) -> str | None:
    """A line that is a journal's abbreviated name: `Front. Oncol., 14 July 2025`; `1. Lancet. 2014 Jul 26;384:…`."""
    for par in front[:12]:
        cited = _CITED_LINE.match(par.text)
        if cited:
            return full_journal(cited[1])
        volume = re.match(r"([A-Z][A-Za-z &.:\-]{2,80}?)(?: volume \d+, | (?:19|20)\d\d, \d+(?:\(\d+\))?, )", par.text)
        if volume:
            return full_journal(volume[1])
        line = _SHORT_NAME.match(par.text)
        if line and par.text[0].isupper() and line[1].count(".") >= 2 and not line[1].lower().startswith("sec."):
            return full_journal(line[1])
    return None


# Abbreviated words of the one family of journals whose saved pages print only the short name.
_ABBREVIATIONS = {
    "front": "Frontiers in", "oncol": "Oncology", "endocrinol": "Endocrinology", "immunol": "Immunology",
    "pharmacol": "Pharmacology", "med": "Medicine", "surg": "Surgery", "neurol": "Neurology", "physiol": "Physiology",
    "pediatr": "Pediatrics", "psychiatry": "Psychiatry", "genet": "Genetics", "nutr": "Nutrition",
    "psychol": "Psychology", "cardiovasc": "Cardiovascular",
    "public": "Public", "health": "Health", "microbiol": "Microbiology",
}  # fmt: skip


def full_journal(name: str) -> str:
    """`Front. Oncol.` → `Frontiers in Oncology`; names that this cannot spell out stay as they are."""
    name = name.strip().rstrip(",")
    words = [word.rstrip(".") for word in name.split()]
    if not name.lower().startswith("front") or any(word.lower() not in _ABBREVIATIONS for word in words):
        return name.rstrip(".")
    return " ".join(_ABBREVIATIONS[word.lower()] for word in words)
