"""The door: one report in, one extraction out."""

from __future__ import annotations

from extractors.design import fill_design
from extractors.foreign import read_foreign, spoken_language
from extractors.listed_tests import attach_listed_tests
from extractors.primary_outcome import primary_outcomes
from extractors.registry_numbers import registry_numbers
from extractors.text.reading import read_text
from extractors.vocabulary import Vocabulary
from schemas.models import Extraction, Report

READER_VERSION = "8"
"""Changes whenever the same report could be read differently: cached extractions of another version are read again."""

_GENERAL = Vocabulary()


def read_report(report: Report, vocabulary: Vocabulary | None = None) -> Extraction:
    """Everything this report says about its arms and results.

    Registry records go to the registry reader, all else is read as text. The report's own gaps (design, registry
    numbers) are filled on the way.
    """
    vocabulary = vocabulary or _GENERAL
    report.registry_ids = registry_numbers(report)
    fill_design(report)
    report.details += primary_outcomes(report, vocabulary)
    # Readers of registries and tables are fetched when one is met: most of the time that a start takes is compiling.
    if report.registry is not None:
        from extractors.registry import read_registry

        extraction = read_registry(report, vocabulary)
    elif (language := spoken_language(report)) is not None:
        extraction = read_foreign(report, language)
    else:
        extraction = read_text(report, vocabulary)
        attach_listed_tests(extraction)
        if report.tables:
            from extractors.tables import add_tables

            add_tables(extraction, vocabulary)
    return extraction
