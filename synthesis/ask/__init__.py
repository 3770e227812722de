"""`ask`: one question to one report. Comparison and outcome in; 2×2 table or means and SDs out, or nothing."""

from synthesis.ask.answer import Reader
from synthesis.ask.question import Answer, Question

__all__ = ["Answer", "Question", "Reader"]
