import json
from datetime import date

import pytest
from local_service import Answer

from schemas.errors import BadInput, SourceFailed
from sources.archive import Recorder, recordings, replay_session, request_key
from sources.http import PoliteSession

DAY = date(2026, 6, 1)


def write(archive, day, replies, **bodies):
    folder = archive / day
    folder.mkdir(parents=True)
    for name, body in bodies.items():
        (folder / name).write_bytes(body)
    (folder / "replies.json").write_text(json.dumps({"recorded": day, "replies": replies}))
    return folder


def reply(url, body="a", **more):
    return {"method": "GET", "url": url, "status": 200, "headers": {}, "body": body} | more


def test_parameters_match_in_any_order_and_without_who_asks():
    one = request_key("get", "https://h.example/a?b=1&a=x%20y&api_key=k")
    two = request_key("GET", "https://h.example/a?a=x+y&tool=t&mailto=m&b=1")
    assert one == two
    assert one != request_key("GET", "https://h.example/a?a=x+y&b=2")
    assert one != request_key("GET", "https://h.example/a?a=x+y&b=1&b=1")


def test_a_form_counts_as_parameters():
    assert request_key("POST", "https://h.example/a", b"term=x&email=me") == request_key(
        "POST", "https://h.example/a?term=x"
    )


def test_replies_come_in_order_and_the_last_repeats(tmp_path):
    url = "https://h.example/a?q=1"
    folder = write(tmp_path, "2026-06-01", [reply(url, "a"), reply(url, "b")], a=b'{"n": 1}', b=b'{"n": 2}')
    session = replay_session(folder)
    assert [session.get_json("x", "https://h.example/a", {"q": "1"})["n"] for _ in range(3)] == [1, 2, 2]


def test_a_request_that_is_not_there_names_itself_and_the_folder(tmp_path):
    folder = write(tmp_path, "2026-06-01", [])
    with pytest.raises(SourceFailed, match=r"2026-06-01: the recording has no reply to GET https://h.example/a\?q=1"):
        replay_session(folder).get("x", "https://h.example/a", {"q": "1", "api_key": "s3cret"})


def test_a_replayed_refusal_is_retried_without_waiting(tmp_path):
    url = "https://h.example/a"
    refused = reply(url, "a", status=503, headers={"Retry-After": "100"})
    folder = write(tmp_path, "2026-06-01", [refused, reply(url, "b")], a=b"", b=b"{}")
    assert replay_session(folder).get_json("x", url, {}) == {}


def test_bodies_outside_the_recording_are_refused(tmp_path):
    (tmp_path / "secret").write_text("x")
    folder = write(tmp_path, "2026-06-01", [reply("https://h.example/a", "../secret")])
    with pytest.raises(SourceFailed, match="outside the recording"):
        replay_session(folder).get("x", "https://h.example/a")


def test_a_missing_body_is_named(tmp_path):
    folder = write(tmp_path, "2026-06-01", [reply("https://h.example/a", "gone.json")])
    with pytest.raises(SourceFailed, match=r"gone\.json: replies\.json names this file"):
        replay_session(folder).get("x", "https://h.example/a")


def test_recordings_are_listed_by_date(tmp_path):
    for day in ("2026-06-08", "2026-06-01"):
        write(tmp_path, day, [])
    (tmp_path / "notes").mkdir()
    (tmp_path / "2026-07-01").mkdir()
    assert [day.isoformat() for day, _ in recordings(tmp_path)] == ["2026-06-01", "2026-06-08"]


def test_an_archive_without_recordings_is_wrong_use(tmp_path):
    with pytest.raises(BadInput, match="holds no recording"):
        recordings(tmp_path)
    with pytest.raises(BadInput, match="no such archive folder"):
        recordings(tmp_path / "missing")


@pytest.mark.parametrize("text", ["", "[]", '{"replies": 3}', '{"replies": [{"url": "x"}]}'])
def test_a_broken_index_is_named(tmp_path, text):
    (tmp_path / "replies.json").write_text(text)
    with pytest.raises(BadInput, match=r"replies\.json: "):
        replay_session(tmp_path)


def test_what_was_recorded_replays_without_keys_in_any_file(service, tmp_path, monkeypatch):
    monkeypatch.setenv("NCBI_API_KEY", "s3cret")
    limit = b'{"error":"API rate limit exceeded","api-key":"192.0.2.1","count":"4","limit":"3"}'
    service.script(
        Answer(limit, status=429, headers={"Retry-After": "2", "Set-Cookie": "id=s3cret"}),
        Answer(b'{"key": "s3cret", "n": 1}', compressed=True),
        Answer(b"<a/>", kind="text/xml"),
    )
    with Recorder(tmp_path, DAY) as recorder:
        session = PoliteSession(recorder=recorder, sleep=lambda _: None)
        session.get_json("pubmed", service.url + "/a", {"term": "x y", "api_key": "s3cret", "email": "me@example.org"})
        session.post("pubmed", service.url + "/b", {"term": "long", "api_key": "s3cret"})
        session.close()
    [(day, folder)] = recordings(tmp_path)
    assert day == DAY
    for path in folder.rglob("*.*"):
        assert not any(word in path.read_bytes() for word in (b"s3cret", b"example.org", b"192.0.2.1")), path
    again = replay_session(folder)
    assert again.get_json("pubmed", service.url + "/a", {"term": "x y"})["n"] == 1
    assert again.post("pubmed", service.url + "/b", {"term": "long", "api_key": "other"}).content == b"<a/>"
    assert sorted(path.name for path in (folder / "pubmed").iterdir()) == ["001.json", "002.json", "003.xml"]


def test_a_day_is_recorded_once(tmp_path):
    Recorder(tmp_path, DAY).close()
    with pytest.raises(BadInput, match="already recorded"):
        Recorder(tmp_path, DAY)


def test_what_a_killed_recording_left_behind_does_not_stand_in_the_way(tmp_path):
    Recorder(tmp_path, DAY)
    Recorder(tmp_path, DAY).close()
    assert [day for day, _ in recordings(tmp_path)] == [DAY]
