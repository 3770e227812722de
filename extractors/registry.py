"""Arms and results of a registry record (ClinicalTrials.gov version 2), each with its JSON pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from extractors.registry_analyses import read_analyses, read_harms
from extractors.registry_arms import Arms
from extractors.registry_measures import POINTER, denominators, posting_findings, read_measure
from extractors.registry_outcomes import outcome_namer
from extractors.registry_posted import read_posted
from extractors.vocabulary import Vocabulary
from schemas.models import Extraction, Report

if TYPE_CHECKING:
    from extractors.registry_measures import OutcomeOf


def read_registry(report: Report, vocabulary: Vocabulary | None = None) -> Extraction:
    """Arms, posted results and findings of the registry record in `report.registry`.

    Protocol arms come first, experimental before control; every further group title of the posted results is an entry
    of its own, tied to its protocol arm by `same_as` where words or numbers leave one. A record without results
    gives its arms alone.
    """
    study = report.registry or {}
    extraction = Extraction(report)
    arms = Arms(study.get("protocolSection") or {})
    extraction.arms = arms.entries
    results = study.get("resultsSection")
    if results:
        arms.read_flow(results.get("participantFlowModule") or {})
        _read_measures(extraction, results, arms, outcome_namer(vocabulary))
        extraction.results.extend(read_harms(results.get("adverseEventsModule") or {}, arms))
        extraction.posted = read_posted(results, arms, bool(vocabulary and vocabulary.harm_terms))
    return extraction


def _read_measures(extraction: Extraction, results: dict[str, Any], arms: Arms, outcome_of: OutcomeOf) -> None:
    measures = (results.get("outcomeMeasuresModule") or {}).get("outcomeMeasures") or []
    for i, measure in enumerate(measures):
        own = list(read_measure(i, measure, arms, outcome_of))
        groups = measure.get("groups") or []
        letters = arms.of(groups, f"{POINTER}/{i}/groups", denominators(measure.get("denoms")))
        extraction.results.extend(own)
        extraction.results.extend(read_analyses(i, measure, letters, arms, own))
        extraction.findings.extend(posting_findings(i, measure))
