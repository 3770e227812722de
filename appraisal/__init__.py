"""Appraisal: arithmetic on what was read. Fills in counts that are proven, and objects to what cannot be."""

from __future__ import annotations

from appraisal.facts import Facts
from appraisal.recovery import Recovery, forget
from appraisal.rules import RULES, Rule
from schemas.models import Extraction, Finding

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
    extraction.findings = _said_once(extraction.findings)
    return extraction


def _said_once(findings: list[Finding]) -> list[Finding]:
    """One finding for each sentence, about all results that it is true of: abstract and text repeat their numbers."""
    kept: dict[tuple[str, str, str, str], Finding] = {}
    for f in findings:
        first = kept.setdefault((f.rule, f.severity, f.message, f.proposal), f)
        first.results = list(dict.fromkeys([*first.results, *f.results]))
    return list(kept.values())
