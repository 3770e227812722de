"""A registration that changes its plan after the review first saw it: told from the versions that the store holds."""

import csv
import json
from datetime import date, timedelta

import pytest
from small_services import ARTICLE, trial

from evidence import Arrival, Store
from extractors import missing_outcomes
from flows.checking import Checked
from flows.job import plan_job, today
from flows.reading import extract, vocabulary_of
from flows.registered import registered_plans
from flows.stages import Steps, refresh_job
from schemas.models import Detail, Record

pytestmark = pytest.mark.xdist_group("flows")
NCT = "NCT90000000"


class Quick(Steps):
    """All stages but the checks."""

    def run(self, name, function, *arguments):
        return Checked(0, []) if name == "check" else function(*arguments)


def planned(*outcomes, n=(80, "ESTIMATED"), day="2026-05-01"):
    """The first made-up trial with these primary outcomes and this size, as the registry has it from a day on."""
    made = trial(0, updated=day)
    section = made["study"]["protocolSection"]
    section["outcomesModule"] = {"primaryOutcomes": [{"measure": title, "timeFrame": time} for title, time in outcomes]}
    section["designModule"]["enrollmentInfo"] = {"count": n[0], "type": n[1]}
    section["statusModule"]["lastUpdatePostDateStruct"] = {"date": day}
    return made


def paper(primary):
    """A paper on that trial that names its primary endpoint."""
    text = ARTICLE.format(
        pmid=90000000,
        doi="",
        year=2026,
        title="Zelotinib or placebo in marsh fever: a randomised trial",
        author="Marsh",
        methods="80 patients with marsh fever were randomised: 40 to zelotinib (n = 40) and 40 to placebo (n = 40). "
        f"The primary endpoint was {primary}. ClinicalTrials.gov number, {NCT}.",
        results="An objective response was seen in 20 of 40 patients with zelotinib and in 8 of 40 with placebo.",
    )
    return {"id": 90000000, "updated": "2026-05-01", "text": text}


def refresh(day=None):
    job = plan_job("marsh_fever")
    if day:
        job.as_of = day
    return refresh_job(job, Quick())


def rows(workplace, table, **where):
    with (workplace / "outputs" / "marsh_fever" / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return [r for r in csv.DictReader(stream) if all(r[name] == value for name, value in where.items())]


def told_of(workplace, services, before, now, primary="overall survival"):
    services.papers = [paper(primary)]
    services.trials = [before]
    refresh()
    services.trials = [now | {"updated": (today() + timedelta(days=1)).isoformat()}]
    refresh()
    return rows(workplace, "comparisons", kind="primary_outcome_changed")


PFS, OS = ("Progression-free survival", "two years"), ("Overall survival", "five years")


def test_a_switched_primary_outcome_is_told_with_days_and_quotes(workplace, services):
    (row,) = told_of(workplace, services, planned(PFS), planned(OS, day="2026-09-01"))
    assert (row["severity"], row["paper_report"]) == ("warning", "pubmed:90000000")
    assert (
        "2026-05-01, then overall survival since 2026-09-01; pubmed:90000000 calls overall survival" in row["message"]
    )
    assert "it follows the change" in row["message"]
    assert row["registry_quote"] == "Progression-free survival | Overall survival"
    assert "overall survival" in row["paper_quote"]
    (finding,) = rows(workplace, "findings", rule="primary_outcome_changed")
    assert finding["message"] == row["message"]
    assert finding["quote"].startswith("Progression-free survival | Overall survival | ")


def test_a_paper_that_keeps_to_the_first_plan_is_a_note(workplace, services):
    (row,) = told_of(workplace, services, planned(PFS), planned(OS, day="2026-09-01"), "progression-free survival")
    assert row["severity"] == "info" and "registered from the first" in row["message"]


def test_other_wording_and_a_clearer_time_frame_are_no_change(workplace, services):
    clearer = ("Overall Survival (OS), all randomised patients", "from randomisation to death, up to 60 months")
    assert told_of(workplace, services, planned(OS), planned(clearer, day="2026-09-01")) == []
    assert rows(workplace, "comparisons", kind="agreement")
    assert rows(workplace, "findings", rule="primary_outcome_changed") == []


def test_a_smaller_trial_than_planned_is_told_beside_what_the_paper_counts(workplace, services):
    told_of(workplace, services, planned(OS, n=(400, "ESTIMATED")), planned(OS, n=(80, "ACTUAL"), day="2026-09-01"))
    (row,) = rows(workplace, "comparisons", kind="planned_enrolment")
    assert "planned 400 participants in its version of 2026-05-01 and counts 80 now" in row["message"]
    assert row["registry_quote"] == "400 | 80" and row["severity"] == "info"
    assert len(rows(workplace, "findings", rule="planned_enrolment_changed")) == 1


@pytest.fixture
def job(workplace):
    return plan_job("marsh_fever")


def kept(store, job, *versions):
    """The versions in a store, a day each, and what was read of the last."""
    words = vocabulary_of(job.protocol)
    for n, made in enumerate(versions):
        record = Record("clinicaltrials_gov", NCT, json.dumps(made["study"]).encode(), "ctgov-json")
        store.keep(job.key, n, date(2026, 1, 1) + timedelta(days=n), [Arrival(record, record.payload)])
    return [extract(record, words)], words


def test_versions_between_are_read_only_where_the_first_differs_from_today(job, tmp_path):
    response = ("Objective response rate", "one year")
    with Store(f"sqlite:///{tmp_path}/one.sqlite") as store:
        read, words = kept(
            store, job, planned(PFS), planned(response), planned(response, day="2026-06-01"), planned(OS)
        )
        plans = registered_plans(store, job, read, words)
    assert [[d.value for d in plan.primary] for plan in plans] == [["PFS"], ["ORR"], ["OS"]]
    with Store(f"sqlite:///{tmp_path}/two.sqlite") as store:
        read, words = kept(store, job, planned(PFS), planned(OS), planned(PFS, day="2026-06-01"))
        opened = []
        records = store.records
        store.records = lambda versions: opened.extend(versions) or records(versions)
        assert registered_plans(store, job, read, words) == []
        assert [version.seen_on for version in opened] == [date(2026, 1, 1)]


def test_a_later_version_than_the_day_is_not_known(job, tmp_path):
    with Store(f"sqlite:///{tmp_path}/one.sqlite") as store:
        kept(store, job, planned(PFS), planned(OS))
        assert [len(versions) for versions in store.histories(job.key)] == [2]
        assert store.histories(job.key, date(2026, 1, 1)) == []
        assert store.histories("another") == []


def other(before, now):
    def one(title):
        return Detail("primary_outcomes", "OTHER", None, title)

    return bool(missing_outcomes([one(before)], [one(now)]))


@pytest.mark.parametrize(
    "before, now, differs",
    [
        ("Change in marsh index at week 12", "Mean change from baseline in the Marsh Index, week 24", False),
        ("Fever-free days", "Days free of fever, counted by day 28", False),
        ("Fever-free days", "Wetland walking distance", True),
        ("Discharge by day 14", "Improvement on a seven-point scale by day 11", True),
    ],
)
def test_titles_without_an_id_are_one_where_their_words_meet(before, now, differs):
    assert other(before, now) is differs and other(now, before) is differs
