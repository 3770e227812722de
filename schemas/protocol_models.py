"""A review's `protocol.yml` as models: what is asked, what counts as an answer, where to look and how often.

Unknown keys are refused; `schemas.protocol` reads the file and words the errors. Topic words live in
`reviews/<slug>/` only; nothing here knows a disease.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from schemas.fields import TABLES

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
OutcomeId = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$", max_length=40)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Design = Literal["rct", "single_arm", "nonrandomised", "pooled", "protocol", "other"]
ReportKind = Literal["article", "ahead", "registry", "preprint", "abstract", "document"]
Measure = Literal["RR", "OR", "RD", "HR", "MD", "SMD", "PLO", "MN"]
Source = Literal["clinicaltrials_gov", "pubmed", "europe_pmc", "ctis", "isrctn", "crossref", "openalex"]
NoticeService = Literal["crossref", "openalex", "retraction_watch"]
CopyService = Literal["unpaywall"]

# fmt: off
COMMON_OUTCOMES = [
    "OS", "PFS", "DFS", "EFS", "RFS", "TTP", "TTF", "DOR", "ORR", "CR", "PR", "SD", "PD", "DCR", "CBR", "PCR", "AE_ANY",
    "AE_G3PLUS", "SAE", "AE_OTHER", "AE_SPECIFIC", "DEATH", "DISCONTINUATION", "LOCAL_CONTROL", "MFS", "QOL", "OTHER",
]
# fmt: on
"""Outcome ids that every review has; a protocol may add its own."""


class _Part(BaseModel):
    """A part of the protocol: immutable, and extra keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _known(what: str, name: str, known: Iterable[str]) -> None:
    """Complain about a name that is none of the known ones, with the nearest."""
    names = list(known)
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
        mend = f"the nearest known one is {near[0]}" if near else f"known are {', '.join(names)}"
        raise ValueError(f"{name!r} is no {what} of the data dictionary; {mend}")


class Question(_Part):
    """The question of the review, part by part, in words for readers."""

    population: Text
    intervention: Text
    comparison: Text
    outcome: Text


class Phrases(_Part):
    """Phrases looked for as whole words, case ignored: one of `include` must stand there, none of `exclude` may."""

    include: list[Text] = []
    exclude: list[Text] = []


class Eligibility(_Part):
    """Which reports belong to the review. An empty list sets no condition."""

    designs: list[Design] = []
    conditions: Phrases = Phrases()
    interventions: list[Text] = []
    """Phrases of eligible treatments; empty means the labels and synonyms of `interventions`."""
    population_exclude: list[Text] = []
    """Phrases that mark a population outside the review."""
    languages: list[Language] = []
    """ISO 639-1 codes. A report of unknown language is not excluded."""


class Intervention(_Part):
    """A treatment under one id, however reports spell it."""

    id: Slug
    label: Text
    synonyms: list[Text] = []
    role: Literal["experimental", "control", "either"] = "experimental"


class Window(_Part):
    """A range of time points that count as one: `from_weeks <= timepoint_weeks <= to_weeks`."""

    label: Text
    from_weeks: Annotated[float, Field(ge=0)]
    to_weeks: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_weeks < self.from_weeks:
            raise ValueError("to_weeks must not be less than from_weeks")
        return self


class Outcome(_Part):
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


class Comparison(_Part):
    """Arms to set against each other, as intervention ids; an empty `control` asks for single arms."""

    id: Slug
    label: Text
    experimental: Annotated[list[Slug], Field(min_length=1)]
    control: list[Slug] = []


class Expect(_Part):
    """How many records a query may find at all; other counts stop its source until a person changes these bounds."""

    least: Annotated[int, Field(ge=0)] | None = None
    most: Annotated[int, Field(ge=0)] | None = None
    change_share: Annotated[float, Field(gt=0)] = 0.5
    """A fall or rise since the last census by more than this share of it stops the source, …"""
    change_records: Annotated[int, Field(ge=1)] = 20
    """… if at least so many records came or went: of eight records five may well be new."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.least is not None and self.most is not None and self.most < self.least:
            raise ValueError("most must not be less than least")
        return self


class Query(_Part):
    """One search at one source. Renaming `id` starts the search anew; so does changing the words."""

    id: Slug
    text: Text
    """In the search language of the source."""
    expect: Expect = Expect()


class _Bounds(_Part):
    """A floor below which the check fails, a ceiling above which it warns, and the reason for both."""

    floor: Annotated[float, Field(ge=0)] | None = None
    ceiling: Annotated[float, Field(ge=0)] | None = None
    reason: Text

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.floor is None and self.ceiling is None:
            raise ValueError("give a floor, a ceiling or both")
        if self.floor is not None and self.ceiling is not None and self.ceiling < self.floor:
            raise ValueError("ceiling must not be less than floor")
        return self


class ExpectedRows(_Bounds):
    """How many rows a table should have, of all rows or of those whose cells equal `where`."""

    table: Text
    where: dict[str, str] = {}

    @model_validator(mode="after")
    def _in_dictionary(self) -> Self:
        _known("table", self.table, TABLES)
        for column in self.where:
            _known(f"column of {self.table}", column, TABLES[self.table].names)
        return self


class ExpectedFill(ExpectedRows):
    """Which share of a column (0 to 1) should be filled, of all rows or of those whose cells equal `where`."""

    column: Text

    @model_validator(mode="after")
    def _share(self) -> Self:
        _known(f"column of {self.table}", self.column, TABLES[self.table].names)
        if max(self.floor or 0, self.ceiling or 0) > 1:
            raise ValueError("fill rates are shares between 0 and 1")
        return self


class ExpectedRecords(_Bounds):
    """How many records a source should have given by now."""

    source: Source


class Expected(_Part):
    """Counts and fill rates: they catch a dead parser, which checks of single rows cannot."""

    records: list[ExpectedRecords] = []
    rows: list[ExpectedRows] = []
    fill: list[ExpectedFill] = []


class Measures(_Part):
    """Effect measure for each kind of data, where an outcome names none."""

    binary: Literal["RR", "OR", "RD"] = "RR"
    time_to_event: Literal["HR"] = "HR"
    continuous: Literal["MD", "SMD"] = "MD"
    single_binary: Literal["PLO"] = "PLO"
    single_continuous: Literal["MN"] = "MN"


class Speaking(_Part):
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


class Harms(_Part):
    """Which harms the tables hold beside the totals of adverse events."""

    terms: bool = False
    """Every adverse event that registries post, by term, organ system and vocabulary."""


class Analysis(_Part):
    """How rows are to be pooled."""

    measures: Measures = Measures()
    model: Literal["EE", "DL", "PM", "REML", "ML"] = "REML"
    test: Literal["z", "t", "knha"] = "knha"
    level: Annotated[float, Field(gt=0, lt=100)] = 95
    """Level of pooled intervals, in percent."""
    notes: str = ""
    """What the analysis plan says beyond this: subgroups, sensitivity analyses."""


class Schedule(_Part):
    """When refreshes run by themselves."""

    cron: Text = "0 6 * * 1"
    timezone: Text = "UTC"


class AfterInclusion(_Part):
    """Who is asked about the papers that the review includes, at every refresh. An empty list asks nobody."""

    notices: list[NoticeService] = ["crossref", "openalex", "retraction_watch"]
    """For retractions, expressions of concern and corrections. OpenAlex is asked where its key is set, Retraction Watch
    where its file lies in the inbox or its address is set."""
    open_copies: list[CopyService] = ["unpaywall"]
    """For copies that everybody may read; asked where a contact is set, which the service wants to know."""


class Living(_Part):
    """How the review stays alive, as PRISMA-LSR asks to report it."""

    mode: Literal["fixed_interval", "on_new_evidence", "not_living"] = "fixed_interval"
    justification: str = ""
    search_every_days: dict[Source, Annotated[int, Field(ge=1)]] = {}
    """Planned interval per source; a source that is not named is searched at every refresh."""
    triggers: list[Text] = []
    """What brings a new version about."""
    retirement_plan: Text = "None has been made."
    preceding_version: str = ""
    """DOI or address of the version this review goes on from, if it was published elsewhere."""
    version_doi: str = ""


class Contact(_Part):
    """A person of the review."""

    name: Text
    role: str = ""
    email: str = ""
    orcid: str = ""


class SecondReader(_Part):
    """Leave to send the review's documents to a second reader outside; without it nothing is ever sent."""

    consent: Text
    """Who consented, and the day: `Ada Example, 2026-11-02`."""

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if not re.search(r"[^\W\d_]{2}.*\b\d{4}-\d{2}-\d{2}\b", self.consent):
            raise ValueError("consent names who agrees and the day, such as: Ada Example, 2026-11-02")
        return self


class Files(_Part):
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


class Protocol(_Part):
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
    files: Files = Files()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _unique("interventions", [i.id for i in self.interventions])
        _unique("outcomes", [o.id for o in self.outcomes])
        _unique("comparisons", [c.id for c in self.comparisons])
        for source, queries in self.queries.items():
            _unique(f"queries.{source}", [q.id for q in queries])
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


def _unique(where: str, ids: list[str]) -> None:
    """Complain about the first id that stands there twice."""
    for index, one in enumerate(ids):
        if one in ids[:index]:
            raise ValueError(f"{where} has the id {one!r} twice")
