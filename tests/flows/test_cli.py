"""The command line: what it prints, where, and with which exit code."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import main
from flows.program import program

BIN = Path(sys.executable).parent
NOTE = Path(__file__).parent / "fixtures" / "marsh_fever" / "inbox" / "conference_note.txt"
COMMANDS = ["extract", "ask", "refresh", "check", "status", "screening export", "screening import", "new"]


@pytest.fixture
def run(capsys, monkeypatch):
    monkeypatch.delenv("PERENNIAL_DEBUG", raising=False)

    def run(*arguments):
        with pytest.raises(SystemExit) as exited:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return exited.value.code, said.out, said.err

    return run


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_and_an_example(run, command):
    code, out, _ = run(*command.split(), "--help")
    assert code == 0
    assert "Example" in out
    assert f"perennial {command}" in " ".join(out.split())


def test_extract_gives_the_contract_s_object_line_by_line(run):
    code, out, err = run("extract", "--json", NOTE, NOTE)
    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, err, len(lines)) == (0, "", 2)
    assert lines[0]["file"] == str(NOTE)
    assert set(lines[0]) >= {"file", "record", "report", "arms", "results", "findings"}
    [result] = [r for r in lines[0]["results"] if r["outcome"] == "ORR"]
    assert (result["events"], result["n_eval"]) == (12, 25)
    assert result["quote"] in NOTE.read_text(encoding="utf-8")


def test_extract_without_json_is_for_reading(run):
    code, out, _ = run("extract", NOTE)
    assert code == 0
    assert "Zelotinib before surgery in marsh fever" in out
    assert "12/25" in out


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("nul.txt", b"\x00" * 400),
        ("cut.xml", b"<?xml version='1.0'?><PubmedArticleSet><PubmedArticle><MedlineCitation>"),
        ("cut.json", b'{"protocolSection": {"identificationModule": {"nctId": "NCT0'),
        ("zip.xml", b"PK\x03\x04" + b"\x00" * 60),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_the_others_go_on(run, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    code, out, err = run("extract", "--json", tmp_path / name, NOTE, tmp_path / "missing.txt", tmp_path)
    assert code == 2
    assert [json.loads(line)["file"] for line in out.splitlines()] == [str(NOTE)]
    first, second, third = err.splitlines()
    assert name in first
    assert "missing.txt" in second
    assert "folder" in third


def test_wrong_use_is_one_sentence_and_2(run):
    code, out, err = run("refersh", "thyroid")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "refersh" in err
    code, _, err = run("refresh", "thyroid", "--as-of", "yesterday")
    assert (code, err) == (2, "--as-of: yesterday is no day; write it as 2026-06-01.\n")


def test_a_mistake_of_ours_shows_a_traceback_only_with_debug(run, monkeypatch):
    def fail(*_, **__):
        raise KeyError("made for the test")

    monkeypatch.setattr("flows.extract.extract_files", fail)
    code, _, err = run("extract", NOTE)
    assert code == 3
    assert "Traceback" not in err
    assert "--debug" in err
    code, _, err = run("extract", NOTE, "--debug")
    assert code == 3
    assert "Traceback" in err


def test_new_then_status_then_check(run, workplace):
    code, out, _ = run("new", "cough")
    assert code == 0
    assert "reviews/cough/protocol.yml" in out
    assert run("new", "cough")[0] == 2
    code, out, _ = run("status")
    assert code == 0
    assert "marsh_fever" in out
    assert "never searched completely, OVERDUE" in out
    code, _, err = run("check", "marsh_fever")
    assert code == 2
    assert "run perennial refresh marsh_fever first" in err


@pytest.mark.parametrize("name", ["", "../x", "A B"])
def test_what_cannot_name_a_review_is_not_advised(run, workplace, name):
    code, _, err = run("refresh", name)
    assert code == 2
    assert "neither a review's name nor a folder" in err
    assert "marsh_fever" in err
    assert "new" not in err


def test_version_names_the_code(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out.startswith("perennial ") and "+" in out


def test_advice_repeats_the_path_by_which_it_was_called(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [".venv/bin/perennial", "refresh"])
    assert program() == ".venv/bin/perennial"
    monkeypatch.setattr(sys, "argv", [str(BIN / "perennial")])
    monkeypatch.setenv("PATH", str(BIN))
    assert program() == "perennial"
    monkeypatch.setattr(sys, "argv", ["-m"])
    assert program() == "perennial"


@pytest.mark.slow
def test_check_and_status_of_a_review_that_was_only_replayed(run, workplace):
    from flows.job import plan_job
    from flows.stages import Steps, refresh_job

    refresh_job(plan_job("marsh_fever", record="reviews/marsh_fever/archive", out="live"), Steps())
    (workplace / "var" / "evidence.sqlite").unlink()
    refresh_job(plan_job("marsh_fever", archive="reviews/marsh_fever/archive"), Steps())
    code, out, err = run("check", "marsh_fever")
    assert (code, err) == (0, "")
    assert "never searched live; this checks what reviews/marsh_fever/archive gave" in out
    _, out, _ = run("status", "marsh_fever")
    assert "never searched live (clinicaltrials_gov, pubmed, inbox)" in out
    assert "OVERDUE" not in out


def test_status_as_json_is_one_object_a_review(run, workplace):
    code, out, _ = run("status", "marsh_fever", "--json")
    status = json.loads(out)
    assert code == 0
    assert [line["source"] for line in status["sources"]] == ["clinicaltrials_gov", "pubmed", "inbox"]
    assert status["published"] is None


@pytest.mark.xdist_group("flows")
def test_check_holds_the_store_against_the_rules(run, workplace):
    from flows.job import plan_job
    from flows.stages import Steps, refresh_job

    refresh_job(plan_job("marsh_fever"), Steps())
    code, out, _ = run("check", "marsh_fever")
    assert code == 0
    assert "0 of them critical" in out
    code, out, _ = run("status", "marsh_fever")
    assert "published: version 1" in out
    assert "waits for a person" in out


@pytest.mark.parametrize(
    ("first", "ranked", "said"),
    [
        ([], 0, "not ranked, as 5 decisions of each kind are needed to learn from: 2 papers included and 1 excluded"),
        (["pubmed:1"], 1, "to screen first, by 2 papers included and 1 excluded so far: pubmed:1 (column rank"),
        (["pubmed:1", "pubmed:2"], 9, "pubmed:1, pubmed:2 and 7 more (column rank of screening.csv)"),
    ],
)
def test_status_says_what_to_screen_first_or_why_it_cannot(run, workplace, first, ranked, said):
    folder = workplace / "outputs" / "marsh_fever"
    folder.mkdir(parents=True)
    order = {"first": first, "ranked": ranked, "learnt_from_included": 2, "learnt_from_excluded": 1}
    told = {
        "review_id": "marsh_fever",
        "version": 1,
        "waiting_for_a_person": {"screening": 9},
        "screening_order": order,
    }
    content = json.dumps(told).encode()
    (folder / "status.json").write_bytes(content)
    files = {"status.json": {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}}
    manifest = {"review": "marsh_fever", "version": 1, "versions": {"perennial": "1"}, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    _, out, err = run("status", "marsh_fever")
    assert said in out, err


def test_extract_imports_nothing_slow():
    slow = ("prefect", "great_expectations", "pandas", "requests", "sqlalchemy", "scipy")
    program = (
        "import sys\nfrom flows.cli import main\n"
        f"try: main(['extract', '--json', {str(NOTE)!r}])\n"
        f"except SystemExit: print([name for name in {slow} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_a_closed_pipe_is_no_complaint():
    command = f"{BIN / 'perennial'} extract --json {' '.join([str(NOTE)] * 60)} | head -c 10"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
