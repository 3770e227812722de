"""Counts behind percentages: what is proven, what stays open, what cannot be."""

import pytest
from written_numbers import appraised, ci, p_only, rate, rules

from appraisal import appraise
from appraisal.intervals import log_scale
from appraisal.statistics import fisher
from schemas.models import Result


def got(x, i=0):
    r = x.results[i]
    return r.events, r.n_eval, r.events_origin


def test_one_count_fits():
    assert got(appraised(rate("A", "89.02"), n=(82,))) == (73, 82, "unique_from_percent")


def test_several_counts_fit_and_are_listed():
    x = appraised(rate("A", "45"), n=(400,))
    assert got(x) == (None, None, "ambiguous")
    assert "178/400" in x.findings[0].message


def test_interval_chooses_between_counts():
    assert got(appraised(rate("A", "45", **ci("39.8", "49.7")), n=(400,))) == (179, 400, "solved_from_interval")


def test_slip_in_percentage_is_solved_by_exact_interval():
    """Nineteen of twenty, printed as the share of nineteen: 94.7 for 95.0."""
    x = appraised(rate("A", "94.7", "DCR", **ci("75.1", "99.9")), n=(20,))
    assert got(x) == (19, 20, "solved_from_interval")
    assert [(f.rule, f.severity) for f in x.findings] == [("percent_impossible", "critical")]
    assert "19/20 = 95.00%" in x.findings[0].proposal


def test_slip_in_percentage_is_solved_by_chi_squared():
    test = {"name": "chi2", "value": 4.262}
    results = [
        rate("A", "56.10", "AE_ANY", test=test, p="<0.05", quote="56.10% v 77.79%, 4.262"),
        rate("B", "77.79", "AE_ANY"),
    ]
    x = appraised(*results, n=(82, 78))
    assert (got(x, 0), got(x, 1)) == ((46, 82, "unique_from_percent"), (56, 78, "solved_from_statistic"))
    assert rules(x) == ["percent_impossible"]


def test_slip_in_percentage_is_solved_by_p_of_a_contrast():
    x = appraised(rate("A", "47.0"), rate("B", "31.5"), p_only("ORR", "0.041"), n=(65, 89))
    assert (got(x, 0), got(x, 1)) == ((31, 65, "solved_from_statistic"), (28, 89, "unique_from_percent"))
    assert rules(x) == ["percent_impossible"]


def test_fewer_evaluable_patients_are_no_error():
    x = appraised(rate("A", "45.3"), n=(96,))
    assert got(x) == (None, None, None)
    assert [(f.rule, f.severity) for f in x.findings] == [("denominator_unclear", "info")]


def test_several_percentages_imply_their_denominator():
    results = [rate("A", v, o) for v, o in (("38.2", "ORR"), ("7.3", "CR"), ("30.9", "PR"), ("83.6", "DCR"))]
    x = appraised(*results, n=(60,))
    assert [got(x, i) for i in range(4)] == [(k, 55, "unique_from_percent") for k in (21, 4, 17, 46)]
    assert rules(x) == []


def test_impossible_for_any_number_of_patients():
    assert rules(appraised(rate("A", "77.79"), n=(78,))) == ["percent_impossible"]


def test_survival_rates_only_where_chance_is_excluded():
    x = appraised(rate("A", "98.78", "OS", timepoint="1 year"), rate("B", "62", "OS", timepoint="1 year"), n=(82, 20))
    assert (got(x, 0), got(x, 1)) == ((81, 82, "unique_from_percent"), (None, None, None))
    assert x.findings == []


def test_subgroups_have_no_denominator():
    x = appraised(rate("A", "25", population="women"), n=(20,))
    assert got(x) == (None, None, None)


def test_reported_counts_stay_reported():
    x = appraised(rate("A", "45.07", events=32, events_origin="reported"), n=(71,))
    assert got(x) == (32, 71, "reported")


def test_reported_count_with_a_coarse_percentage_leaves_its_denominator_assumed():
    x = appraised(rate("A", "22", events=19, events_origin="reported", quote="19 (22%)"), n=(85,))
    assert (got(x), x.results[0].n_assumed) == ((19, None, "reported"), 85)


def test_reported_count_implies_its_denominator():
    x = appraised(rate("A", "94.7", events=18, events_origin="reported", quote="18 (94.7%)"), n=(20,))
    assert got(x) == (18, 19, "reported")
    assert rules(x) == []


def test_reported_count_that_is_not_its_share():
    x = appraised(rate("A", "54.9", events=32, n_eval=71, events_origin="reported", quote="32 of 71 (54.9%)"), n=(71,))
    assert rules(x) == ["percent_impossible"]


def test_last_digit_rounded_by_hand_leaves_the_counts_usable():
    x = appraised(rate("A", "31", events=17, n_eval=56, events_origin="reported", quote="17/56 (31%)"), n=(57,))
    assert rules(x, "warning") == ["percent_impossible"]


def test_counts_of_patients_take_their_arm_as_denominator():
    x = appraised(Result("arm", "CR", "count", arm="A", value=0, unit="patients"), n=(20,))
    assert got(x) == (0, 20, "reported")


def test_percent_changes_are_not_counts():
    r = rate("A", "35.2", "OTHER", outcome_text="reduction of tumour volume")
    assert got(appraised(r, n=(64,))) == (None, None, None)


def test_chi_squared_takes_back_what_fewer_patients_explain():
    """45% v 30% of 20 seems sure; the printed chi-squared is that of 8/18 v 6/20."""
    test = {"name": "chi2", "value": 0.845}
    x = appraised(rate("A", "44", test=test, quote="44% v 30%, 0.845"), rate("B", "30"), n=(20, 20))
    assert got(x, 0) != (9, 20, "unique_from_percent")
    assert rules(x) == []


def test_a_second_appraisal_says_the_same():
    x = appraised(rate("A", "47.0"), rate("B", "31.5"), p_only("ORR", "0.041"), n=(65, 89))
    before = ([got(x, i) for i in (0, 1)], [f.message for f in x.findings if f.severity == "critical"])
    appraise(x)
    assert ([got(x, i) for i in (0, 1)], [f.message for f in x.findings if f.severity == "critical"]) == before


@pytest.mark.parametrize("value", ["0.0", "100.0"])
def test_nobody_and_everybody(value):
    assert got(appraised(rate("A", value), n=(33,)))[0] in (0, 33)


def test_a_share_of_fewer_and_an_interval_of_all_leave_the_count_open():
    """11.0% is 17 of 155 by another method, and 6.9 to 16.9 is the exact interval of 19 of 170."""
    x = appraised(rate("A", "11.0", **ci("6.9", "16.9")), n=(170,))
    assert got(x) == (None, None, None)
    assert "17/155" in x.findings[0].message and "19/170" in x.findings[0].message


def test_a_named_test_chooses_between_counts():
    """45% of 150 is 67 or 68; Fisher's test against 45/150 gives 0.0120 and 0.0086."""
    known = rate("B", "30.0", events=45, n_eval=150, events_origin="reported", quote="45/150 (30.0%)")
    for k in (67, 68):
        p = f"{fisher((k, 150), (45, 150)):.4f}"
        quote = f"Fisher's exact test, P = {p}"
        contrast = Result("contrast", "ORR", "p_only", arm="A", ref_arm="B", p=p, quote=quote)
        x = appraised(rate("A", "45"), known, contrast, n=(150, 150))
        assert got(x) == (k, 150, "solved_from_statistic")
        contrast.quote = f"logistic regression, P = {p}"
        assert got(appraised(rate("A", "45"), known, contrast, n=(150, 150))) == (None, None, "ambiguous")


def test_an_interval_on_the_log_scale_chooses_between_counts():
    low, high = log_scale(30, 130)
    x = appraised(rate("A", "23", **ci(f"{low:.1f}", f"{high:.1f}")), n=(130,))
    assert got(x) == (30, 130, "solved_from_interval")


@pytest.mark.parametrize("n", [250_000, 450_000_000])
def test_arms_of_any_size_take_no_time_and_no_memory(n):
    """A number that is no arm's (an identifier, a budget) is a denominator of nothing."""
    read = appraised(rate("A", "40"), rate("B", "20.123456"), p_only("0.0312"), n=(n, n))
    assert all(r.events is None for r in read.results)
