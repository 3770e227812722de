"""What is published of the answers: their tables, the words of the summary, and changes that moved an estimate."""

import csv
import math
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from conftest import meta_row

from publishing import PublishContext, Published, last_version, publish
from publishing.answer_words import effect_and_interval, number, which_side
from schemas.fields import frame
from schemas.protocol import Protocol
from synthesis.pooling import pool

Z95 = 1.959963984540054
TRIALS = [("NCT1", "Ahn 2018", 0.5, 0.3, 0.8, 95.0), ("NCT2", "Berg 2019", 0.7, 0.6, 0.8167, 60.0),
          ("NCT3", "Cole 2021", 0.8, 0.6, 1.1, 95.0)]  # fmt: skip
Z = {95.0: Z95, 60.0: 0.8416212335729143}


def hazard(trial: tuple[Any, ...], **cells: Any) -> dict[str, Any]:
    study, name, estimate, low, high, level = trial
    sei = math.log(high / low) / (2 * Z[level])
    return meta_row(
        f"{study}.os", study, study=name, year=int(name[-4:]), outcome="OS", outcome_label="Overall survival",
        experimental="Treatment", control="Placebo", estimate=estimate, ci_low=low, ci_high=high, ci_level=level,
        yi=math.log(estimate), sei=sei, vi=sei**2, effect_origin="from_interval",
    ) | cells  # fmt: skip


def review(trials: list[tuple[Any, ...]] = TRIALS, *more: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    rows = [hazard(trial) for trial in trials]
    studies = [
        {"study_id": study, "study": name, "n_total": 100, "reports": ["pubmed:1"], "n_reports": 1, "retracted": False}
        for study, name, *_ in trials
    ]
    return {"meta_analysis": [*rows, *more], "studies": studies}


@pytest.fixture(scope="module")
def published(protocol: Protocol, tmp_path_factory: pytest.TempPathFactory) -> Published:
    context = PublishContext(slug="example", as_of="2026-06-01", code_version="0.1.0")
    lone = hazard(TRIALS[0], row_id="other", experimental="Snake oil")
    subgroup = hazard(TRIALS[0], row_id="young", population="younger patients")
    return publish(review(TRIALS, lone, subgroup), protocol, tmp_path_factory.mktemp("published") / "out", context)


def rows(published: Published, name: str) -> list[dict[str, str]]:
    with (published.out / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_table_holds_the_pooled_effect_on_both_scales(published: Published) -> None:
    main, *variants = rows(published, "answers")
    effects = [math.log(estimate) for _, _, estimate, *_ in TRIALS]
    errors = [math.log(high / low) / (2 * Z[level]) for *_, low, high, level in TRIALS]
    right = pool(effects, [se**2 for se in errors], method="REML", test="knha")
    assert (main["answer_id"], main["variant"]) == ("os-hr-treatment-vs-placebo", "main")
    assert float(main["b"]) == pytest.approx(right.b)
    assert float(main["estimate"]) == pytest.approx(math.exp(right.b))
    assert float(main["ci_high"]) == pytest.approx(math.exp(right.ci_high))
    assert float(main["p_value"]) == pytest.approx(right.p, abs=1e-9)
    assert (main["studies"], main["patients"], main["left_out"], main["favours"]) == ("3", "300", "1", "experimental")
    assert main["row_ids"] == "NCT1.os; NCT2.os; NCT3.os"
    wrong = next(row for row in variants if row["variant"] == "all_95")
    assert float(wrong["se"]) != pytest.approx(float(main["se"]), rel=0.01)


def test_every_row_of_a_question_is_accounted_for(published: Published) -> None:
    found = {row["row_id"]: row for row in rows(published, "answer_rows")}
    assert set(found) == {"NCT1.os", "NCT2.os", "NCT3.os", "young"}
    assert sum(float(row["weight"] or 0) for row in found.values()) == pytest.approx(100)
    assert found["young"]["pooled"] == "false"
    assert found["young"]["yi"] == ""
    assert "subgroup" in found["young"]["note"]


def test_the_summary_says_the_answer_first_and_the_wrong_one_beside_it(published: Published) -> None:
    main, *_ = rows(published, "answers")
    page = published.summary
    assert page.index("## Answers") < page.index("## New since")
    shown = f"{float(main['estimate']):.2f}"
    assert f"**Hazard ratio {shown} (95% interval" in page
    assert "3 randomised trials, 300 patients" in page
    assert "With every interval taken as 95%: hazard ratio" in page
    assert "That is wrong for Berg 2019 (60%)" in page
    assert "No comparison of the protocol sets Snake oil against Placebo." in page
    assert published.headline.startswith("Overall survival: Treatment against placebo: hazard ratio")


def test_a_moved_estimate_is_news(protocol: Protocol, context: PublishContext, tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish(review(TRIALS[:2]), protocol, out, context)
    publish(review(), protocol, out, context)
    changes = [row for row in last_version(out, "example").rows("changes") if row["table"] == "answers"]
    moved = {row["column"] for row in changes if row["key"] == "os-hr-treatment-vs-placebo | main"}
    assert {"estimate", "ci_low", "studies", "row_ids"} <= moved


def test_one_study_that_decides_is_named(protocol: Protocol, context: PublishContext, tmp_path: Path) -> None:
    strong = [(f"NCT{i}", f"Trial 201{i}", 0.5 + i / 50, 0.3 + i / 50, 0.8 + i / 50, 95.0) for i in range(3)]
    other = ("NCT9", "Other 2019", 1.3, 0.9, 1.9, 95.0)
    publish(review([*strong, other]), protocol, tmp_path / "out", context)
    found = {row["variant"]: row for row in last_version(tmp_path / "out", "example").rows("answers")}
    assert found["main"]["ci_high"] > 1
    note = found["leave_one_out"]["note"]
    assert "(without Other 2019) and" in note
    assert note.endswith("The interval no longer includes 1 (no effect) without Other 2019.")


def test_no_row_no_answer(protocol: Protocol, context: PublishContext, tmp_path: Path) -> None:
    empty = publish({}, protocol, tmp_path / "out", context)
    assert empty.headline == ""
    assert "Nothing can be answered yet" in empty.summary


@pytest.mark.slow
def test_the_tables_keep_the_rules_of_the_dictionary(published: Published, protocol: Protocol) -> None:
    from schemas.checks import check_tables, failures

    last = last_version(published.out, "example")
    names = ("meta_analysis", "studies", "answers", "answer_rows")
    results = check_tables({name: frame(name, last.rows(name)) for name in names}, protocol)
    assert [r.message for r in failures(results) if r.table in ("answers", "answer_rows")] == []


@pytest.mark.slow
def test_metafor_gives_the_same_from_the_rows_of_the_answer(published: Published) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("Rscript is not installed")
    code = published.summary.split("```r\n")[1].split("```")[0]
    code += '\nsay <- predict(res)\ncat("pooled", res$b, res$se, say$pi.lb, say$pi.ub, res$tau2, res$I2)\n'
    done = subprocess.run(
        ["Rscript", "-e", code], cwd=published.out, capture_output=True, text=True, check=False, timeout=120
    )
    if "there is no package" in done.stderr:
        pytest.skip("R has no metafor (Debian: r-cran-metafor)")
    assert done.returncode == 0, done.stderr
    b, se, low, high, tau2, i2 = map(float, done.stdout.split("pooled")[1].split())
    main, *_ = rows(published, "answers")
    assert (b, se) == pytest.approx([float(main[c]) for c in ("b", "se")], rel=1e-4)
    # metafor stops its iterations for tau2 at 1e-5.
    assert (tau2, i2) == pytest.approx([float(main[c]) for c in ("tau2", "i2")], rel=2e-3)
    ends = [math.log(float(main[c])) for c in ("pi_low", "pi_high")]
    assert (low, high) == pytest.approx(ends, rel=1e-4)


RATIO = {
    "measure": "HR", "estimate": 0.36, "ci_low": 0.25, "ci_high": 0.52, "ci_level": 95.0, "pi_low": 0.1, "pi_high": 1.2,
    "studies": 12, "favours": "experimental",
}  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, "and so does the whole interval; the prediction interval includes 1 (no effect)."),
        ({"pi_high": 0.9}, "favours the experimental treatments over the controls, and so does the whole interval."),
        ({"ci_high": 1.1}, "but the interval includes 1 (no effect)."),
        ({"measure": "RD", "ci_low": -0.1, "ci_high": 0.1}, "but the interval includes 0 (no effect)."),
        ({"favours": "control", "ci_low": 1.1, "ci_high": 2.0, "pi_low": None}, "favours the controls over the exp"),
        ({"studies": 2}, "and so does the whole interval."),
    ],
)
def test_sides_in_words(cells: dict[str, Any], words: str) -> None:
    assert words in which_side(RATIO | cells)


def test_effects_in_words() -> None:
    said = "hazard ratio 0.36 (95% interval 0.25 to 0.52; prediction interval 0.10 to 1.20)"
    assert effect_and_interval(RATIO) == said
    assert effect_and_interval(RATIO | {"studies": 2}) == "hazard ratio 0.36 (95% interval 0.25 to 0.52)"
    share = RATIO | {"measure": "PLO", "pi_low": None, "ci_level": 99.0}
    assert effect_and_interval(share) == "36% (99% interval 25% to 52%)"
    assert which_side(share | {"favours": None}) == ""


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [(0.0884, "HR", "0.088"), (1.0, "RR", "1.00"), (36.23, "RR", "36.2"), (904.3, "RR", "904"), (1263.0, "OR", "1,263"),
     (0.4364, "PLO", "43.6"), (-3.217, "MD", "-3.22"), (0.00001, "HR", "1.0e-05"), (None, "HR", "")],
)  # fmt: skip
def test_numbers_have_as_many_figures_as_they_deserve(value: float | None, measure: str, text: str) -> None:
    assert number(value, measure) == text
