"""Pooling by inverse variance: numbers that metafor printed for invented data, laws that must hold, and bad input."""

import math
from fractions import Fraction

import numpy as np
import pytest

from schemas.errors import BadInput
from synthesis.effects import escalc
from synthesis.pooling import (
    METHODS,
    begg,
    egger,
    egger_mixed,
    mantel_haenszel,
    natural,
    peto,
    pool,
    subgroups,
    trim_and_fill,
)
from synthesis.pooling.weighted import Effects

YI = [-0.42, 0.13, -0.77, -0.30, 0.05]
VI = [0.031, 0.052, 0.110, 0.024, 0.075]


def test_one_study_is_itself():
    one = pool([0.3], [0.04], method="REML", test="knha")
    assert (one.b, one.se, one.tau2, one.I2, one.H2, one.Q, one.Qp) == (0.3, 0.2, 0, 0, 1, 0, 1)
    assert one.test == "z"
    assert one.p == pytest.approx(0.13361440253771617)
    assert (one.pi_low, one.pi_high) == (one.ci_low, one.ci_high)
    assert (one.tau2_low, one.tau2_high) == (None, None)


def test_a_missing_value_is_no_study():
    assert pool([*YI, math.nan, 0.2], [*VI, 0.1, math.nan]) == pool(YI, VI)


def test_nothing_to_pool_is_said():
    with pytest.raises(BadInput, match="nothing to pool"):
        pool([math.nan], [0.1])


@pytest.mark.parametrize("method", ["EE", "DL", "PM", "HS"])
def test_a_variance_of_zero_forbids_methods_that_weigh_by_it(method):
    with pytest.raises(BadInput, match="variance is 0"):
        pool([0.1, 3, 2], [0, 0.1, 0.1], method=method)


def test_a_variance_of_zero_leaves_reml():
    pooled = pool([0.1, 3, 2], [0, 0.1, 0.1], method="REML")
    assert pooled.tau2 == pytest.approx(2.154447303210, rel=1e-4)
    assert (pooled.Q, pooled.I2, pooled.tau2_low) == (None, None, None)


def test_q_profile_where_no_variance_is_allowed():
    alike = pool([0.3, 0.31, 0.305, 0.3, 0.302], [0.04, 0.05, 0.1, 0.1, 0.1])
    assert (alike.tau2_low, alike.tau2_high) == (0, 0)


def test_huge_spread_is_found_beyond_where_metafor_looks():
    yi, vi = [30, -31, 0.305, 400, 0.302], [0.04, 0.05, 0.1, 0.1, 0.1]
    pooled = pool(yi, vi, method="PM", exact=True)
    assert pooled.tau2 > 1000
    assert pool(yi, vi, method="EB").tau2 == pytest.approx(pooled.tau2)


def test_equal_effects_leave_knapp_and_hartung_no_width():
    pooled = pool([0.1, 0.1, 0.1], [0.2, 0.1, 0.1], test="knha")
    assert pooled.b == pytest.approx(0.1)
    assert pooled.se == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("test", "se", "p", "ci_low", "pi_low"),
    [
        ("z", 0.1555802322799, 0.1427895122901, -0.5329316519750, -0.7073237489850),
        ("t", 0.1555802322799, 0.2166609385275, -0.6599599743791, -0.9070002710110),
        ("knha", 0.1703389415388, 0.2517451568488, -0.7009367204601, -0.9337769407730),
    ],
)
def test_weights_of_ones_own(test, se, p, ci_low, pi_low):
    pooled = pool(YI, VI, weights=[1, 2, 3, 4, 5], test=test)
    assert (pooled.b, pooled.tau2) == pytest.approx((-0.228, 0.0356031264029))
    assert (pooled.se, pooled.p, pooled.ci_low, pooled.pi_low) == pytest.approx((se, p, ci_low, pi_low))


def test_another_level_and_the_t_distribution():
    pooled = pool(YI, VI, level=90, test="t")
    assert (pooled.ci_low, pooled.ci_high) == pytest.approx((-0.5257896864245, 0.0287492265146))
    assert (pooled.pi_low, pooled.tau2_high) == pytest.approx((-0.7370756494527, 0.6712489266266))


@pytest.mark.parametrize("events", [0, 1, 7, 19, 20])
@pytest.mark.parametrize("measure", ["PR", "PLN", "PLO", "PAS", "PFT"])
def test_a_proportion_comes_back_from_its_analysis_scale(measure, events):
    yi, _ = escalc(measure, {"xi": [events], "ni": [20]}, to="none")
    back = natural(measure, [20])
    if math.isfinite(yi[0]):
        assert (back(yi[0]) if back else yi[0]) == pytest.approx(events / 20, abs=1e-12)


def test_ratios_come_back_and_differences_are_there():
    assert natural("HR")(math.log(0.5)) == pytest.approx(0.5)
    assert natural("ZCOR")(math.atanh(0.3)) == pytest.approx(0.3)
    assert (natural("MD"), natural("RD"), natural("GEN")) == (None, None, None)
    assert natural("RR")(1e6) == math.inf


def test_raw_methods_need_raw_cells_and_something_that_happened():
    with pytest.raises(BadInput, match="not HR"):
        mantel_haenszel("HR", {})
    with pytest.raises(BadInput, match="n1i is missing"):
        mantel_haenszel("RR", {"ai": [1], "ci": [2]})
    with pytest.raises(BadInput, match="never occurred"):
        peto({"ai": [0], "n1i": [10], "ci": [0], "n2i": [12]})
    nobody = mantel_haenszel("OR", {"ai": [0, 0], "n1i": [10, 12], "ci": [1, 0], "n2i": [9, 9]})
    assert math.isnan(nobody.b)
    assert math.isnan(nobody.p)


def test_small_study_tests_say_what_they_cannot_tell():
    with pytest.raises(BadInput, match="too few"):
        egger(YI[:2], VI[:2])
    with pytest.raises(BadInput, match="same standard error"):
        egger_mixed(YI, [0.1] * 5)
    with pytest.raises(BadInput, match="too few"):
        begg(YI[:1], VI[:1])
    with pytest.raises(BadInput, match="needs 3"):
        trim_and_fill(YI[:2], VI[:2])


def test_a_lopsided_funnel_is_filled_on_its_empty_side():
    yi = [0.1, 0.12, 0.3, 0.45, 0.6, 0.9, 1.3]
    filled = trim_and_fill(yi, [0.01, 0.02, 0.05, 0.1, 0.15, 0.3, 0.5])
    assert (filled.side, filled.missing) == ("left", 3)
    assert filled.pooled.b < pool(yi, [0.01, 0.02, 0.05, 0.1, 0.15, 0.3, 0.5]).b


def test_one_group_has_nothing_to_differ_from():
    alone = subgroups(["a", "a"], lambda rows: pool([YI[i] for i in rows], [VI[i] for i in rows]))
    assert (alone.Q_between, alone.df, alone.p) == (None, 0, None)


def test_one_study_with_nearly_all_the_weight_leaves_the_sums_exact():
    """Variances that differ by ten powers of ten and more: nothing may cancel, and no step divides by nothing."""
    given_yi, given_vi = [-0.5, -180.0, -0.04, 24.0], [2.5, 6200.0, 2e-14, 1500.0]
    yi, w = [Fraction(y) for y in given_yi], [1 / Fraction(v) for v in given_vi]
    total, square, cube = (sum(x**power for x in w) for power in (1, 2, 3))
    mean = sum(x * y for x, y in zip(w, yi, strict=True)) / total
    exact = {
        "Q": sum(x * (y - mean) ** 2 for x, y in zip(w, yi, strict=True)),
        "trP": total - square / total,
        "trPP": square - 2 * cube / total + (square / total) ** 2,
        "yPPy": sum((x * (y - mean)) ** 2 for x, y in zip(w, yi, strict=True)),
    }
    sums = Effects(np.array(given_yi), np.array(given_vi)).at(0.0)
    assert {name: getattr(sums, name) for name in exact} == pytest.approx({k: float(v) for k, v in exact.items()})
    for method in METHODS:
        assert math.isfinite(pool(given_yi, given_vi, method=method).b)


def test_a_lower_peak_of_the_likelihood_is_left_also_where_effects_are_small():
    pooled = pool([-6.7e-5, -6.67e-4], [3.06e-8, 2.2e-15], method="ML")
    assert pooled.tau2 == 0
    assert pooled.b == pytest.approx(-6.67e-4, rel=1e-3)
