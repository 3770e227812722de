"""`escalc`: many rows at once, any measure, as metafor's function of that name computes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from synthesis.effects import formulas, tables
from synthesis.effects.intervals import from_intervals, from_logrank
from synthesis.effects.tables import Array, Columns, ZeroCells


@dataclass(frozen=True, slots=True)
class Measure:
    """How a measure is computed: from which table, by which formula, and what zero cells get unless told."""

    first: str
    """The column that shows that its raw cells are there."""
    table: tables.Prepare
    formula: Callable[..., formulas.Pair]
    add: float = 0.5


MEASURES: dict[str, Measure] = {
    "RR": Measure("ai", tables.two_by_two, formulas.risk_ratio),
    "OR": Measure("ai", tables.two_by_two, formulas.odds_ratio),
    "RD": Measure("ai", tables.two_by_two, formulas.risk_difference),
    "AS": Measure("ai", tables.two_by_two, formulas.arcsine_difference, add=0),
    "PETO": Measure("ai", tables.two_by_two, formulas.peto),
    "IRR": Measure("x1i", tables.two_rates, formulas.rate_ratio),
    "IRD": Measure("x1i", tables.two_rates, formulas.rate_difference),
    "MD": Measure("m1i", tables.two_means, formulas.mean_difference),
    "SMD": Measure("m1i", tables.two_means, formulas.standardised_mean_difference),
    "SMDH": Measure("m1i", tables.two_means, formulas.standardised_unequal),
    "ROM": Measure("m1i", tables.two_means, formulas.ratio_of_means),
    "PR": Measure("xi", tables.proportion, formulas.raw_proportion),
    "PLN": Measure("xi", tables.proportion, formulas.log_proportion),
    "PLO": Measure("xi", tables.proportion, formulas.logit_proportion),
    "PAS": Measure("xi", tables.proportion, formulas.arcsine_proportion, add=0),
    "PFT": Measure("xi", tables.proportion, formulas.double_arcsine, add=0),
    "IR": Measure("xi", tables.rate, formulas.raw_rate),
    "IRLN": Measure("xi", tables.rate, formulas.log_rate),
    "MN": Measure("mi", tables.mean, formulas.raw_mean),
    "ZCOR": Measure("ri", tables.correlation, formulas.fisher_z),
}
"""Measures that are computed from raw cells. Any other name, HR and GEN among them, needs ready effects."""


def escalc(
    measure: str, columns: Columns, *, add: float | None = None, to: str = "only0", drop00: bool = False
) -> tuple[Array, Array]:
    """Effects and sampling variances of many rows: (yi, vi), NaN where a row has none.

    `columns` maps metafor's names to values, NaN for what is missing. The first of these forms is taken: `yi` with
    `vi` or `sei`; the measure's raw cells; `o_minus_e` with `variance` (log hazard ratios); `estimate` with `ci_low`,
    `ci_high` and `ci_level`, on the natural scale.

    `add`, `to` and `drop00` say what is done about zero cells (see `ZeroCells`); `add` unless given is one half, and
    nothing for AS, PAS and PFT, which are defined for zero. ValueError: columns are missing or differ in length, or a
    count, size, correlation or level is impossible (metafor stops there too); the message names the first such row.
    """
    known = MEASURES.get(measure)
    zeros = ZeroCells((known.add if known else 0) if add is None else add, to, drop00)
    given = tables.arrays(columns)
    with np.errstate(all="ignore"):
        yi, vi = _first_form(measure, known, given, zeros)
        if (np.isfinite(yi) & np.isfinite(vi) & (vi >= 0)).all():
            return yi, vi
        return _undefined_as_nan(yi, vi, given)


def _undefined_as_nan(yi: Array, vi: Array, given: dict[str, Array]) -> formulas.Pair:
    """NaN for both where the formula cannot be applied; a row whose variance alone is missing keeps its effect."""
    told = ~np.logical_or.reduce([np.isnan(column) for column in given.values()])
    undefined = np.isinf(yi) | np.isinf(vi) | (told & (np.isnan(yi) | np.isnan(vi)))
    return np.where(undefined, np.nan, yi), np.where(undefined | (vi < 0), np.nan, vi)


def _first_form(measure: str, known: Measure | None, given: dict[str, Array], zeros: ZeroCells) -> formulas.Pair:
    """Effects by the first form of data that the columns are."""
    if "yi" in given and {"vi", "sei"} & given.keys():
        return given["yi"], given["vi"] if "vi" in given else given["sei"] ** 2
    if known and known.first in given:
        return known.formula(*known.table(given, zeros))
    if {"o_minus_e", "variance"} <= given.keys():
        return from_logrank(given["o_minus_e"], given["variance"])
    if {"estimate", "ci_low", "ci_high", "ci_level"} <= given.keys():
        return from_intervals(measure, *(given[name] for name in ("estimate", "ci_low", "ci_high", "ci_level")))
    cells = f"raw cells from {known.first} on, " if known else ""
    raise ValueError(f"{measure} needs {cells}yi with vi or sei, or estimate with ci_low, ci_high and ci_level")
