"""Means and standard deviations of arms: as reported, or worked out of what a report gives in their place.

A standard error or an interval of the mean tells the standard deviation by the number of patients. A median with
quartiles or range tells both by the methods of `synthesis.effects.medians`, but never that of a time to an event: it
stands on a survival curve, and its quartiles are no summary of observed values.
"""

from __future__ import annotations

import math
import re

from scipy.special import stdtrit

from schemas.models import Result
from schemas.protocol import Protocol
from synthesis.effects.medians import FiveNumbers, mean_and_sd, skewness
from synthesis.outcomes import LABELS, TIME_TO_EVENT, wanted_measure

CONTINUOUS = ("MD", "SMD", "MN")
NOT_CONVERTED = "no: its median was not turned into a mean"
# Words of a time until something happens, which some patients have not reached when they are last seen.
_TIME_TO_EVENT = re.compile(
    r"surviv|\b(time|(hour|day|week|month|year)s?)( \([^)]*\))? (to|until|till|without)\b(?! \d)|"
    r"\b(event|progression|relapse|recurrence|disease|failure|metastasis)[- ]free|\bfree (of|from)\b|"
    r"kaplan|\bnot reached\b|\bcensor|"
    r"\bduration of (\w+[- ]){0,3}(response|remission|benefit|control|treatment|therapy|exposure|follow[- ]?up)|"
    r"^(median )?follow[- ]?up|\bfollow[- ]?up (time|duration|period|length)|\blength of follow[- ]?up",
    re.IGNORECASE,
)
# An interval that is not centred on its mean was made on another scale and tells no standard deviation.
_OFF_CENTRE = 0.1


def has_spread(result: Result) -> bool:
    """Whether an arm's mean comes with something that tells its standard deviation."""
    return result.value is not None and _spread_of(result) != ""


def convertible(result: Result, protocol: Protocol) -> bool:
    """Whether an arm's result is a median of observed values that may stand for a mean in this review."""
    if result.stat != "median" or result.value is None or result.not_reached or not five_numbers(result, 1):
        return False
    wanted = wanted_measure(result.outcome, protocol)
    # Of outcomes that are counted or timed no mean is asked unless the protocol says so.
    if wanted not in CONTINUOUS and (wanted or result.outcome in LABELS.keys() - {"QOL"}):
        return False
    mine = protocol.outcome(result.outcome)
    words = (result.outcome_text, result.class_, result.category, mine.label if mine else "")
    return result.outcome not in TIME_TO_EVENT and not any(_TIME_TO_EVENT.search(text) for text in words)


def five_numbers(result: Result, n: int | None) -> FiveNumbers | None:
    """The median with what is given around it; None without the number of patients, quartiles or range."""
    if result.value is None or not n:
        return None
    given = FiveNumbers(result.value, n, result.q1, result.q3, result.minimum, result.maximum)
    return given if given.quartiles or given.range else None


def mean_of(result: Result, n: int | None) -> float | None:
    """Mean of an arm; None where a median tells none."""
    return _converted(result, n)[0] if result.stat == "median" else result.value


def sd_of(result: Result, n: int | None) -> float | None:
    """Standard deviation of an arm; None where nothing tells it."""
    if result.stat == "median":
        return _converted(result, n)[1]
    spread = _spread_of(result)
    if spread == "sd" or not n:
        return result.sd
    if spread == "se":
        assert result.se is not None
        return result.se * math.sqrt(n)
    return _from_interval(result, n) if spread == "interval" else None


def sd_source(result: Result) -> str:
    """The field of a result that its standard deviation is read or worked out from."""
    if result.stat == "median":
        return "q1" if result.q1 is not None and result.q3 is not None else "minimum"
    return {"se": "se", "interval": "ci_low"}.get(_spread_of(result), "sd")


def conversions(results: list[Result]) -> list[str]:
    """Ids of what was done to the results behind a row of means."""
    notes = {"sd": "", "se": "sd_from_se", "interval": "sd_from_interval", "": ""}
    done = {"mean_from_median" if r.stat == "median" else notes[_spread_of(r)] for r in results}
    return sorted(done - {""})


def against_conversion(result: Result, n: int | None) -> str:
    """Why the median of an arm cannot stand for its mean, as the end of a sentence; empty if it can."""
    given = five_numbers(result, n)
    if given is None:
        return "the number of its patients is not known"
    try:
        test = skewness(given)
    except ValueError as error:
        return str(error)
    if not test.evident:
        return ""
    return (
        f"the values are evidently skewed (test of Shi 2023: {test.statistic:.2f}, {test.critical:.2f} or more is "
        f"against a normal distribution of {given.n} patients)"
    )


def _spread_of(result: Result) -> str:
    """sd, se or interval: the most direct that tells the standard deviation; empty for none."""
    if result.sd is not None:
        return "sd"
    if result.se is not None:
        return "se"
    value, low, high = result.value, result.ci_low, result.ci_high
    if value is None or low is None or high is None or not result.ci_level or not low < high:
        return ""
    return "interval" if abs((low + high) / 2 - value) <= _OFF_CENTRE * (high - low) / 2 else ""


def _from_interval(result: Result, n: int) -> float | None:
    """√n (high - low) / 2t, t with n - 1 degrees of freedom at the interval's own level (Cochrane Handbook 6.5.2.3)."""
    assert result.ci_low is not None and result.ci_high is not None and result.ci_level is not None
    if n < 2 or not 0 < result.ci_level < 100:
        return None
    t = float(stdtrit(n - 1, 0.5 + result.ci_level / 200))
    return math.sqrt(n) * (result.ci_high - result.ci_low) / (2 * t)


def _converted(result: Result, n: int | None) -> tuple[float | None, float | None]:
    given = five_numbers(result, n)
    try:
        return mean_and_sd(given) if given else (None, None)
    except ValueError:
        return None, None
