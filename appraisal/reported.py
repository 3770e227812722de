"""Counts that the report itself gives: their denominators, and whether they go with the percentage beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appraisal.counts import counts_for
from appraisal.doubt import count_of_this_arm, count_stands_beside
from appraisal.facts import Facts, Rate
from appraisal.kinds import HARMS, SURVIVAL, people
from appraisal.one_result import says_denominator
from appraisal.printed import prints_as, rounded_twice
from schemas.models import Finding, Result


def read_counts(facts: Facts) -> Iterator[Finding]:
    """Settle every reported count, and say where one is not the share that is printed beside it."""
    for i, r in enumerate(facts.results):
        if r.kind == "arm" and r.stat == "count":
            settle_count(facts, r)
            yield from drop_count_of_others(facts, i, r)
    for rate in facts.rates.values():
        if rate.result.events is not None:
            yield from drop_count_of_others(facts, rate.index, rate.result)
        if rate.result.events is not None:
            yield from check_share(facts, rate)


def settle_count(facts: Facts, r: Result) -> None:
    """A count of people is its own events; its denominator is the arm's where the arm has only one.

    An arm with several takes the treated for harms and the evaluable for responses, as assumed and not as proven.
    """
    if r.value is None or r.value < 0 or r.value != int(r.value) or not people(r.unit) or r.n_eval == 0:
        return
    if r.events is None and r.locator is not None and "pointer" in r.locator:
        return
    if r.events is None:
        r.events, r.events_origin = int(r.value), "reported"
    denominators = facts.denominators(r)
    if r.n_eval is not None or not denominators or r.events > max(denominators):
        return
    if len(denominators) == 1:
        r.n_eval = denominators[0]
    else:
        arm = facts.root(r.arm)
        r.n_assumed = ((arm.n_treated if r.outcome in HARMS else arm.n_evaluable) or arm.n) if arm else None


def drop_count_of_others(facts: Facts, i: int, r: Result) -> Iterator[Finding]:
    """A number of patients in running text that exceeds its arm is of other people: no events of this arm."""
    limit = max(facts.sizes(r), default=None) if r.n_eval is None or not says_denominator(r) else r.n_eval
    if r.events is None or limit is None or r.events <= limit or count_of_this_arm(facts, r, limit):
        return
    text = f"{r.events} are more than {facts.label(r.arm)} has ({limit}), so of whom they are a count is not said."
    r.events = r.events_origin = r.n_eval = r.n_assumed = None
    yield Finding("denominator_unclear", "info", text, [i], r.quote)


def check_share(facts: Facts, rate: Rate) -> Iterator[Finding]:
    """Of k (x%), x must be the share of k in some denominator, and in the one that the text names beside it.

    Where the text names none, the only one up to the arm's size that gives x is proven; the arm's own is assumed where
    it is one of several. A count that contradicts its percentage is taken back where it may be another number: one
    that stands further off, or that of the people without the event.
    """
    r, k = rate.result, rate.result.events
    r.events_origin = r.events_origin or "reported"
    if k is None or r.outcome in SURVIVAL or (k == 0 and rate.percent == 0):
        return
    if r.n_eval is None and (beside := re.search(rf"(?<![\d.,]){k}\s*(?:/|of|out of)\s*(\d+)(?![\d.,]*\d)", r.quote)):
        r.n_eval, rate.explicit = int(beside.group(1)) or None, True
    if r.n_eval and k <= r.n_eval and _share_prints(rate, k, r.n_eval):
        return
    if rate.explicit and r.n_eval:
        yield _taken_back(facts, rate, k) or _not_its_share(facts, rate, k, r.n_eval)
        return
    r.n_eval, largest = None, max([*rate.denominators, k])
    fitting = [n for n in rate.denominators if k <= n and _share_prints(rate, k, n)]
    possible = [n for n in range(max(k, 1), largest + 1) if _share_prints(rate, k, n)]
    if len(possible) == 1:
        r.n_eval = possible[0]
        if not fitting:
            yield note(rate, f"{k} ({rate.text}) is a share of {possible[0]}, not of the arm's {largest}.")
    elif fitting:
        r.n_assumed = fitting[0]
    elif rate.denominators and not possible and not _any_denominator(rate, k):
        yield _taken_back(facts, rate, k) or _not_its_share(facts, rate, k, largest)
    elif rate.denominators:
        yield note(rate, f"{k} ({rate.text}) is not a share of {largest}; the denominator is not said.")


def _not_its_share(facts: Facts, rate: Rate, k: int, n: int) -> Finding:
    """The objection to a percentage that is not the share of the count beside it, with the one that is."""
    share = 100 * k / n
    proposal = ""
    if rate.explicit and k <= n and not counts_for(rate.percent, rate.places, n):
        proposal = f"{k}/{n} = {share:.{max(1, rate.places)}f}%."
    found = objection(facts, rate, f"{k}/{n} is {share:.{rate.places + 1}f}%, not {rate.text}.", proposal)
    if abs(share - rate.percent) <= 1.5 * 10.0**-rate.places:
        # A last digit that was rounded by hand does not unsettle the counts beside it.
        found.severity = "warning"
    return found


def _taken_back(facts: Facts, rate: Rate, k: int) -> Finding | None:
    """Take a count back that is no count of its percentage, and say why; nothing where it surely is one."""
    r, percent = rate.result, rate.percent
    sizes = [r.n_eval] if rate.explicit and r.n_eval else facts.denominators(r) or rate.denominators
    n = max([*sizes, k])
    least = max(4 * k, n // 2, 1)
    without = (
        []
        if rate.explicit
        else [m for m in range(n, least - 1, -1) if prints_as(percent, rate.places, 100 * (m - k) / m)]
    )
    if without:
        text = f"{k} ({rate.text}) is the number of those without: {without[0] - k}/{without[0]} have it."
    elif not count_stands_beside(facts, r, percent):
        text = f"{k} is not the count of {rate.text}, and does not stand beside it: it was left out."
    else:
        return None
    r.events = r.events_origin = None
    r.n_eval = r.n_eval if rate.explicit else None
    rate.denominators = [d for d in sizes if d]
    return note(rate, text)


def objection(facts: Facts, rate: Rate, message: str, proposal: str = "") -> Finding:
    """The finding that no count gives a percentage."""
    sentence = f"{rate.result.outcome} {rate.text} in {facts.label(rate.result.arm)}: {message}"
    return Finding("percent_impossible", "critical", sentence, [rate.index], rate.result.quote, proposal)


def note(rate: Rate, message: str) -> Finding:
    """The finding that a percentage is a share of other people than the arm's."""
    return Finding("denominator_unclear", "info", message, [rate.index], rate.result.quote)


def _share_prints(rate: Rate, k: int, n: int) -> bool:
    share = 100 * k / n
    return prints_as(rate.percent, rate.places, share) or rounded_twice(rate.percent, rate.places, share)


def _any_denominator(rate: Rate, k: int) -> bool:
    """Whether some denominator at all gives the percentage: a larger group than the arm as it was read."""
    if rate.percent <= 0:
        return False
    guess = round(100 * k / rate.percent)
    return any(_share_prints(rate, k, n) for n in range(max(1, guess - 2), guess + 3))
