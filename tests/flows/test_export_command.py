"""`perennial export`, from a refreshed review to the files of other tools."""

import csv
import io
import json

import pytest

from flows.cli import main
from flows.job import plan_job
from flows.stages import Steps, refresh_job
from publishing.exports import FORMATS


@pytest.fixture
def run(capsys, workplace):
    def run(*arguments):
        with pytest.raises(SystemExit) as exited:
            main(["export", *map(str, arguments)])
        said = capsys.readouterr()
        return exited.value.code, said.out, said.err

    return run


@pytest.mark.slow
def test_a_refreshed_review_goes_to_every_tool(run, workplace):
    def read(path):
        return list(csv.DictReader(io.StringIO((workplace / path).read_text("utf-8"), newline="")))

    code, _, err = run("marsh_fever", "--to", "ris", "--out", "x.ris")
    assert (code, err.count("\n")) == (2, 1) and "nothing of marsh_fever is published there" in err
    refresh_job(plan_job("marsh_fever"), Steps())
    for name, form in FORMATS.items():
        out = workplace / (name + form.place.suffixes[0] if form.one_file else name)
        code, said, err = run("marsh_fever", "--to", name, "--out", out)
        assert (code, err) == (0, ""), name
        assert "version 1 of marsh_fever" in said and "Next: " in said and str(out) in said
    data, rows = read("metafor/data.csv"), read("outputs/marsh_fever/meta_analysis.csv")
    assert [row | {"slab": row["study"]} for row in rows] == data
    for out, signs in (("papers.csv", "perennial_report"), ("papers.ris", "ASReview_")):
        code, said, err = run("marsh_fever", "--to", "asreview", "--out", out)
        assert (code, err) == (0, "") and "papers for ASReview" in said
        assert signs in (workplace / out).read_text()
        assert run("marsh_fever", "--to", "asreview", "--out", out)[0] == 0  # our own file is replaced
    (workplace / "outputs").rename(workplace / "elsewhere")
    code, _, err = run("marsh_fever", "--to", "excel", "--out", "x.xlsx", "--from", "elsewhere/marsh_fever")
    assert (code, err) == (0, "")
    path = workplace / "elsewhere/marsh_fever/studies.csv"
    path.write_text(path.read_text().replace("NCT", "ABC"))
    code, _, err = run("marsh_fever", "--to", "metapsy", "--out", "y", "--from", "elsewhere/marsh_fever")
    assert code == 0 and "were changed since they were published" in err
    assert json.loads((workplace / "y/export.json").read_text())["review"] == "marsh_fever"


def test_wrong_use_is_one_sentence_and_2(run):
    for arguments, sentence in (
        (
            ("marsh_fever", "--to", "spss", "--out", "x"),
            "spss is no format; choose from all, asreview, excel, meta, metafor",
        ),
        (("nothing", "--to", "ris", "--out", "x.ris"), "there is no review of that name"),
        (("marsh_fever", "--to", "ris", "--out", "x.ris", "--from", "nowhere"), "nothing of marsh_fever is published"),
        (("marsh_fever", "--to", "ris", "--out", "x.ris", "--from", "reviews"), "no readable manifest.json"),
        (("marsh_fever", "--to", "asreview", "--out", "x.txt"), "does not end in .csv or .ris"),
        (("marsh_fever", "--to", "asreview", "--out", "x.csv", "--from", "outputs"), "hold no abstracts"),
        (("marsh_fever", "--to", "ris", "--out", "x.ris", "--archive", "a"), "give their folder with --from"),
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (2, ""), arguments
        assert sentence in err and err.count("\n") == 1
