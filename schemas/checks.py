"""The tables held against their rules with Great Expectations: the suites are built in code from `schemas.rules`.

Its import costs some five seconds, so it happens inside the functions: importing this module is free. Suites are never
saved: ids in saved ones change every time, and one with an unknown class loads without it, silently.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.errors import PerennialError
from schemas.fields import TABLES
from schemas.models import Severity
from schemas.protocol_models import Protocol
from schemas.protocol_search import ExpectedFill, ExpectedRows
from schemas.row_rules import ROW_RULES
from schemas.rules import EXPECTED, Rule, flag_column, protocol_rules, table_rules

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 50
"""Keys and values kept of one failed rule: a dead parser fails in every row."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one rule gave. `broken` means that the check itself could not run, which says nothing about the data."""

    rule: str
    table: str
    column: str
    severity: Severity
    sentence: str
    success: bool
    failed: int = 0
    """Rows that break the rule; 0 where the rule is not about rows."""
    rows: tuple[str, ...] = ()
    """Keys of the first such rows, parts joined with ` | `."""
    values: tuple[str, ...] = ()
    """The first values that break it."""
    broken: str = ""
    """Why the check could not run."""

    @property
    def message(self) -> str:
        """One sentence for a person."""
        if self.broken:
            return f"The check {self.rule} could not run: {self.broken}"
        if self.success:
            return self.sentence
        if self.table == EXPECTED:
            return f"Not so, it is {', '.join(v.removesuffix('.0') for v in self.values)}: {self.sentence}"
        rows = f" in {self.failed} row{'' if self.failed == 1 else 's'}" if self.rows else ""
        seen = f", such as {', '.join(self.values[:3])}" if self.values else ""
        first = f" (first: {self.rows[0]})" if self.rows else ""
        return f"Not so{rows}{seen}{first}: {self.sentence}"


def check_tables(
    frames: Mapping[str, pd.DataFrame], protocol: Protocol, records: Mapping[str, int] | None = None
) -> list[CheckResult]:
    """Every rule with its verdict, in the order of the dictionary.

    `frames` are made by `schemas.fields.frame`; a missing table counts as empty. `records` is source → number of
    records in the store, for `expected.records`; those rules are left out where it is None. Tables that
    publishing makes itself (answers, changes, prisma) need not be there.
    """
    complete = {name: frames[name] if name in frames else _empty(name) for name in TABLES}
    wanted = [rule for table in TABLES.values() for rule in table_rules(table)] + protocol_rules(protocol)
    if records is None:
        wanted = [rule for rule in wanted if not rule.column.startswith("expected.records")]
    results: list[CheckResult] = []
    context = _context()
    for name in [*TABLES, EXPECTED]:
        rules = [rule for rule in wanted if rule.table == name]
        if name == EXPECTED:
            results += _validate(context, name, _expected_frame(complete, protocol, records or {}), (), rules)
        else:
            results += _validate(context, name, *_with_flags(name, complete), rules)
    if len(results) != len(wanted):
        raise PerennialError(
            f"schemas/checks.py: {len(wanted)} rules went in and {len(results)} results came back; "
            "the installed great-expectations dropped some, install the locked version."
        )
    return results


def failures(results: Sequence[CheckResult], severity: Severity | None = None) -> list[CheckResult]:
    """The rules that were not kept or could not be run, of one severity or of all."""
    return [r for r in results if not r.success and severity in (None, r.severity)]


def _empty(name: str) -> pd.DataFrame:
    from schemas.fields import frame  # noqa: PLC0415 - brings pandas

    return frame(name, [])


def warm_up() -> None:
    """Import Great Expectations ahead of `check_tables`: on a thread, while the caller waits for something else."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import great_expectations  # noqa: F401, PLC0415


def _context() -> Any:
    """A context that keeps nothing, asks no network and draws no bars."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its modules import deprecated ones
        import great_expectations as gx  # noqa: PLC0415
        from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _with_flags(name: str, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, Sequence[str]]:
    """The table with a boolean column for each of its row rules, and its key."""
    flags = {}
    for rule in ROW_RULES.values():
        if rule.table == name:
            # A column that is not there: the rule's own column stays away too, and its check is reported as broken.
            with contextlib.suppress(KeyError):
                flags[flag_column(rule.id)] = rule.verdict(frames)
    return frames[name].assign(**flags), TABLES[name].key


def _expected_frame(frames: Mapping[str, pd.DataFrame], protocol: Protocol, records: Mapping[str, int]) -> pd.DataFrame:
    """One row with a column for every count and fill rate that the protocol expects."""
    import pandas as pd  # noqa: PLC0415

    numbers: dict[str, float | None] = {}
    for i, source in enumerate(protocol.expected.records):
        numbers[f"expected.records[{i}]"] = float(records.get(source.source, 0))
    for i, rows in enumerate(protocol.expected.rows):
        numbers[f"expected.rows[{i}]"] = float(len(_selected(frames, rows)))
    for i, fill in enumerate(protocol.expected.fill):
        chosen = _selected(frames, fill)
        # Nothing to fill is no empty column: expected.rows says how many rows there should be.
        numbers[f"expected.fill[{i}]"] = float(chosen[fill.column].notna().mean()) if len(chosen) else None
    return pd.DataFrame({name: pd.array([value], dtype="Float64") for name, value in numbers.items()})


def _selected(frames: Mapping[str, pd.DataFrame], wanted: ExpectedRows | ExpectedFill) -> pd.DataFrame:
    """The rows of the table that an expectation is about."""
    frame = frames[wanted.table]
    for column, value in wanted.where.items():
        text = frame[column].astype("string")
        text = text.str.lower() if frame[column].dtype == "boolean" else text
        frame = frame[(text == value).fillna(False)]
    return frame


def _validate(
    context: Any, name: str, frame: pd.DataFrame, key: Sequence[str], rules: Sequence[Rule]
) -> list[CheckResult]:
    """Run a table's rules: first in short, then those that failed with their rows."""
    if not rules:
        return []
    asset = context.data_sources.add_pandas(name).add_dataframe_asset(name)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    short = _run(batch, name, rules, {"result_format": "SUMMARY"})
    failed = [rule for rule in rules if not short[rule.id]["success"]]
    long = {}
    if failed:
        complete = {"result_format": "COMPLETE", "unexpected_index_column_names": list(key)}
        long = _run(batch, name, failed, complete if key else {"result_format": "COMPLETE"})
    return [_result(rule, long.get(rule.id, short[rule.id]), key) for rule in rules if rule.id in short]


def _run(batch: Any, name: str, rules: Sequence[Rule], result_format: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Rule id → its result as plain JSON values."""
    import great_expectations as gx  # noqa: PLC0415
    import great_expectations.expectations as core  # noqa: PLC0415

    suite = gx.ExpectationSuite(name=name)
    for rule in rules:
        make = getattr(core, rule.expectation)
        suite.add_expectation(
            make(**rule.arguments, severity=rule.severity, description=rule.sentence, meta={"rule": rule.id})
        )
    results = batch.validate(suite, result_format=result_format).to_json_dict()["results"]
    return {result["expectation_config"]["meta"]["rule"]: result for result in results}


def _result(rule: Rule, raw: Mapping[str, Any], key: Sequence[str]) -> CheckResult:
    """The verdict in our words."""
    details = raw.get("result") or {}
    indices = details.get("unexpected_index_list") or []
    values = details.get("unexpected_list") or details.get("partial_unexpected_list") or []
    is_flag = rule.arguments.get("column", "").startswith("keeps ")
    return CheckResult(
        rule=rule.id,
        table=rule.table,
        column=rule.column,
        severity=rule.severity,
        sentence=rule.sentence,
        success=bool(raw["success"]),
        failed=int(details.get("unexpected_count") or 0),
        rows=tuple(" | ".join(str(i.get(k) or "") for k in key) for i in indices[:MOST_ROWS] if isinstance(i, dict)),
        values=() if is_flag else tuple(dict.fromkeys(str(value) for value in values[:MOST_ROWS])),
        broken=_exception(raw),
    )


def _exception(raw: Mapping[str, Any]) -> str:
    """The message of an exception inside the check, empty where there was none."""
    info = raw.get("exception_info") or {}
    one = [info] if "raised_exception" in info else list(info.values())
    messages = [i.get("exception_message") or "no message" for i in one if i.get("raised_exception")]
    return messages[0].splitlines()[0] if messages else ""
