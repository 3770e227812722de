"""`prisma.csv`: the numbers of the PRISMA 2020 flow, under the keys and columns that the PRISMA2020 package reads.

Records of one paper count once. Who decides is what sorts them: those that the protocol's rules exclude are ineligible
by automation, those that a person excludes are reports excluded with a reason, and those that still wait for a person
are listed beside them, so that the boxes add up. A document that people hand in of a paper that was found by searching,
too, is listed among the excluded documents as a duplicate.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publishing.context import PublishContext
from publishing.papers import papers
from publishing.status import counted
from schemas.fields import LIST_SEPARATOR

Rows = Sequence[Mapping[str, Any]]

REGISTERS = ("clinicaltrials_gov", "ctis", "isrctn")
OTHER = ("inbox",)
NAMES = {
    "clinicaltrials_gov": "ClinicalTrials.gov", "ctis": "CTIS", "isrctn": "ISRCTN", "pubmed": "PubMed",
    "europe_pmc": "Europe PMC",
}  # fmt: skip
BY_RULE = "protocol"
"""`screening.decided_by` where a rule of the protocol decided."""

# key, node, box, text, link: the boxes of the diagram in the order of the package's template
BOXES = (
    ("prevstud", "node4", "prevstud", "Previous studies", ""),
    ("previous_studies", "node5", "box1", "Studies included in previous version of review", "changes.csv"),
    ("previous_reports", "", "box1", "Reports of studies included in previous version of review", "changes.csv"),
    ("newstud", "node6", "newstud", "Identification of new studies via databases and registers", ""),
    ("database_results", "node7", "box2", "Databases", "screening.csv"),
    ("database_specific_results", "", "box2", "Specific databases", "screening.csv"),
    ("register_results", "", "box2", "Registers", "screening.csv"),
    ("register_specific_results", "", "box2", "Specific registers", "screening.csv"),
    ("othstud", "node16", "othstud", "Identification of new studies via other methods", ""),
    ("website_results", "node17", "box11", "Documents handed in by people", "screening.csv"),
    ("organisation_results", "", "box11", "Organisations", "screening.csv"),
    ("citations_results", "", "box11", "Citation searching", "screening.csv"),
    ("duplicates", "node8", "box3", "Duplicate records", "screening.csv"),
    ("excluded_automatic", "", "box3", "Records marked as ineligible by automation tools", "screening.csv"),
    ("excluded_other", "", "box3", "Records removed for other reasons", "findings.csv"),
    ("records_screened", "node9", "box4", "Records screened", "screening.csv"),
    ("records_excluded", "node10", "box5", "Records excluded", "screening.csv"),
    ("dbr_sought_reports", "node11", "box6", "Reports sought for retrieval", "screening.csv"),
    ("dbr_notretrieved_reports", "node12", "box7", "Reports not retrieved", "screening.csv"),
    ("other_sought_reports", "node18", "box12", "Reports sought for retrieval", "screening.csv"),
    ("other_notretrieved_reports", "node19", "box13", "Reports not retrieved", "screening.csv"),
    ("dbr_assessed", "node13", "box8", "Reports assessed for eligibility", "screening.csv"),
    ("dbr_excluded", "node14", "box9", "Reports excluded", "screening.csv"),
    ("other_assessed", "node20", "box14", "Reports assessed for eligibility", "screening.csv"),
    ("other_excluded", "node21", "box15", "Reports excluded", "screening.csv"),
    ("new_studies", "node15", "box10", "New studies included in review", "studies.csv"),
    ("new_reports", "", "box10", "Reports of new included studies", "studies.csv"),
    ("total_studies", "node22", "box16", "Total studies included in review", "studies.csv"),
    ("total_reports", "", "box16", "Reports of total included studies", "studies.csv"),
    ("identification", "node1", "identification", "Identification", ""),
    ("screening", "node2", "screening", "Screening", ""),
    ("included", "node3", "included", "Included", ""),
    ("total_studies_ma", "node23", "box17", "Total studies included in meta-analysis", "meta_analysis.csv"),
    ("total_reports_ma", "", "box17", "Reports of total included studies in meta-analysis", "meta_analysis.csv"),
)
AGAINST_LAST = ("previous_studies", "previous_reports", "new_studies", "new_reports")
"""Keys that depend on the last published version, not only on the evidence."""


def prisma_rows(tables: Mapping[str, Rows], previous_studies: Rows, context: PublishContext) -> list[dict[str, Any]]:
    """The rows of `prisma.csv`, from clean tables and the studies of the last published version."""
    numbers = _numbers(tables, previous_studies, context)
    return [
        {
            "data": key,
            "node": node or None,
            "box": box,
            "description": text,
            "boxtext": text,
            "tooltips": text,
            "url": url or None,
            "n": str(numbers.get(key, 0)),
        }
        for key, node, box, text, url in BOXES
    ]


@dataclass(slots=True, frozen=True)
class _Column:
    """One of the diagram's two ways in: what sources were searched for, or what people handed in."""

    identified: Mapping[str, int]
    """Source → records it has given."""
    records: int
    """Records that could be read."""
    papers: list[Mapping[str, Any]]
    """A paper that was found both ways stands with the sources."""

    @property
    def unreadable(self) -> int:
        """Records that were given and could not be read."""
        return max(0, sum(self.identified.values()) - self.records)

    @property
    def duplicates(self) -> int:
        """Records beyond the first of each paper, or all of them where the paper stands in the other column."""
        return self.records - len(self.papers)


def _columns(screening: Rows, identified: Mapping[str, int]) -> tuple[_Column, _Column]:
    """The column of databases and registers, and that of documents handed in."""
    searched_for = {row["duplicate_of"] or row["report"] for row in screening if _source(row["report"]) not in OTHER}
    columns = []
    for by_people in (False, True):
        columns.append(
            _Column(
                {source: n for source, n in identified.items() if (source in OTHER) is by_people},
                sum((_source(row["report"]) in OTHER) is by_people for row in screening),
                [paper for paper in papers(screening) if (paper["report"] not in searched_for) is by_people],
            )
        )
    return columns[0], columns[1]


def _numbers(tables: Mapping[str, Rows], previous: Rows, context: PublishContext) -> dict[str, int | str]:
    """Key → number or list of pairs. What is not here is 0."""
    kept = {row["report"]: row["duplicate_of"] or row["report"] for row in tables["screening"]}
    searched, other = _columns(tables["screening"], context.identified)
    by_rule = [p for p in searched.papers if p["decision"] == "exclude" and p["decided_by"] == BY_RULE]
    screened = [paper for paper in searched.papers if paper not in by_rule]
    databases = {s: n for s, n in searched.identified.items() if s not in REGISTERS}
    registers = {s: n for s, n in searched.identified.items() if s in REGISTERS}
    studies = counted(tables)
    retracted = {row["study_id"] for row in tables["studies"]} - {row["study_id"] for row in studies}
    known = {row["study_id"] for row in previous}
    new = [row for row in studies if row["study_id"] not in known]
    pooled = {row["study_id"] for row in tables["meta_analysis"]}
    return {
        "previous_studies": len(previous),
        "previous_reports": _reports(previous, kept),
        "database_results": sum(databases.values()),
        "database_specific_results": _pairs((NAMES.get(s, s), n) for s, n in sorted(databases.items())),
        "register_results": sum(registers.values()),
        "register_specific_results": _pairs((NAMES.get(s, s), n) for s, n in sorted(registers.items())),
        "website_results": sum(other.identified.values()),
        "duplicates": searched.duplicates,
        "excluded_automatic": len(by_rule),
        "excluded_other": searched.unreadable,
        "records_screened": len(screened),
        "dbr_sought_reports": len(screened),
        "dbr_assessed": len(screened),
        "dbr_excluded": _reasons(screened, retracted),
        "other_sought_reports": other.records + other.unreadable,
        "other_notretrieved_reports": other.unreadable,
        "other_assessed": other.records,
        "other_excluded": _reasons(other.papers, retracted, other.duplicates),
        "new_studies": len(new),
        "new_reports": _reports(new, kept),
        "total_studies": len(studies),
        "total_reports": _reports(studies, kept),
        "total_studies_ma": len(pooled),
        "total_reports_ma": _reports([row for row in studies if row["study_id"] in pooled], kept),
    }


def _source(report: str) -> str:
    """The source in `source:id`."""
    return report.partition(":")[0]


def _reports(studies: Rows, kept: Mapping[str, str]) -> int:
    """How many papers these studies have. `kept` is report → the record that stands for its paper."""
    reports = [report for row in studies for report in (row["reports"] or "").split(LIST_SEPARATOR)]
    return len({kept.get(report, report) for report in reports})


def _reasons(rows: Rows, retracted: set[str], duplicates: int = 0) -> str:
    """Reasons with their numbers, those that wait for a person last. `retracted` are the studies not counted.

    `duplicates` are documents of papers that are here already: what people hand in has no box for them.
    """
    excluded = Counter(r["reason"] or "No reason given" for r in rows if r["decision"] == "exclude")
    excluded["Retracted"] += sum(r["decision"] == "include" and r["study_id"] in retracted for r in rows)
    excluded["Duplicate record"] += duplicates
    excluded += Counter()  # drops zeros
    waiting = sum(r["decision"] == "unclear" for r in rows)
    return _pairs([*sorted(excluded.items()), *([("Waiting for a person", waiting)] if waiting else [])])


def _pairs(pairs: Iterable[tuple[str, int]]) -> str:
    """`name, 3; other name, 4`: the package splits at `;` and `,`, so names lose theirs. Never empty."""
    text = "; ".join(f"{name.replace(',', ' ').replace(';', ' ')}, {n}" for name, n in pairs)
    return text or "None, 0"
