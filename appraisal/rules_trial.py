"""Checks on the trial and its report as a whole: registration, notices, posting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from appraisal.facts import Facts
from schemas.models import Finding, Report, Severity

_PROSPECTIVE = re.compile(
    r"prospectively\s+registered|registered\s+prospectively|prospective\s+(trial\s+)?registration", re.I
)
_YEARS = (
    (re.compile(r"ChiCTR(?:-[A-Z]{2,4}-)?(\d{2})\d{6,8}$", re.I), 2000),
    (re.compile(r"ACTRN126(\d{2})\d+", re.I), 2000),
    (re.compile(r"CTRI/(20\d{2})/", re.I), 0),
    (re.compile(r"PACTR(20\d{2})\d+", re.I), 0),
    (re.compile(r"TCTR(20\d{2})\d+", re.I), 0),
    (re.compile(r"SLCTR/(20\d{2})/", re.I), 0),
    (re.compile(r"(?:EUCTR)?(20\d{2})-5\d{5}-\d{2}", re.I), 0),
    (re.compile(r"EUCTR(20\d{2})-\d{6}-\d{2}", re.I), 0),
)


def year_of_number(number: str) -> int | None:
    """The year in which a registry issued a number, for registries that write it into the number.

    ChiCTR2500095313 was issued in 2025, ACTRN12612… in 2012. NCT, ISRCTN, DRKS, UMIN and jRCT numbers carry no year.
    """
    for pattern, base in _YEARS:
        match = pattern.match(number.strip())
        if match:
            return base + int(match.group(1))
    return None


def registered_late(facts: Facts) -> Iterator[Finding]:
    """A trial is registered before its first participant enters. Source: ICMJE recommendations, section III.L.

    Dates are compared at the precision that both have, with a month allowed; without a date of registration the year
    in the registry number serves. A report that claims prospective registration makes it a warning.
    """
    report = facts.extraction.report
    start = report.start_date
    if not start:
        return
    claim = any(_PROSPECTIVE.search(b.text) for b in report.blocks if b.section != "references")
    severity: Severity = "warning" if claim else "info"
    said = ", yet the report says prospectively registered" if claim else ""
    date = report.registered_date
    if date:
        if _months(date) is not None and _is_later(date, start):
            text = f"Registered on {date}, after enrolment began on {start}{said}."
            yield Finding("registered_late", severity, text)
        return
    years = [(y, number) for number in report.registry_ids.own if (y := year_of_number(number))]
    if years and len(years) == len(report.registry_ids.own):
        year, number = min(years)
        if year > int(start[:4]):
            text = f"{number} was issued in {year}, but enrolment began in {start}{said}."
            yield Finding("registered_late", severity, text, quote=_quote(report, number))


def _is_later(date: str, start: str) -> bool:
    if len(date) < 7 or len(start) < 7:
        return int(date[:4]) > int(start[:4])
    return (_months(date) or 0) > (_months(start) or 0) + (1 if _days(date) <= _days(start) else 0)


def _months(date: str) -> int | None:
    match = re.match(r"(\d{4})(?:-(\d{2}))?", date)
    return int(match.group(1)) * 12 + int(match.group(2) or 1) if match else None


def _days(date: str) -> int:
    return int(date[8:10]) if len(date) >= 10 else 31


def _quote(report: Report, number: str) -> str:
    """The words around a registry number, as they stand in the report."""
    for block in report.blocks:
        at = block.text.find(number)
        if at >= 0:
            return block.text[max(0, at - 60) : at + len(number) + 20].strip()
    return ""


def retraction(facts: Facts) -> Iterator[Finding]:
    """A retracted report is not evidence; a concern or a correction must be seen by a person.

    Source: Cochrane policy on problematic studies (2021). The numbers of the retracted report are all held.
    """
    kinds: dict[str, tuple[Severity, str]] = {
        "retraction": ("critical", "This report has been retracted"),
        "concern": ("warning", "An expression of concern was published about this report"),
        "erratum": ("info", "A correction of this report was published"),
    }
    indices = list(range(len(facts.results)))
    for notice in facts.extraction.report.notices:
        severity, words = kinds[notice.kind]
        place = ", ".join(x for x in (notice.id, notice.date) if x)
        held = indices if notice.kind == "retraction" else []
        text = f"{words}{f' ({place})' if place else ''}."
        yield Finding("retraction", severity, text, held, notice.text)
    if any(t.casefold() == "retracted publication" for t in facts.extraction.report.publication_types) and not any(
        n.kind == "retraction" for n in facts.extraction.report.notices
    ):
        yield Finding("retraction", "critical", "This report is marked as a retracted publication.", indices)
