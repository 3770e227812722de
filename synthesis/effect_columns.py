"""From a candidate's numbers to the columns of its effect: measure, yi, vi, sei, estimate, interval, origin."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from appraisal.intervals import clopper_pearson
from schemas.protocol import Analysis, Protocol
from synthesis.arm_means import against_conversion, conversions
from synthesis.candidates import MEASURE_OF, Candidate, Numbers
from synthesis.effects import (
    FROM_COUNTS,
    FROM_MEANS,
    RATIOS,
    Effect,
    NoEffectError,
    ZeroCells,
    from_interval,
    half_width,
    logit_proportion,
    raw_mean,
    standard_error_from_p,
)
from synthesis.outcomes import is_one_sided, wanted_measure
from synthesis.standing import exact_p, p_text

PLACES = 10
"""Decimals that calculated numbers keep: more than any pooling needs, fewer than two machines may differ in."""
USUAL_LEVEL = 95.0


class UnpoolableError(Exception):
    """The numbers are there and give no effect; the sentence says why."""


class NotConvertedError(Exception):
    """Medians that cannot stand for means; the sentence says why. Nothing is wrong with them."""


def effect_columns(candidate: Candidate, protocol: Protocol) -> tuple[dict[str, Any], list[str]]:
    """Raw numbers and effect of a row, and the ids of rules that a reader should know about (`level_assumed`)."""
    make = {"counts": _from_counts, "means": _from_means, "contrast": _from_contrast}[candidate.kind]
    return make(candidate, protocol)


def measure_of(candidate: Candidate, protocol: Protocol) -> str:
    """The effect measure under which a candidate's row stands."""
    if candidate.kind == "contrast":
        return MEASURE_OF[candidate.stat]
    measures, wanted = protocol.analysis.measures, wanted_measure(candidate.cell.outcome, protocol)
    if candidate.kind == "counts":
        if "xi" in candidate.numbers:
            return measures.single_binary
        return wanted if wanted in FROM_COUNTS else measures.binary
    if "mi" in candidate.numbers:
        return measures.single_continuous
    return wanted if wanted in FROM_MEANS else measures.continuous


def _rounded(value: float | str | None) -> float | None:
    return round(value, PLACES) if isinstance(value, int | float) else None


def pooling_scale(effect: Effect) -> dict[str, Any]:
    """yi, vi and sei."""
    return {"yi": _rounded(effect.yi), "vi": _rounded(effect.vi), "sei": _rounded(effect.sei)}


def _effect(measure: str, effect: Effect, origin: str) -> dict[str, Any]:
    return {"measure": measure, **pooling_scale(effect), "effect_origin": origin}


def natural_scale(measure: str, effect: Effect, level: float) -> dict[str, Any]:
    """Estimate and Wald interval on the natural scale."""
    half = half_width(level) * (effect.sei or 0)

    def back(x: float) -> float:
        if measure in RATIOS:
            return math.exp(x)
        return 1 / (1 + math.exp(-x)) if measure == "PLO" else x

    columns = dict(zip(("estimate", "ci_low", "ci_high"), map(back, (effect.yi, effect.yi - half, effect.yi + half)),
                       strict=True))  # fmt: skip
    return {name: _rounded(value) for name, value in columns.items()} | {"ci_level": level}


def _from_counts(candidate: Candidate, protocol: Protocol) -> tuple[dict[str, Any], list[str]]:
    n, measure = dict(candidate.numbers), measure_of(candidate, protocol)
    reported: Numbers = {k: n.pop(k) for k in ("ci_low", "ci_high", "ci_level") if k in n}
    try:
        effect = counts_effect(measure, n, protocol.analysis)
    except ValueError as error:
        raise UnpoolableError(f"{candidate.reading.key}: {error}.") from error
    if effect is None:  # zero cells to which the protocol adds nothing
        return n | {"measure": measure, "effect_origin": "from_counts"}, []
    natural = natural_scale(measure, effect, protocol.analysis.level)
    if "xi" in n:
        natural |= _natural_share(n, reported, protocol.analysis.level)
    return n | _effect(measure, effect, "from_counts") | natural, []


def counts_effect(measure: str, cells: Mapping[str, Any], plan: Analysis) -> Effect | None:
    """The effect of a row's counts by the protocol's setting for zero cells; None where it leaves none."""
    zeros = ZeroCells.planned(plan)
    try:
        if measure in FROM_COUNTS:
            return FROM_COUNTS[measure](cells["ai"], cells["n1i"], cells["ci"], cells["n2i"], zeros)
        return logit_proportion(cells["xi"], cells["ni"], zeros)
    except NoEffectError:
        return None


def _natural_share(n: Numbers, reported: Numbers, level: float) -> dict[str, Any]:
    """A single arm's share with its interval: as reported, exact where nobody or everybody had the event."""
    x, total = int(n["xi"]), int(n["ni"])  # type: ignore[arg-type]
    natural: dict[str, Any] = {"estimate": _rounded(x / total)}
    if x in (0, total):
        # The interval of the corrected logit does not hold the raw 0 or 1; the exact one does.
        exact = clopper_pearson(x, total, level)
        natural |= {"ci_low": _rounded(exact[0] / 100), "ci_high": _rounded(exact[1] / 100)}
    if len(reported) == 3 and reported["ci_level"]:
        natural |= {name: _rounded(value) for name, value in reported.items()}
    return natural


def _from_means(candidate: Candidate, protocol: Protocol) -> tuple[dict[str, Any], list[str]]:
    n, level, measure = dict(candidate.numbers), protocol.analysis.level, measure_of(candidate, protocol)
    _refuse_medians(candidate)
    notes = conversions([candidate.reading.extraction.results[i] for i in candidate.indices])
    for name in ("ci_low", "ci_high", "ci_level"):
        n.pop(name, None)
    if any(value is None for value in n.values()) or any(n[c] <= 0 for c in n if c.startswith("sd")):  # type: ignore[operator]
        raise UnpoolableError(f"{candidate.reading.key} gives a mean without standard deviation or number of patients.")
    if "mi" in n:
        effect = raw_mean(n["mi"], n["sdi"], n["ni"])  # type: ignore[arg-type]
    else:
        if n["n1i"] + n["n2i"] < 4:  # type: ignore[operator]
            raise UnpoolableError(f"{candidate.reading.key} gives means of fewer than four patients.")
        effect = FROM_MEANS[measure](*(n[c] for c in ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")))  # type: ignore[arg-type]
    raw = {name: _rounded(value) if isinstance(value, float) else value for name, value in n.items()}
    origin = "from_medians" if candidate.of_medians else "from_means"
    return raw | _effect(measure, effect, origin) | natural_scale(measure, effect, level), notes


def _refuse_medians(candidate: Candidate) -> None:
    """Raise `NotConvertedError` where a median of the candidate cannot stand for a mean."""
    groups = zip(candidate.indices, ("ni",) if "ni" in candidate.numbers else ("n1i", "n2i"), strict=True)
    for index, size in groups:
        result, n = candidate.reading.extraction.results[index], candidate.numbers[size]
        why = against_conversion(result, int(n) if n else None) if result.stat == "median" else ""
        if why:
            arm = (candidate.control if size == "n2i" else None) or candidate.experimental
            raise NotConvertedError(
                f"{candidate.reading.key} gives a median of {result.value:g} for {arm.label} ({result.outcome_text}), "
                f"which was not turned into a mean: {why}."
            )


def _from_contrast(candidate: Candidate, protocol: Protocol) -> tuple[dict[str, Any], list[str]]:
    n, notes = candidate.numbers, []
    result = candidate.reading.extraction.results[candidate.indices[0]]
    measure = measure_of(candidate, protocol)
    low, high, level = n["ci_low"], n["ci_high"], n["ci_level"]
    if low is not None and high is not None and level is None:
        level, notes = USUAL_LEVEL, ["level_assumed"]
    if is_one_sided(result):
        effect, notes = from_interval(measure, n["estimate"], None, None, None), ["one_sided_interval"]  # type: ignore[arg-type]
    else:
        effect = from_interval(measure, n["estimate"], low, high, level)  # type: ignore[arg-type]
    if effect is None:
        raise UnpoolableError(f"{candidate.reading.key} gives a {measure} of {n['estimate']}, which has no logarithm.")
    origin = "from_interval"
    if effect.vi is None:
        origin = "reported"
        p = exact_p(str(n["p_value"] or ""))
        if low is None and high is None and p and (se := standard_error_from_p(effect.yi, p)):
            effect, notes = Effect(effect.yi, se**2), ["sei_from_p"]
    natural = {"estimate": _rounded(n["estimate"]), "ci_low": _rounded(low), "ci_high": _rounded(high),
               "ci_level": level, "p_value": p_text(str(n["p_value"] or ""))}  # fmt: skip
    natural |= {name: n[name] for name in ("n1i", "n2i") if n.get(name)}
    return _effect(measure, effect, origin) | natural, notes
