"""Pooling: many effects become one, with what is uncertain about it."""

from synthesis.pooling.pooled import Pooled

__all__ = ["Pooled"]
