"""Readers of registries meet records in which any value has another shape: they read on or say one sentence."""

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_euctr_results import analysis, end_point, group, value
from test_read_euctr import converted
from test_read_other_registries import CLASSIC, CTIS, DRKS, ISRCTN_XML

from extractors import read_report
from schemas.errors import BadInput
from schemas.models import Record
from sources.isrctn.read import parse
from sources.readers import read_record, stable

ISRCTN = parse(ISRCTN_XML.encode(), "x")
RESULTS = converted(
    subjectDisposition={"postAssignmentPeriods": {"postAssignmentPeriod": [{"arms": {"arm": [{"id": "Arm-1"}]}}]}},
    endPoints={
        "endPoint": [
            end_point("Tears", "mm", [group(1, 4, [value("1")], [value("2")])], **analysis("hazardRatio")),
            end_point("Sick", "Participants", [group(1, 4, counts=[value("1", "C")])], countable="true",
                      categories={"category": [{"id": "C", "name": "Yes (n=4)"}]}),
        ]
    },
    adverseEvents={"reportingGroups": {"reportingGroup": {"id": "R", "subjectsExposed": "4", "deathsAllCauses": "1"}}},
)  # fmt: skip
RECORDS = {
    "euctr-json": RESULTS,
    "ctis-json": CTIS,
    "isrctn-json": ISRCTN,
    "drks-json": DRKS,
    "ctgov-classic-json": CLASSIC,
}
ODD = st.sampled_from(
    [None, "", "x", "7", 3, -1.5, True, [], {}, [None], [[]], {"value": {}}, ["a", {"b": 1}], {"_": "t"}]
)


def places(value, path=()):
    """Every place of a record, as keys from its root."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield from places(item, (*path, key))


@pytest.mark.parametrize("media", RECORDS)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_value_may_have_any_shape(media, data):
    record = copy.deepcopy(RECORDS[media])
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from([path for path in places(record) if path]))
        parent = record
        for key in way:
            parent = parent[key]
        parent[last] = copy.deepcopy(data.draw(ODD))
    payload = Record("inbox", "x", json.dumps(record).encode(), media)
    stable(payload)
    try:
        report = read_record(payload)
    except BadInput as told:
        assert str(told).endswith(".")
        return
    assert all(isinstance(text, str) for text in [*report.conditions, *report.interventions, *report.countries])
    assert report.n_total is None or report.n_total > 0
    read_report(report)
