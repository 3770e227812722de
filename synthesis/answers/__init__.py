"""Answers: which rows of the review belong together, and what they say when they are pooled."""

from synthesis.answers.answer import Analysis, Answer, LeftOut, Member, Step, Variant

__all__ = ["Analysis", "Answer", "LeftOut", "Member", "Step", "Variant"]
