"""A refresh joins the reports once where nothing came since the services were asked, and again where something did."""

from datetime import date

import pytest
from paper_services import work
from small_services import paper

from evidence import Store
from flows import job
from flows.checking import Checked
from flows.job import plan_job
from flows.settings import database_url
from flows.stages import Outcome, Steps, rebuild, refresh_job
from flows.standing import stand
from synthesis import deciding

pytestmark = pytest.mark.xdist_group("flows")
DOI = "10.5555/marsh.0"


class Quick(Steps):
    def run(self, name, function, *arguments):
        return Checked(0, []) if name == "check" else function(*arguments)


@pytest.fixture
def joins(monkeypatch):
    """The numbers of reports that were joined, a number for each time; the joining itself is the real one."""
    counted, real = [], deciding.join

    def counting(readings, said=None):
        counted.append(len(readings))
        return real(readings, said)

    monkeypatch.setattr(deciding, "join", counting)
    return counted


@pytest.fixture
def on(monkeypatch, workplace, services):
    services.papers = [paper(0, doi=DOI), paper(1, doi="10.5555/marsh.1"), paper(2)]

    def refresh(day):
        monkeypatch.setattr(job, "today", lambda: day)
        return refresh_job(plan_job("marsh_fever"), Quick())

    return refresh


def test_answers_that_change_no_record_join_nothing_anew(workplace, services, on, joins):
    services.about_papers.works = {DOI: work(DOI, ("retraction", "10.5555/notice.9", (2026, 5, 14), "publisher"))}
    on(date(2026, 6, 1))
    assert len(joins) == 1
    # The notice that came after the papers were joined is in the tables all the same.
    assert "10.5555/notice.9" in (workplace / "outputs" / "marsh_fever" / "notices.csv").read_text()
    plan = plan_job("marsh_fever")
    with Store(database_url()) as store:
        versions = store.current(plan.key, plan.as_of)
        again = rebuild(store, plan, versions, Steps(), Outcome(plan))
        reused = rebuild(store, plan, versions, Steps(), Outcome(plan), standing=stand(store, plan))
    assert reused == again
    assert len(again["meta_analysis"]) and len(joins) == 3


def test_a_record_that_was_fetched_again_is_joined_again(services, on, joins):
    services.about_papers.works = {DOI: work(DOI)}
    on(date(2026, 6, 1))
    services.about_papers.works[DOI] = work(DOI, ("erratum", "10.5555/erratum.3", (2026, 7, 20), "publisher"))
    services.papers[0] = paper(0, doi=DOI, responders=11)
    joins.clear()
    on(date(2026, 8, 1))
    assert len(joins) == 2


def test_what_people_write_meanwhile_counts(workplace, on):
    on(date(2026, 6, 1))
    plan = plan_job("marsh_fever")
    screening = workplace / "reviews" / "marsh_fever" / "screening.csv"
    with Store(database_url()) as store:
        versions = store.current(plan.key, plan.as_of)
        standing = stand(store, plan)
        assert standing.holds(store, plan, versions)
        assert not standing.holds(store, plan, versions[:-1])
        screening.write_text(
            "report,decision,reason,decided_by,decided_on\npubmed:90000000,exclude,wrong,Ada,2026-05-30\n"
        )
        assert not standing.holds(store, plan, versions)
        tables = rebuild(store, plan, versions, Steps(), Outcome(plan), standing=standing)
    [row] = [row for row in tables["screening"] if row["report"] == "pubmed:90000000"]
    assert row["decision"] == "exclude"
