"""One refresh after another, stage by stage, without Prefect: what is asked, kept, read and published."""

import csv
import os
from datetime import date, timedelta

import pytest
from small_services import paper, trial

from evidence import Store
from flows import stages
from flows.checking import Checked
from flows.job import REVIEWS, plan_job, today
from flows.stages import Steps, refresh_job
from schemas.errors import AlreadyRunning, BadInput
from schemas.protocol import TEMPLATE_WORDS, new_review

pytestmark = pytest.mark.xdist_group("flows")  # one worker pays for Great Expectations


class Quick(Steps):
    """All stages but the checks, which cost a second each time and have tests of their own."""

    def run(self, name, function, *arguments):
        return Checked(0, []) if name == "check" else function(*arguments)


def refresh(steps=None, **options):
    return refresh_job(plan_job("marsh_fever", **options), steps or Quick())


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def rows(workplace, table):
    with (workplace / "outputs" / "marsh_fever" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def asked(services):
    return [request.split("?")[0] for request in services.asked]


@pytest.mark.site
def test_from_services_and_documents_to_the_csv(workplace, services):
    outcome = refresh(Steps())
    assert outcome.checked.rules > 100
    assert outcome.checked.failed == []
    assert {f.source: (f.records, f.changed, f.failures) for f in outcome.fetched} == {
        "clinicaltrials_gov": (3, 3, ()),
        "pubmed": (3, 3, ()),
        "inbox": (2, 2, ()),
    }
    assert (outcome.records, outcome.read, outcome.unreadable) == (8, 8, 1)
    pooled = {(r["study_id"], r["outcome"], r["measure"]): r for r in rows(workplace, "meta_analysis")}
    response = pooled["NCT90000000", "ORR", "RR"]
    assert [response[c] for c in ("ai", "n1i", "ci", "n2i")] == ["20", "40", "8", "40"]
    survival = pooled["NCT90000000", "PFS", "HR"]
    assert [survival[c] for c in ("estimate", "ci_low", "ci_high", "ci_level")] == ["0.5", "0.3", "0.85", "95"]
    assert len([key for key in pooled if key[1] == "PFS"]) == 3


def test_an_unreadable_document_is_kept_and_shown(workplace):
    outcome = refresh()
    [finding] = [row for row in rows(workplace, "findings") if row["rule"] == "unreadable"]
    assert finding["report"] == "inbox:empty_scan.txt"
    assert "empty_scan.txt" in finding["message"]
    assert outcome.exit_code == (1 if outcome.critical else 0)


@pytest.mark.slow
def test_a_second_refresh_asks_for_the_delta_only_and_publishes_the_same_bytes(workplace, services, monkeypatch):
    refresh(Steps())
    before = contents(workplace / "outputs" / "marsh_fever")
    services.asked.clear()
    monkeypatch.setattr(stages, "read_batch", None)  # a call would fail: nothing may be read again
    outcome = refresh(Steps())
    assert [f.changed for f in outcome.fetched] == [0, 0, 0]
    assert outcome.read == 0
    assert contents(workplace / "outputs" / "marsh_fever") == before
    since = today() - timedelta(days=7)
    assert len(services.asked) == 4  # a census of each query, and its delta
    assert any(f"RANGE[{since}" in request for request in services.asked)
    assert any(f'"mindate": "{since:%Y/%m/%d}"' in request for request in services.asked)


def test_what_is_new_or_changed_comes_with_the_next_refresh(workplace, services):
    refresh()
    services.papers.append(paper(7, updated=str(today())))
    services.papers[0] = paper(0, updated=str(today()), responders=30)
    outcome = refresh()
    assert {f.source: f.changed for f in outcome.fetched} == {"clinicaltrials_gov": 0, "pubmed": 2, "inbox": 0}
    assert outcome.read == 2
    corrected = next(r for r in rows(workplace, "meta_analysis") if r["study_id"] == "NCT90000000" and r["ai"])
    assert corrected["ai"] == "30"
    assert {r["change"] for r in rows(workplace, "changes") if r["table"] == "studies"} >= {"added"}
    assert outcome.published.version == 2


def test_one_source_that_fails_does_not_stop_the_others(workplace, services):
    services.broken.add("pubmed")
    outcome = refresh()
    assert outcome.exit_code == 3
    assert len(outcome.failures) == 1
    assert "pubmed" in outcome.failures[0]
    assert (workplace / "outputs" / "marsh_fever" / "meta_analysis.csv").exists()
    with Store(os.environ["PERENNIAL_DATABASE_URL"]) as store:
        assert store.watermark("marsh_fever", "pubmed", "papers: marsh fever[tiab] AND zelotinib[tiab]") is None
        assert store.watermark("marsh_fever", "clinicaltrials_gov", "trials: marsh fever AND zelotinib") == today()
        assert store.runs("marsh_fever")[0]["state"] == "partial"
    services.broken.clear()
    assert refresh().exit_code != 3
    assert len(rows(workplace, "meta_analysis")) >= 6


def test_a_dry_run_asks_and_leaves_nothing(workplace):
    outcome = refresh(dry_run=True)
    assert {f.source: f.changed for f in outcome.fetched} == {"clinicaltrials_gov": 3, "pubmed": 3, "inbox": 2}
    assert not (workplace / "outputs").exists()
    assert not (workplace / "var").exists()


def test_a_dry_run_after_a_refresh_counts_only_what_is_new(workplace, services):
    refresh()
    services.trials[1] = trial(1, updated=str(today()), status="TERMINATED")
    outcome = refresh(dry_run=True)
    assert {f.source: f.changed for f in outcome.fetched} == {"clinicaltrials_gov": 1, "pubmed": 0, "inbox": 0}
    assert refresh().fetched[0].changed == 1


def test_only_the_named_source_is_asked(workplace, services):
    refresh(sources=["pubmed"])
    assert set(asked(services)) == {"/pubmed/esearch.fcgi", "/pubmed/efetch.fcgi"}


def test_since_does_not_move_a_watermark_over_days_that_nobody_read(workplace):
    refresh(since=today() - timedelta(days=3))
    with Store(os.environ["PERENNIAL_DATABASE_URL"]) as store:
        assert store.watermark("marsh_fever", "pubmed", "papers: marsh fever[tiab] AND zelotinib[tiab]") is None


def test_a_document_taken_out_of_the_inbox_leaves_the_review(workplace):
    refresh()
    (workplace / "reviews" / "marsh_fever" / "inbox" / "empty_scan.txt").unlink()
    outcome = refresh()
    assert outcome.unreadable == 0
    assert not [row for row in rows(workplace, "findings") if row["rule"] == "unreadable"]


def test_a_recording_replays_to_the_same_tables(workplace, services):
    refresh(record="recorded", out="live")
    services.broken.update({"pubmed", "ctgov"})
    outcome = refresh(archive="recorded", out="replayed")
    assert not outcome.failures
    assert outcome.job.key == "marsh_fever@recorded"
    live, replayed = contents(workplace / "live"), contents(workplace / "replayed")
    tables = [name for name in live if name.endswith(".csv")]
    assert len(tables) > 9
    assert {name: live[name] for name in tables} == {name: replayed[name] for name in tables}


def test_replayed_evidence_never_mixes_with_live_evidence(workplace, services):
    refresh(record="recorded")
    services.papers.clear()
    services.trials.clear()
    refresh(archive="recorded", out="replayed")
    with Store(os.environ["PERENNIAL_DATABASE_URL"]) as store:
        assert store.counts("marsh_fever") == store.counts("marsh_fever@recorded")
        assert store.reviews() == ["marsh_fever", "marsh_fever@recorded"]


def test_as_of_a_day_before_the_first_search_is_refused(workplace, services):
    refresh()
    services.asked.clear()
    with pytest.raises(BadInput, match="--as-of: the store holds nothing of marsh_fever for"):
        refresh(as_of=today() - timedelta(days=1), out="before")
    assert services.asked == []
    assert not (workplace / "before").exists()


def test_when_no_service_was_ever_read_nothing_is_published(workplace, services):
    services.broken.update({"pubmed", "ctgov"})
    outcome = refresh()
    assert (outcome.exit_code, len(outcome.failures), outcome.published) == (3, 2, None)
    assert not (workplace / "outputs").exists()
    services.broken.clear()
    refresh()
    services.broken.update({"pubmed", "ctgov"})
    assert refresh().published.version == 1


def test_the_untouched_template_is_refused(workplace):
    path = new_review(REVIEWS, "cough")
    assert (path.parent / "inbox" / "README.md").exists()
    with pytest.raises(BadInput, match=r"protocol.yml: eligibility.conditions.include still holds the template's"):
        plan_job("cough")
    text = path.read_text("utf-8").casefold()
    assert all(words in text for words in TEMPLATE_WORDS)


def test_two_refreshes_of_one_review_cannot_overlap(workplace):
    refused = pytest.raises(AlreadyRunning, match="marsh_fever: another refresh")
    with Store(os.environ["PERENNIAL_DATABASE_URL"]) as store, store.lock("marsh_fever"), refused:
        refresh()
    assert not (workplace / "outputs").exists()


def test_a_failure_on_the_way_is_written_down_and_the_last_version_stays(workplace, monkeypatch):
    refresh()
    before = contents(workplace / "outputs" / "marsh_fever")

    def fail(*_, **__):
        raise RuntimeError("made for the test")

    monkeypatch.setattr(stages, "build", fail)
    with pytest.raises(RuntimeError):
        refresh()
    with Store(os.environ["PERENNIAL_DATABASE_URL"]) as store:
        assert store.runs("marsh_fever")[0]["state"] == "failed"
    assert contents(workplace / "outputs" / "marsh_fever") == before


def test_an_expected_count_that_is_missed_is_a_critical_finding(workplace):
    protocol = workplace / "reviews" / "marsh_fever" / "protocol.yml"
    floor = "expected:\n  rows:\n    - {table: studies, floor: 99, reason: the test wants it so}\n"
    protocol.write_text(protocol.read_text(encoding="utf-8") + floor, encoding="utf-8")
    outcome = refresh(Steps())
    assert outcome.exit_code == 1
    [finding] = [row for row in rows(workplace, "findings") if row["severity"] == "critical"]
    assert finding["rule"] == "check_expected_rows_0_floor"
    assert "the test wants it so" in finding["message"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"archive": "a", "record": "b"}, "--record: an archive is replayed"),
        ({"archive": "a", "since": date(2026, 1, 1)}, "--since: an archive brings its own days"),
        ({"archive": "nowhere"}, "nowhere: there is no such archive"),
        ({"as_of": date(2999, 1, 1)}, "--as-of: 2999-01-01 has not come yet"),
        ({"sources": ["pubmde"]}, "--source: pubmde has no query in this protocol"),
    ],
)
def test_parameters_that_cannot_be_are_named(workplace, options, sentence):
    with pytest.raises(BadInput, match=sentence):
        plan_job("marsh_fever", **options)


def test_a_review_that_is_not_there_names_the_nearest(workplace):
    with pytest.raises(BadInput, match="did you mean marsh_fever"):
        plan_job("marsh-fever")


def test_a_review_may_be_named_by_its_folder(workplace):
    assert plan_job("reviews/marsh_fever").key == "marsh_fever"
