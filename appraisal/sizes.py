"""What an arm's percentages say together about its number of people: a hidden denominator, or a wrong number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from appraisal.counts import chance_of_fit, pairs_for, shared_denominators, smaller_denominators
from appraisal.doubt import may_be_no_share
from appraisal.facts import Facts, Rate
from appraisal.kinds import HARMS, RESPONSE, countable
from appraisal.reported import note
from schemas.models import Finding

SURE = 0.02
"""A number that several percentages imply is taken where a chance fit to some number is this unlikely."""
MANY = 0.25
"""Where more than this share of an arm's percentages is impossible, and at least two are, its number is wrong."""


def family(facts: Facts, rate: Rate) -> tuple[str, str]:
    """Arm and kind of outcome: percentages that are likely to be of the same people."""
    outcome = rate.result.outcome
    kind = "response" if outcome in RESPONSE else "harms" if outcome in HARMS else "other"
    return facts.root_letter(rate.result.arm), kind


def families(facts: Facts, rates: Iterable[Rate]) -> dict[tuple[str, str], list[Rate]]:
    """Shares of people with no denominator of their own, by family."""
    found: dict[tuple[str, str], list[Rate]] = defaultdict(list)
    for rate in rates:
        if not rate.explicit and countable(rate.result) and not may_be_no_share(facts, rate.result):
            found[family(facts, rate)].append(rate)
    return found


def imply_denominators(facts: Facts, rates: Sequence[Rate], truncation: bool) -> list[Finding]:
    """Set the one denominator below the arm's number that all percentages of a family fit, where the arm's fails."""
    findings = []
    for members in families(facts, rates).values():
        if all(pairs_for(rate.percent, rate.places, rate.denominators, truncation) for rate in members):
            continue
        figures = sorted({(rate.percent, rate.places) for rate in members if rate.percent < 100})
        if len(figures) < 3:
            continue
        n = max(members[0].denominators)
        shared = shared_denominators(figures, n)
        chance = sum(product(chance_of_fit(d, m) for _, d in figures) for m in range(n // 2, n))
        if len(shared) == 1 and chance <= SURE:
            for rate in members:
                rate.denominators = shared
                text = f"{rate.text} and the arm's other percentages together imply {shared[0]} of {n}."
                findings.append(note(rate, text))
    return findings


def wrong_sizes(facts: Facts, rates: Sequence[Rate]) -> dict[str, list[Rate]]:
    """By arm, the impossible percentages that are too many to be slips: the number of its people is not theirs.

    One slip makes one impossible number. Several of them, of different outcomes, have another denominator.
    """
    by_arm: dict[str, list[Rate]] = defaultdict(list)
    for (arm, _), members in families(facts, rates).items():
        by_arm[arm] += members
    found = {}
    for arm, members in by_arm.items():
        figures = {(rate.percent, rate.places) for rate in members}
        bad = [rate for rate in members if impossible(rate)]
        distinct = {(rate.percent, rate.result.outcome, rate.result.outcome_text) for rate in bad}
        if len({percent for percent, *_ in distinct}) > 1 and len(distinct) > max(1.0, MANY * len(figures)):
            found[arm] = bad
    return found


def impossible(rate: Rate) -> bool:
    """Whether neither the arm nor any half or more of it gives a percentage."""
    if not rate.denominators or rate.result.events is not None:
        return False
    if pairs_for(rate.percent, rate.places, rate.denominators):
        return False
    return not smaller_denominators(rate.percent, rate.places, max(rate.denominators))


def product(numbers: Iterable[float]) -> float:
    """The product of some chances."""
    total = 1.0
    for x in numbers:
        total *= x
    return total
