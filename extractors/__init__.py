"""Reads arms and results out of reports, with the exact place of every number; stays silent where the text does not say."""

from extractors.reading import READER_VERSION, read_report
from extractors.vocabulary import Vocabulary

__all__ = ["READER_VERSION", "Vocabulary", "read_report"]
