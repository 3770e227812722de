"""The labelled registrations and papers of `bench/linkage`, as reports of ours: which paper reports which trial."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks.figures import SHARED
from schemas.models import Extraction, RegistryIds, Report

FOLDER = SHARED / "bench/linkage"
REPORTING = {"result", "derived", "Paper", "Trial results", "Abstract"}
"""Kinds of reference that a registry gives for papers about the trial itself; the others are background."""


@dataclass(slots=True)
class LinkageSet:
    """Registrations and papers by key, the pairs that belong together, and trials that were never published."""

    trials: dict[str, Report]
    papers: dict[str, Report]
    gold: set[tuple[str, str]]
    unpublished: set[str]
    """Registrations of which a search by hand found no paper anywhere."""

    @property
    def published_here(self) -> list[str]:
        """Registrations whose paper is among the papers."""
        return sorted({trial for trial, _ in self.gold})

    @property
    def extractions(self) -> list[Extraction]:
        """Everything, as `synthesis.build` takes it."""
        return [Extraction(report) for report in (*self.trials.values(), *self.papers.values())]


def load(folder: Path = FOLDER) -> LinkageSet:
    """The set in a folder; FileNotFoundError where it is absent."""
    links = _read(folder / "gold_links.csv")
    papers = {f"pubmed:{row['pmid']}": _paper(row) for row in _read(folder / "pubmed-main.csv")}
    for row in _read(folder / "trn-reported-wide.csv"):
        if (paper := papers.get(f"pubmed:{row['pmid']}")) and row["trn"] not in paper.registry_ids.own:
            paper.registry_ids.own.append(row["trn"])
    trials = {_key(row["id"]): _trial(row) for row in _read(folder / "registry-studies.csv")}
    for row in _read(folder / "registry-references.csv"):
        if row["reference_type"] in REPORTING and row["pmid"] and (trial := trials.get(_key(row["id"]))):
            trial.linked_pmids.append(row["pmid"].removesuffix(".0"))
    gold = {(_key(row["trial_id"]), f"pubmed:{row['pmid'].removesuffix('.0')}") for row in links if row["pmid"]}
    published = {_key(row["trial_id"]) for row in links if row["has_publication"].upper() == "TRUE"}
    here = {(trial, paper) for trial, paper in gold if trial in trials and paper in papers}
    return LinkageSet(trials, papers, here, set(trials) - published)


def _read(path: Path) -> list[dict[str, str]]:
    return pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")


def _key(number: str) -> str:
    return f"{_source(number)}:{number}"


def _source(number: str) -> str:
    return "clinicaltrials_gov" if number.startswith("NCT") else "drks"


def _paper(row: dict[str, str]) -> Report:
    return Report(
        source="pubmed",
        id=row["pmid"],
        pmid=row["pmid"],
        doi=row["doi"].lower() or None,
        pmcid=row["pmcid"] or None,
        title=row["title"],
        authors=[name.strip() for name in row["authors"].split(",") if name.strip() and name.strip() != "NA NA"],
        year=int(row["year"]) if row["year"].isdigit() else None,
        journal=row["journal"],
        publication_types=[row["pubtype"]],
    )


def _trial(row: dict[str, str]) -> Report:
    return Report(
        source=_source(row["id"]),
        id=row["id"],
        registry={},
        registry_ids=RegistryIds([row["id"]]),
        title=row["title"],
        start_date=row["start_date"] or None,
        end_date=row["completion_date"] or row["primary_completion_date"] or None,
        n_total=int(float(row["enrollment"])) if row["enrollment"] else None,
        n_total_type="actual"
        if row["recruitment_status"].lower().startswith(("completed", "terminated"))
        else "estimated",
    )
