"""Means and standard deviations from medians: the published formulas, and what must hold for any numbers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects.medians import FiveNumbers, mean_and_sd, skewness

QUARTILES = FiveNumbers(12, 40, q1=9, q3=16)
RANGE = FiveNumbers(12, 40, minimum=3, maximum=24)
BOTH = FiveNumbers(12, 40, 9, 16, 3, 24)


# The formulas of the papers typed into R 4 (qnorm) for these numbers.
@pytest.mark.parametrize(
    ("numbers", "mean", "sd", "statistic", "critical"),
    [
        (QUARTILES, 12.354875, 5.382509310356, 0.142857142857, 0.415251789972),
        (RANGE, 12.301425523055, 4.869326509870, 0.142857142857, 0.317924780941),
        (BOTH, 12.484932320901, 5.069636288670, 0.190230034792, 0.473716649025),
    ],
)
def test_each_set_of_numbers_has_its_published_formula(numbers, mean, sd, statistic, critical):
    assert mean_and_sd(numbers) == pytest.approx((mean, sd), rel=1e-11)
    test = skewness(numbers)
    assert (test.statistic, test.critical) == pytest.approx((statistic, critical), rel=1e-10)
    assert not test.evident


def test_a_median_near_its_first_quartile_is_evidently_skewed():
    assert skewness(FiveNumbers(10, 40, q1=9, q3=20)).evident
    assert skewness(FiveNumbers(10, 40, minimum=3, maximum=60)).evident
    # Eight patients could show that by chance.
    assert not skewness(FiveNumbers(10, 8, q1=9, q3=20)).evident


@pytest.mark.parametrize(
    ("numbers", "why"),
    [
        (FiveNumbers(12, 40, q1=9), "neither both quartiles nor the range"),
        (FiveNumbers(12, 4, q1=9, q3=16), "4 patients are too few"),
        (FiveNumbers(8, 40, q1=9, q3=16), "9, 8, 16 do not rise"),
        (FiveNumbers(12, 40, q1=2, q3=16, minimum=3, maximum=24), "do not rise"),
        (FiveNumbers(12, 40, q1=12, q3=12), "do not spread"),
    ],
)
def test_impossible_numbers_are_refused_with_the_reason(numbers, why):
    for ask in (mean_and_sd, skewness):
        with pytest.raises(ValueError, match=why):
            ask(numbers)


five = st.tuples(*[st.floats(0.1, 50)] * 4, st.floats(-100, 100), st.integers(5, 2000), st.sampled_from("qrb"))


def numbers_of(steps, shift=0.0, scale=1.0):
    """Five numbers that rise by the steps, or the quartiles (q) or the range (r) of them."""
    a, b, c, d, start, n, which = steps
    low, q1, median, q3, high = (shift + scale * x for x in np.cumsum([start, a, b, c, d]))
    return FiveNumbers(
        median, n, *((q1, q3) if which in "qb" else (None, None)), *((low, high) if which in "rb" else (None, None))
    )


@given(five, st.floats(-100, 100), st.floats(0.1, 10))
def test_mean_and_sd_follow_another_unit(steps, shift, scale):
    mean, sd = mean_and_sd(numbers_of(steps))
    moved = mean_and_sd(numbers_of(steps, shift, scale))
    assert moved == pytest.approx((shift + scale * mean, scale * sd), rel=1e-9, abs=1e-9)
    one, two = skewness(numbers_of(steps)), skewness(numbers_of(steps, shift, scale))
    assert two.statistic == pytest.approx(one.statistic, rel=1e-6, abs=1e-9)


@given(st.floats(-100, 100), st.floats(0.1, 50), st.floats(0.1, 50), st.integers(5, 2000))
def test_of_symmetrical_values_the_mean_is_the_median_and_nothing_is_skewed(median, inner, outer, n):
    q1, q3 = median - inner, median + inner
    numbers = FiveNumbers(median, n, q1, q3, q1 - outer, q3 + outer)
    assert mean_and_sd(numbers)[0] == pytest.approx(median, abs=1e-9)
    assert skewness(numbers).statistic == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("which", "qrb")
def test_samples_of_a_normal_distribution_give_back_their_mean_and_sd(which):
    draw = np.random.default_rng(7)
    found, rejected = [], 0
    for _ in range(400):
        low, q1, median, q3, high = np.quantile(draw.normal(50, 10, 80), [0, 0.25, 0.5, 0.75, 1])
        quartiles = (q1, q3) if which in "qb" else (None, None)
        numbers = FiveNumbers(median, 80, *quartiles, *((low, high) if which in "rb" else (None, None)))
        found.append(mean_and_sd(numbers))
        rejected += skewness(numbers).evident
    mean, sd = np.mean(found, axis=0)
    assert mean == pytest.approx(50, abs=0.2) and sd == pytest.approx(10, rel=0.03)
    # The test is one at the 5% level.
    assert rejected / 400 == pytest.approx(0.05, abs=0.03)


def test_skewed_samples_are_mostly_refused():
    draw = np.random.default_rng(11)
    refused = 0
    for _ in range(200):
        low, q1, median, q3, high = np.quantile(draw.lognormal(0, 1, 100), [0, 0.25, 0.5, 0.75, 1])
        refused += skewness(FiveNumbers(median, 100, q1, q3, low, high)).evident
    assert refused / 200 > 0.9
