"""Any published version is made again from the evidence: number, changes, flow and status, byte for byte."""

import csv
import shutil
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from pages import without_site
from small_services import Services, paper, serve
from test_refresh import Quick, contents

from evidence import Store
from flows import ledger, past, stages
from flows.job import plan_job, today
from flows.settings import database_url
from flows.stages import refresh_job
from schemas.errors import BadInput
from synthesis import Decision, append_decisions

pytestmark = pytest.mark.xdist_group("flows")

FIXTURES = Path(__file__).parent / "fixtures"
FIRST = date(2026, 6, 1)
DAYS = [FIRST, FIRST + timedelta(days=7), FIRST + timedelta(days=14)]
OUT = "outputs/marsh_fever"
SCREENING = "reviews/marsh_fever/screening.csv"


@pytest.fixture
def on(monkeypatch):
    """`on(day, …)`: a refresh on that day, as if it were today."""
    return partial(refresh_on, monkeypatch)


def refresh_on(monkeypatch, day, **options):
    monkeypatch.setattr("flows.job.today", lambda: day)
    return refresh_job(plan_job("marsh_fever", **options), Quick())


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A workplace with three versions: the second brings a paper and a changed one, the third a person's decision."""
    place, services = tmp_path_factory.mktemp("lived"), Services()
    shutil.copytree(FIXTURES / "marsh_fever", place / "reviews" / "marsh_fever")
    with pytest.MonkeyPatch.context() as monkeypatch, serve(services) as environment:
        monkeypatch.chdir(place)
        without_site(monkeypatch)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("PERENNIAL_DATABASE_URL", f"sqlite:///{place}/var/evidence.sqlite")
        versions = [published(place, refresh_on(monkeypatch, DAYS[0]))]
        services.papers += [paper(7, updated=DAYS[1].isoformat())]
        services.papers[0] = paper(0, updated=DAYS[1].isoformat(), responders=25)
        versions.append(published(place, refresh_on(monkeypatch, DAYS[1])))
        decide("pubmed:90000001", "exclude", DAYS[2])
        versions.append(published(place, refresh_on(monkeypatch, DAYS[2])))
    assert len({folder["manifest.json"] for folder in versions}) == 3
    return place, versions


@pytest.fixture
def three_weeks(lived, tmp_path, monkeypatch):
    """The three versions' bytes, in a copy of the workplace where no service answers."""
    place, versions = lived
    shutil.copytree(place, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    without_site(monkeypatch)
    monkeypatch.setenv("PERENNIAL_DATABASE_URL", f"sqlite:///{tmp_path}/copy/var/evidence.sqlite")
    return versions


def published(workplace, outcome):
    assert outcome.published.changed
    return contents(workplace / OUT)


def decide(report, word, day):
    append_decisions(Path(SCREENING), [Decision(report, word, "made for the test", "Ada", str(day or ""))])


def test_each_of_three_versions_is_made_again_byte_for_byte(three_weeks, on):
    for number, (day, then) in enumerate(zip(DAYS, three_weeks, strict=True), 1):
        outcome = on(today(), as_of=day, out=f"again-{number}")
        assert contents(Path(f"again-{number}")) == then
        assert outcome.published.version == number
        assert outcome.rebuilt == [f"Version {number} as of {day} was rebuilt, byte for byte as it was published."]
        assert (outcome.job.sources, outcome.alike) == ((), True)
    assert contents(Path(OUT)) == three_weeks[2]


@pytest.mark.slow
def test_an_answer_names_the_studies_that_moved_it(three_weeks):
    [second, third] = [list(csv.DictReader(v["changes.csv"].decode().splitlines())) for v in three_weeks[1:]]
    moved = [
        {row["why"] for row in rows if row["table"] == "answers" and "main" in row["key"]} for rows in (second, third)
    ]
    came = "pooled now: MarshHa 2022"
    assert moved == [{came, f"{came}; other numbers of: MarshAa 2015"}, {"no longer pooled: MarshBa 2016"}]


@pytest.mark.slow
def test_a_day_between_two_versions_is_that_of_the_one_that_stood(three_weeks, on):
    on(today(), as_of=DAYS[1] + timedelta(days=3), out="between")
    assert contents(Path("between")) == three_weeks[1]


@pytest.mark.slow
def test_the_folder_of_people_may_have_changed_since(three_weeks, on):
    decide("pubmed:90000002", "exclude", None)
    protocol = Path("reviews/marsh_fever/protocol.yml")
    protocol.write_text(protocol.read_text().replace("title: ", "title: Quite another "))
    on(today(), as_of=DAYS[1], out="again")
    assert contents(Path("again")) == three_weeks[1]


@pytest.mark.slow
def test_a_schedule_stays_the_trigger_of_its_version(workplace, on, monkeypatch):
    monkeypatch.setattr("flows.job.today", lambda: DAYS[0])
    refresh_job(plan_job("marsh_fever", reason="scheduled"), Quick())
    assert b'"trigger": "schedule"' in contents(workplace / OUT)["status.json"]
    on(today(), as_of=DAYS[0], out="again")
    assert contents(workplace / "again") == contents(workplace / OUT)


@pytest.mark.slow
def test_what_other_code_published_is_said_to_differ_with_both_versions(three_weeks, on, monkeypatch):
    for module in (stages, ledger, past):
        monkeypatch.setattr(module, "code_version", lambda: "0.2.0+other")
    outcome = on(today(), as_of=DAYS[1], out="again")
    [sentence] = outcome.rebuilt
    assert "by Perennial 0.1.0+" in sentence
    assert "rebuilt by 0.2.0+other" in sentence
    assert "status.json, summary.md" in sentence  # changes to methods name the new code
    assert outcome.alike


@pytest.mark.slow
def test_evidence_that_was_tampered_with_is_told_and_ends_with_one(three_weeks, on, monkeypatch):
    monkeypatch.setattr(Store, "first_seen", lambda *_: {})
    monkeypatch.setattr(stages, "by_source", lambda versions: {"pubmed": 1})
    outcome = on(today(), as_of=DAYS[1], out="again")
    assert "was rebuilt by the same code and differs: prisma.csv" in outcome.rebuilt[0]
    assert outcome.exit_code == 1


def without_arms(build):
    def build_without(*given, **named):
        synthesis = build(*given, **named)
        synthesis.tables["arms"] = []
        return synthesis

    return build_without


@pytest.mark.slow
def test_a_predecessor_that_other_code_made_is_taken_as_it_was_published(workplace, services, on, monkeypatch):
    with monkeypatch.context() as older:
        for module in (stages, ledger):
            older.setattr(module, "code_version", lambda: "0.0.9+older")
        older.setattr(stages, "build", without_arms(stages.build))
        on(DAYS[0])
    services.papers.append(paper(7, updated=DAYS[1].isoformat()))
    second = published(workplace, on(DAYS[1]))
    assert b"in place of 0.0.9+older" in second["status.json"]
    assert second["changes.csv"].count(b"added,arms,") > 6
    assert on(today(), as_of=DAYS[1], out="again").rebuilt[0].endswith("byte for byte as it was published.")
    assert contents(workplace / "again") == second


def test_a_later_version_is_not_overwritten(three_weeks, on):
    with pytest.raises(BadInput, match="holds version 3 as of 2026-06-15, which is later than 2026-06-01"):
        on(today(), as_of=DAYS[0])
    assert contents(Path(OUT)) == three_weeks[2]


@pytest.mark.slow
def test_a_folder_from_before_the_ledger_is_the_predecessor_of_what_follows(workplace, services, on, monkeypatch):
    decide("pubmed:90000001", "include", DAYS[0])
    with monkeypatch.context() as without_ledger:
        without_ledger.setattr(stages, "note", lambda *_: None)
        first = published(workplace, on(DAYS[0]))
    decide("pubmed:90000001", "exclude", DAYS[1])
    second = published(workplace, on(DAYS[1]))
    on(today(), as_of=DAYS[1], out="again")
    assert contents(workplace / "again") == second
    outcome = on(today(), as_of=DAYS[0], out="first")
    assert "before inputs were kept; with today's screening it differs: manifest.json." in outcome.rebuilt[0]
    tables = {name: content for name, content in first.items() if name != "manifest.json"}
    assert {name: contents(workplace / "first")[name] for name in tables} == tables


@pytest.mark.slow
def test_without_a_publication_lines_dated_later_do_not_count(workplace, services, on, monkeypatch):
    with monkeypatch.context() as without_ledger:
        without_ledger.setattr(stages, "note", lambda *_: None)
        on(DAYS[0])
    decide("pubmed:90000001", "exclude", DAYS[1])
    decide("pubmed:90000002", "exclude", None)
    outcome = on(today(), as_of=DAYS[0], out="again")
    with (workplace / "again" / "screening.csv").open(encoding="utf-8", newline="") as file:
        decisions = {row["report"]: row["decision"] for row in csv.DictReader(file)}
    assert (decisions["pubmed:90000001"], decisions["pubmed:90000002"]) == ("include", "exclude")
    assert outcome.rebuilt[0].startswith("Nothing on record was published by 2026-06-01")
    assert outcome.rebuilt[1].startswith("screening.csv: 1 lines have no day in decided_on")
    with Store(database_url()) as store:
        assert store.publications("marsh_fever") == []


@pytest.mark.parametrize(
    ("day", "counted"), [("", True), ("2026-06-01", True), ("2026-06", True), ("2026", True), ("2026-06-02", False)]
)
def test_a_line_counts_unless_all_of_its_day_is_later(day, counted):
    line = Decision("pubmed:1", "include", decided_on=day)
    assert (past.up_to(FIRST, [line]) == [line]) is counted
