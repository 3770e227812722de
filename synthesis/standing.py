"""How well a row stands: whether other reports of the study and its own arithmetic agree with it."""

from __future__ import annotations

import re

from extractors.second_reader import AGREE
from schemas.models import Result
from synthesis.candidates import Candidate
from synthesis.effects import from_interval, half_width, two_sided_p
from synthesis.kinds import is_registry

_P = re.compile(r"[<>=≤≥]?(0|1|0?\.\d+|1\.0+|\d(\.\d+)?[eE]-\d+)")


def p_text(p: str) -> str:
    """A p value as the tables hold it: 0.04 or <0.001; empty for what is no number (“NS”)."""
    plain = p.replace(" ", "").replace("\u00b7", ".").replace("⩽", "≤").lstrip("=")
    return plain if _P.fullmatch(plain) else ""


def exact_p(p: str) -> float | None:
    """The p value as a number, where it is given exactly."""
    plain = p_text(p)
    return float(plain) if plain and plain[0] not in "<>≤≥" else None


def _decimals(value: float) -> int:
    text = f"{value:.10f}".rstrip("0")
    return len(text.partition(".")[2])


def _rounds_to(one: float | str | None, two: float | str | None) -> bool:
    """Whether two printed numbers are one number: equal at the precision of the coarser."""
    if not isinstance(one, int | float) or not isinstance(two, int | float):
        return one == two
    places = min(_decimals(one), _decimals(two))
    return abs(one - two) <= 0.5000001 * 10**-places


def agree(one: Candidate, two: Candidate) -> bool:
    """Whether two candidates for a row give the same numbers (and intervals of the same level, if both give one)."""
    if one.kind != "contrast":
        raw = [column for column in one.numbers if column not in ("ci_low", "ci_high", "ci_level")]
        return all(_rounds_to(one.numbers[column], two.numbers.get(column)) for column in raw)
    if not _rounds_to(one.numbers["estimate"], two.numbers["estimate"]):
        return False
    both = [(one.numbers[c], two.numbers[c]) for c in ("ci_low", "ci_high", "ci_level")]
    return all(_rounds_to(a, b) for a, b in both if a is not None and b is not None)


def independent(one: Candidate, two: Candidate) -> bool:
    """Whether two reports are independent sources: what a registry posted and what a journal printed are."""
    return is_registry(one.reading.report) != is_registry(two.reading.report)


def _count_fits(result: Result) -> bool:
    """Whether a printed percentage is that of the printed counts, or interval or test proved the counts."""
    if result.events_origin in ("solved_from_interval", "solved_from_statistic"):
        return True
    n = result.n_eval or result.n_assumed
    if result.stat != "rate" or result.value is None or not n or result.events_origin != "reported":
        return False
    return abs(100 * (result.events or 0) / n - result.value) <= 0.51 * 10 ** -_decimals(result.value)


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
