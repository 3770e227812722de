"""Synthesis: many reports become studies, and what they say becomes the tables of the review."""

from synthesis.beside.trial import FEW_OR_MANY
from synthesis.build import build, included_reports
from synthesis.outcomes import LABELS as OUTCOME_LABELS
from synthesis.passages import Passage, Passages, named, passages, size_of
from synthesis.people import Correction, Decision, Join, append_decisions, read_corrections, read_decisions, read_joins
from synthesis.screening.ranking import FEWEST as FEWEST_TO_RANK
from synthesis.shapes import Synthesis

__all__ = [
    "FEWEST_TO_RANK",
    "FEW_OR_MANY",
    "OUTCOME_LABELS",
    "Correction",
    "Decision",
    "Join",
    "Passage",
    "Passages",
    "Synthesis",
    "append_decisions",
    "build",
    "included_reports",
    "named",
    "passages",
    "read_corrections",
    "read_decisions",
    "read_joins",
    "size_of",
]
