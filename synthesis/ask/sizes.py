"""How many people each side had, as the report's running text, its tables and its arms say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from extractors.text.normal import plain
from extractors.text.sentences import spans
from schemas.models import Arm, Block, Locator, Report
from synthesis.ask.sides import Sides
from synthesis.ask.size_choice import ANALYSED, Sizes
from synthesis.ask.size_lists import listed_sizes, unnamed_lists
from synthesis.ask.size_mentions import Mention, mentions
from synthesis.ask.size_totals import equal_parts, same_people, stated_each, total_at

_LOST = re.compile(
    r"\b(?:withdr|dropp?ed|drop[- ]?out|lost to|exclu|discontinu|declin|refus|died|failed)", re.IGNORECASE
)
_ALLOCATED = re.compile(
    r"random|assign|allocat|divided|enrol|recruit|complet|analy[sz]|includ|evaluable|receiv|treated with|were given|"
    r"participat|comprised|consist|underwent|obtained|embryo transfer|hospitali[sz]ed|available|assessed for|"
    r"\b(?:was|were) given to\b|\bremained (?:in|on)\b|took part|was made up of|served as|"
    r"\bin the (?:[\w-]+ ){1,4}(?:group|arm),? there were \d+ (?:patients|participants|subjects|people|adults)"
    r"(?:[,;.]| and\b)|"
    r"^(?:thus,? |finally,? )?(?:there were|of (?:the |these |all )*[\w-]+ \w+,) \d+ (?:\w+ )?(?:were )?(?:in|on) ",
    re.IGNORECASE,
)
"""Words of a sentence that says how many there were, not how many had an event."""
_PLANNED = re.compile(
    r"\bpower(?:ed)?\b|sample size|\brequired|\bneeded|calculat|\bdetect|to be recruited|\bwould\b|\bwill\b|"
    r"\bplann(?:ed|ing) to\b|\baim(?:s|ed)? to\b",
    re.IGNORECASE,
)
_COMPOSED = re.compile(
    r"\bthere were\b|^(?:of|among) (?:the|these|all)\b[^.;]{0,40}\d|\bgroups? (?:had|included)\b", re.IGNORECASE
)
"""Words of a sentence that says how many patients were of each kind, where kinds of patients are compared."""
_DONE = re.compile(
    r"\b(?:were|was|had been)\s+(?:\w+\s+){0,2}(?:random|assign|allocat|divided|enrol|recruit|includ|analy)",
    re.IGNORECASE,
)
_PART = re.compile(r"\bsub-?(?:group|set|sample)s?\b|responders|\bamong (?:those|patients) (?:who|with)", re.IGNORECASE)
_ORDER = {"abstract": 0.3, "results": 0.35, "title": 0.1, "methods": 0.1, "caption": 0.3}
_SILENT = ("references", "discussion", "introduction", "background", "conclusion")


def sizes_of(report: Report, sides: Sides) -> list[Sizes]:
    """Every reading of both sides' sizes in one sentence or two neighbours, the surest first."""
    found: list[Sizes] = []
    for block in report.blocks:
        if block.section not in _SILENT:
            found += _of_block(report, block, sides)
    return sorted(found, key=lambda s: -s.score)


def _of_block(report: Report, block: Block, sides: Sides) -> Iterator[Sizes]:
    text = plain(block.text)
    last: list[Mention] = []
    for start, end in spans(text):
        sentence = text[start:end]
        if _PLANNED.search(sentence) and not _DONE.search(sentence):
            last = []
            continue
        if not any(c.isdigit() for c in sentence) and not _ALLOCATED.search(sentence):
            last = []
            continue
        weight = _weight(sentence, block, sides)
        place = _Place(block, sentence, start)
        yield from _equal(report, place, weight, sides)
        marks = list(mentions(sentence, _counts_groups(sentence, sides)))
        here = [replace(m, start=m.start + start, end=m.end + start) for m in marks]
        listed = list(_listed(place, last, weight, sides)) if _ALLOCATED.search(sentence) else []
        yield from listed or _paired(place, here, [], weight, sides) or _paired(place, here, last, weight - 0.15, sides)
        last = here


@dataclass(frozen=True)
class _Place:
    """A sentence and where it stands."""

    block: Block
    sentence: str
    start: int

    def sizes(self, n: tuple[int, int], score: float, start: int, end: int) -> Sizes:
        """Sizes read between two places of the block."""
        end = min(end, start + 300)
        locator = {"block": self.block.id, "start": start, "end": end}
        return Sizes(*n, score, self.block.section, locator, self.block.text[start:end], self.sentence)


def arm_sizes(report: Report, arms: list[Arm], sides: Sides) -> list[Sizes]:
    """The sizes that the reader of the whole report tied to its arms."""
    found = []
    texts = {block.id: plain(block.text) for block in report.blocks}
    known = [arm for arm in arms if arm.n and not arm.same_as]
    for i, first in enumerate(known):
        for second in known[i + 1 :]:
            reads = [r for a in _names(first) for b in _names(second) if (r := sides.pair(a, b))]
            if reads:
                score, straight = max(reads)
                n = (first.n or 0, second.n or 0) if straight else (second.n or 0, first.n or 0)
                around = _sentence_at(texts, first.locator or {})
                found.append(Sizes(*n, score, "arms", first.locator or {}, first.quote, around))
    return found


def _sentence_at(texts: dict[str, str], locator: Locator) -> str:
    """The sentence in which a place of the running text stands; nothing for other places."""
    text, at = texts.get(str(locator.get("block")), ""), locator.get("start")
    if not text or not isinstance(at, int):
        return ""
    return next((text[start:end] for start, end in spans(text) if start <= at < end), "")


def shared_size(report: Report, sides: Sides) -> Sizes | None:
    """The whole sample for both sides where every participant had both: crossovers, and after against before."""
    one_group = sides.against_baseline and sides.is_after
    n = report.n_total
    if not n or report.n_total_type == "estimated" or not (one_group or same_people(report)):
        return None
    said = [_Place(b, plain(b.text)[start:end], start) for b in report.blocks for start, end in _spans_of(b)]
    for of_people in (True, False):  # runners and singers are people that no list has
        for place in said:
            if (at := total_at(place.sentence, n, of_people)) is not None:
                return place.sizes((n, n), 0.0, place.start + at[0], place.start + at[1])
    return None


def _spans_of(block: Block) -> Iterator[tuple[int, int]]:
    if block.section not in _SILENT:
        yield from spans(plain(block.text))


def _names(arm: Arm) -> list[str]:
    return list(dict.fromkeys([arm.label, *arm.names]))


def _counts_groups(sentence: str, sides: Sides) -> bool:
    """Whether a sentence says how many there were of the sides."""
    return bool(_ALLOCATED.search(sentence) or (sides.of_patients and _COMPOSED.search(sentence)))


def _weight(sentence: str, block: Block, sides: Sides) -> float:
    """What the place of a sentence and its verbs say for its numbers being group sizes."""
    weight = 0.3 if block.part == "abstract" else _ORDER.get(block.section, 0.0)
    of_part = bool(_PART.search(sentence)) and not sides.of_patients
    return weight + 0.1 * bool(ANALYSED.search(sentence)) - 0.6 * (of_part or bool(_LOST.search(sentence)))


def _equal(report: Report, place: _Place, weight: float, sides: Sides) -> Iterator[Sizes]:
    """Groups of the same size: said for each, or as a total in equal parts."""
    if sides.of_patients or _PLANNED.search(place.sentence):
        return  # a power calculation speaks of each group, too
    for n, start, end in stated_each(place.sentence):
        if n > 1:
            yield place.sizes((n, n), 0.3 + weight, place.start + start, place.start + end)
    total = report.n_total if report.n_total_type != "estimated" else None
    if (part := equal_parts(place.sentence, total)) is not None:
        n, start, end = part
        yield place.sizes((n, n), 0.3 + weight, place.start + start, place.start + end)


def _listed(place: _Place, last: list[Mention], weight: float, sides: Sides) -> Iterator[Sizes]:
    """Counts in the order of names in the sentence, or of those that had their sizes in the sentence before."""
    named = False
    for row, score, i, j in listed_sizes(place.sentence, sides):
        named = True
        n = (row.counts[i], row.counts[j])
        yield place.sizes(n, score + weight, place.start + row.start, place.start + row.end)
    if named or len(last) < 2:
        return
    for row in unnamed_lists(place.sentence, len(last)):
        for first in range(len(last)):
            for second in range(first + 1, len(last)):
                score, straight = _best(last[first], last[second], sides)
                if score > 0:
                    n = (row.counts[first], row.counts[second])
                    yield place.sizes(
                        n if straight else n[::-1], score + weight - 0.1, place.start + row.start, place.start + row.end
                    )


def _paired(place: _Place, here: list[Mention], last: list[Mention], weight: float, sides: Sides) -> list[Sizes]:
    """The best pair of mentions that name both sides: of one sentence, or one of each where `last` is given."""
    best: list[Sizes] = []
    pairs = (
        [(a, b) for a in last for b in here]
        if last
        else [(a, b) for i, a in enumerate(here) for b in here[i + 1 : i + 5]]
    )
    for first, second in pairs:
        score, straight = _best(first, second, sides)
        if score > 0 and first.n > 1 and second.n > 1:
            n = (first.n, second.n) if straight else (second.n, first.n)
            best.append(place.sizes(n, score + weight, first.start, second.end))
    best.sort(key=lambda s: -s.score)
    if len(best) > 1 and best[0].score - best[1].score < 0.05 and _numbers(best[0]) != _numbers(best[1]):
        return []
    return best[:1]


def _numbers(sizes: Sizes) -> tuple[int, int]:
    return sizes.intervention, sizes.comparator


def _best(first: Mention, second: Mention, sides: Sides) -> tuple[float, bool]:
    """The better of reading the names before both numbers or after both."""
    best = (0.0, True)
    if first.kind != second.kind:
        return best
    usual = first.kind != "counted"  # the name stands before `(n = 40)` and after `40 patients`
    for labels, before, loss in (
        ((first.before, second.before), True, 0.0),
        ((first.after, second.after), False, 0.0),
        ((first.wide_before, second.wide_before), True, 0.1),
        ((first.wide_after, second.wide_after), False, 0.1),
    ):
        if all(labels) and (read := sides.pair(*labels)):
            score = (
                read[0]
                + 0.2 * (first.kind in ("equals", "named"))
                + 0.1 * (first.of_people and second.of_people)
                - 0.25 * (before != usual)
                - loss
            )
            best = max(best, (score, read[1]))
    return best
