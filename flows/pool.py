"""`perennial pool`: a CSV of studies in, one pooled effect out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from flows.pool_file import MISSING, Sheet, filtered, read_sheet
from flows.pool_studies import (
    RAW_METHODS,
    Studies,
    ZeroCells,
    measure_of,
    of_measure,
    refuse_mixtures,
    refuse_outcomes,
    studies_of,
)
from schemas.errors import BadInput
from synthesis.pooling import (
    ENOUGH,
    MANTEL_HAENSZEL,
    METHODS,
    MIXED_MODELS,
    TESTS,
    Asymmetry,
    Filled,
    Pooled,
    Subgroups,
    begg,
    binomial_mixed,
    cumulative,
    egger,
    egger_mixed,
    leave_one_out,
    mantel_haenszel,
    peto,
    pool,
    subgroups,
    trim_and_fill,
)

_METHODS = {name.upper(): name for name in (*METHODS, *RAW_METHODS)} | {"FE": "EE", "CE": "EE"}
KEYS = ("k", "b", "se", "stat", "p", "ci_low", "ci_high", "tau2", "I2", "H2", "Q", "Qp", "pi_low", "pi_high")
"""What is printed of every pooling, beside measure, method and test."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for."""

    file: Path
    measure: str | None = None
    method: str = "REML"
    test: str = "z"
    level: float = 95
    where: Sequence[str] = ()
    columns: Sequence[str] = ()
    zeros: ZeroCells = field(default_factory=ZeroCells)
    allow_repeats: bool = False
    subgroup: str | None = None
    cumulative: str | None = None
    leave_one_out: bool = False
    small_studies: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it."""

    wishes: Wishes
    measure: str
    studies: Studies
    pooled: Pooled
    groups: Subgroups | None
    steps: tuple[tuple[str, Pooled], ...]
    """Cumulative: the study that was added and the pooling up to it."""
    without: tuple[tuple[str, Pooled], ...]
    small: tuple[Asymmetry, Asymmetry, Asymmetry, Filled] | None
    """Egger's test, the same as mixed model, Begg's test, trim and fill."""


def pool_file(wishes: Wishes, as_json: bool) -> int:
    """Pool and print; warnings, and with JSON what was left out, go to stderr."""
    found, warnings = answer(wishes)
    for warning in warnings:
        sys.stderr.write(f"Warning: {warning}\n")
    if as_json:
        for left in found.studies.left_out:
            sys.stderr.write(f"Left out: line {left.line}, {left.label}: {left.reason}\n")
        sys.stdout.buffer.write(orjson.dumps(_object(found), option=orjson.OPT_APPEND_NEWLINE))
    else:
        from flows.pool_show import shown

        sys.stdout.write(shown(found))
    return 0


def answer(wishes: Wishes) -> tuple[Found, list[str]]:
    """Read, check and pool; what came of it, and sentences of warning."""
    wishes = replace(wishes, method=_METHODS.get(wishes.method.upper(), wishes.method), test=wishes.test.lower())
    sheet = filtered(read_sheet(wishes.file, wishes.columns), wishes.where)
    refuse_outcomes(sheet)
    measure = measure_of(sheet, wishes.measure and wishes.measure.upper())
    _require(wishes, measure)
    sheet, others, computed = of_measure(sheet, measure)
    warnings = refuse_mixtures(sheet, wishes.allow_repeats, computed)
    studies = studies_of(sheet, measure, wishes.method, wishes.zeros, computed)
    studies = replace(studies, left_out=(*others, *studies.left_out))
    warnings += [
        f"{sheet.place(row)}: the variance is 0, which can give this study nearly all the weight; check it."
        for row, vi in zip(studies.rows, studies.vi, strict=True)
        if vi == 0
    ]
    pooler = _Pooler(wishes, measure, studies)
    try:
        found = Found(
            wishes=wishes,
            measure=measure,
            studies=studies,
            pooled=pooler(range(len(studies.rows)), profile=True),
            groups=_groups(wishes, sheet, studies, pooler),
            steps=_steps(wishes, sheet, studies, pooler),
            without=_without(wishes, studies, pooler),
            small=_small(wishes, studies),
        )
    except BadInput as error:
        raise BadInput(_named(str(error), wishes, studies)) from None
    return found, warnings


def _require(wishes: Wishes, measure: str) -> None:
    method = wishes.method
    if method not in _METHODS.values():
        raise BadInput(f"--method {method}: there is no such method; choose from {', '.join(_METHODS.values())}.")
    if wishes.test not in TESTS:
        raise BadInput(f"--test {wishes.test}: there is no such test; choose from {', '.join(TESTS)}.")
    if not 1 <= wishes.level < 100:
        raise BadInput(f"--level {wishes.level:g}: a level is given in percent, such as 95.")
    if method == "MH" and measure not in MANTEL_HAENSZEL:
        raise BadInput(f"--method MH pools {', '.join(MANTEL_HAENSZEL)}, not {measure}; choose one with --measure.")
    if method == "Peto" and measure not in ("OR", "PETO"):
        raise BadInput(f"--method Peto gives odds ratios, not {measure}; add --measure OR.")
    if MIXED_MODELS.get(method, measure) != measure:
        raise BadInput(f"--method {method} pools {MIXED_MODELS[method]}, not {measure}; choose it with --measure.")
    if method in MIXED_MODELS and wishes.zeros.told:
        raise BadInput(f"--add, --to, --drop00: {method} adds nothing to zero cells; leave these options out.")
    if method in RAW_METHODS and wishes.test != "z":
        raise BadInput(f"--test {wishes.test}: {method} is tested with z; leave --test out.")
    if method in RAW_METHODS and wishes.small_studies:
        raise BadInput(f"--small-studies needs effects with variances, not {method}; choose another --method.")


class _Pooler:
    """Pools the studies at given places as the command line wishes."""

    def __init__(self, wishes: Wishes, measure: str, studies: Studies) -> None:
        self.wishes, self.measure, self.studies = wishes, measure, studies

    def __call__(self, places: Sequence[int], *, profile: bool = False) -> Pooled:
        wishes, studies, at = self.wishes, self.studies, np.asarray(places)
        cells = {name: values[at] for name, values in studies.cells.items()}
        told = wishes.zeros.told
        if wishes.method == "MH":
            return mantel_haenszel(self.measure, cells, level=wishes.level, **told)  # type: ignore[arg-type]
        if wishes.method == "Peto":
            pooled = peto(cells, level=wishes.level, **told)  # type: ignore[arg-type]
            return replace(pooled, measure=self.measure)
        if wishes.method in MIXED_MODELS:
            return binomial_mixed(wishes.method, cells, level=wishes.level)
        return pool(
            studies.yi[at],
            studies.vi[at],
            measure=self.measure,
            method=wishes.method,
            test=wishes.test,
            level=wishes.level,
            exact=wishes.exact,
            profile=profile,
        )


def _groups(wishes: Wishes, sheet: Sheet, studies: Studies, pooler: _Pooler) -> Subgroups | None:
    if wishes.subgroup is None:
        return None
    sheet.require(wishes.subgroup, "--subgroup")
    labels = [row.cells[wishes.subgroup] for row in studies.rows]
    return subgroups(["not stated" if label in MISSING else label for label in labels], pooler)


def _steps(wishes: Wishes, sheet: Sheet, studies: Studies, pooler: _Pooler) -> tuple[tuple[str, Pooled], ...]:
    """One study more at a time; those whose cell is empty have no place in the order and come last."""
    column = wishes.cumulative
    if column is None:
        return ()
    sheet.require(column, "--cumulative")
    cells = [row.cells[column] for row in studies.rows]
    known = [place for place, cell in enumerate(cells) if cell not in MISSING]
    if not known:
        raise BadInput(f"{wishes.file}: {column} is empty in every study, so they have no order; fill it in.")
    try:
        keys: dict[int, Any] = {place: sheet.number(studies.rows[place], column) for place in known}
    except BadInput:  # dates and names have an order too
        keys = {place: cells[place] for place in known}
    order = sorted(known, key=keys.__getitem__) + [place for place in range(len(cells)) if place not in keys]
    names = [studies.labels[place] for place in order]
    return tuple(zip(names, cumulative(order, pooler), strict=True))


def _without(wishes: Wishes, studies: Studies, pooler: _Pooler) -> tuple[tuple[str, Pooled], ...]:
    if not wishes.leave_one_out:
        return ()
    return tuple(zip(studies.labels, leave_one_out(len(studies.rows), pooler), strict=False))


def _small(wishes: Wishes, studies: Studies) -> tuple[Asymmetry, Asymmetry, Asymmetry, Filled] | None:
    if not wishes.small_studies:
        return None
    yi, vi, method = studies.yi, studies.vi, wishes.method
    if len(yi) < ENOUGH:
        raise BadInput(f"--small-studies: {len(yi)} studies are too few to tell anything; it takes {ENOUGH}.")
    filled = trim_and_fill(yi, vi, method=method, test=wishes.test, level=wishes.level)
    return egger(yi, vi), egger_mixed(yi, vi, method), begg(yi, vi), filled


def _named(sentence: str, wishes: Wishes, studies: Studies) -> str:
    """A sentence about the numbers, with the file, and with the line where one variance is the trouble."""
    if "variance is 0" in sentence:
        line = next(row.line for row, vi in zip(studies.rows, studies.vi, strict=True) if vi == studies.vi.min())
        return f"{wishes.file}, line {line}: {sentence}"
    return sentence if str(wishes.file) in sentence or sentence.startswith("--") else f"{wishes.file}: {sentence}"


def _object(found: Found) -> dict[str, Any]:
    """The pooling as JSON has it, with what else was asked for under its own keys."""
    given = _numbers(found.pooled)
    if found.groups:
        tested = {"Q_between": found.groups.Q_between, "df": found.groups.df, "p": found.groups.p}
        given["subgroups"] = {str(label): _numbers(group) for label, group in found.groups.groups.items()}
        given["subgroup_difference"] = tested
    if found.steps:
        given["cumulative"] = [{"study": name, **_numbers(step)} for name, step in found.steps]
    if found.without:
        given["leave_one_out"] = [{"study": name, **_numbers(pooled)} for name, pooled in found.without]
    if found.small:
        classic, mixed, ranks, filled = found.small
        given["egger"] = {"stat": classic.stat, "df": classic.df, "p": classic.p}
        given["egger_mixed"] = {"stat": mixed.stat, "p": mixed.p}
        given["begg"] = {"tau": ranks.stat, "p": ranks.p}
        given["trim_and_fill"] = {"missing": filled.missing, "side": filled.side, **_numbers(filled.pooled)}
    return given


def _numbers(pooled: Pooled) -> dict[str, Any]:
    return {name: getattr(pooled, name) for name in (*KEYS, "measure", "method", "test")}
