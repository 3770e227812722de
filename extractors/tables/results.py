"""Cells of outcome tables → results: arms known, outcome named, statistic clear; anything less stays a cell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.tables.cell import Cell
from extractors.tables.outcome import Named, name_outcome
from extractors.tables.reading import read_tables
from extractors.tables.sizes import fill_sizes
from extractors.text.normal import plain
from extractors.text.numerals import number
from extractors.text.places import WEEKS
from extractors.text.quantities import time_unit
from extractors.text.scope import NO_REPORT
from extractors.vocabulary import Vocabulary
from schemas.models import Arm, Extraction, Finding, Report, Result, Table

_NO_OUTCOMES = re.compile(
    r"\b(?:baseline (?:characteristics|demographics|data|values)|demographics?|(?:patients?|participants?|subjects?|"
    r"clinical|"
    r"clinicopatholog\w+|tumou?r|disease)[’']?s? characteristics|subgroups?|univariate|univariable|multivaria\w+|"
    r"regression|"
    r"predict\w+|prognostic|risk factors?|correlat\w+|associat\w+|sensitivity (?:and|of)|specificity|previous(?:ly)?|"
    r"published|literature|other (?:trials|studies)|review of|meta-?analys\w+|eligibility|inclusion|exclusion|schedule|"
    r"dose (?:levels?|escalation|intensity|reductions?|modifications?)|sample size|assumptions?|power|"
    r"treatment exposure|"
    r"pharmacokinetic\w*|costs?|composition of|ingredients|definitions?|search strategy|simulat\w+)\b",
    re.I,
)
_OTHER_STUDIES = re.compile(
    r"^\W*(?:study|studies|trial|author|authors|reference|references|ref|first author)\b[^(]{0,20}$", re.I
)
_NUMBERED_TIME = re.compile(
    r"\b(?P<n>\d+(?:\.\d+)?)[ -]?(?:st|nd|rd|th)?[ -]?(?P<unit>hours?|hrs?|h|days?|weeks?|wks?|months?|mos?|years?|"
    r"yrs?|y|d|w)\b"
    r"|\b(?P<unit2>hours?|days?|weeks?|wk|months?|mo|years?)\s?(?P<n2>\d+)\b",
    re.I,
)
_RESPONSES = (
    "CR",
    "PR",
    "SD",
    "PD",
    "ORR",
    "DCR",
    "CBR",
    "PCR",
    "AE_ANY",
    "AE_G3PLUS",
    "SAE",
    "DEATH",
    "DISCONTINUATION",
)
"""Outcomes that are counted, never averaged."""
_ESTIMATES = ("hr", "or", "rr", "rd", "md")
_MEANS = ("mean", "mean_sd", "mean_se", "mean_ci", "mean_range")
_MEDIANS = ("median", "median_iqr", "median_range", "median_ci")


def table_results(report: Report, arms: list[Arm], vocabulary: Vocabulary) -> list[Result]:
    """The results in the tables, in reading order; none from baseline, model or literature tables."""
    return _results(report, arms, vocabulary, read_tables(report, arms)) if arms else []


def _results(report: Report, arms: list[Arm], vocabulary: Vocabulary, read: list[Cell]) -> list[Result]:
    if NO_REPORT.search(report.title or ""):
        return []
    reporting = {table.id for table in report.tables if _reports_outcomes(table)}
    every = [cell for cell in read if cell.table in reporting]
    wanted = _understood(every, arms)
    cells = [c for c in every if c.table in wanted and not c.is_baseline]
    found = [r for cell in cells if (r := _result(cell, arms, vocabulary)) is not None]
    _add_p_values(found, cells)
    return list(_without_conflicts(found))


def add_tables(extraction: Extraction, vocabulary: Vocabulary) -> None:
    """Put the results of the tables after those of the text; what the text has already is completed, not repeated."""
    extraction.findings += table_findings(extraction.report)
    report, arms = extraction.report, extraction.arms
    if not arms:
        return
    cells = read_tables(report, arms)
    fill_sizes(report, arms, cells)
    said = list(extraction.results)
    for result in _results(report, arms, vocabulary, cells):
        twin = next((r for r in said if _same(r, result)), None)
        if twin is None:
            extraction.results.append(result)
        else:
            _complete(twin, result)


def _same(text: Result, table: Result) -> bool:
    if (text.kind, text.arm, text.ref_arm, text.outcome) != (table.kind, table.arm, table.ref_arm, table.outcome):
        return False
    if text.outcome in ("OTHER", "AE_SPECIFIC", "AE_OTHER") and not _telling(text.outcome_text) & _telling(
        table.outcome_text
    ):
        return False
    if text.not_reached or table.not_reached:
        return text.not_reached and table.not_reached
    counted = {text.stat, table.stat} <= {"rate", "count"}
    if counted and text.events is not None and text.events == table.events:
        return True
    return text.stat == table.stat and text.value is not None and text.value == table.value


def _telling(words: str) -> set[str]:
    return {
        w for w in re.findall(r"[a-z]+", words.lower()) if len(w) > 3 and w not in ("rate", "rates", "grade", "with")
    }


def _complete(text: Result, table: Result) -> None:
    """Take over what the table adds to a number that the text gives too."""
    if text.population != table.population:
        return
    for name in ("events", "n_eval", "sd", "se", "q1", "q3"):
        if getattr(text, name) is None:
            setattr(text, name, getattr(table, name))
    if text.events is not None and text.events_origin is None and table.events == text.events:
        text.events_origin = "reported"
    if text.ci_low is None and table.ci_low is not None:
        text.ci_low, text.ci_high, text.ci_level = table.ci_low, table.ci_high, table.ci_level
    text.p = text.p or table.p


def table_findings(report: Report) -> list[Finding]:
    """A table that the publisher gives only as a picture: its numbers were not read."""
    return [
        Finding(
            "table_is_image",
            "info",
            f"{table.label or f'Table {at}'} is an image, so its numbers were not read.",
            quote=table.caption[:200],
        )
        for at, table in enumerate(report.tables, 1)
        if table.is_image
    ]


def _reports_outcomes(table: Table) -> bool:
    if table.is_image or _NO_OUTCOMES.search(plain(table.caption)):
        return False
    heads = [cell for row in table.rows[: max(1, table.header_rows)] for cell in row[:2]]
    return not any(_OTHER_STUDIES.match(cell) for cell in heads)


def _understood(cells: list[Cell], arms: list[Arm]) -> set[str]:
    """Tables in which every group is known as an arm and at least two arms (or the only one) are found."""
    known: dict[str, set[str]] = {}
    strange: set[str] = set()
    for cell in cells:
        if cell.kind == "arm" and cell.arm:
            known.setdefault(cell.table, set()).add(cell.arm)
        elif cell.kind == "arm" and cell.arm_words:
            strange.add(cell.table)
    return {table for table, letters in known.items() if len(letters) >= min(2, len(arms))} - strange


def _complete_in_itself(cell: Cell) -> bool:
    """Whether a number says enough without a known outcome: a count and its percentage, a mean and its spread."""
    spread = (cell.sd, cell.se, cell.ci_low, cell.q1, cell.low)
    return (cell.events is not None and cell.percent is not None) or any(bound is not None for bound in spread)


def _result(cell: Cell, arms: list[Arm], vocabulary: Vocabulary) -> Result | None:
    if cell.subgroup or cell.stat == "unclear":
        return None
    if cell.kind == "arm" and cell.arm is None:
        return None
    if cell.kind == "contrast" and (len(arms) != 2 or cell.stat not in _ESTIMATES[:3]):
        return None
    if cell.kind not in ("arm", "contrast"):
        return None
    named = name_outcome(cell, vocabulary)
    if named is None or (named.outcome == "OTHER" and not _complete_in_itself(cell)):
        return None
    if named.outcome in _RESPONSES and cell.stat in (*_MEANS, *_MEDIANS):
        return None
    result = _contrast(cell, named, arms) if cell.kind == "contrast" else _of_arm(cell, named)
    if result is None:
        return None
    result.outcome_text, result.population = named.words, named.population
    result.timepoint, result.timepoint_weeks = cell.timepoint, weeks(cell.timepoint)
    result.ci_low, result.ci_high = cell.ci_low, cell.ci_high
    result.ci_level = cell.ci_level if cell.ci_low is not None else None
    result.quote, result.locator = cell.quote, cell.locator
    return result


def _of_arm(cell: Cell, named: Named) -> Result | None:
    result = Result("arm", named.outcome, "", arm=cell.arm)
    if cell.not_reached:
        result.stat, result.not_reached, result.unit = "median", True, time_unit(cell.unit)
    elif cell.stat in ("count", "rate", "count_rate"):
        return _counted(cell, result)
    elif cell.stat in _MEANS:
        result.stat, result.value, result.sd, result.se = "mean", cell.value, cell.sd, cell.se
        result.unit, result.n_eval = cell.unit, cell.n
    elif cell.stat in _MEDIANS:
        result.stat, result.value, result.q1, result.q3 = "median", cell.value, cell.q1, cell.q3
        result.unit, result.n_eval = time_unit(cell.unit) or cell.unit, cell.n
    else:
        return None
    return result


def _counted(cell: Cell, result: Result) -> Result | None:
    if cell.events is not None:
        result.events, result.events_origin = cell.events, "reported"
    if cell.events is not None and cell.n is not None and cell.events > cell.n:
        return None  # events, not patients: several in one patient
    if cell.percent is not None:
        result.stat, result.value, result.unit = "rate", cell.percent, "%"
        if cell.events is None or (cell.n and _agrees(cell.events, cell.n, cell.percent)):
            result.n_eval = cell.n if cell.events is not None else None
    elif cell.events is not None:
        result.stat, result.value, result.unit = "count", float(cell.events), "patients"
        result.n_eval = cell.n if re.match(rf"\D*\d+\s?/\s?{cell.n}\b", plain(cell.quote)) else None
    else:
        return None
    if result.value is None or not 0 <= result.value <= (100 if result.stat == "rate" else result.value):
        return None
    return result


def _agrees(events: int, n: int, percent: float) -> bool:
    decimals = len(repr(percent).rstrip("0").partition(".")[2])
    return abs(100 * events / n - percent) <= 10**-decimals


def _contrast(cell: Cell, named: Named, arms: list[Arm]) -> Result | None:
    """A ratio of two arms. Without an interval or a P value it may be a ratio of anything."""
    if cell.ci_low is None or cell.value is None or named.outcome in ("AE_SPECIFIC",):
        return None
    control = next((arm.arm for arm in arms if arm.role == "control"), arms[1].arm)
    other = next(arm.arm for arm in arms if arm.arm != control)
    return Result("contrast", named.outcome, cell.stat, arm=other, ref_arm=control, value=cell.value)


def _add_p_values(results: list[Result], cells: list[Cell]) -> None:
    """The P value of a row goes with the one ratio of that row."""
    values = {(c.table, c.row): c.p for c in cells if c.kind == "p"}
    rows: dict[tuple[str, int], list[Result]] = {}
    for result in results:
        if result.kind == "contrast" and result.locator:
            rows.setdefault((result.locator["table"], result.locator["row"]), []).append(result)
    for row, contrasts in rows.items():
        if len(contrasts) == 1:
            contrasts[0].p = values.get(row, "")


def weeks(words: str) -> float | None:
    """The length in weeks of a time point with one number: `week 12`, `6 months`, `1-year`."""
    found = list(_NUMBERED_TIME.finditer(plain(words)))
    if len(found) != 1:
        return None
    n, unit = found[0]["n"] or found[0]["n2"], time_unit(found[0]["unit"] or found[0]["unit2"])
    return round(number(n) * WEEKS[unit[:-1]], 6) if unit[:-1] in WEEKS else None


def _without_conflicts(results: list[Result]) -> Iterator[Result]:
    """Results without repetitions; where one table gives two numbers for the same thing, neither is taken."""
    seen: dict[tuple[object, ...], list[Result]] = {}
    for r in results:
        text = r.outcome_text.lower() if r.outcome in ("OTHER", "AE_SPECIFIC", "AE_OTHER") else ""
        stat = "rate" if r.stat == "count" else r.stat
        key = (r.kind, r.arm, r.outcome, text, stat, r.timepoint, r.population)
        seen.setdefault(key, []).append(r)
    dropped = {id(r) for same in seen.values() if len({(r.value, r.events) for r in same}) > 1 for r in same}
    dropped |= {id(r) for same in seen.values() for r in same[1:]}
    for r in results:
        if id(r) not in dropped:
            yield r
