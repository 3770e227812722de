"""How a review's rows are made and pooled: which report speaks, which harms are kept, which measures and model."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from schemas.protocol_parts import Part

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


class Analysis(Part):
    """How rows are to be pooled."""

    measures: Measures = Measures()
    model: Literal["EE", "DL", "PM", "REML", "ML"] = "REML"
    test: Literal["z", "t", "knha"] = "knha"
    level: Annotated[float, Field(gt=0, lt=100)] = 95
    """Level of pooled intervals, in percent."""
    notes: str = ""
    """What the analysis plan says beyond this: subgroups, sensitivity analyses."""
