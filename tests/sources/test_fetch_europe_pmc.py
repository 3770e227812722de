import json
from datetime import date

import pytest
from local_service import Answer

from schemas.errors import SourceFailed
from sources.europe_pmc.fetch import fetch
from sources.paging import Window

EVERYTHING = Window(None, date(2026, 6, 1))


def hit(number, **more):
    return {"id": str(number), "source": "MED", "title": f"Paper {number}"} | more


def page(hits, total, following=None):
    body = {"hitCount": total, "resultList": {"result": hits}}
    return Answer(json.dumps(body | ({"nextCursorMark": following} if following else {})).encode())


def ids(pages):
    return [record.id for page in pages for record in page.records]


def test_follows_the_cursor_to_its_repeat(service, session):
    service.script(page([hit(1), hit(2)], 3, "c1"), page([hit(3)], 3, "c2"), page([], 3, "c2"))
    pages = list(fetch(session, "thyroid", EVERYTHING))
    assert ids(pages) == ["MED/1", "MED/2", "MED/3"]
    assert [asked.parameters["cursorMark"] for asked in service.asked] == ["*", "c1", "c2"]
    assert service.asked[0].parameters == {
        "query": "thyroid",
        "format": "json",
        "resultType": "core",
        "pageSize": "1000",
        "cursorMark": "*",
    }


def test_a_missing_cursor_is_the_end_too(service, session):
    service.script(page([hit(1)], 1))
    assert ids(fetch(session, "x", EVERYTHING)) == ["MED/1"]


def test_a_later_window_asks_by_the_day_of_update(service, session):
    service.script(page([], 0))
    list(fetch(session, "a OR b", Window(date(2026, 5, 25), date(2026, 6, 8))))
    assert service.asked[0].parameters["query"] == "(a OR b) AND UPDATE_DATE:[2026-05-25 TO 2026-06-08]"


def test_open_access_hits_bring_their_full_text(service, session):
    jats = "<article>öffentlich</article>".encode()
    hits = [hit(1, isOpenAccess="Y", pmcid="PMC5"), hit(2, isOpenAccess="N", pmcid="PMC6"), hit(3, isOpenAccess="Y")]
    search = page(hits, 3)
    service.answer = lambda asked: search if asked.path == "/search" else Answer(jats, kind="application/xml")
    [one] = fetch(session, "x", EVERYTHING)
    assert [record.id for record in one.records] == ["MED/1", "MED/2", "MED/3", "PMC5"]
    assert (one.records[3].media, one.records[3].payload) == ("jats", jats)
    assert [asked.path for asked in service.asked] == ["/search", "/PMC5/fullTextXML"]


def test_a_full_text_that_does_not_come_says_so_and_the_query_goes_on(service, session):
    search = page([hit(1, isOpenAccess="Y", pmcid="PMC5")], 1)
    service.answer = lambda asked: search if asked.path == "/search" else Answer(status=404)
    [one] = fetch(session, "x", EVERYTHING)
    assert [record.media for record in one.records] == ["europepmc-json", "unreadable"]
    assert one.records[1].payload.startswith(b"PMC5: the full text did not come: europe_pmc: the service answered 404")


def test_a_broken_full_text_is_kept_as_it_came(service, session):
    search = page([hit(1, isOpenAccess="Y", pmcid="PMC5")], 1)
    service.answer = lambda asked: search if asked.path == "/search" else Answer(b"<article><front>")
    [one] = fetch(session, "x", EVERYTHING)
    assert one.records[1].payload == b"<article><front>"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([Answer(b'{"errCode":404,"errMsg":"Invalid page size"}')], "search failed .Invalid page size"),
        ([Answer(b'{"version":"6.9","hitCount":3}')], "lacks its count or its hits"),
        ([page([{"id": "1"}], 1)], "lacks its count or its hits"),
        ([page([hit(1)], 900)], "after 1 of 900"),
        ([page([], 12)], "after 0 of 12"),
        ([page([hit(1)], 3, "c1"), page([hit(2)], 3, "*")], "back to an earlier page"),
        ([page([hit(1)], 3, "c1"), Answer(b'{"hitCount": 3, "resultList"')], "not complete JSON"),
        ([page([hit(1)], 3, "c1"), Answer(b"<html>", 503, "text/html")], "answered 503"),
    ],
)
def test_a_broken_search_page_fails_the_query(service, session, answers, sentence):
    service.script(*answers)
    with pytest.raises(SourceFailed, match=sentence):
        list(fetch(session, "x", EVERYTHING))


@pytest.fixture
def ten_pages(service, recorded):
    """The ten recorded pages, each served for its own cursor only. Their full texts do not exist here."""
    pages = json.loads(recorded("europepmc/search/pyEuropePMC/fetch_10pages_cancer.json").read_bytes())
    last = pages[-1]["nextCursorMark"]
    by_cursor = dict(zip(["*", *(page["nextCursorMark"] for page in pages)], pages, strict=False))

    def answer(asked):
        if asked.path != "/search":
            return Answer(status=404)
        cursor = asked.parameters["cursorMark"]
        if cursor == last:
            return page([], pages[0]["hitCount"], last)
        return Answer(json.dumps(by_cursor[cursor]).encode(), compressed=True)

    service.answer = answer
    return pages


def test_ten_recorded_pages_are_read_in_order(session, ten_pages):
    for recorded_page in ten_pages:
        recorded_page["hitCount"] = 1000
    records = [record for page in fetch(session, "cancer", EVERYTHING) for record in page.records]
    hits = [record for record in records if record.media == "europepmc-json"]
    expected = [f"{hit['source']}/{hit['id']}" for page in ten_pages for hit in page["resultList"]["result"]]
    assert [record.id for record in hits] == expected
    assert len(expected) == 1000


def test_ten_recorded_pages_of_five_million_are_not_the_end(session, ten_pages):
    with pytest.raises(SourceFailed, match="after 1000 of 5059039"):
        list(fetch(session, "cancer", EVERYTHING))


def test_the_recorded_error_in_disguise(service, session, recorded):
    [error] = json.loads(recorded("europepmc/errors/error_envelope.transcribed.json").read_bytes())
    service.script(Answer(error["body"].encode(), error["http_status"]))
    with pytest.raises(SourceFailed, match="Invalid page size"):
        list(fetch(session, "x", EVERYTHING))
