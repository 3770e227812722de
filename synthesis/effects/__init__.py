"""Effect sizes: from counts, means, rates, correlations and reported intervals to yi and vi, as metafor has them."""

from synthesis.effects.intervals import (
    LOG_SCALE,
    half_width,
    standard_error_from_p,
    standard_error_of_interval,
    two_sided_p,
)
from synthesis.effects.measures import MEASURES, escalc
from synthesis.effects.one_row import (
    FROM_COUNTS,
    FROM_MEANS,
    RATIOS,
    Effect,
    NoEffectError,
    effect_of,
    from_interval,
    logit_proportion,
    raw_mean,
)
from synthesis.effects.shared_groups import Contrast, Separated, contrast_of, without_double_counting
from synthesis.effects.tables import Array, Columns, ZeroCells

__all__ = [
    "FROM_COUNTS",
    "FROM_MEANS",
    "LOG_SCALE",
    "MEASURES",
    "RATIOS",
    "Array",
    "Columns",
    "Contrast",
    "Effect",
    "NoEffectError",
    "Separated",
    "ZeroCells",
    "contrast_of",
    "effect_of",
    "escalc",
    "from_interval",
    "half_width",
    "logit_proportion",
    "raw_mean",
    "standard_error_from_p",
    "standard_error_of_interval",
    "two_sided_p",
    "without_double_counting",
]
