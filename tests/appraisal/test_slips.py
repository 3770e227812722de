"""Slips of the pen in honest reports are objected to; those that leave every number possible cannot be."""

import pytest
from slip_kinds import SLIPS
from slips import caught

LEAST = {"above_everybody": 1.0, "binary_spread": 0.95, "ratio_turned": 0.7, "ratio_digits": 0.7}


@pytest.mark.parametrize("name", LEAST)
def test_most_slips_that_arithmetic_can_see_are_caught(name):
    slip = next(s for s in SLIPS if s.__name__ == name)
    spoilt, objected, _ = caught(slip, 60, start=500_000)
    assert spoilt and objected >= LEAST[name] * spoilt
