"""A place of the report read as an answer: the numbers of both sides, printed or worked out, or none."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from appraisal.counts import counts_for
from extractors.tables import Cell
from extractors.text.normal import plain
from synthesis.ask.model import Features, Model
from synthesis.ask.question import Side
from synthesis.ask.sentences import Said, SaidCell
from synthesis.ask.size_choice import Sizes
from synthesis.ask.tables import Pair

_COUNT_AND_SHARE = re.compile(r"(\d+)\s*\(\s*(\d+(?:\.(\d+))?)\s*%?\s*\)$")
Z_95 = 1.959964

Candidate = Pair | Said
AnyCell = Cell | SaidCell
Numbers = tuple[float | None, ...]
NEAREST = "the count nearest to"
MOST_COUNTS = 3
"""Most counts that may print as one percentage, for the middle one to be given."""
APART = 1.25
"""How many times likelier than any other numbers the best must be: what ties is no answer."""


@dataclass(frozen=True)
class Reading:
    """A candidate with what it gives for both sides; `sides` is None where its numbers are not those asked for.

    A median, say, is the right place for an outcome whose mean is asked for, and no answer: it speaks for silence.
    """

    candidate: Candidate
    sides: tuple[Side, Side] | None
    derived: str = ""

    @property
    def numbers(self) -> Numbers | None:
        """What it gives, without group sizes."""
        if self.sides is None:
            return None
        return tuple(x for side in self.sides for x in (side.events, side.mean, side.standard_deviation))

    @property
    def features(self) -> Features:
        """What speaks for and against it."""
        return {**self.candidate.features, "nearest": float(NEAREST in self.derived)}


def surest(readings: Sequence[Reading], model: Model) -> tuple[Reading | None, float]:
    """The reading whose numbers are likeliest, and the confidence that they are the answer."""
    by_numbers = model.chances([(reading.numbers, reading.features) for reading in readings])
    by_numbers.pop(None, None)
    if not by_numbers:
        return None, 0.0
    (best, chance), *others = sorted(by_numbers.items(), key=lambda item: -item[1])
    if others and chance < APART * others[0][1]:
        return None, 0.0
    first = max((r for r in readings if r.numbers == best), key=lambda r: model.score(r.features))
    return first, model.confidence(chance)


def reading_of(candidate: Candidate, kind: str, known: Sizes | None) -> Reading:
    """Both sides' numbers of a candidate, or none of either."""
    both = (candidate.intervention, candidate.comparator)
    sizes = (known.intervention, known.comparator) if known else (None, None)
    (first, how), (second, how_too) = (_side(c, kind, c.n or n) for c, n in zip(both, sizes, strict=True))
    if first is None or second is None:
        return Reading(candidate, None)
    return Reading(candidate, (first, second), "; ".join(dict.fromkeys(w for w in (how, how_too) if w)))


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
        counts = counts_for(cell.percent, places, n, truncation=False)
        if 1 <= len(counts) <= MOST_COUNTS:
            exact = n * cell.percent / 100
            near = min(counts, key=lambda count: abs(count - exact))
            return Side(events=near), f"events: {NEAREST} {cell.percent:g}% of {n} ({_span(counts)} so)"
    return None, ""


def _span(counts: Sequence[int]) -> str:
    """`86 prints`, `174 to 175 print`."""
    return f"{counts[0]} prints" if len(counts) == 1 else f"{counts[0]} to {counts[-1]} print"


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
