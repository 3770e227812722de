"""Which reports belong to the review: rules, people, an order for what waits, exchange with screening tools."""

from synthesis.screening.rules import Verdict, screen

__all__ = ["Verdict", "screen"]
