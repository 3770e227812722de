"""One record that changes moves the rows, answers and pictures that depend on it and no others, and is named."""

import csv
import io
from datetime import date

import pytest
from small_services import paper
from test_refresh import Quick, contents

from flows.job import plan_job
from flows.stages import refresh_job

pytestmark = [pytest.mark.xdist_group("flows"), pytest.mark.slow]
DAYS = [date(2026, 6, 1), date(2026, 6, 8)]
RESPONSE, SURVIVAL = "orr-rr-zelotinib-placebo", "pfs-hr-zelotinib-placebo"


@pytest.fixture
def versions(workplace, services, monkeypatch):
    """The folder before and after one paper counts 25 responders in place of 20."""
    found = []
    for day, responders in zip(DAYS, (20, 25), strict=True):
        services.papers[0] = paper(0, updated=day.isoformat(), responders=responders)
        monkeypatch.setattr("flows.job.today", lambda day=day: day)
        refresh_job(plan_job("marsh_fever"), Quick())
        found.append(contents(workplace / "outputs" / "marsh_fever"))
    return found


def rows(files, table):
    return list(csv.DictReader(io.StringIO(files[f"{table}.csv"].decode())))


def differing(versions, start):
    before, now = ({n: c for n, c in files.items() if n.startswith(start)} for files in versions)
    return {name.removeprefix(start) for name in before.keys() | now.keys() if before.get(name) != now.get(name)}


def test_only_rows_of_its_study_and_answer_move(versions):
    before, now = ({r["row_id"]: r for r in rows(files, "meta_analysis")} for files in versions)
    assert {key for key in before if before[key] != now[key]} == {"nct90000000.orr.rr.-.all.zelotinib-vs-placebo"}
    before, now = ([r for r in rows(files, "answers") if r["answer_id"] == SURVIVAL] for files in versions)
    assert before == now != []
    told = {r["answer_id"]: r for r in rows(versions[1], "conclusions")}
    assert (told[SURVIVAL]["verdict"], told[SURVIVAL]["new_weight"]) == ("does_not_change", "0")
    assert told[RESPONSE]["because"] == "41% of the weight is on new or changed results"


def test_only_pages_and_pictures_that_show_it_are_drawn_anew(versions):
    assert differing(versions, "site/answers/") == {f"{RESPONSE}.html"}
    assert differing(versions, "site/studies/") == {"nct90000000.html"}
    pictures = {name for name in differing(versions, "site/figures/") if name.endswith(".svg")}
    # The flow of the second version has studies of a previous one.
    assert pictures - {"prisma.svg"} == {f"{kind}-{RESPONSE}.svg" for kind in ("forest", "cumulative", "change")}


def test_every_change_names_its_record(versions):
    why = {(r["table"], r["why"]) for r in rows(versions[1], "changes")}
    assert {words for table, words in why if table != "answers"} == {"changed report pubmed:90000000"}
    assert {words for table, words in why if table == "answers"} == {"other numbers of: MarshAa 2015"}
