"""More that honest reports print: changes above 100%, times in two units, copies in abstract and table, words, flows.

Each function adds true numbers to a report of `honest_reports`, with places and sentences as readers give them.
"""

import math

from appraisal.distributions import normal_tail, z_of_level
from schemas.models import Block, Result

MONTHS = {"days": 12 / 365.25, "weeks": 84 / 365.25, "months": 1.0, "years": 12.0}
BETTER = ("improved", "prolonged", "was superior for", "reduced the risk of progression in terms of")
WORSE = ("worsened", "shortened", "was inferior for")


def say(h, before, quote, after=".", *, part="body", section="results"):
    """Append a sentence to the report's block of that part and give the place of the quote in it."""
    name = f"{part}-{section}"
    block = next((b for b in h.blocks if b.id == name), None)
    if block is None:
        block = Block(name, section, "", part=part)
        h.blocks.append(block)
    start = len(block.text) + len(before)
    block.text += f"{before}{quote}{after} "
    return {"block": name, "start": start, "end": start + len(quote)}


def changes(h):
    """Percentages of something else than people: changes, relative quantities, means with their spread."""
    rng = h.rng
    words = rng.choice(
        (
            ("The volume of the tumours rose by ", "change of tumour volume", rng.uniform(20, 400)),
            ("Relative dose intensity was ", "relative dose intensity", rng.uniform(60, 130)),
            ("Recovery of the marker was ", "recovery of the marker", rng.uniform(80, 120)),
            ("Serum levels were ", "level as percentage of baseline", rng.uniform(20, 900)),
            ("Volume fell, a change of ", "change in volume", -rng.uniform(1, 99)),
        )
    )
    value = h.print(words[2], 1)
    for outcome in ("OTHER", rng.choice(("AE_SPECIFIC", "PD", "QOL"))):
        r = Result("arm", outcome, "rate", outcome_text=words[1], arm="A", value=float(value), unit="%")
        r.quote = f"{value}%"
        r.locator = say(h, words[0], r.quote)
        h.results.append(r)
    mean, low, high = sorted((rng.uniform(0, 9), rng.uniform(0, 9), rng.uniform(0, 9)))[::1]
    for arm in range(len(h.sizes)):
        text = f"{h.print(low + (high - low) * rng.random(), 1)}% (range {h.print(mean, 1)}-{h.print(high, 1)}%)"
        r = Result("arm", "AE_SPECIFIC", "rate", outcome_text="lung dose", arm="ABC"[arm], unit="%", quote=text)
        r.value, r.locator = float(text.split("%", maxsplit=1)[0]), say(h, "Dose to the lung was ", text)
        h.results.append(r)
    losses = [h.print(rng.uniform(0.1, 0.9) * 100 / n, 1) for n in h.sizes]
    for i, value in enumerate(losses):
        r = Result("arm", "AE_SPECIFIC", "rate", outcome_text="heavier", arm="ABC"[i], value=float(value), unit="%")
        r.quote = " v ".join(f"{x}%" for x in losses)
        r.locator = say(h, "People had become heavier by ", r.quote)
        h.results.append(r)


def times(h):
    """Median times to progression and death from simulated patients, in the abstract and again in another unit."""
    rng, report = h.rng, h.report
    start = rng.randint(2000, 2018) * 12 + rng.randint(0, 11)
    known = [r.value for r in h.results if r.stat == "median" and r.unit == "months"]
    length = max([rng.randint(18, 90), *(math.ceil(v) + 1 for v in known)])
    report.start_date = f"{start // 12}-{start % 12 + 1:02d}"
    end = start + length
    if rng.random() < 0.5:
        report.data_cutoff = f"{end // 12}-{end % 12 + 1:02d}"
    else:
        report.year = end // 12 + rng.randint(0, 3)
    if rng.random() < 0.5:
        registered = start - rng.randint(0, 30)
        report.registered_date = f"{registered // 12}-{registered % 12 + 1:02d}"
        say(h, "The trial was ", "prospectively registered", section="registration")
    unit, other = rng.choice((("months", "weeks"), ("weeks", "months"), ("months", "years"), ("months", "months")))
    two_units = rng.random() < 0.4
    rate = math.log(2) / rng.uniform(2, 40)
    for i, n in enumerate(h.sizes):
        people = min(n, 60)
        progress = [rng.expovariate(rate * (1 + 0.3 * i)) for _ in range(people)]
        death = [p + rng.expovariate(rate) if rng.random() < 0.9 else p for p in progress]
        follow = [rng.uniform(length / 3, length) for _ in range(people)]
        for outcome, lasted in (("DFS", progress), ("OS", death)):
            median = kaplan_meier_median(lasted, follow)
            if median is not None:
                shown = (unit, other if two_units else unit)
                _median_in_places(h, outcome, "ABC"[i], median, shown)


def kaplan_meier_median(lasted, follow):
    """The first time at which the curve is at or below a half, or None where it is never reached."""
    share, at_risk = 1.0, len(lasted)
    for t, event in sorted((min(x, f), x <= f) for x, f in zip(lasted, follow, strict=True)):
        if event:
            share *= (at_risk - 1) / at_risk
            if share <= 0.5:
                return t
        at_risk -= 1
    return None


def _median_in_places(h, outcome, arm, months, units):
    """Once in the abstract and once in the table, rounded differently, in the same or in another unit."""
    for part, shown in zip(("abstract", "table"), units, strict=True):
        places = h.rng.choice((0, 1, 1, 2)) if shown != "years" else 1
        value = h.print(months / MONTHS[shown], places)
        r = Result("arm", outcome, "median", timepoint="", arm=arm, value=float(value), unit=shown)
        r.quote = f"{value} {shown}"
        where = {"table": "t1", "row": 1 if outcome == "OS" else 2, "column": "ABC".index(arm) + 1}
        r.locator = where if part == "table" else say(h, f"Median {outcome} was ", r.quote, part="abstract")
        if r.value:
            h.results.append(r)


def copies(h):
    """Shares and ratios of the abstract once more in the table, with other decimals."""
    rng = h.rng
    for i, n in enumerate(h.evaluable):
        k = rng.randint(0, n)
        for part in ("abstract", "table", "text"):
            value = h.print(100 * k / n, rng.choice((0, 1, 2)))
            r = Result("arm", "DCR", "rate", timepoint="week 12", arm="ABC"[i], value=float(value), unit="%")
            r.quote = f"{value}%"
            if part == "table":
                r.locator = {"table": "t2", "row": 3, "column": i + 1}
            else:
                r.locator = say(h, "Disease control was ", r.quote, part="abstract" if part == "abstract" else "body")
            h.results.append(r)
    cited = Result("arm", "DCR", "rate", timepoint="week 12", arm="A", value=rng.randint(1, 99) * 1.0, unit="%")
    cited.quote = f"{cited.value:.0f}%"
    cited.locator = say(h, "In another trial it was ", cited.quote, section="discussion")
    cited.population = "cited"
    h.results.append(cited)


def words(h):
    """A hazard ratio in a sentence that says which arm did better, in either convention and order."""
    if len(h.sizes) < 2:
        return
    rng = h.rng
    b, se, level = rng.gauss(0, 0.6), rng.uniform(0.05, 0.4), rng.choice((95, 95, 99, 97.5, 90))
    first_over_second = rng.random() < 0.8
    value, low, high = (h.print(math.exp(b + s * z_of_level(level) * se), 2) for s in (0, -1, 1))
    names = ("arm 0", "arm 1") if first_over_second else ("arm 1", "arm 0")
    good = b < 0
    quote = f"HR {value}; {level}% CI {low}-{high}"
    before = rng.choice(
        (
            f"Compared with {names[1]}, {names[0]} {rng.choice(BETTER if good else WORSE)} survival (",
            f"Survival was {'longer' if good else 'shorter'} with {names[0]} than with {names[1]} (",
            f"Survival was {'shorter' if good else 'longer'} with {names[1]} (",
            f"{names[0]} did not improve survival in women but prolonged it in men (" if good else "The ratio was (",
            "Longer survival was associated with younger age (" if good else "Age was a factor of shorter survival (",
        )
    )
    one_sided = rng.random() < 0.2
    p = h.p_text(normal_tail(abs(b) / se * rng.uniform(0.95, 1.05)) * (1 if one_sided else 2))
    after = f"; {'one-sided ' if one_sided else ''}P = {p.lstrip('<>')})."
    r = Result("contrast", "EFS", "hr", arm="A" if first_over_second else "B", value=float(value), p=p, quote=quote)
    r.ref_arm = "B" if first_over_second else "A"
    r.ci_low, r.ci_high, r.ci_level = float(low), float(high), level
    r.locator = say(h, before, quote, after)
    h.results.append(r)


def flow(h):
    """People lost on the way, counts of the whole trial in the text, and events that one person has several of."""
    rng = h.rng
    for arm, n in zip(h.arms, h.sizes, strict=True):
        arm.n_treated = n - rng.choice((0, 0, rng.randint(0, max(1, n // 10))))
    total = sum(h.sizes)
    h.report.n_total = total + rng.choice((0, 0, rng.randint(0, 40)))
    everybody = rng.randint(1, h.report.n_total)
    r = Result("arm", "SAE", "count", arm="A", value=float(max(everybody, 1)), unit="patients")
    if everybody > h.sizes[0]:
        r.quote = f"{everybody} patients"
        r.locator = say(h, "Of all who entered, ", r.quote, " had completed treatment.")
        h.results.append(r)
    events = Result("arm", "AE_OTHER", "count", arm="A", value=float(rng.randint(1, 3 * total)), unit="events")
    h.results.append(events)
    k = rng.randint(0, h.sizes[0])
    severe = rng.randint(0, k)
    for outcome, count in (("AE_ANY", k), ("AE_G3PLUS", severe)):
        r = Result("arm", outcome, "count", timepoint="all cycles", arm="A", value=float(count), unit="patients")
        r.quote = f"{count} of {h.sizes[0]} patients"
        r.locator = say(h, "Harms were seen in ", r.quote)
        h.results.append(r)


def subgroups(h):
    """Shares of some of an arm's people, with no number given."""
    for i, n in enumerate(h.sizes):
        m = h.rng.randint(1, n)
        value = h.print(100 * h.rng.randint(0, m) / m, 1)
        r = Result("arm", "ORR", "rate", arm="ABC"[i], value=float(value), unit="%", population="women")
        r.quote = f"{value}%"
        r.locator = say(h, "Among women the response was ", r.quote)
        h.results.append(r)


def spreads(h):
    """Means with their interval, SD or SE, and shares coded 0 and 1 with the SD of their values."""
    rng, n = h.rng, h.evaluable[0]
    if n < 5:
        return
    values = [rng.gauss(50, 12) for _ in range(n)]
    mean, sd = spread_of(values)
    places, level = rng.choice((0, 1, 2)), rng.choice((95, 95, 90, 99))
    half = z_of_level(level) * sd / math.sqrt(n)
    a, low, high = (h.print(x, places) for x in (mean, mean - half, mean + half))
    r = Result(
        "arm", "QOL", "mean", timepoint="month 3", arm="A", value=float(a), n_eval=n, quote=f"{a} ({low}, {high})"
    )
    r.ci_low, r.ci_high, r.ci_level = float(low), float(high), level
    if rng.random() < 0.5:
        r.sd = float(h.print(sd, places))
    else:
        r.se = float(h.print(sd / math.sqrt(n), places))
    h.results.append(r)
    mean, sd = spread_of([float(rng.random() < 0.4) for _ in range(n)])
    a, s = h.print(mean, 2, "ROUND_HALF_UP"), h.print(sd, 2, "ROUND_HALF_UP")
    coded = Result("arm", "OTHER", "mean", outcome_text="working", arm="A", value=float(a), sd=float(s), unit="binary")
    coded.n_eval, coded.quote = n, f"{a} ({s})"
    h.results.append(coded)


def spread_of(values):
    """Mean and sample SD."""
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1))


def places(h):
    """Give a text or a table as the place of what has none, a sentence to each outcome."""
    tabulated = h.rng.random() < 0.3
    for i, r in enumerate(h.results):
        if r.locator is not None or not r.quote:
            continue
        if tabulated:
            r.locator = {"table": "t0", "row": i, "column": "ABC".find(r.arm or "A") + 1}
        else:
            r.locator = say(h, f"{r.outcome} was ", r.quote, f" in arm {'ABC'.find(r.arm or 'A')}.")


EXTRAS = (changes, times, copies, words, flow, subgroups, spreads)
