"""One question to one report: the best reading of tables and text, or nothing where two readings compete."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from appraisal.counts import counts_for
from extractors.tables import Cell, read_tables
from extractors.text.normal import plain
from schemas.models import Extraction
from synthesis.ask.group_names import aliases
from synthesis.ask.outcome import Outcome
from synthesis.ask.question import Answer, Question, Side
from synthesis.ask.sentences import Said, SaidCell, said
from synthesis.ask.short_forms import ShortForms
from synthesis.ask.sides import Sides
from synthesis.ask.size_choice import Sizes, agreed_sizes
from synthesis.ask.sizes import arm_sizes, shared_size, sizes_of
from synthesis.ask.tables import Pair, headed_sizes, pairs
from synthesis.ask.words import Words, words

ENOUGH = 0.55
"""Least score of a table row to be taken for the outcome."""
LEAST = 0.3
"""Below this no place is taken; between the two it has to stand out."""
MARGIN = 0.04
"""How much better than a rival with other numbers the best row must be."""
WIDE_MARGIN = 0.15
_COUNT_AND_SHARE = re.compile(r"(\d+)\s*\(\s*(\d+(?:\.(\d+))?)\s*%?\s*\)$")
Z_95 = 1.959964


Candidate = Pair | Said
AnyCell = Cell | SaidCell


@dataclass
class Reader:
    """What all questions to one report share."""

    extraction: Extraction
    cells: list[Cell] = field(default_factory=list)
    short_forms: ShortForms = field(default_factory=ShortForms)
    aliases: dict[str, Words] = field(default_factory=dict)

    @classmethod
    def of(cls, extraction: Extraction) -> Reader:
        """Read tables and abbreviations once."""
        report = extraction.report
        texts = [plain(b.text) for b in report.blocks if b.section != "references"]
        texts += [plain(f"{t.caption} {t.footnotes}") for t in report.tables]
        return cls(extraction, read_tables(report, extraction.arms), ShortForms(texts), aliases(texts))

    def answer(self, question: Question) -> Answer:
        """The answer, with None for every number that the report does not give beyond doubt."""
        sides = Sides(question.intervention, question.comparator, self.short_forms, self.aliases)
        outcome = self._outcome(question)
        report, kind = self.extraction.report, question.outcome_type
        known = self._known_sizes(sides, outcome)
        answer = Answer()
        best: Candidate | None = _clear_best(pairs(self.cells, sides, outcome, kind))
        if best is None or not _take(answer, best, kind, known):
            in_text = _clear_best(said(report, sides, outcome, kind))
            if in_text is not None and _take(answer, in_text, kind, known):
                best = in_text
        _take_sizes(answer, best, known)
        return _possible(answer)

    def _outcome(self, question: Question) -> Outcome:
        side_words = words(question.intervention) | words(question.comparator)
        outcome = Outcome(question.outcome, side_words, self.short_forms)
        places = {(c.table, path) for c in self.cells for path in (c.row_path, c.column_path)}
        outcome.weigh(self.short_forms.words(path) for _, path in sorted(places))
        return outcome

    def _known_sizes(self, sides: Sides, outcome: Outcome) -> Sizes | None:
        """Both group sizes as tables, text and arms agree on them for this outcome."""
        report = self.extraction.report
        places = [
            *headed_sizes(self.cells, sides),
            *sizes_of(report, sides),
            *arm_sizes(report, self.extraction.arms, sides),
        ]
        return agreed_sizes(places, outcome) if places else shared_size(report, sides)


def _take_sizes(answer: Answer, best: Candidate | None, known: Sizes | None) -> None:
    """Group sizes of the cells taken, else those that their percentages imply, else those known for the groups."""
    if best and best.intervention.n and best.comparator.n:
        answer.intervention.group_size, answer.comparator.group_size = best.intervention.n, best.comparator.n
        return
    sizes = _of_percentages(best) or known
    if sizes is not None:
        answer.intervention.group_size, answer.comparator.group_size = sizes.intervention, sizes.comparator
        answer.quotes.append({"cell": ["group_size"], "quote": sizes.quote, "locator": sizes.locator})


def _of_percentages(best: Candidate | None) -> Sizes | None:
    """Group sizes where on both sides one size alone gives the printed percentage for the count beside it."""
    if best is None:
        return None
    sizes = [_only_size(cell) for cell in (best.intervention, best.comparator)]
    if sizes[0] is None or sizes[1] is None:
        return None
    cell = best.intervention
    return Sizes(sizes[0], sizes[1], 1.0, "table", cell.locator, cell.quote)


def _only_size(cell: AnyCell) -> int | None:
    if not cell.events or cell.percent is None or f"{cell.percent:g}".isdigit():
        return None
    places = len(f"{cell.percent:g}".partition(".")[2])
    near = round(100 * cell.events / cell.percent) if cell.percent else 0
    fitting = [
        n
        for n in range(max(cell.events, near - 20), near + 21)
        if cell.events in counts_for(cell.percent, places, n, False)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _possible(answer: Answer) -> Answer:
    """The answer without events that are more than the group, or that are the group itself on both sides."""
    sides = (answer.intervention, answer.comparator)
    counts = [(side.events, side.group_size) for side in sides if side.events is not None and side.group_size]
    if any(events > size for events, size in counts) or (len(counts) == 2 and all(e == n > 1 for e, n in counts)):
        for side in sides:
            side.events = None
        answer.quotes = [quote for quote in answer.quotes if "events" not in quote["cell"]]
        answer.confidence, answer.derived = 0.0, ""
    return answer


def _clear_best(candidates: Sequence[Candidate]) -> Candidate | None:
    """The best candidate, unless it is weak or another with other numbers is about as good.

    A place that shares only some of the outcome's words has to stand out more.
    """
    if not candidates or candidates[0].outcome < LEAST:
        return None
    best = candidates[0]
    margin = MARGIN if best.outcome >= ENOUGH else WIDE_MARGIN
    for rival in candidates[1:]:
        if best.score - rival.score >= margin:
            break
        if _numbers(rival) != _numbers(best) and not best.hours > rival.hours:
            return None
    return best


def _numbers(pair: Candidate) -> tuple[float | None, ...]:
    return tuple(x for c in (pair.intervention, pair.comparator) for x in (c.value, c.sd, c.events))


def _take(answer: Answer, pair: Candidate, kind: str, known: Sizes | None) -> bool:
    """Fill the sides from a pair of cells, both or neither."""
    both = (pair.intervention, pair.comparator)
    sizes = (known.intervention, known.comparator) if known else (None, None)
    taken = [_side(cell, kind, cell.n or size) for cell, size in zip(both, sizes, strict=True)]
    if any(side is None for side, _ in taken):
        return False
    (first, _), (second, _) = taken
    answer.intervention, answer.comparator = first or Side(), second or Side()
    answer.derived = "; ".join(dict.fromkeys(words for _, words in taken if words))
    answer.timepoint = pair.intervention.timepoint
    answer.confidence = max(0.0, min(0.99, 0.5 * pair.outcome + 0.5 * pair.sides))
    cells = [name for name in ("events", "mean", "standard_deviation") if getattr(first, name) is not None]
    for cell in (pair.intervention, pair.comparator):
        answer.quotes.append({"cell": cells, "quote": cell.quote, "locator": cell.locator})
    return True


def _side(cell: AnyCell, kind: str, n: int | None) -> tuple[Side | None, str]:
    if kind == "binary" or (not kind and cell.stat in ("count", "rate", "count_rate")):
        return _binary(cell, n)
    return _continuous(cell, n)


def _binary(cell: AnyCell, n: int | None) -> tuple[Side | None, str]:
    """Events as printed; else the one count that the percentage leaves of n."""
    if cell.events is not None:
        return Side(events=cell.events), ""
    printed = _COUNT_AND_SHARE.match(plain(cell.quote).strip()) if cell.stat == "unclear" and n else None
    if printed and n and int(printed[1]) in counts_for(float(printed[2]), len(printed[3] or ""), n):
        return Side(events=int(printed[1])), f"events: the number in brackets is their percentage of {n}"
    if cell.percent is not None and n:
        places = len(f"{cell.percent:g}".partition(".")[2])
        counts = counts_for(cell.percent, places, n)
        if len(counts) == 1:
            return Side(events=counts[0]), f"events: the only count of {n} that prints as {cell.percent:g}%"
    return None, ""


def _continuous(cell: AnyCell, n: int | None) -> tuple[Side | None, str]:
    """Mean and SD as printed; else the SD that a standard error or a 95% interval gives with n."""
    if cell.value is None or not (cell.stat.startswith("mean") or (cell.stat == "unclear" and cell.sd is not None)):
        return None, ""
    side = Side(mean=cell.value, standard_deviation=cell.sd)
    if cell.sd is None and n:
        if cell.se is not None:
            side.standard_deviation = round(cell.se * math.sqrt(n), 2)
            return side, f"standard deviation: the standard error times the root of {n}"
        if cell.ci_low is not None and cell.ci_high is not None and (cell.ci_level or 95) == 95:
            half = (cell.ci_high - cell.ci_low) / 2
            side.standard_deviation = round(half / Z_95 * math.sqrt(n), 2)
            return side, f"standard deviation: from the 95% interval of the mean of {n}"
    return side, ""
