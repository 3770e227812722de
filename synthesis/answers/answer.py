"""The shapes of an answer: the analysis that was planned, the rows that entered it, and what came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from synthesis.pooling import Pooled


@dataclass(frozen=True, slots=True)
class Analysis:
    """One question that can be answered by pooling: an outcome, a comparison, a measure, a kind of study."""

    id: str
    """Stable over versions and fit for a file name, such as `pfs-hr-kinase-inhibitor-vs-placebo`."""
    label: str
    outcome: str
    outcome_label: str
    measure: str
    comparison: str
    """Id of the protocol's comparison."""
    comparison_label: str
    design: str
    """rct, nonrandomised or single_arm: never pooled together."""
    better: str
    """higher or lower: which direction of the outcome is good for patients."""
    primary: bool
    condition: str = ""
    """Name of the group of conditions, where the protocol pools them apart."""
    timepoint: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A row that is pooled."""

    row: Mapping[str, Any]
    """The row of meta_analysis.csv; with the cells of all of them where the arms of a study were combined."""
    yi: float
    sei: float
    weight: float
    """Percent of the whole."""
    note: str = ""
    """What was done to it before, such as a shared control group that was split."""
    patients: int | None = None
    """Patients analysed, of both groups or of the one; where the row does not say, those of the study."""
    events: int | None = None
    """Patients with the event, of both groups or of the one; None where it does not say."""
    rows: tuple[Mapping[str, Any], ...] = ()
    """Every row of meta_analysis.csv that is in it, as it stands there."""

    @property
    def row_ids(self) -> tuple[str, ...]:
        """Their ids."""
        return tuple(row["row_id"] for row in self.rows)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that belongs to the question and is not pooled, and why."""

    row: Mapping[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Variant:
    """The same question under another setting: a sensitivity analysis, a subgroup, another model."""

    id: str
    """Such as confirmed_only, without_solved_counts, common_effect, all_95, subgroup:NAME."""
    label: str
    pooled: Pooled | None
    row_ids: tuple[str, ...]
    note: str = ""
    """One sentence: what it shows, or why nothing could be pooled."""
    studies: int = 0
    """Studies in it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One pooling of a series: without this study (leave one out), or up to this study (cumulative)."""

    study_id: str
    study: str
    year: int | None
    pooled: Pooled


@dataclass(frozen=True, slots=True)
class Between:
    """A test of differences between subgroups."""

    by: str
    """What they differ in: treatment, design or condition."""
    groups: tuple[str, ...]
    """Ids of their variants; of the answers that are pooled apart where they differ in condition."""
    labels: tuple[str, ...]
    studies: int
    q: float
    df: int
    p: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A question, its rows and its pooled effect."""

    analysis: Analysis
    members: tuple[Member, ...]
    """In the order in which a forest plot shows them: by year, then study."""
    left_out: tuple[LeftOut, ...]
    """By study, then row."""
    pooled: Pooled | None
    """None where fewer than two studies can be pooled; a single one shows in `members`."""
    variants: tuple[Variant, ...] = ()
    leave_one_out: tuple[Step, ...] = ()
    cumulative: tuple[Step, ...] = ()
    small_study: Mapping[str, float] = field(default_factory=dict)
    """Small-study tests from ten studies on: egger_stat, egger_p, begg_tau, begg_p."""
    note: str = ""
    """What a reader of the main analysis should know beside its numbers."""
    between: tuple[Between, ...] = ()
    """Tests between the subgroups of `variants`, where at least two of them have two studies."""

    @property
    def studies(self) -> int:
        """Studies that are pooled: a shared group that was split gives a study two members."""
        return len({member.row["study_id"] for member in self.members})

    @property
    def patients(self) -> int | None:
        """Patients of all members; None if a single one does not say how many."""
        counts = [member.patients for member in self.members]
        return sum(n for n in counts if n is not None) if counts and None not in counts else None

    @property
    def events(self) -> int | None:
        """Patients with the event, of all members; None if a single one does not say how many."""
        counts = [member.events for member in self.members]
        return sum(n for n in counts if n is not None) if counts and None not in counts else None
