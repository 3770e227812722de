"""Pooling of raw cells, where few events make each study's own effect unreliable: Mantel-Haenszel and Peto.

Nothing is added to a cell for the pooled effect. Only Q needs each study's own effect: for it `add`, `to` and `drop00`
say what is done about zero cells, and unless told otherwise a half is added to those of tables with a zero, and tables
without any event, or with nothing but events, do not count, as in metafor.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log, nan, sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtrc, ndtr, ndtri

from schemas.errors import BadInput
from synthesis.effects import escalc
from synthesis.pooling.pooled import Pooled
from synthesis.pooling.weighted import Vector

MANTEL_HAENSZEL = ("RR", "OR", "RD", "IRR")
Cells = Mapping[str, ArrayLike]
"""Columns in metafor's names: ai, bi, ci, di or ai, n1i, ci, n2i; x1i, t1i, x2i, t2i. NaN for what is missing."""


def mantel_haenszel(
    measure: str,
    cells: Cells,
    *,
    add: float = 0.5,
    to: str = "only0",
    drop00: bool = True,
    level: float = 95,
) -> Pooled:
    """The Mantel-Haenszel estimate of a common RR, OR, RD or IRR (log scale but for RD).

    Variances: Greenland and Robins 1985 (RR, RD), Robins, Breslow and Greenland 1986 (OR), Rothman, Greenland and Lash
    2008 (IRR). `b` is NaN where one group has no event in any study. BadInput for another measure and for no study.
    """
    if measure not in MANTEL_HAENSZEL:
        raise BadInput(f"Mantel-Haenszel pools {', '.join(MANTEL_HAENSZEL)}, not {measure}.")
    columns = _rates(cells) if measure == "IRR" else counts(cells)
    b, se, weights = {"RR": _risk_ratio, "OR": _odds_ratio, "RD": _risk_difference, "IRR": _rate_ratio}[measure](
        *columns
    )
    yi, vi = _effects(measure, cells, add, to, drop00)
    Q = float(((yi - b) ** 2 / vi).sum()) if len(yi) > 1 else 0.0
    return _answer((measure, "MH", len(columns[0])), (b, se, weights), (max(0.0, Q), len(yi)), level)


def peto(cells: Cells, *, add: float = 0.5, to: str = "only0", drop00: bool = True, level: float = 95) -> Pooled:
    """Peto's odds ratio, log scale (Yusuf et al. 1985): events beyond the expected over the hypergeometric variance.

    Of the settings for zero cells only `drop00` matters here: for the degrees of freedom of Q.
    """
    ai, bi, ci, di = counts(cells)
    n1i, n2i, events, others = ai + bi, ci + di, ai + ci, bi + di
    n = n1i + n2i
    gap = ai - events * n1i / n
    vi = events * others * (n1i / n) * (n2i / n) / (n - 1)
    if vi.sum() == 0:
        raise BadInput("One of the two outcomes never occurred in any study, so Peto's method has nothing to go by.")
    b, se = float(gap.sum() / vi.sum()), sqrt(1 / float(vi.sum()))
    counted = vi > 0
    Q = float((gap[counted] ** 2 / vi[counted]).sum() - gap.sum() ** 2 / vi.sum())
    k = len(_effects("PETO", cells, add, to, drop00)[0]) if counted.sum() > 1 else 1
    return _answer(("OR", "Peto", len(ai)), (b, se, vi), (max(0.0, Q), k), level)


def _odds_ratio(ai: Vector, bi: Vector, ci: Vector, di: Vector) -> tuple[float, float, Vector]:
    n = ai + bi + ci + di
    p, q, r, s = (ai + di) / n, (bi + ci) / n, ai * di / n, bi * ci / n
    R, S = float(r.sum()), float(s.sum())
    if R == 0 or S == 0:
        return nan, nan, s
    variance = (p @ r) / R**2 + (p @ s + q @ r) / (R * S) + (q @ s) / S**2
    return log(R / S), sqrt(float(variance) / 2), s


def _risk_ratio(ai: Vector, bi: Vector, ci: Vector, di: Vector) -> tuple[float, float, Vector]:
    n1i, n2i = ai + bi, ci + di
    n = n1i + n2i
    r, s = ai * n2i / n, ci * n1i / n
    R, S = float(r.sum()), float(s.sum())
    if R == 0 or S == 0:
        return nan, nan, s
    variance = (n1i * n2i * (ai + ci) / n**2 - ai * ci / n).sum() / (R * S)
    return log(R / S), sqrt(float(variance)), s


def _risk_difference(ai: Vector, bi: Vector, ci: Vector, di: Vector) -> tuple[float, float, Vector]:
    n1i, n2i = ai + bi, ci + di
    n = n1i + n2i
    weights = n1i * n2i / n
    total = float(weights.sum())
    b = float((ai * n2i - ci * n1i) @ (1 / n)) / total
    first = ci * (n1i / n) ** 2 - ai * (n2i / n) ** 2 + (n1i / n) * (n2i / n) * (n2i - n1i) / 2
    second = (ai * (n2i - ci) + ci * (n1i - ai)) / (2 * n)
    return b, sqrt(float(b * first.sum() + second.sum())) / total, weights


def _rate_ratio(x1i: Vector, t1i: Vector, x2i: Vector, t2i: Vector) -> tuple[float, float, Vector]:
    total = t1i + t2i
    r, s = x1i * t2i / total, x2i * t1i / total
    R, S = float(r.sum()), float(s.sum())
    if R == 0 or S == 0:
        return nan, nan, s
    return log(R / S), sqrt(float(((t1i / total) * (t2i / total) * (x1i + x2i)).sum()) / (R * S)), s


def counts(cells: Cells) -> tuple[Vector, ...]:
    """ai, bi, ci, di of the studies that have them all."""
    given = {name: np.asarray(cells[name], dtype=float) for name in cells}
    try:
        ai, ci = given["ai"], given["ci"]
        bi, di = _rest(given, "bi", "n1i", ai), _rest(given, "di", "n2i", ci)
    except KeyError as missing:
        raise BadInput(f"The column {missing.args[0]} is missing; counts are ai n1i ci n2i or ai bi ci di.") from None
    return together(ai, bi, ci, di)


def _rest(given: dict[str, Vector], name: str, total: str, events: Vector) -> Vector:
    """Those without the event: as given, and from the total where a study's cell is empty."""
    if name not in given:
        return given[total] - events
    return np.where(np.isnan(given[name]), given[total] - events, given[name]) if total in given else given[name]


def _rates(cells: Cells) -> tuple[Vector, ...]:
    try:
        return together(*(np.asarray(cells[name], dtype=float) for name in ("x1i", "t1i", "x2i", "t2i")))
    except KeyError as missing:
        raise BadInput(f"The column {missing.args[0]} is missing; rates are x1i t1i x2i t2i.") from None


def together(*columns: Vector) -> tuple[Vector, ...]:
    """The same columns of the studies that have them all; BadInput where there is none."""
    there = np.isfinite(np.vstack(columns)).all(axis=0)
    if not there.any():
        raise BadInput("No study has all its counts, so there is nothing to pool.")
    return tuple(column[there] for column in columns)


def _effects(measure: str, cells: Cells, add: float, to: str, drop00: bool) -> tuple[Vector, Vector]:
    """Effects of the single studies, of those that have one."""
    raw = {name: values for name, values in cells.items() if name not in ("yi", "vi", "sei")}
    yi, vi = escalc(measure, raw, add=add, to=to, drop00=drop00)
    there = np.isfinite(yi) & np.isfinite(vi)
    return yi[there], vi[there]


def _answer(
    what: tuple[str, str, int], estimate: tuple[float, float, Vector], heterogeneity: tuple[float, int], level: float
) -> Pooled:
    """From measure, method and k; effect, standard error and weights; Q and the number of studies it is made of."""
    (measure, method, k), (b, se, weights), (Q, counted) = what, estimate, heterogeneity
    df = counted - 1
    half = -float(ndtri((1 - level / 100) / 2)) * se
    stat = b / se if se else nan
    return Pooled(
        measure=measure,
        method=method,
        test="z",
        level=float(level),
        k=k,
        b=b,
        se=se,
        stat=stat,
        p=2 * float(ndtr(-abs(stat))),
        ci_low=b - half,
        ci_high=b + half,
        tau2=0.0,
        I2=max(0.0, 100 * (Q - df) / Q) if df > 0 and Q > 0 else 0.0,
        H2=Q / df if df > 0 else 1.0,
        Q=Q,
        Qp=float(chdtrc(df, Q)) if df > 0 else 1.0,
        weights=tuple((100 * weights / weights.sum()).tolist()) if weights.sum() > 0 else (),
    )
