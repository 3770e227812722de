"""RevMan and Metapsy: what is read back by their rules is what meta_analysis.csv says."""

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from published_review import STUDIES, counts, full_tables, hazard, published, single

from publishing.cells import restore
from publishing.exports import revman_headers
from publishing.exports.metapsy import COLUMNS, METAPSY, metapsy
from publishing.exports.references import ris
from publishing.exports.revman import REVMAN, revman
from publishing.exports.sheets import PLAIN, sheet

CONVENTIONS = Path(__file__).parents[4] / "shared" / "design" / "conventions.md"


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    return published(tmp_path_factory.mktemp("gout") / "out")


def read(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def by_key(version):
    return {row["row_id"]: row for row in version.rows("meta_analysis")}


def test_revman_has_each_study_arm_and_result(version):
    files = revman(version)
    studies, arms, results = (read(files[f"study-{name}.csv"]) for name in ("information", "arms", "results"))
    assert [row["Study"].lstrip("'") for row in studies] == [row["study"] for row in version.rows("studies")]
    known = {(row["Study"], row["Arm"]) for row in arms}
    assert known >= {(row["Study"], row["Arm"]) for row in results}
    assert known >= {(row["Study"], row["Reference arm"]) for row in results if row["Reference arm"]}
    counted = {
        (row["Study"].lstrip("'"), row["Arm"], int(row["Cases"]), int(row["Sample size"]))
        for row in results if row["Data type"] == "Dichotomous" and row["Cases"]
    }  # fmt: skip
    assert counted == {
        ("Arndt 2019", "Alfamab", 30, 60), ("Arndt 2019", "Placebo", 12, 58), ("Bähr 2020", "Alfamab", 20, 50),
        ("Bähr 2020", "Placebo", 0, 49), ("=Cole 2021", "Alfamab", 25, 61), ("=Cole 2021", "Betanib", 18, 59),
        ("=Cole 2021", "Placebo", 10, 60), ("Eze 2023", "Alfamab", 9, 20), ("Faro 2024", "Alfamab", 0, 14),
    }  # fmt: skip
    measured = {(r["Study"], r["Arm"]): (r["Mean"], r["SD"]) for r in results if r["Data type"] == "Continuous"}
    assert measured["Bähr 2020", "Alfamab"] == ("2.75", "1.5")


def test_hazard_ratios_are_contrasts_on_the_log_scale(version):
    rows = [row for row in read(revman(version)["study-results.csv"]) if row["Effect measure"] == "HR"]
    expected = {row["study"]: row for row in version.rows("meta_analysis") if row["measure"] == "HR"}
    assert {row["Study"] for row in rows} == set(expected)
    for row in rows:
        assert (float(row["Mean"]), float(row["SE"])) == (expected[row["Study"]]["yi"], expected[row["Study"]]["sei"])
    (second,) = (row for row in rows if row["Study"] == "Bähr 2020")
    assert "Reported HR 0.7 (99% CI 0.4 to 1.1)" in second["Footnotes"]


def test_several_times_and_populations_are_several_outcomes(tmp_path):
    tables = full_tables()
    a = STUDIES[0]
    tables["meta_analysis"] = [
        counts(a, 30, 60, 12, 58) | {"row_id": "whole"},
        counts(a, 20, 60, 9, 58) | {"row_id": "early", "timepoint": "12 weeks", "timepoint_weeks": 12.0},
        counts(a, 10, 30, 4, 28) | {"row_id": "old", "population": "over 65"},
        counts(a, 29, 60, 12, 58) | {"row_id": "other", "timepoint": "end of treatment"},
    ]
    rows = read(revman(published(tmp_path / "out", tables))["study-results.csv"])
    names = [row["Outcome"] for row in rows]
    assert len(rows) == 8 and all(names.count(name) == 2 for name in names)
    assert set(names) == {
        "Objective response", "Objective response, 12 weeks", "Objective response, over 65",
        "Objective response, end of treatment",
    }  # fmt: skip


def test_an_arm_with_two_numbers_is_told_and_not_overwritten(tmp_path):
    tables = full_tables()
    c = STUDIES[2]
    tables["meta_analysis"] = [counts(c, 25, 61, 10, 60), counts(c, 18, 59, 11, 60, experimental="Betanib")]
    files = revman(published(tmp_path / "out", tables))
    assert "Placebo has other numbers here" in files["README.md"].decode()
    assert [r["Cases"] for r in read(files["study-results.csv"]) if r["Arm"] == "Placebo"] == ["10"]


def test_revman_references_come_with_their_study(version):
    text = revman(version)["included.ris"].decode()
    assert len(rispy.loads(text, mapping={**rispy.TAG_KEY_MAPPING, "NS": "study_name"})) == 6
    assert {line[6:] for line in text.splitlines() if line.startswith("NS")} == {s["study"] for s in STUDIES}


def test_a_retracted_study_is_told_in_ris_and_is_nothing_to_revman(tmp_path):
    tables = full_tables()
    tables["studies"] = [STUDIES[0] | {"retracted": True}, *STUDIES[1:]]
    tables["meta_analysis"] = [row for row in tables["meta_analysis"] if row["study"] != "Arndt 2019"]
    version = published(tmp_path / "out", tables)
    files = {name: content.decode() for name, content in revman(version).items()}
    assert not any("Arndt" in content for content in files.values())
    (entry,) = (entry for entry in rispy.loads(ris(version).decode()) if entry["accession_number"] == "9001")
    assert "A report of this study was retracted" in entry["notes"]


def test_headers_are_those_of_the_conventions():
    if not CONVENTIONS.is_file():
        pytest.skip("shared/design/conventions.md is not beside the checkout")
    text = CONVENTIONS.read_text("utf-8")
    for header in (revman_headers.STUDY_INFORMATION, revman_headers.STUDY_ARMS, revman_headers.STUDY_RESULTS):
        assert f"`{','.join(header)}`" in text


def test_metapsy_reads_with_semicolons_and_decimal_commas(version):
    data = pd.read_csv(
        io.BytesIO(metapsy(version)["data_gout.csv"]), sep=";", decimal=",", dtype_backend="numpy_nullable"
    )
    assert list(data.columns) == list(COLUMNS)
    rows = by_key(version)
    assert set(data[".id"]) == {key for key, row in rows.items() if row["measure"] in ("RR", "MD")}
    for line in data.to_dict("records"):
        row = rows[line[".id"]]
        blocks = ("mean_arm1", "mean_change_arm1", "event_arm1", "precalc_log_rr", "precalc_g")
        assert sum(not pd.isna(line[name]) for name in blocks) == 1
        if row["measure"] == "RR":
            assert (line["event_arm1"], line["totaln_arm2"]) == (row["ai"], row["n2i"])
            assert (line[".log_rr"], line[".log_rr_se"]) == (row["yi"], row["sei"])
        else:
            assert (line["mean_arm1"], line["sd_arm2"], line["outcome_type"]) == (row["m1i"], row["sd2i"], "msd")
    assert set(data.loc[data["multi_arm1"].notna(), "study"]) == {"'=Cole, 2021"}
    assert set(data["study"]) == {"Arndt, 2019", "Bähr, 2020", "'=Cole, 2021"}
    assert not any(";" in str(cell) for cell in data.to_numpy().ravel())


def test_metapsy_says_what_has_no_place(version):
    files = metapsy(version)
    reasons = {row["row_id"]: row["reason"] for row in read(files["left_out.csv"])}
    assert len(reasons) == sum(row["measure"] in ("HR", "PLO") for row in version.rows("meta_analysis"))
    assert {"HR" in reason or "randomised arms only" in reason for reason in reasons.values()} == {True}


def test_a_reported_ratio_without_counts_is_precalculated(tmp_path):
    reported = hazard(STUDIES[0], 1.5, 1.1, 2.1) | {"measure": "RR", "outcome": "ORR", "row_id": "ready"}
    files = metapsy(published(tmp_path / "out", full_tables() | {"meta_analysis": [reported]}))
    (line,) = csv.DictReader(io.StringIO(files["data_gout.csv"].decode()), delimiter=";")
    assert float(line["precalc_log_rr"].replace(",", ".")) == reported["yi"]
    assert (line["event_arm1"], line["mean_arm1"], line["rating"]) == ("NA", "NA", "NA")


def test_metapsy_metadata_describes_every_column(version):
    files = metapsy(version)
    assert set(json.loads(files["metadata/variable_description.json"])) == set(COLUMNS)
    assert re.fullmatch(rb"\d{4}-\d\d-\d\d\n", files["metadata/last_search.txt"])
    assert files["metadata/number_studies.txt"] == b"6\n"
    assert json.loads(files["metadata/authors.json"])[0]["name"] == "Zoë Ødegård"
    assert "blue gout AND trial" in files["metadata/search_string.txt"].decode()


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1)


@given(st.lists(st.tuples(texts, st.one_of(texts, st.integers(), st.floats(allow_nan=False, allow_infinity=False)))))
def test_any_text_and_number_is_read_back(lines):
    for dialect in (PLAIN, METAPSY, REVMAN):
        content = sheet(("one", "two"), [{"one": one, "two": two} for one, two in lines], dialect)
        text = content.decode("utf-8-sig" if dialect.mark else "utf-8")
        head, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, strict=True)
        assert head == ["one", "two"] and len(rows) == len(lines)
        for (one, two), line in zip(lines, rows, strict=True):
            assert restore(line[0]) == one
            back = line[1].replace(dialect.decimal, ".") if not isinstance(two, str) else restore(line[1])
            assert type(two)(back) == two


@pytest.mark.parametrize("make", [revman, metapsy])
def test_single_arms_only_and_nothing_at_all_give_whole_files(make, version, tmp_path):
    alone = [single(STUDIES[4], 9, 20), single(STUDIES[5], 0, 14)]
    for name, tables in (("single", full_tables() | {"meta_analysis": alone}), ("empty", {})):
        some = published(tmp_path / name, tables)
        assert make(some) == make(some)
        assert set(make(some)) == set(make(version))
