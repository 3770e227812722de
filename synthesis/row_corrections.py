"""Corrections of finished rows of the meta-analysis: the cell is set and the effect calculated anew."""

from __future__ import annotations

from typing import Any

from schemas.protocol import Analysis
from synthesis.corrections import parsed, same, stale, who
from synthesis.effect_columns import counts_effect, natural_scale, pooling_scale
from synthesis.effects import FROM_MEANS, from_interval, raw_mean
from synthesis.people import Correction
from synthesis.shapes import Objection, Rows

_WHOLE = ("ai", "n1i", "ci", "n2i", "xi", "ni")
_NUMBERS = ("m1i", "sd1i", "m2i", "sd2i", "mi", "sdi", "estimate", "ci_low", "ci_high", "ci_level")
_OF_MEANS = ("from_means", "from_medians")
_TEXTS = ("p_value", "population", "timepoint", "outcome_label", "experimental", "control")


def correct_row(row: dict[str, Any], correction: Correction, plan: Analysis, entries: Rows) -> list[Objection]:
    """Set one cell of `row` in place and its effect with it; a finding instead where the old value is gone."""
    column = correction.column
    if column not in (*_WHOLE, *_NUMBERS, *_TEXTS):
        return [stale(correction, "no such column can be corrected there")]
    if not same(correction.old, row.get(column)):
        return [stale(correction, f"{row.get(column)!r} stands there and not {correction.old!r}")]
    kind = "events" if column in _WHOLE else "value" if column in _NUMBERS else "p"
    try:
        changed = row | {column: parsed(kind, correction.new)}
        changed |= _effect(changed, plan)
    except (ValueError, TypeError, ZeroDivisionError) as error:
        return [stale(correction, f"no effect can be calculated with it ({error})")]
    row.update(changed)
    for entry in entries:
        if entry["column"] == column:
            entry["extractor"] = who(correction)
    because = f" because {correction.reason}" if correction.reason else ""
    message = f"{column} was {correction.old or 'empty'} and is {correction.new or 'empty'}{because}."
    return [Objection("corrected", "info", message, row["study_id"], row["source_report"], rows=[row["row_id"]])]


def _effect(row: dict[str, Any], plan: Analysis) -> dict[str, Any]:
    """yi, vi and sei of the row's raw numbers or interval; the natural scale too where it is calculated."""
    measure, origin = row["measure"], row["effect_origin"]
    if origin == "from_counts":
        effect = counts_effect(measure, row, plan)
    elif origin in _OF_MEANS and measure in FROM_MEANS:
        effect = FROM_MEANS[measure](*(row[c] for c in ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")))
    elif origin in _OF_MEANS:
        effect = raw_mean(row["mi"], row["sdi"], row["ni"])
    else:
        effect = from_interval(measure, row["estimate"], row["ci_low"], row["ci_high"], row["ci_level"])
    if effect is None:
        raise ValueError("the estimate has no logarithm or a cell is zero")
    columns = pooling_scale(effect)
    if origin in ("from_counts", *_OF_MEANS):
        columns |= natural_scale(measure, effect, plan.level)
        if measure == "PLO":
            columns["estimate"] = row["xi"] / row["ni"]
    else:
        columns["effect_origin"] = "from_interval" if effect.vi is not None else "reported"
    return columns
