"""Checks on counts, shares and their intervals and tests."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from appraisal.facts import HARMS, SURVIVAL, Facts, interval_places, people, printed_interval
from appraisal.intervals import Printed, all_methods, fits
from appraisal.printed import decimals
from appraisal.recovery import MAX_EXPLANATIONS
from appraisal.statistics import any_statistic_fits, statistic_fits, statistics_of
from schemas.models import Finding, Result

# Changes in percent may exceed 100: where the words tell of one, only outcomes that are counted are judged.
_CHANGE = re.compile(
    r"chang|increas|decreas|reduc|improv|declin|ratio|relative|of baseline|of (?:the )?(?:predicted|control|normal)|"
    r"recovery|intensity|adherence|compliance|difference",
    re.I,
)
PARTS = (("ORR", ("CR", "PR")), ("DCR", ("CR", "PR", "SD")))


def impossible_rate(facts: Facts) -> Iterator[Finding]:
    """A share of people lies between 0 and 100%. Source: definition of a proportion."""
    for i, r in enumerate(facts.results):
        share = r.kind == "arm" and r.stat == "rate" and r.unit == "%" and r.value is not None
        counted = facts.countable(r) or r.events is not None or not _CHANGE.search(f"{r.outcome_text} {r.quote}")
        if share and counted and not 0 <= (r.value or 0) <= 100:
            text = f"{r.outcome} of {r.value:g}% in {facts.label(r.arm)} is no share of patients."
            yield Finding("percent_impossible", "critical", text, [i], r.quote)


def events_exceed_n(facts: Facts) -> Iterator[Finding]:
    """No more people with an event than people. Source: definition of a count of participants."""
    for i, r in enumerate(facts.results):
        if r.kind != "arm" or r.events is None or not people(r.unit.replace("%", "")):
            continue
        arm = facts.root(r.arm)
        sizes = [n for n in (arm.n, arm.n_treated, arm.n_evaluable) if n] if arm else []
        limit = r.n_eval if r.n_eval is not None else max(sizes, default=None)
        if limit is not None and r.events > limit:
            text = f"{r.outcome}: {r.events} patients with the event in {facts.label(r.arm)}, which has {limit}."
            yield Finding("events_exceed_n", "critical", text, [i], r.quote)


def interval_mismatch(facts: Facts) -> Iterator[Finding]:
    """A proportion's interval is that of its count by some method, or near it.

    Compared with exact, Jeffreys, Wilson, Wald, Agresti-Coull and logit intervals (Newcombe, Stat Med 1998;17:857).
    Only an end that is off by more than a quarter of the interval's width from every one of them is objected to: there
    are more methods (two-stage designs, bootstrap) than can be listed.
    """
    for i, r in enumerate(facts.results):
        rate = facts.rates.get(i)
        if rate is None or r.events is None or not r.n_eval or r.outcome in SURVIVAL or not facts.countable(r):
            continue
        if r.ci_low is None or r.ci_high is None or r.events > r.n_eval:
            continue
        printed = printed_interval(r)
        if printed is None or fits(r.events, r.n_eval, printed) or not far_off(r.events, r.n_eval, printed):
            continue
        others = facts.explanations(rate)
        if len(others) <= MAX_EXPLANATIONS // 100 and not any(fits(k, n, printed) for k, n in others):
            text = (
                f"{r.outcome} {r.events}/{r.n_eval} in {facts.label(r.arm)}: no method gives {printed.level:g}% CI "
                f"{r.ci_low:g} to {r.ci_high:g}."
            )
            yield Finding("interval_mismatch", "warning", text, [i], r.quote)


def far_off(k: int, n: int, printed: Printed) -> bool:
    """Whether a printed interval is far from those of k out of n by every method."""
    lows, highs = zip(*all_methods(k, n, printed.level), strict=True)
    low, high = max(0.0, min(lows)), min(100.0, max(highs))
    slack = 0.25 * (high - low) + 10.0 ** -min(printed.places)
    lower = low - slack <= printed.low <= max(lows) + slack
    return not (lower and min(highs) - slack <= printed.high <= high + slack)


def value_outside_interval(facts: Facts) -> Iterator[Finding]:
    """An estimate lies inside its own interval. Source: construction of every usual interval."""
    for i, r in enumerate(facts.results):
        if r.value is None or r.ci_low is None or r.ci_high is None or r.stat == "p_only":
            continue
        unit = 10.0 ** -min(*interval_places(r), decimals(r.value, r.quote))
        if r.ci_low > r.ci_high or not r.ci_low - unit <= r.value <= r.ci_high + unit:
            text = f"{r.outcome} {r.stat} {r.value:g} lies outside its own interval, {r.ci_low:g} to {r.ci_high:g}."
            yield Finding("interval_mismatch", "critical", text, [i], r.quote)


def test_mismatch(facts: Facts) -> Iterator[Finding]:
    """A printed chi-squared is that of the two arms' counts.

    Recomputed without and with Yates' correction, as likelihood ratio and with Mantel-Haenszel's n - 1 (Campbell, Stat
    Med 2007;26:3661). Silent where fewer patients than the arms' could explain the value, and for survival.
    """
    seen = set()
    for i in facts.rates:
        j = facts.partner(i)
        if j is None or (pair := (min(i, j), max(i, j))) in seen:
            continue
        seen.add(pair)
        one, other = facts.results[pair[0]], facts.results[pair[1]]
        if one.outcome in SURVIVAL or not facts.countable(one):
            continue
        a, b = facts.pair(one), facts.pair(other)
        if a is None or b is None:
            continue
        for e in facts.evidence(*pair):
            if e.kind != "chi2" or not statistics_of(a, b) or statistic_fits(e.value, e.places, a, b):
                continue
            sides = [
                facts.explanations(facts.rates[k]) if k in facts.rates else [c]
                for k, c in zip(pair, (a, b), strict=True)
            ]
            if len(sides[0]) * len(sides[1]) > MAX_EXPLANATIONS or any_statistic_fits(e.value, e.places, *sides):
                continue
            text = (
                f"{_name(one)}: chi-squared {e.value:g} is not that of {a[0]}/{a[1]} v {b[0]}/{b[1]}, "
                f"{statistics_of(a, b)[0]:.{e.places}f}."
            )
            owner = _owner_of_statistic(facts, e.value, e.places, pair)
            yield Finding("test_mismatch", "warning", text, list(pair), facts.results[e.index].quote, owner)


def _name(r: Result) -> str:
    return r.outcome_text if r.outcome in ("OTHER", "AE_SPECIFIC") and r.outcome_text else r.outcome


def _owner_of_statistic(facts: Facts, value: float, places: int, pair: tuple[int, int]) -> str:
    """The one other comparison of the same arms whose counts do give the printed value."""
    owners = []
    for i in facts.rates:
        j = facts.partner(i)
        if j is None or j < i or i in pair or j in pair:
            continue
        one, other = facts.results[i], facts.results[j]
        a, b = facts.pair(one), facts.pair(other)
        if a is None or b is None:
            continue
        if statistic_fits(value, places, a, b):
            owners.append(f"{value:g} is the value of {_name(one)}, {a[0]}/{a[1]} v {b[0]}/{b[1]}.")
    return owners[0] if len(owners) == 1 else ""


def parts_do_not_sum(facts: Facts) -> Iterator[Finding]:
    """Complete and partial responses make the objective responses, and with stable disease the disease control.

    Source: RECIST 1.1 (Eisenhauer, Eur J Cancer 2009;45:228). Counts over the same denominator only, and only counts
    that were reported or proven. A report may ask for confirmation or a minimum duration: hence a warning.
    """
    table: dict[tuple[str, str, str], dict[str, tuple[int, Result]]] = defaultdict(dict)
    for i, r in enumerate(facts.results):
        if r.kind == "arm" and facts.pair(r):
            key = (facts.root_letter(r.arm), r.timepoint, f"{r.population}{r.class_}")
            table[key].setdefault(r.outcome, (i, r))
    for row in table.values():
        for whole, parts in PARTS:
            names = [p for p in parts if p in row]
            if whole not in row or set(names) != set(parts):
                continue
            total, pieces = row[whole][1], [row[p][1] for p in parts]
            if {_n(p) for p in pieces} != {_n(total)}:
                continue
            added = sum(p.events or 0 for p in pieces)
            if added != total.events and not _percentages_add(facts, [row[p][0] for p in parts], row[whole][0]):
                terms = " + ".join(f"{p.outcome} {p.events}" for p in pieces)
                text = f"{terms} = {added} in {facts.label(total.arm)}, but {whole} is {total.events} of {_n(total)}."
                yield Finding("parts_do_not_sum", "warning", text, [row[n][0] for n in (whole, *parts)], total.quote)


def _n(r: Result) -> int | None:
    return r.n_eval or r.n_assumed


def _percentages_add(facts: Facts, parts: list[int], whole: int) -> bool:
    """Whether the percentages of parts and whole agree within rounding: the counts may then be of fewer people."""
    rates = [facts.rates.get(i) for i in (*parts, whole)]
    if any(rate is None or rate.explicit for rate in rates):
        return False
    *pieces, total = [rate for rate in rates if rate]
    return abs(sum(p.percent for p in pieces) - total.percent) <= len(rates) * 10.0**-total.places


def order_of_parts(facts: Facts) -> Iterator[Finding]:
    """A part is no larger than its whole: complete within objective response, severe adverse events within any.

    Source: the definitions of RECIST 1.1 and of CTCAE.
    """
    nested = (("CR", "ORR"), ("PR", "ORR"), ("ORR", "DCR"), ("AE_G3PLUS", "AE_ANY"))
    table: dict[tuple[str, str, str, int], dict[str, tuple[int, int]]] = defaultdict(dict)
    for i, r in enumerate(facts.results):
        pair = facts.pair(r)
        if r.kind == "arm" and pair and not (r.outcome in HARMS and r.class_):
            key = (facts.root_letter(r.arm), r.timepoint, r.population, pair[1])
            table[key].setdefault(r.outcome, (i, pair[0]))
    for (arm, _, _, n), row in table.items():
        for part, whole in nested:
            if part in row and whole in row and row[part][1] > row[whole][1]:
                text = f"{part} {row[part][1]}/{n} in {facts.label(arm)} is more than {whole} {row[whole][1]}/{n}."
                yield Finding("parts_do_not_sum", "warning", text, [row[part][0], row[whole][0]])


def arms_exceed_total(facts: Facts) -> Iterator[Finding]:
    """The arms of a randomised trial hold no more people than the trial. Crossover trials count people twice.

    Source: CONSORT 2010 flow diagram (Schulz, BMJ 2010;340:c332). Sums far above the total are of groups that overlap.
    """
    report = facts.extraction.report
    sizes = [(a.label, a.n) for a in facts.extraction.arms if a.n and not a.same_as and a.role != "single"]
    total = report.n_total
    posted = any("pointer" in (a.locator or {}) for a in facts.extraction.arms)
    if posted or report.design != "rct" or report.n_total_type == "estimated" or not total or len(sizes) < 2:
        return
    words = f"{report.title} {' '.join(b.text[:4000] for b in report.blocks[:12])}".casefold()
    if "crossover" in words or "cross-over" in words:
        return
    added = sum(n for _, n in sizes)
    if total < added <= 1.1 * total:
        terms = " + ".join(f"{n}" for _, n in sizes)
        yield Finding("parts_do_not_sum", "warning", f"Arms hold {terms} = {added} people, but the trial {total}.")
