"""The shapes that travel through the house: Record, Report, Arm, Result, Finding, Extraction.

Plain dataclasses with slots: tens of thousands are made in one refresh, and they carry no behaviour beyond their
own arithmetic. Absent and unknown are both None. Names and allowed values are those of the contract
(`perennial extract --json`); `as_contract` in `schemas/contract.py` writes them in that order.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["critical", "warning", "info"]
Locator = dict[str, Any]
"""Where a number stands: `{"block": id, "start": int, "end": int}` (character span in `Block.text`),
`{"table": id, "row": int, "column": int}` (zero-based cell of `Table.rows`, with `"page": int` where a page break cuts
the table), or `{"pointer": "/json/pointer"}`."""


@dataclass(slots=True, frozen=True)
class Record:
    """One payload as a service or a person gave it, unchanged.

    `source` is the folder of `sources/` it came through, `id` that source's own id (NCT number, PMID, `PMC…`, the
    file's path inside the inbox), `media` names the reader: see `sources.READERS`.
    """

    source: str
    id: str
    payload: bytes
    media: str
    url: str = ""

    @property
    def sha256(self) -> str:
        """Hash of the payload, in hexadecimal: the record's name in provenance."""
        return hashlib.sha256(self.payload).hexdigest()


@dataclass(slots=True)
class Block:
    """A run of text with its section. `text` is exactly what locators and quotes point into."""

    id: str
    section: str
    """title, abstract, background, methods, results, conclusion, introduction, discussion, registration,
    eligibility, references, caption, other. Blocks of a structured abstract carry `abstract` in `part`."""
    text: str
    heading: str = ""
    part: str = "body"
    """abstract or body: the two halves of a full text, which repeat each other."""


@dataclass(slots=True)
class Table:
    """A grid with spans resolved: every row has the same number of cells, a spanning cell repeated in each."""

    id: str
    label: str = ""
    caption: str = ""
    header_rows: int = 0
    """How many of the first `rows` are header."""
    rows: list[list[str]] = field(default_factory=list)
    footnotes: str = ""
    is_image: bool = False
    row_pages: list[int] = field(default_factory=list)
    """Of a table that a page break cuts, the page on which each row is printed, from 1; empty for all others."""


@dataclass(slots=True)
class Notice:
    """A later statement about a report: retraction, concern or erratum."""

    kind: Literal["retraction", "concern", "erratum"]
    id: str = ""
    """PMID or DOI of the notice, as given."""
    date: str = ""
    """ISO, at the precision given."""
    text: str = ""
    doi: str = ""
    pmid: str = ""
    sources: list[str] = field(default_factory=list)
    """Who tells of it, filled in where what several services say of a paper is laid together."""
    presumed: bool = False
    """Whether the source lists the paper without saying what kind of notice it is."""


@dataclass(slots=True, frozen=True, order=True)
class Paper:
    """A paper of the review, by the ids under which services know it; empty where it has none."""

    doi: str = ""
    """Lower case."""
    pmid: str = ""


@dataclass(slots=True)
class Told:
    """What a service says about one paper of the review after the paper was included."""

    source: str
    doi: str = ""
    """Of the paper, in lower case."""
    pmid: str = ""
    notices: list[Notice] = field(default_factory=list)
    open_copy: str = ""
    """Web address of a copy that everybody may read."""
    learned: str = ""
    """Day on which the review learned what is told here, as an ISO date."""


@dataclass(slots=True)
class RegistryIds:
    """Registry numbers in a report: the trial's own, and those of other trials it mentions."""

    own: list[str] = field(default_factory=list)
    cited: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Detail:
    """One thing that a report says of its trial's design, with the words that say it."""

    field: str
    """masking, masked, not_masked, allocation_ratio, centres, n_centres, n_planned, n_planned_per_arm, framework,
    design_type, primary_outcomes or earlier_primary_outcomes."""
    value: str | int
    locator: Locator | None = None
    """The words themselves; `quote` is their sentence, at most 200 characters of it."""
    quote: str = ""
    until: str = ""
    """Of earlier_primary_outcomes the day on which the registration named others, ISO."""


@dataclass(slots=True)
class Registered:
    """What one version of a registration said of its plan."""

    report: str
    """`source:id`."""
    day: str
    """The registry's day of that version, else the day on which the review saw it; ISO."""
    primary: list[Detail] = field(default_factory=list)
    """Primary outcomes, as an extraction has them; none where the version names none that can be read."""
    planned: int | None = None
    """Participants planned."""


@dataclass(slots=True)
class Report:
    """One record read into one shape.

    Dates are ISO strings at the precision given (`2019`, `2019-03`, `2019-03-07`).
    """

    source: str | None = None
    id: str | None = None
    sha256: str = ""
    url: str = ""
    title: str = ""
    authors: list[str] = field(default_factory=list)
    """`Family Given` or `Family GH`, in order."""
    year: int | None = None
    journal: str | None = None
    doi: str | None = None
    """Lower case, without `https://doi.org/`."""
    pmid: str | None = None
    pmcid: str | None = None
    language: str | None = None
    """ISO 639-1 code where known."""
    publication_types: list[str] = field(default_factory=list)
    registry_ids: RegistryIds = field(default_factory=RegistryIds)
    design: str | None = None
    """rct, single_arm, nonrandomised, pooled, protocol or other."""
    phase: str | None = None
    n_total: int | None = None
    n_total_type: str | None = None
    """actual or estimated."""
    conditions: list[str] = field(default_factory=list)
    interventions: list[str] = field(default_factory=list)
    start_date: str | None = None
    end_date: str | None = None
    data_cutoff: str | None = None
    registered_date: str | None = None
    """When the registry first received the registration."""
    updated_date: str | None = None
    sponsor: str | None = None
    countries: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    retracts: list[str] = field(default_factory=list)
    """PMIDs or DOIs of the reports that this record itself retracts (when it is a retraction notice)."""
    corrects: list[str] = field(default_factory=list)
    """Likewise, of the reports that it corrects."""
    doubts: list[str] = field(default_factory=list)
    """Likewise, of the reports about which it voices concern."""
    editions: list[str] = field(default_factory=list)
    """PMIDs or DOIs of what a service names as another edition of this paper: its preprint, what it was updated to."""
    linked_pmids: list[str] = field(default_factory=list)
    """Papers that a registry lists as reporting this trial's results."""
    acronym: str | None = None
    status: str | None = None
    """A registry's overall status, or provisional, preprint, ahead of print."""
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    details: list[Detail] = field(default_factory=list)
    """What the report says of its design beyond the fields above; a field of several values has several entries."""
    registry: dict[str, Any] | None = None
    """The registry record as parsed, for the extractor of its arms and posted results."""


@dataclass(slots=True)
class Arm:
    """A group of participants treated alike. `arm` is its letter within the report: A experimental first."""

    arm: str
    label: str
    role: str = "experimental"
    """experimental, control or single."""
    n: int | None = None
    locator: Locator | None = None
    quote: str = ""
    n_treated: int | None = None
    n_evaluable: int | None = None
    names: list[str] = field(default_factory=list)
    """Every form in which the report names this arm, label included."""
    same_as: str = ""
    """Letter of the arm that this entry is another name of: a group of posted results tied to its protocol arm."""


@dataclass(slots=True)
class Result:
    """One number that a report gives for an arm (`kind` arm) or a comparison (`kind` contrast)."""

    kind: Literal["arm", "contrast"]
    outcome: str
    stat: str
    """rate, count, median, mean, hr, or, rr, rd, md or p_only."""
    outcome_text: str = ""
    class_: str = ""
    """The registry's class title within an outcome measure (`class` in JSON)."""
    category: str = ""
    timepoint: str = ""
    timepoint_weeks: float | None = None
    arm: str | None = ""
    ref_arm: str = ""
    value: float | None = None
    """Rates in percent; counts in patients; medians in `unit`."""
    unit: str = ""
    sd: float | None = None
    se: float | None = None
    q1: float | None = None
    q3: float | None = None
    not_reached: bool = False
    ci_low: float | None = None
    ci_high: float | None = None
    ci_level: float | None = None
    """In percent: 95, 99, 60."""
    minimum: float | None = None
    maximum: float | None = None
    p: str = ""
    test: dict[str, Any] | None = None
    """`{"name": "chi2", "value": 5.79}`."""
    method: str = ""
    """Statistical method of a posted analysis, in the registry's words."""
    hypothesis: str = ""
    """superiority, non-inferiority, equivalence or other, as a registry posted it."""
    sides: int | None = None
    """Sides of the interval, 1 or 2, where a registry posted them."""
    events: int | None = None
    n_eval: int | None = None
    n_assumed: int | None = None
    """The arm's number, which goes with `events` and the percentage but is not proven to be their denominator: not part
    of the contract's JSON, used for pooling where `n_eval` is None."""
    events_origin: str | None = None
    """reported, unique_from_percent, solved_from_interval, solved_from_statistic, ambiguous."""
    population: str = "all"
    adjusted: bool | None = None
    """Of a comparison: whether it is adjusted for covariates; None where the report does not say."""
    analysis: str = ""
    """interim or final, where the report says of which analysis the number is."""
    locator: Locator | None = None
    quote: str = ""


@dataclass(slots=True)
class Finding:
    """A rule that objects, in one sentence with the numbers in it. `results` are indices into the extraction's."""

    rule: str
    severity: Severity
    message: str
    results: list[int] = field(default_factory=list)
    quote: str = ""
    proposal: str = ""
    """What arithmetic offers instead, where it offers exactly one thing."""


@dataclass(slots=True)
class Held:
    """A number that was seen and could not be tied to an arm or outcome: kept for a person, never guessed."""

    reason: str
    """Rule id: arm_unknown, outcome_unknown, range_over_groups, unit_unknown, baseline_value."""
    message: str
    quote: str
    locator: Locator | None = None
    outcome: str = "OTHER"
    value: float | None = None


@dataclass(slots=True)
class Posted:
    """A number that a registry posted beside its outcomes: of the participant flow, the baseline, or one harm."""

    part: Literal["flow", "baseline", "harm"]
    title: str
    """Milestone or reason to leave; baseline measure; term of the harm."""
    class_: str = ""
    """Period of the flow; class of the measure; organ system of the harm."""
    category: str = ""
    """Category of the measure; vocabulary that the harm's term is of."""
    group: str = ""
    arm: str = ""
    """The arm's letter; empty for all together and for groups that no arm fits."""
    stat: str = ""
    """milestone or reason; count, number, mean, median and so on; serious or other."""
    value: float | None = None
    unit: str = ""
    n: int | None = None
    spread: float | None = None
    low: float | None = None
    high: float | None = None
    spread_is: str = ""
    """What `spread`, `low` and `high` are: standard deviation, inter quartile range, full range."""
    episodes: int | None = None
    locator: Locator | None = None
    quote: str = ""


@dataclass(slots=True)
class Extraction:
    """Everything that was read from one report."""

    report: Report
    arms: list[Arm] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)
