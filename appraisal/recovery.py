"""Counts behind printed percentages: filled in where arithmetic leaves one way, objected to where it leaves none."""

from __future__ import annotations

from collections.abc import Iterable

from appraisal.counts import Pair, chance_of_fit, rounds_up, smaller_denominators
from appraisal.explanations import MAX_COMBINATIONS, Explanations, interval_fits, interval_prints
from appraisal.facts import Evidence, Facts, Rate
from appraisal.kinds import DERIVED, SURVIVAL, countable, recoverable
from appraisal.reported import note, objection, read_counts
from appraisal.sizes import SURE, family, imply_denominators, product, wrong_sizes
from appraisal.statistics import any_statistic_fits, solve_statistic
from schemas.models import Finding, Result

SURE_IN_DOUBT = 0.05
"""A rate beside others that fit no count of the arm counts as a share of it where a chance fit is this unlikely."""
ENOUGH = 0.5
"""A count is proven by its percentage where a percentage of some other number of people would more often not fit."""
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
        self.explain = Explanations(facts, self.truncation)
        self.doubtful: set[tuple[str, str]] = set()

    def run(self) -> list[Finding]:
        """Fill counts and return the findings."""
        self.findings += read_counts(self.facts)
        open_rates = [rate for rate in self.facts.rates.values() if self._is_open(rate)]
        self.findings += imply_denominators(self.facts, open_rates, self.truncation)
        unfit = [rate for rate in open_rates if not self.explain.pairs(rate)]
        of_others = self._of_other_numbers(open_rates)
        for rate in unfit:
            self._without_count(rate, of_others)
        for rate in open_rates:
            if rate not in unfit and (rate.explicit or self.facts.root_letter(rate.result.arm) not in of_others):
                self._choose(rate)
        for rate in open_rates:
            self._use_statistic(rate)
        for rate in open_rates:
            self._say_ambiguous(rate)
        return self.findings

    def _is_open(self, rate: Rate) -> bool:
        return rate.result.events is None and bool(rate.denominators) and recoverable(rate.result)

    # --- percentages that no count of the arm gives

    def _of_other_numbers(self, rates: list[Rate]) -> dict[str, list[Rate]]:
        """Arms whose number is not that of their percentages, each with one finding in place of one a percentage."""
        found = wrong_sizes(self.facts, rates)
        for bad in found.values():
            n = max(bad[0].denominators)
            listed = ", ".join(dict.fromkeys(rate.text for rate in bad))
            text = (
                f"{listed} in {self.facts.label(bad[0].result.arm)}: no count out of {n} or fewer gives any of these, "
                f"so {n} is hardly their number of patients."
            )
            indices = [rate.index for rate in bad]
            self.findings.append(Finding("percent_impossible", "warning", text, indices, bad[0].result.quote))
        return found

    def _without_count(self, rate: Rate, of_others: dict[str, list[Rate]]) -> None:
        r = rate.result
        if not countable(r):
            return
        n = max(rate.denominators)
        hidden = [] if rate.explicit else smaller_denominators(rate.percent, rate.places, n)
        evidence = self.explain.evidence(rate)
        explained, origin = self.explain.by_fewer(rate, hidden, evidence)
        slip, how = self.explain.by_slip(rate, evidence)
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
            self.doubtful.add(family(self.facts, rate))
            k, m = hidden[0]
            self._note(rate, f"No count out of {n} gives {rate.text}; a smaller number, {k}/{m} say, would.")
        elif rate in of_others.get(self.facts.root_letter(r.arm), ()):
            return
        elif rate.explicit or not self.explain.may_be_no_share(rate):
            smaller = "" if rate.explicit else f", nor any out of a smaller number down to {-(-n // 2)}"
            self._object(rate, f"No count out of {n} gives {rate.text}{smaller}.", self.explain.exchanged(rate))
        else:
            self._note(rate, f"No count out of {n} gives {rate.text}, which may be no share of the patients at all.")

    # --- percentages that some counts of the arm give

    def _choose(self, rate: Rate) -> None:
        r, pairs = rate.result, self.explain.pairs(rate)
        all_or_none = rate.percent in (0, 100)
        chance = 0.0 if all_or_none else max(chance_of_fit(rate.places, n) for _, n in pairs)
        if not countable(r) and chance > (SURE if r.outcome in SURVIVAL else SURE_IN_DOUBT * 4):
            return
        if family(self.facts, rate) in self.doubtful and not rate.explicit and chance > SURE_IN_DOUBT:
            return
        if r.ci_low is not None and r.ci_high is not None:
            fitting = [(k, n) for k, n in pairs if interval_fits(r, k, n, rare=True)]
            if len(fitting) > 1:
                fitting = [(k, n) for k, n in fitting if interval_prints(r, k, n)] or fitting
            near_only = len(fitting) == 1 and len(pairs) > 1 and not interval_prints(r, *fitting[0])
            if near_only and self.explain.fewer_fit_interval(rate):
                return
            if len(fitting) == 1:
                self._fill(r, fitting[0], "unique_from_percent" if len(pairs) == 1 else "solved_from_interval")
                return
            if not fitting and (r.outcome in SURVIVAL or self.explain.fewer_fit_interval(rate)):
                return
            pairs = fitting or pairs
        if len(pairs) == 1 and (rate.explicit or all_or_none or self._together(rate) <= ENOUGH):
            self._fill(r, pairs[0], "unique_from_percent")

    def _together(self, rate: Rate) -> float:
        """The chance that this rate and the arm's others of its family would all fit a wrong denominator."""
        own = family(self.facts, rate)
        figures = {(rate.percent, rate.places)} | {
            (other.percent, other.places)
            for other in self.facts.rates.values()
            if family(self.facts, other) == own and other.denominators == rate.denominators and 0 < other.percent < 100
        }
        return product(chance_of_fit(places, max(rate.denominators)) for _, places in figures)

    def _use_statistic(self, rate: Rate) -> None:
        """A test against the other arm settles what the percentage leaves open, or unsettles what only seemed sure."""
        r = rate.result
        j = self.facts.partner(rate.index)
        there = self.facts.rates.get(j) if j is not None else None
        if there is None or r.outcome in SURVIVAL or not countable(r):
            return
        for e in self.facts.evidence(rate.index, there.index):
            one, two = self.facts.pair(r), self.facts.pair(there.result)
            ones = [one] if one else self.explain.pairs(rate)
            others = [two] if two else self.explain.pairs(there)
            if not ones or not others or len(ones) * len(others) > MAX_COMBINATIONS:
                continue
            if e.kind == "chi2" and not solve_statistic(e.value, e.places, ones, others):
                self._unsettle(e, rate, there)
            elif r.events is None and (found := self.explain.only_by_test(e, ones, others)):
                self._fill(r, found, "solved_from_statistic")

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
        r, pairs = rate.result, self.explain.pairs(rate)
        if r.events is None and pairs and countable(r):
            r.events_origin = "ambiguous"
            listed = ", ".join(f"{k}/{n}" for k, n in pairs[:12]) + (" …" if len(pairs) > 12 else "")
            alone = "" if len(pairs) > 1 else ", but may be of other people than the whole arm"
            text = f"{rate.text} fits {listed}{alone}."
            self.findings.append(Finding("count_ambiguous", "info", text, [rate.index], r.quote))

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
