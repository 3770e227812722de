"""How a review stays alive and who keeps it: when it is refreshed, who is asked, its people and their files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schemas.protocol_parts import Part, Source, Text

NoticeService = Literal["crossref", "openalex", "retraction_watch"]
CopyService = Literal["unpaywall"]


class Schedule(Part):
    """When refreshes run by themselves."""

    cron: Text = "0 6 * * 1"
    timezone: Text = "UTC"


class AfterInclusion(Part):
    """Who is asked about the papers that the review includes, at every refresh. An empty list asks nobody."""

    notices: list[NoticeService] = ["crossref", "openalex", "retraction_watch"]
    """For retractions, expressions of concern and corrections. OpenAlex is asked where its key is set, Retraction Watch
    where its file lies in the inbox or its address is set."""
    open_copies: list[CopyService] = ["unpaywall"]
    """For copies that everybody may read; asked where a contact is set, which the service wants to know."""


class Conclusion(Part):
    """When the conclusion of an analysis may change against the last version. `false` or null switches a rule off."""

    outcomes: Literal["primary", "all"] = "primary"
    """Whose analyses decide for the version as a whole; without a primary outcome all do."""
    no_effect: bool = True
    """The interval includes no effect in one version and not in the other."""
    margin: bool = True
    """Interval or estimate crosses a margin of `analysis.margins`."""
    direction: bool = True
    """The estimate changes sides."""
    outside_interval: bool = True
    """The estimate lies outside the interval that it had."""
    i2_points: Annotated[float, Field(gt=0, le=100)] | None = 25
    """I² rises or falls by so many points of its hundred."""
    tau2_factor: Annotated[float, Field(gt=1)] | None = 2
    """Tau² becomes so many times larger or smaller, and leaves the interval that it had."""
    weight_percent: Annotated[float, Field(gt=0, le=100)] | None = 20
    """So much of the weight is on results that are new or have clearly moved, or so much of the former has gone."""


class Living(Part):
    """How the review stays alive, as PRISMA-LSR asks to report it."""

    mode: Literal["fixed_interval", "on_new_evidence", "not_living"] = "fixed_interval"
    justification: str = ""
    search_every_days: dict[Source, Annotated[int, Field(ge=1)]] = {}
    """Planned interval per source; a source that is not named is searched at every refresh."""
    triggers: list[Text] = []
    """What brings a new version about."""
    conclusion: Conclusion = Conclusion()
    retirement_plan: Text = "None has been made."
    preceding_version: str = ""
    """DOI or address of the version this review goes on from, if it was published elsewhere."""
    version_doi: str = ""


class Contact(Part):
    """A person of the review."""

    name: Text
    role: str = ""
    email: str = ""
    orcid: str = ""


class SecondReader(Part):
    """Leave to send the review's documents to a second reader outside; without it nothing is ever sent."""

    consent: Text
    """Who consented, and the day: `Ada Example, 2026-11-02`."""

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if not re.search(r"[^\W\d_]{2}.*\b\d{4}-\d{2}-\d{2}\b", self.consent):
            raise ValueError("consent names who agrees and the day, such as: Ada Example, 2026-11-02")
        return self


class Files(Part):
    """Names of the files beside the protocol in which people write."""

    screening: Text = "screening.csv"
    corrections: Text = "corrections.csv"
    links: Text = "links.csv"
    inbox: Text = "inbox"

    @model_validator(mode="after")
    def _inside(self) -> Self:
        for name in (self.screening, self.corrections, self.links, self.inbox):
            if Path(name).is_absolute() or ".." in Path(name).parts:
                raise ValueError(f"{name} must lie inside the review's folder")
        return self
