"""Which counts explain a percentage that no count of its arm gives: fewer people, a slip, or two arms exchanged."""

from __future__ import annotations

from appraisal.counts import SEARCHED, Pair, pairs_for, smaller_denominators
from appraisal.doubt import may_be_no_share, test_of_p
from appraisal.facts import Evidence, Facts, Rate
from appraisal.intervals import fits, prints, solve
from appraisal.one_result import printed_interval
from appraisal.sizes import impossible
from appraisal.statistics import solve_p, solve_statistic
from schemas.models import Result

SLIP = 10.0
"""How far, in percentage points, a misprinted rate may stand from the one that a statistic proves."""
MAX_COMBINATIONS = 4000
FEW = 6
"""So many counts of one arm may be told apart by a test; among more, some fit by chance."""
MAX_INTERVALS = 400
Beside = tuple[Evidence, list[Pair]]
"""A printed statistic with the counts that the other arm may have."""


class Explanations:
    """The search for such counts, over one extraction; `truncation` is whether its percentages may be cut off."""

    def __init__(self, facts: Facts, truncation: bool) -> None:
        self.facts = facts
        self.truncation = truncation

    def pairs(self, rate: Rate) -> list[Pair]:
        """The counts of the arm itself that give a percentage."""
        return pairs_for(rate.percent, rate.places, rate.denominators, self.truncation)

    def evidence(self, rate: Rate) -> list[Beside]:
        """Each printed statistic of the comparison with the other of two arms."""
        j = self.facts.partner(rate.index)
        if j is None:
            return []
        known = self.facts.pair(self.facts.results[j])
        if known:
            pairs = [known]
        else:
            there = self.facts.rates.get(j)
            pairs = self.pairs(there) if there else []
        return [(e, pairs) for e in self.facts.evidence(rate.index, j) if pairs]

    def by_fewer(self, rate: Rate, hidden: list[Pair], evidence: list[Beside]) -> tuple[list[Pair], str]:
        """The hidden counts that interval and statistic allow, and what proved them where something did."""
        r, left, origin = rate.result, hidden, ""
        if r.ci_low is not None and r.ci_high is not None and left:
            left, origin = (
                [(k, n) for k, n in left[:MAX_INTERVALS] if interval_fits(r, k, n, rare=True)],
                "solved_from_interval",
            )
        for e, others in evidence:
            if not left or (e.kind == "p" and e.places < 2):
                continue
            wide = [*others, *self._hidden_partner(rate)]
            if len(left) * len(wide) > MAX_COMBINATIONS:
                return left, ""
            solve_by = solve_statistic if e.kind == "chi2" else solve_p
            left = list(dict.fromkeys(one for one, _ in solve_by(e.value, e.places, left, wide)))
            # A p value narrows what an interval or a chi-squared leaves, and proves nothing alone.
            origin = origin or ("solved_from_statistic" if e.kind == "chi2" else "")
        return left, origin

    def _hidden_partner(self, rate: Rate) -> list[Pair]:
        j = self.facts.partner(rate.index)
        there = self.facts.rates.get(j) if j is not None else None
        if there is None or there.explicit or not there.denominators:
            return []
        return smaller_denominators(there.percent, there.places, max(there.denominators))

    def by_slip(self, rate: Rate, evidence: list[Beside]) -> tuple[list[Pair], str]:
        """The counts of the whole arm that interval or test prove although the printed percentage is not theirs."""
        r = rate.result
        printed = printed_interval(r)
        if printed is not None:
            found: list[Pair] = []
            for n in rate.denominators:
                among = [k for k in range(n + 1) if abs(k - rate.percent * n / 100) < 1]
                found += [(k, n) for k in solve(n, printed, among)]
            if found:
                return found, "solved_from_interval"
        for e, others in evidence:
            reach = SLIP if e.kind == "chi2" else 2.0
            ones = [
                (k, n)
                for n in rate.denominators
                if n <= SEARCHED
                for k in range(n + 1)
                if abs(100 * k / n - rate.percent) <= reach or abs(k - rate.percent * n / 100) < 1
            ]
            if len(ones) * len(others) > MAX_COMBINATIONS:
                continue
            if e.kind == "chi2" and e.value > 0:
                solved = solve_statistic(e.value, e.places, ones, others)
            elif e.kind == "p" and e.places >= 3:
                solved = solve_p(e.value, e.places, ones, others)
            else:
                continue
            if solved:
                return list(dict.fromkeys(one for one, _ in solved)), "solved_from_statistic"
        return [], ""

    def only_by_test(self, e: Evidence, ones: list[Pair], others: list[Pair]) -> Pair | None:
        """The one of several counts that gives a printed chi-squared or p value against the other arm's.

        With several counts on both sides the combination must be the only one, and the value printed to three
        decimals. A p value counts where its test is named, or by every usual test where it has four decimals, and
        two digits that count.
        """
        if not 1 < len(ones) <= FEW or len(ones) * len(others) > FEW**2:
            return None
        least = 2 if len(others) == 1 else 3
        if e.kind == "chi2":
            solved = solve_statistic(e.value, e.places, ones, others) if e.places >= least else []
        else:
            test = test_of_p(self.facts, self.facts.results[e.index])
            sharp = test is not None and e.places >= least + (1 if test else 2) and e.value * 10**e.places > 19
            solved = solve_p(e.value, e.places, ones, others, test or "") if sharp else []
        return solved[0][0] if len(solved) == 1 else None

    def exchanged(self, rate: Rate) -> str:
        """The proposal that two arms' percentages were printed in each other's place, where only that way both fit."""
        j = self.facts.partner(rate.index)
        other = self.facts.rates.get(j) if j is not None else None
        if other is None or not other.denominators:
            return ""
        ours = pairs_for(rate.percent, rate.places, other.denominators, self.truncation)
        theirs = pairs_for(other.percent, other.places, rate.denominators, self.truncation)
        if len(ours) != 1 or len(theirs) != 1:
            return ""
        (a, b), (c, d) = ours[0], theirs[0]
        return f"{rate.text} is {a}/{b} and {other.text} is {c}/{d}: the two look exchanged."

    def may_be_no_share(self, rate: Rate) -> bool:
        """Whether a percentage that no count gives is likelier a mean or a change: by its words, or by its numbers.

        Less than one patient of the arm is no share of it, and where no count gives two arms' percentages of one
        outcome, the outcome is hardly one of people. One slip makes one impossible number.
        """
        if may_be_no_share(self.facts, rate.result):
            return True
        sisters = [self.facts.rates.get(j) for j in self.facts.groups[self.facts.key(rate.result)]]
        bad = [s for s in sisters if s and impossible(s)]
        below_one = any(0 < s.percent < 100 / max(s.denominators) for s in (rate, *bad))
        return below_one or len({self.facts.root_letter(s.result.arm) for s in bad}) > 1

    def fewer_fit_interval(self, rate: Rate) -> bool:
        """Whether fewer patients than the arm's explain percentage and interval together."""
        if rate.explicit:
            return False
        hidden = smaller_denominators(rate.percent, rate.places, max(rate.denominators))
        if rate.result.ci_low is None or len(hidden) > MAX_INTERVALS:
            return rate.result.ci_low is not None
        return any(interval_fits(rate.result, k, n, rare=True) for k, n in hidden)


def interval_fits(r: Result, k: int, n: int, rare: bool = False) -> bool:
    """Whether the printed interval of a result is that of k out of n; the rarer methods excuse and do not prove."""
    printed = printed_interval(r)
    return printed is not None and fits(k, n, printed, rare)


def interval_prints(r: Result, k: int, n: int) -> bool:
    """Whether the printed interval of a result is that of k out of n digit by digit."""
    printed = printed_interval(r)
    return printed is not None and prints(k, n, printed)
