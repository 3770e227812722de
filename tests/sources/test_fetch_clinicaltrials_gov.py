import json
from datetime import date

import pytest
from local_service import Answer

from schemas.errors import SourceFailed
from sources.clinicaltrials_gov.fetch import fetch
from sources.paging import Window

EVERYTHING = Window(None, date(2026, 6, 1))


def study(number, **more):
    return {"protocolSection": {"identificationModule": {"nctId": f"NCT{number:08d}"}}} | more


def page(*numbers, **more):
    return Answer(json.dumps({"studies": [study(number) for number in numbers]} | more).encode())


def test_reads_to_the_last_page_and_repeats_every_parameter(service, session):
    service.script(page(1, 2, totalCount=5, nextPageToken="t1"), page(3, 4, nextPageToken="t2"), page(5))
    pages = list(fetch(session, "AREA[Condition]thyroid", EVERYTHING))
    assert [[record.id[-1] for record in page.records] for page in pages] == [["1", "2"], ["3", "4"], ["5"]]
    assert [page.total for page in pages] == [5, 5, 5]
    first, second, third = (asked.parameters for asked in service.asked)
    assert first == {
        "query.term": "AREA[Condition]thyroid",
        "pageSize": "1000",
        "countTotal": "true",
        "format": "json",
    }
    assert second == first | {"pageToken": "t1"}
    assert third == first | {"pageToken": "t2"}


def test_a_record_is_one_study_with_its_name_and_address(service, session):
    service.script(Answer(json.dumps({"studies": [study(7, hasResults=False)], "totalCount": 1}).encode()))
    [[record]] = [page.records for page in fetch(session, "x", EVERYTHING)]
    assert (record.source, record.id, record.media) == ("clinicaltrials_gov", "NCT00000007", "ctgov-json")
    assert record.url == "https://clinicaltrials.gov/study/NCT00000007"
    assert json.loads(record.payload) == study(7, hasResults=False)


def test_a_later_window_asks_for_changes_only(service, session):
    service.script(page(totalCount=0))
    assert [page.records for page in fetch(session, "x", Window(date(2026, 5, 25), date(2026, 6, 8)))] == [[]]
    assert service.asked[0].parameters["filter.advanced"] == "AREA[LastUpdatePostDate]RANGE[2026-05-25,MAX]"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([page(1, totalCount=3)], "after 1 of 3"),
        ([page(1, nextPageToken="t"), page(2, nextPageToken="t")], "same page token"),
        ([Answer(b'{"message": "moved"}')], "no list of studies"),
        ([Answer(b'{"studies": [{"protocolSection": {}}]}')], "without its NCT number"),
        ([page(1, nextPageToken="t"), Answer(b'{"studies": [')], "not complete JSON"),
        ([page(1, nextPageToken="t"), Answer(b"<html></html>", kind="text/html")], "HTML page"),
        ([Answer(b"`query.recrs` is unknown parameter", 400, "text/plain")], "unknown parameter"),
    ],
)
def test_anything_but_the_end_is_a_failure(service, session, answers, sentence):
    service.script(*answers)
    with pytest.raises(SourceFailed, match=sentence):
        list(fetch(session, "x", EVERYTHING))


@pytest.mark.parametrize(
    ("name", "studies"),
    [("dumps/RuhRuh66_step25.studies.json", 5), ("dumps/aact_test_json_file.rb.json", 29)],
)
def test_a_recorded_page_is_followed_by_its_token(service, session, recorded, name, studies):
    body = recorded(f"clinicaltrials_gov/{name}").read_bytes()
    service.script(Answer(body, compressed=True), page(1))
    records = [record for page in fetch(session, "x", EVERYTHING) for record in page.records]
    assert len(records) == studies + 1
    assert service.asked[1].parameters["pageToken"] == json.loads(body)["nextPageToken"]
    assert json.loads(records[0].payload) == json.loads(body)["studies"][0]


def test_the_recorded_refusals_are_failures(service, session, recorded):
    spec = json.loads(recorded("clinicaltrials_gov/spec/error_bodies.json").read_bytes())
    errors = [error for group in spec.values() if isinstance(group, list) for error in group if error["status"] >= 400]
    assert len(errors) > 4
    for error in errors:
        service.script(Answer(error["body"].encode(), error["status"], "text/plain"))
        with pytest.raises(SourceFailed, match=str(error["status"])):
            list(fetch(session, "x", EVERYTHING))
