"""Counts behind printed percentages: filled in where arithmetic leaves one way, objected to where it leaves none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from appraisal.counts import Pair, chance_of_fit, pairs_for, rounds_up, shared_denominators, smaller_denominators
from appraisal.doubt import may_be_no_share
from appraisal.facts import DERIVED, HARMS, RESPONSE, SURVIVAL, Evidence, Facts, Rate, printed_interval
from appraisal.intervals import fits, solve
from appraisal.reported import note, objection, read_counts
from appraisal.statistics import any_statistic_fits, solve_p, solve_statistic
from schemas.models import Finding, Result

SURE_OF_SURVIVAL = 0.02
"""A survival rate counts as a share of patients only where a chance fit to some count is this unlikely."""
SURE_IN_DOUBT = 0.05
"""The same for a rate beside others that fit no count of the arm."""
ENOUGH = 0.5
"""A count is proven by its percentage where a percentage of some other number of people would more often not fit."""
SLIP = 10.0
"""How far, in percentage points, a misprinted rate may stand from the one that a statistic proves."""
MAX_COMBINATIONS = 4000
MAX_INTERVALS = 400
MAX_EXPLANATIONS = 20000
"""Beyond this many combinations some always fits, and looking costs more than it tells."""


class Recovery:
    """One pass over the rates of an extraction. `findings` are what came up on the way."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.findings: list[Finding] = []
        self.truncation = not any(
            r.events is not None and r.n_eval and rounds_up(rate.percent, rate.places, r.events, r.n_eval)
            for rate in facts.rates.values()
            if (r := rate.result).events_origin == "reported"
        )
        self.doubtful: set[tuple[str, str]] = set()

    def run(self) -> list[Finding]:
        """Fill counts and return the findings."""
        self.findings += read_counts(self.facts)
        open_rates = [rate for rate in self.facts.rates.values() if self._is_open(rate)]
        self._share_denominators(open_rates)
        unfit = [rate for rate in open_rates if not self._pairs(rate)]
        for rate in unfit:
            self._without_count(rate)
        for rate in open_rates:
            if rate not in unfit:
                self._choose(rate)
        for rate in open_rates:
            self._use_statistic(rate)
        for rate in open_rates:
            self._say_ambiguous(rate)
        return self.findings

    def _is_open(self, rate: Rate) -> bool:
        return rate.result.events is None and bool(rate.denominators) and self.facts.recoverable(rate.result)

    def _pairs(self, rate: Rate) -> list[Pair]:
        return pairs_for(rate.percent, rate.places, rate.denominators, self.truncation)

    # --- hidden denominators that several percentages of one arm imply together

    def _family(self, rate: Rate) -> tuple[str, str]:
        r = rate.result
        family = "response" if r.outcome in RESPONSE else "harms" if r.outcome in HARMS else "other"
        return self.facts.root_letter(r.arm), family

    def _share_denominators(self, rates: Sequence[Rate]) -> None:
        families: dict[tuple[str, str], list[Rate]] = defaultdict(list)
        for rate in rates:
            if not rate.explicit and self.facts.countable(rate.result) and not may_be_no_share(self.facts, rate.result):
                families[self._family(rate)].append(rate)
        for members in families.values():
            if all(self._pairs(rate) for rate in members):
                continue
            figures = sorted({(rate.percent, rate.places) for rate in members if rate.percent < 100})
            if len(figures) < 3:
                continue
            n = max(members[0].denominators)
            shared = shared_denominators(figures, n)
            chance = sum(_product(chance_of_fit(d, m) for _, d in figures) for m in range(n // 2, n))
            if len(shared) == 1 and chance <= SURE_OF_SURVIVAL:
                for rate in members:
                    rate.denominators = shared
                    text = f"{rate.text} and the arm's other percentages together imply {shared[0]} of {n}."
                    self._note(rate, text)

    # --- percentages that no count of the arm gives

    def _without_count(self, rate: Rate) -> None:
        r = rate.result
        if not self.facts.countable(r):
            return
        n = max(rate.denominators)
        hidden = [] if rate.explicit else smaller_denominators(rate.percent, rate.places, n)
        evidence = self._evidence(rate)
        explained, origin = self._explained(rate, hidden, evidence)
        slip, how = self._slip(rate, evidence)
        if len(explained) == 1 and origin == how == "solved_from_interval":
            k, m = slip[0]
            also = f"{explained[0][0]}/{explained[0][1]} has that percentage and {k}/{m} that interval"
            self._note(rate, f"No count out of {n} gives {rate.text}; {also}, so which is meant is open.")
            return
        if len(explained) == 1 and origin:
            self._fill(r, explained[0], origin)
            self._note(rate, f"{rate.text} is a share of {explained[0][1]} and not of {n}.")
            return
        solved, origin = ([], "") if explained else (slip, how)
        if len(solved) == 1:
            k, m = solved[0]
            self._fill(r, solved[0], origin)
            why = "interval" if origin == "solved_from_interval" else "test"
            proposal = f"{k}/{m} = {100 * k / m:.2f}% fits the reported {why}; {rate.text} looks like a slip."
            self._object(rate, f"No count out of {m} gives {rate.text}.", proposal)
        elif hidden:
            self.doubtful.add(self._family(rate))
            k, m = hidden[0]
            self._note(rate, f"No count out of {n} gives {rate.text}; a smaller number, {k}/{m} say, would.")
        elif rate.explicit or not self._may_be_no_share(rate):
            smaller = "" if rate.explicit else f", nor any out of a smaller number down to {-(-n // 2)}"
            self._object(rate, f"No count out of {n} gives {rate.text}{smaller}.", self._swapped(rate))
        else:
            self._note(rate, f"No count out of {n} gives {rate.text}, which may be no share of the patients at all.")

    def _may_be_no_share(self, rate: Rate) -> bool:
        """Whether a percentage that no count gives is likelier a mean or a change: by its words, or by its numbers.

        Less than one patient of the arm is no share of it, and where no count gives two arms' percentages of one
        outcome, the outcome is hardly one of people. One slip makes one impossible number.
        """
        if may_be_no_share(self.facts, rate.result):
            return True
        sisters = [self.facts.rates.get(j) for j in self.facts.groups[self.facts.key(rate.result)]]
        impossible = [s for s in sisters if s and self._impossible(s)]
        below_one = any(0 < s.percent < 100 / max(s.denominators) for s in impossible)
        return below_one or len({self.facts.root_letter(s.result.arm) for s in impossible}) > 1

    def _impossible(self, rate: Rate) -> bool:
        """Whether neither the arm nor any part of it gives a percentage."""
        if not rate.denominators or rate.result.events is not None or self._pairs(rate):
            return False
        return not smaller_denominators(rate.percent, rate.places, max(rate.denominators))

    def _swapped(self, rate: Rate) -> str:
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

    def _evidence(self, rate: Rate) -> list[tuple[Evidence, list[Pair]]]:
        """Each printed statistic with the counts that the other arm may have."""
        j = self.facts.partner(rate.index)
        if j is None:
            return []
        other = self.facts.results[j]
        known = self.facts.pair(other)
        if known:
            pairs = [known]
        else:
            there = self.facts.rates.get(j)
            pairs = self._pairs(there) if there else []
        return [(e, pairs) for e in self.facts.evidence(rate.index, j) if pairs]

    def _explained(
        self, rate: Rate, hidden: list[Pair], evidence: list[tuple[Evidence, list[Pair]]]
    ) -> tuple[list[Pair], str]:
        """The hidden counts that interval and statistic allow, and what proved them where something did."""
        r, left, origin = rate.result, hidden, ""
        if r.ci_low is not None and r.ci_high is not None and left:
            left, origin = (
                [(k, n) for k, n in left[:MAX_INTERVALS] if self._interval_fits(r, k, n, rare=True)],
                "solved_from_interval",
            )
        for e, others in evidence:
            if left and e.kind == "chi2":
                wide = [*others, *self._hidden_partner(rate, e)]
                if len(left) * len(wide) > MAX_COMBINATIONS:
                    return left, ""
                left = list(dict.fromkeys(one for one, _ in solve_statistic(e.value, e.places, left, wide)))
                origin = origin or "solved_from_statistic"
            elif left and e.kind == "p" and e.places >= 2:
                wide = [*others, *self._hidden_partner(rate, e)]
                if len(left) * len(wide) > MAX_COMBINATIONS:
                    return left, ""
                left = list(dict.fromkeys(one for one, _ in solve_p(e.value, e.places, left, wide)))
        return left, origin

    def _hidden_partner(self, rate: Rate, _: Evidence) -> list[Pair]:
        j = self.facts.partner(rate.index)
        there = self.facts.rates.get(j) if j is not None else None
        if there is None or there.explicit or not there.denominators:
            return []
        return smaller_denominators(there.percent, there.places, max(there.denominators))

    def _interval_fits(self, r: Result, k: int, n: int, rare: bool = False) -> bool:
        printed = printed_interval(r)
        return printed is not None and fits(k, n, printed, rare)

    def _slip(self, rate: Rate, evidence: list[tuple[Evidence, list[Pair]]]) -> tuple[list[Pair], str]:
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
                for k in range(n + 1)
                if abs(100 * k / n - rate.percent) <= reach or abs(k - rate.percent * n / 100) < 1
            ]
            if e.kind == "chi2" and e.value > 0:
                solved_pairs = solve_statistic(e.value, e.places, ones, others)
            elif e.kind == "p" and e.places >= 3:
                solved_pairs = solve_p(e.value, e.places, ones, others)
            else:
                continue
            if solved_pairs:
                return list(dict.fromkeys(one for one, _ in solved_pairs)), "solved_from_statistic"
        return [], ""

    # --- percentages that some counts of the arm give

    def _choose(self, rate: Rate) -> None:
        r, pairs = rate.result, self._pairs(rate)
        all_or_none = rate.percent in (0, 100)
        chance = 0.0 if all_or_none else max(chance_of_fit(rate.places, n) for _, n in pairs)
        if not self.facts.countable(r) and chance > (SURE_OF_SURVIVAL if r.outcome in SURVIVAL else SURE_IN_DOUBT * 4):
            return
        if self._family(rate) in self.doubtful and not rate.explicit and chance > SURE_IN_DOUBT:
            return
        if r.ci_low is not None and r.ci_high is not None:
            fitting = [(k, n) for k, n in pairs if self._interval_fits(r, k, n)]
            if len(fitting) == 1:
                self._fill(r, fitting[0], "unique_from_percent" if len(pairs) == 1 else "solved_from_interval")
                return
            if not fitting and (r.outcome in SURVIVAL or self._hidden_interval(rate)):
                return
            pairs = fitting or pairs
        if len(pairs) == 1 and (rate.explicit or all_or_none or self._together(rate) <= ENOUGH):
            self._fill(r, pairs[0], "unique_from_percent")

    def _together(self, rate: Rate) -> float:
        """The chance that this rate and the arm's others of its family would all fit a wrong denominator."""
        family = self._family(rate)
        figures = {(rate.percent, rate.places)} | {
            (other.percent, other.places)
            for other in self.facts.rates.values()
            if self._family(other) == family and other.denominators == rate.denominators and 0 < other.percent < 100
        }
        return _product(chance_of_fit(places, max(rate.denominators)) for _, places in figures)

    def _hidden_interval(self, rate: Rate) -> bool:
        """Whether fewer patients than the arm's explain percentage and interval together."""
        if rate.explicit:
            return False
        hidden = smaller_denominators(rate.percent, rate.places, max(rate.denominators))
        printed = printed_interval(rate.result)
        if printed is None or len(hidden) > MAX_INTERVALS:
            return printed is not None
        return any(fits(k, n, printed, rare=True) for k, n in hidden)

    def _use_statistic(self, rate: Rate) -> None:
        """The other arm's chi-squared settles what the percentage leaves open, or unsettles what only seemed sure."""
        r = rate.result
        j = self.facts.partner(rate.index)
        there = self.facts.rates.get(j) if j is not None else None
        if there is None or r.outcome in SURVIVAL or not self.facts.countable(r):
            return
        one, two = self.facts.pair(r), self.facts.pair(there.result)
        ones, others = [one] if one else self._pairs(rate), [two] if two else self._pairs(there)
        for e in self.facts.evidence(rate.index, there.index):
            if e.kind != "chi2" or not ones or not others or len(ones) * len(others) > MAX_COMBINATIONS:
                continue
            solved = solve_statistic(e.value, e.places, ones, others)
            if not solved:
                self._unsettle(e, rate, there)
            elif len({one for one, _ in solved}) == 1 and r.events is None and 1 < len(ones) <= 6 and len(others) == 1:
                self._fill(r, solved[0][0], "solved_from_statistic")

    def _unsettle(self, e: Evidence, rate: Rate, there: Rate) -> None:
        """Counts proven by their percentages alone are taken back where fewer patients explain the test as well."""
        if rate.explicit or there.explicit:
            return
        sides = [self.facts.explanations(side) for side in (rate, there)]
        too_many = len(sides[0]) * len(sides[1]) > MAX_EXPLANATIONS
        if too_many or any_statistic_fits(e.value, e.places, *sides):
            for side in (rate, there):
                if side.result.events_origin == "unique_from_percent":
                    side.result.events = side.result.n_eval = side.result.events_origin = None

    def _say_ambiguous(self, rate: Rate) -> None:
        r, pairs = rate.result, self._pairs(rate)
        if r.events is None and pairs and self.facts.countable(r):
            r.events_origin = "ambiguous"
            listed = ", ".join(f"{k}/{n}" for k, n in pairs[:12]) + (" …" if len(pairs) > 12 else "")
            self.findings.append(
                Finding("count_ambiguous", "info", f"{rate.text} fits {listed}.", [rate.index], r.quote)
            )

    def _fill(self, r: Result, pair: Pair, origin: str) -> None:
        r.events, r.n_eval = pair
        r.events_origin = origin

    def _object(self, rate: Rate, message: str, proposal: str = "") -> None:
        self.findings.append(objection(self.facts, rate, message, proposal))

    def _note(self, rate: Rate, message: str) -> None:
        self.findings.append(note(rate, message))


def forget(results: Iterable[Result]) -> None:
    """Take back what an earlier appraisal filled in, so that a second one says the same."""
    for r in results:
        if r.events_origin in DERIVED:
            r.events_origin = None
            if r.stat == "rate":
                r.events = None
        r.n_assumed = None


def _product(numbers: Iterable[float]) -> float:
    total = 1.0
    for x in numbers:
        total *= x
    return total
