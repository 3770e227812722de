"""Pooling: many effects become one, with what is uncertain about it."""

from synthesis.pooling.between import METHODS
from synthesis.pooling.binomial import MODELS as MIXED_MODELS
from synthesis.pooling.binomial import binomial_mixed
from synthesis.pooling.inverse_variance import TESTS, pool
from synthesis.pooling.natural import ONE_GROUP, RATIOS, natural
from synthesis.pooling.pooled import Pooled
from synthesis.pooling.series import Subgroups, cumulative, leave_one_out, subgroups
from synthesis.pooling.small_studies import ENOUGH, Asymmetry, begg, egger, egger_mixed
from synthesis.pooling.tables import MANTEL_HAENSZEL, mantel_haenszel, peto
from synthesis.pooling.trim_and_fill import Filled, trim_and_fill

__all__ = [
    "ENOUGH",
    "MANTEL_HAENSZEL",
    "METHODS",
    "MIXED_MODELS",
    "ONE_GROUP",
    "RATIOS",
    "TESTS",
    "Asymmetry",
    "Filled",
    "Pooled",
    "Subgroups",
    "begg",
    "binomial_mixed",
    "cumulative",
    "egger",
    "egger_mixed",
    "leave_one_out",
    "mantel_haenszel",
    "natural",
    "peto",
    "pool",
    "subgroups",
    "trim_and_fill",
]
