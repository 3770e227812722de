"""The words that head the parts of a paper, and the section each of them opens.

Used by every reader: labels of structured abstracts, section titles of JATS and HTML, heading lines of plain text,
heads that stand inside a run of text. Section names are those of `schemas.models.Block.section`.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBERING = re.compile(r"^[\s#*•|>-]*(?:(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,4})[.):]?(?=\s))?[\s|]*")
_DECORATION = " \t\r\n:：.*#|-–—_[]【】()"

# Order matters: the first pattern found in a heading decides. Results before methods, so that "Results: primary
# outcome measures" is results; registration before methods, so that "Trial registration" is not a design.
_RULES: list[tuple[str, re.Pattern[str]]] = [
    (section, re.compile(pattern, re.I))
    for section, pattern in [
        ("references", r"^(?:references?|bibliography|literature cited|works cited|reference list|literature)$"),
        ("registration", r"regist(?:ration|ry|ered|er no)|^trial (?:number|id)|clinicaltrials?\.gov"),
        (
            "other",
            r"^(?:keywords?|key words|funding|financial|acknowledge?ments?|author|contributor|conflicts? of interest"
            r"|competing|declaration|disclosure|ethic|informed consent|consent|institutional review"
            r"|(?:data|availability).*(?:availab|sharing|materials|statement)|abbreviation|supplement|supporting"
            r"|electronic supp|additional (?:file|information|material)|publisher|copyright|disclaimer|footnotes?$"
            r"|pre-publication|trial status|generative ai|translation|transparency|role of the|license|permissions"
            r"|cite this|citation|metrics|related|share|download|correspond|affiliation|notes?$|appendi|glossary"
            r"|peer review|provenance|sponsor|support$|source of (?:support|funding)|received|edited by|reviewed by"
            r"|copyright|level of evidence|social media|plain language|lay summary|visual abstract|highlights"
            r"|key ?points?|research in context|patient and public|dissemination|graphical)",
        ),
        ("eligibility", r"\b(?:inclusion|exclusion|eligib\w+)\b"),
        ("results", r"^(?:main |key |primary |secondary |principal )?(?:results?|findings)\b|\bresults?$|\bfindings$"),
        ("methods", r"^(?:(?:materials?|patients?|subjects|participants) and )?methods?\b"),
        ("discussion", r"discussion|limitation|^comments?$|strengths"),
        ("conclusion", r"conclusion|interpretation|implication|significance|relevance|concluding|take.?home"),
        ("eligibility", r"selection criteria"),
        (
            "methods",
            r"method|design|setting|participants?|patients|subjects|intervention|outcome|measure|statistic|analys[ei]s"
            r"|sample size|randomi[sz]|blinding|masking|procedure|recruitment|data (?:collection|extraction|sources?)"
            r"|population|treatment|end ?points?|exposures?|protocol|follow.?up|experimental|materials",
        ),
        (
            "background",
            r"background|objectives?|\baims?\b|purpose|introduction|hypothes[ie]s|rationale|context|importance"
            r"|questions?\b|study aim|goals?\b|problem|state of the art",
        ),
    ]
]

# Heads strong enough to be recognised without layout: alone on a line, or inside a run of text.
STRONG_HEADS = (
    "abstract|summary|background and objectives?|background and aims?|background and purpose|background/aims?"
    "|background/objectives?|backgrounds?|objectives?|objectives? and methods|aims?|aims? and objectives?|purposes?"
    "|importance|context|rationale|introduction|hypothesis|study objectives?|"
    "materials? and methods?|patients? and methods?|methods? and materials?|methods? and patients?"
    "|subjects and methods?|participants and methods?|methods? and analysis|methods? and design|methods?/design"
    "|methods?-design|methodology|methods?|experimental design|study design|trial design|design and methods?"
    "|study design and methods?|design and setting|study design and setting|"
    "designs?, settings?,? (?:and )?(?:participants|patients)|settings? and participants|setting|participants"
    "|interventions?|main outcomes? and measures?|main outcome measures?|outcome measures?|measurements?"
    "|measurements and main results|statistical analys[ei]s|"
    "results|main results|key results|results and discussion|findings|discussion and conclusions?|"
    "discussion|general discussion|limitations|conclusions?|conclusions? and relevance"
    "|conclusions? and implications|interpretation|implications|significance|discussion/conclusions?|"
    "trial registration(?: number)?|clinical trials? registration(?: number)?|registration|trial registration numbers?"
    "|clinicaltrials\\.gov identifier|"
    "funding|funding statement|keywords?|key words|acknowledge?ments?|references?|bibliography|literature cited"
    "|author contributions|authors['’]? contributions?|contributor information|conflicts? of interest"
    "|conflict of interest statement|competing interests?|declaration of (?:competing )?interests?"
    "|declarations?|disclosures?|ethics statement|ethics approval(?: and consent to participate)?|ethics"
    "|data availability(?: statement)?|data sharing(?: statement)?|availability of data and materials?"
    "|consent for publication|abbreviations|supplementary (?:materials?|information|data)|supporting information"
    "|publisher['’]s note|generative ai statement|footnotes|trial status|translation|disclaimer|copyright"
    "|inclusion criteria|exclusion criteria|eligibility criteria|inclusion and exclusion criteria"
)
_STRONG = re.compile(f"(?:{STRONG_HEADS})", re.I)


@lru_cache(maxsize=4096)
def clean_heading(heading: str) -> str:
    """A heading without numbering, Markdown marks, colon or surplus spaces: `2.1 Study design:` → `Study design`."""
    text = re.sub(r"\s+", " ", heading.replace("&amp;", "&").replace("&", " and ").replace("＆", " and "))
    return _NUMBERING.sub("", text.strip(), count=1).strip(_DECORATION).replace("  ", " ")


@lru_cache(maxsize=4096)
def section_of(heading: str) -> str | None:
    """The section that words known to be a heading open, or None where the words say nothing.

    `background` stands for both the background of an abstract and the introduction of a body: see `in_body`.
    """
    words = clean_heading(heading)
    if not words or len(words) > 120:
        return None
    if words.lower() in {"abstract", "summary"}:
        return "abstract"
    for section, pattern in _RULES:
        if pattern.search(words):
            return section
    return None


@lru_cache(maxsize=4096)
def strong_section(heading: str) -> str | None:
    """Like `section_of`, only for words that are a heading wherever they stand alone: `3 Results`, `References`."""
    words = clean_heading(heading)
    return section_of(heading) if _STRONG.fullmatch(words) else None


def in_body(section: str) -> str:
    """The section of a body heading: its background is the introduction, where other people's results stand."""
    return {"background": "introduction", "abstract": "other"}.get(section, section)


def in_abstract(section: str) -> str:
    """The section of an abstract heading."""
    return {"introduction": "background"}.get(section, section)
