"""Pooling: many effects become one, with what is uncertain about it."""

from synthesis.pooling.between import METHODS
from synthesis.pooling.inverse_variance import TESTS, pool
from synthesis.pooling.pooled import Pooled

__all__ = ["METHODS", "TESTS", "Pooled", "pool"]
