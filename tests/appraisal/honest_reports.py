"""Honest reports made at random: every number in them is true, and printed the ways that papers print.

    python tests/appraisal/honest_reports.py 200000 [SEED]

appraises that many and prints how many raised an alarm (there must be none) and how many recovered counts were wrong.
A report draws its arms, how many of each could be evaluated, decimals, rounding (half up, half even, cut off), interval
method and level, and test; then responses that add up, adverse events, survival rates with censoring, medians, ratios
with intervals and p values, and means; and half of the parts of `honest_extras`.
"""

import math
import random
import sys
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from honest_extras import EXTRAS, places  # noqa: E402

from appraisal import appraise  # noqa: E402
from appraisal.distributions import normal_tail, z_of_level  # noqa: E402
from appraisal.intervals import agresti_coull, clopper_pearson, jeffreys, log_log, log_scale, logit, wald, wilson  # noqa: E402
from appraisal.statistics import chi_squared, fisher, p_values_of  # noqa: E402
from schemas.models import Arm, Extraction, Report, Result  # noqa: E402

ROUNDINGS = (ROUND_HALF_UP, ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)
METHODS = (clopper_pearson, clopper_pearson, wilson, wald, agresti_coull, jeffreys, logit, log_log, log_scale)


class Honest:
    """One honest report. `truth` holds (events, denominator) of each result that is a share of people."""

    def __init__(self, rng):
        self.rng = rng
        self.rounding = rng.choice(ROUNDINGS)
        self.places = rng.choice((0, 1, 1, 1, 2))
        self.ci_places = rng.choice((self.places, 1))
        self.level = rng.choice((95, 95, 95, 95, 90, 99, 60))
        self.method = rng.choice(METHODS)
        self.quoted = rng.random() < 0.9
        self.counted = rng.random() < 0.3
        self.sizes = [
            int(math.exp(rng.uniform(math.log(8), math.log(800)))) for _ in range(rng.choice((1, 2, 2, 2, 3)))
        ]
        lost = [rng.choice((0, 0, 0, rng.randint(0, max(1, n // 5)))) for n in self.sizes]
        self.evaluable = [n - x for n, x in zip(self.sizes, lost, strict=True)]
        said = rng.random() < 0.3
        self.arms = [
            Arm("ABC"[i], f"arm {i}", n=n, n_evaluable=self.evaluable[i] if said else None)
            for i, n in enumerate(self.sizes)
        ]
        self.report = Report(design="rct", n_total=sum(self.sizes))
        self.blocks = self.report.blocks
        self.results = []
        self.truth = {}
        self.shares()
        self.estimates()
        for extra in EXTRAS:
            if rng.random() < 0.5:
                extra(self)
        if rng.random() < 0.5:
            places(self)

    def print(self, value, places=None, rounding=None):
        unit = Decimal(1).scaleb(-(self.places if places is None else places))
        return str(Decimal(repr(round(value, 10))).quantize(unit, rounding or self.rounding))

    def shares(self):
        rng = self.rng
        for outcome in ("AE_ANY", "AE_SPECIFIC", "ORR", "OS"):
            p = rng.uniform(0.02, 0.98)
            figures = []
            for i, (n, m) in enumerate(zip(self.sizes, self.evaluable, strict=True)):
                denominator = m if outcome == "ORR" else n if outcome == "AE_ANY" else rng.choice((n, m))
                events = sum(rng.random() < min(0.99, max(0.01, p + 0.1 * i)) for _ in range(denominator))
                figures.append((events, denominator))
            if outcome == "OS":
                self.survival(figures)
            elif outcome == "ORR":
                self.responses(figures)
            else:
                self.row(outcome, figures)

    def responses(self, figures):
        rng, rows = self.rng, {o: [] for o in ("CR", "PR", "SD", "PD", "ORR", "DCR")}
        for events, n in figures:
            complete = rng.randint(0, events)
            stable = rng.randint(0, n - events)
            parts = {"CR": complete, "PR": events - complete, "SD": stable, "PD": rng.randint(0, n - events - stable)}
            for o, k in {**parts, "ORR": events, "DCR": events + stable}.items():
                rows[o].append((k, n))
        for o, row in rows.items():
            if rng.random() < 0.6:
                self.row(o, row)

    def row(self, outcome, figures):
        """One outcome in every arm, with its test where there are two arms."""
        rng = self.rng
        with_interval, first = rng.random() < 0.4, len(self.results)
        for i, (k, n) in enumerate(figures):
            value = self.print(100 * k / n)
            r = Result("arm", outcome, "rate", outcome_text=outcome, arm="ABC"[i], value=float(value), unit="%")
            quote = f"{value}%"
            if with_interval:
                low, high = (min(100.0, max(0.0, x)) for x in self.method(k, n, self.level))
                low, high = self.print(low, self.ci_places), self.print(high, self.ci_places)
                r.ci_low, r.ci_high, r.ci_level = float(low), float(high), self.level
                quote += f" ({low}–{high})"
            if self.counted:
                r.events, r.events_origin, quote = k, "reported", f"{k} ({quote})"
                if rng.random() < 0.3:
                    r.n_eval, quote = n, f"{quote} of {n}"
            r.quote = quote if self.quoted else ""
            self.truth[len(self.results)] = (k, n)
            self.results.append(r)
        if len(figures) == 2 and rng.random() < 0.7:
            self.test(outcome, figures, self.results[first])

    def test(self, outcome, figures, first):
        rng = self.rng
        one, other = figures
        corrected = rng.random() < 0.4
        value = chi_squared(one, other, corrected)
        if value is None:
            return
        p = fisher(one, other) if rng.random() < 0.3 else rng.choice(p_values_of(one, other))
        printed, text = self.print(value, rng.choice((2, 3))), self.p_text(p)
        test = {"name": "chi2", "value": float(printed)} if rng.random() < 0.5 else None
        if rng.random() < 0.5:
            quote = f"{printed}, P={text}"
            contrast = Result("contrast", outcome, "p_only", outcome_text=outcome, arm="A", ref_arm="B", quote=quote)
            contrast.p, contrast.test = text, test
            self.results.append(contrast)
        else:
            first.test, first.p = test, text
            first.quote = f"{first.quote} chi-squared {printed}" if first.quote else ""

    def p_text(self, p):
        rng = self.rng
        if p < 0.001:
            return "<0.001"
        if rng.random() < 0.2:
            return "<0.05" if p < 0.05 else ">0.05"
        places = rng.choice((2, 3, 4))
        return self.print(p, places) if p >= 0.5 * 10**-places else f"<{10**-places:.{places}f}"

    def survival(self, figures):
        """Kaplan-Meier estimates: people leave between the deaths, so that no count need fit."""
        for i, (k, n) in enumerate(figures):
            share, at_risk = 1.0, n
            for _ in range(k):
                at_risk -= 1 + (self.rng.random() < 0.3)
                if at_risk < 1:
                    break
                share *= at_risk / (at_risk + 1)
            value = self.print(100 * share)
            r = Result(
                "arm", "OS", "rate", timepoint="2 years", arm="ABC"[i], value=float(value), unit="%", quote=f"{value}%"
            )
            self.results.append(r)

    def estimates(self):
        rng = self.rng
        for outcome, stat in (("TTP", "hr"), ("ORR", "or")):
            if len(self.sizes) < 2:
                continue
            se, b = rng.uniform(0.05, 0.6), rng.gauss(0, 0.6)
            z = z_of_level(self.level)
            places = rng.choice((2, 2, 3, 1))
            value, low, high = (self.print(math.exp(b + s * z * se), places, ROUND_HALF_UP) for s in (0, -1, 1))
            score = abs(b) / se * rng.uniform(0.93, 1.07)
            p = self.p_text(normal_tail(score) * rng.choice((1, 2, 2)))
            quote = f"{value} ({self.level}% CI {low}–{high}; P={p})" if self.quoted else ""
            r = Result("contrast", outcome, stat, arm="A", ref_arm="B", value=float(value), p=p, quote=quote)
            r.ci_low, r.ci_high, r.ci_level = float(low), float(high), self.level
            self.results.append(r)
            if stat == "hr":
                control = rng.uniform(3, 30)
                medians = (
                    (control / math.exp(b) * rng.uniform(0.9, 1.1), control) if abs(b) > 0.3 else (control, control)
                )
                for i, median in enumerate(medians):
                    text = self.print(median, 1)
                    self.results.append(
                        Result("arm", "TTP", "median", arm="AB"[i], value=float(text), unit="months", quote=text)
                    )
        self.means()
        self.scores()

    def scores(self):
        """Means with SDs of a continuous score in two arms, and their t value, pooled or Welch's."""
        rng, figures = self.rng, []
        if len(self.sizes) != 2 or min(self.evaluable) < 3:
            return
        spread, centre = rng.uniform(1, 20), rng.uniform(20, 60)
        for m in self.evaluable:
            values = [rng.gauss(centre + rng.uniform(0, spread), spread) for _ in range(m)]
            mean = sum(values) / m
            figures.append((m, mean, math.sqrt(sum((v - mean) ** 2 for v in values) / (m - 1))))
        places = rng.choice((0, 1, 2))
        for i, (m, mean, sd) in enumerate(figures):
            a, b = self.print(mean, places, ROUND_HALF_UP), self.print(sd, places, ROUND_HALF_UP)
            r = Result("arm", "QOL", "mean", arm="AB"[i], value=float(a), sd=float(b), quote=f"{a} ± {b}")
            r.n_eval = m if rng.random() < 0.5 else None
            self.results.append(r)
        (n1, m1, s1), (n2, m2, s2) = figures
        pooled = ((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2)
        variance = rng.choice((s1**2 / n1 + s2**2 / n2, pooled * (1 / n1 + 1 / n2)))
        t = self.print((m1 - m2) / math.sqrt(variance), rng.choice((2, 3)), ROUND_HALF_UP)
        test = {"name": "t", "value": float(t)}
        self.results.append(Result("contrast", "QOL", "p_only", arm="A", ref_arm="B", test=test, quote=f"t={t}"))

    def means(self):
        n = self.evaluable[0]
        if n < 2:
            return
        values = [self.rng.randint(0, 12) for _ in range(n)]
        m = sum(values) / n
        sd = math.sqrt(sum((v - m) ** 2 for v in values) / (n - 1))
        places = self.rng.choice((1, 2))
        mean, spread = self.print(m, places, ROUND_HALF_UP), self.print(sd, places, ROUND_HALF_UP)
        r = Result(
            "arm", "OTHER", "mean", outcome_text="tumours", arm="A", value=float(mean), sd=float(spread), unit="lesions"
        )
        r.n_eval, r.quote = n, f"{mean} ± {spread}"
        self.results.append(r)

    def extraction(self):
        return Extraction(self.report, self.arms, self.results)


def alarms(seed, count):
    """(reports with an alarm as [(seed, finding)], counts filled in, of these wrong) over `count` reports."""
    found, filled, wrong = [], 0, []
    for i in range(seed, seed + count):
        report = Honest(random.Random(i))
        reported = {j for j, r in enumerate(report.results) if r.events is not None}
        x = appraise(report.extraction())
        found += [(i, f) for f in x.findings if f.severity != "info"]
        for j, pair in report.truth.items():
            r = x.results[j]
            if r.events is not None:
                filled += 1
                if r.events != pair[0] or (r.n_eval != pair[1] and (j not in reported or r.n_eval is not None)):
                    wrong.append((i, j, pair, (r.events, r.n_eval, r.events_origin)))
    return found, filled, wrong


def main(count, start=0, batch=5000):
    """Appraise `count` honest reports and say after every batch how many alarms there were."""
    total, filled, wrong = 0, 0, 0
    for first in range(start, start + count, batch):
        found, counts, errors = alarms(first, min(batch, start + count - first))
        total, filled, wrong = total + len(found), filled + counts, wrong + len(errors)
        for seed, finding in found:
            print(seed, finding.rule, finding.severity, finding.message)  # noqa: T201
        done = min(first + batch, start + count) - start
        print(f"{done} reports: {total} alarms; {filled} counts, {wrong} wrong", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
