"""`escalc` on whole columns: forms of data, zero cells, what is missing and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects import MEASURES, escalc, half_width

NAN = math.nan
TABLE = {"ai": [0.0, 4, 0], "n1i": [10.0, 12, 9], "ci": [3.0, 5, 0], "n2i": [11.0, 13, 8]}


def log_odds(a, b, c, d):
    return math.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d


@pytest.mark.parametrize(
    ("to", "added"), [("only0", [1, 0, 1]), ("all", [1, 1, 1]), ("if0all", [1, 1, 1]), ("none", [0, 0, 0])]
)
def test_what_is_added_to_which_tables_is_a_setting(to, added):
    yi, vi = escalc("OR", TABLE, add=0.25, to=to)
    cells = [(0, 10, 3, 8), (4, 8, 5, 8), (0, 9, 0, 8)]
    for i, (table, plus) in enumerate(zip(cells, added, strict=True)):
        if not plus and 0 in table:
            assert np.isnan(yi[i]) and np.isnan(vi[i])
        else:
            assert (yi[i], vi[i]) == pytest.approx(log_odds(*(x + 0.25 * plus for x in table)))


def test_studies_without_any_event_can_be_dropped():
    yi, vi = escalc("RR", TABLE, drop00=True)
    assert np.isnan(yi[2]) and np.isnan(vi[2]) and np.isfinite(yi[:2]).all()
    everybody = {"ai": [5.0], "n1i": [5.0], "ci": [7.0], "n2i": [7.0]}
    assert np.isnan(escalc("RD", everybody, drop00=True)[0]).all() and np.isfinite(escalc("RD", everybody)[0]).all()


def test_arcsines_need_nothing_added_to_zero():
    yi, vi = escalc("PAS", {"xi": [0.0], "ni": [20.0]})
    assert (yi[0], vi[0]) == (0, 1 / 80)
    assert escalc("AS", TABLE)[1][0] == pytest.approx(1 / 40 + 1 / 44)
    assert escalc("PAS", {"xi": [0.0], "ni": [20.0]}, add=0.5)[0][0] == pytest.approx(math.asin(math.sqrt(0.5 / 21)))


def test_events_with_the_others_and_events_with_the_size_are_the_same_table():
    by_rest = {"ai": [3.0, NAN], "bi": [9.0, 2], "ci": [2.0, 1], "di": [NAN, 5], "n2i": [7.0, 6]}
    by_size = {"ai": [3.0, NAN], "n1i": [12.0, 5], "ci": [2.0, 1], "n2i": [7.0, 6]}
    for one, two in zip(escalc("RR", by_rest), escalc("RR", by_size), strict=True):
        np.testing.assert_array_equal(one, two)
    assert np.isnan(escalc("RR", by_rest)[0][1])


def test_a_missing_standard_deviation_leaves_the_effect_without_variance():
    cells = {"m1i": [5.0], "sd1i": [NAN], "n1i": [10.0], "m2i": [3.0], "sd2i": [2.0], "n2i": [10.0]}
    yi, vi = escalc("MD", cells)
    assert yi[0] == 2 and np.isnan(vi[0])
    assert np.isnan(escalc("SMD", cells)).all()


def test_three_patients_have_a_correlation_without_variance():
    yi, vi = escalc("ZCOR", {"ri": [0.5, 0.5], "ni": [3.0, 4.0]})
    assert yi == pytest.approx([math.atanh(0.5)] * 2) and np.isnan(vi[0]) and vi[1] == 1


def test_two_patients_have_no_standardised_difference():
    cells = {"m1i": [5.0], "sd1i": [1.0], "n1i": [1.0], "m2i": [3.0], "sd2i": [1.0], "n2i": [1.0]}
    assert np.isnan(escalc("SMD", cells)).all() and np.isnan(escalc("SMDH", cells)).all()


def test_hazard_ratios_come_from_intervals_of_their_own_levels():
    columns = {"estimate": [0.21, 0.63], "ci_low": [0.14, 0.54], "ci_high": [0.31, 0.74], "ci_level": [99.0, 60.0]}
    yi, vi = escalc("HR", columns)
    assert yi == pytest.approx(np.log([0.21, 0.63]))
    assert np.sqrt(vi) == pytest.approx([0.1543, 0.1872], abs=5e-5)


def test_hazard_ratios_come_from_observed_less_expected_events():
    yi, vi = escalc("HR", {"o_minus_e": [-7.2, 1.0], "variance": [12.0, 0.0]})
    assert (yi[0], vi[0]) == pytest.approx((-0.6, 1 / 12)) and np.isnan([yi[1], vi[1]]).all()


def test_differences_have_intervals_on_their_own_scale():
    z = half_width(90)
    yi, vi = escalc("MD", {"estimate": -2.0, "ci_low": -2 - 3 * z, "ci_high": -2 + 3 * z, "ci_level": 90})
    assert (yi[0], vi[0]) == pytest.approx((-2, 9))


def test_an_open_interval_gives_no_variance_and_a_ratio_of_zero_no_effect():
    columns = {"estimate": [0.5, 0.0], "ci_low": [NAN, 0.1], "ci_high": [0.9, 0.5], "ci_level": [95.0, 95.0]}
    yi, vi = escalc("OR", columns)
    assert yi[0] == pytest.approx(math.log(0.5)) and np.isnan([yi[1], *vi]).all()


def test_ready_effects_are_taken_as_they_are():
    assert [x.tolist() for x in escalc("GEN", {"yi": [0.3], "sei": [0.2]})] == [[0.3], [pytest.approx(0.04)]]
    yi, vi = escalc("RR", TABLE | {"yi": [1.0, 2, 3], "vi": [0.1, -1, NAN]})
    assert yi.tolist() == [1, 2, 3] and vi[0] == 0.1 and np.isnan(vi[1:]).all()


@pytest.mark.parametrize(
    ("measure", "columns", "why"),
    [
        (
            "RR",
            {"ai": [5, 11], "n1i": [10, 10], "ci": [1, 1], "n2i": [9, 9]},
            "row 2: ai 11 is not a count of patients",
        ),
        ("OR", {"ai": [5], "bi": [5], "n1i": [11], "ci": [1], "n2i": [9]}, "row 1: ai 5 and bi do not add up to n1i"),
        ("RR", {"ai": [5], "n1i": [11], "ci": [1]}, "beside ci the column n2i or di is needed"),
        ("RR", {"ai": [5], "n1i": [11, 12], "ci": [1], "n2i": [2, 3, 4]}, "differ in length: ai has 1, n1i has 2"),
        ("MD", {"m1i": [5], "sd1i": [1], "n1i": [11]}, "m2i, sd2i, n2i is missing"),
        ("MN", {"mi": [5], "sdi": [-1], "ni": [11]}, "row 1: sdi -1 is below zero"),
        (
            "SMD",
            {"m1i": 1, "sd1i": 1, "n1i": 0, "m2i": 1, "sd2i": 1, "n2i": 4},
            "row 1: n1i 0 is no number of patients",
        ),
        ("IRR", {"x1i": [1], "t1i": [0], "x2i": [1], "t2i": [3]}, "row 1: t1i 0 is no person-time"),
        ("IR", {"xi": [-1], "ti": [2]}, "row 1: xi -1 is below zero"),
        ("ZCOR", {"ri": [1.2], "ni": [9]}, "lies outside -1 and 1"),
        ("HR", {"estimate": [0.5], "ci_low": [0.2], "ci_high": [0.9], "ci_level": [100]}, "between 0 and 100 percent"),
        ("HR", {"ai": [1]}, "HR needs yi with vi or sei, or estimate with ci_low, ci_high and ci_level"),
        ("RR", {"estimate": [1]}, "RR needs raw cells from ai on, yi with vi or sei"),
    ],
)
def test_impossible_data_are_refused_with_the_row(measure, columns, why):
    with pytest.raises(ValueError, match=why):
        escalc(measure, columns)


def test_settings_that_do_not_exist_are_refused():
    with pytest.raises(ValueError, match="only0, all, if0all, none, not to 'some'"):
        escalc("RR", TABLE, to="some")
    with pytest.raises(ValueError, match="zero or more, not -1"):
        escalc("RR", TABLE, add=-1)


COUNTED = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
TWO_BY_TWO = [name for name, measure in MEASURES.items() if measure.first == "ai"]


@given(st.lists(st.tuples(COUNTED, COUNTED), min_size=1, max_size=6), st.sampled_from(TWO_BY_TWO))
def test_exchanging_the_groups_turns_the_sign_of_every_row(tables, measure):
    (a, n1), (c, n2) = ([np.array(x, float) for x in zip(*side, strict=True)] for side in zip(*tables, strict=True))
    yi, vi = escalc(measure, {"ai": a, "n1i": n1, "ci": c, "n2i": n2})
    back, same = escalc(measure, {"ai": c, "n1i": n2, "ci": a, "n2i": n1})
    np.testing.assert_allclose(yi, -back, atol=1e-9)
    np.testing.assert_allclose(vi, same, rtol=1e-9)


@given(st.lists(st.tuples(COUNTED, COUNTED), min_size=2, max_size=6), st.sampled_from(TWO_BY_TWO))
def test_a_row_alone_has_the_effect_that_it_has_among_others(tables, measure):
    rows = [{"ai": a, "n1i": n1, "ci": c, "n2i": n2} for (a, n1), (c, n2) in tables]
    yi, vi = escalc(measure, {name: [row[name] for row in rows] for name in rows[0]})
    alone = np.array([escalc(measure, row) for row in rows])[:, :, 0]
    np.testing.assert_array_equal(np.stack([yi, vi], axis=1), alone)
