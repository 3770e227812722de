"""Checks on ratios, their intervals, p values and directions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from appraisal.counts import Pair
from appraisal.distributions import normal_tail, z_of_level
from appraisal.doubt import ONE_SIDED, other_test_possible
from appraisal.facts import Facts
from appraisal.kinds import SURVIVAL, countable
from appraisal.one_result import interval_places
from appraisal.printed import decimals
from appraisal.recovery import MAX_EXPLANATIONS
from appraisal.statistics import p_values_of, quick_p_values
from schemas.models import Finding, Result

RATIOS = ("hr", "or", "rr")
_P = re.compile(r"([<>=≤≥]?)0?(\.\d+)$|([<>=≤≥]?)(1)(?:\.0+)?$")


def whole_ratio(r: Result) -> tuple[float, float, float] | None:
    """(estimate, low, high) of a ratio that lies within a two-sided interval of positive ends."""
    if r.kind != "contrast" or r.stat not in RATIOS or r.value is None or r.ci_low is None or r.ci_high is None:
        return None
    if not 0 < r.ci_low < r.ci_high or not r.ci_low <= r.value <= r.ci_high or ONE_SIDED.search(r.unit + r.quote):
        return None
    return r.value, r.ci_low, r.ci_high


def ratio_interval_asymmetric(facts: Facts) -> Iterator[Finding]:
    """The interval of a ratio is symmetric on the log scale around its estimate, within rounding.

    Source: exp(b ± z·se), the interval of every Cox, logistic or log-binomial model (Altman, BMJ 2011;343:d2090).
    Profile likelihood and bootstrap intervals lean to one side, so a tenth of the width and all rounding is allowed.
    """
    for i, r in enumerate(facts.results):
        ratio = whole_ratio(r)
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
        ratio, p = whole_ratio(r), _p_range(r.p)
        if ratio is None or p is None or not r.ci_level:
            continue
        least, most = _z_range(r, ratio)
        options = [_z_of_p(p), _z_of_p((2 * p[0], min(1.0, 2 * p[1])))]
        if any(low - _reach(low) <= most and least <= high + _reach(min(high, most)) for low, high in options):
            continue
        value, low, high = ratio
        z = abs(math.log(value)) * 2 * z_of_level(r.ci_level) / math.log(high / low)
        text = (
            f"{r.outcome} {r.stat.upper()} {value:g} ({r.ci_level:g}% CI {low:g} to {high:g}) gives P "
            f"{_rounded(2 * normal_tail(z))}, which does not go with P {r.p}."
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


def p_of_counts(facts: Facts) -> Iterator[Finding]:
    """The p value of two shares is one that a test of their counts can give.

    Compared with Pearson, Yates, likelihood ratio, unpooled z and Fisher (Campbell, Stat Med 2007;26:3661), two-sided
    and one-sided. Silent where the
    words name another test (adjusted, stratified, log-rank), for survival, where the p stands in another sentence or
    row, and where fewer patients could explain it.
    """
    seen = set()
    for i in facts.rates:
        j = facts.partner(i)
        if j is None or (pair := (min(i, j), max(i, j))) in seen:
            continue
        seen.add(pair)
        one, other = facts.results[pair[0]], facts.results[pair[1]]
        a, b = facts.pair(one), facts.pair(other)
        if a is None or b is None or one.outcome in SURVIVAL:
            continue
        if not (countable(one) and countable(other)) or not facts.same_place(one, other):
            continue
        for e in facts.evidence(*pair):
            r = facts.results[e.index]
            if e.kind != "p" or r.kind != "contrast" or not facts.together(r, one):
                continue
            if other_test_possible(facts, r) or not _far(e.value, e.places, a, b):
                continue
            sides = [
                facts.explanations(facts.rates[k]) if k in facts.rates else [c]
                for k, c in zip(pair, (a, b), strict=True)
            ]
            few = len(sides[0]) * len(sides[1]) <= MAX_EXPLANATIONS // 10
            if few and all(_far(e.value, e.places, x, y) for x in sides[0] for y in sides[1]):
                counts = f"{a[0]}/{a[1]} v {b[0]}/{b[1]}"
                text = f"{one.outcome}: P = {e.value:g} stands beside {counts}, whose test gives {_usual_p(a, b)}."
                yield Finding("p_mismatch", "warning", text, [e.index, *pair], r.quote)


def _far(value: float, places: int, one: Pair, other: Pair) -> bool:
    """Whether a printed p lies beyond every usual test's by more than tests can differ."""
    unit = 10.0**-places
    low, high = _z(min(1.0, value + unit)), _z(max(0.0, value - unit))
    for given in (quick_p_values, p_values_of):
        values = given(one, other)
        least, most = _z(max(values)), _z(max(0.0, min(values) / 2))
        if high + _reach(high) >= least and low - _reach(low) <= most:
            return False
    return True


def _usual_p(one: Pair, other: Pair) -> str:
    return _rounded(quick_p_values(one, other)[0])


def _rounded(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "less than 0.001"


_ALL_ONE_SIDED = re.compile(r"\b[Pp][- ]?values? (?:were|are|was|is) (?:all )?(?:one|1)[- ](?:sided|tailed)")


def one_sided_p(facts: Facts) -> Iterator[Finding]:
    """A one-sided p value is said, because half of a two-sided one must not be read as that.

    Source: ICH E9, section 5.5. The sentence of the number says it, or the methods say it of all p values.
    """
    contrasts = [r for r in facts.results if r.p and r.kind == "contrast"]
    everywhere = bool(contrasts) and any(
        _ALL_ONE_SIDED.search(block.text)
        for block in facts.extraction.report.blocks
        if block.section in ("methods", "abstract") and ("sided" in block.text or "tailed" in block.text)
    )
    for i, r in enumerate(facts.results):
        if r.p and r.kind == "contrast" and (everywhere or _calls_p_one_sided(facts, r)):
            yield Finding("p_one_sided", "info", f"P {r.p} of {r.outcome} {r.stat.upper()} is one-sided.", [i], r.quote)


def _calls_p_one_sided(facts: Facts, r: Result) -> bool:
    """Whether “one-sided” stands right beside a p in the sentence, and the sentence has one p only."""
    sentence = facts.sentence(r)
    beside = re.search(
        r"(?:one|1)[- ](?:sided|tailed)\W{0,3}(?:log-?rank |test |stratified ){0,2}[Pp]\b|"
        r"\b[Pp]\s*[=<>≤≥]?\s*0?\.\d+\W{0,3}(?:by )?(?:a )?(?:one|1)[- ](?:sided|tailed)",
        sentence,
    )
    return beside is not None and len(re.findall(r"\b[Pp]\s*[=<>≤≥]", sentence)) == 1
