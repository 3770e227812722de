"""Words in arms' names that do not tell one arm from another, or tell only its part or its schedule."""

from __future__ import annotations

EMPTY_WORDS = frozenset([
    "the", "a", "an", "of", "in", "to", "and", "or", "plus", "with", "for", "by", "on", "at", "as", "from", "than",
    "versus", "vs", "v", "be", "been", "is", "are", "was", "were", "that", "this", "these", "those", "their", "its",
    "our", "both", "each", "either", "all", "other", "two", "three", "four", "group", "groups", "arm", "arms",
    "cohort", "patients", "patient", "women", "men", "participants", "subjects", "children", "individuals", "people",
    "persons", "treatment", "treatments", "treated", "therapy", "therapies", "regimen", "regimens", "receive",
    "received", "receives", "receiving", "randomly", "assigned", "allocated", "randomized", "randomised",
    "assignment", "given", "oral", "orally", "intravenous", "intravenously", "subcutaneous", "daily", "weekly",
    "once", "twice", "every", "mg", "kg", "day", "days", "week", "weeks", "month", "months", "year", "years", "cycle",
    "cycles", "course", "courses", "dose", "doses", "single", "agent", "followed", "then", "alone", "only",
    "monotherapy", "combination", "combined", "combining", "addition", "added", "adding", "initial", "initially",
    "concurrent", "concomitant", "recipients", "who", "had", "have", "mode", "modes", "using", "use", "used",
    "needed", "based", "containing", "schedule", "strategy", "treating", "matched", "matching", "same", "first",
    "second", "third", "one", "open", "label", "new", "old", "more", "less", "per", "underwent", "undergo", "did",
    "not", "do", "does", "enrolled", "included", "placed", "into", "also", "about", "approximately", "total",
    "overall", "results", "line", "first-line", "front", "initiated", "starting", "started", "continued", "planned",
    "intervention", "consisting", "consisted", "comprising", "fixed", "rate", "target", "area", "under", "curve",
])  # fmt: skip
"""Words that two arms of any trial may share."""

ROLE_WORDS = {
    "control": "control", "controls": "control", "comparator": "control", "comparison": "control",
    "experimental": "experimental", "investigational": "experimental", "intervention": "experimental",
    "combination": "combination", "combined": "combination", "combining": "combination", "monotherapy": "monotherapy",
    "observation": "observation", "treatment": "experimental", "study": "experimental",
    "treated": "experimental", "test": "experimental",
}  # fmt: skip
"""The part that an arm plays, by the words for it."""

SCHEDULES = frozenset([
    "concurrent", "concomitant", "sequential", "weekly", "daily", "monthly", "single", "high", "low", "fixed",
    "continued", "initial", "adding",
])  # fmt: skip
"""Empty words that name an arm where it has no others."""
