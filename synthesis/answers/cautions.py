"""What a reader should know beside the numbers of a pooled effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from synthesis.answers.answer import Member
from synthesis.answers.direction import natural
from synthesis.answers.fitting import FEWEST, Settings, pool_members, studies_in
from synthesis.pooling import Pooled

SHARE = "PLO"
TIMES_APART = 2.0
"""Ratio of the latest to the earliest time point from which on a reader is told."""
NOT_RANDOMISED = "Not randomised: the groups may differ in more than the treatment."
SCALES_APART = 3.0
"""Ratio of the largest to the smallest standard deviation from which on the studies' scales are doubted: patients of
different trials differ in spread, hardly that much on one instrument."""


def cautions(members: Sequence[Member], settings: Settings, pooled: Pooled | None, design: str) -> str:
    """Sentences, or nothing where there is nothing to say."""
    said = [NOT_RANDOMISED if members and design == "nonrandomised" else ""]
    if pooled is not None:
        said += [_hartung_knapp(members, settings, pooled), _scales(members, settings)]
        said += [_without_events(members, settings), _times(members)]
    elif studies_in(members) >= FEWEST:
        said.append("One study's standard error is too small to pool it with the others.")
    return " ".join(filter(None, said))


def _hartung_knapp(members: Sequence[Member], settings: Settings, pooled: Pooled) -> str:
    """What that interval does with few or very similar studies."""
    if pooled.test != "knha":
        return ""
    wald = pool_members(members, replace(settings, test="z"))
    if wald and pooled.ci_high - pooled.ci_low < wald.ci_high - wald.ci_low:
        return (
            "The results vary less than chance would let them, which makes the interval of Hartung and Knapp"
            f"{' and the prediction interval' if studies_in(members) > FEWEST else ''} too narrow here: the Wald "
            f"interval, {_in_words(settings.measure, wald.ci_low)} to {_in_words(settings.measure, wald.ci_high)}, is "
            "the more cautious one."
        )
    if studies_in(members) == FEWEST:
        return "Two studies hardly tell how much effects vary, which makes the interval of Hartung and Knapp wide."
    return ""


def _without_events(members: Sequence[Member], settings: Settings) -> str:
    """Studies in which nobody had the event: what they add comes from the correction of their zeros alone."""
    if settings.measure not in ("RR", "OR"):
        return ""
    none = [m.row["study"] for m in members if m.row["ai"] == 0 and m.row["ci"] == 0]
    return (
        f"Without an event in either group: {', '.join(none)}; such a study tells nothing of a ratio and is pooled "
        "with what the protocol adds to its zeros (analysis.zero_cells.drop00 leaves it out)."
        if none
        else ""
    )


def _times(members: Sequence[Member]) -> str:
    """Results of time points far apart, which the protocol does not part by windows."""
    found = [(m.row["timepoint_weeks"], m.row["study"]) for m in members if m.row["timepoint_weeks"]]
    if not found:
        return ""
    (first, early), (last, late) = min(found), max(found)
    if last < TIMES_APART * first:
        return ""
    return (
        f"Results are of different times, from week {first:g} ({early}) to week {last:g} ({late}); windows of the "
        "outcome in the protocol would pool them apart."
    )


def _in_words(measure: str, value: float) -> str:
    """A value of the analysis scale as people read it, in three figures."""
    there = natural(measure, value)
    return f"{100 * there:.3g}%" if measure == SHARE else f"{there:.3g}"


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
