from datetime import date

import pytest
from local_service import Answer

from schemas.errors import SourceFailed
from sources.isrctn import fetch as isrctn
from sources.paging import Window
from sources.readers import read_record

EVERYTHING = Window(None, date(2026, 6, 1))


def reply(*numbers, total=None):
    trials = "".join(
        f"<fullTrial><trial lastUpdated='2026-01-01T00:00:00Z'><isrctn>{number:08d}</isrctn>"
        f"<trialDescription><title>Trial {number}</title></trialDescription></trial>"
        f"<sponsor><organisation>House {number}</organisation></sponsor></fullTrial>"
        for number in numbers
    )
    total = len(numbers) if total is None else total
    xml = f"<allTrials xmlns='http://www.67bricks.com/isrctn' totalCount='{total}'>{trials}</allTrials>"
    return Answer(xml.encode(), kind="application/xml")


def records_of(session, query="tea AND sleep", window=EVERYTHING):
    return [record for page in isrctn.fetch(session, query, window) for record in page.records]


def test_a_short_result_is_one_reply(service, session):
    service.script(reply(11, 12))
    records = records_of(session)
    assert [(r.source, r.id, r.media) for r in records] == [
        ("isrctn", "ISRCTN00000011", "isrctn-xml"),
        ("isrctn", "ISRCTN00000012", "isrctn-xml"),
    ]
    assert [a.path for a in service.asked] == ["/api/query/format/default"]
    assert service.asked[0].parameters == {"q": "tea AND sleep", "limit": "500"}
    report = read_record(records[1])
    assert (report.registry_ids.own, report.sponsor) == (["ISRCTN00000012"], "House 12")


def test_a_long_result_is_asked_for_again_whole(service, session, monkeypatch):
    monkeypatch.setattr(isrctn, "FIRST", 2)
    service.script(reply(1, 2, total=3), reply(1, 2, 3))
    assert [record.id[-1] for record in records_of(session)] == ["1", "2", "3"]
    assert [asked.parameters["limit"] for asked in service.asked] == ["2", "3"]


def test_a_later_window_asks_for_what_was_edited_since(service, session):
    service.script(reply())
    assert records_of(session, "a OR b", Window(date(2026, 5, 25), date(2026, 6, 8))) == []
    assert service.asked[0].parameters["q"] == "(a OR b) AND lastEdited GE 2026-05-25T00:00:00.000Z"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([reply(1, total=9), reply(1, 2, total=9)], "after 2 of 9"),
        ([reply(1, total=10_001)], "narrow it"),
        ([Answer(b"<html></html>", kind="text/html")], "no counted list"),
        ([Answer(b"<allTrials totalCount='1'><fullTrial>")], "not complete XML"),
        ([Answer(b"<allTrials totalCount='1'><fullTrial><trial/></fullTrial></allTrials>")], "without its number"),
        ([Answer(b"query is wrong", 400, "text/plain")], "mend the query"),
    ],
)
def test_anything_but_the_end_is_a_failure(service, session, answers, sentence):
    service.script(*answers)
    with pytest.raises(SourceFailed, match=sentence):
        records_of(session)
