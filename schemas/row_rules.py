"""Rules that compare columns of a row, or tables with each other: each a plain function over frames.

A function gets all frames of the publication and answers, row by row of its own table, whether the rule is kept. Where
it does not apply, for want of a value, it is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from schemas.fields import LIST_SEPARATOR, TABLES
from schemas.models import Severity

if TYPE_CHECKING:
    import pandas as pd

Frames = Mapping[str, "pd.DataFrame"]
Verdict = Callable[[Frames], "pd.Series[Any]"]

RATIOS = ["RR", "OR", "HR"]
SINGLE = ["PLO", "MN"]
ROUNDING = 1e-6
"""Relative difference of two doubles that were computed on different ways from the same numbers."""


@dataclass(frozen=True, slots=True)
class RowRule:
    """A rule over rows with the function that judges it."""

    id: str
    table: str
    severity: Severity
    sentence: str
    verdict: Verdict


ROW_RULES: dict[str, RowRule] = {}


def _rule(table: str, name: str, severity: Severity, sentence: str) -> Callable[[Verdict], Verdict]:
    """Enter a function into `ROW_RULES`."""

    def enter(verdict: Verdict) -> Verdict:
        rule_id = f"{table}.{name}"
        ROW_RULES[rule_id] = RowRule(rule_id, table, severity, sentence, verdict)
        return verdict

    return enter


def _kept(verdict: Any) -> Any:
    """A verdict with unknown taken as kept."""
    return verdict.fillna(True).astype("boolean")


def _at_most(frame: Any, low: str, high: str) -> Any:
    return _kept(frame[low] <= frame[high])


def _present(frame: Any, *columns: str) -> Any:
    return frame[list(columns)].notna().all(axis=1)


def _around(frame: Any, value: str) -> Any:
    """The interval is in order and holds the value."""
    return (
        _at_most(frame, "ci_low", "ci_high") & _at_most(frame, "ci_low", value) & _at_most(frame, value, "ci_high")
    ).astype("boolean")


@_rule(
    "meta_analysis", "interval_holds_estimate", "critical", "ci_low is at most estimate and estimate at most ci_high."
)
def _interval_meta(frames: Frames) -> Any:
    return _around(frames["meta_analysis"], "estimate")


@_rule("contrasts", "interval_holds_estimate", "warning", "ci_low is at most estimate and estimate at most ci_high.")
def _interval_contrasts(frames: Frames) -> Any:
    return _around(frames["contrasts"], "estimate")


@_rule("results", "interval_holds_value", "warning", "ci_low is at most value and value at most ci_high.")
def _interval_results(frames: Frames) -> Any:
    return _around(frames["results"], "value")


@_rule(
    "meta_analysis", "events_fit", "critical", "No arm has more events than patients (ai, ci, xi against n1i, n2i, ni)."
)
def _events_meta(frames: Frames) -> Any:
    frame = frames["meta_analysis"]
    return _at_most(frame, "ai", "n1i") & _at_most(frame, "ci", "n2i") & _at_most(frame, "xi", "ni")


@_rule("results", "events_fit", "critical", "No arm has more events than patients.")
def _events_results(frames: Frames) -> Any:
    return _at_most(frames["results"], "event", "n")


@_rule("meta_analysis", "variance_is_square", "critical", "vi is the square of sei.")
def _variance(frames: Frames) -> Any:
    frame = frames["meta_analysis"]
    return _kept((frame["sei"] ** 2 - frame["vi"]).abs() <= ROUNDING * frame["vi"])


@_rule("meta_analysis", "effect_complete", "critical", "yi, vi and sei are all there or all empty.")
def _effect_complete(frames: Frames) -> Any:
    return frames["meta_analysis"][["yi", "vi", "sei"]].notna().sum(axis=1).isin([0, 3]).astype("boolean")


@_rule("meta_analysis", "something_to_pool", "critical", "Every row has an effect, counts or means.")
def _something(frames: Frames) -> Any:
    frame = frames["meta_analysis"]
    raw = [("ai", "n1i", "ci", "n2i"), ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"), ("xi", "ni"), ("mi", "sdi", "ni")]
    verdict = _present(frame, "yi", "vi")
    for columns in raw:
        verdict |= _present(frame, *columns)
    return verdict.astype("boolean")


@_rule(
    "meta_analysis",
    "counts_have_patients",
    "critical",
    "Where events or a mean stand, the patients they are of stand too.",
)
def _denominators(frames: Frames) -> Any:
    frame = frames["meta_analysis"]
    verdict = frame["ai"].isna() | frame["n1i"].notna()
    for count, patients in (("ci", "n2i"), ("xi", "ni"), ("m1i", "n1i"), ("m2i", "n2i"), ("mi", "ni")):
        verdict &= frame[count].isna() | frame[patients].notna()
    return verdict.astype("boolean")


@_rule("meta_analysis", "control_where_compared", "critical", "PLO and MN rows have no control, all others have one.")
def _control(frames: Frames) -> Any:
    frame = frames["meta_analysis"]
    return (frame["control"].isna() == frame["measure"].isin(SINGLE)).astype("boolean")


@_rule("meta_analysis", "ratio_positive", "critical", "Ratios and their intervals are above zero.")
def _positive(frames: Frames) -> Any:
    frame = frames["meta_analysis"]
    verdict = ~frame["measure"].isin(RATIOS).astype("boolean")
    return verdict | (_kept(frame["estimate"] > 0) & _kept(frame["ci_low"] > 0) & _kept(frame["ci_high"] > 0))


@_rule("meta_analysis", "retracted_out", "critical", "No row comes from a study with a retracted report.")
def _retracted(frames: Frames) -> Any:
    studies = frames["studies"]
    retracted = studies.loc[studies["retracted"].fillna(False), "study_id"]
    return (~frames["meta_analysis"]["study_id"].isin(retracted)).astype("boolean")


@_rule("meta_analysis", "traceable", "critical", "Every row has at least one place in provenance.")
def _traceable(frames: Frames) -> Any:
    return frames["meta_analysis"]["row_id"].isin(frames["provenance"]["row_id"]).astype("boolean")


@_rule(
    "provenance",
    "row_exists",
    "critical",
    "row_id is the key of a row in meta_analysis, results, contrasts, held or studies.",
)
def _row_exists(frames: Frames) -> Any:
    known: set[str] = set()
    for name in ("meta_analysis", "results", "contrasts", "held", "studies"):
        known |= set(frames[name][TABLES[name].key[0]])
    return frames["provenance"]["row_id"].isin(known).astype("boolean")


@_rule("studies", "reports_counted", "critical", "n_reports is the number of reports listed.")
def _reports_counted(frames: Frames) -> Any:
    frame = frames["studies"]
    return _kept(frame["reports"].str.count(LIST_SEPARATOR) + 1 == frame["n_reports"])


@_rule("studies", "starts_before_end", "warning", "start_date is not after end_date, as far as both are precise.")
def _starts_before_end(frames: Frames) -> Any:
    frame = frames["studies"]
    pairs = zip(frame["start_date"].fillna(""), frame["end_date"].fillna(""), strict=True)
    verdict = [not a or not b or a[: min(len(a), len(b))] <= b[: min(len(a), len(b))] for a, b in pairs]
    return _series(frame, verdict)


@_rule("arms", "parts_fit", "warning", "No arm has more patients treated or evaluated than assigned.")
def _parts_fit(frames: Frames) -> Any:
    return _at_most(frames["arms"], "n_treated", "n") & _at_most(frames["arms"], "n_evaluable", "n")


@_rule("contrasts", "two_treatments", "warning", "A comparison is between two different treatments.")
def _two_treatments(frames: Frames) -> Any:
    return _kept(frames["contrasts"]["treat1"] != frames["contrasts"]["treat2"])


def _series(frame: Any, verdict: list[bool]) -> Any:
    import pandas as pd  # noqa: PLC0415 - quick to read without it

    return pd.Series(verdict, index=frame.index, dtype="boolean")


def _refers(table: str, column: str, refers: str) -> None:
    """Enter the rule that values of a column stand in another table's."""
    other, _, there = refers.partition(".")

    @_rule(table, f"{column}_in_{other}", "critical", f"{column} stands in {refers}.")
    def verdict(frames: Frames) -> Any:
        values = frames[table][column]
        return (values.isna() | values.isin(frames[other][there])).astype("boolean")


for _table in TABLES.values():
    for _column in _table.columns:
        if _column.refers and _column.refers != f"{_table.name}.{_column.name}":
            _refers(_table.name, _column.name, _column.refers)
