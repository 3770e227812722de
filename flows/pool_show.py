"""A pooled effect as text: on the scale on which people read it, with every study and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite, sqrt

import numpy as np
from scipy.special import ndtri

from flows.pool import Found
from flows.pool_file import MISSING
from synthesis.pooling import MIXED_MODELS, ONE_GROUP, RATIOS, Pooled, natural

NAMES = {
    "RR": "risk ratio",
    "OR": "odds ratio",
    "PETO": "odds ratio",
    "RD": "risk difference",
    "AS": "arcsine difference",
    "HR": "hazard ratio",
    "IRR": "rate ratio",
    "IRD": "rate difference",
    "MD": "mean difference",
    "SMD": "standardised mean difference",
    "SMDH": "standardised mean difference, unequal variances",
    "ROM": "ratio of means",
    "PR": "proportion",
    "PLN": "proportion",
    "PLO": "proportion",
    "PAS": "proportion",
    "PFT": "proportion",
    "IR": "rate",
    "IRLN": "rate",
    "MN": "mean",
    "ZCOR": "correlation",
    "GEN": "effect",
}
METHODS = {
    "EE": "common effect, inverse variance",
    "MH": "common effect, Mantel-Haenszel",
    "Peto": "common effect, Peto",
    "GLMM": "random effects, binomial mixed model",
    "CM.AL": "random effects, conditional binomial mixed model",
    "UM.FS": "random effects, binomial mixed model with a level for each study",
}
_SCALES = {"PLO": "logit", "PAS": "arcsine", "PFT": "double arcsine", "ZCOR": "Fisher's z"}
_PROPORTIONS = frozenset({"PR", "PLN", "PLO", "PAS", "PFT"})


_NAME = 48
"""Letters of a study's name that a line has room for."""
TESTS = {"knha": "Hartung-Knapp", "adhoc": "Hartung-Knapp, never narrower than Wald"}
Back = Callable[[float], float] | None


def shown(found: Found) -> str:
    """The whole answer, ending with a line feed."""
    pooled, measure = found.pooled, found.measure
    back = natural(measure, found.studies.cells.get("ni", np.array([])).tolist())
    count = f"{pooled.k} {'study' if pooled.k == 1 else 'studies'}"
    method = METHODS.get(pooled.method, f"random effects, {pooled.method}")
    test = f"{pooled.test} ({TESTS[pooled.test]})" if pooled.test in TESTS else pooled.test
    lines = [f"{NAMES[measure].capitalize()}, {count}; {method}; test {test}", ""]
    weight, whole = ("weight", "100.0%") if pooled.weights else ("", "")
    members = [*_members(found), ("pooled", _interval(pooled, back, measure), whole)]
    lines += [*_table(members, ("study", _head(pooled), weight)), "", *_sentences(found, back)]
    if found.groups:
        heads = (found.wishes.subgroup or "", _head(pooled), "k, I2")
        groups = [
            (str(label), _interval(one, back, measure), _within(one)) for label, one in found.groups.groups.items()
        ]
        lines += ["", *_table(groups, heads), *_difference(found)]
    for title, series in (("up to and with", found.steps), ("without", found.without)):
        if series:
            rows = [(name, _interval(step, back, measure), _within(step)) for name, step in series]
            lines += ["", *_table(rows, (title, _head(pooled), "k, I2"))]
            lines += _unordered(found) if series is found.steps else []
    lines += _small(found, back)
    if found.studies.left_out:
        left = [f"  line {one.line}, {one.label}: {one.reason}" for one in found.studies.left_out]
        lines += ["", f"Left out: {len(left)} {'row' if len(left) == 1 else 'rows'}", *left]
    return "\n".join(lines) + "\n"


def _head(pooled: Pooled) -> str:
    return f"estimate [{pooled.level:g}% interval]"


def _table(rows: Sequence[tuple[str, str, str]], heads: tuple[str, str, str]) -> list[str]:
    """Columns as wide as their longest cell, numbers to the right; long names are cut."""
    rows = [(a if len(a) <= _NAME else f"{a[: _NAME - 1].rstrip()}…", b, c) for a, b, c in rows]
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(3)]
    return [f"  {a:<{widths[0]}}  {b:>{widths[1]}}  {c:>{widths[2]}}".rstrip() for a, b, c in (heads, *rows)]


def _unordered(found: Found) -> list[str]:
    """A line for the studies that come last in the cumulative table because their cell is empty."""
    column = found.wishes.cumulative or ""
    studies = found.studies
    last = [name for name, row in zip(studies.labels, studies.rows, strict=True) if row.cells[column] in MISSING]
    return [f"  last, without {column}: {', '.join(last)}"] if last else []


def _members(found: Found) -> list[tuple[str, str, str]]:
    """Every study with its own effect and interval, and its weight."""
    studies, pooled = found.studies, found.pooled
    wide = -float(ndtri((1 - pooled.level / 100) / 2))
    sizes = studies.cells.get("ni", np.full(len(studies.rows), np.nan)).tolist()
    rows = []
    for i, label in enumerate(studies.labels):
        y, half = float(studies.yi[i]), wide * sqrt(float(studies.vi[i]))
        back = natural(found.measure, [sizes[i]] if isfinite(sizes[i]) else [])
        weight = f"{pooled.weights[i]:.1f}%" if pooled.weights else ""
        rows.append((label, _three(y, y - half, y + half, back, found.measure), weight))
    return rows


def _interval(pooled: Pooled, back: Back, measure: str) -> str:
    return _three(pooled.b, pooled.ci_low, pooled.ci_high, back, measure)


def _three(middle: float, low: float, high: float, back: Back, measure: str) -> str:
    if not isfinite(middle):
        return "no effect can be computed"
    given = [_number(value, back, measure) for value in (middle, low, high)]
    return f"{given[0]} [{given[1]}, {given[2]}]"


def _number(value: float, back: Back, measure: str) -> str:
    """An effect on its natural scale: proportions in percent, others with two decimals or two figures.

    A ratio that is not 1 is not printed as 1.00: whether an interval excludes 1 must be seen.
    """
    value = back(value) if back else value
    if measure in _PROPORTIONS:
        return f"{100 * value:.1f}%"
    if not isfinite(value):
        return str(value)
    if measure in RATIOS and value != 1 and f"{value:.2f}" == "1.00":
        return next((text for digits in range(3, 9) if float(text := f"{value:.{digits}f}") != 1), "1.00")
    return f"{value:.2f}" if abs(value) >= 0.1 or value == 0 else f"{value:.2g}"


def _variance(tau2: float) -> str:
    """Four decimals, and for small ones two figures; what is below the search's last step is 0."""
    if tau2 < 1e-9:
        return "0"
    return f"{tau2:.4f}" if tau2 >= 0.001 else f"{tau2:.2g}"


def _within(pooled: Pooled) -> str:
    return f"{pooled.k}, {pooled.I2:.0f}%" if pooled.I2 is not None else f"{pooled.k}, –"


def _sentences(found: Found, back: Back) -> list[str]:
    """Test, prediction interval and heterogeneity, a line each."""
    pooled, measure = found.pooled, found.measure
    lines = []
    if back:
        scale = "logarithm" if measure in RATIOS else _SCALES[measure]
        lines.append(f"Analysis scale ({scale}): b = {pooled.b:.4f}, se = {pooled.se:.4f}")
    else:
        lines.append(f"b = {pooled.b:.4f}, se = {pooled.se:.4f}")
    if measure not in ONE_GROUP:
        letter = "z" if pooled.test == "z" else f"t({pooled.k - 1})"
        lines.append(f"No effect: {letter} = {pooled.stat:.2f}, {_p(pooled.p)}")
    if pooled.pi_low is not None and pooled.pi_high is not None and pooled.k > 1:
        ends = f"{_number(pooled.pi_low, back, measure)} to {_number(pooled.pi_high, back, measure)}"
        lines.append(f"Prediction interval for a new study: {ends}")
    return [*lines, *_heterogeneity(pooled)] if pooled.k > 1 else lines


def _heterogeneity(pooled: Pooled) -> list[str]:
    if pooled.method in MIXED_MODELS:
        return [f"Heterogeneity: tau2 = {_variance(pooled.tau2)}"]
    if pooled.Q is None or pooled.I2 is None or pooled.Qp is None:
        return ["Heterogeneity: not computed, since a sampling variance is 0"]
    tau = f"tau2 = {_variance(pooled.tau2)}"
    share = f"I2 = {pooled.I2:.1f}%"
    if pooled.tau2_low is not None and pooled.tau2_high is not None:
        tau += f" [{_variance(pooled.tau2_low)}, {_variance(pooled.tau2_high)}]"
        share += f" [{pooled.I2_low:.1f}%, {pooled.I2_high:.1f}%]"
    tau = "" if pooled.method in METHODS else f"{tau}, "
    return [f"Heterogeneity: {tau}{share}, Q = {pooled.Q:.2f}, {_p(pooled.Qp)}"]


def _difference(found: Found) -> list[str]:
    groups = found.groups
    if groups is None or groups.Q_between is None or groups.p is None:
        return ["Difference between the groups: not tested, since there are not two"]
    return [f"Difference between the groups: Q = {groups.Q_between:.2f} on {groups.df} df, {_p(groups.p)}"]


def _small(found: Found, back: Back) -> list[str]:
    if not found.small:
        return []
    classic, mixed, ranks, filled = found.small
    missing = f"{filled.missing} {'study' if filled.missing == 1 else 'studies'} missing on the {filled.side}"
    return [
        "",
        "Do small studies differ from large ones?",
        f"  Egger's regression: t({classic.df}) = {classic.stat:.2f}, {_p(classic.p)}",
        f"  Egger's regression, mixed effects: z = {mixed.stat:.2f}, {_p(mixed.p)}",
        f"  Begg's rank test: tau = {ranks.stat:.2f}, {_p(ranks.p)}",
        f"  Trim and fill: {missing}; with them {_interval(filled.pooled, back, found.measure)}",
    ]


def _p(p: float) -> str:
    return "p < 0.0001" if p < 0.0001 else f"p = {p:.4f}"
