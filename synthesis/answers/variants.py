"""Sensitivity analyses: the same question with other rows, another model, or every interval taken as a 95% one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from synthesis.answers.answer import Member, Variant
from synthesis.answers.fitting import FEWEST, Settings, pool_members, studies_in
from synthesis.answers.sparse import of_counts
from synthesis.effects import from_interval

USUAL_LEVEL = 95.0
ALL_95 = "all_95"
MODELS = {"EE": "common effect", "DL": "DerSimonian-Laird", "PM": "Paule-Mandel", "REML": "REML", "ML": "ML"}

Keep = Callable[[Mapping[str, Any]], bool]
ROWS: dict[str, tuple[str, str, Keep]] = {
    "confirmed_only": (
        "Confirmed rows only",
        "Only rows that two independent sources confirm.",
        lambda row: row["confirmation"] == "confirmed",
    ),
    "without_solved_counts": (
        "Without recovered counts",
        "Without rows whose counts were recovered by arithmetic from percentages, intervals or tests.",
        lambda row: row["counts_origin"] in (None, "reported"),
    ),
    "without_estimated_means": (
        "Without means from medians",
        "Without rows whose means and standard deviations were estimated from medians.",
        lambda row: row["effect_origin"] != "from_medians",
    ),
    "without_findings": (
        "Without rows that a rule objects to",
        "Without rows that carry a finding.",
        lambda row: not row["findings"],
    ),
    "published_only": (
        "Published studies only",
        "Without studies that are known from their registration alone.",
        lambda row: bool(row["dois"] or row["pmids"]),
    ),
}
"""Id → label, what it shows, and which rows it keeps."""


def variants(members: Sequence[Member], settings: Settings) -> Iterator[Variant]:
    """Those that could say something else than the main analysis; with fewer than two members there is none."""
    if studies_in(members) < FEWEST:
        return
    yield from _other_models(members, settings)
    yield from _other_rows(members, settings)
    yield from all_95(members, settings)
    yield from of_counts(members, settings)


def variant(name: str, label: str, members: Sequence[Member], settings: Settings, note: str) -> Variant:
    """A variant with the row ids of its members; its note says so where nothing can be pooled."""
    pooled = pool_members(members, settings)
    if pooled is None:
        left = f"only one study ({members[0].row['study']}) is" if members else "no study is"
        note = f"{note} Nothing could be pooled: {left} left."
    return Variant(
        name, label, pooled, tuple(row_id for m in members for row_id in m.row_ids), note, studies_in(members)
    )


def _other_models(members: Sequence[Member], settings: Settings) -> Iterator[Variant]:
    if settings.method != "EE":
        common = replace(settings, method="EE", test="z")
        yield variant("common_effect", "Common effect", members, common, "All studies taken to have one true effect.")
    if settings.test != "z":
        note = "A Wald interval by the normal distribution, as older programs print it: too narrow for few studies."
        yield variant("wald", "Wald interval", members, replace(settings, test="z"), note)
    if settings.test != "knha" and settings.method != "EE":
        note = "The interval of Hartung and Knapp, which allows for not knowing the variance between studies."
        yield variant("hartung_knapp", "Hartung-Knapp interval", members, replace(settings, test="knha"), note)


def _other_rows(members: Sequence[Member], settings: Settings) -> Iterator[Variant]:
    for name, (label, note, keep) in ROWS.items():
        kept = [m for m in members if all(map(keep, m.rows))]
        if len(kept) < len(members):
            yield variant(name, label, kept, settings, note)


def all_95(
    members: Sequence[Member], settings: Settings, name: str = ALL_95, label: str = "Every interval taken as 95%"
) -> Iterator[Variant]:
    """Only where a member's standard error comes from an interval of another level."""
    taken = [_as_95(m) for m in members]
    changed = [m.row for m, other in zip(members, taken, strict=True) if other is not m]
    if not changed:
        return
    named = ", ".join(f"{row['study']} ({row['ci_level']:g}%)" for row in changed)
    note = (
        f"That is wrong for {named}: the interval printed there is of another level, so that standard error and weight "
        "come out too large or too small."
    )
    yield variant(name, label, taken, settings, note)


def _as_95(member: Member) -> Member:
    """The member with its standard error as if its reported interval were one of 95%."""
    row = member.row
    if row["effect_origin"] != "from_interval" or row["ci_level"] in (None, USUAL_LEVEL):
        return member
    effect = from_interval(row["measure"], row["estimate"], row["ci_low"], row["ci_high"], USUAL_LEVEL)
    if effect is None or effect.sei is None:
        return member
    # A group that was split keeps what that did to its standard error.
    return replace(member, sei=effect.sei * member.sei / row["sei"])
