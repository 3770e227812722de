"""Answers: which rows of the review belong together, and what they say when they are pooled."""

from synthesis.answers.answer import Analysis, Answer, Between, LeftOut, Member, Step, Variant
from synthesis.answers.build import answers
from synthesis.answers.direction import favours, good_side, natural, no_effect

__all__ = [
    "Analysis",
    "Answer",
    "Between",
    "LeftOut",
    "Member",
    "Step",
    "Variant",
    "answers",
    "favours",
    "good_side",
    "natural",
    "no_effect",
]
