"""What the columns of a data set must be before a formula sees them: complete, possible, zero cells seen to.

The names are metafor's. A cell that is missing is NaN, and so is every effect that would need it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from schemas.protocol import Analysis

Array = npt.NDArray[np.float64]
Columns = Mapping[str, npt.ArrayLike]
TO = ("only0", "all", "if0all", "none")


@dataclass(frozen=True, slots=True)
class ZeroCells:
    """What is done about zero cells, in metafor's names.

    `add` goes to every cell of the tables that hold a zero (`only0`), of all tables (`all`), of all tables if any of
    them holds a zero (`if0all`) or of none. With `drop00`, two groups that both have no event, or nothing but
    events, give no effect.
    """

    add: float = 0.5
    to: str = "only0"
    drop00: bool = False

    @classmethod
    def planned(cls, analysis: Analysis) -> ZeroCells:
        """Those of a review's analysis plan."""
        return cls(analysis.zero_cells.add, analysis.zero_cells.to, analysis.zero_cells.drop00)

    def __post_init__(self) -> None:
        if self.to not in TO:
            raise ValueError(f"zero cells are added to one of {', '.join(TO)}, not to {self.to!r}")
        if not (np.isfinite(self.add) and self.add >= 0):
            raise ValueError(f"what is added to a cell is zero or more, not {self.add}")

    def added(self, *cells: Array) -> tuple[Array, ...]:
        """The cells of each table with `add` where the setting wants it."""
        if self.to == "none":
            return cells
        if self.to == "all":
            return tuple(cell + self.add for cell in cells)
        holds_zero = np.logical_or.reduce([cell == 0 for cell in cells])
        if not holds_zero.any():
            return cells
        if self.to == "if0all":
            return tuple(cell + self.add for cell in cells)
        return tuple(np.where(holds_zero, cell + self.add, cell) for cell in cells)


def arrays(columns: Columns) -> dict[str, Array]:
    """The columns as float arrays of one length; a single number stands for every row."""
    given = {name: np.atleast_1d(np.asarray(values, dtype=np.float64)) for name, values in columns.items()}
    if len({len(values) for values in given.values()}) == 1:
        return given
    try:
        shaped = np.broadcast_arrays(*given.values())
    except ValueError:
        lengths = ", ".join(f"{name} has {len(values)}" for name, values in given.items())
        raise ValueError(f"the columns differ in length: {lengths}") from None
    return dict(zip(given, shaped, strict=True))


def two_by_two(given: dict[str, Array], zeros: ZeroCells) -> tuple[Array, ...]:
    """ai, bi, ci, di: events and non-events of both groups, or events and sizes."""
    (ai, bi), (ci, di) = _events(given, "ai", "bi", "n1i"), _events(given, "ci", "di", "n2i")
    if zeros.drop00:
        nothing = ((ai == 0) & (ci == 0)) | ((bi == 0) & (di == 0))
        ai, bi, ci, di = (np.where(nothing, np.nan, cell) for cell in (ai, bi, ci, di))
    return zeros.added(ai, bi, ci, di)


def proportion(given: dict[str, Array], zeros: ZeroCells) -> tuple[Array, ...]:
    """xi, mi: patients with and without the event."""
    return zeros.added(*_events(given, "xi", "mi", "ni"))


def two_rates(given: dict[str, Array], zeros: ZeroCells) -> tuple[Array, ...]:
    """x1i, t1i, x2i, t2i: events and person-time of both groups."""
    x1i, t1i, x2i, t2i = _needed(given, "x1i", "t1i", "x2i", "t2i")
    _refuse(given, {"x1i": x1i < 0, "x2i": x2i < 0}, "is below zero and no count")
    _refuse(given, {"t1i": t1i <= 0, "t2i": t2i <= 0}, "is no person-time")
    if zeros.drop00:
        nothing = (x1i == 0) & (x2i == 0)
        x1i, x2i = (np.where(nothing, np.nan, x) for x in (x1i, x2i))
    x1i, x2i = zeros.added(x1i, x2i)
    return x1i, t1i, x2i, t2i


def rate(given: dict[str, Array], zeros: ZeroCells) -> tuple[Array, ...]:
    """xi, ti: events and person-time of one group."""
    xi, ti = _needed(given, "xi", "ti")
    _refuse(given, {"xi": xi < 0}, "is below zero and no count")
    _refuse(given, {"ti": ti <= 0}, "is no person-time")
    return *zeros.added(xi), ti


def two_means(given: dict[str, Array], _: ZeroCells) -> tuple[Array, ...]:
    """m1i, sd1i, n1i, m2i, sd2i, n2i."""
    cells = _needed(given, "m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
    _refuse(given, {"sd1i": cells[1] < 0, "sd2i": cells[4] < 0}, "is below zero and no standard deviation")
    _refuse(given, {"n1i": cells[2] <= 0, "n2i": cells[5] <= 0}, "is no number of patients")
    return cells


def mean(given: dict[str, Array], _: ZeroCells) -> tuple[Array, ...]:
    """mi, sdi, ni: mean, standard deviation and size of one group."""
    cells = _needed(given, "mi", "sdi", "ni")
    _refuse(given, {"sdi": cells[1] < 0}, "is below zero and no standard deviation")
    _refuse(given, {"ni": cells[2] <= 0}, "is no number of patients")
    return cells


def correlation(given: dict[str, Array], _: ZeroCells) -> tuple[Array, ...]:
    """ri, ni: correlation and sample size."""
    ri, ni = _needed(given, "ri", "ni")
    _refuse(given, {"ri": np.abs(ri) > 1}, "lies outside -1 and 1 and is no correlation")
    _refuse(given, {"ni": ni <= 0}, "is no number of patients")
    return ri, ni


Prepare = Callable[[dict[str, Array], ZeroCells], tuple[Array, ...]]


def _needed(given: dict[str, Array], *names: str) -> tuple[Array, ...]:
    missing = [name for name in names if name not in given]
    if missing:
        raise ValueError(f"the columns {', '.join(names)} are needed and {', '.join(missing)} is missing")
    return tuple(given[name] for name in names)


def _events(given: dict[str, Array], with_event: str, without: str, size: str) -> tuple[Array, Array]:
    """Patients with and without the event; those without are the rest of the size where they are not given."""
    (events,) = _needed(given, with_event)
    n, rest = given.get(size), given.get(without)
    if rest is None:
        if n is None:
            raise ValueError(f"beside {with_event} the column {size} or {without} is needed")
        rest = n - events
    elif n is not None:
        over = events + rest - n
        _refuse(given, {with_event: (over != 0) & ~np.isnan(over)}, f"and {without} do not add up to {size}")
        rest = np.where(np.isnan(rest), n - events, rest)
    _refuse(given, {with_event: (events < 0) | (rest < 0) | (events + rest <= 0)}, "is not a count of patients")
    return events, rest


def _refuse(given: dict[str, Array], wrong: dict[str, npt.NDArray[np.bool_]], why: str) -> None:
    """Raise ValueError for the first row with an impossible value, naming it."""
    for name, rows in wrong.items():
        if rows.any():
            first = int(rows.argmax())
            raise ValueError(f"row {first + 1}: {name} {given[name][first]:g} {why}")
