"""Which way round an estimate is printed, where the arms' own values show it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from extractors.text.arm_set import Arms
from schemas.models import Result


def turn_reversed(results: list[Result], arms: Arms) -> None:
    """Turn the hazard ratios of a report that prints control over experimental.

    A hazard ratio whose whole interval lies above 1 beside a longer median in the experimental arm shows the
    convention; a report keeps one convention, so its other ratios above 1 are turned with it.
    """
    medians = {
        (r.outcome, r.arm, r.population): r.value for r in results if r.kind == "arm" and r.stat == "median" and r.value
    }
    ratios = [r for r in results if r.kind == "contrast" and r.stat == "hr" and r.value]
    _turn_against_rates(ratios, results)

    def clash(r: Result, margin: float) -> bool:
        ours, theirs = medians.get((r.outcome, r.arm, r.population)), medians.get((r.outcome, r.ref_arm, r.population))
        return bool(ours and theirs and r.value and r.value > 1 and ours > theirs * margin)

    if not any(clash(r, 1.0) and r.ci_low is not None and r.ci_low > 1 for r in ratios):
        return
    for r in ratios:
        if (r.value or 0) > 1 and (clash(r, 1.0) or (r.outcome, r.arm, r.population) not in medians):
            r.arm, r.ref_arm = r.ref_arm, r.arm or ""


_SURVIVORS = re.compile(r"(?i:\b(?:survival|free)\b)|[A-Z]FS\b|\bOS\b")
_EVENTS = re.compile(
    r"(?i)\b(?:deaths?|died|mortality|relapsed?|relapses|recurrences?|progressed|failures?|incidence|events?)\b"
)
_AGREES, _FAR = math.log(2), math.log(1.5)
"""How near a ratio must be to the one that the rates imply, turned, and how far both must be from 1."""


def _turn_against_rates(ratios: list[Result], results: list[Result]) -> None:
    """Turn a hazard ratio that is the one implied by the arms' own rates the other way round.

    Under proportional hazards the ratio is log S1 / log S2 for the shares S without an event (Parmar, Torri & Stewart
    1998).
    """
    rates = {
        (r.outcome, r.outcome_text, r.arm, r.population): _without_event(r)
        for r in results
        if r.kind == "arm" and r.stat == "rate"
    }
    for r in ratios:
        ours = rates.get((r.outcome, r.outcome_text, r.arm, r.population))
        theirs = rates.get((r.outcome, r.outcome_text, r.ref_arm, r.population))
        if ours and theirs and r.value:
            implied, printed = math.log(math.log(ours) / math.log(theirs)), math.log(r.value)
            if abs(implied + printed) < _AGREES and implied * printed < 0 and min(abs(implied), abs(printed)) > _FAR:
                r.arm, r.ref_arm = r.ref_arm, r.arm or ""


def _without_event(r: Result) -> float | None:
    """The share without an event that a rate prints, or None where its name does not tell, or all or none had one."""
    share = (r.value or 0) / 100
    survivors, events = bool(_SURVIVORS.search(r.outcome_text)), bool(_EVENTS.search(r.outcome_text))
    if survivors == events or not 0 < share < 1:
        return None
    return share if survivors else 1 - share


def orient_differences(results: list[Result]) -> None:
    """Point every difference at the arms whose printed values it is the difference of, where one direction fits."""
    values = {
        (r.outcome, r.arm, r.population, r.stat): r.value for r in results if r.kind == "arm" and r.value is not None
    }
    for r in results:
        if r.kind != "contrast" or r.value is None:
            continue
        if r.stat in ("rr", "or"):
            _orient_ratio(r, values)
            continue
        if r.stat not in ("rd", "md"):
            continue
        stat = "rate" if r.stat == "rd" else "mean"
        ours, theirs = (
            values.get((r.outcome, r.arm, r.population, stat)),
            values.get((r.outcome, r.ref_arm, r.population, stat)),
        )
        if ours is None or theirs is None:
            continue
        tolerance = 0.11 if r.stat == "rd" else 0.02 * max(abs(ours), abs(theirs), 1.0)
        if abs(theirs - ours - r.value) <= tolerance < abs(ours - theirs - r.value):
            r.arm, r.ref_arm = r.ref_arm, r.arm or ""


def _orient_ratio(r: Result, values: Mapping[tuple[str, str | None, str, str], float | None]) -> None:
    """Turn a relative risk or odds ratio that is the printed rates' ratio the other way round."""
    ours, theirs = (
        values.get((r.outcome, r.arm, r.population, "rate")),
        values.get((r.outcome, r.ref_arm, r.population, "rate")),
    )
    if not ours or not theirs or not r.value or max(ours, theirs) >= 100:
        return
    a, b = (ours, theirs) if r.stat == "rr" else (ours / (100 - ours), theirs / (100 - theirs))
    if abs(b / a - r.value) <= 0.04 * r.value < abs(a / b - r.value):
        r.arm, r.ref_arm = r.ref_arm, r.arm or ""
