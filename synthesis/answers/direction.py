"""Scales and directions: back to the natural scale, the value of no effect, and whom an effect favours."""

from __future__ import annotations

import re

from synthesis.answers.answer import Analysis
from synthesis.outcomes import TIME_TO_EVENT
from synthesis.pooling.natural import ONE_GROUP
from synthesis.pooling.natural import natural as back_transformation

# Outcomes that are times until an event: their hazard ratio is of the event that ends them.
_TIME = re.compile(r"\b(survival|free|time to|duration|durability|local control)\b", re.IGNORECASE)


def natural(measure: str, value: float) -> float:
    """From the analysis scale to the natural one: exponent for ratios, share for PLO, else as it is."""
    back = back_transformation(measure)
    return back(value) if back else value


def no_effect(measure: str) -> float | None:
    """The value of no effect on the natural scale: 1 or 0; None for a single group."""
    return None if measure in ONE_GROUP else natural(measure, 0.0)


def good_side(analysis: Analysis) -> str:
    """`below` or `above` no effect: where the experimental treatment is better; empty for a single group.

    The hazard ratio of a time until an event (survival, duration) is that of the event: below one the time is longer.
    All other effects point where the outcome itself points: more events, higher means, faster onset.
    """
    if analysis.measure in ONE_GROUP:
        return ""
    up = analysis.better == "higher"
    if analysis.measure == "HR" and (analysis.outcome in TIME_TO_EVENT or _TIME.search(analysis.outcome_label)):
        up = not up
    return "above" if up else "below"


def favours(analysis: Analysis, effect: float) -> str:
    """`experimental` or `control`, by an effect on the analysis scale; empty for none and for a single group."""
    side = good_side(analysis)
    if not side or effect == 0:
        return ""
    return "experimental" if (effect > 0) == (side == "above") else "control"
