"""Whether means and SDs of whole numbers can be what is printed: GRIM, GRIMMER and DEBIT.

Sources: GRIM, Brown and Heathers, Social Psychological and Personality Science 2017;8:363. GRIMMER, Allard's analytic
form of 2018 with its three tests. DEBIT, Heathers and Brown 2019. Printed numbers come as text: their trailing zeros
count. Rounding half up and half even are both allowed.
"""

from __future__ import annotations

import math

_SLACK = 1e-9


def grim(mean: str, n: int, items: int = 1, percent: bool = False) -> bool:
    """Whether some sum of n people's whole numbers (over `items` items each) has the printed mean."""
    return bool(_sums(mean, n * items, percent))


def _sums(mean: str, n: int, percent: bool = False) -> list[int]:
    """The whole sums of n values whose mean prints as `mean`."""
    value, half = _value(mean)
    if percent:
        value, half = value / 100, half / 100
    first, last = math.ceil((value - half - _SLACK) * n), math.floor((value + half + _SLACK) * n)
    return list(range(first, last + 1))


def _value(text: str) -> tuple[float, float]:
    """A printed number, and half a unit of its last digit."""
    return float(text), 0.5 * 10.0 ** -len(text.partition(".")[2])


def grimmer(mean: str, sd: str, n: int, items: int = 1) -> bool:
    """Whether n whole numbers exist with the printed mean and sample SD.

    Their sum of squares must be a whole number in the range that the SD allows, must give the SD back, and must be
    odd where the sum is odd.
    """
    printed, half = _value(sd)
    for total in _sums(mean, n * items):
        m = total / (n * items)
        low = ((n - 1) * max(0.0, printed - half) ** 2 + n * m * m) * items**2
        high = ((n - 1) * (printed + half) ** 2 + n * m * m) * items**2
        for squares in range(math.ceil(low - 1e-7), math.floor(high + 1e-7) + 1):
            variance = (squares / items**2 - n * m * m) / (n - 1)
            if variance > -_SLACK and abs(math.sqrt(max(0.0, variance)) - printed) <= half + _SLACK and (
                squares % 2 == total % 2 or items > 1
            ):  # fmt: skip
                return True
    return False


def debit(mean: str, sd: str, n: int) -> bool:
    """Whether n values of 0 and 1 can have the printed mean and sample SD."""
    m, half_m = _value(mean)
    s, half_s = _value(sd)
    low, high = max(0.0, m - half_m), min(1.0, m + half_m)
    spread = [math.sqrt(n / (n - 1) * x * (1 - x)) for x in (low, high)]
    if low <= 0.5 <= high:
        spread.append(math.sqrt(n / (n - 1) * 0.25))
    return min(spread) - half_s - _SLACK <= s <= max(spread) + half_s + _SLACK
