"""Appraisal: arithmetic on what was read. Fills in counts that are proven, and objects to what cannot be."""

from __future__ import annotations

from appraisal.facts import Facts
from appraisal.recovery import Recovery, forget
from appraisal.rules import RULES, Rule
from schemas.models import Extraction

__all__ = ["RULES", "Rule", "appraise"]


def appraise(extraction: Extraction) -> Extraction:
    """Fill `events`, `n_eval` and `events_origin` where arithmetic proves them, and add findings; in place.

    A second call on the same extraction gives the same findings again and not twice.
    """
    own = {rule.id for rule in RULES if not rule.by_reader}
    extraction.findings = [f for f in extraction.findings if f.rule not in own]
    forget(extraction.results)
    facts = Facts(extraction)
    extraction.findings += Recovery(facts).run()
    for rule in RULES:
        for check in rule.checks:
            extraction.findings += check(facts)
    return extraction
