"""Fields that a handful of records lose: told where chance is unlikely or another field stands in their place."""

import random
from datetime import timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_services import trial
from test_drift import DAYS, DUMPS, rename, studies
from test_refresh import refresh, rows

from flows.drift import changes
from flows.job import today
from flows.small_drift import BY_CHANCE, FEWEST, SMALL, chance
from schemas.models import Record
from sources.shapes import shapes_of

pytestmark = pytest.mark.xdist_group("flows")


def told(*weeks):
    """(path, what came in its place) of what records of these weeks miss; sure changes are none of it."""
    shapes = [
        (day, shape)
        for day, values in zip(DAYS, weeks, strict=False)
        for shape in shapes_of([Record("made", str(n), orjson.dumps(v), "made-json") for n, v in enumerate(values)])
    ]
    return [(c.path, c.instead) for c in changes(shapes, DAYS[len(weeks) - 1]) if not c.sure]


def test_three_records_under_another_name_after_three_are_told():
    assert told([{"id": 1, "arms": [1]}] * 3, [{"id": 1, "groups": [1]}] * 3) == [("/arms", "/groups")]
    assert told([{"id": 1, "arms": [1]}] * 3, [{"id": 1, "groups": [1]}] * 2) == []
    assert told([{"id": 1, "arms": [1]}] * 2, [{"id": 1, "groups": [1]}] * 3) == []


def test_a_field_that_only_goes_is_told_once_chance_is_unlikely():
    before, now = {"id": 1, "a": {"b": 1}}, {"id": 1}
    assert told([before] * 3, [now] * 3) == []
    assert told([before] * 8, [now] * 5) == [("/a", "")]
    assert told([before] * 8, [now] * 2, [now] * 2, [now]) == [("/a", "")]


def test_one_record_without_it_before_or_with_it_since_ends_the_alarm():
    before, now = {"id": 1, "a": 1}, {"id": 1}
    assert told([before] * 7 + [now], [now] * 6) == []
    assert told([before] * 8, [now] * 6 + [before]) == []
    assert told([before] * 8, [now] * 6, [before]) == []


def test_a_part_that_only_some_records_have_is_not_missed_while_records_are_few():
    results = {"id": 1, "results": {"spread": 1}}
    assert told([results] * 8 + [{"id": 1}], [{"id": 1, "results": {}}] * 6) == []


def test_several_fields_that_go_for_one_that_comes_are_another_sort_of_record():
    before, now = {"id": 1, "a": 1, "b": 1}, {"id": 1, "c": 1}
    assert told([before] * 3, [now] * 3) == []
    assert told([before] * 3, [now | {"d": 1}] * 3) == [("/a", "/c"), ("/b", "/d")]


def test_many_records_are_left_to_the_stricter_rule():
    assert told([{"id": 1, "a": 1}] * SMALL, [{"id": 1}] * FEWEST) == []


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0, 1))
def test_no_share_makes_the_pattern_likelier_than_said(before, now, share):
    assert share**before * (1 - share) ** now <= chance(before, now) * (1 + 1e-9)
    assert chance(8, 5) <= BY_CHANCE < chance(8, 3)


def test_a_small_review_hears_of_a_renamed_module(workplace, services, monkeypatch):
    services.trials = [trial(n) for n in range(4)]
    assert refresh().watch.sentences == []
    later = today() + timedelta(days=7)
    monkeypatch.setattr("flows.job.today", lambda: later)
    services.reshape = rename
    services.trials = [trial(n, updated=str(later), status="TERMINATED") for n in range(4)]
    (sentence,) = refresh().watch.sentences
    assert sentence == (
        f"clinicaltrials_gov: since {later} the field /protocolSection/armsInterventionsModule of ctgov-json is gone: "
        "none of 4 records has it and all 4 before had; all of them have /protocolSection/groupsModule in its place."
    )
    (row,) = [row for row in rows(workplace, "findings") if row["rule"] == "schema_removed"]
    assert row["severity"] == "warning"


@pytest.mark.slow
def test_small_reviews_of_real_studies_raise_few_alarms():
    drawn, alarms, weeks = random.Random(3), 0, 0
    for month in ("2023", "2024-06", "2025-10"):
        records = studies(DUMPS[month])
        for _ in range(20):
            some = drawn.sample(records, 16)
            lots = [some[:5], some[5:8], some[8:10], some[10:13], some[13:]]
            shapes = [(day, s) for day, lot in zip(DAYS, lots, strict=False) for s in shapes_of(lot)]
            weeks += len(lots) - 1
            alarms += any(not c.sure for c in changes(shapes, DAYS[len(lots) - 1]))
    assert weeks == 240
    assert alarms <= 2
