"""Numbers and comparisons in words, for the sentences of findings."""

from __future__ import annotations

from schemas.models import Result
from synthesis.candidates import Candidate
from synthesis.treatments import Treatment

NAMES = {"hr": "hazard ratio", "or": "odds ratio", "rr": "risk ratio", "rd": "risk difference", "md": "mean difference"}


def arms_in_words(experimental: Treatment | None, control: Treatment | None) -> str:
    """`Drug v Placebo`, or the one arm."""
    return " v ".join(t.label for t in (experimental, control) if t)


def _interval(low: object, high: object, level: object) -> str:
    """` (99% interval 0.14 to 0.31)`; nothing where no bound is given."""
    if low is None and high is None:
        return ""
    bounds = " to ".join(f"{b:g}" if isinstance(b, int | float) else "?" for b in (low, high))
    return f" ({level:g}% interval {bounds})" if isinstance(level, int | float) else f" (interval {bounds})"


def spelled(result: Result) -> str:
    """A result's numbers for a sentence."""
    if result.kind == "arm" and result.events is not None:
        n = result.n_eval or result.n_assumed
        return f"{result.events} of {n}" if n else f"{result.events}"
    shown = "nothing" if result.value is None else f"{result.value:g}"
    name = NAMES.get(result.stat, "") if result.kind != "arm" else ""
    return f"{name} {shown}".strip() + _interval(result.ci_low, result.ci_high, result.ci_level)


def numbers_in_words(candidate: Candidate) -> str:
    """A candidate's numbers: `169 of 261 v 2 of 131`, `hazard ratio 0.21 (99% interval 0.14 to 0.31)`."""
    given = {name: value for name, value in candidate.numbers.items() if isinstance(value, int | float)}
    if "estimate" in given:
        name = NAMES.get(candidate.stat, candidate.stat)
        bounds = (given.get("ci_low"), given.get("ci_high"), given.get("ci_level"))
        return f"{name} {given['estimate']:g}{_interval(*bounds)}"
    pairs = [
        f"{given[k]:g} of {given[n]:g}"
        for k, n in (("ai", "n1i"), ("ci", "n2i"), ("xi", "ni"))
        if k in given and n in given
    ]
    means = [
        f"mean {given[m]:g}" + (f" (SD {given[sd]:g})" if sd in given else "")
        for m, sd in (("m1i", "sd1i"), ("m2i", "sd2i"), ("mi", "sdi"))
        if m in given
    ]
    return " v ".join(pairs or means) or " ".join(f"{value:g}" for value in given.values())
