"""Checks on counts, shares and their intervals and tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from appraisal.doubt import CHANGE, is_one_sided, may_be_no_share
from appraisal.facts import Facts
from appraisal.intervals import Printed, all_methods, fits, solve
from appraisal.kinds import SURVIVAL, countable, people
from appraisal.one_result import interval_places, printed_interval
from appraisal.printed import decimals
from appraisal.recovery import MAX_EXPLANATIONS
from appraisal.statistics import any_statistic_fits, statistic_fits, statistics_of
from schemas.models import Finding, Result

MOST_SOLVED = 1000
"""Beyond this many people every percentage has a count with about that interval, and looking tells nothing."""
SEVERAL = 3
_LEVELS = (80.0, 90.0, 95.0, 97.5, 98.0, 99.0)


def impossible_rate(facts: Facts) -> Iterator[Finding]:
    """No share of people is above 100%. Source: definition of a proportion.

    Changes and relative quantities may be: where the words tell of one, nothing is said. Nor about negative numbers,
    which are always changes.
    """
    for i, r in enumerate(facts.results):
        if r.kind != "arm" or r.stat != "rate" or r.unit != "%" or (r.value or 0) <= 100:
            continue
        if CHANGE.search(f"{r.outcome_text} {r.quote}") or (r.events is None and may_be_no_share(facts, r)):
            continue
        text = f"{r.outcome} of {r.value:g}% in {facts.label(r.arm)} is no share of patients."
        yield Finding("percent_impossible", "critical", text, [i], r.quote)


def events_exceed_n(facts: Facts) -> Iterator[Finding]:
    """No more people with an event than people. Source: definition of a count of participants.

    A number in running text with no denominator of its own may be that of all arms, and is then no count of this one.
    Where several counts exceed the number of an arm, that number is not theirs, and one warning says so.
    """
    too_many: dict[tuple[str, int], list[int]] = defaultdict(list)
    for i, r in enumerate(facts.results):
        if r.kind != "arm" or r.events is None or not people(r.unit.replace("%", "")):
            continue
        limit = r.n_eval if r.n_eval is not None else max(facts.sizes(r), default=None)
        if limit is not None and r.events > limit:
            # A denominator of its own makes a count a case of its own.
            too_many[f"{i}" if r.n_eval is not None else facts.root_letter(r.arm), limit].append(i)
    for (_, limit), indices in too_many.items():
        r = facts.results[indices[0]]
        counts = list(dict.fromkeys(facts.results[i].events or 0 for i in indices))
        if len(counts) == 1:
            text = f"{r.outcome}: {r.events} patients with the event in {facts.label(r.arm)}, which has {limit}."
            yield Finding("events_exceed_n", "critical", text, indices, r.quote)
        else:
            listed = ", ".join(map(str, counts[:8])) + (" …" if len(counts) > 8 else "")
            text = (
                f"{listed} patients with events in {facts.label(r.arm)}, which has {limit}: {limit} is hardly theirs."
            )
            yield Finding("events_exceed_n", "warning", text, indices, r.quote)


def interval_mismatch(facts: Facts) -> Iterator[Finding]:
    """A proportion's interval is that of its count by some method, or near it.

    Compared with exact, Jeffreys, Wilson, Wald, Agresti-Coull, logit, log and log(-log) intervals (Newcombe, Stat Med
    1998;17:857).
    Only an end that is off by more than a quarter of the interval's width from every one of them is objected to: there
    are more methods (two-stage designs, bootstrap) than can be listed.
    """
    for i, r in enumerate(facts.results):
        rate = facts.rates.get(i)
        if rate is None or r.events is None or not r.n_eval or r.outcome in SURVIVAL or not countable(r):
            continue
        if r.ci_low is None or r.ci_high is None or r.events > r.n_eval or _of_a_difference(r):
            continue
        printed = printed_interval(r)
        if printed is None or fits(r.events, r.n_eval, printed, rare=True) or not far_off(r.events, r.n_eval, printed):
            continue
        others = facts.explanations(rate)
        if len(others) <= MAX_EXPLANATIONS // 100 and not any(fits(k, n, printed, rare=True) for k, n in others):
            text = (
                f"{r.outcome} {r.events}/{r.n_eval} in {facts.label(r.arm)}: no method gives {printed.level:g}% CI "
                f"{r.ci_low:g} to {r.ci_high:g}."
            )
            of = solve(r.n_eval, printed) if r.n_eval <= MOST_SOLVED else []
            proposal = (
                f"It is the interval of {of[0]}/{r.n_eval} = {100 * of[0] / r.n_eval:.1f}%." if len(of) == 1 else ""
            )
            yield Finding("interval_mismatch", "warning", text, [i], r.quote, proposal)


def interval_of_another_level(facts: Facts) -> Iterator[Finding]:
    """A share's interval that no method gives at its printed level, and one does at exactly one other.

    Levels compared are 80, 90, 97.5, 98 and 99% (Cochrane Handbook 6.3.2). Only of printed decimals and of counts
    that are reported, and where no smaller number of patients gives the printed interval at its printed level.
    """
    for i, r in enumerate(facts.results):
        rate = facts.rates.get(i)
        printed = printed_interval(r) if rate is not None and r.ci_level and countable(r) else None
        if rate is None or printed is None or not r.events or not r.n_eval or not 0 < r.events < r.n_eval:
            continue
        if min(printed.places) < 1 or fits(r.events, r.n_eval, printed, rare=True) or not _clearly_not(r, printed):
            continue
        fitting = [x for x in _LEVELS if x != r.ci_level and fits(r.events, r.n_eval, printed._replace(level=x))]
        others = facts.explanations(rate)
        few = len(fitting) == 1 and len(others) <= MAX_EXPLANATIONS // 100
        if few and not any(fits(k, n, printed, rare=True) for k, n in others):
            text = (
                f"{r.outcome} {r.events}/{r.n_eval} in {facts.label(r.arm)}: {r.ci_low:g} to {r.ci_high:g} is called a "
                f"{r.ci_level:g}% interval."
            )
            proposal = f"It is the {fitting[0]:g}% interval of {r.events}/{r.n_eval}."
            yield Finding("interval_mismatch", "warning", text, [i], r.quote, proposal)


def _clearly_not(r: Result, printed: Printed) -> bool:
    """Whether each method's interval at the printed level differs by more than a tenth of its width at some end."""
    for low, high in all_methods(r.events or 0, r.n_eval or 1, printed.level):
        slack = 0.1 * (high - low)
        if abs(low - printed.low) <= slack and abs(high - printed.high) <= slack:
            return False
    return True


def far_off(k: int, n: int, printed: Printed) -> bool:
    """Whether a printed interval is far from those of k out of n by every method."""
    lows, highs = zip(*all_methods(k, n, printed.level), strict=True)
    low, high = max(0.0, min(lows)), min(100.0, max(highs))
    slack = 0.25 * (high - low) + 10.0 ** -min(printed.places)
    lower = low - slack <= printed.low <= max(lows) + slack
    return not (lower and min(highs) - slack <= printed.high <= high + slack)


def value_outside_interval(facts: Facts) -> Iterator[Finding]:
    """An estimate lies inside its own interval. Source: construction of every usual interval.

    An interval beside a count is that of its share, and a negative one beside a share that of a difference. Where
    three and more shares of one place lie outside, their intervals are of something else, points of a score say.
    """
    outside: dict[str, list[int]] = defaultdict(list)
    for i, r in enumerate(facts.results):
        if r.value is None or r.ci_low is None or r.ci_high is None or r.stat in ("p_only", "count"):
            continue
        if _of_a_difference(r) or is_one_sided(facts, r):
            continue
        unit = 10.0 ** -min(*interval_places(r), decimals(r.value, r.quote))
        if r.ci_low > r.ci_high or not r.ci_low - unit <= r.value <= r.ci_high + unit:
            where = (r.locator or {}).get("block") or (r.locator or {}).get("table")
            outside[f"{where}" if where and r.stat == "rate" else f"result {i}"].append(i)
    for indices in outside.values():
        said = [_outside(facts.results[i]) for i in indices]
        if len(indices) < SEVERAL:
            for i, text in zip(indices, said, strict=True):
                yield Finding("interval_mismatch", "critical", f"{text}.", [i], facts.results[i].quote)
        else:
            text = f"{'; '.join(said[:SEVERAL])}: these intervals are hardly those of the percentages."
            yield Finding("interval_mismatch", "warning", text, indices, facts.results[indices[0]].quote)


def _outside(r: Result) -> str:
    return f"{r.outcome} {r.stat} {r.value:g} lies outside its own interval, {r.ci_low:g} to {r.ci_high:g}"


def _of_a_difference(r: Result) -> bool:
    """Whether an interval printed beside a share must be that of the difference between arms: it begins below 0."""
    low, high, value = r.ci_low or 0.0, r.ci_high or 0.0, r.value or 0.0
    return r.kind == "arm" and r.stat == "rate" and low < 0 and not low <= value <= high


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
        if one.outcome in SURVIVAL or not (countable(one) and countable(other)) or not facts.same_place(one, other):
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
