"""How a review's rows are made and pooled: which report speaks, which harms are kept, which measures and model."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from schemas.protocol_parts import Measure, OutcomeId, Part, Slug, Text

ReportKind = Literal["article", "ahead", "registry", "preprint", "abstract", "document"]


class Measures(Part):
    """Effect measure for each kind of data, where an outcome names none."""

    binary: Literal["RR", "OR", "RD"] = "RR"
    time_to_event: Literal["HR"] = "HR"
    continuous: Literal["MD", "SMD"] = "MD"
    single_binary: Literal["PLO"] = "PLO"
    single_continuous: Literal["MN"] = "MN"


class Speaking(Part):
    """Which report of a study speaks for a number: by its kind, then by what is asked in `then`, in order."""

    reports: list[ReportKind] = ["article", "ahead", "registry", "preprint", "abstract", "document"]
    harms: list[ReportKind] = ["registry", "article", "ahead", "preprint", "abstract", "document"]
    """The same for harms: a registry counts all of them."""
    then: list[Literal["whole_trial", "final", "data_cut", "year", "patients"]] = [
        "whole_trial", "final", "data_cut", "year", "patients",
    ]  # fmt: skip
    """Among reports of one kind: of the whole trial, final, of the later data cut-off, later, of more patients."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        for name, kinds in (("reports", self.reports), ("harms", self.harms)):
            if sorted(kinds) != sorted(get_args(ReportKind)):
                raise ValueError(f"speaking.{name} names each of {', '.join(get_args(ReportKind))} once")
        if len(set(self.then)) < len(self.then):
            raise ValueError("speaking.then names nothing twice")
        return self


class Harms(Part):
    """Which harms the tables hold beside the totals of adverse events."""

    terms: bool = False
    """Every adverse event that registries post, by term, organ system and vocabulary."""


class StudyGroup(Part):
    """Studies that are pooled apart from the others, told by the conditions of their patients."""

    id: Slug
    label: Text
    phrases: list[Text] = []
    """Whole words, case ignored, looked for in the conditions of a study, and in its title where they say nothing; of a
    study of several groups, in the populations of its rows."""
    studies: list[Text] = []
    """Ids of studies that belong here whatever their conditions say."""

    @model_validator(mode="after")
    def _told(self) -> Self:
        if not (self.phrases or self.studies):
            raise ValueError(f"group {self.id} needs the phrases that tell its studies, or their ids")
        return self


class Margin(Part):
    """The smallest effect that matters, on the natural scale: of an outcome under a measure, or of all outcomes."""

    measure: Measure
    outcome: OutcomeId | None = None
    """None stands for every outcome that has no margin of its own."""
    value: Annotated[float, Field(gt=0)]
    """Such as 0.8 for a ratio, which stands for 1.25 as well, or 0.1 for a risk difference."""
    reason: str = ""

    @model_validator(mode="after")
    def _of_its_scale(self) -> Self:
        if self.measure in ("RR", "OR", "HR") and self.value == 1:
            raise ValueError("a ratio of 1 is no effect and can be no margin")
        return self


class ZeroCells(Part):
    """What is done about zero cells of counts, in metafor's words; the counts themselves stay raw."""

    add: Annotated[float, Field(ge=0)] = 0.5
    """Goes to every cell of a table."""
    to: Literal["only0", "all", "none"] = "only0"
    """Tables that hold a zero, all, or none of them: a ratio with a zero cell has no effect then."""
    drop00: bool = False
    """Whether two groups that both have no event, or nothing but events, give no effect."""


class Analysis(Part):
    """How rows are to be pooled."""

    measures: Measures = Measures()
    model: Literal["EE", "DL", "PM", "REML", "ML"] = "REML"
    test: Literal["z", "t", "knha"] = "knha"
    level: Annotated[float, Field(gt=0, lt=100)] = 95
    """Level of pooled intervals, in percent."""
    zero_cells: ZeroCells = ZeroCells()
    shared_groups: Literal["combine", "split"] = "combine"
    """Comparisons of one trial that share a group: combined into one, or the shared group split over them."""
    groups: list[StudyGroup] = []
    """Groups of studies that are never pooled together; without any, all studies of a question are."""
    margins: list[Margin] = []
    notes: str = ""
    """What the analysis plan says beyond this: subgroups, sensitivity analyses."""

    def margin(self, outcome: str, measure: str) -> Margin | None:
        """The margin of an outcome under a measure: its own, else that of all outcomes, else None."""
        fitting = [m for m in self.margins if m.measure == measure and m.outcome in (outcome, None)]
        return min(fitting, key=lambda m: m.outcome is None, default=None)
