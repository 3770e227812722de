"""Pooling beside metafor: every number of the shared oracle against ours, and fits per second."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf, isinf, isnan
from pathlib import Path

from benchmarks.figures import Figure, absent
from benchmarks.metafor_data import ORACLE, Effects, Number, effects, numbers, raw_cells
from synthesis.pooling import (
    METHODS,
    MIXED_MODELS,
    TESTS,
    Asymmetry,
    Filled,
    Pooled,
    begg,
    binomial_mixed,
    egger,
    egger_mixed,
    leave_one_out,
    mantel_haenszel,
    natural,
    peto,
    pool,
    trim_and_fill,
)

CLOSED, ITERATIVE = 1e-6, 1e-4
"""Relative deviations that are allowed: of formulas, and of what is searched for."""
SEARCHED = frozenset({"REML", "ML", "EB", "PM", "GLMM", "GLMM_CM.AL", "GLMM_UM.FS"})
FLOOR = 1e-9
"""Deviations of tau2 and I2 smaller than this are none: both programs end the search for tau2 1e-10 from its goal."""
METAFOR_MS = 2.2
"""One REML fit of metafor, in milliseconds."""
POOLED = {
    "k": "k",
    "b": "b",
    "se": "se",
    "stat": "stat",
    "pval": "p",
    "ci_lb": "ci_low",
    "ci_ub": "ci_high",
    "tau2": "tau2",
    "I2": "I2",
    "H2": "H2",
    "Q": "Q",
    "Qp": "Qp",
    "pi_lb": "pi_low",
    "pi_ub": "pi_high",
    "tau2_ci_lb": "tau2_low",
    "tau2_ci_ub": "tau2_high",
    "I2_ci_lb": "I2_low",
    "I2_ci_ub": "I2_high",
}
"""Metafor's names of quantities and ours."""
BACK = {"pred_tr": "b", "ci_lb_tr": "ci_low", "ci_ub_tr": "ci_high"}
"""The same on the natural scale."""
OURS = {"lnHR": "HR", "OR_from_CI": "OR", "generic": "GEN"}
"""The oracle's names of measures and ours."""
LOG_ODDS_RATIOS = frozenset({"dat.hackshaw1998"})
"""Data sets of ready effects that the oracle takes to the natural scale as odds ratios."""
Fit = Pooled | Filled | Asymmetry | list[Pooled] | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A number of metafor beside ours; None where we have none."""

    number: Number
    ours: float | None

    @property
    def deviation(self) -> float:
        """Relative deviation; 0 for tau2 and I2 that are the same but for the floor."""
        theirs, ours = self.number.value, self.ours
        if ours is None or isnan(ours) or isinf(ours):
            return inf
        gap = abs(ours - theirs)
        if gap == 0 or (gap <= FLOOR and self.number.quantity.startswith(("tau2", "I2", "loo_tau2"))):
            return 0.0
        return gap / abs(theirs) if theirs else inf

    @property
    def agrees(self) -> bool:
        """Whether both are the same to the precision that was asked for."""
        allowed = ITERATIVE if self.number.method in SEARCHED or self.number.test == "Qprofile" else CLOSED
        return self.deviation <= allowed


def compare(folder: Path = ORACLE) -> Iterator[Compared]:
    """Every number of the oracle with ours beside it; each model is fitted once."""
    data, fits = effects(folder), dict[tuple[str, ...], Fit]()
    for number in numbers(folder):
        key = number.dataset, number.measure, number.method, number.test
        if key not in fits:
            fits[key] = _fit(number, data[number.dataset, number.measure], folder)
        yield Compared(number, _value(fits[key], number, folder))


def _fit(number: Number, pair: Effects, folder: Path) -> Fit:
    yi, vi = pair
    method, test = number.method, number.test
    special: dict[str, Callable[[], Fit]] = {
        "egger_classic": lambda: egger(yi, vi),
        "egger_mixed": lambda: egger_mixed(yi, vi, method),
        "begg_rank": lambda: begg(yi, vi),
        "trimfill_L0": lambda: trim_and_fill(yi, vi, method=method),
        "leave1out": lambda: leave_one_out(
            len(yi), lambda rows: pool(yi[rows], vi[rows], method=method, profile=False)
        ),
        "Qprofile": lambda: pool(yi, vi, method=method),
    }
    if test in special:
        return special[test]()
    if method == "MH":
        return mantel_haenszel(number.measure, raw_cells(number.dataset, number.measure, folder))
    if method == "Peto":
        return peto(raw_cells(number.dataset, number.measure, folder))
    if method.removeprefix("GLMM_") in MIXED_MODELS:
        return binomial_mixed(method.removeprefix("GLMM_"), raw_cells(number.dataset, number.measure, folder))
    return pool(yi, vi, method=method, test=test, profile=False) if method in METHODS and test in TESTS else None


def _value(fit: Fit, number: Number, folder: Path) -> float | None:
    name = number.quantity
    match fit:
        case Pooled() if name in BACK:
            return _on_natural_scale(getattr(fit, BACK[name]), number, folder)
        case Pooled():
            return getattr(fit, POOLED[name])
        case Filled():
            return fit.missing if name == "k0" else getattr(fit.pooled, POOLED[name])
        case Asymmetry():
            return {"stat": fit.stat, "tau": fit.stat, "pval": fit.p, "df": fit.df}[name]
        case list():
            _, quantity, place = name.split("_")
            return getattr(fit[int(place) - 1], POOLED[quantity])
    return None


def _on_natural_scale(value: float, number: Number, folder: Path) -> float:
    sizes = raw_cells(number.dataset, number.measure, folder)["ni"].tolist() if number.measure == "PFT" else ()
    measure = "OR" if number.dataset in LOG_ODDS_RATIOS else OURS.get(number.measure, number.measure)
    back = natural(measure, sizes)
    return back(value) if back else value


def figures() -> Iterator[Figure]:
    """Covered and agreeing numbers and the worst deviation by method and test; then fits per second."""
    if not ORACLE.is_dir():
        yield absent("pooling beside metafor", ORACLE)
        return
    groups = defaultdict[str, list[Compared]](list)
    for compared in compare():
        groups[_group(compared.number)].append(compared)
    for name, members in groups.items():
        yield _figure(name, members)
    yield _figure("all", [member for members in groups.values() for member in members])
    yield from _speed()


def _group(number: Number) -> str:
    return number.method if number.test in TESTS else number.test


def _figure(name: str, members: list[Compared]) -> Figure:
    covered = [member for member in members if member.ours is not None]
    if not covered:
        return Figure(f"metafor, {name}", "not covered", f"{len(members)} numbers")
    agreeing = sum(member.agrees for member in covered)
    worst = max(covered, key=lambda member: member.deviation)
    where = f"{worst.number.dataset} {worst.number.measure} {worst.number.quantity}"
    measured = f"{agreeing} of {len(covered)} covered, worst {worst.deviation:.1e} ({where})"
    return Figure(f"metafor, {name}", "agreeing", measured, f"{len(members)}")


def _speed() -> Iterator[Figure]:
    """REML fits with all that `pool` gives, and a leave-one-out of the largest data set; processor time."""
    pairs = list(effects().values())
    began = time.process_time()
    for yi, vi in pairs:
        pool(yi, vi)
    each = 1000 * (time.process_time() - began) / len(pairs)
    yield Figure("REML fit with Q-profile", "time", f"{each:.2f} ms, {1000 / each:.0f} a second", f"< {METAFOR_MS} ms")
    yi, vi = max(pairs, key=lambda pair: len(pair[0]))
    began = time.process_time()
    leave_one_out(len(yi), lambda rows: pool(yi[rows], vi[rows], profile=False))
    took = 1000 * (time.process_time() - began)
    yield Figure(f"leave one out, {len(yi)} studies", "time", f"{took:.0f} ms", f"< {METAFOR_MS * len(yi):.0f} ms")
