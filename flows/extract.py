"""`perennial extract`: documents in, one JSON object or one readable summary a record out."""

from __future__ import annotations

import gc
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from appraisal import appraise
from extractors import read_report
from schemas.contract import as_contract
from schemas.errors import BadInput, PerennialError
from schemas.models import Extraction, Record, Result
from sources.inbox.read import records_of_file
from sources.readers import read_record

if TYPE_CHECKING:
    from rich.console import Console

Beside = Callable[[Extraction], Extraction]


def extract_files(files: list[Path], as_json: bool, debug: bool = False, beside: Beside | None = None) -> int:
    """Read every file and print what it says; return the exit code: 0, or 2 when something could not be read.

    `beside` lays another reading beside that of each report.
    """
    show = _json_line if as_json else _Summary()
    code = 0
    gc.freeze()  # what was imported stays: going through it again and again takes a twentieth of the time
    for path in files:
        for outcome in _outcomes(path):
            if isinstance(outcome, Extraction):
                show(path, beside(outcome) if beside else outcome)
                continue
            code = BadInput.exit_code
            if debug:
                traceback.print_exception(outcome)
            sys.stdout.flush()
            sys.stderr.write(_sentence(path, outcome) + "\n")
    return code


def _outcomes(path: Path) -> Iterator[Extraction | Exception]:
    """Each record of a file as its extraction, or as the error that one record met."""
    records = records_of_file(path, path.name)
    while True:
        try:
            record = next(records)
        except StopIteration:
            return
        except Exception as error:
            yield error
            return
        try:
            yield read_one(record)
        except Exception as error:  # one document never takes the others with it
            yield error


def read_one(record: Record) -> Extraction:
    """Record to appraised extraction, with no review's vocabulary."""
    return appraise(read_report(read_record(record)))


def _sentence(path: Path, error: Exception) -> str:
    if isinstance(error, PerennialError):
        return str(error)
    kind = type(error).__name__
    return f"{path}: could not be read ({kind}: {error}); please report it with the document, --debug shows where."


def _json_line(path: Path, extraction: Extraction) -> None:
    sys.stdout.buffer.write(orjson.dumps(as_contract(str(path), extraction), option=orjson.OPT_APPEND_NEWLINE))


class _Summary:
    """Prints an extraction for a reader: what it is, its arms, its results, what objects."""

    def __init__(self) -> None:
        from rich.console import Console

        self.console: Console = Console(highlight=False, soft_wrap=False)

    def __call__(self, path: Path, extraction: Extraction) -> None:
        from rich.markup import escape
        from rich.table import Table

        report, show = extraction.report, self.console.print
        show(f"[bold]{escape(report.title or '(no title)')}[/bold]")
        own = ", ".join([*report.registry_ids.own, report.doi or "", f"PMID {report.pmid}" if report.pmid else ""])
        facts = [str(path), report.design or "design unknown", str(report.year or "no year"), own.strip(", ")]
        show("  " + escape(" · ".join(fact for fact in facts if fact)))
        for arm in extraction.arms:
            show(
                f"  Arm {arm.arm} ({arm.role}): {escape(arm.label)}, n = {arm.n if arm.n is not None else 'not given'}"
            )
        if extraction.results:
            table = Table(box=None, padding=(0, 1), header_style="dim")
            for heading in ("outcome", "arm", "stat", "value", "interval", "p", "events", "quote"):
                table.add_column(heading, overflow="fold" if heading == "quote" else "ellipsis")
            for result in extraction.results:
                table.add_row(*map(escape, _result_cells(result)))
            show(table)
        for finding in extraction.findings:
            show(f"  [yellow]{finding.severity}[/yellow] {escape(f'{finding.rule}: {finding.message}')}")
        for held in extraction.held:
            show(f"  [yellow]held[/yellow] {escape(f'{held.reason}: {held.message}')}")
        show()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _result_cells(result: Result) -> list[str]:
    interval = ""
    if result.ci_low is not None or result.ci_high is not None:
        level = f" ({result.ci_level:g}%)" if result.ci_level is not None else ""
        interval = f"{_number(result.ci_low)} to {_number(result.ci_high)}{level}"
    events = "" if result.events is None else f"{result.events}/{_number(result.n_eval) or '?'}"
    arms = f"{result.arm or ''}{' v ' + result.ref_arm if result.ref_arm else ''}"
    value = "not reached" if result.not_reached else f"{_number(result.value)} {result.unit}".strip()
    outcome = f"{result.outcome} {result.timepoint}".strip()
    return [outcome, arms, result.stat, value, interval, result.p, events, result.quote]
