"""What can be read from a report in another language without its grammar; the rest is left to a person who reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from extractors.foreign import numbers
from extractors.foreign.words import CONTROL, CUT, NAMES, OUTCOMES
from extractors.language import language_of
from schemas.models import Arm, Block, Extraction, Finding, Held, Report, Result

_OUTCOMES = [(outcome, re.compile(phrase)) for outcome, phrase in OUTCOMES]
_STOPS = re.compile(r"[.!?]\s+(?=\S)|。|！|？|\n")
_NAME = re.compile(r"(?:[^\s,;:.()\[\]/、]+\s?){1,4}$")
_JOINED = re.compile(r".*(?:[和与與及或为為入]|分成|[\u3041-\u309f])(?=.)")
"""Chinese and Japanese print no spaces: a name begins after a joining word, and no name has hiragana."""


def spoken_language(report: Report) -> str | None:
    """The language of the report's text where it is clearly another than English; its metadata may say otherwise."""
    told = language_of(report)
    return told if told not in (None, "en") else None


def read_foreign(report: Report, language: str) -> Extraction:
    """Arms by their sizes, ratios with intervals, shares of arms; always a finding that names the language."""
    extraction = Extraction(report)
    named = NAMES.get(language, language)
    message = (
        f"The report is in {named}: only numbers in notation that every language shares were read, and their words by "
        f"a short list."
    )
    extraction.findings.append(Finding("other_language", "warning", message))
    if report.design == "protocol":
        return extraction
    blocks = [(block, numbers.level(block.text, language)) for block in report.blocks if block.section != "references"]
    extraction.arms = _arms(blocks)
    for block, text in blocks:
        for start, end in _sentences(block.text):
            _read_sentence(extraction, _Sentence(block, text[start:end], start))
    return extraction


def _sentences(text: str) -> list[tuple[int, int]]:
    cuts = [0, *(m.end() for m in _STOPS.finditer(text)), len(text)]
    return [(a, b) for a, b in pairwise(cuts) if b > a]


def _arms(blocks: list[tuple[Block, str]]) -> list[Arm]:
    """Groups named right before their size in a bracket, the control last; none where they are fewer than two."""
    found: dict[str, Arm] = {}
    for block, text in blocks:
        for start, n in numbers.sizes(text):
            name, begin = _name_before(text, start)
            if name and name.lower() not in found:
                locator = {"block": block.id, "start": begin, "end": start}
                role = "control" if CONTROL.search(name) else "experimental"
                found[name.lower()] = Arm("", name, role, n, locator, block.text[begin:start])
    arms = sorted(found.values(), key=lambda arm: arm.role == "control")
    if len(arms) != 2:
        return []
    for letter, arm in zip("AB", arms, strict=True):
        arm.arm, arm.names = letter, [arm.label]
    return arms


def _name_before(text: str, position: int) -> tuple[str, int]:
    """The name that ends at a place, and where it begins: the last words that are no small ones."""
    match = _NAME.search(text[max(0, position - 70) : position].rstrip())
    if match is None:
        return "", position
    begin = max(0, position - 70) + match.start()
    name = match.group()
    joined = _JOINED.match(name)
    if joined:
        begin, name = begin + joined.end(), name[joined.end() :]
    kept, last = name, 0
    for word in re.finditer(r"\S+\s*", name):
        if word.group().strip().lower() in CUT or word.group().strip().isdigit():
            kept, last = name[word.end() :], word.end()
    return kept.strip(), begin + last


def _outcome(text: str, position: int) -> tuple[str, str] | None:
    """The outcome named last before a place of a sentence, else the first after it."""
    named = [(m.start(), outcome, m.group().strip()) for outcome, phrase in _OUTCOMES for m in phrase.finditer(text)]
    named = [
        n for n in named if n[2] and not any(o[0] <= n[0] < o[0] + len(o[2]) and len(o[2]) > len(n[2]) for o in named)
    ]
    before = [n for n in named if n[0] < position]
    chosen = max(before) if before else min(named, default=None)
    return (chosen[1], chosen[2]) if chosen else None


@dataclass(slots=True, frozen=True)
class _Sentence:
    """A level sentence with its block and where it begins in it."""

    block: Block
    text: str
    offset: int


def _read_sentence(extraction: Extraction, sentence: _Sentence) -> None:
    text = sentence.text
    for ratio in numbers.ratios(text):
        result = Result("contrast", "OTHER", ratio.stat, value=ratio.value, p=ratio.p)
        result.ci_low, result.ci_high, result.ci_level = ratio.low, ratio.high, ratio.level
        result.arm, result.ref_arm = "A", "B"
        _keep(extraction, sentence, (ratio.start, ratio.end), result)
    for (start, end), arm, count, percent in _shares(text, extraction.arms):
        result = Result("arm", "OTHER", "count" if percent is None else "rate", value=percent, unit="%")
        if percent is None and count is not None:
            result.value, result.unit = float(count.events), "patients"
        if count is not None:
            result.events, result.n_eval, result.events_origin = count.events, count.n, "reported"
        result.arm = arm.arm
        _keep(extraction, sentence, (start, end), result)


_Share = tuple[tuple[int, int], Arm, "numbers.Count | None", "float | None"]


def _shares(text: str, arms: list[Arm]) -> list[_Share]:
    """Counts out of an arm's size, and percentages with an arm's name beside them, where each arm has its own."""
    if len(arms) != 2 or arms[0].n == arms[1].n:
        by_size: list[_Share] = []
    else:
        by_size = [((c.start, c.end), arm, c, c.percent) for c in numbers.counts(text) for arm in arms if arm.n == c.n]
    if by_size:
        return by_size
    named: list[_Share] = []
    for m in numbers.PERCENT.finditer(text):
        beside = [arm for arm in arms if _follows(text, m.end(), arm)] or [
            arm for arm in arms if _precedes(text, m.start(), arm)
        ]
        if len(beside) == 1:
            named.append(((m.start(), m.end()), beside[0], None, float(m["p"])))
    return named if len(named) == 2 and named[0][1] is not named[1][1] else []


def _follows(text: str, end: int, arm: Arm) -> bool:
    """`12% in the X group`: an arm's name right after a percentage."""
    return bool(_after(arm).match(text[end : end + 60].lower()))


def _precedes(text: str, start: int, arm: Arm) -> bool:
    """`X: 12%`: an arm's name right before a percentage."""
    return bool(re.search(rf"{re.escape(arm.label.lower())}[^\d,;.]{{0,8}}$", text[max(0, start - 40) : start].lower()))


def _after(arm: Arm) -> re.Pattern[str]:
    return re.compile(rf"\s?(?:\([^()]*\)\s?)?[^\d,;:.]{{0,32}}?{re.escape(arm.label.lower())}")


def _keep(extraction: Extraction, sentence: _Sentence, span: tuple[int, int], result: Result) -> None:
    """Append a result whose arms and outcome are known; hold it otherwise."""
    start, end = sentence.offset + span[0], sentence.offset + min(span[1], span[0] + 200)
    locator, quote = {"block": sentence.block.id, "start": start, "end": end}, sentence.block.text[start:end]
    outcome = _outcome(sentence.text, span[0])
    control = len(extraction.arms) == 2 and extraction.arms[1].role == "control" != extraction.arms[0].role
    if outcome is None or not control:
        reason = "arm_unknown" if not control else "outcome_unknown"
        what = "for which groups" if not control else "of which outcome"
        message = f"{quote.strip()} is printed, and it was not read {what}: the report is in another language."
        extraction.held.append(Held(reason, message, quote, locator, outcome[0] if outcome else "OTHER", result.value))
        return
    result.outcome, result.outcome_text = outcome
    result.locator, result.quote = locator, quote
    extraction.results.append(result)
