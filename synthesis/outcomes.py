"""Outcomes, time points and populations in the form in which two reports of one study can be laid side by side."""

from __future__ import annotations

import re
from dataclasses import dataclass

from schemas.models import Result
from schemas.protocol import Protocol

TIME_TO_EVENT = frozenset({"OS", "PFS", "DFS", "EFS", "RFS", "TTP", "TTF", "DOR", "MFS"})
UNNAMED = frozenset({"OTHER", "AE_OTHER", "AE_SPECIFIC", "QOL"})
"""Outcomes that are only named by the words of the report: the words are part of their key."""
LABELS = {
    "OS": "Overall survival", "PFS": "Progression-free survival", "DFS": "Disease-free survival",
    "EFS": "Event-free survival", "RFS": "Recurrence-free survival", "TTP": "Time to progression",
    "TTF": "Time to treatment failure", "DOR": "Duration of response", "ORR": "Objective response",
    "CR": "Complete response", "PR": "Partial response", "SD": "Stable disease", "PD": "Progressive disease",
    "DCR": "Disease control", "CBR": "Clinical benefit", "PCR": "Pathological complete response",
    "AE_ANY": "Any adverse event", "AE_G3PLUS": "Adverse event of grade 3 or higher", "SAE": "Serious adverse event",
    "AE_OTHER": "Other adverse event", "AE_SPECIFIC": "Specific adverse event", "DEATH": "Death",
    "DISCONTINUATION": "Discontinuation", "LOCAL_CONTROL": "Local control", "MFS": "Metastasis-free survival",
    "QOL": "Quality of life", "OTHER": "Other outcome",
}  # fmt: skip
# A span within which something was watched for (“up to 3 years”) is no point in time.
_SPAN = re.compile(
    r"\b(up to|to|until|till|through(out)?|from|every|during|average|approximately|maximum|max|expected|anticipated|"
    r"assessed|after the (last|first) (patient|participant|dose)|randomi[sz]ation|baseline|duration|median|"
    r"follow[- ]?up|disease progression|end of (study|treatment)|data cut-?off)\b",
    re.IGNORECASE,
)
# A registry's time frame is a span unless it names a visit (“at week 24”, “Month 6”).
_VISIT = re.compile(r"\b(at|on)\b|\b(week|month|day|year)s? \d", re.IGNORECASE)
# The whole trial population under its various names; harms are counted in those who were treated.
_WHOLE = re.compile(
    r"(the )?((intent(ion)?[- ]to[- ]treat|itt|full analysis|fas|overall|whole|entire|total|all|all[- ]patients|"
    r"all[- ]randomi[sz]ed|all[- ]treated|randomi[sz]ed|safety|as[- ]treated|all[- ]participants|study)"
    r"[- ]?(analysis |study )?(set|population|patients?|participants?|subjects?|cohort|group)?|all|overall|"
    r"all (randomi[sz]ed|treated|enrolled) (patients?|participants?|subjects?)|)(,? ?\((itt|fas|n ?= ?\d+)\))?",
    re.IGNORECASE,
)
_ONE_SIDED = re.compile(r"one-sided", re.IGNORECASE)


LONGEST_SPAN = 60
"""Characters of a span's words that a row shows: a registry tells the whole collection of data in hundreds."""
_PERIOD = re.compile(
    r"\b(post|pre|open|double|single|run|follow|placebo|active|randomi[sz]ed|long)?[- ]?"
    r"(treatment|label|blind(ed)?|in|up|controlled|term|withdrawal|maintenance|induction|titration|extension|"
    r"cross-?over|core|main|safety|initial|first|second|third)?[- ]?"
    r"((treatment|extension|follow-?up|safety)[- ])?(phase|period|stage|part|extension|run-in|lead-in|follow-?up)\b"
    r"( [a-d1-9i]+\b)?",
    re.IGNORECASE,
)


@dataclass(slots=True, frozen=True)
class Timepoint:
    """A time point as a key (`id`), in words and in weeks."""

    id: str = ""
    words: str = ""
    weeks: float | None = None


def population(result: Result) -> str:
    """“all” for the whole trial under any of its names, else the subgroup's words."""
    words = " ".join(result.population.split())
    return "all" if _WHOLE.fullmatch(words) else words


def period(label: str) -> str:
    """The part of a trial that a group's title names (“open-label phase”, “period 2”); empty where it names none."""
    found = (match.group().strip(" -").casefold() for match in _PERIOD.finditer(label))
    return " ".join(dict.fromkeys(text.replace("-", " ") for text in found))


def is_one_sided(result: Result) -> bool:
    """Whether the interval is said to be one-sided: its width then tells no standard error."""
    return bool(_ONE_SIDED.search(result.unit))


def label_of(outcome: str, words: str, protocol: Protocol) -> str:
    """The outcome in words: the protocol's, else the report's for unnamed outcomes, else the common ones."""
    mine = protocol.outcome(outcome)
    if outcome in UNNAMED and words:
        return words
    return mine.label if mine else LABELS.get(outcome, outcome)


def timepoint(result: Result, protocol: Protocol, registry: bool = False) -> Timepoint:
    """Where the result stands in time. Hazard ratios and spans of watching have no point; windows make points one."""
    words = " ".join(result.timepoint.split())
    if result.stat == "hr":
        return Timepoint("", words if len(words) <= LONGEST_SPAN else "")
    weeks = result.timepoint_weeks
    if not words or _SPAN.search(words) or (registry and not _VISIT.search(words)):
        return Timepoint("", words if len(words) <= LONGEST_SPAN else "")
    if weeks is None:
        return Timepoint(words.casefold(), words)
    outcome = protocol.outcome(result.outcome)
    for window in outcome.windows if outcome else ():
        if window.from_weeks <= weeks <= window.to_weeks:
            return Timepoint(window.label, window.label, weeks)
    return Timepoint(f"{weeks:g} weeks", words, weeks)


def wanted_measure(outcome: str, protocol: Protocol) -> str:
    """The effect measure the review wants between two arms: HR for times to an event, else "" for “by the data”."""
    mine = protocol.outcome(outcome)
    if mine and mine.measure:
        return mine.measure
    return "HR" if outcome in TIME_TO_EVENT else ""


def feeds(outcome: str, protocol: Protocol) -> bool:
    """Whether the outcome is one that the protocol asks for."""
    return protocol.outcome(outcome) is not None
