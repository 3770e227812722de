import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from local_service import Answer

from schemas.errors import SourceFailed
from sources.http import PoliteSession
from sources.identity import public_url, user_agent


def test_says_who_asks_and_takes_gzip(service, session):
    service.script(Answer(b'{"a": 1}', compressed=True))
    assert session.get_json("x", service.url, {"q": "1"}) == {"a": 1}
    headers = service.asked[0].headers
    assert headers["User-Agent"].startswith("Perennial/")
    assert "gzip" in headers["Accept-Encoding"]


def test_user_agent_carries_the_contact(monkeypatch):
    monkeypatch.setenv("PERENNIAL_CONTACT", "reviewer@example.org")
    assert user_agent().endswith("(mailto:reviewer@example.org)")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_asks_again_after_a_passing_refusal(service, session, pauses, status):
    service.script(Answer(status=status), Answer(status=status), Answer(b"{}"))
    assert session.get_json("x", service.url, {}) == {}
    assert pauses == [1.0, 2.0]


def test_honours_retry_after_in_seconds(service, session, pauses):
    service.script(Answer(status=429, headers={"Retry-After": "7"}), Answer(b"{}"))
    session.get("x", service.url)
    assert pauses == [7.0]


def test_honours_retry_after_as_a_date(service, session, pauses):
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=40), usegmt=True)
    service.script(Answer(status=503, headers={"Retry-After": soon}), Answer(b"{}"))
    session.get("x", service.url)
    assert 35 < pauses[0] <= 40


def test_an_unreadable_retry_after_counts_as_none(service, session, pauses):
    service.script(Answer(status=503, headers={"Retry-After": "soon"}), Answer(b"{}"))
    session.get("x", service.url)
    assert pauses == [1.0]


def test_a_long_retry_after_ends_the_query(service, session, pauses):
    service.script(Answer(status=503, headers={"Retry-After": "3600"}))
    with pytest.raises(SourceFailed, match="pause of 3600 seconds"):
        session.get("x", service.url)
    assert pauses == [] and len(service.asked) == 1


def test_gives_up_after_five_tries(service, session, pauses):
    service.script(Answer(b"busy", status=503, kind="text/plain"))
    with pytest.raises(SourceFailed, match=r"^x: the service answered 503 \(busy\)"):
        session.get("x", service.url)
    assert len(service.asked) == 5 and pauses == [1.0, 2.0, 4.0, 8.0]


def test_a_bad_request_is_not_repeated(service, session):
    service.script(Answer(b"`query.recrs` is unknown parameter", status=400, kind="text/plain"))
    with pytest.raises(SourceFailed, match=r"unknown parameter.*mend the query"):
        session.get("x", service.url)
    assert len(service.asked) == 1


def test_a_body_that_breaks_off_is_asked_again(service, session, pauses):
    service.script(Answer(b'{"studies": []}', cut=5), Answer(b'{"studies": []}'))
    assert session.get_json("x", service.url, {}) == {"studies": []}
    assert len(pauses) == 1


def test_no_connection_is_one_sentence(session):
    with pytest.raises(SourceFailed, match="no connection to the service at http://127"):
        session.get("x", "http://127.0.0.1:9/studies", {"api_key": "s3cret"})


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        (b"<!DOCTYPE html><html><body>Maintenance</body></html>", "an HTML page"),
        (b'{"studies": [{"protocol', "cut off"),
        (b"", "empty"),
        (b"Service is down", "plain text"),
        (b"<error/>", "XML"),
    ],
)
def test_an_error_in_disguise_is_a_failure(service, session, body, shape):
    service.script(Answer(body))
    with pytest.raises(SourceFailed, match=f"is {shape}, not complete JSON"):
        session.get_json("x", service.url, {})


def test_json_that_is_no_object_is_a_failure(service, session):
    service.script(Answer(b"[1]"))
    with pytest.raises(SourceFailed, match="not an object"):
        session.get_json("x", service.url, {})


def test_the_rate_holds_over_threads(service):
    host = service.url.removeprefix("http://")
    with PoliteSession(rates={host: 20.0}) as session:
        threads = [threading.Thread(target=session.get, args=("x", service.url)) for _ in range(8)]
        started = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert time.monotonic() - started >= 7 / 20
    at = sorted(asked.at for asked in service.asked)
    # Any three in a row span two intervals; half of one is left for the scheduling of threads.
    assert all(later - earlier > 0.075 for earlier, later in zip(at, at[2:], strict=False))


def test_retries_wait_for_their_turn_too(service):
    waited = []
    with PoliteSession(rates={service.url.removeprefix("http://"): 0.5}, sleep=waited.append) as session:
        service.script(Answer(status=503), Answer(b"{}"))
        session.get("x", service.url)
    assert waited[0] == 1.0
    assert 1.5 < waited[1] <= 2.0


def test_addresses_lose_what_says_who_asks():
    url = "https://me:pw@host.example/a?term=x&api_key=s3cret&email=me%40host&tool=t&retmax=5"
    assert public_url(url) == "https://host.example/a?term=x&retmax=5"


def test_no_key_in_a_sentence(service, session, monkeypatch):
    monkeypatch.setenv("NCBI_API_KEY", "s3cret")
    body = b'{"error":"API rate limit exceeded","api-key":"s3cret","count":"11","limit":"10"}'
    service.script(Answer(body, status=429))
    with pytest.raises(SourceFailed) as caught:
        session.get("pubmed", service.url, {"term": "x", "api_key": "s3cret", "email": "me@example.org"})
    assert "rate limit exceeded" in str(caught.value)
    assert "s3cret" not in str(caught.value) and "example.org" not in str(caught.value)
    assert caught.value.__cause__ is None
