"""Honest reports raise no alarm, and recovered counts are right but for patients silently left out."""

import random

import pytest
from honest_reports import Honest, alarms
from hypothesis import given, settings
from hypothesis import strategies as st

from appraisal import appraise


def test_no_alarm_on_honest_reports():
    found, filled, wrong = alarms(seed=1_000_000, count=500)
    assert [(seed, f.rule, f.message) for seed, f in found] == []
    assert len(wrong) < 0.02 * filled


@pytest.mark.slow
@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.integers(0, 2**62))
def test_no_alarm_for_any_seed(seed):
    x = appraise(Honest(random.Random(seed)).extraction())
    assert [f.message for f in x.findings if f.severity != "info"] == []


@pytest.mark.slow
def test_no_alarm_on_many_honest_reports():
    found, _, _ = alarms(seed=2_000_000, count=5_000)
    assert [(seed, f.rule, f.message) for seed, f in found] == []
