"""Does it matter: each trigger of the protocol fires on what it is for, and on nothing else."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.verdict import conclusion_rows
from publishing.whats_new import conclusion_changed, decisive
from schemas.protocol import Protocol

Z = NormalDist().inv_cdf(0.975)


def answer(b=-0.4, se=0.1, measure="HR", **cells):
    scale = math.exp if measure in ("HR", "RR", "OR") else float
    row = {"answer_id": "pfs", "variant": "main", "label": "Survival", "outcome": "PFS", "primary": True}
    row |= {"measure": measure, "studies": 5, "estimate": scale(b), "ci_low": scale(b - Z * se), "b": b, "se": se}
    row |= {"ci_high": scale(b + Z * se), "ci_level": 95.0, "tau2": 0.04, "tau2_low": 0.01, "tau2_high": 0.2}
    return row | {"i2": 40.0, "method": "REML", "test": "knha"} | cells


def pooled(*weights, **cells):
    """A row of answer_rows for each weight, study after study."""
    return [
        {"answer_id": "pfs", "row_id": f"row-{n}", "study_id": f"S{n}", "pooled": True, "yi": -0.1 * n, "sei": 0.2}
        | {"weight": weight}
        | cells
        for n, weight in enumerate(weights, 1)
    ]


def with_rules(protocol, margins=(), **rules):
    plan = protocol.model_dump(exclude_unset=True)
    plan["living"] = {"conclusion": rules}
    plan["analysis"] = {"margins": list(margins)}
    return Protocol.model_validate(plan)


def compare(protocol, old, new, rows_before=(), rows_now=()):
    before = {"answers": [old] if old else [], "answer_rows": rows_before}
    now = {"answers": [new] if new else [], "answer_rows": rows_now}
    [row] = conclusion_rows(before, now, protocol)
    return row


def test_the_same_answer_does_not_change(protocol):
    row = compare(protocol, answer(), answer(), pooled(60, 40), pooled(60, 40))
    assert (row["verdict"], row["triggers"], row["because"]) == ("does_not_change", [], "")
    assert (row["estimate_before"], row["estimate"], row["new_weight"]) == (row["estimate"], answer()["estimate"], 0)


@pytest.mark.parametrize(
    ("old", "new", "trigger", "words"),
    [
        (answer(-0.15), answer(-0.25), "no_effect", "the interval no longer includes no effect"),
        (answer(-0.25), answer(-0.15), "no_effect", "the interval now includes no effect"),
        (answer(0.05), answer(-0.05), "direction", "the estimate is on the other side of no effect"),
        (answer(-0.4), answer(-0.61), "outside_interval", "the estimate lies outside the interval that it had before"),
        (answer(), answer(i2=65.0), "i2", "I² went from 40% to 65%"),
        (answer(), answer(tau2=0.21), "tau2", "tau² went from 0.04 to 0.21"),
        (answer(), answer(tau2=0.001), "tau2", "tau² went from 0.04 to 0.001"),
    ],
)
def test_a_trigger_fires_alone_and_says_why(protocol, old, new, trigger, words):
    row = compare(protocol, old, new)
    assert (row["verdict"], row["triggers"], row["because"]) == ("may_change", [trigger], words)


@pytest.mark.parametrize(
    "new", [answer(i2=64.0), answer(tau2=0.2), answer(tau2=0.012), answer(-0.21), answer(-0.59), answer(se=0.05)]
)
def test_what_stays_within_its_bounds_fires_nothing(protocol, new):
    assert compare(protocol, answer(), new)["triggers"] == []


def test_a_rule_that_is_switched_off_is_silent(protocol):
    off = with_rules(protocol, no_effect=False, direction=False, outside_interval=False)
    off = with_rules(off, no_effect=False, direction=False, outside_interval=False, i2_points=None, tau2_factor=None)
    assert compare(off, answer(-0.4, i2=0.0, tau2=0.0), answer(0.4, i2=90.0, tau2=9.0))["triggers"] == []


@pytest.mark.parametrize("value", [0.8, 1.25])
def test_a_margin_of_a_ratio_counts_on_both_sides(protocol, value):
    margins = [{"measure": "HR", "value": value}]
    strict = with_rules(protocol, margins, no_effect=False, direction=False, outside_interval=False)
    near, beyond = answer(-0.25), answer(-0.45)
    row = compare(strict, near, beyond)
    assert (row["triggers"], row["because"]) == (["margin"], "the interval no longer includes the margin 0.8")
    crossed = compare(strict, answer(-0.20), answer(-0.25))
    assert crossed["because"] == "the estimate crosses the margin 0.8"
    assert compare(strict, answer(0.25), answer(0.45))["because"].endswith("the margin 1.25")


def test_a_margin_of_a_difference_counts_on_both_sides(protocol):
    strict = with_rules(protocol, [{"measure": "MD", "value": 3.0}], outside_interval=False)
    assert compare(strict, answer(-3.1, 1, "MD"), answer(-6, 1, "MD"))["triggers"] == ["margin"]
    assert compare(strict, answer(6, 1, "MD"), answer(3.1, 1, "MD"))["triggers"] == ["margin"]


def test_a_single_group_has_no_effect_to_cross(protocol):
    low = answer(measure="PLO", estimate=0.4, ci_low=0.3, ci_high=0.6)
    assert compare(protocol, low, low | {"estimate": 0.5})["triggers"] == []


def test_weight_on_new_and_on_changed_results_is_new_information(protocol):
    row = compare(protocol, answer(), answer(), pooled(60, 40), pooled(50, 31, 19))
    assert (row["triggers"], row["new_weight"]) == ([], 19)
    row = compare(protocol, answer(), answer(), pooled(60, 40), pooled(50, 29, 21))
    assert row["because"] == "21% of the weight is on new or changed results"
    first, second = pooled(60, 40)
    for cells, weight in (({"yi": -0.35}, 40), ({"yi": -0.25}, 0), ({"sei": 0.3}, 40), ({"sei": 0.19}, 0)):
        now = [first, second | cells]
        assert compare(protocol, answer(), answer(), [first, second], now)["new_weight"] == weight


def test_weight_that_has_gone_is_told_of_the_former_version(protocol):
    row = compare(protocol, answer(), answer(), pooled(50, 25, 25), pooled(65, 35))
    assert (row["triggers"], row["gone_weight"]) == (["lost_information"], 25)


def test_arms_of_one_study_that_share_a_weight_count_once(protocol):
    twins = pooled(100, 100, study_id="S1", yi=-0.2)
    assert compare(protocol, None, answer(), [], twins)["new_weight"] == 100


def test_an_answer_that_comes_and_one_that_goes(protocol):
    empty = answer() | {"estimate": None, "ci_low": None, "ci_high": None, "b": None, "se": None}
    for old in (None, empty):
        assert compare(protocol, old, answer())["triggers"] == ["first_answer"]
    for new in (None, empty):
        assert compare(protocol, answer(), new)["triggers"] == ["gone"]
    assert compare(protocol, empty, empty)["verdict"] == "does_not_change"


def test_an_interval_at_another_level_is_set_to_ours_before_it_is_compared(protocol):
    """A single study's 99% interval includes no effect where its 95% interval does not."""
    wide = answer(-0.22, ci_level=99.0, ci_low=math.exp(-0.22 - 2.576 * 0.1), ci_high=math.exp(-0.22 + 2.576 * 0.1))
    row = compare(protocol, wide, answer(-0.22))
    assert (row["triggers"], row["note"]) == ([], "level 99.0 before, 95.0 now")


def test_pooled_otherwise_is_a_note_and_no_trigger(protocol):
    row = compare(protocol, answer(method="DL", test="z"), answer())
    assert (row["triggers"], row["note"]) == ([], "method DL before, REML now; test z before, knha now")


def test_primary_outcomes_decide_for_the_version(protocol):
    stays = {"primary": True, "verdict": "does_not_change"}
    moves = {"primary": False, "verdict": "may_change"}
    everyone = with_rules(protocol, outcomes="all")
    assert conclusion_changed([], protocol) == "unknown"
    assert conclusion_changed([stays, moves], protocol) == "no"
    assert conclusion_changed([stays, moves], everyone) == "yes"
    assert decisive([moves], protocol) == [moves]


EFFECTS = st.floats(-2, 2).map(lambda x: round(x, 3))


@given(EFFECTS, EFFECTS, st.floats(0.02, 1), st.floats(0.02, 1))
def test_no_effect_and_direction_do_not_depend_on_which_version_came_first(protocol, b1, b2, se1, se2):
    one, other = answer(b1, se1), answer(b2, se2)
    there = set(compare(protocol, one, other)["triggers"]) & {"no_effect", "direction"}
    back = set(compare(protocol, other, one)["triggers"]) & {"no_effect", "direction"}
    assert there == back


@given(EFFECTS, EFFECTS, st.floats(0.02, 1), st.floats(0.02, 1))
def test_a_ratio_and_its_inverse_give_the_same_verdict(protocol, b1, b2, se1, se2):
    margins = with_rules(protocol, [{"measure": "HR", "value": 0.8}])
    there = compare(margins, answer(b1, se1), answer(b2, se2))["triggers"]
    assert there == compare(margins, answer(-b1, se1), answer(-b2, se2))["triggers"]
