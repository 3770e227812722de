"""Subgroups of the studies of a question, and whether they differ: by treatment, by design, by condition."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace

from schemas.protocol import Protocol
from synthesis.answers.answer import Answer, Between, Member, Variant
from synthesis.answers.fitting import FEWEST, Settings, pool_members, studies_in
from synthesis.answers.members import in_order
from synthesis.answers.variants import ALL_95, all_95
from synthesis.keys import slug
from synthesis.pooling import Pooled, subgroups

TOGETHER = "conditions_together"
TOGETHER_95 = f"{TOGETHER}_{ALL_95}"
DESIGNS = {"rct": "randomised", "single_arm": "planned as a single arm", "nonrandomised": "cohorts and other designs"}
BY: dict[str, Callable[[Member], str]] = {
    "treatment": lambda m: m.row["experimental"],
    "design": lambda m: DESIGNS.get(m.row["design"], "cohorts and other designs"),
}
"""What subgroups differ in, and the subgroup of a member."""


def subgroups_of(members: Sequence[Member], settings: Settings) -> tuple[list[Variant], tuple[Between, ...]]:
    """The subgroups of two and more studies, where not all studies are in one, and tests of their differences."""
    found: list[Variant] = []
    tests = []
    for by, of in BY.items():
        groups = defaultdict(list)
        for m in members:
            groups[of(m)].append(m)
        if len(groups) < 2:
            continue
        enough = {name: group for name, group in sorted(groups.items()) if studies_in(group) >= FEWEST}
        found += [_subgroup(by, name, group, settings) for name, group in enough.items()]
        tests += _between(by, {(_id(by, name), name): group for name, group in enough.items()}, settings)
    return found, tuple(tests)


def _id(by: str, name: str) -> str:
    return f"subgroup:{by}:{slug(name)}"


def _subgroup(by: str, name: str, group: Sequence[Member], settings: Settings) -> Variant:
    row_ids = tuple(row_id for m in group for row_id in m.row_ids)
    pooled = pool_members(group, settings)
    return Variant(_id(by, name), f"Subgroup {name}", pooled, row_ids, f"Subgroup by {by}.", studies_in(group))


def _between(by: str, groups: Mapping[tuple[str, str], Sequence[Member]], settings: Settings) -> list[Between]:
    """The test, for two subgroups and more, given by id and label.

    Each has a tau2 of its own, and a standard error without the factor of Hartung and Knapp.
    """
    if len(groups) < 2:
        return []
    members = [m for group in groups.values() for m in group]
    of: list[Hashable] = [name for name, group in groups.items() for _ in group]
    plain = replace(settings, test="z")

    def pooled(places: Sequence[int]) -> Pooled:
        made = pool_members([members[i] for i in places], plain)
        assert made is not None
        return made

    tested = subgroups(of, pooled)
    if tested.Q_between is None or tested.p is None:
        return []
    ids, labels = zip(*groups, strict=True)
    return [Between(by, ids, labels, studies_in(members), tested.Q_between, tested.df, tested.p)]


def with_conditions_together(answered: Sequence[Answer], protocol: Protocol) -> list[Answer]:
    """What all groups of conditions give together, and whether they differ, beside each that is pooled apart."""
    sisters: dict[Hashable, list[Answer]] = defaultdict(list)
    for answer in answered:
        a = answer.analysis
        if a.condition and answer.members:
            sisters[a.outcome, a.outcome_label, a.measure, a.comparison, a.design, a.timepoint].append(answer)
    added = {}
    for group in sisters.values():
        if len(group) > 1:
            more, between = _together(group, protocol)
            for answer in group:
                added[answer.analysis.id] = replace(
                    answer, variants=(*answer.variants, *more), between=(*answer.between, *between)
                )
    return [added.get(answer.analysis.id, answer) for answer in answered]


def _together(group: Sequence[Answer], protocol: Protocol) -> tuple[list[Variant], list[Between]]:
    """All members of the sisters pooled, the same with every interval taken as 95%, and the test between them."""
    members = in_order([m for answer in group for m in answer.members])
    settings = Settings.planned(group[0].analysis.measure, protocol)
    pooled = pool_members(members, settings)
    if pooled is None:
        return [], []
    label = "All groups of conditions together"
    note = f"The protocol pools them apart: {'; '.join(answer.analysis.condition for answer in group)}."
    row_ids = tuple(row_id for m in members for row_id in m.row_ids)
    made = [Variant(TOGETHER, label, pooled, row_ids, note, studies_in(members))]
    made += all_95(members, settings, TOGETHER_95, f"{label}, every interval taken as 95%")
    enough = {(a.analysis.id, a.analysis.condition): a.members for a in group if studies_in(a.members) >= FEWEST}
    return made, _between("condition", enough, settings)
