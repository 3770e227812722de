"""Trials with more than two arms: nobody counts twice, and nobody is lost."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthesis.effects import contrast_of, effect_of, escalc, without_double_counting
from synthesis.effects.groups import combined

EMPTY = dict.fromkeys(("ai", "n1i", "ci", "n2i", "m1i", "sd1i", "m2i", "sd2i"))


def row(experimental, control="Placebo", study="S1", measure="RR", **cells):
    """A row of meta_analysis.csv with raw cells, or with yi and vi."""
    ready = {name: cells.pop(name) for name in ("yi", "vi") if name in cells}
    if not ready:
        effect = effect_of(measure, **cells)
        ready = {"yi": effect.yi, "vi": effect.vi}
    return {"study_id": study, "experimental": experimental, "control": control, **EMPTY, **cells, **ready}


def separated(rows, measure="RR", how="combine"):
    return without_double_counting([contrast_of(r) for r in rows], measure, how)


LOW = row("Velorin 5 mg", ai=12, n1i=50, ci=10, n2i=60)
HIGH = row("Velorin 10 mg", ai=20, n1i=52, ci=10, n2i=60)
OTHER = row("Velorin 5 mg", study="S2", ai=3, n1i=20, ci=5, n2i=22)


def test_what_shares_no_group_stays_as_it_is():
    got = separated([LOW, OTHER])
    assert [c.row for c in got.contrasts] == [LOW, OTHER]
    assert [(c.yi, c.vi, c.note) for c in got.contrasts] == [(r["yi"], r["vi"], "") for r in (LOW, OTHER)]


def test_experimental_groups_are_combined_against_their_common_control():
    got = separated([LOW, OTHER, HIGH])
    one, other = got.contrasts
    assert one.rows == (LOW, HIGH) and one.row is LOW and other.row is OTHER and not got.left_out
    assert dict(one.cells) == {"ai": 32, "n1i": 102, "ci": 10, "n2i": 60}
    assert one.yi == pytest.approx(math.log((32 / 102) / (10 / 60)))
    assert one.experimental == "Velorin 5 mg or Velorin 10 mg"
    assert one.note == (
        "Velorin 10 mg and Velorin 5 mg were combined into one experimental group of 102 patients, so that nobody "
        "counts twice."
    )


def test_a_shared_control_group_is_split_evenly():
    got = separated([LOW, HIGH], how="split").contrasts
    assert [dict(c.cells) for c in got] == [
        {"ai": 12, "n1i": 50, "ci": 5, "n2i": 30},
        {"ai": 20, "n1i": 52, "ci": 5, "n2i": 30},
    ]
    assert got[0].yi == pytest.approx(LOW["yi"]) and got[0].vi > LOW["vi"]
    assert got[0].note == (
        "Placebo (60 patients) stands in 2 comparisons of this trial; its events and patients were divided evenly."
    )


def test_a_ready_effect_gets_the_variance_of_the_smaller_group():
    rows = [row(name, yi=-0.5, vi=0.04, n1i=100, n2i=100) for name in ("Velorin", "Torexat")]
    got = separated(rows, measure="HR").contrasts
    # 1/100 + 2/100 instead of 1/100 + 1/100.
    assert [c.vi for c in got] == pytest.approx([0.06, 0.06]) and [c.yi for c in got] == [-0.5, -0.5]
    assert got[0].note == (
        "The groups could not be combined: an effect without counts or means. Placebo (100 patients) stands in 2 "
        "comparisons of this trial; the variance is 1.5 times as large, as of an even part."
    )


def test_without_sizes_the_most_precise_effect_stays():
    rows = [row("Velorin", yi=-0.5, vi=0.04), row("Torexat", yi=-0.2, vi=0.03), row("Quilast", yi=0.2, vi=0.09)]
    got = separated(rows, measure="HR")
    assert [c.row["experimental"] for c in got.contrasts] == ["Torexat"]
    assert [(r["experimental"], why) for r, why in got.left_out] == [
        (
            name,
            "Its patients of Placebo are in the comparison of Torexat with Placebo, which is more precise; the size of "
            "the groups is not known, so that none can be divided.",
        )
        for name in ("Velorin", "Quilast")
    ]


def test_a_group_on_both_sides_is_split_and_not_combined():
    rows = [row("High", "Low", ai=5, n1i=40, ci=8, n2i=40), row("Low", "Placebo", ai=8, n1i=40, ci=9, n2i=44)]
    got = separated(rows).contrasts
    assert [(c.cells["n1i"], c.cells["n2i"]) for c in got] == [(40, 20), (20, 44)]
    assert got[0].note.startswith(
        "The groups could not be combined: Low is experimental in one comparison and control in"
    )


def test_groups_with_other_numbers_in_each_comparison_are_not_combined():
    rows = [LOW, HIGH | {"ci": 9, "n2i": 55}]
    got = separated(rows).contrasts
    assert [c.cells["n2i"] for c in got] == [30, 27.5]
    assert "Placebo has other numbers in one comparison than in another" in got[0].note


def test_single_arms_of_one_study_share_nobody():
    rows = [row(name, None, measure="PLO", yi=0.1, vi=0.2) for name in ("Velorin", "Torexat")]
    assert [c.note for c in separated(rows, "PLO").contrasts] == ["", ""]


def test_a_row_that_is_turned_round_exchanges_its_groups():
    turned = contrast_of(LOW, turned=True)
    assert (turned.experimental, turned.control, turned.yi) == ("Placebo", "Velorin 5 mg", -LOW["yi"])
    assert dict(turned.cells) == {"ci": 12, "n2i": 50, "ai": 10, "n1i": 60}


def test_the_same_comparison_twice_is_refused():
    with pytest.raises(ValueError, match="S1 compares Placebo and Velorin 5 mg 2 times"):
        separated([LOW, dict(LOW)])


def test_groups_too_small_to_be_divided_leave_one_comparison():
    small = {"sd1i": 1.0, "n1i": 1, "m2i": 1.0, "sd2i": 1.0, "n2i": 2}
    rows = [row(name, measure="SMD", m1i=2.0, yi=1.0, vi=vi, **small) for name, vi in (("A", 2.0), ("B", 1.9))]
    got = separated(rows, "SMD", "split")
    assert [c.row["experimental"] for c in got.contrasts] == ["B"] and "too small" in got.left_out[0][1]


size = st.integers(2, 400)
counts = size.flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
arms = st.lists(counts, min_size=2, max_size=5)


@given(arms, counts, st.sampled_from(["RR", "OR", "RD"]))
def test_splitting_keeps_the_totals(experimental, control, measure):
    rows = [
        row(f"Arm {i}", measure=measure, ai=x, n1i=n, ci=control[0], n2i=control[1])
        for i, (x, n) in enumerate(experimental)
    ]
    got = separated(rows, measure, "split").contrasts
    assert math.fsum(c.cells["n2i"] for c in got) == pytest.approx(control[1])
    assert math.fsum(c.cells["ci"] for c in got) == pytest.approx(control[0])
    assert [(c.cells["ai"], c.cells["n1i"]) for c in got] == experimental
    yi, vi = escalc(measure, {k: np.array([c.cells[k] for c in got]) for k in ("ai", "n1i", "ci", "n2i")})
    assert yi == pytest.approx([c.yi for c in got]) and vi == pytest.approx([c.vi for c in got])


@given(arms, counts, st.sampled_from(["RR", "OR", "RD"]))
def test_combining_then_computing_is_computing_on_the_whole(experimental, control, measure):
    rows = [
        row(f"Arm {i}", measure=measure, ai=x, n1i=n, ci=control[0], n2i=control[1])
        for i, (x, n) in enumerate(experimental)
    ]
    (one,) = separated(rows, measure).contrasts
    whole = effect_of(measure, ai=sum(x for x, _ in experimental), n1i=sum(n for _, n in experimental),
                      ci=control[0], n2i=control[1])  # fmt: skip
    assert (one.yi, one.vi) == pytest.approx((whole.yi, whole.vi))
    assert len(one.rows) == len(rows)


values = st.lists(st.floats(-50, 50), min_size=2, max_size=20)


@given(st.lists(values, min_size=2, max_size=4))
def test_a_combined_mean_and_sd_are_those_of_all_patients(groups):
    told = [(float(np.mean(g)), float(np.std(g, ddof=1)), len(g)) for g in groups]
    everybody = list(itertools.chain.from_iterable(groups))
    mean, sd, n = combined(told)
    assert n == len(everybody)
    assert mean == pytest.approx(np.mean(everybody), abs=1e-9)
    assert sd == pytest.approx(np.std(everybody, ddof=1), rel=1e-6, abs=1e-6)


@given(st.lists(st.floats(0.01, 2), min_size=2, max_size=5), size)
def test_splitting_a_ready_effect_never_makes_it_more_precise(variances, n):
    rows = [row(f"Arm {i}", yi=0.3, vi=v, n1i=n, n2i=n) for i, v in enumerate(variances)]
    got = separated(rows, "HR", "split").contrasts
    assert all(c.vi > v for c, v in zip(got, variances, strict=True))
    # k even parts of the control: 1/n + k/n instead of 2/n.
    assert [c.vi / v for c, v in zip(got, variances, strict=True)] == pytest.approx([(1 + len(rows)) / 2] * len(rows))
