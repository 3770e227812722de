"""What must hold for any studies: laws of pooling, on random effects and variances."""

import math
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.errors import BadInput
from synthesis.effects import escalc
from synthesis.pooling import (
    METHODS,
    TESTS,
    binomial_mixed,
    cumulative,
    leave_one_out,
    mantel_haenszel,
    peto,
    pool,
    subgroups,
    trim_and_fill,
)

laws = settings(max_examples=60, deadline=None, derandomize=True)
CLOSE = {"rel": 1e-5, "abs": 1e-7}
studies = st.lists(
    st.tuples(st.floats(-3, 3), st.floats(0.01, 2)).map(lambda pair: (round(pair[0], 3), round(pair[1], 3))),
    min_size=2,
    max_size=15,
)
methods = st.sampled_from(METHODS)
scored = st.sampled_from([method for method in METHODS if method != "PM"])
tests = st.sampled_from(TESTS)


def split(pairs):
    return [y for y, _ in pairs], [v for _, v in pairs]


@laws
@given(studies, methods, tests)
def test_effect_lies_among_the_studies_and_inside_its_intervals(pairs, method, test):
    yi, vi = split(pairs)
    pooled = pool(yi, vi, method=method, test=test)
    assert min(yi) - 1e-9 <= pooled.b <= max(yi) + 1e-9
    assert pooled.ci_low <= pooled.b <= pooled.ci_high
    assert 0 <= pooled.I2 <= 100
    assert (pooled.H2 >= 1 - 1e-9) or method == "EE"
    assert 0 <= pooled.p <= 1 or pooled.b == pooled.se == 0
    assert sum(pooled.weights) == pytest.approx(100)
    if method != "EE":
        assert pooled.pi_low <= pooled.ci_low <= pooled.ci_high <= pooled.pi_high
        assert 0 <= pooled.tau2_low <= pooled.tau2_high


@laws
@given(studies, scored, st.floats(-5, 5), st.booleans())
def test_a_shift_moves_the_effect_and_nothing_else(pairs, method, shift, mirrored):
    yi, vi = split(pairs)
    sign = -1 if mirrored else 1
    moved = pool([sign * y + shift for y in yi], vi, method=method)
    pooled = pool(yi, vi, method=method)
    assume(pooled.tau2 > 1e-4 or method in ("EE", "DL", "HE", "HS"))
    assert moved.b == pytest.approx(sign * pooled.b + shift, **CLOSE)
    assert (moved.se, moved.tau2, moved.Q) == pytest.approx((pooled.se, pooled.tau2, pooled.Q), rel=1e-4, abs=1e-6)


@laws
@given(studies, st.sampled_from(["EE", "DL", "HS", "HE", "SJ"]), st.sampled_from([0.01, 0.5, 10.0]))
def test_another_unit_scales_effect_and_variance(pairs, method, unit):
    yi, vi = split(pairs)
    pooled = pool(yi, vi, method=method)
    scaled = pool([unit * y for y in yi], [unit**2 * v for v in vi], method=method)
    expected = unit * pooled.b, unit * pooled.se, unit**2 * pooled.tau2, pooled.I2, pooled.Q
    assert (scaled.b, scaled.se, scaled.tau2, scaled.I2, scaled.Q) == pytest.approx(expected, rel=1e-7, abs=1e-9)


@laws
@given(studies, methods, tests, st.randoms(use_true_random=False))
def test_the_order_of_studies_does_not_matter(pairs, method, test, random: Random):
    mixed = random.sample(pairs, len(pairs))
    first, second = pool(*split(pairs), method=method, test=test), pool(*split(mixed), method=method, test=test)
    assert (first.b, first.se, first.tau2) == pytest.approx((second.b, second.se, second.tau2), rel=1e-4, abs=1e-6)


@laws
@given(studies)
def test_common_effect_and_dersimonian_laird_agree_without_heterogeneity(pairs):
    yi, vi = split(pairs)
    common, random = pool(yi, vi, method="EE"), pool(yi, vi, method="DL")
    if len(yi) - 1 >= common.Q:
        assert (random.b, random.se, random.tau2) == (common.b, common.se, 0)
    else:
        assert random.tau2 > 0
        assert random.se > common.se


@laws
@given(studies, methods)
def test_heterogeneity_evens_out_the_weights(pairs, method):
    yi, vi = split(pairs)
    pooled = pool(yi, vi, method=method)
    by_hand = 1 / (np.array(vi) + pooled.tau2)
    assert pooled.weights == pytest.approx(100 * by_hand / by_hand.sum())


@laws
@given(studies)
def test_paule_mandel_and_empirical_bayes_are_one_estimator(pairs):
    yi, vi = split(pairs)
    exact = pool(yi, vi, method="PM", exact=True).tau2
    assert pool(yi, vi, method="EB").tau2 == pytest.approx(exact, rel=1e-5, abs=1e-6)
    assert pool(yi, vi, method="PM").tau2 == pytest.approx(exact, abs=1.3e-4)


@laws
@given(studies, st.sampled_from(["ML", "REML"]))
def test_no_other_tau2_nearby_is_likelier(pairs, method):
    yi, vi = (np.array(column) for column in split(pairs))

    def likelihood(tau2):
        w = 1 / (vi + tau2)
        mean = (w @ yi) / w.sum()
        value = 0.5 * np.log(w).sum() - 0.5 * (w @ (yi - mean) ** 2)
        return value - 0.5 * math.log(w.sum()) if method == "REML" else value

    tau2 = pool(yi, vi, method=method).tau2
    best = likelihood(tau2)
    for step in (1e-3, 1e-2, 0.1):
        assert likelihood(tau2 + step) <= best + 1e-6
        assert likelihood(max(0.0, tau2 - step)) <= best + 1e-3


@laws
@given(studies, methods)
def test_adhoc_is_never_narrower_than_wald(pairs, method):
    yi, vi = split(pairs)
    wald, adhoc = (pool(yi, vi, method=method, test=test) for test in ("t", "adhoc"))
    assert adhoc.se >= wald.se * (1 - 1e-12)


@laws
@given(studies, methods)
def test_a_wider_level_gives_a_wider_interval(pairs, method):
    yi, vi = split(pairs)
    narrow, wide = pool(yi, vi, method=method, level=80), pool(yi, vi, method=method, level=99)
    assert wide.ci_low <= narrow.ci_low <= narrow.ci_high <= wide.ci_high
    assert wide.b == narrow.b


@laws
@given(studies)
def test_series_end_where_the_pooling_of_all_is(pairs):
    yi, vi = (np.array(column) for column in split(pairs))

    def of(rows):
        return pool(yi[rows], vi[rows], method="DL")

    steps, without = cumulative(range(len(yi)), of), leave_one_out(len(yi), of)
    assert steps[-1] == of(list(range(len(yi))))
    assert [step.k for step in steps] == list(range(1, len(yi) + 1))
    assert {step.k for step in without} == {len(yi) - 1}
    assert without[0] == of(list(range(1, len(yi))))


@laws
@given(studies)
def test_heterogeneity_splits_into_within_and_between_groups(pairs):
    """With a common effect, Q of all is the sum of the groups' Q and of Q between them."""
    yi, vi = (np.array(column) for column in split(pairs))
    labels = ["odd" if i % 2 else "even" for i in range(len(yi))]
    found = subgroups(labels, lambda rows: pool(yi[rows], vi[rows], method="EE"))
    within = sum(group.Q for group in found.groups.values())
    assert within + found.Q_between == pytest.approx(pool(yi, vi, method="EE").Q, abs=1e-6)
    assert found.df == 1


@laws
@given(studies)
def test_filled_studies_are_mirror_images_with_their_variances(pairs):
    assume(len(pairs) > 2)
    yi, vi = split(pairs)
    try:
        filled = trim_and_fill(yi, vi, method="DL")
    except BadInput:  # metafor too goes round in circles with a few
        return
    assert filled.pooled.k == len(yi) + filled.missing
    assert set(filled.vi) <= set(vi)


cells = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 40), st.integers(0, 12), st.integers(1, 40)), min_size=1, max_size=8
)


@laws
@given(cells)
def test_swapping_the_groups_turns_the_raw_methods_round(tables):
    ai, bi, ci, di = (np.array(column, dtype=float) for column in zip(*tables, strict=True))
    assume(ai.sum() > 0 and ci.sum() > 0)
    one, other = {"ai": ai, "bi": bi, "ci": ci, "di": di}, {"ai": ci, "bi": di, "ci": ai, "di": bi}
    for pooled in (
        lambda given: mantel_haenszel("RR", given),
        lambda given: mantel_haenszel("RD", given),
        lambda given: mantel_haenszel("OR", given),
        peto,
    ):
        assert pooled(one).b == pytest.approx(-pooled(other).b, nan_ok=True, abs=1e-9)
        assert pooled(one).se == pytest.approx(pooled(other).se, nan_ok=True, abs=1e-9)


@pytest.mark.slow
@settings(max_examples=10, deadline=None, derandomize=True)
@given(cells, st.randoms(use_true_random=False))
def test_a_mixed_model_turns_round_with_its_groups_and_not_with_the_order(tables, random: Random):
    ai, bi, ci, di = (np.array(column, dtype=float) for column in zip(*tables, strict=True))
    mixed = np.array(random.sample(range(len(ai)), len(ai)))
    for method in ("CM.AL", "UM.FS"):
        try:
            one = binomial_mixed(method, {"ai": ai, "bi": bi, "ci": ci, "di": di})
        except BadInput:  # a group without events
            continue
        again = binomial_mixed(method, {"ai": ai[mixed], "bi": bi[mixed], "ci": ci[mixed], "di": di[mixed]})
        assert (one.b, one.se) == pytest.approx((again.b, again.se), rel=1e-3, abs=1e-4)
        if method == "UM.FS":
            other = binomial_mixed(method, {"ai": ci, "bi": di, "ci": ai, "di": bi})
            assert (one.b, one.se) == pytest.approx((-other.b, other.se), rel=1e-3, abs=1e-4)


@laws
@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 30), st.integers(1, 30))
def test_mantel_haenszel_of_one_table_is_that_table(a, b, c, d):
    one = {"ai": [a], "bi": [b], "ci": [c], "di": [d]}
    for measure in ("RR", "OR", "RD"):
        yi, vi = escalc(measure, one)
        pooled = mantel_haenszel(measure, one)
        assert pooled.b == pytest.approx(yi[0])
        if measure != "RD":
            assert pooled.se == pytest.approx(math.sqrt(vi[0]))
