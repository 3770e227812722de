"""Distributions, intervals, tests and granularity against published numbers and a reference library."""

import csv
from pathlib import Path

import pytest
from scipy import stats

from appraisal.counts import counts_for, shared_denominators
from appraisal.distributions import beta_cdf, beta_quantile, chi2_tail, normal_quantile, t_two_sided
from appraisal.granularity import debit, grim, grimmer
from appraisal.intervals import Printed, clopper_pearson, fits, jeffreys, solve, wald, wilson
from appraisal.printed import decimals
from appraisal.statistics import chi_squared, fisher

VECTORS = Path(__file__).parents[2].parent / "shared/bench/consistency/grim_grimmer_debit_vectors.csv"


@pytest.mark.parametrize(
    ("a", "b", "x"), [(0.5, 0.5, 0.3), (19, 2, 0.8), (300, 2000, 0.13), (1, 50, 0.01), (50, 1, 0.99)]
)
def test_beta_agrees_with_scipy(a, b, x):
    assert beta_cdf(x, a, b) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-11)
    assert beta_quantile(0.025, a, b) == pytest.approx(stats.beta.ppf(0.025, a, b), abs=1e-8)


def test_tails_agree_with_scipy():
    assert chi2_tail(5.794) == pytest.approx(stats.chi2.sf(5.794, 1))
    assert t_two_sided(2.1, 11) == pytest.approx(2 * stats.t.sf(2.1, 11))
    assert normal_quantile(0.975) == pytest.approx(1.959963985)


@pytest.mark.parametrize(("k", "n", "m"), [(31, 65, (28, 89)), (0, 20, (5, 21)), (3, 3, (1, 9))])
def test_fisher_and_chi_squared_agree_with_scipy(k, n, m):
    table = [[k, n - k], [m[0], m[1] - m[0]]]
    assert fisher((k, n), m) == pytest.approx(stats.fisher_exact(table)[1])
    for corrected in (False, True):
        want = stats.chi2_contingency(table, correction=corrected)[0]
        assert chi_squared((k, n), m, corrected) == pytest.approx(want)


def test_published_intervals_of_81_of_263():
    """Newcombe 1998, table I: 81 of 263 by four methods."""
    assert clopper_pearson(81, 263) == pytest.approx((25.27, 36.76), abs=0.01)
    assert wilson(81, 263) == pytest.approx((25.53, 36.62), abs=0.01)
    assert wilson(81, 263, corrected=True) == pytest.approx((25.35, 36.82), abs=0.01)
    assert wald(81, 263) == pytest.approx((25.22, 36.38), abs=0.01)
    assert jeffreys(81, 263) == pytest.approx(
        tuple(100 * q for q in stats.beta.ppf([0.025, 0.975], 81.5, 182.5)), abs=1e-6
    )


def test_counts_behind_intervals():
    assert solve(20, Printed(75.1, 99.9)) == [19]
    assert not fits(18, 19, Printed(75.1, 99.9))
    assert solve(20, Printed(0.0, 16.8)) == [0]


def test_counts_behind_percentages():
    assert counts_for(47.0, 1, 65) == []
    assert counts_for(77, 0, 13) == [10]
    assert counts_for(66.6, 1, 3) == [2]
    assert counts_for(66.6, 1, 3, truncation=False) == []
    assert counts_for(12.5, 1, 8) == counts_for(12, 0, 8) == counts_for(13, 0, 8) == [1]
    assert shared_denominators([(38.2, 1), (7.3, 1), (83.6, 1)], 60) == [55]


@pytest.mark.parametrize(
    ("value", "quote", "places"),
    [(55.0, "ORR was 55.0% (", 1), (55.0, "", 0), (55.0, "55% or 55.0%", 0), (12.2, "(12.20%)", 2),
     (2.5, "2·50 months", 2),
     (5.79, "1234, 5,79", 2), (1234, "1,234", 0), (0.05, "p=.05", 2)],
)  # fmt: skip
def test_printed_decimals(value, quote, places):
    assert decimals(value, quote) == places


def test_published_vectors_of_granularity():
    if not VECTORS.exists():
        pytest.skip("../shared with published GRIM, GRIMMER and DEBIT vectors is not here")
    for row in csv.DictReader(VECTORS.read_text(encoding="utf-8").splitlines()):
        n, items, percent = int(row["n"]), int(row["items"]), row["percent"] == "True"
        if row["test"] == "GRIM":
            result = grim(row["x"], n, items, percent)
        elif row["test"] == "GRIMMER":
            result = grimmer(row["x"], row["sd"], n, items)
        else:
            result = debit(row["x"], row["sd"], n)
        assert result == (row["expected"] == "True"), row
