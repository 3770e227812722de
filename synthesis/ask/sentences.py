"""Two quantities of one sentence, each tied to a side: the candidates for an answer from running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.text.quantities import Quantity
from extractors.text.sentences import Sentence, sentences
from schemas.models import Locator, Report
from synthesis.ask.fitting import fitting
from synthesis.ask.listing import places_in_list
from synthesis.ask.outcome import Outcome, hours_in
from synthesis.ask.parallel import NAMED, fit_of_outcome, twins
from synthesis.ask.sides import Sides
from synthesis.ask.words import listed

SILENT = frozenset(
    ("references", "discussion", "introduction", "background", "methods", "conclusion", "eligibility", "registration")
)
"""Sections whose numbers are not this report's results."""
_VERSUS = re.compile(r"\b(?:vs\.?|versus|compared (?:with|to)|against|and|or)\b|[,/;]")
_CUT = re.compile(r"[;:]|\b(?:and|while|whereas|versus|vs\.?|compared (?:with|to))\b|,(?!\d)|\)\s*,?|\(")
_DIGIT = re.compile(r"\d")
_WORDS = re.compile(r"[A-Za-z]|\d")
_JOINT = re.compile(r"\s*(?:,|;|and|or|vs\.?|versus|/|,\s*and)\s*")
_BASELINE = re.compile(
    r"\b(?:at baseline|before (?:treatment|surgery|intervention|the)|baseline (?:characteristics|values))\b", re.I
)


_UP_TO = re.compile(r"[\s,:(\[]*(?:\b(?:M|[Mm]eans?|[Mm]edian|n)\s*[=:]?\s*)?$")
_INSIDE = re.compile(r"\d[\d.,]*\s*%?|[()\[\]/±]")
MIXED = 0.1
"""What is lost where one name stands before its number and the other after it."""
BARE = 0.6
"""Least outcome score of numbers that stand without a spread, a denominator or a noun."""


@dataclass
class SaidCell:
    """A quantity of a sentence with the fields of a table's cell that an answer needs."""

    stat: str
    value: float | None
    sd: float | None
    events: int | None
    n: int | None
    percent: float | None
    quote: str
    locator: Locator
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    ci_level: float | None = None
    timepoint: str = ""


@dataclass
class Said:
    """A quantity for each side as a sentence gives them; shaped like a pair of table cells."""

    intervention: SaidCell
    comparator: SaidCell
    sides: float
    outcome: float
    apart: bool = False
    """Whether the two stand in sentences, or halves of one, of their own."""
    unqualified: bool = False
    """Whether a word that makes the outcome another one (serious, systolic) is nowhere in what was said."""
    features: dict[str, float] = field(default_factory=dict)

    @property
    def score(self) -> float:
        """Outcome first; the sides' names only have to fit."""
        return self.outcome + 0.3 * min(self.sides, 1.0)


def said(report: Report, sides: Sides, outcome: Outcome, kind: str, errors: bool = False) -> list[Said]:
    """Every reading of two quantities of a sentence, or of two, as the answer, the best first.

    `errors` where the report says that its ± is the standard error.
    """
    if outcome.vague:
        return []
    told = [s for s in sentences(report) if s.section not in SILENT and _DIGIT.search(s.text)]
    spoken = [outcome.coverage(outcome.short_forms.words(s.text)) >= 0.5 for s in told]
    fits: dict[int, list[Quantity]] = {}
    for i, speaks in enumerate(spoken):
        for near in (i, i + 1) if speaks else ():
            if near < len(told) and near not in fits:
                fits[near] = fitting(told[near].text, kind, errors)
    found: list[Said] = []
    for i, speaks in enumerate(spoken):
        if speaks:
            found += _readings(told[i], fits[i], sides, outcome)
            next_to = (
                (told[i + 1], fits[i + 1]) if i + 1 < len(told) and told[i + 1].number == told[i].number + 1 else None
            )
            found += _twins((told[i], fits[i]), next_to, sides, outcome)
    return sorted(found, key=lambda s: -s.score)


def _readings(sentence: Sentence, fit: list[Quantity], sides: Sides, outcome: Outcome) -> Iterator[Said]:
    short = outcome.unqualified(outcome.short_forms.words(sentence.text))
    for first, second, score, straight in _pairs(sentence.text, fit, sides):
        told = _outcome_score(sentence, first, second, fit, outcome)
        if first.kind == "plain":
            told -= 0.15  # a bare number is a count or a mean by its sentence alone
            if told < BARE:
                continue
        a, b = (first, second) if straight else (second, first)
        yield Said(_as_cell(a, sentence), _as_cell(b, sentence), score, told, unqualified=short)


def _twins(
    here: tuple[Sentence, list[Quantity]],
    following: tuple[Sentence, list[Quantity]] | None,
    sides: Sides,
    outcome: Outcome,
) -> Iterator[Said]:
    for first, second in twins(here, following, sides):
        for place, (a, b) in enumerate(zip(first.run, second.run, strict=True)):
            if a.kind != "plain":
                told = fit_of_outcome(first, second, place, outcome)
                texts = f"{first.sentence.text} {second.sentence.text}"
                short = outcome.unqualified(outcome.short_forms.words(texts))
                cells = _as_cell(a, first.sentence), _as_cell(b, second.sentence)
                yield Said(*cells, NAMED, told, apart=True, unqualified=short)


def _pairs(text: str, fit: list[Quantity], sides: Sides) -> Iterator[tuple[Quantity, Quantity, float, bool]]:
    """Two quantities with how well they go with the sides, and whether in the question's order."""
    for run in _runs(text, fit):
        if len(run) > 2:
            before = max((q.end for q in fit if q.end <= run[0].start), default=0)
            after = min((q.start for q in fit if q.start >= run[-1].end), default=len(text))
            for around in (text[run[-1].end : after], text[before : run[0].start]):
                if read := places_in_list(around, len(run), sides):
                    yield run[read[1]], run[read[2]], read[0], True
                    break
    for first, second in pairwise(fit):
        counted = first.events is not None and second.events is not None
        if counted or (first.kind == second.kind and first.events is None and second.events is None):
            read_two = _bound(text, first, second, fit, sides)
            if read_two is not None:
                yield first, second, *read_two


def _runs(text: str, fit: list[Quantity]) -> Iterator[list[Quantity]]:
    """Quantities of one kind with nothing but commas and `and` between them."""
    run: list[Quantity] = []
    for quantity in fit:
        if run and (run[-1].kind != quantity.kind or not _JOINT.fullmatch(text[run[-1].end : quantity.start])):
            yield run
            run = []
        run.append(quantity)
    if run:
        yield run


def _as_cell(quantity: Quantity, sentence: Sentence) -> SaidCell:
    """A quantity of a sentence in the shape of a table's cell."""
    percent = quantity.value if quantity.kind == "percent" else None
    return SaidCell(
        stat="count_rate" if quantity.events is not None or percent is not None else "mean",
        value=quantity.value, sd=quantity.sd, se=quantity.se,
        ci_low=quantity.low, ci_high=quantity.high, ci_level=quantity.level,
        events=quantity.events, n=quantity.n, percent=percent,
        quote=sentence.quote(quantity.start, quantity.end), locator=sentence.locator(quantity.start, quantity.end),
    )  # fmt: skip


def _outcome_score(
    sentence: Sentence, first: Quantity, second: Quantity, fit: list[Quantity], outcome: Outcome
) -> float:
    """Coverage by the words nearest the pair counts most, the rest of the sentence less."""
    text = sentence.text
    before = max((q.end for q in fit if q.end <= first.start), default=0)
    after = min((q.start for q in fit if q.start >= second.end), default=len(text))
    near = text[before:after]
    own = outcome.coverage(outcome.short_forms.words(near))
    whole = outcome.coverage(outcome.short_forms.words(text))
    score = (
        own + 0.3 * (whole - own) + outcome.time_score(near if hours_in(near) else text, bool(_BASELINE.search(near)))
    )
    score -= 0.04 * max(0, len(fit) - 2)
    return score - (0.1 if outcome.surplus(listed(near)) > 0.85 else 0.0)


def _read(sides: Sides, first: str, second: str) -> tuple[float, bool] | None:
    return sides.pair(first, second) if _WORDS.search(first) and _WORDS.search(second) else None


def _bound(
    text: str, first: Quantity, second: Quantity, fit: list[Quantity], sides: Sides
) -> tuple[float, bool] | None:
    """How the two quantities go with the two sides: by names beside each, else by the order of the names."""
    before = max((q.end for q in fit if q.end <= first.start), default=0)
    after = min((q.start for q in fit if q.start >= second.end), default=len(text))
    gap = text[first.end : second.start]
    lead, between = (_CUT.split(_UP_TO.sub("", part))[-1] for part in (text[before : first.start], gap))
    trail, tail = (_CUT.split(part.lstrip(" )"))[0] for part in (gap, text[second.end : after]))
    inside, inside_too = (_INSIDE.sub(" ", text[q.start : q.end]) for q in (first, second))
    reads = [_read(sides, a, b) for a, b in ((lead, between), (trail, tail), (inside, inside_too))]
    if best := max(filter(None, reads), default=None):
        return best
    if _VERSUS.search(gap) and (mixed := _read(sides, lead, tail)):
        return mixed[0] - MIXED, mixed[1]  # `with X 3.2, compared with 4.4 with Y`
    crowded = any(
        q not in (first, second) and min(abs(q.start - second.end), abs(first.start - q.end)) < 15 for q in fit
    )
    if len(gap) <= 40 and _VERSUS.search(gap) and not crowded:
        around = (text[before : first.start], text[second.end : after], text[: first.start])
        order = next((o for part in around if (o := sides.order(part)) is not None), None)
        return None if order is None else (0.5, order)  # `fewer in X than in Y (a vs b)`
    return None
