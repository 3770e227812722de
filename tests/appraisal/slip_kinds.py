"""Kinds of slips: each spoils one number of an honest report, and says whether there was one to spoil."""

from collections import defaultdict
from decimal import Decimal


def respell(r, old, new):
    """Set a result's value to another one, in its quote too; places in texts keep their length of words."""
    r.value = float(new)
    r.quote = r.quote.replace(old, new, 1) if old in r.quote else new


def swap_digits(text):
    """The text with two neighbouring different digits exchanged, or nothing."""
    for i in range(len(text) - 1):
        a, b = text[i], text[i + 1]
        if a.isdigit() and b.isdigit() and a != b and not (i == 0 and b == "0"):
            return text[:i] + b + a + text[i + 2 :]
    return ""


def printed(r):
    """The value as its quote prints it."""
    found = [t for t in r.quote.replace("%", " ").replace("(", " ").replace(")", " ").split() if is_number(t)]
    return next((t for t in found if float(t) == r.value), f"{r.value:g}")


def is_number(text):
    """Whether a word is a plain number."""
    return text.replace(".", "", 1).isdigit()


def pick(h, rng, stat, **want):
    """One result of a statistic with the wanted properties, or None."""
    found = [r for r in h.results if r.stat == stat and r.value and all(getattr(r, k) == v for k, v in want.items())]
    return rng.choice(found) if found else None


def shares(h):
    """The results that are shares of people."""
    return [h.results[i] for i in h.truth if h.results[i].value]


def percent_digits(h, rng):
    """Two digits of a percentage exchanged."""
    return _percent(h, rng, swap_digits)


def percent_decimal(h, rng):
    """A percentage off by one decimal place."""
    return _percent(h, rng, lambda text: str(Decimal(text) / 10) if float(text) >= 10 else str(Decimal(text) * 10))


def _percent(h, rng, spoil):
    found = [r for r in shares(h) if spoil(printed(r)) and float(spoil(printed(r))) <= 100]
    if not found:
        return False
    r = rng.choice(found)
    respell(r, printed(r), spoil(printed(r)))
    return True


def above_everybody(h, rng):
    """A percentage ten times too large."""
    found = [r for r in shares(h) if r.value > 10]
    if not found:
        return False
    r = rng.choice(found)
    respell(r, printed(r), f"{r.value * 10:g}")
    return True


def arms_swapped(h, rng):
    """The percentages of two arms in each other's place."""
    rows = defaultdict(list)
    for i in h.truth:
        rows[h.results[i].outcome].append(h.results[i])
    found = [row for row in rows.values() if len(row) == 2 and row[0].value != row[1].value]
    if not found:
        return False
    one, other = rng.choice(found)
    a, b = printed(one), printed(other)
    respell(one, a, b)
    respell(other, b, a)
    return True


def wrong_n(h, rng):
    """Two digits of an arm's number exchanged."""
    arm = rng.choice(h.arms)
    text = swap_digits(str(arm.n))
    if not text or int(text) < 8:
        return False
    arm.n = int(text)
    return True


def ratio_digits(h, rng):
    """Two digits of a ratio exchanged; its interval stands."""
    r = pick(h, rng, "hr") or pick(h, rng, "or")
    text = swap_digits(f"{r.value:.2f}".replace(".", "")) if r else ""
    if not text or int(text) == 0:
        return False
    respell(r, printed(r), f"{int(text) / 100:.2f}")
    return True


def ratio_bound(h, rng):
    """One end of a ratio's interval with two digits exchanged."""
    r = pick(h, rng, "hr") or pick(h, rng, "or")
    text = swap_digits(f"{r.ci_high:.2f}".replace(".", "")) if r else ""
    if not text or int(text) == 0:
        return False
    r.quote, r.ci_high = r.quote.replace(f"{r.ci_high:.2f}", f"{int(text) / 100:.2f}"), int(text) / 100
    return True


def ratio_turned(h, rng):
    """A hazard ratio and its interval printed the other way round, beside medians that tell."""
    r = pick(h, rng, "hr", outcome="TTP")
    if r is None or r.ci_low <= 0 or r.ci_low <= 1 <= r.ci_high:
        return False
    r.value, r.ci_low, r.ci_high = (round(1 / x, 2) for x in (r.value, r.ci_high, r.ci_low))
    r.quote = f"{r.value:.2f} ({r.ci_level}% CI {r.ci_low:.2f}–{r.ci_high:.2f})"
    return True


def wrong_p(h, rng):
    """A p value ten times too large or too small."""
    found = [r for r in h.results if r.kind == "contrast" and r.p.startswith("0.") and float(r.p) > 0]
    if not found:
        return False
    r = rng.choice(found)
    new = f"{float(r.p) / 10:.4f}" if float(r.p) > 0.1 else f"{float(r.p) * 10:.3f}"
    r.quote, r.p = r.quote.replace(r.p, new), new
    return float(new) > 0


def wrong_chi_squared(h, rng):
    """Two digits of a chi-squared value exchanged."""
    found = [r for r in h.results if (r.test or {}).get("name") == "chi2"]
    if not found:
        return False
    r = rng.choice(found)
    text = swap_digits(f"{r.test['value']:g}")
    if not text:
        return False
    r.quote, r.test = r.quote.replace(f"{r.test['value']:g}", text), {"name": "chi2", "value": float(text)}
    return True


def interval_digits(h, rng):
    """Two digits of the upper end of a percentage's interval exchanged."""
    found = [r for r in shares(h) if r.ci_high and swap_digits(f"{r.ci_high:g}")]
    if not found:
        return False
    r = rng.choice(found)
    new = swap_digits(f"{r.ci_high:g}")
    r.quote, r.ci_high = r.quote.replace(f"{r.ci_high:g}", new), float(new)
    return True


def interval_level(h, rng):
    """A 99% or 90% interval of a percentage called 95%."""
    found = [r for r in shares(h) if r.ci_level not in (None, 95)]
    if not found:
        return False
    rng.choice(found).ci_level = 95
    return True


def weeks_for_months(h, rng):
    """A median in weeks called months."""
    found = [r for r in h.results if r.stat == "median" and r.unit == "months" and r.locator and "table" in r.locator]
    if not found:
        return False
    r = rng.choice(found)
    new = f"{r.value * 4.345:.1f}"
    respell(r, printed(r), new)
    return True


def se_for_sd(h, rng):
    """Standard errors of both arms, or of a mean with its interval, called standard deviations."""
    means = [r for r in h.results if r.stat == "mean" and r.outcome == "QOL"]
    compared = [r for r in means if not r.timepoint and r.sd]
    if len(compared) == 2:
        for r in compared:
            _spread_over(r, h.evaluable["AB".index(r.arm)] ** 0.5)
        return True
    found = [r for r in means if r.timepoint and r.sd]
    for r in found:
        _spread_over(r, r.n_eval**0.5)
    return bool(found)


def _spread_over(r, divisor):
    """Print a spread divided by the root of the number of people."""
    old, r.sd = r.sd, round(r.sd / divisor, 2)
    r.quote = r.quote.replace(f"± {old:g}", f"± {r.sd:g}")


def whole_mean(h, rng):
    """The last digit of a mean of whole things changed by one to four."""
    r = pick(h, rng, "mean", unit="lesions")
    if r is None:
        return False
    old, spread = r.quote.split(" ± ")
    unit = 10.0 ** -len(old.partition(".")[2])
    new = f"{r.value + rng.randint(1, 4) * unit:.{len(old.partition('.')[2])}f}"
    r.value, r.quote = float(new), f"{new} ± {spread}"
    return True


def binary_spread(h, rng):
    """The SD of values coded 0 and 1 off by a tenth."""
    r = pick(h, rng, "mean", unit="binary")
    if r is None:
        return False
    new = f"{r.sd + 0.1:.2f}"
    r.sd, r.quote = float(new), r.quote.split(" (")[0] + f" ({new})"
    return True


def parts(h, rng):
    """A complete response that is three patients too many."""
    found = [r for r in h.results if r.outcome == "CR" and r.stat == "rate" and r.events is not None]
    rows = {(r.outcome, r.arm) for r in h.results if r.events is not None}
    found = [r for r in found if {("PR", r.arm), ("ORR", r.arm)} <= rows]
    if not found:
        return False
    r = rng.choice(found)
    n = h.evaluable["ABC".index(r.arm)]
    if r.events + 3 > n:
        return False
    r.events += 3
    r.value = float(h.print(100 * r.events / n))
    r.quote, r.n_eval = f"{r.events}/{n} ({h.print(100 * r.events / n)}%)", n
    return True


def copy_differs(h, rng):
    """Two digits of a number in the table exchanged, which the abstract gives too."""
    found = [r for r in h.results if r.locator and r.locator.get("table") == "t2" and swap_digits(printed(r))]
    found = [r for r in found if float(swap_digits(printed(r))) <= 100]
    if not found:
        return False
    r = rng.choice(found)
    respell(r, printed(r), swap_digits(printed(r)))
    return True


SLIPS = (
    percent_digits, percent_decimal, above_everybody, arms_swapped, wrong_n, ratio_digits, ratio_bound, ratio_turned,
    wrong_p, wrong_chi_squared, interval_digits, interval_level, weeks_for_months, se_for_sd, whole_mean, binary_spread,
    parts, copy_differs,
)  # fmt: skip
