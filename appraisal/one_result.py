"""What one result says of itself: the digits of its interval, and its denominator."""

from __future__ import annotations

import re

from appraisal.intervals import Printed
from appraisal.printed import decimals, repr_decimals
from schemas.models import Result


def interval_places(r: Result) -> tuple[int, int]:
    """Printed decimals of the ends of an interval, the estimate's own where the ends have lost trailing zeros."""
    if r.ci_low is None or r.ci_high is None:
        return 0, 0
    least = min(decimals(r.ci_low, r.quote), decimals(r.ci_high, r.quote))
    if not r.quote:
        least = max(repr_decimals(r.ci_low), repr_decimals(r.ci_high))
    return max(least, repr_decimals(r.ci_low)), max(least, repr_decimals(r.ci_high))


def printed_interval(r: Result) -> Printed | None:
    """The interval of a share of people as it was printed; 95% where the report names no level."""
    if r.ci_low is None or r.ci_high is None:
        return None
    low, high, places = r.ci_low, r.ci_high, interval_places(r)
    if "proportion" in r.unit.casefold():
        low, high, places = 100 * low, 100 * high, (places[0] - 2, places[1] - 2)
    return Printed(low, high, r.ci_level or 95, places)


def says_denominator(r: Result) -> bool:
    """Whether the report itself gives the denominator of this number: in its quote, or as the registry posted it."""
    if not r.n_eval:
        return False
    if r.locator is not None and "pointer" in r.locator:
        return True
    quote = r.quote.replace(",", "") if r.n_eval > 999 else r.quote
    # Where the count is as large, its own digits say nothing of the denominator.
    return len(re.findall(rf"(?<![\d.,]){r.n_eval}(?![.,]?\d)", quote)) > (r.events == r.n_eval)
