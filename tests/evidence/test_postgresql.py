"""The same store on PostgreSQL. Runs where PERENNIAL_TEST_POSTGRES_URL names an empty database to write into."""

import os
from datetime import date
from uuid import uuid4

import pytest

from evidence import Arrival, Search, Store
from schemas.errors import AlreadyRunning
from schemas.models import Extraction, Record, Report

URL = os.environ.get("PERENNIAL_TEST_POSTGRES_URL")
pytestmark = pytest.mark.skipif(not URL, reason="PERENNIAL_TEST_POSTGRES_URL is not set: no PostgreSQL to test against")
DAY = date(2026, 6, 1)


def test_keep_read_search_and_cache():
    review = f"test-{uuid4().hex}"
    with Store(URL) as store:
        run = store.start_run(review, "manual")
        arrivals = [Arrival(Record("pubmed", id, b"\x00\xff" + id.encode(), "pubmed-xml"), id.encode()) for id in "bA"]
        assert store.keep(review, run, DAY, arrivals) == 2
        assert store.keep(review, run, DAY, arrivals) == 0
        versions = store.current(review, as_of=DAY)
        assert [record.payload for _, record in store.records(versions)] == [b"\x00\xffA", b"\x00\xffb"]
        store.note_search(review, run, Search("pubmed", "q", DAY, True, 2, 2, None, ""))
        assert store.watermark(review, "pubmed", "q") == DAY
        store.keep_extractions([(v, Extraction(Report(title=v.record))) for v in versions], "1", review)
        assert [e.report.title for e in store.extractions(versions, "1", review)] == ["A", "b"]
        store.end_run(run, "done")
        assert store.runs(review)[0]["state"] == "done"


def test_one_refresh_at_a_time():
    with Store(URL) as first, Store(URL) as second, first.lock("thyroid"):
        with pytest.raises(AlreadyRunning, match="another refresh"), second.lock("thyroid"):
            pass
        with second.lock("other"):
            pass
