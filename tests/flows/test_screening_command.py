"""`perennial screening export` and `import`, from a refreshed review to its screening.csv and back."""

import csv

import pytest
from test_refresh import Quick

from flows.cli import main
from flows.job import plan_job
from flows.stages import refresh_job
from synthesis import read_decisions

pytestmark = pytest.mark.xdist_group("flows")


@pytest.fixture
def run(capsys, workplace):
    refresh_job(plan_job("marsh_fever"), Quick())

    def run(*arguments):
        with pytest.raises(SystemExit) as exited:
            main(["screening", *map(str, arguments)])
        said = capsys.readouterr()
        return exited.value.code, said.out, said.err

    return run


def published(workplace):
    with (workplace / "outputs/marsh_fever/screening.csv").open(encoding="utf-8", newline="") as file:
        return {row["report"]: row for row in csv.DictReader(file)}


def test_a_paper_screened_elsewhere_is_a_line_that_the_next_refresh_follows(run, workplace):
    before = published(workplace)
    code, out, err = run("export", "marsh_fever", "--to", "asreview-csv", "--out", "papers.csv")
    assert (code, err) == (0, "")
    assert "papers for ASReview" in out
    with (workplace / "papers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len({row["duplicate_of"] or row["report"] for row in before.values()})
    [included] = [row for row in rows if row["included"] == "1"][:1]
    included["included"] = "0"
    with (workplace / "back.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    had = read_decisions(workplace / "reviews/marsh_fever/screening.csv")
    code, out, err = run("import", "marsh_fever", "back.csv", "--by", "Ann", "--on", "2026-03-04")
    assert (code, err) == (0, "")
    assert "on 1 papers" in out and "0 are not in this review" in out
    now = read_decisions(workplace / "reviews/marsh_fever/screening.csv")
    report = included["perennial_report"]
    new = now[len(had) :]
    assert now[: len(had)] == had
    assert {(line.decision, line.decided_by, line.decided_on) for line in new} == {("exclude", "Ann", "2026-03-04")}
    assert report in {line.report for line in new}
    code, out, _ = run("import", "marsh_fever", "back.csv", "--by", "Ann")
    assert read_decisions(workplace / "reviews/marsh_fever/screening.csv") == now
    refresh_job(plan_job("marsh_fever"), Quick())
    after = published(workplace)[report]
    assert (after["decision"], after["decided_by"], after["stale"]) == ("exclude", "Ann", "false")


def test_wrong_use_is_one_sentence_and_2(run, workplace):
    path = workplace / "reviews/marsh_fever/screening.csv"
    for arguments, sentence in (
        (("export", "marsh_fever", "--to", "endnote", "--out", "x"), "endnote is no format"),
        (("export", "marsh_fever", "--to", "rayyan", "--out", "no/folder/x.csv"), "cannot be written"),
        (("export", "nothing", "--to", "rayyan", "--out", "x"), "there is no review"),
        (("import", "marsh_fever", "none.csv"), "no such file"),
        (("import", "marsh_fever", "none.csv", "--on", "tomorrow"), "tomorrow is no day"),
        (("import", "marsh_fever", "none.csv", "--decision", "perhaps"), "perhaps is no decision"),
        (("import", "marsh_fever", "reviews/marsh_fever/protocol.yml"), "was recognised in it"),
    ):
        code, _, err = run(*arguments)
        assert code == 2, arguments
        assert sentence in err and err.count("\n") == 1
    assert not path.exists()
