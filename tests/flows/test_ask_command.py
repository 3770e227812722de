"""`perennial ask`: one line a question, in order; a document that cannot be read costs its own questions only."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import main

PAGE = """<html><head><title>Thyme lozenges for cough: a randomised trial</title></head><body>
<h1>Thyme lozenges for cough: a randomised trial</h1><h2>Results</h2>
<p>Forty-four adults took thyme lozenges and 46 took placebo lozenges.</p>
<table><caption>Outcomes on day 7</caption>
<tr><th></th><th>Thyme lozenges (n=44)</th><th>Placebo lozenges (n=46)</th></tr>
<tr><td>Cough gone, n (%)</td><td>30 (68.2)</td><td>19 (41.3)</td></tr>
<tr><td>Cough score, mean (SD)</td><td>1.9 (0.8)</td><td>2.7 (0.9)</td></tr></table></body></html>"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "thyme.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def run(capfdbinary, *arguments):
    with pytest.raises(SystemExit) as ended:
        main(["ask", *map(str, arguments)])
    out, err = capfdbinary.readouterr()
    return ended.value.code, out.decode(), err.decode()


def test_questions_come_back_in_order_with_the_scorer_s_cells(page, tmp_path, capfdbinary):
    base = {"intervention": "thyme lozenges", "comparator": "placebo", "file": page.name}
    asked = [
        base | {"id": "b", "outcome": "cough gone", "outcome_type": "binary"},
        base | {"id": "x", "outcome": "cough gone", "outcome_type": "binary", "file": "missing.html"},
        base | {"id": "a", "outcome": "cough score", "outcome_type": "continuous"},
    ]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(map(json.dumps, asked)) + "\n", encoding="utf-8")
    code, out, _ = run(capfdbinary, questions)
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 2
    assert [line["id"] for line in lines] == ["b", "x", "a"]
    assert [lines[0][f"{s}_{c}"] for s in ("intervention", "comparator") for c in ("events", "group_size")] == [
        30,
        44,
        19,
        46,
    ]
    assert lines[1]["intervention_events"] is None
    assert "missing.html does not exist" in lines[1]["error"]
    assert lines[2]["comparator_standard_deviation"] == 0.9
    assert lines[2]["quotes"][0]["quote"] == "1.9 (0.8)"


def test_a_line_that_is_no_question_says_where(tmp_path, capfdbinary):
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"id": 1, "intervention": "a"}\nnot json\n', encoding="utf-8")
    code, out, _ = run(capfdbinary, questions)
    errors = [json.loads(line)["error"] for line in out.splitlines()]
    assert code == 2
    assert "questions.jsonl:1" in errors[0]
    assert "no comparator" in errors[0] or "no outcome" in errors[0]
    assert "questions.jsonl:2" in errors[1]


def test_one_question_to_one_file(page, capfdbinary):
    code, out, _ = run(capfdbinary, page, "-i", "thyme", "-c", "placebo", "-o", "cough score", "--json")
    assert code == 0
    assert json.loads(out)["intervention_mean"] == 1.9
    code, out, _ = run(capfdbinary, page, "-i", "thyme", "-c", "placebo", "-o", "cough score")
    assert "confidence" in out
    assert "1.9" in out


def test_a_half_asked_question_is_one_sentence(page, capfdbinary):
    code, out, err = run(capfdbinary, page, "-i", "thyme")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_asking_imports_nothing_heavy():
    code = "import sys, flows.ask; print({'prefect', 'great_expectations', 'pandas', 'requests'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == "set()"
