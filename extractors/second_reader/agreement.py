"""Two readings of one report laid side by side: where they agree, where they differ, what only one of them has.

The first reading speaks. The second can confirm a result or hold it back; it never puts a number of its own into a
row, since a quote proves that a number is printed and not what it is about.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from dataclasses import dataclass, field

from extractors.second_reader.arms import match_arms
from extractors.second_reader.interface import Reading
from extractors.text.normal import plain
from schemas.models import Extraction, Finding, Held, Result

AGREE, DIFFER, ONLY_SECOND, SUMMARY = "readers_agree", "readers_differ", "second_reader_only", "second_reading"
UNNAMED = frozenset({"OTHER", "AE_OTHER", "AE_SPECIFIC", "QOL"})
"""Outcomes that only the report's words tell apart."""
COUNTED = frozenset({"rate", "count"})
SHOWN = 3
"""Reasons listed in a sentence."""


@dataclass(slots=True)
class _Sides:
    """What came of the comparison, by index of the first reading's results."""

    agreed: list[int] = field(default_factory=list)
    differing: dict[int, list[Result]] = field(default_factory=dict)
    only: list[Result] = field(default_factory=list)


def compare(extraction: Extraction, reading: Reading) -> Extraction:
    """The first reading with findings and held numbers about the second; its own results are unchanged."""
    findings, held = list(extraction.findings), list(extraction.held)
    name = reading.reader
    if reading.problem:
        message = f"The second reader {name} gave nothing to compare: {reading.problem}."
        findings.append(Finding(SUMMARY, "info", message))
        return dataclasses.replace(extraction, findings=findings)
    sides = _lay_side_by_side(extraction, reading)
    if sides.agreed:
        message = f"The second reader {name} (version {reading.version}) reads the same numbers here."
        findings.append(Finding(AGREE, "info", message, sides.agreed))
    findings += [_difference(extraction.results[i], i, given, name) for i, given in sorted(sides.differing.items())]
    held += [_held(result, name) for result in sides.only]
    findings.append(Finding(SUMMARY, "info", _summary(extraction, reading, sides)))
    return dataclasses.replace(extraction, findings=findings, held=held)


def _lay_side_by_side(extraction: Extraction, reading: Reading) -> _Sides:
    letters = match_arms(extraction.arms, reading.arms)
    unsure = _differing_sizes(extraction, reading, letters)
    results, agreed, rest = extraction.results, set[int](), []
    for given in reading.results:
        about = dataclasses.replace(given, arm=letters.get(given.arm or "", "?"),
                                    ref_arm=letters.get(given.ref_arm, "?") if given.ref_arm else "")  # fmt: skip
        same = [i for i, result in enumerate(results) if _same_subject(result, about)]
        equal = {i for i in same if _equal(results[i], about) and _may_be_one(results[i], about)}
        agreed |= equal
        if not equal:
            rest.append((given, about, [i for i in same if _same_occasion(results[i], about)]))
    sides = _Sides([i for i in sorted(agreed) if results[i].n_eval is not None or results[i].arm not in unsure])
    for given, about, exact in rest:
        against = [i for i in exact if i not in agreed and _contradicts(results[i], about)]
        for i in against:
            sides.differing.setdefault(i, []).append(given)
        # What the first reader has with fewer numbers (a rate without its interval) is no find of the second alone.
        if not against and not set(exact) - agreed:
            sides.only.append(given)
    return sides


def _differing_sizes(extraction: Extraction, reading: Reading, letters: dict[str, str]) -> set[str | None]:
    """Arms of the first reading to which the second gives another number of patients than any the first knows."""
    own = {arm.arm: {arm.n, arm.n_treated, arm.n_evaluable} - {None} for arm in extraction.arms}
    return {letters[arm.arm] for arm in reading.arms
            if arm.arm in letters and arm.n is not None and own[letters[arm.arm]] and arm.n not in own[letters[arm.arm]]
            }  # fmt: skip


def _same_subject(one: Result, two: Result) -> bool:
    """Whether two results are about the same outcome, arms and kind of number."""
    if one.kind != two.kind or one.outcome != two.outcome or (one.arm or "") != two.arm:
        return False
    if one.kind == "contrast" and one.ref_arm != two.ref_arm:
        return False
    if one.stat != two.stat and not {one.stat, two.stat} <= COUNTED:
        return False
    return one.outcome not in UNNAMED or _plain(one.outcome_text) == _plain(two.outcome_text)


def _same_occasion(one: Result, two: Result) -> bool:
    """Whether they are about the same time point and population, as far as each says."""
    times = [result.timepoint_weeks for result in (one, two)]
    if (times[0] is None) != (times[1] is None):
        return False
    if times[0] is not None and times[1] is not None and abs(times[0] - times[1]) > 0.5:
        return False
    return _plain(one.population) == _plain(two.population)


def _may_be_one(one: Result, two: Result) -> bool:
    """Whether equal numbers are one number: read at one place, or one reader left the time point unsaid."""
    a, b = one.locator or {}, two.locator or {}
    if "block" in a and a.get("block") == b.get("block") and a["start"] < b["end"] and b["start"] < a["end"]:
        return True
    unsaid = one.timepoint_weeks is None or two.timepoint_weeks is None
    return _same_occasion(one, two) or (unsaid and _plain(one.population) == _plain(two.population))


def _plain(words: str) -> str:
    return " ".join(plain(words).casefold().split())


def _numbers(result: Result) -> dict[str, float | None]:
    """The numbers by which two results are compared."""
    if result.stat in COUNTED:
        # Counts that appraisal worked out are not printed: another reader of the print cannot give them.
        printed = result.events_origin in (None, "reported")
        return {
            "value": result.value if result.stat == "rate" else None,
            "events": result.events if printed else None,
            "patients": result.n_eval if printed else None,
            "low": result.ci_low,
            "high": result.ci_high,
        }
    return {"value": result.value, "sd": result.sd, "low": result.ci_low, "high": result.ci_high}


def _equal(one: Result, two: Result) -> bool:
    """Whether the second gives every number that the first has, and the same; denominators may go unsaid."""
    ours, theirs = _numbers(one), _numbers(two)
    told = {key for key, value in ours.items() if value is not None and key != "patients"}
    if "events" in told and "value" in told and theirs["value"] is None:
        told.remove("value")
    return bool(told) and all(ours[key] == theirs[key] for key in told) and not _contradicts(one, two)


def _contradicts(one: Result, two: Result) -> bool:
    """Whether a number that both give is not the same."""
    ours, theirs = _numbers(one), _numbers(two)
    levels = (one.ci_level, two.ci_level)
    pairs = [(ours[key], theirs[key]) for key in ours] + [levels]
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _difference(result: Result, index: int, given: list[Result], name: str) -> Finding:
    theirs = " and ".join(dict.fromkeys(in_words(other) for other in given))
    message = f"The first reader gives {in_words(result)} for {result.outcome}, the second reader {name} {theirs}."
    quotes = " | ".join(dict.fromkeys([result.quote, *(other.quote for other in given)]))
    return Finding(DIFFER, "critical", message, [index], quote=quotes)


def _held(result: Result, name: str) -> Held:
    words = result.outcome_text or result.outcome
    message = f"Only the second reader {name} gives {in_words(result)} for {words}; look whether the report says so."
    return Held(ONLY_SECOND, message, result.quote, result.locator, result.outcome, result.value)


def in_words(result: Result) -> str:
    """A result's numbers for a sentence: `rate 45% (23/51)`, `hr 0.62 (0.41 to 0.93)`."""
    value = "" if result.value is None else f"{result.value:g}"
    text = f"{result.stat} {value}{'%' if result.stat == 'rate' else ''}".strip()
    if result.events is not None:
        text += f" ({result.events}/{result.n_eval if result.n_eval is not None else '?'})"
    if result.ci_low is not None and result.ci_high is not None:
        text += f" ({result.ci_low:g} to {result.ci_high:g})"
    return text


def _summary(extraction: Extraction, reading: Reading, sides: _Sides) -> str:
    """One sentence for the run's report: how many of each kind, and why things were dropped."""
    silent = len(extraction.results) - len(sides.agreed) - len(sides.differing)
    parts = [
        f"{len(reading.results)} results with a verified quote",
        f"{len(sides.agreed)} of the first reader's confirmed",
        f"{len(sides.differing)} differing",
        f"{silent} of the first reader's without a counterpart",
        f"{len(sides.only)} found by it alone",
    ]
    text = f"The second reader {reading.reader} (version {reading.version}) gave {', '.join(parts)}"
    if reading.dropped:
        why = Counter(dropped.reason for dropped in reading.dropped).most_common()
        listed = "; ".join(f"{n}: {reason}" for reason, n in why[:SHOWN])
        text += f"; {len(reading.dropped)} items were dropped ({listed}{'; …' if len(why) > SHOWN else ''})"
    if reading.shortened:
        text += "; the report was too long to be sent whole"
    return text + "."
