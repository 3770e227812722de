"""How well a row stands: whether other reports of the study and its own arithmetic agree with it."""

from __future__ import annotations

import re

from extractors.second_reader import AGREE
from schemas.models import Result
from synthesis.candidates import Candidate
from synthesis.effects import from_interval, half_width, two_sided_p
from synthesis.kinds import is_registry, kind
from synthesis.printed import decimals, equal, half_unit

_SET_BY_HAND = ("value", "events", "n_eval", "sd", "se", "ci_low", "ci_high", "ci_level")
_P = re.compile(r"[<>=≤≥]?(0|1|0?\.\d+|1\.0+|\d(\.\d+)?[eE]-\d+)")


def p_text(p: str) -> str:
    """A p value as the tables hold it: 0.04 or <0.001; empty for what is no number (“NS”)."""
    plain = p.replace(" ", "").replace("\u00b7", ".").replace("⩽", "≤").lstrip("=")
    return plain if _P.fullmatch(plain) else ""


def exact_p(p: str) -> float | None:
    """The p value as a number, where it is given exactly."""
    plain = p_text(p)
    return float(plain) if plain and plain[0] not in "<>≤≥" else None


def _tolerance(candidate: Candidate, column: str) -> float:
    """Half a unit of the last printed place behind one number of a row, on the row's own scale."""
    source, value = candidate.sources.get(column), candidate.numbers.get(column)
    if source is None or source.arm or not isinstance(value, int | float):
        return 0.0
    result = source.reading.extraction.results[source.index]
    printed = getattr(result, source.field, None)
    half = half_unit(source.reading, result, source.field)
    if not isinstance(printed, int | float) or not printed:
        return half
    # A ratio turned round, or percent as a proportion: the step shrinks or grows as the number did.
    inverse = candidate.turned and candidate.stat not in ("rd", "md")
    return half / printed**2 if inverse else half * abs(value / printed)


def _same(one: Candidate, two: Candidate, column: str) -> bool:
    """Whether a number of two candidates is one number: equal at the precision of the coarser."""
    a, b = one.numbers.get(column), two.numbers.get(column)
    if not isinstance(a, int | float) or not isinstance(b, int | float):
        return a == b
    return equal(a, b, max(_tolerance(one, column), _tolerance(two, column)))


def agree(one: Candidate, two: Candidate) -> bool:
    """Whether two candidates for a row give the same numbers of the same patients.

    Counts and means need equal denominators. Comparisons need the same estimate, and the same interval, level and
    sizes of both arms where both give them.
    """
    if one.kind != "contrast":
        raw = [column for column in one.numbers if column not in ("ci_low", "ci_high", "ci_level")]
        return all(_same(one, two, column) for column in raw)
    both = [c for c in ("ci_low", "ci_high", "ci_level", "n1i", "n2i") if c in one.numbers and c in two.numbers]
    given = [c for c in both if one.numbers[c] is not None and two.numbers[c] is not None]
    return all(_same(one, two, column) for column in ("estimate", *given))


def independent(one: Candidate, two: Candidate) -> bool:
    """Whether two reports are independent sources: what a registry posted and what a journal printed are.

    A loose document is none: it may be a page that repeats the registry. Nor is a number that a person has set.
    """
    reports = (one.reading.report, two.reading.report)
    if is_registry(reports[0]) == is_registry(reports[1]) or "document" in map(kind, reports):
        return False
    return not any((i, name) in c.reading.corrected for c in (one, two) for i in c.indices for name in _SET_BY_HAND)


def _count_fits(result: Result) -> bool:
    """Whether a printed percentage is that of the printed counts, or interval or test proved the counts."""
    if result.events_origin in ("solved_from_interval", "solved_from_statistic"):
        return True
    n = result.n_eval or result.n_assumed
    if result.stat != "rate" or result.value is None or not n or result.events_origin != "reported":
        return False
    return abs(100 * (result.events or 0) / n - result.value) <= 0.51 * 10 ** -decimals(result.value)


def _p_fits(candidate: Candidate) -> bool:
    """Whether the interval and the p value of a reported comparison tell the same story, rounding allowed for."""
    low, high, level = (candidate.numbers.get(c) for c in ("ci_low", "ci_high", "ci_level"))
    estimate, printed = candidate.numbers.get("estimate"), p_text(str(candidate.numbers.get("p_value") or ""))
    if not all(isinstance(v, int | float) for v in (estimate, low, high, level)) or not printed:
        return False
    measure = candidate.stat.upper()
    effect = from_interval(measure, float(estimate), float(low), float(high), float(level))  # type: ignore[arg-type]
    if effect is None or not effect.sei:
        return False
    p = two_sided_p(effect.yi, effect.sei)
    number = float(printed.lstrip("<>≤≥"))
    if printed[0] in "<≤":
        # Bounds are rounded and tests differ: a p value a little above its printed limit does not contradict it.
        return p <= number * 1.5
    if printed[0] in ">≥" or not 0 < number < 1:
        return False
    return abs(_z(p) - _z(number)) <= max(0.12, 0.08 * _z(number))


def _z(p: float) -> float:
    return half_width(100 * (1 - p)) if 1e-15 < p < 1 else 8.0


def consistent(candidate: Candidate) -> bool:
    """Whether the candidate's own arithmetic agrees: percentages with counts, interval with p value."""
    if candidate.kind == "contrast":
        return _p_fits(candidate)
    if candidate.kind == "means":
        return False
    results = candidate.reading.extraction.results
    return all(_count_fits(results[i]) for i in candidate.indices)


def confirmation(chosen: Candidate, others: list[Candidate]) -> str:
    """How well a row stands. A second reader of the same report is no second source: it rules out misreading only."""
    if any(independent(chosen, other) and agree(chosen, other) for other in others):
        return "confirmed"
    if read_twice(chosen):
        return "consistent_read_twice" if consistent(chosen) else "read_twice"
    return "consistent" if consistent(chosen) else "single"


def read_twice(candidate: Candidate) -> bool:
    """Whether a second reader gives the same for every result behind the row, and no person has set one since."""
    reading = candidate.reading
    corrected = {index for index, _ in reading.corrected}
    return all(
        i not in corrected and any(f.rule == AGREE for f in reading.by_result.get(i, ())) for i in candidate.indices
    )
