"""What happens to a paper after it was included: asked at every refresh, and what follows for the tables."""

import csv
import os
from datetime import date

import pytest
from paper_services import work
from small_services import paper

from flows import job
from flows.checking import Checked
from flows.job import plan_job
from flows.stages import Steps, refresh_job
from schemas.protocol import load_protocol

pytestmark = pytest.mark.xdist_group("flows")
DOI, OTHER = "10.5555/marsh.0", "10.5555/marsh.1"
JUNE, AUGUST, OCTOBER = date(2026, 6, 1), date(2026, 8, 1), date(2026, 10, 1)


class Quick(Steps):
    def run(self, name, function, *arguments):
        return Checked(0, []) if name == "check" else function(*arguments)


@pytest.fixture
def on(monkeypatch, workplace, services):
    """Refresh on a day; the papers have DOIs."""
    services.papers = [paper(0, doi=DOI), paper(1, doi=OTHER), paper(2)]

    def refresh(day, **options):
        monkeypatch.setattr(job, "today", lambda: day)
        return refresh_job(plan_job("marsh_fever", **options), Quick())

    return refresh


def rows(workplace, table):
    with (workplace / "outputs" / "marsh_fever" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def pooled(workplace, study="NCT90000000"):
    return [row for row in rows(workplace, "meta_analysis") if row["study_id"] == study]


def retraction(source="retraction-watch"):
    return work(DOI, ("retraction", "10.5555/notice.9", (2026, 7, 14), source))


def test_a_retraction_that_no_query_returns_takes_the_rows_out_and_says_why(workplace, services, on):
    services.about_papers.works = {DOI: work(DOI), OTHER: work(OTHER)}
    on(JUNE)
    before = pooled(workplace)
    assert {row["outcome"] for row in before} == {"ORR", "PFS"}
    assert rows(workplace, "notices") == []
    services.about_papers.works[DOI] = retraction()
    outcome = on(AUGUST)
    assert outcome.exit_code == 1
    assert pooled(workplace) == []
    assert pooled(workplace, "NCT90000001")
    assert {r["reason"] for r in rows(workplace, "held") if r["study_id"] == "NCT90000000"} == {"retraction"}
    found = [r for r in rows(workplace, "findings") if r["rule"] == "retraction"]
    assert {r["severity"] for r in found} == {"critical"}
    assert all("10.5555/notice.9, 2026-07-14; told by retraction_watch" in r["message"] for r in found)
    gone = [r for r in rows(workplace, "changes") if (r["table"], r["change"]) == ("meta_analysis", "removed")]
    assert {r["key"] for r in gone} == {row["row_id"] for row in before}
    assert {r["why"] for r in gone} == {
        "retraction of pubmed:90000000 (doi 10.5555/notice.9, 2026-07-14; retraction_watch)"
    }
    [notice] = rows(workplace, "notices")
    assert (notice["kind"], notice["learned_on"], notice["report"]) == ("retraction", "2026-08-01", "pubmed:90000000")
    assert "retraction of pubmed:90000000" in outcome.published.summary
    on(OCTOBER, as_of=JUNE, out="then")
    assert (workplace / "then" / "notices.csv").read_text().count("\n") == 1
    assert (workplace / "then" / "meta_analysis.csv").read_text().count("NCT90000000") >= len(before)


def test_only_what_is_decided_after_a_retraction_lets_a_report_stand(workplace, services, on):
    decided = workplace / "reviews" / "marsh_fever" / "screening.csv"
    line = "report,decision,reason,decided_by,decided_on\nclinicaltrials_gov:NCT90000000,include,trial,Ada,{}\n"
    decided.write_text(line.format("2026-05-30"))
    services.about_papers.works = {DOI: retraction()}
    on(AUGUST)
    assert pooled(workplace) == []
    [screened] = [r for r in rows(workplace, "screening") if r["report"] == "clinicaltrials_gov:NCT90000000"]
    assert screened["stale"] == "true"
    [stale] = [r for r in rows(workplace, "findings") if r["rule"] == "decision_stale"]
    assert "before pubmed:90000000 was retracted" in stale["message"]
    decided.write_text(line.format("2026-08-02"))
    on(OCTOBER)
    assert not [r for r in rows(workplace, "findings") if r["rule"] == "decision_stale"]
    assert all(row["source_report"] != "pubmed:90000000" for row in pooled(workplace))


def test_a_correction_that_comes_later_reopens_what_was_read_and_fetches_the_record_again(workplace, services, on):
    services.about_papers.works = {DOI: work(DOI)}
    on(JUNE)
    services.about_papers.works[DOI] = work(DOI, ("erratum", "10.5555/erratum.3", (2026, 7, 20), "publisher"))
    # The record itself is corrected too, and no day of change says so.
    services.papers[0] = paper(0, doi=DOI, responders=11)
    services.asked.clear()
    outcome = on(AUGUST)
    assert any("90000000[uid]" in request for request in services.asked)
    assert [f.source for f in outcome.fetched][-1] == "pubmed"
    [response] = [row for row in pooled(workplace) if row["outcome"] == "ORR"]
    assert response["ai"] == "11"
    assert "erratum_after_reading" in response["findings"]
    [finding] = [r for r in rows(workplace, "findings") if r["rule"] == "erratum_after_reading"]
    assert finding["severity"] == "warning"
    assert "10.5555/erratum.3, 2026-07-20; told by crossref" in finding["message"]
    assert set(finding["rows"].split("; ")) >= {row["row_id"] for row in pooled(workplace)}
    decided = workplace / "reviews" / "marsh_fever" / "screening.csv"
    decided.write_text(
        "report,decision,reason,decided_by,decided_on\npubmed:90000000,include,compared,Ada,2026-09-01\n"
    )
    on(OCTOBER)
    assert not [row for row in pooled(workplace) if "erratum_after_reading" in row["findings"]]
    assert {r["rule"] for r in rows(workplace, "findings")} >= {"erratum"}


def test_a_concern_marks_the_rows_and_two_services_tell_one_notice(workplace, services, on, monkeypatch):
    monkeypatch.setenv("PERENNIAL_RETRACTION_WATCH_URL", "")
    inbox = workplace / "reviews" / "marsh_fever" / "inbox"
    (inbox / "retractions.csv").write_text(
        "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,OriginalPaperPubMedID,"
        "RetractionNature,Reason\n"
        f"7,Made up,7/14/2026 0:00,10.5555/concern.1,0,{DOI},90000000,Expression of concern,+Data;\n"
        "8,Another,7/14/2026 0:00,10.5555/other,0,10.5555/elsewhere,1,Retraction,\n"
    )
    services.about_papers.works = {
        DOI: work(DOI, ("expression_of_concern", "10.5555/concern.1", (2026, 7, 14), "publisher"))
    }
    outcome = on(AUGUST)
    assert not [r for r in rows(workplace, "findings") if r["rule"] == "unreadable" and "retractions" in r["report"]]
    [notice] = rows(workplace, "notices")
    assert (notice["kind"], notice["sources"]) == ("concern", "crossref; retraction_watch")
    assert all("expression_of_concern" in row["findings"] for row in pooled(workplace))
    assert {f.source: f.records for f in outcome.fetched}["retraction_watch"] == 1
    (inbox / "retractions.csv").unlink()
    on(OCTOBER)
    assert [n["sources"] for n in rows(workplace, "notices")] == ["crossref"]


def test_openalex_is_asked_where_it_is_set_up_and_its_mark_holds_the_paper(workplace, services, on, monkeypatch):
    services.about_papers.works = {DOI: work(DOI)}
    on(JUNE)
    assert {service for service, *_ in services.about_papers.asked} == {"crossref"}
    assert pooled(workplace)
    address = os.environ["PERENNIAL_CROSSREF_URL"].replace("crossref", "openalex")
    monkeypatch.setenv("PERENNIAL_OPENALEX_URL", address)
    marked = {"id": "https://openalex.org/W1", "doi": f"https://doi.org/{DOI}", "title": "x", "is_retracted": True}
    services.about_papers.alex = {DOI: marked}
    on(AUGUST)
    assert pooled(workplace) == []
    [notice] = rows(workplace, "notices")
    assert (notice["sources"], notice["doi"]) == ("openalex", "")
    services.about_papers.works = {DOI: retraction("publisher")}
    on(OCTOBER)
    [notice] = rows(workplace, "notices")
    assert (notice["sources"], notice["doi"]) == ("crossref; openalex", "10.5555/notice.9")


def test_an_open_copy_stands_with_the_study_and_is_not_asked_for_twice(workplace, services, on, monkeypatch):
    monkeypatch.setenv("PERENNIAL_CONTACT", "ada@example.org")
    services.about_papers.copies = {DOI: "https://example.org/marsh.pdf"}
    on(JUNE)
    studies = {row["study_id"]: row["open_copies"] for row in rows(workplace, "studies")}
    assert studies["NCT90000000"] == "https://example.org/marsh.pdf"
    assert studies["NCT90000001"] == ""
    services.about_papers.asked.clear()
    on(AUGUST)
    assert [rest for service, rest, _ in services.about_papers.asked if service == "unpaywall"] == [OTHER]


def test_a_service_that_fails_is_told_and_nothing_is_lost(workplace, services, on):
    services.about_papers.works = {DOI: retraction()}
    on(AUGUST)
    services.about_papers.broken.add("crossref")
    outcome = on(OCTOBER)
    assert outcome.exit_code == 3
    assert "crossref" in outcome.failures[0]
    assert pooled(workplace) == []


def test_a_recording_brings_its_notices_and_one_without_them_has_none(workplace, services, on):
    services.about_papers.works = {DOI: work(DOI)}
    on(JUNE, record="recorded")
    services.about_papers.works = {DOI: retraction()}
    on(AUGUST, record="recorded")
    live = {path.name: path.read_bytes() for path in (workplace / "outputs" / "marsh_fever").glob("*.csv")}
    replayed = on(OCTOBER, archive="recorded", out="replayed")
    assert not replayed.failures
    for name in ("meta_analysis", "held", "notices", "studies"):
        assert (workplace / "replayed" / f"{name}.csv").read_bytes() == live[f"{name}.csv"], name
    early = on(OCTOBER, archive="recorded", out="early", as_of=JUNE)
    assert not early.failures
    assert "retraction" not in (workplace / "early" / "held.csv").read_text()


def test_a_protocol_may_ask_nobody(workplace, services, on):
    path = workplace / "reviews" / "marsh_fever" / "protocol.yml"
    path.write_text(path.read_text() + "\nafter_inclusion: {notices: [], open_copies: []}\n")
    assert load_protocol(path.parent).after_inclusion.notices == []
    services.about_papers.works = {DOI: retraction()}
    on(AUGUST)
    assert services.about_papers.asked == []
    assert pooled(workplace)
