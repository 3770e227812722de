"""One number of one record changes: the rows, answers, figures and pages that depend on it move, and nothing else."""

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from flows.checking import Checked
from flows.job import plan_job
from flows.stages import Steps, refresh_job

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("flows")]

ROOT = Path(__file__).parents[2]
STUDY, REPORT = "NCT00984282", "clinicaltrials_gov:NCT00984282"
ROW = "nct00984282.ae-g3plus.rr.-.all.sorafenib-vs-placebo"
ANSWER = "ae-g3plus-rr-kinase-inhibitor-vs-placebo-differentiated"
DAYS = {
    "2026-05-25": "2026-10-25", "2026%2F05%2F25": "2026%2F10%2F25", "2026%2F11%2F01": "2026%2F11%2F08",
    "2026-11-01": "2026-11-08",
}  # fmt: skip
"""Days in the requests of the last recording, and in those of a week later: every window begins a week earlier."""
OF_THE_VERSION = {
    "changes.csv", "conclusions.csv", "prisma.csv", "status.json", "manifest.json", "datapackage.json", "summary.md",
    "site/index.html", "site/status.html", "site/data.html", "site/figures/prisma.svg", "site/figures/keys.json",
}  # fmt: skip
"""Files that tell of the version, its day, or what is new in it: they differ whenever a version is published."""
OF_THE_RECORD = {
    "meta_analysis.csv", "results.csv", "provenance.csv", "screening.csv", "answers.csv", "answer_rows.csv",
    f"site/answers/{ANSWER}.html", f"site/figures/forest-{ANSWER}.svg", f"site/figures/change-{ANSWER}.svg",
    f"site/studies/{STUDY.lower()}.html",
}  # fmt: skip
"""Files that hold the number, or what was worked out with it."""


class WithoutChecks(Steps):
    """All stages but the rules of Great Expectations, which have tests of their own."""

    def run(self, name, function, *arguments):
        return Checked(0, []) if name == "check" else function(*arguments)


def a_week_later(archive):
    """One more recording, in which a single number of a single registration is another one: 135 events, not 133."""
    last, later = archive / "2026-11-01", archive / "2026-11-08"
    shutil.copytree(last, later)
    index = (later / "replies.json").read_text("utf-8")
    for before, now in DAYS.items():
        index = index.replace(before, now)
    (later / "replies.json").write_text(index, "utf-8")
    first_page = json.loads((archive / "2026-06-01" / "clinicaltrials_gov" / "001.json").read_text("utf-8"))
    ids = [study["protocolSection"]["identificationModule"]["nctId"] for study in first_page["studies"]]
    record = json.dumps(first_page["studies"][ids.index(STUDY)])
    assert record.count('"133"') == 1
    page = {"totalCount": 1, "studies": [json.loads(record.replace('"133"', '"135"'))]}
    (later / "clinicaltrials_gov" / "001.json").write_text(json.dumps(page), "utf-8")


@pytest.fixture(scope="module")
def versions(tmp_path_factory):
    """Path → bytes of the published folder before and after."""
    place = tmp_path_factory.mktemp("one_record")
    shutil.copytree(ROOT / "reviews" / "thyroid", place / "reviews" / "thyroid")
    archive, out = place / "reviews" / "thyroid" / "archive", place / "out"
    found = []
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(place)
        monkeypatch.setenv("PERENNIAL_DATABASE_URL", f"sqlite:///{place}/evidence.sqlite")
        monkeypatch.delenv("PERENNIAL_SETTINGS", raising=False)
        for prepare in (lambda _: None, a_week_later):
            prepare(archive)
            refresh_job(plan_job("thyroid", archive=str(archive), out=str(out)), WithoutChecks())
            found.append({str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()})
    return found


def table(version, name):
    return list(csv.DictReader(io.StringIO(version[f"{name}.csv"].decode("utf-8"))))


def moved(versions, name):
    """Rows of a table that stand in one version only."""
    before, now = ({json.dumps(row) for row in table(version, name)} for version in versions)
    return [json.loads(row) for row in before ^ now]


def test_only_files_that_depend_on_the_record_differ(versions):
    before, now = versions
    differ = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
    assert differ == OF_THE_VERSION | OF_THE_RECORD
    studies = [path for path in now if path.startswith("site/studies/")]
    figures = [path for path in now if path.endswith(".svg")]
    assert len(studies) > 30 and len(figures) > 15, "so most pages and pictures are the same bytes"


def test_only_rows_of_the_study_and_of_its_answer_move(versions):
    assert {row["row_id"] for row in moved(versions, "meta_analysis")} == {ROW}
    assert {row["study_id"] for row in moved(versions, "results")} == {STUDY}
    assert len(moved(versions, "results")) == 2
    assert {row["report"] for row in moved(versions, "screening")} == {REPORT}
    assert {row["report"] for row in moved(versions, "provenance")} == {REPORT}
    assert {row["answer_id"] for row in moved(versions, "answers")} == {ANSWER}
    assert {row["answer_id"] for row in moved(versions, "answer_rows")} == {ANSWER}


def test_the_change_report_names_the_number_and_its_record(versions):
    changes = table(versions[1], "changes")
    of_row = {row["column"]: row for row in changes if row["key"] == ROW}
    assert (of_row["ai"]["old"], of_row["ai"]["new"]) == ("133", "135")
    assert {row["why"] for row in of_row.values()} == {f"changed report {REPORT}"}
    assert {row["why"] for row in changes if row["table"] == "answers"} == {"other numbers of: Brose 2014"}
    assert {row["table"] for row in changes} == {"meta_analysis", "answers", "results", "screening"}


def test_what_is_new_names_the_number_and_its_record(versions):
    named = f"Brose 2014 (Adverse events of grade 3 or higher: events of Sorafenib 133 → 135; changed report {REPORT})"
    summary = versions[1]["summary.md"].decode("utf-8").replace("\\", "")
    assert f"Data of 1 study included before are new or changed: {named}." in summary
    assert named in json.loads(versions[1]["status.json"])["whats_new"]


def test_answers_that_do_not_depend_on_it_do_not_change(versions):
    may_change = {row["answer_id"] for row in table(versions[1], "conclusions") if row["verdict"] == "may_change"}
    assert may_change <= {ANSWER}
