import json
from datetime import date

import pytest
from local_service import Answer

from schemas.errors import SourceFailed
from sources.archive import Recorder, replay_session
from sources.ctis import fetch as ctis
from sources.http import PoliteSession
from sources.paging import Window
from sources.readers import read_record

EVERYTHING = Window(None, date(2026, 6, 1))
PATHS = ("/search", "/retrieve/")


def number(n):
    return f"2025-5{n:05d}-11-00"


def trial(n):
    return {"ctNumber": number(n), "authorizedApplication": {"authorizedPartI": {}}}


class Ctis:
    """Answers searches from a list of (number, last day), `size` a page, and gives each trial by itself."""

    def __init__(self, *trials, size=2, total=None):
        self.trials, self.size, self.total = trials, size, len(trials) if total is None else total
        self.searches = []

    def __call__(self, asked):
        if asked.path.startswith("/retrieve/"):
            found = asked.path.rpartition("/")[2]
            known = [n for n, _ in self.trials if number(n) == found]
            return Answer(json.dumps(trial(known[0])).encode()) if known else Answer(b"", 404)
        body = json.loads(next(iter(asked.parameters)))
        self.searches.append(body)
        start = (body["pagination"]["page"] - 1) * self.size
        rows = [{"ctNumber": number(n), "lastUpdated": day} for n, day in self.trials[start : start + self.size]]
        more = start + self.size < len(self.trials)
        reply = {"pagination": {"totalRecords": self.total, "nextPage": more}, "data": rows}
        return Answer(json.dumps(reply).encode())


def records_of(session, query="dry eye", window=EVERYTHING):
    return [record for page in ctis.fetch(session, query, window) for record in page.records]


def test_every_page_of_the_overview_then_every_trial(service, session):
    service.answer = Ctis((1, "01/02/2026"), (2, "02/02/2026"), (3, "03/02/2026"))
    records = records_of(session)
    assert [(r.source, r.id, r.media) for r in records] == [("ctis", number(n), "ctis-json") for n in (1, 2, 3)]
    assert [body["pagination"] for body in service.answer.searches] == [
        {"page": 1, "size": 100},
        {"page": 2, "size": 100},
    ]
    assert service.answer.searches[0]["searchCriteria"] == {"containAll": "dry eye"}
    assert read_record(records[0]).registry_ids.own == ["2025-500001-11"]


def test_criteria_of_the_service_itself_may_be_given(service, session):
    service.answer = Ctis()
    assert records_of(session, '{"containAny": "tea, drops", "trialPhaseCode": [4]}') == []
    assert service.answer.searches[0]["searchCriteria"] == {"containAny": "tea, drops", "trialPhaseCode": [4]}


def test_a_later_window_fetches_what_changed_since_or_does_not_say(service, session):
    service.answer = Ctis((1, "24/05/2026"), (2, "25/05/2026"), (3, ""), (4, "01/06/2026"))
    pages = list(ctis.fetch(session, "x", Window(date(2026, 5, 25), date(2026, 6, 8))))
    assert [record.id for page in pages for record in page.records] == [number(n) for n in (2, 3, 4)]
    assert pages[0].total == 3
    assert number(1) not in "".join(asked.path for asked in service.asked)


def test_a_trial_that_is_listed_and_does_not_come_is_told_and_the_others_go_on(service, session):
    answers = Ctis((1, "01/02/2026"), (2, "02/02/2026"))
    service.answer = lambda asked: Answer(b"", 404) if asked.path.endswith(number(1)) else answers(asked)
    records = records_of(session)
    assert [record.media for record in records] == ["unreadable", "ctis-json"]
    assert "did not come" in records[0].payload.decode()


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Ctis((1, "01/02/2026"), total=50), "after 1 of 50"),
        (Ctis((1, "01/02/2026"), total=10_001), "narrow it"),
        (lambda _: Answer(b'{"data": 3}'), "no list of trials"),
        (lambda _: Answer(b'{"pagination": {"totalRecords": 1}, "data": [{}]}'), "without its number"),
        (lambda _: Answer(b"<html>", kind="text/html"), "HTML page"),
    ],
)
def test_anything_but_the_end_is_a_failure(service, session, answer, sentence):
    service.answer = answer
    with pytest.raises(SourceFailed, match=sentence):
        records_of(session)


@pytest.mark.parametrize("body", [b'{"ctNumber": "2025-', b'{"ctNumber": "2025-599999-11-00"}', b"[]"])
def test_another_trial_or_half_a_one_is_a_failure(service, session, body):
    answers = Ctis((1, "01/02/2026"))
    service.answer = lambda asked: Answer(body) if "retrieve" in asked.path else answers(asked)
    with pytest.raises(SourceFailed, match="record of"):
        records_of(session)


def test_a_query_that_is_broken_json_is_told(service, session):
    with pytest.raises(SourceFailed, match="mend the query"):
        records_of(session, '{"containAny": ')


def test_a_recording_replays_the_searches_by_their_bodies(service, tmp_path, monkeypatch):
    service.answer = Ctis((1, "01/02/2026"), (2, "02/02/2026"), (3, "03/02/2026"))
    day = date(2026, 6, 1)
    with Recorder(tmp_path, day) as recorder, PoliteSession(recorder=recorder) as live:
        asked = records_of(live)
    with replay_session(tmp_path / "2026-06-01") as replay:
        assert records_of(replay) == asked
