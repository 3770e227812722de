"""Runs, searches and the watermarks that follow from them."""

from datetime import date

import pytest

from evidence import Search, Store

DAY_1, DAY_2 = date(2026, 6, 1), date(2026, 6, 8)


@pytest.fixture
def store(tmp_path):
    with Store(f"sqlite:///{tmp_path}/evidence.sqlite") as opened:
        yield opened


def search(until=DAY_1, complete=True, query="q", note=""):
    return Search("pubmed", query, until, complete, 10, 4, 12, note)


def test_a_query_never_asked_has_no_watermark(store):
    assert store.watermark("r", "pubmed", "q") is None


def test_a_complete_search_moves_the_watermark(store):
    store.note_search("r", 1, search(DAY_1))
    store.note_search("r", 2, search(DAY_2))
    assert store.watermark("r", "pubmed", "q") == DAY_2


def test_a_search_that_broke_off_leaves_it_where_it_was(store):
    store.note_search("r", 1, search(DAY_1))
    store.note_search("r", 2, search(DAY_2, complete=False, note="PubMed did not answer."))
    assert store.watermark("r", "pubmed", "q") == DAY_1
    assert [s.note for s in store.searches("r")] == ["PubMed did not answer."]
    assert [s.until for s in store.searches("r", complete_only=True)] == [DAY_1]


def test_a_changed_query_starts_afresh(store):
    store.note_search("r", 1, search(query="thyroid"))
    assert store.watermark("r", "pubmed", "thyroid OR goitre") is None
    assert store.watermark("other", "pubmed", "thyroid") is None


def test_a_run_without_an_end_was_killed(store):
    killed = store.start_run("r", "manual")
    done = store.start_run("r", "scheduled")
    store.end_run(done, "done")
    assert [(run["id"], run["state"]) for run in store.runs("r")] == [(done, "done"), (killed, None)]
