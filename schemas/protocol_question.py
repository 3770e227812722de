"""What a review asks: its question, eligible reports, treatments, outcomes and comparisons."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.protocol_parts import Language, Measure, OutcomeId, Part, Slug, Text

Design = Literal["rct", "single_arm", "nonrandomised", "pooled", "protocol", "other"]

# fmt: off
COMMON_OUTCOMES = [
    "OS", "PFS", "DFS", "EFS", "RFS", "TTP", "TTF", "DOR", "ORR", "CR", "PR", "SD", "PD", "DCR", "CBR", "PCR", "AE_ANY",
    "AE_G3PLUS", "SAE", "AE_OTHER", "AE_SPECIFIC", "DEATH", "DISCONTINUATION", "LOCAL_CONTROL", "MFS", "QOL", "OTHER",
]
# fmt: on
"""Outcome ids that every review has; a protocol may add its own."""


class Question(Part):
    """The question of the review, part by part, in words for readers."""

    population: Text
    intervention: Text
    comparison: Text
    outcome: Text


class Phrases(Part):
    """Phrases looked for as whole words, case ignored: one of `include` must stand there, none of `exclude` may."""

    include: list[Text] = []
    exclude: list[Text] = []


class Eligibility(Part):
    """Which reports belong to the review. An empty list sets no condition."""

    designs: list[Design] = []
    conditions: Phrases = Phrases()
    interventions: list[Text] = []
    """Phrases of eligible treatments; empty means the labels and synonyms of `interventions`."""
    population_exclude: list[Text] = []
    """Phrases that mark a population outside the review."""
    languages: list[Language] = []
    """ISO 639-1 codes. A report of unknown language is not excluded."""


class Intervention(Part):
    """A treatment under one id, however reports spell it."""

    id: Slug
    label: Text
    synonyms: list[Text] = []
    role: Literal["experimental", "control", "either"] = "experimental"


class Window(Part):
    """A range of time points that count as one: `from_weeks <= timepoint_weeks <= to_weeks`."""

    label: Text
    from_weeks: Annotated[float, Field(ge=0)]
    to_weeks: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_weeks < self.from_weeks:
            raise ValueError("to_weeks must not be less than from_weeks")
        return self


class Outcome(Part):
    """An outcome of the review: one of the common ids, or its own id with the phrases that name it."""

    id: OutcomeId
    label: Text
    phrases: list[Text] = []
    better: Literal["higher", "lower"]
    """Which direction is good for patients."""
    primary: bool = False
    measure: Measure | None = None
    """Effect measure between two arms; None takes the one of `analysis.measures` for the kind of data."""
    windows: list[Window] = []

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.id not in COMMON_OUTCOMES and not self.phrases:
            raise ValueError(f"outcome {self.id} is the review's own and needs the phrases that name it")
        return self


class Comparison(Part):
    """Arms to set against each other, as intervention ids; an empty `control` asks for single arms."""

    id: Slug
    label: Text
    experimental: Annotated[list[Slug], Field(min_length=1)]
    control: list[Slug] = []
