"""Reads arms and results out of reports, each with its exact place; stays silent where the text does not say."""

from extractors.primary_outcome import missing_outcomes, registered_plan
from extractors.reading import READER_VERSION, read_report
from extractors.vocabulary import Vocabulary

__all__ = ["READER_VERSION", "Vocabulary", "missing_outcomes", "read_report", "registered_plan"]
