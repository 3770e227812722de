"""`build`: extractions, protocol and what people wrote in; every table of the review out. Pure and order-free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from schemas.models import Extraction, Registered, Told
from schemas.protocol import Protocol
from synthesis import design_columns, provenance, tables
from synthesis.after_inclusion import Consequences, follow, open_copies
from synthesis.beside import lay_beside
from synthesis.corrections import stale
from synthesis.deciding import Decided, decide, stale_decisions
from synthesis.gaps import lone_arms, nothing_read
from synthesis.identity import year_of
from synthesis.notices import gather
from synthesis.people import Correction, Decision, Join
from synthesis.posted_rows import posted_rows
from synthesis.row_corrections import correct_row
from synthesis.rows import rows_of
from synthesis.screening.ranking import Ranking, rank_unsure
from synthesis.screening.rules import Verdict
from synthesis.shapes import Objection, Reading, Rows, Study, Synthesis
from synthesis.speaking import precedence, unasked
from synthesis.study_findings import findings_of
from synthesis.study_rows import StudyRows
from synthesis.treatments import Treatments

_OF_THE_COPY = {"result_id", "contrast_id", "source_report", "quote", "outcome_text", "arm", "arm_label", "speaks"}
"""Columns in which two copies of one paper may differ while they give the same number."""
NAMES = (
    "meta_analysis", "held", "studies", "reports", "arms", "results", "contrasts", "comparisons", "baseline", "flow",
    "harms", "provenance", "findings", "notices", "screening",
)  # fmt: skip


def build(
    extractions: list[Extraction],
    protocol: Protocol,
    decisions: list[Decision] | None = None,
    corrections: list[Correction] | None = None,
    *,
    joins: list[Join] | None = None,
    first_seen: Mapping[str, str] | None = None,
    changed_on: Mapping[str, str] | None = None,
    told: Sequence[Told] = (),
    plans: Sequence[Registered] = (),
    decided: Decided | None = None,
) -> Synthesis:
    """Everything that the extractions say about the protocol's question, as tables and counts.

    The order of the extractions does not matter and none of them is changed. Rows carry the columns of
    `schemas/fields.yml`; putting them in its order and types is the publisher's work. `first_seen` says on which day
    (ISO) the review first saw each report (`source:id`): studies keep the id and name of their first day. `changed_on`
    says on which day the report got the content it has, `told` what services say of papers that are here, `plans` what
    registrations that changed their plan said in their versions, oldest first. `decided` is what `decide` made of these
    very extractions, protocol and words of people, if it was asked before; it is used up.
    """
    decided = decided or decide(extractions, protocol, decisions, corrections, joins=joins, first_seen=first_seen)
    readings, verdicts, corrector = decided.readings, decided.verdicts, decided.corrector
    studies, papers = decided.joined.studies, decided.joined.papers
    notices = gather(readings, papers, told, changed_on or {})
    after = follow(studies, papers, notices, verdicts, corrections or [])
    ranking = rank_unsure(readings, verdicts, papers)
    out = _Builder(protocol, verdicts, corrector.rest(), _reader_version(), papers, ranking=ranking)
    for plan in plans:
        out.plans[plan.report].append(plan)
    out.after, out.open_copies = after, open_copies(told, readings)
    for study in studies:
        out.add(study)
    objections = decided.objections + corrector.objections + out.leftover_corrections() + after.objections
    objections += stale_decisions(verdicts, decisions or [], after.overtaken)
    return out.finish(objections, records=len(extractions))


def _reader_version() -> str:
    import extractors  # noqa: PLC0415 -- the reader is only asked for its version

    return str(getattr(extractors, "READER_VERSION", ""))


class _Builder:
    """Gathers the rows of all tables, study by study."""

    def __init__(
        self,
        protocol: Protocol,
        verdicts: dict[str, Verdict],
        corrections: dict[str, list[Correction]],
        version: str,
        papers: dict[str, str],
        *,
        ranking: Ranking,
    ) -> None:
        self.papers = papers
        self.ranking = ranking
        self.protocol = protocol
        self.verdicts = verdicts
        self.corrections = corrections
        self.version = version
        self.treatments = Treatments(protocol)
        self.tables: dict[str, Rows] = {name: [] for name in NAMES}
        self.objections: list[Objection] = []
        self.names: dict[str, str] = {}
        self.after = Consequences({})
        self.open_copies: dict[str, str] = {}
        self.plans: dict[str, list[Registered]] = defaultdict(list)
        self.withdrawn: set[str] = set()
        """Ids of studies that count as retracted: nothing of them is used, as no person has let a report stand."""

    def add(self, study: Study) -> None:
        """All rows of one study; of an excluded or unclear one its screening alone."""
        readings = [r for r in study.readings if self.verdicts[r.key].decision == "include"]
        for reading in study.readings:
            study_id = study.study_id if reading in readings else ""
            paper = self.papers[reading.key]
            rank = self.ranking.ranks.get(reading.key)
            row = tables.screening_row(reading, self.verdicts[reading.key], study_id, paper, rank)
            self.tables["screening"].append(row)
        if not readings:
            return
        self.names[study.study_id] = study.name
        if study.retracted and not study.released:
            self.withdrawn.add(study.study_id)
        beside = lay_beside(study, readings, self.treatments, self.protocol, self.papers, plans=self.plans)
        self.tables["comparisons"] += beside.rows
        found = rows_of(study, readings, self.treatments, self.protocol)
        found.objections += lone_arms(study, readings, found)
        self._rows(study, readings, found)
        self._held(study, readings, found)
        self._long(study, readings, found)
        objections = found.objections + beside.objections
        objections += findings_of(study, readings, found, self.papers, self.protocol.speaking)
        objections += nothing_read(study, readings, self.papers)
        self.objections += objections
        rules = sorted({o.rule for o in objections if o.severity != "info"})
        details = design_columns.chosen(readings)
        row = tables.study_row(study, readings, rules, details)
        row["open_copies"] = list(dict.fromkeys(filter(None, (self.open_copies.get(r.key) for r in readings))))
        self.tables["studies"].append(row)
        self.tables["reports"] += [
            tables.report_row(study, reading, place, self.papers[reading.key])
            for place, reading in enumerate(readings, start=1)
        ]
        self.tables["notices"] += self.after.rows(study, {self.papers[r.key] for r in readings})
        self.tables["provenance"] += design_columns.entries(study.study_id, details, self.version)

    def _rows(self, study: Study, readings: list[Reading], found: StudyRows) -> None:
        shared = tables.identity(study, readings) | {"year": year_of(study), "design": tables.design_of(readings)}
        if shared["design"] == "protocol":
            shared["design"] = "other"
        for row, chosen in found.rows:
            full = row | shared
            entries = provenance.of_row(full, chosen, self.version)
            for correction in self.corrections.pop(full["row_id"], []):
                self.objections += correct_row(full, correction, self.protocol.analysis, entries)
                self.objections += self.after.overtaken_correction(correction, study, full["source_report"])
            provenance.fill_values(full, entries)
            self.tables["meta_analysis"].append(full)
            self.tables["provenance"] += entries

    def _held(self, study: Study, readings: list[Reading], found: StudyRows) -> None:
        """What is held, once for each paper: its copies from other services say the same words."""
        rows: dict[tuple[Any, ...], dict[str, Any]] = {}
        said: set[tuple[Any, ...]] = set()
        for held in sorted(found.held, key=lambda h: (not h.arms, h.reading.key, h.key)):
            row = tables.held_row(held)
            words = (self.papers[held.reading.key], row["reason"], row["outcome"], row["quote"], row["value"])
            if (*words, held.arms) in rows or (not held.arms and words in said):
                continue
            rows[*words, held.arms] = row
            said.add(words)
            self.tables["provenance"] += provenance.of_held(held, self.version)
        for reading in readings:
            for row in tables.held_by_reader(study, reading):
                words = (self.papers[reading.key], row["reason"], row["outcome"], row["quote"], row["value"])
                rows.setdefault((*words, ""), row)
        self.tables["held"] += {row["held_id"]: row for row in rows.values()}.values()

    def _long(self, study: Study, readings: list[Reading], found: StudyRows) -> None:
        """Arms, arm-level results and reported comparisons; a number that copies of one paper share stands once."""
        seen: dict[tuple[Any, ...], str] = {}
        for reading in sorted(readings, key=lambda r: (precedence(r.report, "", self.protocol.speaking), r.key)):
            named = self.treatments.of(reading)
            self.tables["arms"] += tables.arm_rows(study, reading, named)
            for table_name, posted in posted_rows(study, reading, named).items():
                self.tables[table_name] += posted
            for index, result in enumerate(reading.extraction.results):
                make, table, column = (
                    (tables.result_row, "results", "value")
                    if result.kind == "arm"
                    else (tables.contrast_row, "contrasts", "estimate")
                )
                row = make(study, reading, index, named, self.protocol)
                why = unasked(result.outcome, reading.critical(index), self.protocol)
                row["speaks"] = found.speaks.get((reading.key, index), why)
                said = (
                    self.papers[reading.key],
                    *(str(value) for name, value in row.items() if name not in _OF_THE_COPY),
                )
                if seen.setdefault(said, reading.key) != reading.key:
                    continue
                self.tables[table].append(row)
                if result.value is not None:
                    key = reading.result_ids[index]
                    self.tables["provenance"].append(provenance.of_result(key, reading, index, column, self.version))

    def leftover_corrections(self) -> list[Objection]:
        """Corrections whose key is no report, result or row of the review."""
        return [
            stale(correction, "there is no such row")
            for key in sorted(self.corrections)
            for correction in self.corrections[key]
        ]

    def finish(self, objections: list[Objection], records: int) -> Synthesis:
        """The tables with their findings, and the counts of the stages."""
        everything = self.objections + objections
        self.tables["findings"] = tables.finding_rows(everything, self.names)
        decided = [verdict.decision for verdict in self.verdicts.values()]
        papers = len(set(self.papers.values()))
        counts = {
            "records": records,
            "reports": papers,
            "duplicates": records - papers,
            "screened": len(decided),
            "excluded": decided.count("exclude"),
            "unsure": decided.count("unclear"),
            "ranked": len(set(self.ranking.ranks.values())),
            "ranked_on_included": self.ranking.included,
            "ranked_on_excluded": self.ranking.excluded,
            "studies": len(self.tables["studies"]) - len(self.withdrawn),
            "retracted": len(self.withdrawn),
            "rows": len(self.tables["meta_analysis"]),
            "held": len(self.tables["held"]),
            "findings": len(self.tables["findings"]),
        }
        return Synthesis(self.tables, counts)
