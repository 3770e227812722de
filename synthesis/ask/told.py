"""Two results that the reader of the whole report tied to their arms: further candidates from running text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from extractors.text.sentences import Sentence, sentences
from schemas.models import Extraction, Result
from synthesis.ask.outcome import Outcome, hours_in
from synthesis.ask.sentences import SILENT, Said, SaidCell
from synthesis.ask.sides import Sides
from synthesis.ask.tables import Names

Told = list[tuple[Sentence, list[Result]]]
_CLAUSE = re.compile(r";|\.\s|\bwhile\b|\bwhereas\b|\)\s*,\s*(?:and\b)?")
_STATS = {"binary": ("count", "rate"), "continuous": ("mean",)}


def results_by_sentence(extraction: Extraction) -> Told:
    """The results of arms, by the sentence that gives them."""
    by_block: dict[str, list[Result]] = defaultdict(list)
    for result in extraction.results:
        if result.kind == "arm" and result.locator and "block" in result.locator and result.population == "all":
            by_block[str(result.locator["block"])].append(result)
    found: Told = []
    for sentence in sentences(extraction.report) if by_block else ():
        here = [r for r in by_block.get(sentence.block.id, ()) if sentence.start <= _start(r) < sentence.end]
        if len(here) > 1 and sentence.section not in SILENT:
            found.append((sentence, here))
    return found


def _start(result: Result) -> int:
    return int((result.locator or {}).get("start", -1))


def told(results: Told, names: Names, sides: Sides, outcome: Outcome, kind: str) -> list[Said]:
    """Every pair of results of one sentence, outcome and time, one of each side."""
    found: list[Said] = []
    for sentence, here in results if not outcome.vague else ():
        if outcome.coverage(outcome.short_forms.words(sentence.text)) < 0.5:
            continue
        short = outcome.unqualified(outcome.short_forms.words(sentence.text))
        for first, second, fit, straight in _of_two_arms(here, names, sides, kind):
            a, b = (first, second) if straight else (second, first)
            words = _words(sentence, first, second, outcome)
            found.append(Said(_cell(a), _cell(b), fit, words, unqualified=short))
    return found


def _of_two_arms(
    results: list[Result], names: Names, sides: Sides, kind: str
) -> Iterator[tuple[Result, Result, float, bool]]:
    alike: dict[tuple[str, ...], list[Result]] = defaultdict(list)
    for result in results:
        if not kind or result.stat in _STATS[kind]:
            alike[result.stat, result.outcome, result.outcome_text, result.timepoint].append(result)
    for group in alike.values():
        for first, second in combinations(group, 2):
            if first.arm != second.arm and (read := _sides_of(first, second, names, sides)):
                yield first, second, *read


def _sides_of(first: Result, second: Result, names: Names, sides: Sides) -> tuple[float, bool] | None:
    """How well two arms are the question's sides by any of their names; None where their names disagree."""
    reads = [
        read
        for a in names.get(first.arm or "", ())
        for b in names.get(second.arm or "", ())
        if (read := sides.pair(a, b))
    ]
    return max(reads) if reads and len({straight for _, straight in reads}) == 1 else None


def _words(sentence: Sentence, first: Result, second: Result, outcome: Outcome) -> float:
    """Coverage of the outcome by the clauses of the two numbers, the rest of the sentence counting less."""
    low, high = sorted((_start(first) - sentence.start, _start(second) - sentence.start))
    before = max((m.end() for m in _CLAUSE.finditer(sentence.text, 0, max(low, 0))), default=0)
    after = next((m.start() for m in _CLAUSE.finditer(sentence.text, high)), len(sentence.text))
    near = f"{sentence.text[before:after]} {first.outcome_text}"
    own = outcome.coverage(outcome.short_forms.words(near))
    whole = outcome.coverage(outcome.short_forms.words(sentence.text))
    when = first.timepoint or (near if hours_in(near) else sentence.text)
    return own + 0.3 * (whole - own) + outcome.time_score(when, "baseline" in when.lower())


def _cell(result: Result) -> SaidCell:
    """A result in the shape of a table's cell."""
    return SaidCell(
        stat="mean" if result.stat == "mean" else "count_rate",
        value=result.value, sd=result.sd, se=result.se,
        events=result.events, n=result.n_eval,
        percent=result.value if result.stat == "rate" and result.unit in ("%", "") else None,
        ci_low=result.ci_low, ci_high=result.ci_high, ci_level=result.ci_level,
        quote=result.quote, locator=result.locator or {}, timepoint=result.timepoint,
    )  # fmt: skip
