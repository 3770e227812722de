"""metafor, meta, netmeta and RevMan 5: the files agree with the published answers, and R agrees with them."""

import csv
import io
import math
import shutil
import subprocess
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from published_review import STUDIES, counts, full_tables, hazard, published, single

from publishing.exports import revman5_header
from publishing.exports.meta import meta
from publishing.exports.metafor import metafor
from publishing.exports.netmeta import netmeta
from publishing.exports.r_code import r_string
from publishing.exports.revman5 import revman5
from publishing.exports.several_arms import Disagreement, Pair, consistent
from schemas.errors import BadInput

CONVENTIONS = Path(__file__).parents[4] / "shared" / "design" / "conventions.md"
A, B, C, D, E, F = STUDIES


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    return published(tmp_path_factory.mktemp("gout") / "out")


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def main_answers(version):
    return {row["answer_id"]: row for row in version.rows("answers") if row["variant"] == "main"}


def test_the_members_of_an_analysis_are_the_rows_that_were_pooled(version):
    files = metafor(version)
    members = read(files["analyses.csv"])
    pooled = [row for row in version.rows("answer_rows") if row["pooled"] and row["yi"] is not None]
    assert {(m["analysis"], m["row_id"], float(m["yi"]), float(m["sei"])) for m in members} == {
        (row["answer_id"], row["row_id"], row["yi"], row["sei"]) for row in pooled
    }
    split = [m for m in members if m["note"]]
    assert split and not any(m["ai"] or m["xi"] for m in split)


def test_the_data_are_all_rows_with_a_label(version):
    data = read(metafor(version)["data.csv"])
    assert [row["slab"] for row in data] == [row["study"] for row in data]
    assert [row["row_id"] for row in data] == [row["row_id"] for row in version.rows("meta_analysis")]


def test_scripts_pool_each_analysis_with_two_studies_once(version):
    pooled = [key for key, row in main_answers(version).items() if row["method"]]
    assert len(pooled) >= 4
    script = metafor(version)["pool.R"].decode()
    assert [script.count(f"pool({r_string(key)},") for key in pooled] == [1] * len(pooled)
    assert 'method = "REML", test = "knha", level = 95' in script
    script = meta(version)["pool.R"].decode()
    assert [script.count(f"keep({r_string(key)},") for key in pooled] == [1] * len(pooled)
    assert "metaprop(event = xi" in script and "metacont(n.e = n1i" in script


def test_texts_in_r_are_plain_ascii():
    assert r_string('a"\\b\n李😀') == '"a\\"\\\\b\\u000a\\u674e\\U0001f600"'


def test_two_arms_are_the_pooled_effect_and_three_agree(version):
    files = netmeta(version)
    contrasts, arms = read(files["contrasts.csv"]), read(files["arms.csv"])
    rows = {(r["study"], r["outcome"], r["experimental"]): r for r in version.rows("meta_analysis")}
    for line in contrasts:
        label, outcome = line["studlab"].lstrip("'"), line["network"].split("-")[0].upper()
        if label != "=Cole 2021":
            row = rows[label, outcome, line["treat1"]]
            assert (float(line["TE"]), float(line["seTE"])) == (row["yi"], row["sei"])
    three = {(c["treat1"], c["treat2"]): c for c in contrasts if c["studlab"] == "'=Cole 2021"}
    assert len(three) == 3
    te = {pair: float(c["TE"]) for pair, c in three.items()}
    assert te["Alfamab", "Placebo"] == pytest.approx(math.log(25 / 61 / (10 / 60)))
    assert_consistent(three.values())
    counted = [a for a in arms if a["studlab"] == "'=Cole 2021"]
    assert {(a["treat"], a["event"], a["n"]) for a in counted} == {
        ("Placebo", "10", "60"), ("Alfamab", "25", "61"), ("Betanib", "18", "59"),
    }  # fmt: skip


def assert_consistent(lines):
    """What netmeta checks: effects add up, and arms have variances of their own."""
    te, v = {}, {}
    for line in lines:
        te[line["treat1"], line["treat2"]] = float(line["TE"])
        te[line["treat2"], line["treat1"]] = -float(line["TE"])
        v[frozenset((line["treat1"], line["treat2"]))] = float(line["seTE"]) ** 2
    for one, two, three in permutations({name for pair in te for name in pair}, 3):
        assert te[one, two] + te[two, three] == pytest.approx(te[one, three], abs=1e-9)
        assert v[frozenset((one, two))] + v[frozenset((one, three))] > v[frozenset((two, three))]


def test_three_arms_with_an_empty_cell_agree_too(tmp_path):
    rows = [counts(C, 25, 61, 0, 60), counts(C, 18, 59, 0, 60, experimental="Betanib")]
    lines = read(netmeta(published(tmp_path / "out", full_tables() | {"meta_analysis": rows}))["contrasts.csv"])
    assert len(lines) == 3 and all("0.5 added to every cell" in line["note"] for line in lines)
    assert_consistent(lines)


def test_ratios_of_three_arms_need_every_pair(tmp_path):
    rows = [hazard(C, 0.6, 0.45, 0.8), hazard(C, 0.5, 0.35, 0.7, experimental="Betanib"), hazard(A, 0.6, 0.4, 0.9)]
    files = netmeta(published(tmp_path / "out", full_tables() | {"meta_analysis": rows}))
    (left,) = read(files["left_out.csv"])
    assert left["studlab"] == "'=Cole 2021" and "does not report the contrast of Alfamab with Betanib" in left["reason"]
    assert "Only Alfamab with Placebo enters" in left["reason"]
    entered = [(line["studlab"], line["treat1"], line["treat2"]) for line in read(files["contrasts.csv"])]
    assert entered == [("Arndt 2019", "Alfamab", "Placebo"), ("'=Cole 2021", "Alfamab", "Placebo")]


def test_ratios_of_three_arms_enter_when_complete(tmp_path):
    rows = [
        hazard(C, 0.6, 0.45, 0.8), hazard(C, 0.5, 0.37, 0.68, experimental="Betanib"),
        hazard(C, 1.19, 0.85, 1.67, control="Betanib") | {"row_id": "third"},
    ]  # fmt: skip
    files = netmeta(published(tmp_path / "out", full_tables() | {"meta_analysis": rows}))
    lines = read(files["contrasts.csv"])
    assert len(lines) == 3 and read(files["left_out.csv"]) == []
    assert all("evened out" in line["note"] for line in lines)
    assert_consistent(lines)
    assert {round(math.exp(abs(float(line["TE"]))), 1) for line in lines} == {1.2, 1.7, 2.0}


effects, variances = st.floats(-3, 3), st.floats(0.01, 2)


@given(st.lists(st.tuples(effects, variances), min_size=3, max_size=5), st.randoms())
def test_pairs_of_arms_that_agree_stay_as_they_are(arms, random):
    named = [(f"t{i}", *arm) for i, arm in enumerate(arms)]
    pairs = [Pair(a, b, x - y, math.sqrt(v + w)) for (a, x, v), (b, y, w) in combinations(named, 2)]
    random.shuffle(pairs)
    for before, after in zip(pairs, consistent(pairs), strict=True):
        assert after.effect == pytest.approx(before.effect, abs=1e-9)
        assert (after.one, after.two, after.se, after.note) == (before.one, before.two, before.se, "")


@given(
    st.lists(st.tuples(effects, variances), min_size=3, max_size=4),
    st.lists(st.floats(-0.01, 0.01), min_size=6, max_size=6),
)
def test_pairs_that_disagree_by_rounding_are_evened_out(arms, noise):
    named = [(f"t{i}", *arm) for i, arm in enumerate(arms)]
    pairs = [
        Pair(a, b, x - y + e, math.sqrt(v + w))
        for ((a, x, v), (b, y, w)), e in zip(combinations(named, 2), noise, strict=False)
    ]
    te = {}
    for before, after in zip(pairs, consistent(pairs), strict=True):
        assert abs(before.effect - after.effect) <= 0.03
        te |= {(after.one, after.two): after.effect, (after.two, after.one): -after.effect}
    for one, two, three in permutations([name for name, *_ in named], 3):
        assert te[one, two] + te[two, three] == pytest.approx(te[one, three], abs=1e-8)


def test_pairs_that_are_not_of_one_study_are_refused():
    one = [Pair("a", "b", 0.5, 0.2), Pair("a", "c", 0.2, 0.2), Pair("b", "c", 0.4, 0.2)]
    with pytest.raises(Disagreement, match="disagree by"):
        consistent(one)
    with pytest.raises(Disagreement, match="no variance"):
        consistent([Pair("a", "b", 0.1, 0.1), Pair("a", "c", 0.1, 0.1), Pair("b", "c", 0.0, 0.9)])
    with pytest.raises(Disagreement, match="twice"):
        consistent([Pair("a", "b", 0.1, 0.1), Pair("b", "a", -0.1, 0.1)])


def test_revman5_has_comparisons_outcomes_and_studies(version):
    content = revman5(version)
    assert content.decode().splitlines()[0] == ",".join(revman5_header.HEADER)
    lines = read(content)
    assert all(len(line) == len(revman5_header.HEADER) and None not in line.values() for line in lines)
    assert [line["Name"] for line in lines if line["Outcome Number"] == "0"] == ["A drug against placebo"]
    outcomes = {line["Name"]: line for line in lines if line["Data Type"]}
    assert {name: line["Data Type"] for name, line in outcomes.items()} == {
        "Progression-free survival": "GIV", "Objective response": "GIV", "Pain; 0–10, “worst”": "CON",
    }  # fmt: skip
    answers = {row["outcome_label"]: row for row in main_answers(version).values() if row["design"] == "rct"}
    for name, line in outcomes.items():
        assert float(line["Effect Estimate"]) == answers[name]["estimate"]
    assert outcomes["Progression-free survival"]["Left Graph Label"] == "Favours experimental"
    assert outcomes["Objective response"]["Left Graph Label"] == "Favours control"
    first = next(line for line in lines if line["Name"] == "Arndt 2019" and line["Outcome Number"] == "1")
    assert (float(first["Effect Estimate"]), float(first["CI Start"])) == pytest.approx((0.6, 0.45), abs=1e-3)


def test_counts_of_all_studies_are_dichotomous(tmp_path):
    rows = [counts(A, 30, 60, 12, 58), counts(B, 20, 50, 0, 49)]
    lines = read(revman5(published(tmp_path / "out", full_tables() | {"meta_analysis": rows})))
    assert (lines[1]["Data Type"], lines[1]["Events 1"], lines[1]["Total 2"]) == ("DIC", "50", "107")
    assert [(line["Events 1"], line["Events 2"]) for line in lines[2:]] == [("30", "12"), ("20", "0")]


def test_the_header_is_that_of_the_conventions():
    if not CONVENTIONS.is_file():
        pytest.skip("shared/design/conventions.md is not beside the checkout")
    assert f"`{','.join(revman5_header.HEADER)}`" in CONVENTIONS.read_text("utf-8")


@pytest.mark.parametrize("make", [metafor, meta, netmeta, revman5])
def test_single_arms_only_and_nothing_at_all_do(make, version, tmp_path):
    alone = {"meta_analysis": [single(E, 9, 20), single(F, 0, 14)]}
    for name, tables in (("single", full_tables() | alone), ("empty", {})):
        some = published(tmp_path / name, tables)
        assert make(some) == make(some)
        assert isinstance(make(some), bytes) or set(make(some)) == set(make(version))


def test_a_version_without_answers_says_so(tmp_path):
    version = published(tmp_path / "out")
    del version.last.files["answers.csv"]
    with pytest.raises(BadInput, match=r"answers\.csv is missing"):
        metafor(version)


def rscript(*packages):
    """The program, where R has these packages."""
    found = shutil.which("Rscript")
    wanted = ", ".join(f"requireNamespace('{name}', quietly = TRUE)" for name in packages)
    code = f"quit(status = !all({wanted}))"
    if found is None or subprocess.run([found, "-e", code], capture_output=True, check=False).returncode:
        pytest.skip(f"Rscript with {' and '.join(packages)} is not installed")
    return found


def written(files, folder):
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def run(program, script, cwd):
    done = subprocess.run([program, str(script)], cwd=cwd, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


def same_as_published(folder, version):
    """pooled.csv, as the script wrote it, gives b, se and tau2 of the published answers."""
    pooled = {row["analysis"]: row for row in read((folder / "pooled.csv").read_bytes())}
    answers = {key: row for key, row in main_answers(version).items() if row["method"]}
    assert set(pooled) == set(answers)
    for key, row in answers.items():
        assert float(pooled[key]["b"]) == pytest.approx(row["b"], abs=1e-4)
        assert float(pooled[key]["se"]) == pytest.approx(row["se"], abs=1e-4)
        assert float(pooled[key]["tau2"]) == pytest.approx(row["tau2"] or 0, abs=1e-4)


@pytest.mark.slow
def test_metafor_runs_the_script_and_gives_our_numbers(version, tmp_path):
    program = rscript("metafor")
    folder = written(metafor(version), tmp_path / "a folder with blanks")
    said = run(program, folder / "pool.R", "/")
    same_as_published(folder, version)
    assert (folder / "forest.pdf").stat().st_size > 10_000
    apart = [float(line.split()[-1]) for line in said.splitlines() if "differs from yi by at most" in line]
    assert len(apart) == 3 and max(apart) < 1e-8  # RR, MD and PLO, one of each with an empty cell
    answers = [row for row in main_answers(version).values() if row["method"]]
    pooled = {row["analysis"]: row for row in read((folder / "pooled.csv").read_bytes())}
    for row in (row for row in answers if row["measure"] in ("HR", "RR")):
        theirs = pooled[row["answer_id"]]
        ends = [math.exp(float(theirs[end])) for end in ("ci_lb", "ci_ub", "pi_lb", "pi_ub")]
        assert ends == pytest.approx([row["ci_low"], row["ci_high"], row["pi_low"], row["pi_high"]], rel=1e-3)
        assert float(theirs["q"]) == pytest.approx(row["q"], rel=1e-6)
        assert float(theirs["i2"]) == pytest.approx(row["i2"], abs=0.01)  # R stops its search for tau2 early


@pytest.mark.slow
def test_metafor_runs_the_script_of_an_empty_review(tmp_path):
    program = rscript("metafor")
    folder = written(metafor(published(tmp_path / "out", {})), tmp_path / "export")
    run(program, folder / "pool.R", tmp_path)


@pytest.mark.slow
def test_the_script_for_meta_calls_its_functions_with_what_they_take(version, tmp_path):
    """meta is seldom installed: functions that take exactly its arguments pool what they are given with metafor."""
    program = rscript("metafor")
    folder = written(meta(version), tmp_path / "export")
    stand_in = Path(__file__).with_name("in_place_of_meta.R").read_text("utf-8")
    script = (folder / "pool.R").read_text("utf-8")
    (folder / "pool.R").write_text(script.replace("library(meta)", stand_in), "utf-8")
    run(program, folder / "pool.R", tmp_path)
    same_as_published(folder, version)


@pytest.mark.slow
def test_the_script_for_netmeta_gives_it_networks_that_it_takes(version, tmp_path):
    """netmeta is seldom installed: functions that take exactly its arguments check studies as it does."""
    program = rscript("stats")
    folder = written(netmeta(version), tmp_path / "export")
    stand_in = Path(__file__).with_name("in_place_of_netmeta.R").read_text("utf-8")
    script = (folder / "network.R").read_text("utf-8")
    (folder / "network.R").write_text(script.replace("library(netmeta)", stand_in), "utf-8")
    said = run(program, folder / "network.R", tmp_path)
    assert said.count("a network of 3 studies") == 3  # hazard ratios; response from contrasts and from arms
    assert said.count("a network of 2 studies") == 2  # pain, likewise


@pytest.mark.slow
def test_meta_runs_the_script_and_gives_our_numbers(version, tmp_path):
    program = rscript("meta")
    folder = written(meta(version), tmp_path / "export")
    run(program, folder / "pool.R", tmp_path)
    same_as_published(folder, version)


@pytest.mark.slow
def test_netmeta_runs_the_script(version, tmp_path):
    program = rscript("netmeta")
    folder = written(netmeta(version), tmp_path / "export")
    run(program, folder / "network.R", tmp_path)


@pytest.mark.slow
def test_r_parses_every_script(version, tmp_path):
    program = rscript("stats")
    for name, files in (("meta", meta(version)), ("netmeta", netmeta(version)), ("metafor", metafor(version))):
        folder = written(files, tmp_path / name)
        (script,) = folder.glob("*.R")
        (folder / "parse.R").write_text(f"invisible(parse({r_string(str(script))}))")
        run(program, folder / "parse.R", tmp_path)
