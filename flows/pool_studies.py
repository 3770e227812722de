"""From the rows of a sheet to what is pooled: effects or raw cells, and what had to be left out and why."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from flows.pool_columns import columns_of
from flows.pool_file import MISSING, Row, Sheet, listed
from schemas.errors import BadInput
from synthesis.effects import MEASURES, escalc
from synthesis.pooling import MIXED_MODELS

MEASURE_NAMES = (*MEASURES, "HR", "GEN")
RAW_METHODS = ("MH", "Peto", *MIXED_MODELS)
"""Methods that pool raw cells and no effects."""
Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ZeroCells:
    """What the command line says about zero cells; None where it says nothing."""

    add: float | None = None
    to: str | None = None
    drop00: bool | None = None

    @property
    def told(self) -> dict[str, float | str | bool]:
        """Only what was said."""
        return {
            name: value
            for name, value in (("add", self.add), ("to", self.to), ("drop00", self.drop00))
            if value is not None
        }


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is not pooled."""

    line: int
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class Studies:
    """What is pooled, one place a study."""

    rows: tuple[Row, ...]
    labels: tuple[str, ...]
    yi: Vector
    vi: Vector
    """NaN where a study has no effect of its own and only its raw cells are pooled."""
    cells: dict[str, Vector]
    """The columns from which the effects were computed."""
    left_out: tuple[LeftOut, ...]


def measure_of(sheet: Sheet, wanted: str | None) -> str:
    """The measure to pool: as asked for, else the one that the file names, else GEN for ready effects."""
    if wanted:
        if wanted not in MEASURE_NAMES:
            raise BadInput(f"--measure {wanted}: there is no such measure; choose from {', '.join(MEASURE_NAMES)}.")
        return wanted
    named = [value for value in sheet.values("measure") if value not in MISSING]
    if len(named) > 1:
        raise BadInput(f"{sheet.path} holds several measures ({listed(sheet, 'measure')}); choose one with --measure.")
    if named:
        return named[0]
    if "yi" in sheet.columns:
        return "GEN"
    raise BadInput(f"{sheet.path} does not say its measure; give it, such as --measure RR.")


def of_measure(sheet: Sheet, measure: str) -> tuple[Sheet, tuple[LeftOut, ...], bool]:
    """The rows of this measure, those of others, and whether the measure must be computed from raw cells.

    Our own table says of each row how it was measured. Where no row has the measure that is asked for, those are taken
    whose raw cells give it: odds ratios from the counts behind risk ratios.
    """
    if measure == "GEN" or not sheet.is_ours or "measure" not in sheet.columns:
        return sheet, (), False
    named = sheet.values("measure")
    alike = {name for name in named if _cells_of(name) and _cells_of(name) == _cells_of(measure)}
    wanted = {measure} if measure in named else alike
    if not wanted:
        raise BadInput(f"{sheet.path} holds no {measure} among these rows; measure is {listed(sheet, 'measure')}.")
    others = tuple(
        LeftOut(row.line, sheet.label(row), f"measured as {row.cells['measure']}")
        for row in sheet.rows
        if row.cells["measure"] not in wanted
    )
    kept = tuple(row for row in sheet.rows if row.cells["measure"] in wanted)
    return replace(sheet, rows=kept), others, measure not in named


def _cells_of(measure: str) -> str:
    """The first of the raw cells that a measure is computed from; nothing for HR and GEN."""
    return MEASURES[measure].first if measure in MEASURES else ""


def refuse_outcomes(sheet: Sheet) -> None:
    """BadInput where our own table holds several outcomes."""
    outcomes = sheet.values("outcome")
    if sheet.is_ours and len(outcomes) > 1:
        raise BadInput(
            f"{sheet.path} holds {len(outcomes)} outcomes ({listed(sheet, 'outcome')}), which do not pool; "
            f"choose one, such as --where outcome={outcomes[0]}."
        )


def refuse_mixtures(sheet: Sheet, repeats: bool, computed: bool) -> list[str]:
    """BadInput where rows must not be pooled together; sentences of warning where perhaps they should not."""
    if sheet.is_ours and len(sheet.values("measure")) > 1 and not computed:
        raise BadInput(
            f"{sheet.path} holds several measures ({listed(sheet, 'measure')}), which cannot be pooled together; "
            "choose one with --measure."
        )
    warnings = _repeated(sheet, repeats)
    for column in ("design", "population") if sheet.is_ours else ():
        if len(sheet.values(column)) > 1:
            warnings.append(f"{sheet.path}: rows of several kinds of {column} are pooled ({listed(sheet, column)}).")
    return warnings


def _repeated(sheet: Sheet, repeats: bool) -> list[str]:
    """Studies with several rows: an error for our own table, whose ids are sure; a warning for any other."""
    rows = defaultdict[str, list[Row]](list)
    for row in sheet.rows:
        rows[row.cells["study_id"] if sheet.is_ours else sheet.label(row)].append(row)
    several = [members for members in rows.values() if len(members) > 1]
    if not several:
        return []
    first = several[0]
    lines = ", ".join(str(row.line) for row in first)
    one = f"{sheet.label(first[0])} has {len(first)} rows (lines {lines})"
    count = f" and {len(several) - 1} more studies have several" if len(several) > 1 else ""
    if not sheet.is_ours or repeats:
        return [f"{sheet.path}: {one}{count}; all are pooled as if they were independent studies."]
    apart = [name for name in ("timepoint", "population", "experimental", "control", "design") if _differ(first, name)]
    hint = f"choose by {' or '.join(apart)} with --where" if apart else "choose with --where"
    raise BadInput(f"{sheet.path}: {one}{count}, which would count patients twice; {hint}, or add --allow-repeats.")


def _differ(rows: Sequence[Row], column: str) -> bool:
    return len({row.cells.get(column, "") for row in rows}) > 1


def studies_of(sheet: Sheet, measure: str, method: str, zeros: ZeroCells, computed: bool) -> Studies:
    """Effects and cells of the rows that have what the method needs; BadInput for impossible values.

    With `computed` ready effects are not looked at: they are of another measure.
    """
    raw = method in RAW_METHODS
    names = columns_of(sheet, measure, raw or computed, bool(zeros.told))
    columns = {name: np.array([sheet.number(row, name) for row in sheet.rows]) for name in names}
    if "vi" in columns and "sei" in columns:
        columns["vi"] = np.where(np.isnan(columns["vi"]), columns["sei"] ** 2, columns["vi"])
        del columns["sei"]
    _refuse_negative(sheet, columns)
    try:
        yi, vi = escalc("PETO" if method == "Peto" else measure, columns, **zeros.told)  # type: ignore[arg-type]
    except ValueError as error:
        raise BadInput(_in_file(sheet, str(error))) from None
    complete = _complete(columns)
    usable = complete if raw else np.isfinite(yi) & np.isfinite(vi)
    left_out = [
        LeftOut(row.line, sheet.label(row), _reason(columns, i, bool(complete[i])))
        for i, row in enumerate(sheet.rows)
        if not usable[i]
    ]
    rows = tuple(row for row, used in zip(sheet.rows, usable, strict=True) if used)
    if not rows:
        raise BadInput(f"{sheet.path}: no row can be pooled ({left_out[0].reason if left_out else 'there is none'}).")
    labels = tuple(sheet.label(row) for row in rows)
    cells = {name: values[usable] for name, values in columns.items()}
    return Studies(rows, labels, yi[usable], vi[usable], cells, tuple(left_out))


def _complete(columns: dict[str, Vector]) -> NDArray[np.bool_]:
    """Rows with every cell; of a size and the others in the group one is enough."""
    there = {name: np.isfinite(values) for name, values in columns.items()}
    for others, size in (("bi", "n1i"), ("di", "n2i"), ("mi", "ni")):
        if others in there and size in there and ({"ai", "xi"} & there.keys()):
            there[others] = there[size] = there[others] | there[size]
    return np.logical_and.reduce(list(there.values()))


def _reason(columns: dict[str, Vector], place: int, complete: bool) -> str:
    if complete:
        return "its effect cannot be computed from these values"
    empty = [name for name, values in columns.items() if np.isnan(values[place])]
    return f"{', '.join(empty)} {'is' if len(empty) == 1 else 'are'} missing"


def _refuse_negative(sheet: Sheet, columns: dict[str, Vector]) -> None:
    for name in ("vi", "sei", "variance"):
        for row, value in zip(sheet.rows, columns.get(name, ()), strict=False):
            if value < 0:
                raise BadInput(f"{sheet.place(row)}: {name} is {value:g}, and no variance is below 0; correct it.")


def _in_file(sheet: Sheet, sentence: str) -> str:
    """`row 3: …` of the calculation as the file's line, with the study's name."""
    found = re.match(r"row (\d+): (.*)", sentence, re.DOTALL)
    if not found:
        return f"{sheet.path}: {sentence}."
    row = sheet.rows[int(found[1]) - 1]
    return f"{sheet.place(row)} ({sheet.label(row)}): {found[2]}; correct it, or leave the cells empty."
