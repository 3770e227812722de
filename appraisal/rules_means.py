"""Checks on means and their spread."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from appraisal.distributions import z_of_level
from appraisal.facts import Facts, interval_places
from appraisal.granularity import debit, grim, grimmer
from appraisal.printed import decimals
from schemas.models import Finding

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
            yield Finding("sd_is_se", "warning", text, [i], r.quote)


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
