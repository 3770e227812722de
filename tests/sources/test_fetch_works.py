"""Crossref, OpenAlex, Unpaywall and Retraction Watch against a real server on loopback."""

import json
from datetime import date

import pytest
from local_service import Answer
from recorded_works import exchanges

from schemas.errors import BadInput, SourceFailed
from schemas.models import Paper
from sources.archive import Recorder, replay_session
from sources.crossref import fetch as crossref
from sources.following import can_be_asked
from sources.http import PoliteSession, RateLimit
from sources.openalex import fetch as openalex
from sources.paging import Window
from sources.retraction_watch import fetch as retraction_watch
from sources.unpaywall import fetch as unpaywall

ALL, LATER = Window(None, date(2026, 6, 1)), Window(date(2026, 5, 1), date(2026, 6, 1))


def page(dois, total, cursor=None):
    items = [{"DOI": doi, "title": ["x"]} for doi in dois]
    message = {"total-results": total, "items": items} | ({"next-cursor": cursor} if cursor else {})
    return Answer(json.dumps({"message": message}).encode())


def ids(pages):
    return [record.id for each in pages for record in each.records]


def test_crossref_follows_its_cursor_which_may_repeat_to_the_number_counted(service, session, monkeypatch):
    monkeypatch.setenv("PERENNIAL_CONTACT", "ada@example.org")
    service.script(page(["10.5555/a", "10.5555/b"], 3, "same"), page(["10.5555/C"], 3, "same"))
    assert ids(crossref.fetch(session, "marsh fever", ALL)) == ["10.5555/a", "10.5555/b", "10.5555/c"]
    assert [asked.parameters["cursor"] for asked in service.asked] == ["*", "same"]
    first = service.asked[0].parameters
    assert (first["query.bibliographic"], first["rows"], first["mailto"]) == ("marsh fever", "1000", "ada@example.org")
    assert "filter" not in first


def test_crossref_is_asked_for_what_was_indexed_since_and_takes_parameters_as_a_query(service, session):
    service.script(page([], 0))
    list(crossref.fetch(session, "query.title=marsh fever&filter=type:journal-article", LATER))
    assert service.asked[0].parameters["query.title"] == "marsh fever"
    assert service.asked[0].parameters["filter"] == "type:journal-article,from-index-date:2026-05-01"
    with pytest.raises(SourceFailed, match="sample cannot stand in a query"):
        list(crossref.fetch(session, "query=x&sample=5", ALL))


def test_crossref_refuses_a_search_of_everything_and_a_listing_that_ends_early(service, session):
    service.script(page(["10.5555/a"], 500_000, "c"))
    with pytest.raises(SourceFailed, match=r"500000 works.*narrow it"):
        list(crossref.fetch(session, "fever", ALL))
    service.script(page(["10.5555/a"], 50, "c"), page([], 50, "c"))
    with pytest.raises(SourceFailed, match="1 of 50"):
        list(crossref.fetch(session, "fever", ALL))


@pytest.mark.parametrize("body", [b"{}", b'{"message": {}}', b'{"message": {"items": [1]}}', b"<html>", b'{"message'])
def test_crossref_in_another_shape_is_a_failure(service, session, body):
    service.script(Answer(body))
    with pytest.raises(SourceFailed, match="crossref"):
        list(crossref.fetch(session, "fever", ALL))


def test_papers_are_asked_for_in_batches_and_one_whose_doi_has_a_comma_alone(service, session):
    papers = [Paper(f"10.5555/p.{n}") for n in range(50)] + [Paper("10.5555/a,b"), Paper("", "77")]

    def answer(asked):
        if asked.path.startswith("/works/"):
            return Answer(b"Resource not found.", 404, "text/plain")
        dois = [part.removeprefix("doi:") for part in asked.parameters["filter"].split(",")]
        return page(dois, len(dois))

    service.answer = answer
    assert sorted(ids(crossref.fetch_papers(session, papers))) == sorted(f"10.5555/p.{n}" for n in range(50))
    assert [len(a.parameters.get("filter", "").split(",")) for a in service.asked] == [40, 10, 1]
    assert service.asked[-1].path == "/works/10.5555%2Fa%2Cb"
    assert list(crossref.fetch_papers(session, [Paper("", "77")])) == []


def test_a_replay_asks_for_papers_what_was_recorded_and_nothing_where_nothing_was(service, tmp_path, monkeypatch):
    monkeypatch.setenv("PERENNIAL_CONTACT", "ada@example.org")
    for name in ("CROSSREF", "OPENALEX", "UNPAYWALL"):
        monkeypatch.setenv(f"PERENNIAL_{name}_URL", f"{service.url}/{name.lower()}")
    service.script(page(["10.5555/a"], 1))
    with Recorder(tmp_path, date(2026, 6, 1)) as recorder, PoliteSession(recorder=recorder) as live:
        list(crossref.fetch(live, "fever", ALL))
        list(crossref.fetch_papers(live, [Paper("10.5555/a")]))
        service.script(Answer(b'{"doi": "10.5555/a", "best_oa_location": {"url": "https://example.org"}}'))
        list(unpaywall.fetch_papers(live, [Paper("10.5555/a")]))
    assert "ada@example.org" not in (tmp_path / "2026-06-01" / "replies.json").read_text()
    asked = len(service.asked)
    with replay_session(tmp_path / "2026-06-01") as replay:
        assert ids(crossref.fetch_papers(replay, [Paper("10.5555/another")])) == ["10.5555/a"]
        assert ids(unpaywall.fetch_papers(replay, [])) == ["10.5555/a"]
        assert ids(openalex.fetch_papers(replay, [Paper("10.5555/a")])) == []
    assert len(service.asked) == asked


def alex(names, cursor=None, left=None, cost="0.001"):
    results = [{"id": f"https://openalex.org/{name}"} for name in names]
    headers = {"X-RateLimit-Remaining-USD": left, "X-RateLimit-Cost-USD": cost, "X-RateLimit-Limit-USD": "0.1"}
    meta = {"count": 3, "next_cursor": cursor}
    return Answer(json.dumps({"meta": meta, "results": results}).encode(), headers=headers if left else {})


def test_openalex_follows_its_cursor_to_null_with_the_key_in_no_message(service, session, monkeypatch):
    monkeypatch.setenv("OPENALEX_API_KEY", "secret-key")
    service.script(alex(["W1", "W2"], "next", "0.5"), alex(["W3"], None, "0.4"))
    assert ids(openalex.fetch(session, '"marsh fever" AND zelotinib', ALL)) == ["W1", "W2", "W3"]
    assert [a.parameters["api_key"] for a in service.asked] == ["secret-key"] * 2
    assert service.asked[0].parameters["search"] == '"marsh fever" AND zelotinib'
    service.script(Answer(b'{"message": "bad api_key secret-key"}', 403))
    with pytest.raises(SourceFailed) as failure:
        list(openalex.fetch(session, "filter=doi:x", ALL))
    assert "secret-key" not in str(failure.value)


def test_openalex_stops_before_its_budget_is_overdrawn_and_says_so(service, session):
    service.script(alex(["W1", "W2"], "next", "0.0005"))
    pages = openalex.fetch(session, "fever", ALL)
    assert ids([next(pages)]) == ["W1", "W2"]
    with pytest.raises(SourceFailed, match=r"budget of 0\.1 dollars is spent after 2 works.*OPENALEX_API_KEY"):
        next(pages)
    assert len(service.asked) == 1


def test_openalex_that_refuses_for_its_budget_is_said_to_be_spent(service, session):
    service.script(Answer(b"{}", 429, headers={"Retry-After": "40000"}))
    with pytest.raises(SourceFailed, match="budget is spent after 0 works"):
        list(openalex.fetch(session, "fever", ALL))


def test_openalex_is_asked_for_papers_by_doi_and_else_by_pubmed_id(service, session):
    service.answer = lambda _: alex(["W1"])
    papers = [Paper("10.5555/a", "1"), Paper("", "2"), Paper("10.5555/b|c", "3")]
    list(openalex.fetch_papers(session, papers))
    assert [a.parameters["filter"] for a in service.asked] == ["doi:10.5555/a", "pmid:2|3"]


def test_unpaywall_passes_over_dois_that_it_does_not_know(service, session, monkeypatch):
    monkeypatch.setenv("PERENNIAL_CONTACT", "ada@example.org")
    service.script(Answer(b'{"error": true}', 404), Answer(b'{"doi": "10.5555/b"}'))
    assert ids(unpaywall.fetch_papers(session, [Paper("10.5555/a"), Paper("10.5555/b"), Paper("", "1")])) == [
        "10.5555/b"
    ]
    assert {a.parameters["email"] for a in service.asked} == {"ada@example.org"}
    service.script(Answer(b"{}", 422), Answer(b"[]"))
    with pytest.raises(SourceFailed, match="unpaywall"):
        list(unpaywall.fetch_papers(session, [Paper("10.5555/a"), Paper("10.5555/b")]))


FILE = "OriginalPaperDOI,RetractionDOI\n10.5555/a,10.5555/n\n10.5555/b,10.5555/m\n"


def test_the_file_of_retraction_watch_in_the_inbox_and_at_an_address(service, session, tmp_path, monkeypatch):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "rw.csv").write_text(FILE)
    (tmp_path / "other.csv").write_text("Title,Abstract\n")
    monkeypatch.delenv("PERENNIAL_RETRACTION_WATCH_URL", raising=False)
    assert can_be_asked("retraction_watch", tmp_path)
    assert not can_be_asked("retraction_watch", tmp_path / "none")
    assert list(retraction_watch.fetch_papers(session, [Paper("10.5555/a")], tmp_path / "none")) == []
    papers = [Paper("10.5555/a"), Paper("10.5555/c")]
    assert ids(retraction_watch.fetch_papers(session, papers, tmp_path)) == ["10.5555/a"]
    assert not service.asked
    monkeypatch.setenv("PERENNIAL_RETRACTION_WATCH_URL", f"{service.url}/rw.csv")
    service.script(Answer(FILE.encode(), kind="text/csv"))
    [found] = retraction_watch.fetch_papers(session, papers, tmp_path)
    assert len(json.loads(found.records[0].payload)["rows"]) == 1
    service.script(Answer(b"<html>moved</html>", kind="text/html"))
    with pytest.raises(BadInput, match="PERENNIAL_RETRACTION_WATCH_URL"):
        list(retraction_watch.fetch_papers(session, papers, tmp_path))


def test_the_rate_that_a_service_states_slows_down_and_never_speeds_up(service):
    host = service.url.removeprefix("http://")
    waited: list[float] = []
    with PoliteSession(rates={host: 1000.0}, sleep=waited.append) as session:
        service.script(Answer(b"{}", headers={"X-Rate-Limit-Limit": "2", "X-Rate-Limit-Interval": "1s"}))
        for _ in range(3):
            session.get("crossref", service.url)
        assert max(waited) > 0.4
        service.script(Answer(b"{}", headers={"X-Rate-Limit-Limit": "5000", "X-Rate-Limit-Interval": "1s"}))
        waited.clear()
        for _ in range(3):
            session.get("crossref", service.url)
        assert max(waited) > 0.4
    limit = RateLimit(2.0, waited.append)
    limit.slow_down_to(50.0)
    assert limit._per_second == 2.0


def test_crossref_is_asked_twice_as_often_by_callers_with_an_address(monkeypatch):
    monkeypatch.delenv("PERENNIAL_CONTACT", raising=False)
    assert PoliteSession()._rates["api.crossref.org"] == 5.0
    monkeypatch.setenv("PERENNIAL_CONTACT", "ada@example.org")
    assert PoliteSession()._rates["api.crossref.org"] == 10.0


def test_a_recorded_cursor_of_crossref_is_followed(recorded, service, session):
    path = recorded("crossref/habanero_vcr_2026/test-cursor/test_cursor_max.yaml")
    replies = [value for _, _, value in exchanges(path)]
    assert len(replies) >= 2
    total = sum(len(reply["message"]["items"]) for reply in replies)
    for reply in replies:
        reply["message"]["total-results"] = total  # the recording ends before the query does
    service.script(*(Answer(json.dumps(reply).encode()) for reply in replies))
    found = ids(crossref.fetch(session, "widget", ALL))
    assert len(found) == total
    assert [a.parameters["cursor"] for a in service.asked][1] == replies[0]["message"]["next-cursor"]
