"""Cells of tables. The grids are written for these tests; drugs, scales and numbers are made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.reading import read_report
from extractors.tables import Cell, read_tables, table_results
from extractors.tables.numbers import read_form
from extractors.vocabulary import Vocabulary
from schemas.models import Arm, Block, Report, Table

ARMS = [
    Arm("A", "velotinib", "experimental", 62, names=["velotinib"]),
    Arm("B", "placebo", "control", 61, names=["placebo"]),
]


def cells(text: str, caption: str = "", header: int = 1, arms: list[Arm] = ARMS, footnotes: str = "") -> list[Cell]:
    """The cells of a grid written with bars."""
    return read_tables(Report(tables=[grid(text, caption, header, footnotes)]), arms)


def grid(text: str, caption: str = "", header: int = 1, footnotes: str = "") -> Table:
    rows = [[part.strip(" \n") for part in line.split("|")] for line in text.strip().splitlines()]
    width = max(map(len, rows))
    return Table("t1", "Table 1", caption, header, [row + [""] * (width - len(row)) for row in rows], footnotes)


def of(found: list[Cell], arm: str, words: str) -> Cell:
    chosen = [c for c in found if c.arm == arm and words in f"{c.row_path} {c.column_path}"]
    assert len(chosen) == 1, [(c.row_path, c.column_path) for c in chosen]
    return chosen[0]


@pytest.mark.parametrize(
    ("text", "value", "others"),
    [
        ("12 (24%)", 12, [24]),
        ("12 [24.0]", 12, [24]),
        ("5·1 (1·2)", 5.1, [1.2]),
        ("−0,5 (−1,2 to 0,3)", -0.5, [-1.2, 0.3]),
        ("1.31 (1.02–1.69)*", 1.31, [1.02, 1.69]),
        ("1\u2009204 (33.1)", 1204, [33.1]),
        ("17.1 (14.0, 0–91)", 17.1, [14.0, 0.0, 91.0]),
        ("2.75 ± 0.4b", 2.75, []),
    ],
)
def test_a_cell_is_taken_apart_by_its_form(text, value, others):
    form = read_form(text)
    assert form is not None
    assert form.value == value
    assert [n for part in form.parts for n in part.numbers] == others


@pytest.mark.parametrize("text", ["", "–", "NA", "n/a", "…", "not reported", "12/34/56 and 7", "Velotinib"])
def test_a_cell_without_one_clear_quantity_gives_none(text):
    assert read_form(text) is None


def test_groups_as_columns_with_sizes_in_the_header():
    found = cells("""
        Outcome | Velotinib (n = 62) | Placebo (n = 61) | P value
        Relapse, n (%) | 12 (19.4) | 20 (32.8) | 0.09
        Pain score, mean (SD) | 3.1 (1.4) | 4.0 (1.6) | <0.001
    """)
    relapse = of(found, "A", "Relapse")
    assert (relapse.stat, relapse.events, relapse.percent, relapse.n) == ("count_rate", 12, 19.4, 62)
    pain = of(found, "B", "Pain")
    assert (pain.stat, pain.value, pain.sd, pain.n) == ("mean_sd", 4.0, 1.6, 61)
    assert [c.p for c in found if c.kind == "p"] == ["0.09", "<0.001"]
    assert relapse.quote == "12 (19.4)"
    assert relapse.locator == {"table": "t1", "row": 1, "column": 1}


def test_groups_as_rows_and_outcomes_as_columns():
    found = cells(
        """
        Group | Weight (kg) | Clinic visits
        Velotinib (n = 30) | 71.2 ± 9.8 | 4.1 ± 1.1
        Placebo (n = 28) | 74.0 ± 10.3 | 5.0 ± 1.9
        """
    )
    weight = of(found, "A", "Weight")
    assert (weight.value, weight.sd, weight.unit, weight.n) == (71.2, 9.8, "kg", 30)


def test_groups_in_sections_and_weeks_in_the_stub():
    found = cells(
        """
        Weeks | Ferritin (ng/ml) | Hemoglobin (g/dl)
        Velotinib (n = 30) | Velotinib (n = 30) | Velotinib (n = 30)
        0 | 20.1 ± 4.0 | 10.2 ± 1.0
        12 | 31.5 ± 5.2 | 11.9 ± 1.2
        Placebo (n = 28) | Placebo (n = 28) | Placebo (n = 28)
        0 | 20.8 ± 4.3 | 10.1 ± 1.1
        12 | 22.0 ± 4.4 | 10.4 ± 0.9
        """
    )
    later = [c for c in found if c.arm == "B" and c.timepoint == "12 Weeks" and "Ferritin" in c.column_path]
    assert [(c.value, c.sd, c.n, c.is_baseline) for c in later] == [(22.0, 4.4, 28, False)]
    assert sum(c.is_baseline for c in found) == 4


def test_counts_and_percentages_in_columns_of_their_own():
    found = cells(
        """
         | Velotinib (n = 40) | Velotinib (n = 40) | Placebo (n = 50) | Placebo (n = 50)
         | n | % | n | %
        Nausea | 10 | 25.0 | 5 | 10.0
        Headache | 4 | 10.0 | 6 | 12.0
        """,
        header=1,
    )
    assert len(found) == 4
    nausea = of(found, "B", "Nausea")
    assert (nausea.stat, nausea.events, nausea.percent, nausea.n) == ("count_rate", 5, 10.0, 50)


def test_mean_and_sd_in_rows_of_their_own_and_an_n_row():
    found = cells("""
        | Velotinib | Placebo
        Walking distance (m) | |
        N | 25 | 26
        Mean | 310.5 | 290.0
        SD | 40.2 | 38.8
    """)
    walk = of(found, "A", "Walking")
    assert (walk.stat, walk.value, walk.sd, walk.n, walk.unit) == ("mean_sd", 310.5, 40.2, 25, "m")


def test_times_under_each_group_and_what_is_baseline():
    found = cells(
        """
        Scale | Velotinib | Velotinib | Placebo | Placebo
        Scale | Baseline | 6 months | Baseline | 6 months
        Itch, mean (SD) | 6.0 (1.0) | 3.0 (1.1) | 6.1 (0.9) | 5.2 (1.3)
        """,
        header=2,
    )
    later = [(c.arm, c.value, c.timepoint) for c in found if not c.is_baseline]
    assert later == [("A", 3.0, "6 months"), ("B", 5.2, "6 months")]


def test_medians_ratios_and_standard_errors_say_what_they_are():
    found = cells("""
        Endpoint | Velotinib | Placebo | Hazard ratio (95% CI)
        Overall survival, median (95% CI), months | 14.2 (11.0-17.9) | 10.1 (8.2-12.7) | 0.71 (0.52-0.97)
        Stay, median (IQR), days | 5 (3-9) | 7 (4-12) |
        Score, mean ± SEM | 8.1 ± 0.4 | 7.7 ± 0.5 |
    """)
    survival = of(found, "A", "survival")
    assert (survival.stat, survival.ci_low, survival.ci_high, survival.ci_level) == ("median_ci", 11.0, 17.9, 95.0)
    stay = of(found, "B", "Stay")
    assert (stay.stat, stay.q1, stay.q3, stay.unit) == ("median_iqr", 4.0, 12.0, "days")
    assert of(found, "A", "Score").se == 0.4
    ratio = next(c for c in found if c.kind == "contrast")
    assert (ratio.stat, ratio.value, ratio.ci_low, ratio.arm) == ("hr", 0.71, 0.52, None)


def test_percent_before_count_and_fractions():
    found = cells("""
        Outcome, % (n) | Velotinib (n = 50) | Placebo (n = 50)
        Cured | 40 (20) | 24 (12)
        Seen again | 9/45 (20%) | 15/50 (30%)
    """)
    assert (of(found, "A", "Cured").events, of(found, "A", "Cured").percent) == (20, 40.0)
    again = of(found, "A", "Seen")
    assert (again.events, again.n, again.percent) == (9, 45, 20.0)


def test_words_of_the_group_are_given_without_known_arms():
    found = cells(
        """
        Outcome | Early bathing (n = 20) | Late bathing (n = 22)
        Fever, n (%) | 3 (15) | 7 (32)
        """,
        arms=[],
    )
    assert [(c.arm, c.arm_words, c.n) for c in found] == [(None, "Early bathing", 20), (None, "Late bathing", 22)]


def test_two_doses_of_one_arm_are_parts_of_it():
    found = cells("""
        Outcome | Velotinib 5 mg (n = 20) | Velotinib 9 mg (n = 20) | Placebo (n = 21)
        Fever, n (%) | 3 (15) | 6 (30) | 7 (33)
    """)
    assert [bool(c.subgroup) for c in found] == [True, True, False]


def test_a_table_of_characteristics_is_baseline():
    found = cells(
        """
        Characteristic | Velotinib (n = 62) | Placebo (n = 61)
        Age, mean (SD) | 55.1 (9.0) | 54.2 (8.8)
        Female, n (%) | 30 (48) | 33 (54)
        """,
        caption="Characteristics of the participants at entry",
    )
    assert all(c.is_baseline for c in found)


def results(text: str, caption: str) -> list[str]:
    report = Report(title="Velotinib versus placebo: a randomised trial", tables=[grid(text, caption)])
    found = table_results(report, ARMS, Vocabulary())
    return [f"{r.outcome} {r.arm} {r.stat} {r.value:g} {r.events}/{r.n_eval}" for r in found if r.value is not None]


def test_outcome_tables_become_results():
    text = """
        Endpoint | Velotinib (n = 62) | Placebo (n = 61) | Hazard ratio (95% CI)
        Objective response, n (%) | 20 (32.3) | 8 (13.1) |
        Overall survival, median (95% CI), months | 14.2 (11.0-17.9) | 10.1 (8.2-12.7) | 0.71 (0.52-0.97)
    """
    assert results(text, "Efficacy") == [
        "ORR A rate 32.3 20/62",
        "ORR B rate 13.1 8/61",
        "OS A median 14.2 None/62",
        "OS B median 10.1 None/61",
        "OS A hr 0.71 None/None",
    ]
    assert results(text, "Subgroup analysis of efficacy") == []
    assert results(text.replace("Placebo", "Cohort X"), "Efficacy")[0] == "ORR A rate 32.3 20/62"


def test_two_numbers_for_one_thing_are_both_left_out():
    text = """
        Endpoint | Velotinib (n = 62) | Placebo (n = 61)
        Objective response, n (%) | 20 (32.3) | 8 (13.1)
        Objective response, n (%) | 22 (35.5) | 9 (14.8)
        Complete response, n (%) | 2 (3.2) | 1 (1.6)
    """
    assert results(text, "Efficacy") == ["CR A rate 3.2 2/62", "CR B rate 1.6 1/61"]


def test_a_report_has_the_results_of_its_tables_and_names_image_tables():
    blocks = [
        Block("t", "title", "Velotinib versus placebo in adult wobblitis"),
        Block("m", "methods", "We randomly assigned patients to receive velotinib (n = 62) or placebo (n = 61)."),
        Block("r", "results", "An objective response was seen in 32.3% with velotinib and 13.1% with placebo."),
    ]
    table = grid(
        """
        Endpoint | Velotinib (n = 62) | Placebo (n = 61)
        Objective response, n (%) | 20 (32.3) | 8 (13.1)
        Complete response, n (%) | 2 (3.2) | 1 (1.6)
        """,
        "Best response",
    )
    picture = Table("t2", "Table 2", "Adverse events", is_image=True)
    extraction = read_report(Report(title=blocks[0].text, blocks=blocks, tables=[table, picture]))
    orr = [(r.arm, r.events, r.n_eval) for r in extraction.results if r.outcome == "ORR"]
    assert orr == [("A", 20, 62), ("B", 8, 61)]
    assert sum(r.outcome == "CR" for r in extraction.results) == 2
    assert [f.message for f in extraction.findings if f.rule == "table_is_image"] == [
        "Table 2 is an image, so its numbers were not read."
    ]


def test_a_size_that_only_the_table_of_characteristics_gives():
    blocks = [
        Block("t", "title", "Velotinib versus placebo in adult wobblitis"),
        Block("m", "methods", "Patients were randomly assigned to receive velotinib or placebo."),
        Block("r", "results", "Relapse was seen in 19% with velotinib and 33% with placebo."),
    ]
    table = grid(
        """
        Characteristic | Velotinib (n = 62) | Placebo (n = 61)
        Age, mean (SD) | 55.1 (9.0) | 54.2 (8.8)
        """,
        "Baseline characteristics",
    )
    extraction = read_report(Report(title=blocks[0].text, blocks=blocks, tables=[table]))
    assert [(arm.label, arm.n) for arm in extraction.arms] == [("velotinib", 62), ("placebo", 61)]


def test_what_caption_or_footnote_state_of_all_numbers_is_taken_by_form():
    text = """
        Outcome | Velotinib (n = 62) | Placebo (n = 61)
        Relapse | 12 (19.4) | 20 (32.8)
        Stay in days | 6.5 (2.1) | 8.0 (2.4)
        Steps per hour | 31 (12) | 40 (11)
    """
    found = cells(text, footnotes="Data are number (%) or mean (SD). CI, confidence interval.")
    assert [c.stat for c in found if c.arm == "A"] == ["count_rate", "mean_sd", "mean_sd"]
    assert {c.stat for c in cells(text) if "Stay" in c.row_path} == {"unclear"}


def test_what_the_methods_state_of_numbers_is_used_where_the_table_is_silent():
    table = grid("Outcome | Velotinib | Placebo\nStay in days | 6.5 ± 2.1 | 8.0 ± 2.4")
    said = "Continuous data were expressed as mean ± SEM and compared with a t test."
    found = read_tables(Report(blocks=[Block("m", "methods", said)], tables=[table]), ARMS)
    assert [(c.stat, c.se, c.sd) for c in found] == [("mean_se", 2.1, None), ("mean_se", 2.4, None)]
    both = Block("m", "methods", f"{said} Ages are given as mean ± SD.")
    found = read_tables(Report(blocks=[both], tables=[table]), ARMS)
    assert [c.stat for c in found] == ["mean_sd", "mean_sd"]


def test_no_abbreviation_is_an_interval():
    found = cells("Stroke type, n | Velotinib | Placebo\nTWCI | 7 | 10")
    assert [c.stat for c in found] == ["count", "count"]


def test_an_arm_that_is_denied_is_the_other_one():
    found = cells("Outcome | Velotinib | No velotinib\n | N = 40 | N = 41\nPain, mean (SD) | 3.1 (1.0) | 4.2 (1.1)")
    assert [(c.arm, c.n) for c in found] == [("A", 40), ("B", 41)]


def test_the_statistic_behind_a_group_is_not_its_name():
    found = cells("Outcome | Velotinib (n = 40) % (SD) | Placebo (n = 41), n (Percent)\nCorrect | 61.0 (9.0) | 20 (49)")
    assert [(c.arm_words, c.stat) for c in found] == [("Velotinib", "mean_sd"), ("Placebo", "count_rate")]


def test_a_number_that_spans_columns_is_one_number():
    found = cells(
        """
         | Velotinib (n = 62) | Velotinib (n = 62) | Placebo (n = 61) | Placebo (n = 61)
         | N | % | N | %
        Female | 30 | 48.4 | 33 | 54.1
        Weight (kg) | 70.1 (9.3) | 70.1 (9.3) | 72.0 (8.8) | 72.0 (8.8)
        """,
        header=2,
        footnotes="Values are means (SD) where not otherwise stated",
    )
    assert [(c.arm, c.stat, c.value) for c in found if "Weight" in c.row_path] == [
        ("A", "mean_sd", 70.1),
        ("B", "mean_sd", 72.0),
    ]
    assert [(c.events, c.percent) for c in found if "Female" in c.row_path] == [(30, 48.4), (33, 54.1)]


def test_spreads_in_brackets_in_the_row_below():
    found = cells(
        """
        Scale | Velotinib | Placebo
        Joy | 3.69 | 3.10
         | (1.14) | (1.12)
        Fear | 2.14 | 2.60
         | (1.07) | (1.02)
        """,
        caption="Average and standard deviation of the scales",
    )
    assert [(c.stat, c.value, c.sd) for c in found if c.arm == "B"] == [("mean_sd", 3.1, 1.12), ("mean_sd", 2.6, 1.02)]


def test_an_interval_in_a_column_of_its_own_belongs_to_the_number_left_of_it():
    found = cells(
        """
        Outcome | Velotinib | Velotinib | Placebo | Placebo
         | Mean change in scores | 95% CI | Mean change in scores | 95% CI
        Itch total | -8.2 | -12.1,-4.3 | -3.1 | -6.0 to -0.2
        """,
        header=2,
    )
    assert [(c.value, c.ci_low, c.ci_high, c.is_change) for c in found] == [
        (-8.2, -12.1, -4.3, True),
        (-3.1, -6.0, -0.2, True),
    ]


def test_sizes_that_the_percentages_prove():
    beside = cells(
        """
        Ward | Velotinib | Velotinib | Placebo | Placebo
         | Samples taken | Samples spoiled n (%) | Samples taken | Samples spoiled n (%)
        East | 7557 | 60 (0.79) | 10 218 | 79 (0.77)
        """,
        header=2,
    )
    assert [c.n for c in beside if c.stat == "count_rate"] == [7557, 10218]
    above = cells("""
        Outcome | Velotinib | Placebo
        Couples treated, (n) | 74 | 60
        Eggs transferred, (n) | 148 | 120
        Implanted, n (%) | 59 (39.9) | 49 (40.8)
        Born alive, n (%) | 32 (43.2) | 22 (36.7)
    """)
    assert [c.n for c in above if "Implanted" in c.row_path] == [148, 120]
    assert [c.n for c in above if "Born" in c.row_path] == [74, 60]


def test_a_size_is_not_changed_by_one_column_alone():
    found = cells("""
        Outcome | Velotinib (n = 50) | Placebo (n = 52)
        Visits | 40 | 45
        Seen again, n (%) | 10 (25.0) | 13 (29.5)
    """)
    assert [c.n for c in found if "again" in c.row_path] == [50, 52]


def test_sizes_in_columns_beside_each_group():
    found = cells("Outcome | n | Velotinib | n | Placebo\nGlucose, mean ± SD | 16 | 5.1 ± 0.4 | 18 | 5.6 ± 0.5")
    assert [(c.arm, c.n) for c in found] == [("A", 16), ("B", 18)]


def test_a_row_of_sizes_over_its_medians():
    found = cells("""
        Test | Velotinib | Placebo
        Naming score at day 21 | 59 | 55
        Median (IQR) | 1.3 (1.0-4.1) | 1.2 (0.0-3.6)
        Naming score at day 90 | 50 | 49
        Median (IQR) | 2.3 (1.0-4.5) | 2.2 (0.4-3.9)
    """)
    assert [(c.n, c.value, c.stat) for c in found if c.arm == "A"] == [
        (59, 1.3, "median_iqr"),
        (50, 2.3, "median_iqr"),
    ]


def test_rows_of_changes_below_a_group_are_its_own():
    found = cells("""
        Measure | Baseline | Week 3
        Stool volume (ml) | Stool volume (ml) | Stool volume (ml)
        Velotinib | 53.4 ± 30.1 | 83.4 ± 26.6
        (Δ) | | (30.0 ± 27.4)
        Placebo | 56.4 ± 20.6 | 65.6 ± 23.8
        (Δ) | | (9.2 ± 20.0)
    """)
    assert [(c.arm, c.value) for c in found if c.is_change] == [("A", 30.0), ("B", 9.2)]
    assert all("Stool volume" in c.row_path and c.arm_words in c.row_path for c in found)


def test_an_item_with_its_p_value_alone_stands_over_the_rows_below_it():
    found = cells("""
        Measure | Day 1 | Day 8 | p
        Albumin (g/l) | | | 0.87
        Velotinib | 41.9 ± 0.9 | 42.6 ± 1.1 |
        Placebo | 41.8 ± 0.8 | 42.7 ± 1.7 |
        Ferritin (ng/l) | | | 0.03
        Velotinib | 9.2 ± 2.9 | 12.2 ± 3.8 |
        Placebo | 9.1 ± 2.3 | 11.0 ± 2.8 |
    """)
    last = [c for c in found if c.arm == "B" and c.timepoint == "Day 8"]
    assert [(c.row_path, c.value) for c in last] == [
        ("Albumin (g/l) | Placebo", 42.7),
        ("Ferritin (ng/l) | Placebo", 11.0),
    ]
    assert [c.p for c in found if c.kind == "p"] == ["0.87", "0.03"]


def test_bare_numbers_of_the_header_are_times_where_the_words_over_them_say_so():
    found = cells(
        """
         | Time after dosing (min) | Time after dosing (min) | Time after dosing (min)
         | 5 | 10 | 30
        Velotinib | 64.5 ± 5.3 | 49.3 ± 4.0 | 37.3 ± 9.9
        Placebo | 63.3 ± 2.8 | 59.8 ± 4.8 | 56.6 ± 9.1
        """,
        header=2,
    )
    assert [c.timepoint for c in found if c.arm == "A"] == ["5 min", "10 min", "30 min"]


def test_heart_rate_and_ratios_that_are_measures_are_no_comparisons():
    found = cells("""
        Measure | Velotinib (n = 20) | Placebo (n = 21)
        HR, per min | 68.4 ± 12.5 | 64.2 ± 10.9
        Waist-hip ratio | 0.91 ± 0.05 | 0.93 ± 0.06
        Hazard ratio (95% CI) | 0.71 (0.52-0.97) | 1
    """)
    assert [(c.kind, c.stat) for c in found if c.arm or c.kind == "contrast"] == [
        *[("arm", "mean_sd")] * 4,
        *[("contrast", "hr")] * 2,
    ]


def test_p_values_without_a_heading_and_behind_a_number():
    found = cells(
        "Measure | Velotinib | Placebo | \nWeight (kg) | 70.1 ± 9.3 | 72.0 ± 8.8 | NS\nPulse | 61 | 70 | P < 0.01"
    )
    assert [c.p for c in found if c.kind == "p"] == ["NS", "<0.01"]
    rate = read_form("1.15, P=0.008")
    assert rate is not None and (rate.value, rate.p) == (1.15, "0.008")


def test_a_bare_zero_among_counts_is_a_count():
    found = cells("""
        Event | Velotinib (n = 50) | Placebo (n = 50)
        Fever, any | 10 (20%) | 4 (8%)
        Rash | 2 (4%) | 1 (2%)
        Fracture | 0 | 3 (6%)
    """)
    assert [(c.stat, c.events) for c in found if "Fracture" in c.row_path] == [("count", 0), ("count_rate", 3)]


def test_the_legend_tells_what_short_forms_mean():
    text = "Measure | VT (n = 20) | PB (n = 21)\nKE1_max (kg) | 101 ± 12 | 98 ± 11\nWBX | 11 ± 2 | 9 ± 1"
    foot = "VT, velotinib tablets; PB = placebo; KE1_max, knee extension at one maximum. WBX whole body x-factor."
    found = cells(text, footnotes=foot)
    assert [c.arm for c in found] == ["A", "B", "A", "B"]
    assert found[0].arm_long == "velotinib tablets"
    assert {c.outcome_long for c in found} == {"knee extension at one maximum", "whole body x-factor"}


def test_lettered_groups_explained_below_the_table():
    found = cells(
        "Complication | Group A (%, n = 43) | Group B (%, n = 60)\nBleeding | 2.3 (1/43) | 6.7 (4/60)",
        footnotes="Group A: placebo capsules; Group B: velotinib capsules",
    )
    assert [(c.arm, c.events, c.n) for c in found] == [("B", 1, 43), ("A", 4, 60)]


def test_an_unnamed_ratio_column_is_not_a_difference():
    found = cells(
        "Advice | Velotinib, n (%) | Placebo, n (%) | Estimate (95% CI)\nCorrect | 12 (30) | 9 (22) | 1.19 (0.95, 1.49)"
    )
    assert [(c.kind, c.stat) for c in found if c.column == 3] == [("contrast", "unclear")]


def test_a_caption_that_begins_at_baseline_is_of_characteristics_whatever_it_calls_them():
    text = "Scale | Velotinib | Placebo\nMood, mean (SD) | 68.3 (41.7) | 66.1 (40.2)"
    assert all(c.is_baseline for c in cells(text, caption="Baseline outcome measurement of participants"))
    assert not any(c.is_baseline for c in cells(text, caption="Baseline and final outcome measurement"))


def test_efficacy_beside_groups_in_rows_is_no_number_of_the_last_group():
    found = cells("Arm | Infected, n (%) | Vaccine efficacy\nVelotinib | 1 (0.1) | \nPlacebo | 12 (0.4) | 91.6%")
    assert [(c.kind, c.arm) for c in found] == [("arm", "A"), ("arm", "B"), ("contrast", None)]


@given(st.text(alphabet="0123456789.,;:()[]±%/-–<> nNpP=toCI", max_size=30))
def test_no_cell_text_breaks_the_parser(text):
    form = read_form(text)
    assert form is None or form.value is not None or form.pair is not None or form.not_reached


@given(st.integers(0, 999), st.integers(0, 999))
def test_a_mean_and_its_spread_are_read_as_printed(mean, spread):
    for text in (f"{mean / 10:.1f} ± {spread / 10:.1f}", f"{mean / 10:.1f} ({spread / 10:.1f})"):
        form = read_form(text)
        assert form is not None
        assert form.value == round(mean / 10, 1)
        assert (form.spread if form.spread is not None else form.parts[0].numbers[0]) == round(spread / 10, 1)
