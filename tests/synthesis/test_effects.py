"""Effects of single rows: what must hold for any numbers, and intervals at their own level."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis import effects
from synthesis.effects.formulas import correction


def test_a_standard_error_comes_from_the_interval_at_its_own_level():
    # Progression-free survival hazard ratios as published: bounds, level, and log-width over 2 z by hand.
    cases = [
        (0.59, 0.45, 0.76, 95, 0.1337),
        (0.21, 0.14, 0.31, 99, 0.1543),
        (0.22, 0.15, 0.32, 96, 0.1845),
        (0.63, 0.54, 0.74, 60, 0.1872),
    ]
    for estimate, low, high, level, sei in cases:
        effect = effects.from_interval("HR", estimate, low, high, level)
        assert effect.yi == pytest.approx(math.log(estimate))
        assert effect.sei == pytest.approx(sei, abs=5e-5)


def test_half_widths_are_those_of_the_normal_table():
    assert effects.half_width(95) == pytest.approx(1.959963984540)
    assert effects.half_width(99) == pytest.approx(2.575829303549)
    assert effects.half_width(60) == pytest.approx(0.841621233573)
    with pytest.raises(ValueError, match="between 0 and 100"):
        effects.half_width(100)


@pytest.mark.parametrize(
    ("low", "high", "level"),
    [(0.5, None, 95), (None, 0.9, 95), (0.5, math.inf, 95), (0, 2, 95), (0.9, 0.5, 95), (0.5, 0.9, None)],
)
def test_an_open_or_impossible_interval_gives_no_variance(low, high, level):
    effect = effects.from_interval("HR", 0.7, low, high, level)
    assert effect.yi == pytest.approx(math.log(0.7))
    assert effect.vi is None and effect.sei is None


def test_a_ratio_of_zero_has_no_effect():
    assert effects.from_interval("OR", 0, 0, 0.5, 95) is None


def test_zero_cells_get_one_half_and_nothing_else_does():
    assert effects.FROM_COUNTS["RR"](0, 10, 5, 10).yi == pytest.approx(math.log((0.5 / 11) / (5.5 / 11)))
    assert effects.FROM_COUNTS["OR"](0, 10, 5, 10).vi == pytest.approx(1 / 0.5 + 1 / 10.5 + 1 / 5.5 + 1 / 5.5)
    assert effects.FROM_COUNTS["RD"](0, 10, 0, 20).vi > 0
    assert effects.logit_proportion(8, 8).yi == pytest.approx(math.log(8.5 / 0.5))
    assert effects.FROM_COUNTS["RR"](1, 10, 5, 10).yi == pytest.approx(math.log(0.2))


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="not counts"):
        effects.FROM_COUNTS["RR"](11, 10, 5, 10)
    with pytest.raises(ValueError, match="not a count"):
        effects.logit_proportion(3, 2)


counts = st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(counts, counts, st.sampled_from(["RR", "OR", "RD"]))
def test_swapping_the_arms_turns_the_sign_and_keeps_the_variance(one, two, measure):
    forward = effects.FROM_COUNTS[measure](*one, *two)
    back = effects.FROM_COUNTS[measure](*two, *one)
    assert forward.yi == pytest.approx(-back.yi, abs=1e-12)
    assert forward.vi == pytest.approx(back.vi)
    assert forward.vi > 0


@given(counts)
def test_the_logit_of_the_others_is_the_negative(count):
    x, n = count
    assert effects.logit_proportion(x, n).yi == pytest.approx(-effects.logit_proportion(n - x, n).yi)


@given(st.floats(-2, 2), st.floats(0.01, 2), st.sampled_from([60.0, 90.0, 95.0, 96.0, 99.0]))
def test_an_interval_gives_back_the_standard_error_that_made_it(yi, sei, level):
    z = effects.half_width(level)
    effect = effects.from_interval("HR", math.exp(yi), math.exp(yi - z * sei), math.exp(yi + z * sei), level)
    assert effect.sei == pytest.approx(sei, rel=1e-6)


@given(st.floats(0.05, 3), st.floats(0.05, 2))
def test_p_and_standard_error_turn_into_each_other(yi, sei):
    p = effects.two_sided_p(yi, sei)
    if 1e-8 < p < 0.99:
        assert effects.standard_error_from_p(yi, p) == pytest.approx(sei, rel=1e-4)


def test_nothing_can_be_said_from_a_p_value_of_no_effect():
    assert effects.standard_error_from_p(0.0, 0.5) is None
    assert effects.standard_error_from_p(0.3, 1.0) is None


@given(st.integers(2, 2000))
def test_the_correction_lies_near_its_approximation(m):
    assert correction(np.array(float(m))) == pytest.approx(1 - 3 / (4 * m - 1), abs=0.04)
