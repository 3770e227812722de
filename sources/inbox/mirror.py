"""A third party's page about a registry record, saved as text: its quick facts, and no results.

The registry itself is the better source once it is fetched; until then the page gives number, phase, size, sponsor.
"""

from __future__ import annotations

import re

from schemas.models import Block, Report
from sources.inbox.lines import Paragraph

_NUMBER = re.compile(r"NCT\d{8}")
# Labels as the pages print them, often glued to their value.
_LABELS = {
    "phase": r"phases?",
    "study_type": r"study type",
    "enrollment": r"(?:enroll?ment|target enroll?ment|participants)",
    "sponsor": r"(?:lead )?sponsor",
    "conditions": r"conditions?(?: studied)?",
    "interventions": r"(?:interventions?|drugs ?/ ?interventions?|treatments?)",
    "number": r"(?:trial id|nct (?:id|number)|clinicaltrials\.gov (?:id|identifier)|registry id)",
    "status": r"(?:recruitment |overall )?status",
    "start": r"(?:study )?start(?: date)?",
    "end": r"(?:study |primary )?completion(?: date)?",
    "locations": r"locations?",
    "ages": r"ages?",
    "sex": r"(?:sex|gender)",
}
_SECTIONS = (
    (
        "eligibility",
        r"(?:eligibility|inclusion|exclusion)(?: criteria)?|who (?:should|can) .*|.*inclusion / exclusion.*",
    ),
    (
        "other",
        r"why it matters|potential benefit.*|how similar studies.*|where this trial .*|study contacts|quick facts"
        r"|how to participate|locations?|contacts?.*",
    ),
    (
        "background",
        r"what this trial studies|(?:brief|trial|study) (?:summary|overview|description)|detailed description"
        r"|about this (?:study|trial)",
    ),
)


def is_mirror(pars: list[Paragraph]) -> bool:
    """Does this page list a registry record's facts? A number in its head and at least four of the usual labels."""
    head = pars[:40]
    if not any(_NUMBER.search(par.text) for par in head):
        return False
    return len(_facts(head)) >= 4


def fill(report: Report, pars: list[Paragraph]) -> None:
    """Puts the page's facts and blocks into the report."""
    facts = _facts(pars)
    number = _NUMBER.search(facts.get("number", "")) or _NUMBER.search("\n".join(par.text for par in pars[:40]))
    if number:
        report.registry_ids.own = [number[0]]
    report.title = _title(pars)
    report.phase = _phase(facts.get("phase", ""))
    _size(report, facts.get("enrollment", ""))
    report.sponsor = re.sub(r"\s*\((?:other|industry|nih|network|individual|fed|other_gov|indiv)\)$", "",
                            facts.get("sponsor", ""), flags=re.I) or None  # fmt: skip
    report.conditions = _unique(facts.get("conditions", ""))
    report.interventions = _unique(facts.get("interventions", ""))
    report.status = facts.get("status") or None
    report.blocks = _blocks(pars, report.title)


def _facts(pars: list[Paragraph]) -> dict[str, str]:
    """The first value of each label: after a colon, glued to it, or in the paragraph that follows."""
    facts: dict[str, str] = {}
    for n, par in enumerate(pars):
        if len(par.text) > 300:
            continue
        for key, label in _LABELS.items():
            found = re.match(rf"(?i:{label})(?:\s*[:：\t|]\s*|(?=[A-Z0-9])|$|(?<=s)(?=[a-z]+,))(.*)", par.text)
            if not found or key in facts:
                continue
            value = found[1].strip()
            if not value and n + 1 < len(pars) and len(pars[n + 1].text) < 200:
                value = pars[n + 1].text
            if value:
                facts[key] = value
                break
    return facts


def _title(pars: list[Paragraph]) -> str:
    """The official title: the longest of the lines before the facts that is no sentence."""
    lines = [par.text for par in pars[:6] if not _NUMBER.search(par.text) and not par.text.endswith(".")]
    return max(lines[:3], key=len, default="")


def _phase(words: str) -> str | None:
    """`PHASE2 · …` → `2`, `Phase I/II` → `1/2`; the words after the phase do not count."""
    one = r"(?:early[_ ])?(?:phase)?[_ ]?([1-4]|IV|I{1,3})\b"
    found = re.match(rf"\s*{one}(?:\s*[/|,&-]\s*{one})?", words, re.I)
    roman = {"I": "1", "II": "2", "III": "3", "IV": "4"}
    return "/".join(roman.get(part.upper(), part) for part in found.groups() if part) if found else None


def _size(report: Report, words: str) -> None:
    size = re.match(r"([\d,]+)", words)
    if not size:
        return
    report.n_total = int(size[1].replace(",", ""))
    kind = re.search(r"actual|estimated|anticipated", words, re.I)
    if kind:
        report.n_total_type = "actual" if kind[0].lower() == "actual" else "estimated"


def _unique(words: str) -> list[str]:
    seen: dict[str, str] = {}
    for part in words.split(","):
        if part.strip():
            seen.setdefault(part.strip().lower(), part.strip())
    return list(seen.values())


def _blocks(pars: list[Paragraph], title: str) -> list[Block]:
    blocks: list[Block] = []
    section = heading = ""
    for par in pars:
        is_title = par.text == title and not any(block.section == "title" for block in blocks)
        entered = "" if is_title or len(par.text) > 80 else _section(par.text)
        if entered:
            section, heading = entered, par.text
            continue
        blocks.append(Block(f"b{len(blocks) + 1}", "title" if is_title else section or "other", par.text, heading))
    return blocks


def _section(line: str) -> str:
    for section, pattern in _SECTIONS:
        if re.fullmatch(pattern, line.strip().rstrip(":"), re.I):
            return section
    return ""
