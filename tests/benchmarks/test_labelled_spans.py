"""The scorer of labelled spans: numbers as printed, the mapping from extract's JSON, micro figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.labelled_spans import labelled, main, printed_number, read_numbers, tallies

ANNOTATIONS = "\n".join(
    [
        "T1\ttotal-participants 0 5\t1 240",
        "T2\tintervention-participants 10 13\t620",
        "T3\tcontrol-participants 20 23\t620",
        "T4\tiv-bin-percent 30 36\t12·5 %",
        "T5\tcv-bin-percent 40 43\t20%",
        "T6\tiv-bin-abs 50 55\tseven",
        "T7\tiv-cont-median 60 71\tnot reached",
        "T8\tcv-cont-mean 80 84\t-1.5",
    ]
)


def _result(arm: str, **fields: object) -> dict:
    empty = dict.fromkeys(("value", "events", "events_origin", "n_eval", "sd", "q1", "q3"))
    return {"kind": "arm", "arm": arm, "stat": "rate", **empty, **fields}


def _extraction(file: str) -> dict:
    return {
        "file": file,
        "report": {"n_total": 1240},
        "arms": [{"arm": "A", "role": "experimental", "n": 620}, {"arm": "B", "role": "control", "n": 615}],
        "results": [
            _result("A", value=12.5, events=7, events_origin="reported"),
            _result("B", value=20.0, events=123, events_origin="unique_from_percent"),
            _result("B", stat="mean", value=-1.5, sd=0.4),
            {**_result("A", value=0.5), "kind": "contrast"},
        ],
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,009", 1009),
        ("12\u2008807", 12807),
        ("16.5%", 16.5),
        ("-2·4%", -2.4),
        ("Two-hundred seventy-eight", 278),
        ("Fifty-six per cent", 56),
        ("not reached", None),
    ],
)
def test_printed_number(text: str, value: float | None) -> None:
    assert printed_number(text) == value


def test_labels_hold_sets_of_numbers() -> None:
    gold = labelled(ANNOTATIONS.splitlines())
    assert gold["total-participants"] == {1240}
    assert gold["iv-bin-percent"] == {12.5}
    assert gold["iv-cont-median"] == set()


def test_reported_numbers_answer_labels_by_role() -> None:
    read = read_numbers(_extraction("x.txt"))
    assert read["control-participants"] == {615}
    assert read["cv-bin-abs"] == set(), "a recovered count is not in the text"
    assert read["iv-bin-percent"] == {12.5}, "a contrast answers no label"
    assert read["cv-cont-sd"] == {0.4}


def test_every_number_of_an_arm_s_people_answers_its_label() -> None:
    extraction = _extraction("x.txt")
    extraction["arms"][0] |= {"n_treated": 610, "n_evaluable": 600}
    extraction["results"].append(_result("B", value=50.0, events=4, n_eval=8, events_origin="reported"))
    extraction["results"].append(_result("B", value=50.0, events=5, n_eval=10, events_origin="unique_from_percent"))
    read = read_numbers(extraction)
    assert read["intervention-participants"] == {620, 610, 600}
    assert read["control-participants"] == {615, 8}, "a denominator that was worked out is not in the text"


def test_figures_over_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.ann").write_text(ANNOTATIONS, encoding="utf-8")
    extracted = tmp_path / "out.jsonl"
    extracted.write_text(json.dumps(_extraction("x.txt")) + "\n", encoding="utf-8")
    assert main([str(tmp_path), str(extracted), "--misses", str(tmp_path / "misses.jsonl")]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["control-participants"]["f1"] == 0.0
    assert figures["participants of arms, either arm"]["recall"] == 1.0, "620 is there, for one arm only"
    assert figures["all goal labels"]["gold"] == 6
    misses = [json.loads(line) for line in (tmp_path / "misses.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {m["label"] for m in misses} >= {"control-participants"}


def test_a_document_that_was_not_read_counts_as_missed(tmp_path: Path) -> None:
    (tmp_path / "x.ann").write_text(ANNOTATIONS, encoding="utf-8")
    assert tallies(tmp_path, [])["total-participants"].figures()["recall"] == 0.0
