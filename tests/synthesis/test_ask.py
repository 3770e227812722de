"""One question to one report. The reports are written here for the purpose; no trial is behind them."""

import pytest

from schemas.errors import BadInput
from schemas.models import Block, Extraction, Report, Table
from synthesis.ask import Question, Reader
from synthesis.ask.listing import places_in_list
from synthesis.ask.short_forms import ShortForms
from synthesis.ask.sides import Sides


def reader(*texts, tables=(), section="results"):
    blocks = [Block(f"b{i}", section, text) for i, text in enumerate(texts)]
    return Reader.of(Extraction(Report(title="A trial", blocks=blocks, tables=list(tables))))


def ask(given, outcome, intervention="cardamom tea", comparator="placebo tea", kind="continuous"):
    answer = given.answer(Question(outcome, intervention, comparator, kind))
    a, b = answer.intervention, answer.comparator
    first = ("events",) if kind == "binary" else ("mean", "standard_deviation")
    return [getattr(side, cell) for side in (a, b) for cell in (*first, "group_size")], answer


OUTCOMES = Table(
    "T2",
    caption="Outcomes after eight weeks, mean (SD) or n (%)",
    header_rows=1,
    rows=[
        ["", "Placebo tea (n = 51)", "Cardamom tea (n = 49)", "P"],
        ["Systolic blood pressure, mmHg, mean (SD)", "141.2 (11.9)", "133.4 (12.6)", "0.002"],
        ["Diastolic blood pressure, mmHg, mean (SD)", "88.0 (7.1)", "86.5 (7.9)", "0.3"],
        ["Headache, n (%)", "9 (17.6)", "4 (8.2)", "0.16"],
        ["Sleep, hours, median (IQR)", "6.5 (6-7)", "7 (6-8)", "0.2"],
    ],
)


def test_the_columns_are_found_by_name_and_not_by_their_order():
    numbers, answer = ask(reader(tables=[OUTCOMES]), "systolic blood pressure")
    assert numbers == [133.4, 12.6, 49, 141.2, 11.9, 51]
    assert answer.confidence > 0.6
    assert {quote["quote"] for quote in answer.quotes} == {"133.4 (12.6)", "141.2 (11.9)"}


def test_the_opposite_of_a_word_is_another_outcome():
    assert ask(reader(tables=[OUTCOMES]), "diastolic blood pressure")[0][0] == 86.5


def test_events_and_group_sizes_of_a_binary_outcome():
    numbers, _ = ask(reader(tables=[OUTCOMES]), "headache", kind="binary")
    assert numbers == [4, 49, 9, 51]


def test_a_median_is_no_mean_but_the_groups_are_known():
    numbers, _ = ask(reader(tables=[OUTCOMES]), "duration of sleep")
    assert numbers == [None, None, 49, None, None, 51]


def test_an_outcome_that_the_report_does_not_have_is_not_answered():
    numbers, answer = ask(reader(tables=[OUTCOMES]), "serum ferritin")
    assert numbers == [None, None, 49, None, None, 51]
    assert answer.confidence == 0


def test_names_are_matched_through_the_report_s_own_abbreviations():
    table = Table(
        "T1",
        caption="Scores",
        header_rows=1,
        rows=[["", "MBW (n=20)", "CON (n=22)"], ["Pain", "3.1 ± 1.0", "4.4 ± 1.2"]],
    )
    given = reader("Mindful breathing walks (MBW) were compared with a control group (CON).", tables=[table])
    numbers, _ = ask(given, "pain", "mindful breathing walks", "control")
    assert numbers == [3.1, 1.0, 20, 4.4, 1.2, 22]


TIMES = Table(
    "T3",
    caption="Knee pain on the visual analogue scale, mean ± SD",
    header_rows=2,
    rows=[
        ["", *["Brace (n=30)"] * 3, *["Usual care (n=31)"] * 3],
        ["", "Baseline", "6 weeks", "12 weeks", "Baseline", "6 weeks", "12 weeks"],
        ["Knee pain", "6.1 ± 1.1", "4.0 ± 1.3", "3.2 ± 1.4", "6.0 ± 1.2", "5.1 ± 1.2", "4.9 ± 1.5"],
    ],
)  # fmt: skip


@pytest.mark.parametrize(
    ("outcome", "expected"), [("knee pain at 6 weeks", 4.0), ("knee pain", 3.2), ("baseline knee pain", 6.1)]
)
def test_the_time_asked_for_else_the_last_after_treatment(outcome, expected):
    assert ask(reader(tables=[TIMES]), outcome, "brace", "usual care")[0][0] == expected


def test_a_standard_error_becomes_a_standard_deviation_and_says_so():
    table = Table(
        "T1",
        caption="Weight",
        header_rows=1,
        rows=[["", "Diet (n=25)", "Control (n=36)"], ["Weight loss, kg, mean (SE)", "4.0 (0.4)", "1.0 (0.5)"]],
    )
    numbers, answer = ask(reader(tables=[table]), "weight loss", "diet", "control")
    assert numbers == [4.0, 2.0, 25, 1.0, 3.0, 36]
    assert "standard error" in answer.derived


def test_two_rows_that_fit_alike_are_no_answer():
    rows = [
        ["", "Brace (n=30)", "Usual care (n=31)"],
        ["Pain, left knee", "3.0 ± 1.0", "4.0 ± 1.0"],
        ["Pain, right knee", "3.5 ± 1.0", "4.1 ± 1.0"],
    ]
    assert (
        ask(reader(tables=[Table("T1", caption="Pain", header_rows=1, rows=rows)]), "pain", "brace", "usual care")[0][0]
        is None
    )


def test_numbers_in_running_text_follow_the_names():
    text = (
        "Nausea occurred in 3 of 40 patients (7.5%) in the ginger group and in 11 of 42 patients (26.2%) "
        "in the placebo group."
    )
    assert ask(reader(text), "nausea", "ginger", "placebo", "binary")[0] == [3, 40, 11, 42]
    text = "Falls were fewer with tai chi than with stretching (4 of 60 vs 13 of 61; P = 0.02)."
    assert ask(reader(text), "falls", "tai chi", "stretching", "binary")[0] == [4, 60, 13, 61]


def test_a_list_of_three_goes_by_its_order():
    sides = Sides("rye bread", "white bread")
    assert places_in_list("in oat bread, rye bread and white bread eaters, respectively", 3, sides)[1:] == (1, 2)


def test_a_percentage_becomes_events_only_where_one_count_fits():
    table = Table(
        "T1", caption="", header_rows=1, rows=[["", "Ginger (n=40)", "Placebo (n=1200)"], ["Nausea, %", "7.5", "26"]]
    )
    assert ask(reader(tables=[table]), "nausea", "ginger", "placebo", "binary")[0] == [None, 40, None, 1200]
    table.rows[0][2] = "Placebo (n=50)"
    numbers, answer = ask(reader(tables=[table]), "nausea", "ginger", "placebo", "binary")
    assert numbers == [3, 40, 13, 50]
    assert "only count" in answer.derived


def test_other_doses_and_the_whole_sample_are_other_groups():
    sides = Sides("drug 20 mg", "placebo")
    assert sides.score("Drug 40 mg", 0) < 0 < sides.score("Drug 20 mg", 0)
    assert sides.score("Total", 0) < 0


@pytest.mark.parametrize(
    "sentence",
    [
        "Patients were randomised to zinc (n = 33) or placebo (n = 35).",
        "Of 68 children, 33 were assigned to the zinc group and 35 to the placebo group.",
        "The zinc group comprised children from two wards (n=33). The placebo group came from the same wards (n=35).",
    ],
)
def test_group_sizes_in_the_text(sentence):
    assert ask(reader(sentence, section="methods"), "growth", "zinc", "placebo")[0] == [None, None, 33, None, None, 35]


def test_a_planned_size_is_no_group_size():
    given = reader("A sample size of 90 patients in each group was required for 80% power.", section="methods")
    assert ask(given, "growth", "zinc", "placebo")[0] == [None] * 6


def test_short_forms_of_both_orders():
    forms = ShortForms(["The Berg balance scale (BBS) was used.", "TUG, timed up and go; CI, confidence interval."])
    assert forms.of("bbs") >= {"berg", "balanc"}
    assert "timed" in forms.of("tug")


def test_a_question_without_an_outcome_is_refused_in_one_sentence():
    with pytest.raises(BadInput, match=r"questions.jsonl:3: the question has no outcome"):
        Question.of({"intervention": "a", "comparator": "b"}, "questions.jsonl:3")


def _features(given, outcome, kind, quote):
    """The features of the place that gives a quote as the intervention's number."""
    question = Question(outcome, "cardamom tea", "placebo tea", kind)
    _, readings = given.readings(question)
    return next(r.features for r in readings if quote in r.candidate.intervention.quote)


def test_a_row_named_by_a_short_form_alone_says_nothing_beyond_its_long_form():
    rows = [["Marker", "Cardamom tea", "Placebo tea"], ["LBP-4", "12.1 ± 3.0", "14.8 ± 3.1"]]
    table = Table("T1", caption="Markers, mean ± SD", header_rows=1, rows=rows)
    given = reader("We measured lipid binding protein 4 (LBP-4) and cortisol.", tables=[table], section="methods")
    assert _features(given, "lipid binding protein 4", "continuous", "12.1")["surplus"] == 0
    assert _features(given, "lipid", "continuous", "12.1")["surplus"] > 0


def test_a_sentence_without_the_word_serious_does_not_count_serious_events():
    text = "Headache, dizziness or nausea befell 39 of 47 people on cardamom tea and 33 of 45 people on placebo tea."
    assert _features(reader(text), "headache, dizziness or nausea", "binary", "39")["unqualified"] == 0
    assert _features(reader(text), "serious headache, dizziness or nausea", "binary", "39")["unqualified"] == 1


@pytest.mark.parametrize("spelling", ["Follow up", "follow-up", "Followup"])
def test_a_follow_up_is_one_in_every_spelling(spelling):
    rows = [["Score", f"{spelling}: Cardamom tea", f"{spelling}: Placebo tea"], ["Sleep", "12.1 ± 3.0", "14.8 ± 3.1"]]
    table = Table("T1", caption="Scores, mean ± SD", header_rows=1, rows=rows)
    assert _features(reader(tables=[table]), "sleep", "continuous", "12.1")["follow_up"] == 1
