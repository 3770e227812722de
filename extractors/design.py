"""What kind of study a report describes, where its source does not say: design, phase, size, dates, conditions.

A registry and PubMed's publication types say most of it; here the language of titles and abstracts is read. Every
function gives None where the words do not settle the matter.
"""

from __future__ import annotations

import re

from extractors import sample_size, trial_dates
from extractors.conditions import conditions_of
from extractors.design_details import details_of
from extractors.language import language_of
from extractors.registry_design import registry_details
from extractors.text.expression import Expression
from extractors.text.normal import plain
from extractors.text.sentences import Sentence, sentences
from schemas.models import Report

_RCT = Expression(
    r"(?<!non-)(?<!non )(?<!quasi-)(?<!mendelian )\b(?:randomi[sz]ed(?! phase i{1,2} dose)|randomly (?:assigned"
    r"|allocated|divided)"
    r"|(?:were|was|be) (?:then )?(?:equally )?randomi[sz]ed|random (?:assignment|allocation)"
    r"|randomi[sz]ation (?:was|ratio|to)"
    r"|underwent randomi[sz]ation|(?:by|via|using|with|at|before|after|since|intra-patient|consecutive|block|stratified"
    r"|computer|central|cluster) (?:(?!mendelian)\w+ ){0,2}?randomi[sz]ation|RCT)\b",
    re.IGNORECASE,
)
_NOT_RANDOM = Expression(
    r"\bnon-? ?randomi[sz]ed|quasi-(?:randomi[sz]ed|experimental)|not randomi[sz]ed|without randomi[sz]ation"
    r"|propensity",
    re.I,
)
_OBSERVED = Expression(
    r"\b(?:retrospective(?:ly)?|case-control|observational|real-world|cohort study|chart review|cross-sectional"
    r"|medical records|prospective cohort|registry study|consecutive patients treated)\b",
    re.IGNORECASE,
)
_SERIES = Expression(
    r"\b(?:consecutive (?:[\w-]+ ){0,4}?(?:patients|cases)|case series|off[- ]label|compassionate (?:use|basis)"
    r"|named[- ]patient|expanded access|we (?:have )?reviewed (?:the (?:records|charts|files|data) of )?(?:all |our )?"
    r"(?:\d+|[a-z-]+) (?:[\w-]+ ){0,4}?(?:patients|cases))\b",
    re.IGNORECASE,
)
_ASSIGNED = Expression(
    r"\b(?:randomly (?:assigned|allocated|divided)|(?:were|was) (?:then |further )?randomi[sz]ed"
    r"|underwent randomi[sz]ation"
    r"|random (?:assignment|allocation))\b",
    re.IGNORECASE,
)
_ONE_ARM = Expression(
    r"\b(?:single[- ](?:arm|group)|one[- ]arm|one-group)(?:ed)?\b|\bnon-?comparative\b"
    r"|\bsimon'?s? (?:optimal |minimax )?two-stage",
    re.IGNORECASE,
)
_EARLY = Expression(r"\bopen-label extension\b|\bdose[- ](?:escalation|finding)\b|\b3 ?\+ ?3\b", re.IGNORECASE)
_PROTOCOL = Expression(
    r"\b(?:(?:study|trial|intervention|research) protocol|protocol (?:for|of) (?:a|an|the)\b|study design (?:and|of)\b"
    r"|rationale(?:,| and)(?: [\w-]+){0,3} design|design and rationale|design(?:,| and) (?:rationale|methods"
    r"|methodology)"
    r"|design of (?:a|an|the)\b|methodological description|statistical analysis plan|protocol$)",
    re.IGNORECASE,
)
_PROTOCOL_HEADING = re.compile(
    r"^(?:ethics and dissemination|methods? ?(?:/|and) ?(?:study )?(?:design|planned analysis)|methods and analysis)\b",
    re.I,
)
_FUTURE = Expression(
    r"\b(?:will (?:be|receive|include|recruit|enrol\w*|compare|assess|randomi[sz]e|undergo|evaluate|measure|take)"
    r"|(?:is|are) being"
    r" (?:recruited|enrolled|randomi[sz]ed))\b",
    re.IGNORECASE,
)
_POOLED = Expression(
    r"\b(?:pooled (?:[\w-]+ ){0,4}analys[ei]s|meta-analys[ei]s|combined analysis of (?:\w+ ){0,3}(?:trials|studies)"
    r"|analysis of data from (?:[\w-]+ ){0,5}(?:trials|studies)|integrated analysis"
    r"|individual (?:patient|participant)s?[- ]data)\b",
    re.IGNORECASE,
)
_OTHER = Expression(
    r"\b(?:case reports?|systematic review|scoping review|narrative review|editorial|commentary"
    r"|letter to the editor|guidelines?"
    r"|mendelian randomi[sz]ation|in vitro|mouse model|mice|rats?|murine|xenograft"
    r"|state of the art|perspectives?|update on|cost-effectiveness|survey of)\b",
    re.IGNORECASE,
)
_COMPARED = Expression(
    r"\b(?:versus|vs\.?|compared (?:with|to)|comparing|control(?: group|s)?\b|both (?:groups|arms)|(?:two|three"
    r"|four) (?:treatment )?(?:groups|arms))",
    re.IGNORECASE,
)
_TRIAL = Expression(
    r"\b(?:phase (?:[1-4]|I{1,3}V?|IV)[ab]?\b|clinical trial|open-label|prospective (?:study|trial))", re.I
)
_PHASE = Expression(
    r"\bphase[ -]?(?P<first>[1-4]|IV|I{1,3})(?P<part>[abc])?(?: ?(?:/|-|and|to) ?(?:phase )?(?P<second>[1-4]|IV"
    r"|I{1,3})[abc]?)?\b(?! ?\d)",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"\b(?:future|further|previous|earlier|another|other|needed|warranted|ongoing|prior|subsequent|et al"
    r"|cohort from|larger?|planned|inform)\b",
    re.IGNORECASE,
)
_OTHER_TRIAL = re.compile(
    r"\b(?:an?other|previous(?:ly)?|earlier|prior|future|two|three|several|other) (?:[\w-]+ ){0,3}(?:trials?"
    r"|stud(?:y|ies))\b|et al\b|\btrials (?:of|in|with|that|which)\b",
    re.IGNORECASE,
)
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
# PubMed's publication types, the most telling first.
_BY_TYPE = (
    ("clinical trial protocol", "protocol"),
    ("meta-analysis", "pooled"),
    ("systematic review", "other"),
    ("randomized controlled trial", "rct"),
    ("case reports", "other"),
    ("review", "other"),
    ("editorial", "other"),
    ("comment", "other"),
    ("observational study", "nonrandomised"),
)
_SELF = frozenset({"title", "abstract", "methods", "results", "other", "registration"})


def fill_design(report: Report) -> None:
    """Fill what the report lacks of design, phase, size, dates, language and conditions, in place."""
    if report.registry is not None:
        known = {detail.field for detail in report.details}  # readers of other registries fill what theirs say
        report.details += [detail for detail in registry_details(report.registry) if detail.field not in known]
        return
    said = sentences(report)
    report.language = report.language or language_of(report)
    report.design = report.design or design_of(report, said)
    report.phase = report.phase or phase_of(report, said)
    report.details = details_of(said, report.design == "protocol")
    if report.n_total is None:
        _fill_size(report, said)
    if report.start_date is None and report.end_date is None:
        report.start_date, report.end_date = trial_dates.enrolment(said)
    report.data_cutoff = report.data_cutoff or trial_dates.data_cutoff(said)
    report.conditions = report.conditions or conditions_of(report, said)


def _fill_size(report: Report, said: list[Sentence]) -> None:
    """A protocol's size is what it plans; any other report's is what it counted."""
    if report.design == "protocol":
        report.n_total = next((int(d.value) for d in report.details if d.field == "n_planned"), None)
        report.n_total_type = "estimated" if report.n_total is not None else None
    elif report.design != "other":
        report.n_total = sample_size.total(said)
        report.n_total_type = "actual" if report.n_total is not None else None


def design_of(report: Report, said: list[Sentence]) -> str | None:
    """One of the contract's designs, from publication types, title, abstract and methods, in that order of trust."""
    title = plain(report.title)
    kinds = {kind.lower() for kind in report.publication_types}
    if _PROTOCOL.search(title):
        return "protocol"
    for kind, by_type in _BY_TYPE:
        if kind in kinds:
            return by_type
    if _only_plans(said):
        return "protocol"
    for words in (title, _own_words(said, abstract=True), _own_words(said, abstract=False)):
        design = _by_words(words, title)
        if design:
            return design
    return _by_circumstance(title, said)


def _by_circumstance(title: str, said: list[Sentence]) -> str | None:
    """Where no word names the design: a trial that counts its people and compares them with nobody has one arm.

    Groups compared without a word on how they came about are neither randomised nor not: None.
    """
    if sample_size.total(said) is None:
        return None
    words = title + ". " + (_own_words(said, abstract=True) or _own_words(said, abstract=False))
    return "single_arm" if _TRIAL.search(words) and not _COMPARED.search(words) else None


def _only_plans(said: list[Sentence]) -> bool:
    """Whether the abstract speaks of what will be done, or is headed as a protocol's, and has no results."""
    abstract = [s for s in said if s.block.part == "abstract"]
    if any(s.section == "results" for s in abstract):
        return False
    if any(_PROTOCOL_HEADING.search(s.block.heading) for s in abstract):
        return True
    return sum(bool(_FUTURE.search(s.text)) for s in abstract if s.section != "conclusion") >= 2


def _own_words(said: list[Sentence], abstract: bool) -> str:
    """What a report says of itself: the abstract, or the methods of the body (all of a text without parts)."""
    own = [s for s in said if s.section in _SELF]
    if abstract:
        return " ".join(s.text for s in own if s.block.part == "abstract")
    body = [s for s in own if s.block.part != "abstract"]
    return " ".join(s.text for s in body if s.section == "methods" or len(body) == len(own))


def _by_words(words: str, title: str) -> str | None:
    if _OTHER.search(title):
        return "other"
    if _POOLED.search(title):
        return "pooled"
    if not words:
        return None
    assigned = any(not _OTHER_TRIAL.search(_before(words, m.start(), 80)) for m in _ASSIGNED.finditer(words))
    randomised = assigned or any(not _NOT_OURS.search(_before(words, m.start(), 40)) for m in _RCT.finditer(words))
    if _ONE_ARM.search(words) and not assigned and not _RCT.search(title):
        return "single_arm" if not _OBSERVED.search(title) else "nonrandomised"
    if _NOT_RANDOM.search(words) and not assigned:
        return "nonrandomised"
    if randomised:
        return "nonrandomised" if _OBSERVED.search(title) and not _RCT.search(title) else "rct"
    if _EARLY.search(words):
        return "single_arm"
    if _OBSERVED.search(words):
        return "nonrandomised"
    if _SERIES.search(words):
        return "nonrandomised" if _COMPARED.search(words) else "single_arm"
    return None


def _before(words: str, start: int, length: int) -> str:
    """What the same sentence says right before a place, in so many characters."""
    return re.split(r"[.;?!] ", words[max(0, start - length) : start])[-1]


def phase_of(report: Report, said: list[Sentence]) -> str | None:
    """The trial's phase as `2` or `1/2`, from title, abstract and methods; never that of another trial."""
    sections = {"title", "abstract", "methods", "registration"}
    texts = [plain(report.title), *(s.text for s in said if s.section in sections)]
    for text in texts:
        for match in _PHASE.finditer(text):
            if not _NOT_OURS.search(text[max(0, match.start() - 40) : match.start()]):
                numbers = [_phase_number(match[name]) for name in ("first", "second") if match[name]]
                return "/".join(str(number) for number in dict.fromkeys(numbers))
    return None


def _phase_number(text: str) -> int:
    return int(text) if text.isdigit() else _ROMAN[text.upper()]
