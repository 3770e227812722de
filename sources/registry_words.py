"""What registries say of a trial in their own words → the words of a Report: phase, design, size, status, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from schemas.models import Detail, Report
from schemas.registry_numbers import normalised
from sources.registry_numbers import registry_numbers

_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_PHASE = re.compile(r"\b(?:phase[ -]?)?([1-4]|iv|i{1,3})[ab]?\b", re.IGNORECASE)
_NO_PHASE = re.compile(r"not applicable|n/?a\b|not selected|not specified|retrospective|new treatment", re.IGNORECASE)
_RANDOM = re.compile(
    r"\brandomi[sz]ed: ?yes|\ballocation: ?randomi[sz]ed|(?<!non-)(?<!non )(?<!not )\brandomi[sz](?:ed|ation: ?randomi)"
    r"|\brandom(?:ly)? (?:allocat|assign)|\bcluster[- ]randomi[sz]ation|\bRCT\b|随机",
    re.IGNORECASE,
)
_NOT_RANDOM = re.compile(
    r"\brandomi[sz]ed: ?no\b|\bnon[- ]?randomi[sz]ed|\bnot randomi[sz]ed|quasi-randomi[sz]ed|非随机", re.IGNORECASE
)
_SINGLE = re.compile(
    r"\bsingle[- ](?:arm|group)\b|\bone[- ]arm\b|single assignment|(?:intervention model|assignment): ?single|单臂",
    re.IGNORECASE,
)
_OBSERVED = re.compile(r"observational|epidemiolog|epidemilog|registry|cohort|case[- ]control|观察性|流行病", re.I)
_INTERVENED = re.compile(r"intervention|treatment|prevention|干预性|治疗|预防", re.IGNORECASE)
_NOT_A_NAME = re.compile(
    r"n\.?/?a\.?|nil(?: known)?|none|no|not (?:applicable|available|known)|unknown|to be (?:confirmed|decided)|-+", re.I
)
_ZEROS = re.compile(r"[1-9]")
LONGEST_OUTCOME = 160
"""Characters of an outcome's title."""
LARGEST = 99_999_998
"""People. One more is what ClinicalTrials.gov writes for an enrolment that nobody knows."""


def phase_of(text: str) -> str | None:
    """`Phase II/III`, `2-3`, `Phase 2/Phase 3` → `2/3`; None where the registry names none.

    `Phase 0` is an early phase 1; a bare 0 is not, as ChiCTR writes it for studies outside the phases.
    """
    plain = text.strip()
    if not plain or _NO_PHASE.search(plain) or len(plain) > 40:
        return None
    if re.fullmatch(r"phase[ -]?0|early phase ?(?:1|i)", plain, re.IGNORECASE):
        return "early 1"
    plain = re.sub(r"(\d)\.0\b", r"\1", plain)
    found = [_ROMAN.get(phase.lower(), phase) for phase in _PHASE.findall(plain)]
    return "/".join(dict.fromkeys(found)) or None


def design_of(study_type: str, words: str, title: str = "") -> str | None:
    """rct, single_arm, nonrandomised or other from a registry's study type and its words on the design.

    The title counts only where those words leave it open. None for an intervention whose record does not say how
    people came into its arms.
    """
    if _OBSERVED.search(study_type):
        return "rct" if _RANDOM.search(words) and not _NOT_RANDOM.search(words) else "other"
    if study_type and not _INTERVENED.search(study_type):
        return "other"
    for said in (words, title):
        if _NOT_RANDOM.search(said):
            return "single_arm" if _SINGLE.search(said) else "nonrandomised"
        if _RANDOM.search(said):
            return "rct"
        if _SINGLE.search(said):
            return "single_arm"
    return None


def status_of(text: str) -> str | None:
    """A registry's status as one word: `Not Recruiting` → `NOT_RECRUITING`; None where it gives none."""
    return re.sub(r"[^A-Z0-9]+", "_", text.strip().upper()).strip("_") or None


def acronym_of(text: str) -> str | None:
    """A short name of a trial, None for what only fills its field (`N/A`, `none`) and for what is a title.

    It becomes the label of a trial that nothing is published of, so that a word or two with capitals or digits of its
    own is asked for.
    """
    plain = " ".join(text.split())
    if not plain or len(plain) > 30 or len(plain.split()) > 3 or _NOT_A_NAME.fullmatch(plain):
        return None
    return plain if len(re.findall(r"[A-Z0-9]", plain)) >= 2 else None


def whole_number(text: object) -> int | None:
    """A count of people that stands by itself: `500`, `1,200`, `500.0`; None for anything beside a number."""
    plain = str(text).strip().removesuffix(".0") if text is not None else ""
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain)
    return int(plain) if plain.isascii() and plain.isdigit() and 0 < int(plain) <= LARGEST else None


def planned_size(text: str) -> tuple[int | None, list[tuple[str, int]]]:
    """(people planned in all, [(arm, people)]) of a target size in free text.

    `Experimental group:30;Control group:30;` is a plan by arm, whose sum is the whole; `400 (200 in each arm)` gives
    its first number. What names no number, or only some of its groups', gives no whole.
    """
    plain = text.strip()
    if (whole := whole_number(plain)) is not None:
        return whole, []
    groups = [group.rpartition(":") for group in re.split(r"[;；]", plain.replace("：", ":")) if group.strip()]
    if groups and all(name.strip() and number.strip().isdigit() for name, _, number in groups):
        sizes = [(name.strip(), int(number)) for name, _, number in groups]
        total = sum(size for _, size in sizes)
        return (total if 0 < total <= LARGEST else None), sizes
    first = re.match(
        r"(?:total:? |n ?= ?)?(\d[\d,]*)(?: (?:participants|patients|subjects|people))?\s*(?:\(|$)", plain, re.I
    )
    return (whole_number(first[1]) if first else None), []


def own_numbers(own: str, others: Iterable[str]) -> list[str]:
    """The record's own number first, then the same trial's numbers elsewhere; placeholders of zeros are left out."""
    found = [number for text in others for number in registry_numbers(text)]
    return list(dict.fromkeys([normalised(own), *(n for n in found if _ZEROS.search(re.sub(r"^\D+", "", n)))]))


def set_size(report: Report, planned: int | None, actual: int | None, planned_at: str) -> None:
    """Fill the report's size: what was counted if the registry says so, and the plan apart from it.

    `planned_at` is the JSON pointer of the plan in `report.registry`.
    """
    report.n_total = actual if actual is not None else planned
    if report.n_total is not None:
        report.n_total_type = "actual" if actual is not None else "estimated"
    if planned is not None:
        report.details.append(Detail("n_planned", planned, {"pointer": planned_at}, str(planned)))


def primary_outcomes(titles: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """The outcomes module of version 2 of ClinicalTrials.gov, for the extractor: `titles` are (measure, time frame).

    What is longer than a title is a paragraph that may hold several outcomes, or none: then none at all is told.
    """
    found = [(" ".join(measure.split()), " ".join(time.split())) for measure, time in titles if measure.strip()]
    if not found or any(len(measure) > LONGEST_OUTCOME for measure, _ in found):
        return {}
    return {
        "outcomesModule": {
            "primaryOutcomes": [{"measure": m, "timeFrame": t} if t else {"measure": m} for m, t in found]
        }
    }


def listed(text: str, separators: str = r";") -> list[str]:
    """The parts of a list in one text, trimmed, each once, in order."""
    parts = (part.strip(" \t\r\n,;") for part in re.split(separators, text))
    return list(dict.fromkeys(part for part in parts if part))


def distinct(names: Iterable[object]) -> list[str]:
    """Texts of a list, trimmed, empty ones and repetitions left out."""
    return list(dict.fromkeys(_words(names)))


def _words(names: Iterable[object]) -> Iterator[str]:
    for name in names:
        if isinstance(name, str) and name.strip():
            yield " ".join(name.split())
