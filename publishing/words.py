"""Codes of the tables in the words of a reader: designs, measures, standing, rules, and what to do about each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

MEASURES = {
    "HR": ("hazard ratio", "how fast events come in one arm as a multiple of the other; below 1: later or fewer"),
    "RR": ("risk ratio", "the share of patients with the event in one arm divided by that in the other"),
    "OR": ("odds ratio", "the odds of the event in one arm divided by those in the other"),
    "RD": ("risk difference", "the share of patients with the event in one arm minus that in the other"),
    "MD": ("mean difference", "the mean of one arm minus that of the other, in the unit of the outcome"),
    "SMD": ("standardised mean difference", "the difference of the means in standard deviations"),
    "PLO": ("proportion", "the share of patients of one arm with the event; pooled on the log odds scale"),
    "MN": ("mean", "the mean of one arm, in the unit of the outcome"),
}
"""Measure → its name, and what it says."""

DESIGNS = {"rct": "randomised", "nonrandomised": "not randomised", "single_arm": "one arm", "other": "other design"}

STANDING = {
    "confirmed": "a registry and a paper, two independent sources, give the same numbers",
    "consistent_read_twice": "as consistent, and a second reader of the same source reads the same numbers",
    "consistent": "one source, whose own arithmetic agrees (percentage with count, interval with p value)",
    "read_twice": "one source, from which a second reader reads the same numbers",
    "single": "one source, with nothing to check it against",
}

POOLING = {
    "prediction interval": "where the true effect of a new study like these would be expected",
    "I²": "the share of the variation between results that is more than chance; it says nothing of its size",
    "tau²": "the variance of the true effects between studies, on the scale that is pooled",
    "Hartung and Knapp": "an interval that allows for not knowing tau² well; the Wald interval does not",
    "common effect": "all studies are taken to have one true effect",
}
"""Words of pooled effects."""

RULES = {
    "arm_unknown": "A number whose arm the report does not tell",
    "count_ambiguous": "Percentages that several counts fit",
    "correction_stale": "Corrections that no longer fit, or that a notice has overtaken",
    "decision_stale": "A report has changed, or a notice came, since a person decided on it",
    "denominator_unclear": "Percentages that are not shares of the whole arm",
    "differs_arm": "Registry and paper give each other's numbers for the arms",
    "differs_definition": "Registry and paper define an outcome differently",
    "differs_denominator": "Registry and paper count different patients",
    "differs_enrolment": "Registry and paper tell different numbers of participants",
    "differs_time_point": "Registry and paper give an outcome at different times",
    "differs_value": "Registry and paper give different numbers",
    "direction_conflict": "Medians and hazard ratio point in opposite directions",
    "erratum": "Corrections that were published before the report was read",
    "erratum_after_reading": "Corrections that were published after the report was read or decided on",
    "expression_of_concern": "Expressions of concern",
    "level_not_95": "Intervals of another level than 95%",
    "other_language": "Reports in other languages than English",
    "planned_enrolment_changed": "Planned numbers of participants that a registration has changed",
    "primary_outcome_changed": "Primary outcomes that are not those registered, or that a registration has changed",
    "parts_do_not_sum": "Parts that do not make up the whole",
    "percent_impossible": "Percentages that no number of patients gives",
    "registered_late": "Trials registered after they began",
    "readers_differ": "Two readers of one report read different numbers",
    "reports_differ": "Reports of one study give different numbers",
    "retraction": "Retractions",
    "second_reader_only": "Numbers that only the second reader gives",
    "second_reading": "What the second reader made of a report",
    "several_trials": "A report that names several trials",
    "unidentified": "Reports without any number to know them by",
    "schema_added": "Fields that a service has added",
    "schema_changed": "Fields of a service that hold another type of value",
    "schema_more": "More fields of a service that are not as they were",
    "schema_removed": "Fields that a service no longer sends",
    "schema_version": "Services with a new version",
    "unreadable": "Records that could not be read",
    "vanished_from_query": "Records that their query no longer finds",
    "values_differ": "One report gives two numbers for the same thing",
}
"""Rule → what it is about. Rules that are not here are named by their own words."""

NOTICES = {"retraction": "retraction", "concern": "expression of concern", "erratum": "correction"}

TO_DO = {
    "readers_differ": "read which of the two stands there, and confirm or set it right in corrections.csv",
    "second_reader_only": "read whether the report says so; the first reader did not take it",
    "differs_arm": "look up which arm has which number, and confirm or set it right in corrections.csv",
    "differs_value": "look both numbers up, and confirm or set right the one that answers, in corrections.csv",
    "arm_unknown": "read in the report which arm it belongs to; the full text in inbox/ may tell it outright",
    "baseline_value": "nothing, unless the review adjusts for where the arms began",
    "range_over_groups": "read the value of each group in the report; the full text in inbox/ may list them",
    "retraction": "decide in screening.csv, with the day, which reports of the study may still be used",
    "values_differ": "read which of them answers the question, and set the other right in corrections.csv",
    "percent_impossible": "look the number up in the full text or ask the authors; set it right in corrections.csv",
}
TO_DO_OTHERWISE = "look the number up in the report and set it right in corrections.csv"


def measure_name(code: str) -> str:
    """A measure in words; a code that has none here stands for itself."""
    return MEASURES[code][0] if code in MEASURES else code


def rule_name(rule: str) -> str:
    """What a rule is about."""
    return RULES.get(rule) or rule.replace("_", " ").capitalize()


def notice_in_words(row: Mapping[str, Any]) -> str:
    """A row of notices.csv: what was published about which report, where, when, and who tells of it."""
    ids = (f"doi {row['doi']}" if row["doi"] else "", f"PubMed id {row['pmid']}" if row["pmid"] else "", row["date"])
    place = ", ".join(filter(None, ids)) or "no reference given"
    return f"{NOTICES[row['kind']]} of {row['report']} ({place}; {row['sources']})"
