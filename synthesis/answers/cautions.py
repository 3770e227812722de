"""What a reader should know beside the numbers of a pooled effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from synthesis.answers.answer import Member
from synthesis.answers.fitting import FEWEST, Settings, pool_members, studies_in
from synthesis.pooling import Pooled

SCALES_APART = 3.0
"""Ratio of the largest to the smallest standard deviation from which on the studies' scales are doubted: patients of
different trials differ in spread, hardly that much on one instrument."""


def cautions(members: Sequence[Member], settings: Settings, pooled: Pooled | None) -> str:
    """Sentences, or nothing where there is nothing to say."""
    if studies_in(members) < FEWEST:
        return ""
    if pooled is None:
        return "One study's standard error is too small to pool it with the others."
    return " ".join(filter(None, [_hartung_knapp(members, settings, pooled), _scales(members, settings)]))


def _hartung_knapp(members: Sequence[Member], settings: Settings, pooled: Pooled) -> str:
    """What that interval does with few or very similar studies."""
    if pooled.test != "knha":
        return ""
    if pooled.k == FEWEST:
        return "Two studies hardly tell how much effects vary, which makes the interval of Hartung and Knapp wide."
    wald = pool_members(members, replace(settings, test="z"))
    if wald and pooled.ci_high - pooled.ci_low < wald.ci_high - wald.ci_low:
        return (
            "The interval of Hartung and Knapp is narrower than the Wald interval here, because the results vary less "
            "than chance would let them; the Wald interval is the more cautious one."
        )
    return ""


def _scales(members: Sequence[Member], settings: Settings) -> str:
    """Means that do not look as if all studies had measured them on one scale."""
    if settings.measure not in ("MD", "MN"):
        return ""
    columns = ("sd2i", "sd1i", "sdi")
    found = [next((m.row[c] for c in columns if m.row[c] is not None), None) for m in members]
    spreads = [(sd, m.row["study"]) for sd, m in zip(found, members, strict=True) if sd]
    if not spreads:
        return ""
    (low, narrow), (high, wide) = min(spreads), max(spreads)
    if high < SCALES_APART * low:
        return ""
    return (
        f"Standard deviations reach from {low:.3g} ({narrow}) to {high:.3g} ({wide}): see whether all studies measured "
        "on one scale; if not, the protocol's measure should be SMD."
    )
