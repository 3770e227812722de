"""Query guards: a census before anything is taken, what it refuses, and what a query has lost."""

import os
from datetime import timedelta

import pytest
from small_services import paper, trial
from test_refresh import contents, refresh, rows

from evidence import CountedQuery, Store
from flows import guards
from flows.cli import main
from flows.job import today
from schemas.protocol import Expect, Query
from sources.connectors import CENSUSES, CONNECTORS
from sources.paging import Census

pytestmark = pytest.mark.xdist_group("flows")

PAPERS = "papers: marsh fever[tiab] AND zelotinib[tiab]"


def expect(workplace, bounds, query="trials"):
    """Write bounds to a query of the protocol."""
    path = workplace / "reviews" / "marsh_fever" / "protocol.yml"
    lines = [
        line.partition(", expect")[0].rstrip("}") + f", expect: {bounds}}}" if f"id: {query}," in line else line
        for line in path.read_text("utf-8").splitlines()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def stored(key="marsh_fever"):
    with Store(os.environ["PERENNIAL_DATABASE_URL"]) as store:
        return store.counts(key), [(c.source, c.total) for c in store.censuses(key)]


def test_every_census_belongs_to_a_source_that_can_be_asked():
    assert set(CENSUSES) <= set(CONNECTORS)


def test_a_refresh_counts_every_query_and_says_so(workplace, capsys):
    outcome = refresh()
    assert stored()[1] == [("clinicaltrials_gov", 3), ("pubmed", 3)]
    assert f"counted {today()}: clinicaltrials_gov trials 3; pubmed papers 3." in outcome.published.summary
    with pytest.raises(SystemExit):
        main(["status", "marsh_fever"])
    assert f"query trials: 3 records counted on {today()}" in capsys.readouterr().out


@pytest.mark.parametrize(("bounds", "words"), [("{least: 4}", "at least"), ("{most: 2}", "at most")])
def test_a_count_outside_the_bounds_stops_its_source_and_no_other(workplace, services, capsys, bounds, words):
    expect(workplace, bounds)
    outcome = refresh()
    assert outcome.exit_code == 3
    [failure] = outcome.failures
    assert failure.startswith("clinicaltrials_gov: the query trials finds 3 records")
    assert words in failure
    assert "queries.clinicaltrials_gov[0].expect" in failure
    records, censuses = stored()
    assert records == {"inbox": 2, "pubmed": 3}
    assert censuses == [("pubmed", 3)]
    with Store(os.environ["PERENNIAL_DATABASE_URL"]) as store:
        assert store.watermark("marsh_fever", "clinicaltrials_gov", "trials: marsh fever AND zelotinib") is None
        assert store.watermark("marsh_fever", "pubmed", PAPERS) == today()
    assert outcome.published
    with pytest.raises(SystemExit):
        main(["status", "marsh_fever"])
    assert f"last search failed: {failure}" in capsys.readouterr().out
    expect(workplace, "{least: 1, most: 5}")
    assert refresh().exit_code != 3
    assert stored()[0]["clinicaltrials_gov"] == 3


def test_a_count_far_from_the_last_census_stops_its_source_until_new_bounds_let_it_through(workplace, services):
    services.papers = [paper(n) for n in range(45)]
    refresh()
    services.papers = services.papers[:20]
    services.papers[0] = paper(0, updated=str(today()), responders=30)
    outcome = refresh()
    [failure] = outcome.failures
    assert "finds 20 records where the census of" in failure
    assert "found 45, a fall by more than 50%" in failure
    assert outcome.fetched[1].changed == 0
    assert refresh().failures == [failure]  # a refused census is no census
    expect(workplace, "{least: 10, most: 60}", "papers")
    outcome = refresh()
    assert not outcome.failures
    assert outcome.fetched[1].changed == 1
    assert len([row for row in rows(workplace, "findings") if row["rule"] == "vanished_from_query"]) == 25
    services.papers += [paper(n) for n in range(60, 85)]
    assert "a rise by more than 50%" in refresh().failures[0]  # the same bounds let nothing through twice


def test_few_records_may_come_and_go(workplace, services):
    refresh()
    services.papers += [paper(n, updated=str(today())) for n in range(10, 20)]
    assert not refresh().failures


@pytest.mark.parametrize(
    ("before", "found", "refused"),
    [(100, 51, False), (100, 50, False), (100, 49, True), (100, 150, False), (100, 151, True), (30, 10, True),
     (30, 11, False), (0, 19, False), (0, 20, True), (20, 0, True), (19, 0, False)],
)  # fmt: skip
def test_far_is_more_than_half_and_twenty_records(before, found, refused):
    query = Query(id="q", text="words")
    taken = guards.Taken("pubmed", "queries.pubmed[0].expect", query, Census(found, ()))
    last = CountedQuery("pubmed", "q: words", today(), before, taken.bounds)
    assert bool(guards.refusal(taken, last)) is refused
    lenient = Query(id="q", text="words", expect=Expect(change_share=5, change_records=1000))
    taken = guards.Taken("pubmed", "queries.pubmed[0].expect", lenient, Census(found, ()))
    assert not guards.refusal(taken, CountedQuery("pubmed", "q: words", today(), before, taken.bounds))


@pytest.mark.parametrize(
    ("found", "bounds", "refused"),
    [(20, {"least": 10}, False), (20, {"most": 60}, True), (200, {"most": 400}, False), (200, {"least": 1}, True),
     (20, {"change_records": 30}, True)],
)  # fmt: skip
def test_only_a_new_bound_on_the_side_of_the_leap_lets_it_through(found, bounds, refused):
    before = guards.Taken("pubmed", "here", Query(id="q", text="words"), Census(100, ()))
    taken = guards.Taken("pubmed", "here", Query(id="q", text="words", expect=Expect(**bounds)), Census(found, ()))
    assert bool(guards.refusal(taken, CountedQuery("pubmed", "q: words", today(), 100, before.bounds))) is refused


def test_what_a_query_lost_is_listed_and_stays(workplace, services, monkeypatch):
    refresh()
    first = today()
    monkeypatch.setattr("flows.job.today", lambda: first + timedelta(days=7))
    services.hidden |= {"NCT90000001", "90000002"}
    outcome = refresh()
    found = {row["report"]: row for row in rows(workplace, "findings") if row["rule"] == "vanished_from_query"}
    assert set(found) == {"clinicaltrials_gov:NCT90000001", "pubmed:90000002"}
    assert {row["severity"] for row in found.values()} == {"warning"}
    assert "(Zelotinib in Marsh Fever, Trial 1)" in found["clinicaltrials_gov:NCT90000001"]["message"]
    assert f"found it on {first}" in found["pubmed:90000002"]["message"]
    assert stored()[0] == {"clinicaltrials_gov": 3, "inbox": 2, "pubmed": 3}
    assert "the query papers no longer finds 1 records that it found before" in " ".join(outcome.watch.sentences)
    assert "clinicaltrials_gov trials 2, 3 before, 1 record no longer found" in outcome.published.summary
    monkeypatch.setattr("flows.job.today", lambda: first + timedelta(days=14))
    assert len(refresh().watch.findings) == 2  # told for as long as it is so
    services.hidden.clear()
    assert refresh().watch.findings == []


def test_a_second_census_of_the_day_is_not_held_against_the_first(workplace, services):
    """A refresh that was cut short has left its census: the one that completes the day tells what a calm one tells."""
    calm = refresh()
    again = refresh(out="again")
    assert [line.before for line in calm.watch.censuses] == [None, None]
    assert again.watch.censuses == calm.watch.censuses
    assert (
        contents(workplace / "again")["status.json"] == contents(workplace / "outputs" / "marsh_fever")["status.json"]
    )


def test_the_day_before_a_loss_is_rebuilt_without_it(workplace, services, monkeypatch):
    refresh()
    first = today()
    before = contents(workplace / "outputs" / "marsh_fever")
    monkeypatch.setattr("flows.job.today", lambda: first + timedelta(days=7))
    services.hidden |= {"NCT90000001"}
    refresh()
    refresh(as_of=first, out="then")
    tables = [name for name in before if name.endswith(".csv")]
    then = contents(workplace / "then")
    assert {name: then[name] for name in tables} == {name: before[name] for name in tables}


def test_an_archive_replays_its_censuses(workplace, services, monkeypatch):
    refresh(record="recorded", out="live")
    first = today()
    monkeypatch.setattr("flows.job.today", lambda: first + timedelta(days=7))
    services.hidden |= {"NCT90000001"}
    refresh(record="recorded", out="live")
    services.broken.update({"pubmed", "ctgov"})
    outcome = refresh(archive="recorded", out="replayed")
    assert not outcome.failures
    assert [(line.source, line.total, len(line.vanished)) for line in outcome.watch.censuses] == [
        ("clinicaltrials_gov", 2, 1),
        ("pubmed", 3, 0),
    ]


def test_an_archive_without_censuses_says_nothing_of_them(workplace, services, monkeypatch):
    with monkeypatch.context() as patch:
        for source in list(CENSUSES):
            patch.delitem(CENSUSES, source)
        refresh(record="recorded", out="live")
    outcome = refresh(archive="recorded", out="replayed")
    assert not outcome.failures
    assert outcome.watch.censuses == []
    assert "Records that each search finds" not in outcome.published.summary
    assert outcome.fetched[0].records == 3


def test_a_dry_run_guards_and_stores_nothing(workplace, services):
    refresh()
    before = stored()
    services.trials = [trial(n) for n in range(60)]
    outcome = refresh(dry_run=True)
    assert "a rise by more than 50%" in outcome.failures[0]
    assert stored() == before


def test_a_service_that_fails_at_the_census_fails_once_and_is_not_asked_further(workplace, services):
    services.broken.add("pubmed")
    outcome = refresh()
    assert len(outcome.failures) == 1
    assert len([request for request in services.asked if request.startswith("/pubmed")]) == 1
