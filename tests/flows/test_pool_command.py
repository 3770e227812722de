"""`perennial pool`: what it reads, what it prints, and what it refuses. Drugs and numbers are invented."""

import csv
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import main
from flows.pool import KEYS

TABLES = """study,year,ai,n1i,ci,n2i,dose
Ada,2001,4,40,11,41,low
Bo,2003,10,100,19,98,low
Cleo,2007,0,25,3,26,high
Dov,2010,31,210,40,208,high
Eve,2012,,120,14,118,high
"""
EFFECTS = """"study","yi","vi","sei"
"Ada",-0.42,0.031,NA
"Bo",0.13,NA,0.228
"Cleo",-0.77,0.110,NA
"Dov",NA,0.024,NA
"""
OURS = "row_id,study_id,study,outcome,measure,yi,vi,sei,ai,n1i,ci,n2i,timepoint,population,design"


@pytest.fixture
def run(tmp_path, capsysbinary):
    def command(text, *arguments, name="trials.csv", encoding="utf-8"):
        path = tmp_path / name
        if text is not None:
            path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        with pytest.raises(SystemExit) as ended:
            main(["pool", str(path), *arguments])
        out = capsysbinary.readouterr()
        return ended.value.code, out.out.decode(), out.err.decode()

    return command


def numbers(ran):
    code, out, _ = ran
    assert code == 0
    return json.loads(out)


def ours(*rows):
    return "\n".join([OURS, *rows]) + "\n"


def test_json_is_one_object_with_the_contracts_names(run):
    given = numbers(run(TABLES, "--measure", "RR", "--json"))
    assert list(given) == [*KEYS, "measure", "method", "test"]
    assert (given["k"], given["measure"], given["method"], given["test"]) == (4, "RR", "REML", "z")


def test_what_does_not_exist_is_null(run):
    given = numbers(run(TABLES, "--measure", "OR", "--method", "mh", "--json"))
    assert (given["method"], given["pi_low"], given["pi_high"]) == ("MH", None, None)
    common = numbers(run(TABLES, "--measure", "OR", "--method", "EE", "--json"))
    assert (common["tau2"], common["pi_low"]) == (0, None)


def test_text_is_on_the_natural_scale_and_says_what_was_left_out(run):
    code, out, _ = run(TABLES, "--measure", "RR", "--test", "knha")
    assert code == 0
    assert out.startswith("Risk ratio, 4 studies; random effects, REML; test knha")
    assert "Ada 2001" in out
    assert "0.37 [0.13, 1.07]" in out
    assert "line 6, Eve 2012: ai is missing" in out


def test_ready_effects_take_a_variance_or_a_standard_error(run):
    given = numbers(run(EFFECTS, "--measure", "GEN", "--method", "DL", "--json"))
    one_form = "study,yi,sei\nAda,-0.42,0.17606817\nBo,0.13,0.228\nCleo,-0.77,0.33166248\n"
    again = numbers(run(one_form, "--method", "DL", "--json"))
    assert given["k"] == 3
    assert [given[name] for name in KEYS] == pytest.approx([again[name] for name in KEYS], rel=1e-6)


def test_a_sheet_of_a_continental_spreadsheet_reads_the_same(run):
    here = numbers(run(TABLES, "--measure", "RD", "--json"))
    semicolons = TABLES.replace(",", ";")
    assert numbers(run(semicolons, "--measure", "RD", "--json")) == here
    commas = "study;yi;vi\nAda;-0,42;0,031\nBo;0,13;0,052\n"
    points = "study,yi,vi\nAda,-0.42,0.031\nBo,0.13,0.052\n"
    assert numbers(run(commas, "--json")) == numbers(run(points, "--json"))
    assert numbers(run("\ufeff" + points.replace("\n", "\r\n"), "--json")) == numbers(run(points, "--json"))


def test_a_comma_that_may_part_thousands_is_no_number(run):
    code, _, err = run('study,yi,vi\nAda,"1,234",0.1\n')
    assert code == 2
    assert "line 2: yi is '1,234', which is no number" in err


def test_other_headers_are_read_by_name(run):
    renamed = TABLES.replace("ai,n1i,ci,n2i", "events,treated,deaths,controls")
    columns = ["ai=events", "n1i=treated", "ci=deaths", "n2i=controls"]
    given = numbers(
        run(renamed, "--measure", "RR", "--json", *[part for name in columns for part in ("--column", name)])
    )
    assert given == numbers(run(TABLES, "--measure", "RR", "--json"))


def test_zero_cells_are_a_setting(run):
    usual = numbers(run(TABLES, "--measure", "OR", "--json"))
    all_tables = numbers(run(TABLES, "--measure", "OR", "--to", "all", "--json"))
    none = numbers(run(TABLES, "--measure", "OR", "--to", "none", "--json"))
    assert usual["b"] != all_tables["b"]
    assert (usual["k"], none["k"]) == (4, 3)


def test_sizes_beside_means_are_not_those_of_the_counts(run):
    counts = "study,ai,bi,ci,di\nAda,5,45,11,39\nBo,8,32,9,33\n"
    both = "study,n1i,m1i,sd1i,n2i,m2i,sd2i,ai,bi,ci,di\nAda,60,2,1,55,3,1,5,45,11,39\nBo,41,2,2,44,3,1,8,32,9,33\n"
    assert numbers(run(both, "--measure", "OR", "--json")) == numbers(run(counts, "--measure", "OR", "--json"))


def test_a_column_that_is_no_whole_table_leaves_ready_effects_in_place(run):
    effects = "study,ai,mi,yi,vi\nAda,0.81,7,0.2,0.04\nBo,0.77,9,0.5,0.09\n"
    for measure in ("RR", "MN", "GEN"):
        assert numbers(run(effects, "--measure", measure, "--json"))["b"] == pytest.approx(0.2923076923)


def test_headers_of_other_names_are_asked_for_with_the_option_that_names_them(run):
    code, out, err = run("study,tpos,n1\nAda,1,20\n", "--measure", "RR", "--json")
    assert (code, out) == (2, "")
    assert "tpos" in err
    assert "--column ai=HEADER" in err


def test_a_variance_of_0_is_told_where_a_method_can_be_computed_with_it(run):
    code, out, err = run("study,yi,vi\nAda,0.1,0\nBo,0.5,0.2\nCleo,-0.3,0.1\n", "--json")
    assert code == 0
    assert json.loads(out)["b"] == pytest.approx(0.1)
    assert "line 2: the variance is 0" in err
    assert err.count("Warning") == 1


def test_groups_are_pooled_apart_and_compared(run):
    given = numbers(run(TABLES, "--measure", "RR", "--subgroup", "dose", "--json"))
    assert {name: group["k"] for name, group in given["subgroups"].items()} == {"low": 2, "high": 2}
    assert given["subgroup_difference"]["df"] == 1
    _, out, _ = run(TABLES, "--measure", "RR", "--subgroup", "dose")
    assert "Difference between the groups: Q = " in out


def test_series_go_by_a_columns_order_and_end_with_all(run):
    backwards = TABLES.replace("2001", "2020")
    given = numbers(run(backwards, "--measure", "RR", "--cumulative", "year", "--leave-one-out", "--json"))
    assert [step["study"] for step in given["cumulative"]] == ["Bo 2003", "Cleo 2007", "Dov 2010", "Ada 2020"]
    assert given["cumulative"][-1]["b"] == given["b"]
    assert [left["k"] for left in given["leave_one_out"]] == [3, 3, 3, 3]


def test_a_study_without_a_place_in_the_order_comes_last_and_is_named(run):
    undated = TABLES.replace("2003", "")
    given = numbers(run(undated, "--measure", "RR", "--cumulative", "year", "--json"))
    assert [step["study"] for step in given["cumulative"]][-1] == "Bo"
    assert given["cumulative"][-1]["b"] == given["b"]
    assert "last, without year: Bo\n" in run(undated, "--measure", "RR", "--cumulative", "year")[1]


def test_small_study_tests_wait_for_ten_studies(run):
    code, _, err = run(TABLES, "--measure", "RR", "--small-studies")
    assert code == 2
    assert "4 studies are too few" in err
    ten = "study,yi,vi\n" + "".join(f"S{i},{0.1 * (i % 4) - 0.3},{0.01 * (i + 1)}\n" for i in range(10))
    given = numbers(run(ten, "--small-studies", "--json"))
    assert given["egger"]["df"] == 8
    assert {"egger_mixed", "begg", "trim_and_fill"} <= given.keys()
    assert "Egger's regression: t(8)" in run(ten, "--small-studies")[1]


def test_our_own_table_wants_one_outcome_one_measure_and_one_row_a_study(run):
    rows = [
        "r1,NCT1,Ada 2001,PFS,HR,-0.5,0.04,,,,,,,all,rct",
        "r2,NCT2,Bo 2003,PFS,HR,-0.3,0.05,,,,,,,all,rct",
        "r3,NCT2,Bo 2003,OS,HR,-0.1,0.05,,,,,,,all,rct",
    ]
    code, _, err = run(ours(*rows))
    assert (code, err.count("\n")) == (2, 1)
    assert "2 outcomes (PFS, OS)" in err
    assert "--where outcome=PFS" in err
    given = numbers(run(ours(*rows), "--where", "outcome=PFS", "--json"))
    assert (given["k"], given["measure"]) == (2, "HR")

    twice = [*rows[:2], "r4,NCT2,Bo 2003,PFS,HR,-0.2,0.05,,,,,,12 months,all,rct"]
    code, _, err = run(ours(*twice))
    assert code == 2
    assert "Bo 2003 has 2 rows (lines 3, 4), which would count patients twice; choose by timepoint" in err
    code, out, err = run(ours(*twice), "--allow-repeats", "--json")
    assert (code, json.loads(out)["k"]) == (0, 3)
    assert err.startswith("Warning: ")

    mixed = [*rows[:2], "r5,NCT3,Cleo 2007,PFS,PLO,1.1,0.2,,,,,,,all,single_arm"]
    code, _, err = run(ours(*mixed))
    assert code == 2
    assert "several measures (HR, PLO)" in err
    _, out, _ = run(ours(*mixed), "--measure", "HR")
    assert "line 4, Cleo 2007: measured as PLO" in out


def test_our_own_effect_stands_where_no_raw_cells_are_asked_for(run):
    """A reported ratio with its own interval level is not computed anew from counts beside it."""
    rows = [
        "r1,NCT1,Ada 2001,ORR,RR,-0.5,0.04,,4,40,11,41,,all,rct",
        "r2,NCT2,Bo 2003,ORR,RR,-0.3,0.05,,10,100,19,98,,all,rct",
    ]
    reported = numbers(run(ours(*rows), "--measure", "RR", "--method", "EE", "--json"))
    assert reported["b"] == pytest.approx((-0.5 / 0.04 - 0.3 / 0.05) / (1 / 0.04 + 1 / 0.05))
    from_cells = numbers(run(ours(*rows), "--measure", "RR", "--method", "EE", "--to", "only0", "--json"))
    assert from_cells["b"] != pytest.approx(reported["b"])
    assert numbers(run(ours(*rows), "--measure", "RR", "--method", "MH", "--json"))["k"] == 2


def test_our_own_table_gives_another_measure_from_its_counts(run):
    rows = [
        "r1,NCT1,Ada 2001,ORR,RR,-0.5,0.04,,4,40,11,41,,all,rct",
        "r2,NCT2,Bo 2003,ORR,RR,-0.3,0.05,,,,,,,all,rct",
        "r3,NCT3,Cleo 2007,ORR,RR,-0.3,0.05,,0,25,3,26,,all,rct",
    ]
    plain = "study,ai,n1i,ci,n2i\nAda 2001,4,40,11,41\nCleo 2007,0,25,3,26\n"
    for method in ("EE", "Peto", "MH"):
        given = numbers(run(ours(*rows), "--measure", "OR", "--method", method, "--json"))
        assert given == numbers(run(plain, "--measure", "OR", "--method", method, "--json"))
    code, _, err = run(ours(*rows), "--measure", "MD")
    assert code == 2
    assert "holds no MD among these rows; measure is RR" in err


def test_a_foreign_table_with_several_rows_a_study_is_pooled_with_a_warning(run):
    code, out, err = run(EFFECTS.replace('"Cleo"', '"Ada"'), "--json")
    assert (code, json.loads(out)["k"]) == (0, 3)
    assert "Ada has 2 rows (lines 2, 4); all are pooled as if they were independent" in err


def test_one_study_is_tested_with_z(run):
    given = numbers(run("study,yi,vi\nAda,0.3,0.04\n", "--test", "knha", "--json"))
    assert (given["k"], given["test"], given["tau2"], given["Qp"]) == (1, "z", 0, 1)
    assert "1 study;" in run("study,yi,vi\nAda,0.3,0.04\n")[1]


def test_reported_intervals_count_at_their_own_level(run):
    text = "study,estimate,ci_low,ci_high,ci_level\nAda,0.62,0.40,0.96,95\nBo,0.62,0.345,1.114,99\n"
    given = numbers(run(text, "--measure", "HR", "--method", "EE", "--json"))
    _, out, _ = run(text, "--measure", "HR", "--method", "EE")
    assert math.exp(given["b"]) == pytest.approx(0.62, rel=1e-3)
    assert out.count("0.62 [0.40, 0.96]") + out.count("0.62 [0.40, 0.97]") == 2


def test_the_command_waits_for_no_heavy_library(tmp_path):
    (tmp_path / "trials.csv").write_text(TABLES, encoding="utf-8")
    code = (
        "import sys\nfrom flows.cli import main\ntry: main(['pool', 'trials.csv', '--measure', 'RR'])\n"
        "except SystemExit: print(*sys.modules)"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    assert "synthesis.pooling" in loaded
    assert not loaded & {
        "pandas",
        "prefect",
        "great_expectations",
        "scipy.stats",
        "requests",
        "matplotlib",
        "extractors",
    }


def test_an_interval_that_excludes_no_effect_is_seen_to(run):
    effects = "study,yi,vi\nAda,-0.16,0.0065\nBo,-0.16,1000\n"
    _, out, _ = run(effects, "--measure", "HR", "--method", "EE")
    assert "0.85 [0.73, 0.998]  100.0%" in out


def test_mixed_models_take_cells_as_they_are(run):
    """Zero cells need no half; I2 and Q do not exist."""
    given = numbers(run(TABLES, "--measure", "OR", "--method", "um.fs", "--json"))
    assert (given["k"], given["method"], given["I2"], given["Q"]) == (4, "UM.FS", None, None)
    rare = numbers(run(TABLES, "--measure", "OR", "--method", "CM.AL", "--json"))
    assert rare["b"] == pytest.approx(given["b"], abs=0.15)
    _, out, _ = run("study,xi,ni\nAda,0,20\nBo,4,31\nCleo,9,40\n", "--measure", "PLO", "--method", "GLMM")
    assert out.startswith("Proportion, 3 studies; random effects, binomial mixed model; test z")
    assert "Heterogeneity: tau2 = " in out


def test_a_large_field_with_a_line_break_keeps_the_line_numbers_right(run):
    code, _, err = run('study,yi,vi\n"Ada\nand Bo",0.3,0.04\nCleo,many,0.1\n')
    assert code == 2
    assert "line 4: yi is 'many'" in err


EFFECTS_WITHOUT_YEAR = "study,year,yi,vi\nAda,,0.1,0.2\nBo,NA,0.2,0.1\n"
BAD = {
    "no file": (None, [], "there is no such file"),
    "empty": ("", [], "is empty"),
    "header only": ("study,yi,vi\n", [], "no row can be pooled"),
    "nothing usable": ("study,yi,vi\nAda,NA,0.1\n", [], "yi is missing"),
    "no columns": ("study,effect\nAda,1\n", [], "does not say its measure"),
    "raw cells missing": ("study,ai,n1i\nAda,1,2\n", ["--measure", "RR"], "ci is missing"),
    "nothing of the measure": ("study,yi\nAda,1\n", ["--measure", "MD"], "has no columns for MD"),
    "unknown measure": (TABLES, ["--measure", "XX"], "there is no such measure"),
    "unknown method": (TABLES, ["--measure", "RR", "--method", "XX"], "there is no such method"),
    "unknown test": (TABLES, ["--measure", "RR", "--test", "F"], "there is no such test"),
    "level too high": (TABLES, ["--measure", "RR", "--level", "100"], "in percent"),
    "level as a share": (TABLES, ["--measure", "RR", "--level", "0.95"], "in percent, such as 95"),
    "level of intervals": (
        "study,estimate,ci_low,ci_high\nAda,1.2,0.9,1.6\n",
        ["--measure", "HR"],
        "no column ci_level",
    ),
    "events beyond patients": (
        TABLES.replace("Bo,2003,10", "Bo,2003,110"),
        ["--measure", "RR"],
        "line 3 (Bo 2003): ai 110 is not a count",
    ),
    "negative variance": ("study,yi,vi\nAda,0.1,-0.2\n", [], "line 2: vi is -0.2"),
    "variance of zero": (
        "study,yi,vi\nAda,0.1,0\nBo,0.2,0.1\n",
        ["--method", "DL"],
        "line 2: A sampling variance is 0",
    ),
    "infinite": ("study,yi,vi\nAda,Inf,0.2\n", [], "line 2: yi is 'Inf'"),
    "ragged": ("study,yi,vi\nAda,0.1,0.2,0.3\n", [], "line 2 has 4 cells and the header 3"),
    "column twice": ("study,yi,yi\nAda,0.1,0.2\n", [], "the column yi is there 2 times"),
    "no such column": (TABLES, ["--measure", "RR", "--where", "Dose=low"], "write dose"),
    "no such value": (TABLES, ["--measure", "RR", "--where", "dose=none"], "dose is low, high"),
    "no condition": (TABLES, ["--measure", "RR", "--where", "dose"], "COLUMN=VALUE"),
    "no such rename": (TABLES, ["--measure", "RR", "--column", "ai=x"], "write it as ai=events"),
    "mh of means": ("study,yi,vi\nAda,0.1,0.2\n", ["--measure", "MD", "--method", "MH"], "--method MH pools RR, OR"),
    "peto of risks": (TABLES, ["--measure", "RR", "--method", "Peto"], "add --measure OR"),
    "glmm of risks": (TABLES, ["--measure", "RR", "--method", "glmm"], "--method GLMM pools PLO, not RR"),
    "glmm and zero cells": (
        TABLES,
        ["--measure", "OR", "--method", "CM.AL", "--add", "1"],
        "adds nothing to zero cells",
    ),
    "nobody in a group": (
        "study,ai,n1i,ci,n2i\nAda,0,10,2,10\nBo,0,12,1,9\n",
        ["--measure", "OR", "--method", "UM.FS"],
        "has no event in any study",
    ),
    "mh and t": (TABLES, ["--measure", "RR", "--method", "MH", "--test", "t"], "leave --test out"),
    "binary": (b"PK\x03\x04\0\0\0", [], "is no text"),
    "zero cells": (TABLES, ["--measure", "RR", "--to", "some"], "only0, all, if0all, none"),
    "order": (EFFECTS_WITHOUT_YEAR, ["--cumulative", "year"], "year is empty in every study"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_sentence_that_says_what_to_mend(run, name):
    text, arguments, expected = BAD[name]
    code, out, err = run(text, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert expected in err


def test_no_word_and_no_number_breaks_it(run, tmp_path):
    """Any cell gives an answer or one sentence, never a traceback."""
    for cell in ("1e400", "-", "1e-320", "٣", "0x10", "1_000", '"', "=1+1", " 0.1 ", "1e5", "+0,5", "--1"):
        path = tmp_path / "cells.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([["study", "yi", "vi"], ["Ada", "0.2", cell], ["Bo", "0.1", "0.2"]])
        code, _, err = run(path.read_text(encoding="utf-8"), "--json")
        assert code in (0, 2), cell
        assert "unforeseen" not in err, (cell, err)
