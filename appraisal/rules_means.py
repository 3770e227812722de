"""Checks on means and their spread."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from appraisal.distributions import z_of_level
from appraisal.facts import Facts
from appraisal.granularity import debit, grim, grimmer
from appraisal.one_result import interval_places
from appraisal.printed import decimals
from schemas.models import Finding, Result

_THINGS = re.compile(r"^(number of )?(lesions?|nodes?|episodes?|teeth|visits|injections|attacks|infusions)$", re.I)


def sd_is_se(facts: Facts) -> Iterator[Finding]:
    """An interval of a mean that is mean ± z·SD shows that the SD is a standard error.

    Source: Cochrane Handbook 6.5.2.2. Only where there are enough people for the two to be told apart.
    """
    for i, r in enumerate(facts.results):
        n = r.n_eval
        if r.stat != "mean" or not r.sd or not n or n < 5 or r.ci_low is None or r.ci_high is None:
            continue
        half = (r.ci_high - r.ci_low) / 2
        unit = 10.0 ** -min(interval_places(r))
        as_se, as_sd = z_of_level(r.ci_level or 95) * r.sd, z_of_level(r.ci_level or 95) * r.sd / math.sqrt(n)
        if abs(half - as_se) <= 0.05 * as_se + unit and abs(half - as_sd) > 0.3 * half + unit:
            text = (
                f"Mean {r.value:g} with SD {r.sd:g} and interval {r.ci_low:g} to {r.ci_high:g} of {n}: the SD is an SE."
            )
            proposal = f"{r.sd:g} × √{n} = {r.sd * math.sqrt(n):.3g} would be the SD."
            yield Finding("sd_is_se", "warning", text, [i], r.quote, proposal)


def sd_is_se_by_test(facts: Facts) -> Iterator[Finding]:
    """A t value that the printed SDs give only when they are taken for standard errors shows that they are.

    t of two means with SDs is difference / √(SD₁²/n₁ + SD₂²/n₂); with standard errors it is difference / √(SE₁² + SE₂²)
    (Cochrane Handbook 6.5.2.3). Silent where the means are too close to be told from their rounding.
    """
    for indices in facts.groups.values():
        means = [i for i in indices if facts.results[i].stat == "mean" and facts.results[i].kind == "arm"]
        roots = {facts.root_letter(facts.results[i].arm) for i in means}
        if len(means) != 2 or len(roots) != 2 or "" in roots:
            continue
        for t, k in _t_values([(i, facts.results[i]) for i in indices]):
            one, other = facts.results[means[0]], facts.results[means[1]]
            as_sd, as_se = _t_of(facts, one, other)
            if as_se and abs(t - as_se) <= 0.03 * as_se + 0.01 and abs(t - as_sd) > 0.4 * as_sd:
                text = (
                    f"t = {t:g} for {one.value:g} ± {one.sd:g} v {other.value:g} ± {other.sd:g} is what these give as "
                    f"standard errors; as standard deviations they give {as_sd:.2f}."
                )
                yield Finding("sd_is_se", "warning", text, means, facts.results[k].quote)


def _t_values(results: list[tuple[int, Result]]) -> Iterator[tuple[float, int]]:
    for k, r in results:
        value = (r.test or {}).get("value")
        if (
            str((r.test or {}).get("name") or "").casefold() == "t"
            and isinstance(value, int | float)
            and abs(value) > 0.3
        ):
            yield abs(float(value)), k


def _t_of(facts: Facts, one: Result, other: Result) -> tuple[float, float]:
    """The t value with the printed spreads as SDs, and as SEs; zeros where they cannot be told."""
    sizes = []
    for r in (one, other):
        arm = facts.root(r.arm)
        sizes.append(r.n_eval or (arm.n if arm else None) or 0)
    if min(sizes) < 5 or not one.sd or not other.sd or one.value is None or other.value is None:
        return 0.0, 0.0
    difference = abs(one.value - other.value)
    if difference < 10 * 10.0 ** -min(decimals(one.value, one.quote), decimals(other.value, other.quote)):
        return 0.0, 0.0
    as_sd = difference / math.sqrt(one.sd**2 / sizes[0] + other.sd**2 / sizes[1])
    return as_sd, difference / math.sqrt(one.sd**2 + other.sd**2)


def granularity(facts: Facts) -> Iterator[Finding]:
    """Means and SDs of whole numbers of things come in steps of 1/n: GRIM, GRIMMER and DEBIT.

    Sources: Brown and Heathers, SPPS 2017;8:363; Allard 2018; Heathers and Brown 2019. Only where the unit says that
    each person has a whole number of things, or that the value is a share coded 0 and 1.
    """
    for i, r in enumerate(facts.results):
        if r.kind != "arm" or r.stat != "mean" or r.value is None or not r.n_eval or r.n_eval < 2:
            continue
        places = decimals(r.value, r.quote)
        if _THINGS.match(r.unit.strip()) and places >= 1:
            mean = f"{r.value:.{places}f}"
            if not grim(mean, r.n_eval):
                text = f"No {r.n_eval} whole numbers of {r.unit} have the mean {mean}."
                yield Finding("mean_impossible", "warning", text, [i], r.quote)
            elif r.sd is not None and not grimmer(mean, f"{r.sd:.{decimals(r.sd, r.quote)}f}", r.n_eval):
                text = f"No {r.n_eval} whole numbers of {r.unit} have the mean {mean} and SD {r.sd:g}."
                yield Finding("sd_impossible", "warning", text, [i], r.quote)
        elif r.unit.casefold() in ("binary", "0/1", "0 or 1") and r.sd is not None and 0 <= r.value <= 1:
            mean, sd = f"{r.value:.{places}f}", f"{r.sd:.{decimals(r.sd, r.quote)}f}"
            if not debit(mean, sd, r.n_eval):
                text = f"No {r.n_eval} yes-or-no values have the mean {mean} and SD {sd}."
                yield Finding("binary_sd_impossible", "warning", text, [i], r.quote)
