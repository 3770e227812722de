"""Which reports belong to the review: the protocol's eligibility as rules, a person's decision before any rule.

A rule says include, exclude or unclear, with its id and the words that decided. What kind of paper it is (review,
protocol, notice, animal study) is a matter of the report; what it is about is a matter of the study, so the reports
of one trial share one answer there: include if one of them is plainly eligible, exclude if all are plainly not.
Unclear reports wait for a person and feed nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.models import Block, Report
from schemas.protocol import Protocol
from synthesis.kinds import is_registry
from synthesis.people import Decision
from synthesis.screening.reviewers import Word, words_of
from synthesis.shapes import Reading, Study

LONGEST = 20_000
"""Characters of abstract or eligibility text that are looked at: enough for any abstract."""
BY_RULE = "protocol"
"""Who decided, where a rule did."""
DISAGREE = "reviewers_disagree"
"""Reason, and rule of the finding, where two people decided differently on one report."""
_NOTICE = re.compile(r"^(retraction|correction|corrigendum|erratum|expression of concern|withdrawn)\b", re.IGNORECASE)
_NOTICE_TYPES = re.compile(r"retraction (of publication|notice)|published erratum|expression of concern", re.IGNORECASE)
_REVIEW_TYPES = re.compile(r"\b(review|meta-analysis|guideline|consensus development)\b", re.IGNORECASE)
_COMMENT_TYPES = re.compile(r"^(comment|editorial|news|biography|interview|personal narrative|letter)$", re.IGNORECASE)
_TRIAL_TYPES = re.compile(r"clinical trial|randomi[sz]ed controlled trial|clinical study", re.IGNORECASE)
_REVIEW_TITLE = re.compile(
    r"\b(systematic|scoping|narrative|literature|umbrella) review\b|\bmeta-?analys[ie]s\b|\ba review of\b|: a review\b",
    re.IGNORECASE,
)
_PROTOCOL_TITLE = re.compile(
    r"\b(study|trial) protocol\b|\bprotocol (for|of) an?\b|\brationale and design\b|\btrial in progress\b",
    re.IGNORECASE,
)
_ANIMAL = re.compile(
    r"\b(mice|mouse|murine|rats?|rabbits?|dogs?|canine|zebrafish|porcine|xenografts?|in vitro|cell lines?)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(r"\b(patients?|participants?|women|men|adults?|children|volunteers|subjects|people)\b", re.I)
_CASE = re.compile(r"^case reports?$", re.IGNORECASE)


@dataclass(slots=True, frozen=True)
class Verdict:
    """What was decided about a report, why, and on which words."""

    decision: str
    """include, exclude or unclear."""
    reason: str
    words: str = ""
    decided_by: str = BY_RULE
    decided_on: str = ""
    seen_sha256: str = ""
    stale: bool = False


def _pattern(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """The phrases as whole words; spaces and hyphens stand for each other and a plural s may follow."""
    parts = []
    for phrase in sorted(set(phrases), key=lambda p: (-len(p), p)):
        words = [re.escape(word) for word in re.split(r"[\s\-\u2010-\u2013]+", phrase.strip()) if word]
        if words:
            parts.append(r"[\s\-\u2010-\u2013]+".join(words))
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})s?(?!\w)", re.IGNORECASE) if parts else None


@dataclass(slots=True, frozen=True)
class _Text:
    """The parts of a report on which rules decide: what it is called, and what it says of itself."""

    named: str
    said: str

    @classmethod
    def of(cls, reading: Reading, names: Iterable[str]) -> _Text:
        report = reading.report
        said = "\n".join(block.text for block in own_words(report))[:LONGEST]
        return cls("\n".join(filter(None, [report.title, *names])), said)


def own_words(report: Report) -> list[Block]:
    """What a report says of itself: its abstract or criteria, else all but introduction and references."""
    abstract = [b for b in report.blocks if b.part == "abstract" or b.section in ("abstract", "eligibility")]
    return abstract or [b for b in report.blocks if b.section not in ("references", "introduction", "background")]


class Screener:
    """The eligibility of one protocol, its phrases compiled once."""

    def __init__(self, protocol: Protocol) -> None:
        self.rules = protocol.eligibility
        self.conditions = _pattern(self.rules.conditions.include)
        self.not_conditions = _pattern(self.rules.conditions.exclude)
        self.not_population = _pattern(self.rules.population_exclude)
        phrases = self.rules.interventions or [
            phrase for i in protocol.interventions if i.role != "control" for phrase in (i.label, *i.synonyms)
        ]
        self.interventions = _pattern(phrases)

    def of_kind(self, report: Report) -> Verdict | None:
        """The verdict on what kind of paper it is; None for one that can report a study of patients."""
        types = " | ".join(report.publication_types)
        if (
            report.retracts
            or report.corrects
            or report.doubts
            or _NOTICE_TYPES.search(types)
            or _NOTICE.match(report.title)
        ):
            return Verdict("exclude", "notice", types or report.title)
        if is_registry(report):
            return None
        if report.design == "protocol" or _PROTOCOL_TITLE.search(report.title):
            allowed = "protocol" in self.rules.designs
            return None if allowed else Verdict("exclude", "protocol_paper", report.title)
        trial = _TRIAL_TYPES.search(types)
        if (found := _REVIEW_TITLE.search(report.title)) and not trial:
            return Verdict("exclude", "review", found.group())
        if found := _REVIEW_TYPES.search(types):
            return Verdict("unclear" if trial else "exclude", "review", types)
        if any(_COMMENT_TYPES.match(t) for t in report.publication_types) and not trial:
            return Verdict("exclude", "comment", types)
        if any(_CASE.match(t) for t in report.publication_types):
            return Verdict("exclude", "case_report", types)
        return _animal(report)

    def of_topic(self, reading: Reading) -> Verdict:
        """The verdict on what the report is about, the first rule that does not say include deciding."""
        report = reading.report
        verdicts = [self._language(report), self._design(report), self._population(reading)]
        verdicts += [self._condition(reading), self._intervention(reading)]
        for wanted in ("exclude", "unclear"):
            if found := next((v for v in verdicts if v and v.decision == wanted), None):
                return found
        words = "; ".join(v.words for v in verdicts if v and v.words)
        return Verdict("include", "eligible", words)

    def _language(self, report: Report) -> Verdict | None:
        if self.rules.languages and report.language and report.language not in self.rules.languages:
            return Verdict("exclude", "language", report.language)
        return None

    def _design(self, report: Report) -> Verdict | None:
        if not self.rules.designs or report.design in self.rules.designs:
            return Verdict("include", "design", report.design or "")
        if report.design is None:
            return Verdict("unclear", "design_unknown", report.title)
        return Verdict("exclude", "design", report.design)

    def _population(self, reading: Reading) -> Verdict | None:
        if not self.not_population:
            return None
        text = _Text.of(reading, reading.report.conditions)
        if found := self.not_population.search(text.named):
            return Verdict("exclude", "population", found.group())
        found = self.not_population.search(text.said)
        return Verdict("unclear", "population", _around(text.said, found)) if found else None

    def _condition(self, reading: Reading) -> Verdict | None:
        text = _Text.of(reading, reading.report.conditions)
        excluded = self.not_conditions.search(text.named) if self.not_conditions else None
        verdict = _about(self.conditions, text, "condition", bool(reading.report.conditions))
        if excluded and verdict and self.conditions and self.conditions.search(text.named):
            return Verdict("unclear", "condition", f"{verdict.words}; {excluded.group()}")
        return Verdict("exclude", "condition", excluded.group()) if excluded else verdict

    def _intervention(self, reading: Reading) -> Verdict | None:
        arms = [name for arm in reading.extraction.arms for name in (arm.label, *arm.names)]
        text = _Text.of(reading, [*reading.report.interventions, *arms])
        return _about(self.interventions, text, "intervention", bool(reading.report.interventions))


def _around(text: str, found: re.Match[str]) -> str:
    """The phrase found with some words on either side."""
    return " ".join(text[max(0, found.start() - 40) : found.end() + 40].split())


def _about(pattern: re.Pattern[str] | None, text: _Text, rule: str, listed: bool) -> Verdict | None:
    """Whether a text is about one of the phrases.

    Named in title, list or arms: yes. Said twice in the abstract: yes. Said once: perhaps in passing. Nowhere: no,
    unless there is only a title to go by.
    """
    if pattern is None:
        return None
    if found := pattern.search(text.named):
        return Verdict("include", rule, found.group())
    said = list(pattern.finditer(text.said))
    if len(said) > 1:
        return Verdict("include", rule, said[0].group())
    if said:
        return Verdict("unclear", rule, _around(text.said, said[0]))
    if listed or len(text.said) > 200:
        return Verdict("exclude", rule, text.named[:160])
    return Verdict("unclear", rule, text.named[:160])


def _animal(report: Report) -> Verdict | None:
    found = _ANIMAL.search(report.title)
    if found and not _PEOPLE.search(report.title):
        people = any(_PEOPLE.search(block.text) for block in report.blocks)
        return Verdict("unclear" if people else "exclude", "animal_or_laboratory", found.group())
    return None


def _of_people(word: Word, report: Report) -> Verdict:
    """What its reviewers say of a report; while they disagree it waits, whatever the protocol says."""
    decision, names = word.decision, " and ".join(word.said_by)
    if word.conflict:
        return Verdict("unclear", DISAGREE, word.conflict, names, decision.decided_on, decision.seen_sha256)
    seen = decision.seen_sha256
    return Verdict(
        decision.decision,
        decision.reason or "decided by a person",
        decided_by=names,
        decided_on=decision.decided_on,
        seen_sha256=seen,
        stale=bool(seen) and seen != report.sha256,
    )


def screen(studies: list[Study], protocol: Protocol, decisions: list[Decision]) -> dict[str, Verdict]:
    """The verdict on every report, by its key; what people say of a report comes before any rule."""
    present = {reading.key: reading.report.sha256 for study in studies for reading in study.readings}
    by_people = words_of(decisions, present)
    screener = Screener(protocol)
    verdicts: dict[str, Verdict] = {}
    for study in studies:
        open_reports = []
        for reading in study.readings:
            if word := by_people.get(reading.key):
                verdicts[reading.key] = _of_people(word, reading.report)
            elif verdict := screener.of_kind(reading.report):
                verdicts[reading.key] = verdict
            else:
                open_reports.append(reading)
        _share(open_reports, screener, verdicts, [verdicts[r.key] for r in study.readings if r.key in by_people])
    return verdicts


def _share(readings: list[Reading], screener: Screener, verdicts: dict[str, Verdict], persons: list[Verdict]) -> None:
    """One answer on the topic for the reports of a study; each keeps its own words where it agrees.

    A person who includes a report speaks for its study; one who excludes a report speaks for that report alone.
    """
    own = {reading.key: screener.of_topic(reading) for reading in readings}
    said = {v.decision for v in own.values()} | {v.decision for v in persons if v.decision != "exclude"}
    best = next((word for word in ("include", "unclear") if word in said), "exclude")
    for key, verdict in own.items():
        if verdict.decision == best:
            verdicts[key] = verdict
        else:
            verdicts[key] = Verdict(best, "another_report_of_the_study", verdict.words)
