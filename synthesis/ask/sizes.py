"""How many people each side had, as the report's running text says it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.text.normal import plain
from extractors.text.numerals import WORDS, word_value
from extractors.text.sentences import spans
from schemas.models import Arm, Block, Locator, Report
from synthesis.ask.sides import Sides

_N = r"(?P<n>\d{1,3}(?:,\d{3})+|\d{1,5})"
_EQUALS = re.compile(rf"[(\[]?\s*\b[nN]\s*=\s*{_N}\b(?!\.\d)")
_PEOPLE = (
    r"(?:patients?|participants?|subjects?|women|men|children|people|persons?|individuals|students?|cases|controls|"
    r"infants|eyes|rats|mice|animals|adults|volunteers|smokers|were|was|in|from|received|receiving|to|obtained|and|"
    r"completed|with|had|of whom|\()"
)
_COUNTED = re.compile(
    rf"(?<![\d.,=/±])(?<![\w]-)(?<!\bof )(?<!\ball )(?<!Of )"
    rf"(?:{_N}|(?P<word>\b(?i:{WORDS})\b))(?=\s+{_PEOPLE}\b|\s*\(\d+(?:\.\d+)?\s*%\))"
)
_BRACKETED = re.compile(rf"(?<=[a-z]{{3}})\s*\(\s*{_N}\s*\)(?!\s*[=<>])")
_EACH = re.compile(
    rf"(?:\b(?:two|three|four|five|2|3|4|5)\s+(?:equal\s+)?(?:groups|arms)"
    rf"\s*(?:,|of|with|\(|each|containing|consisting of)+\s*(?:n\s*=\s*)?{_N}\b(?!\.\d|\s*%))|"
    rf"(?:\b{_N.replace('?P<n>', '?P<n2>')}\s+(?:\w+\s+){{0,2}}(?:in|per|for)"
    rf"\s+(?:each|every)\s+(?:\w+\s+)?(?:group|arm)s?\b)|"
    rf"(?:\b{_N.replace('?P<n>', '?P<n3>')}\s+(?:patients|participants|subjects|\w+)\s+(?:in\s+)?each\b)|"
    rf"(?:each\s+(?:group|arm)\s*\(\s*n\s*=\s*{_N.replace('?P<n>', '?P<n4>')})|"
    rf"(?:(?:groups|arms)\s*\(\s*n\s*=\s*{_N.replace('?P<n>', '?P<n5>')}\s*(?:\)|each|per|in each))",
)
_CUT = re.compile(r"[;:]|\b(?:and|or|while|whereas|versus|vs\.?)\b|,(?!\d)|\)\s*,?|[.](?:\s|$)")
_LATER = re.compile(r"complet|analy[sz]|evaluable|included in|remained|follow", re.IGNORECASE)
_LOST = re.compile(
    r"\b(?:withdr|dropp?ed|drop[- ]?out|lost to|exclu|discontinu|declin|refus|died|failed)", re.IGNORECASE
)
_ALLOCATED = re.compile(
    r"random|assign|allocat|divided|enrol|recruit|complet|analy[sz]|includ|evaluable|receiv|treated with|were given|"
    r"participat|comprised|consisted|underwent|obtained|embryo transfer|hospitali[sz]ed",
    re.IGNORECASE,
)
"""Words of a sentence that says how many there were, not how many had an event."""
_PLANNED = re.compile(
    r"\bpower\b|sample size|\brequired|\bneeded|calculat|\bdetect|to be recruited|\bwould\b", re.IGNORECASE
)
_PART = re.compile(r"\bsub-?(?:group|set|sample)s?\b|responders|\bamong (?:those|patients) (?:who|with)", re.IGNORECASE)
_ORDER = {"abstract": 0.3, "results": 0.35, "title": 0.1, "methods": 0.1, "caption": 0.3}


@dataclass(frozen=True)
class Sizes:
    """The sizes of both sides as one place of the report gives them."""

    intervention: int
    comparator: int
    score: float
    section: str
    locator: Locator
    quote: str


LEAST = 0.35
"""Least summed score of the places that agree on the sizes."""


def agreed_sizes(found: list[Sizes]) -> Sizes | None:
    """The sizes that the most and the surest places give; None where that is one weak place, or two tie."""
    votes: dict[tuple[int, int], list[Sizes]] = defaultdict(list)
    for sizes in found:
        votes[sizes.intervention, sizes.comparator].append(sizes)
    if not votes:
        return None
    ranked = sorted(votes.values(), key=lambda group: -_standing(group))
    if _standing(ranked[0]) < LEAST or (len(ranked) > 1 and _standing(ranked[0]) - _standing(ranked[1]) < 0.03):
        return None
    return max(ranked[0], key=lambda s: s.score)


def _standing(group: list[Sizes]) -> float:
    """The surest place counts whole, every further one a third: repetition confirms, it does not prove."""
    scores = sorted((s.score for s in group), reverse=True)
    return scores[0] + sum(max(score, 0.0) for score in scores[1:4]) / 3


@dataclass(frozen=True)
class _Mention:
    kind: str
    n: int
    start: int
    end: int
    before: str
    after: str


def sizes_of(report: Report, sides: Sides) -> list[Sizes]:
    """Every reading of both sides' sizes in one sentence or two neighbours, the surest first."""
    found: list[Sizes] = []
    for block in report.blocks:
        if block.section in ("references", "discussion", "introduction", "background", "conclusion"):
            continue
        text = plain(block.text)
        last: list[_Mention] = []
        for start, end in spans(text):
            sentence = text[start:end]
            weight = _weight(sentence, block)
            found += _equal(sentence, start, block, weight)
            mentions = [replace(m, start=m.start + start, end=m.end + start) for m in _mentions(sentence)]
            found += _paired(mentions, [], block, weight, sides) or _paired(mentions, last, block, weight - 0.15, sides)
            last = mentions
    return sorted(found, key=lambda s: -s.score)


def arm_sizes(arms: list[Arm], sides: Sides) -> list[Sizes]:
    """The sizes that the reader of the whole report tied to its arms."""
    found = []
    known = [arm for arm in arms if arm.n and not arm.same_as]
    for i, first in enumerate(known):
        for second in known[i + 1 :]:
            reads = [r for a in _names(first) for b in _names(second) if (r := sides.pair(a, b))]
            if reads:
                score, straight = max(reads)
                n = (first.n or 0, second.n or 0) if straight else (second.n or 0, first.n or 0)
                found.append(Sizes(*n, score, "arms", first.locator or {}, first.quote))
    return found


def _names(arm: Arm) -> list[str]:
    return list(dict.fromkeys([arm.label, *arm.names]))


def _weight(sentence: str, block: Block) -> float:
    """What the place of a sentence and its verbs say for its numbers being group sizes."""
    weight = 0.3 if block.part == "abstract" else _ORDER.get(block.section, 0.0)
    return weight + 0.1 * bool(_LATER.search(sentence)) - 0.6 * bool(_LOST.search(sentence) or _PART.search(sentence))


def _sizes(n: tuple[int, int], score: float, block: Block, start: int, end: int) -> Sizes:
    end = min(end, start + 300)
    locator = {"block": block.id, "start": start, "end": end}
    return Sizes(*n, score, block.section, locator, block.text[start:end])


def _equal(sentence: str, at: int, block: Block, weight: float) -> list[Sizes]:
    """`two groups of 12`, `15 patients in each group`."""
    found = []
    for match in _EACH.finditer(sentence) if not _PLANNED.search(sentence) else ():
        n = next(int(match[g].replace(",", "")) for g in ("n", "n2", "n3", "n4", "n5") if match[g])
        if n > 1:
            found.append(_sizes((n, n), 0.3 + weight, block, at + match.start(), at + match.end()))
    return found


def _paired(mentions: list[_Mention], last: list[_Mention], block: Block, weight: float, sides: Sides) -> list[Sizes]:
    """The best pair of mentions that name both sides: of one sentence, or one of each where `last` is given."""
    best: list[Sizes] = []
    pairs = (
        [(a, b) for a in last for b in mentions]
        if last
        else [(a, b) for i, a in enumerate(mentions) for b in mentions[i + 1 : i + 5]]
    )
    for first, second in pairs:
        score, straight = _best(first, second, sides)
        if score > 0 and first.n > 1 and second.n > 1:
            n = (first.n, second.n) if straight else (second.n, first.n)
            best.append(_sizes(n, score + weight, block, first.start, second.end))
    best.sort(key=lambda s: -s.score)
    if len(best) > 1 and best[0].score - best[1].score < 0.05 and _numbers(best[0]) != _numbers(best[1]):
        return []
    return best[:1]


def _numbers(sizes: Sizes) -> tuple[int, int]:
    return sizes.intervention, sizes.comparator


def _best(first: _Mention, second: _Mention, sides: Sides) -> tuple[float, bool]:
    """The better of reading the names before both numbers or after both."""
    best = (0.0, True)
    if first.kind != second.kind:
        return best
    usual = first.kind != "counted"  # the name stands before `(n = 40)` and after `40 patients`
    for a, b, before in ((first.before, second.before, True), (first.after, second.after, False)):
        if a and b and (read := sides.pair(a, b)):
            score = read[0] + 0.2 * (first.kind == "equals") - 0.25 * (before != usual)
            best = max(best, (score, read[1]))
    return best


def _mentions(sentence: str) -> Iterator[_Mention]:
    """Numbers of people with the words before and after each, up to the next number or break."""
    marks: list[tuple[int, int, int, str]] = []
    kinds = {"equals": _EQUALS, "counted": _COUNTED, "bracketed": _BRACKETED}
    for kind in kinds if _ALLOCATED.search(sentence) else ("equals",):
        for match in kinds[kind].finditer(sentence):
            if not any(match.start() < end and start < match.end() for start, end, *_ in marks):
                marks.append((match.start(), match.end(), _value(match), kind))
    marks.sort()
    for i, (start, end, n, kind) in enumerate(marks):
        floor = marks[i - 1][1] if i else 0
        ceiling = marks[i + 1][0] if i + 1 < len(marks) else len(sentence)
        before = _CUT.split(sentence[max(floor, start - 90) : start].rstrip(" (["))[-1]
        rest = re.sub(r"^\s*\(\d+(?:\.\d+)?\s*%\)", "", sentence[end : min(ceiling, end + 110)])
        after = _CUT.split(rest.lstrip(" )]"))[0]
        yield _Mention(kind, n, start, end, before.strip(), after.strip())


def _value(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return int(groups["n"].replace(",", "")) if groups.get("n") else word_value(groups["word"])
