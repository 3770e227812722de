"""The words in which a number stands: its sentence or clause in a text, its own field in a registry record."""

from __future__ import annotations

import re
from typing import Any

from schemas.models import Arm, Locator, Report, Result

LONGEST = 200
"""Characters of a quote."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z\"“(])")
_CLAUSE = re.compile(r"(?<=[,;:)])\s+")
_ANALYSIS = {
    "value": "paramValue", "ci_low": "ciLowerLimit", "ci_high": "ciUpperLimit", "ci_level": "ciPctValue",
    "p": "pValue", "se": "dispersionValue", "sd": "dispersionValue",
}  # fmt: skip
_MEASUREMENT = {
    "value": "value", "events": "value", "ci_low": "lowerLimit", "ci_high": "upperLimit", "q1": "lowerLimit",
    "q3": "upperLimit", "minimum": "lowerLimit", "maximum": "upperLimit", "sd": "spread", "se": "spread",
}  # fmt: skip


def clause(report: Report, locator: Locator | None, quote: str) -> str:
    """The sentence around a span of a text, cut to its clauses where it is longer than 200 characters.

    What stands in a table or a registry, or cannot be found in the report, is quoted as it was read.
    """
    block = next((b for b in report.blocks if locator and b.id == locator.get("block")), None)
    if block is None or locator is None or not 0 <= locator["start"] < locator["end"] <= len(block.text):
        return quote
    if quote and quote not in block.text[locator["start"] : locator["end"]]:
        return quote
    start, end = _widened(block.text, locator["start"], locator["end"])
    return " ".join(block.text[start:end].split()) or quote


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The span grown to its sentence, else clause by clause on both sides as long as it stays short enough."""
    low, high = _around(_SENTENCE, text, start, end)
    if high - low <= LONGEST:
        return low, high
    cuts = [low, *(m.end() for m in _CLAUSE.finditer(text, low, high)), high]
    left, right = max(c for c in cuts if c <= start), min(c for c in cuts if c >= end)
    if right - left > LONGEST:
        return _by_words(text, start, end, left, right)
    grown = True
    while grown:
        grown = False
        for one, two in ((max((c for c in cuts if c < left), default=left), right),
                         (left, min((c for c in cuts if c > right), default=right))):  # fmt: skip
            if (one, two) != (left, right) and two - one <= LONGEST:
                left, right, grown = one, two, True
                break
    return left, right


def _around(pattern: re.Pattern[str], text: str, start: int, end: int) -> tuple[int, int]:
    breaks = [m for m in pattern.finditer(text)]
    return max((m.end() for m in breaks if m.end() <= start), default=0), min(
        (m.start() for m in breaks if m.start() >= end), default=len(text)
    )


def _by_words(text: str, start: int, end: int, left: int, right: int) -> tuple[int, int]:
    """As many whole words around the span as there is room for; a span that is itself too long is cut at its end."""
    if end - start >= LONGEST:
        cut = text.rfind(" ", start, start + LONGEST)
        return start, cut if cut > start else start + LONGEST
    room = LONGEST - (end - start)
    low = max(left, start - room // 2)
    if low > left:
        low = text.find(" ", low, start) + 1 or start
    high = min(right, low + LONGEST)
    if high < right:
        cut = text.rfind(" ", end, high)
        high = cut if cut >= end else end
    return low, high


def number_of_arm(report: Report, arm: Arm) -> tuple[Locator | None, str]:
    """Where an arm's number of patients stands: near the arm's name if a sentence holds both, else at the arm."""
    if report.registry is not None and (place := _started(report.registry, arm)):
        return place
    number = re.compile(rf"(?<![\d.,/]){arm.n}(?![\d/%]|[.,·]\d)")
    locator = arm.locator or {}
    if not number.search(arm.quote):
        names = [name for name in (arm.label, *arm.names) if name]
        blocks = sorted(report.blocks, key=lambda b: b.id != locator.get("block"))
        for block in blocks:
            for found in number.finditer(block.text):
                low, high = _around(_SENTENCE, block.text, *found.span())
                if any(name.casefold() in block.text[low:high].casefold() for name in names):
                    where: Locator = {"block": block.id, "start": found.start(), "end": found.end()}
                    return where, clause(report, where, found.group())
    return arm.locator, clause(report, arm.locator, arm.quote)


def number_of_trial(report: Report, n: int) -> tuple[Locator | None, str]:
    """Where the whole number of participants stands: a registry's enrolment, or the first sentence with that number."""
    if report.source == "clinicaltrials_gov":
        return {"pointer": "/protocolSection/designModule/enrollmentInfo/count"}, str(n)
    number = re.compile(rf"(?<![\d.,/]){n}(?![\d/%]|[.,·]\d)")
    for block in report.blocks:
        if found := number.search(block.text):
            where: Locator = {"block": block.id, "start": found.start(), "end": found.end()}
            return where, clause(report, where, found.group())
    return None, ""


def _started(registry: dict[str, Any], arm: Arm) -> tuple[Locator, str] | None:
    """The milestone of the participant flow that gives an arm's number, by the group's title."""
    flow = (registry.get("resultsSection") or {}).get("participantFlowModule") or {}
    titles = {g.get("id"): g.get("title") for g in flow.get("groups") or []}
    for m, milestone in enumerate(((flow.get("periods") or [{}])[0]).get("milestones") or []):
        if milestone.get("type") != "STARTED":
            continue
        for a, achieved in enumerate(milestone.get("achievements") or []):
            raw = str(achieved.get("numSubjects"))
            if raw == str(arm.n) and titles.get(achieved.get("groupId")) in (arm.label, *arm.names):
                base = "/resultsSection/participantFlowModule/periods/0"
                return {"pointer": f"{base}/milestones/{m}/achievements/{a}/numSubjects"}, raw
    return None


def registry_field(report: Report, result: Result, name: str) -> tuple[Locator, str] | None:
    """The pointer and string of one field of a posted result; None where the record does not hold it as such."""
    pointer = (result.locator or {}).get("pointer", "")
    if not pointer or report.registry is None:
        return None
    parent, _, last = pointer.rpartition("/")
    if "/analyses/" in pointer:
        where = f"{parent}/{_ANALYSIS[name]}" if name in _ANALYSIS else ""
    elif "/eventGroups/" in pointer:
        where = pointer if name in ("value", "events") else parent + "/" + last.replace("Affected", "AtRisk")
    elif name == "n_eval":
        return _denominator(report.registry, pointer)
    elif name == "ci_level":
        where = pointer.partition("/classes/")[0] + "/dispersionType"
    else:
        where = f"{parent}/{_MEASUREMENT[name]}" if name in _MEASUREMENT else ""
    raw = _at(report.registry, where) if where else None
    return ({"pointer": where}, str(raw)) if raw not in (None, "") else None


def _denominator(registry: dict[str, Any], pointer: str) -> tuple[Locator, str] | None:
    """Number analysed of a measurement's group, from its class or else its outcome measure."""
    group = _at(registry, pointer.rpartition("/")[0] + "/groupId")
    for base in (pointer.partition("/categories/")[0], pointer.partition("/classes/")[0]):
        for c, counted in enumerate(_at(registry, f"{base}/denoms/0/counts") or []):
            if counted.get("groupId") == group and counted.get("value") not in (None, ""):
                return {"pointer": f"{base}/denoms/0/counts/{c}/value"}, str(counted["value"])
    return None


def _at(record: Any, pointer: str) -> Any:
    """What a JSON pointer leads to, or None."""
    for part in pointer.strip("/").split("/"):
        if isinstance(record, list):
            record = record[int(part)] if part.isdigit() and int(part) < len(record) else None
        else:
            record = record.get(part) if isinstance(record, dict) else None
    return record
