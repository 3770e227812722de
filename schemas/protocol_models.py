"""A review's `protocol.yml` as a model: what is asked, what counts as an answer, where to look and how often.

Its parts are in the modules beside this one. Unknown keys are refused; `schemas.protocol` reads the file and words the
errors. Topic words live in `reviews/<slug>/` only; nothing here knows a disease.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.protocol_analysis import Analysis, Harms, Speaking
from schemas.protocol_living import AfterInclusion, Contact, Files, Living, Schedule, SecondReader
from schemas.protocol_parts import Part, Slug, Source, Text, unique
from schemas.protocol_question import COMMON_OUTCOMES, Comparison, Eligibility, Intervention, Outcome, Question
from schemas.protocol_search import Expected, Query


class Protocol(Part):
    """Everything a review decides beforehand."""

    slug: Slug
    title: Text
    question: Question
    eligibility: Eligibility = Eligibility()
    interventions: Annotated[list[Intervention], Field(min_length=1)]
    outcomes: Annotated[list[Outcome], Field(min_length=1)]
    comparisons: list[Comparison] = []
    queries: dict[Source, list[Query]] = {}
    expected: Expected = Expected()
    harms: Harms = Harms()
    speaking: Speaking = Speaking()
    analysis: Analysis = Analysis()
    schedule: Schedule = Schedule()
    living: Living = Living()
    after_inclusion: AfterInclusion = AfterInclusion()
    second_reader: SecondReader | None = None
    contacts: list[Contact] = []
    licence: str = ""
    """Under which the data of a release may be used, as an SPDX id such as CC-BY-4.0."""
    files: Files = Files()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        unique("interventions", [i.id for i in self.interventions])
        unique("outcomes", [o.id for o in self.outcomes])
        unique("comparisons", [c.id for c in self.comparisons])
        for source, queries in self.queries.items():
            unique(f"queries.{source}", [q.id for q in queries])
        unique("analysis.groups", [group.id for group in self.analysis.groups])
        unique("analysis.margins", [f"{m.measure} {m.outcome or ''}".strip() for m in self.analysis.margins])
        for margin in self.analysis.margins:
            if margin.outcome and not self.outcome(margin.outcome):
                raise ValueError(f"analysis.margins names {margin.outcome!r}, which is no outcome's id")
        known = {i.id for i in self.interventions}
        for comparison in self.comparisons:
            if strange := set(comparison.experimental + comparison.control) - known:
                raise ValueError(f"comparison {comparison.id} names {min(strange)!r}, which is no intervention's id")
        return self

    def outcome(self, outcome_id: str) -> Outcome | None:
        """The protocol's outcome of that id, None where it has none."""
        return next((o for o in self.outcomes if o.id == outcome_id), None)

    def intervention(self, intervention_id: str) -> Intervention | None:
        """The protocol's intervention of that id, None where it has none."""
        return next((i for i in self.interventions if i.id == intervention_id), None)

    @property
    def outcome_ids(self) -> list[str]:
        """Every outcome id that tables of this review may hold: the common ones, then the review's own."""
        return [*COMMON_OUTCOMES, *(o.id for o in self.outcomes if o.id not in COMMON_OUTCOMES)]
