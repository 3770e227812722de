"""Checks on ratios, differences, medians and means."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator

from appraisal.distributions import normal_tail, z_of_level
from appraisal.facts import SURVIVAL, Facts, interval_places
from appraisal.printed import decimals, repr_decimals
from schemas.models import Finding, Result

RATIOS = ("hr", "or", "rr")
_P = re.compile(r"([<>=≤≥]?)0?(\.\d+)$|([<>=≤≥]?)(1)(?:\.0+)?$")
_ONE_SIDED = re.compile(r"one[- ]sided", re.I)


def _whole_ratio(r: Result) -> tuple[float, float, float] | None:
    if r.kind != "contrast" or r.stat not in RATIOS or r.value is None or r.ci_low is None or r.ci_high is None:
        return None
    if not 0 < r.ci_low < r.ci_high or not r.ci_low <= r.value <= r.ci_high or _ONE_SIDED.search(r.unit + r.quote):
        return None
    return r.value, r.ci_low, r.ci_high


def ratio_interval_asymmetric(facts: Facts) -> Iterator[Finding]:
    """The interval of a ratio is symmetric on the log scale around its estimate, within rounding.

    Source: exp(b ± z·se), the interval of every Cox, logistic or log-binomial model (Altman, BMJ 2011;343:d2090).
    Profile likelihood and bootstrap intervals lean to one side, so a tenth of the width and all rounding is allowed.
    """
    for i, r in enumerate(facts.results):
        ratio = _whole_ratio(r)
        if ratio is None:
            continue
        value, low, high = ratio
        half = 0.5 * 10.0 ** -min(interval_places(r))
        own = 0.5 * 10.0 ** -decimals(value, r.quote)
        if low <= half or value <= own:
            continue
        rounding = _log_reach(value, own) + (_log_reach(low, half) + _log_reach(high, half)) / 2
        lean = abs(math.log(value) - (math.log(low) + math.log(high)) / 2)
        if lean > rounding + 0.12 * math.log(high / low):
            middle = math.sqrt(low * high)
            text = (
                f"{r.outcome} {r.stat.upper()} {value:g} is not in the middle of {low:g} to {high:g} on the log scale, "
                f"which is {middle:.3g}."
            )
            yield Finding("ratio_interval_asymmetric", "warning", text, [i], r.quote)


def _log_reach(value: float, half: float) -> float:
    return math.log(value) - math.log(value - half)


def p_mismatch(facts: Facts) -> Iterator[Finding]:
    """The p value of a ratio agrees with its interval.

    z = log(estimate) / se with se from the interval at its own level (Altman and Bland, BMJ 2011;343:d2304). Log-rank,
    stratified and one-sided p values differ honestly from that z, so only a distance of more than 0.6 and a fifth of z
    counts, after all rounding.
    """
    for i, r in enumerate(facts.results):
        ratio, p = _whole_ratio(r), _p_range(r.p)
        if ratio is None or p is None or not r.ci_level:
            continue
        least, most = _z_range(r, ratio)
        options = [_z_of_p(p), _z_of_p((2 * p[0], min(1.0, 2 * p[1])))]
        if any(low - _reach(low) <= most and least <= high + _reach(min(high, most)) for low, high in options):
            continue
        value, low, high = ratio
        text = (
            f"{r.outcome} {r.stat.upper()} {value:g} ({r.ci_level:g}% CI {low:g} to {high:g}) does not go with P {r.p}."
        )
        yield Finding("p_mismatch", "warning", text, [i], r.quote)


def _reach(z: float) -> float:
    """How far the z of an honest p value may lie from that of the interval."""
    return 0.6 + 0.2 * z


def _p_range(text: str) -> tuple[float, float] | None:
    """The p values that a printed one allows."""
    match = _P.match(text.strip())
    if not match:
        return None
    sign, digits = match.group(1) or match.group(3) or "", match.group(2) or "1.0"
    value = float(digits)
    if sign in "<≤" and sign:
        return 0.0, value
    if sign in ">≥" and sign:
        return value, 1.0
    half = 10.0 ** -(len(digits) - 1)
    return max(0.0, value - half), min(1.0, value + half)


def _z_of_p(p: tuple[float, float]) -> tuple[float, float]:
    """The absolute z values between two two-sided p values."""
    return _z(p[1]), _z(p[0])


def _z(p: float) -> float:
    if p <= 1e-15:
        return math.inf
    if p >= 1:
        return 0.0
    low, high = 0.0, 40.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if 2 * normal_tail(middle) > p else (low, middle)
    return low


def _z_range(r: Result, ratio: tuple[float, float, float]) -> tuple[float, float]:
    """The absolute z values that a printed estimate and interval allow."""
    value, low, high = ratio
    half = 0.5 * 10.0 ** -min(interval_places(r))
    own = 0.5 * 10.0 ** -decimals(value, r.quote)
    narrow = math.log(max(high - half, 1e-9) / (low + half))
    wide = math.log((high + half) / max(low - half, 1e-9))
    scale = 2 * z_of_level(r.ci_level or 95)
    ends = [abs(math.log(v)) for v in (max(value - own, 1e-9), value + own)]
    least = 0.0 if value - own <= 1 <= value + own else min(ends)
    return least * scale / wide, math.inf if narrow <= 0 else max(ends) * scale / narrow


def level_not_95(facts: Facts) -> Iterator[Finding]:
    """An interval at another level than 95% is said, because pooling must use its own level.

    Source: Cochrane Handbook, section 6.3.2 (standard errors from intervals at their level).
    """
    for i, r in enumerate(facts.results):
        if r.kind == "contrast" and r.ci_level and r.ci_level != 95 and r.value is not None:
            text = f"The interval of {r.outcome} {r.stat.upper()} {r.value:g} is a {r.ci_level:g}% one."
            yield Finding("level_not_95", "info", text, [i], r.quote)


def direction_conflict(facts: Facts) -> Iterator[Finding]:
    """A hazard ratio that excludes 1 points the same way as the medians it belongs to.

    Source: for proportional hazards a longer median goes with the smaller hazard (Spruance, AAC 2004;48:2787). Pooled
    the wrong way round it would turn the answer over, so the row waits for a person.
    """
    medians = _values(facts, "median")
    for i, r in enumerate(facts.results):
        ratio = _whole_ratio(r)
        if ratio is None or r.stat != "hr" or r.outcome not in SURVIVAL:
            continue
        one = medians.get((r.outcome, r.population, facts.root_letter(r.arm)))
        other = medians.get((r.outcome, r.population, facts.root_letter(r.ref_arm)))
        if one is None or other is None or one[1] == other[1]:
            continue
        longer, (_, low, high) = one[1] > other[1], ratio
        if (longer and low > 1) or (not longer and high < 1):
            text = (
                f"{r.outcome}: median {one[1]:g} in {facts.label(r.arm)} v {other[1]:g} in {facts.label(r.ref_arm)}, "
                f"but the hazard ratio of the first over the second is {r.value:g}."
            )
            yield Finding("direction_conflict", "critical", text, [i, one[0], other[0]], r.quote)


def _values(facts: Facts, stat: str) -> dict[tuple[str, str, str], tuple[int, float]]:
    """(index, value) by outcome, population and arm where the report gives one value only."""
    found: dict[tuple[str, str, str], list[tuple[int, float]]] = defaultdict(list)
    for i, r in enumerate(facts.results):
        if r.kind == "arm" and r.stat == stat and r.value is not None:
            found[r.outcome, r.population, facts.root_letter(r.arm)].append((i, r.value))
    return {k: v[0] for k, v in found.items() if len({x for _, x in v}) == 1}


def units_suspect(facts: Facts) -> Iterator[Finding]:
    """Medians of one outcome are in one unit of time, and no follow-up of patients lasts longer than 60 years."""
    limit = {"days": 22000, "weeks": 3100, "months": 720, "years": 60}
    units: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    for i, r in enumerate(facts.results):
        if r.kind != "arm" or r.stat != "median" or r.value is None or r.outcome not in SURVIVAL:
            continue
        unit = r.unit.casefold()
        if r.value > limit.get(unit, math.inf):
            yield Finding("units_suspect", "warning", f"A median {r.outcome} of {r.value:g} {unit}.", [i], r.quote)
        if unit in limit:
            units[r.outcome, r.population, r.timepoint].setdefault(unit, i)
    for (outcome, _, _), seen in units.items():
        if len(seen) > 1:
            text = f"Medians of {outcome} are given in {' and in '.join(sorted(seen))}."
            yield Finding("units_suspect", "warning", text, sorted(seen.values()))


def numbers_differ_within_report(facts: Facts) -> Iterator[Finding]:
    """One report gives one number for one outcome, comparison, time and population.

    Abstracts and texts of one paper differ in up to a fifth of cases (Pitkin, JAMA 1999;281:1110). Numbers count as
    different when they differ at the precision of the shorter one.
    """
    seen: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, r in enumerate(facts.results):
        registry = r.locator is not None and "pointer" in r.locator
        if r.value is None or registry or r.outcome in ("OTHER", "AE_SPECIFIC", "QOL"):
            continue
        if r.stat in RATIOS or (r.stat in ("median", "rate") and r.kind == "arm"):
            seen[(r.kind, r.stat, *facts.key(r), r.arm or "", r.ref_arm, r.unit)].append(i)
    for indices in seen.values():
        firsts = _one_a_place(facts, indices)
        for i in firsts[1:]:
            first, r = facts.results[firsts[0]], facts.results[i]
            if first.value is not None and r.value is not None and _differ(first, r):
                text = f"{r.outcome} {r.stat} is {first.value:g} in one place and {r.value:g} in another."
                yield Finding("numbers_differ_within_report", "warning", text, [firsts[0], i], r.quote)
                break


def _one_a_place(facts: Facts, indices: list[int]) -> list[int]:
    """One result for each block or table, or none at all where a place gives several: those are of different groups."""
    places: dict[str, int] = {}
    for i in indices:
        locator = facts.results[i].locator or {}
        place = str(locator.get("block") or locator.get("table") or "")
        if place in places and facts.results[places[place]].value != facts.results[i].value:
            return []
        places.setdefault(place, i)
    return list(places.values())


def _differ(one: Result, other: Result) -> bool:
    a, b = one.value or 0.0, other.value or 0.0
    places = min(decimals(a, one.quote), decimals(b, other.quote), repr_decimals(a), repr_decimals(b))
    return abs(a - b) > 10.0**-places + 1e-9
