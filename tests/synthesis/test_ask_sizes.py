"""Group sizes of a question's sides. The reports are written here for the purpose; no trial is behind them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.models import Block, Extraction, Report, Table
from synthesis.ask import Question, Reader
from synthesis.ask.sides import Sides
from synthesis.ask.size_choice import AHEAD, Sizes, agreed_sizes
from synthesis.ask.size_lists import size_lists
from synthesis.ask.size_mentions import mentions
from synthesis.ask.size_totals import equal_parts, stated_each


def sizes(*texts, intervention="cardamom tea", comparator="placebo tea", outcome="sleep quality", tables=(), **more):
    section = more.pop("section", "results")
    part = "abstract" if section == "abstract" else "body"
    blocks = [Block(f"b{i}", section, text, part=part) for i, text in enumerate(texts)]
    report = Report(title=more.pop("title", "A trial"), blocks=blocks, tables=list(tables), **more)
    answer = Reader.of(Extraction(report)).answer(Question(outcome, intervention, comparator, "continuous"))
    return answer.intervention.group_size, answer.comparator.group_size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We randomised 41 people to cardamom tea and 43 to placebo tea.", (41, 43)),
        ("Participants were allocated to placebo tea (n = 43) or to cardamom tea (n = 41).", (41, 43)),
        ("Of the volunteers, 19 in the cardamom tea group and 17 in the placebo group (P = 0.6) completed.", (19, 17)),
        ("They were assigned to a cardamom group (CG) (n = 31) or a placebo group (PG) (n = 30).", (31, 30)),
        ("In all, 31, 28 and 30 people received cardamom tea, mint tea and placebo tea, respectively.", (31, 30)),
        ("The groups of mint tea, cardamom tea and placebo tea comprised 28, 31 and 30 people.", (31, 30)),
        ("Sixty adults were allocated to two equal groups.", (30, 30)),
        ("Of the adults, 5 of 40 in the cardamom group withdrew and 6 of 41 in the placebo group did.", (None, None)),
        ("Adults drank cardamom tea or placebo tea.", (None, None)),
    ],
)  # fmt: skip
def test_sizes_are_read_with_the_names_beside_them(text, expected):
    assert sizes(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Forty-one adults (cardamom group) and 43 adults (placebo group) took part.", (41, 43)),
        ("The two groups were cardamom tea (n1 = 41) and placebo tea (n2 = 43).", (41, 43)),
        ("Sixty adults were randomly divided into cardamom and placebo groups (30 each).", (30, 30)),
        ("Sixty adults were assigned to cardamom tea or placebo tea, 30 in each.", (30, 30)),
        ("Both the cardamom and the placebo groups had 30 adults.", (30, 30)),
        ("Randomisation gave a cardamom group of 41 and a placebo group of 43.", (41, 43)),
        ("In the cardamom group there were 41 adults, and in the placebo group 43 adults.", (41, 43)),
        ("41 of the adults were allocated to cardamom tea and the other 43 served as placebo controls.", (41, 43)),
        ("Cramps struck people with cardamom tea and with placebo tea (3 each).", (None, None)),
        ("Both the cardamom and the placebo groups had 3 adults with cramps.", (None, None)),
        ("In the cardamom group there were 3 adults with cramps, and in the placebo group 4 adults.", (None, None)),
    ],
)  # fmt: skip
def test_sizes_in_brackets_in_each_and_of_the_others(text, expected):
    assert sizes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Of the 80 adults, 41 were smokers and 39 were non-smokers.",
        "There were 41 smokers and 39 nonsmokers.",
        "Forty-one smokers and 39 non-smokers took part.",
        "In a subgroup analysis, smokers (n = 41) and non-smokers (n = 39) drank alike.",
    ],
)
def test_how_many_patients_were_of_each_kind(text):
    assert sizes(text, intervention="smokers", comparator="non-smokers") == (41, 39)


def test_a_sentence_of_kinds_of_patients_counts_no_treatment_group():
    text = "There were 41 headaches in the cardamom group and 39 in the placebo group."
    assert sizes(text) == (None, None)


def test_counts_in_turn_follow_the_names_of_the_sentence_before():
    text = (
        "Adults were randomised to placebo tea (n = 52), cardamom tea (n = 51) or mint tea (n = 50). "
        "Ratings of sleep quality were available for 92% (n = 48), 90% (n = 46) and 94% (n = 47), respectively."
    )
    assert sizes(text) == (46, 48)


def test_those_assessed_for_another_outcome_are_not_the_group():
    texts = (
        "Of 70 adults, 36 were randomised to cardamom tea and 34 to placebo tea.",
        "Blood pressure was assessed for 21 people of the cardamom group and 20 people of the placebo group.",
    )
    assert sizes(*texts, outcome="sleep quality") == (36, 34)
    assert sizes(*texts, outcome="blood pressure") == (21, 20)


def test_harms_are_of_the_safety_population_and_effects_of_those_analysed():
    rows = [["", "Cardamom tea (n = 88)", "Placebo tea (n = 90)"], ["Dizziness", "3 (3.4)", "2 (2.2)"]]
    table = Table("T1", caption="Adverse events (safety population), n (%)", header_rows=1, rows=rows)
    text = "The intention-to-treat analysis comprised 80 people with cardamom tea and 83 with placebo tea."
    assert sizes(text, tables=[table]) == (80, 83)
    assert sizes(text, tables=[table], outcome="serious adverse events") == (88, 90)


def test_a_total_is_shared_only_where_everybody_had_both():
    had_both = "Twelve runners drank cardamom tea and placebo tea in a crossover trial."
    assert sizes(had_both, section="abstract", n_total=12, n_total_type="actual") == (12, 12)
    assert sizes("Twelve runners had one of the teas.", section="abstract", n_total=12) == (None, None)
    order = "Twelve runners took part. The order of the two conditions was counterbalanced."
    assert sizes(order, section="methods", n_total=12, n_total_type="actual") == (12, 12)
    assert sizes("The order of the tests was random.", section="methods", n_total=12) == (None, None)


def test_kinds_of_patients_are_no_treatment_groups():
    text = "We randomised 41 people to the intervention group and 43 to the control group."
    assert sizes(text, intervention="people older than 60 years", comparator="younger people") == (None, None)
    assert sizes(text, intervention="breathing course", comparator="usual care") == (41, 43)


def test_another_dose_is_not_what_nobody_names():
    text = "Of the adults, 12 (50%) received 10 mg and 12 (50%) received 20 mg."
    assert sizes(text, intervention="drug 10 mg", comparator="no treatment") == (None, None)


def test_words_that_both_labels_share_do_not_hide_the_control():
    sides = Sides("etravex", "control")
    assert sides.pair("etravex + dolamine", "placebo + dolamine") is not None
    assert sides.pair("dolamine", "mesarine") is None


def test_the_label_that_says_more_of_the_name_fits_better():
    sides = Sides("RX-PB implant with PB coating", "bare bone")
    assert sides.score("RX-PB group", 0) > sides.score("RX group", 0)


@given(st.integers(2, 400), st.integers(2, 6))
def test_equal_parts_are_the_total_divided_or_nothing(n, k):
    name = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}[k]
    read = equal_parts(f"The {n * k} adults were divided into {name} equal groups.", None)
    assert read is not None
    assert read[0] == n
    assert equal_parts(f"The {n * k + 1} adults were divided into {name} equal groups.", None) is None
    assert equal_parts(f"The {n * k} adults were divided into {name} groups.", None) is None


@given(st.lists(st.integers(2, 99_999), min_size=2, max_size=6))
def test_a_list_of_counts_is_read_whole(counts):
    text = ", ".join(map(str, counts[:-1])) + f" and {counts[-1]} people had it, respectively."
    assert [row.counts for row in size_lists(text)] == [tuple(counts)]


@given(st.text("abc n=0123456789(),.;%-", max_size=80))
def test_any_text_is_read_without_a_stumble(text):
    for mention in mentions(text, True):
        assert text[mention.start : mention.end].strip()
    list(stated_each(text))
    list(size_lists(text))


@pytest.mark.parametrize(
    "text",
    [
        "With a power of 80%, 41 people were needed in each group.",
        "People will be randomised to cardamom tea (n = 41) or placebo tea (n = 43).",
        "In all, 84 people were randomly assigned to cardamom tea for days 1 and 8 (arm A) or placebo tea (arm B).",
        "Cardamom tea and placebo tea were drunk for 20 minutes each.",
    ],
)
def test_plans_totals_and_days_are_no_sizes(text):
    assert sizes(text) == (None, None)


def test_a_number_after_the_name_of_its_group():
    text = "We enrolled 84 adults (cardamom group: 41 [48.8%] and placebo group: 43 [51.2%])."
    assert sizes(text) == (41, 43)


def test_people_count_before_what_else_the_sentence_counts():
    text = "In all, 61 women in the cardamom group and 60 women in the placebo group were included, 12 in the cardamom "
    assert sizes(text + "group and 17 in the placebo group with insomnia.") == (61, 60)


@pytest.mark.parametrize(
    ("sentence", "sizes"),
    [
        ("Of the 101 patients, 51 were in the zolumab group and 50 in the placebo group.", (51, 50)),
        ("The zolumab group consisted of 24 patients and the placebo group of 26 patients.", (24, 26)),
        ("The zolumab group included 24 patients, the placebo group 26.", (24, 26)),
        ("There were 24 patients in the zolumab arm and 26 in the placebo arm.", (24, 26)),
        ("Zolumab was given to 24 patients and placebo to 26.", (24, 26)),
        ("We analysed data from 24 zolumab-treated and 26 placebo-treated patients.", (24, 26)),
        ("The final analysis comprised 24 zolumab patients and 26 placebo patients.", (24, 26)),
        ("Thus 24 patients remained in the zolumab group and 26 patients remained in the placebo group.", (24, 26)),
        ("Data were available for 24 of 30 patients on zolumab and 26 of 31 on placebo.", (24, 26)),
        ("A total of 24 patients treated with zolumab and 26 patients treated with placebo were evaluated.", (24, 26)),
        ("Each group had 25 patients and received zolumab or placebo.", (25, 25)),
        ("Twenty-five patients were enrolled in each group to receive zolumab or placebo.", (25, 25)),
        ("Two hundred and four patients were randomized, 102 to each treatment.", (102, 102)),
        ("Relief came in 24 of 30 patients on zolumab and 26 of 31 on placebo.", None),
        ("There were 3 deaths in the zolumab group and 5 in the placebo group.", None),
        ("Nausea was reported (seven patients each) on zolumab and placebo.", None),
        ("All received 24 daily doses of zolumab and 26 daily doses of placebo.", None),
    ],
)
def test_ways_to_say_how_many_were_in_each_group(sentence, sizes):
    report = Report(title="A trial", blocks=[Block("b0", "results", sentence)])
    answer = Reader.of(Extraction(report)).answer(Question("pain", "zolumab", "placebo", "continuous"))
    found = (answer.intervention.group_size, answer.comparator.group_size)
    assert found == (sizes or (None, None))


def test_a_crossover_is_quoted_where_it_counts_its_people():
    text = "Eighteen healthy volunteers had both teas in this crossover trial."
    report = Report(title="A trial", blocks=[Block("b0", "methods", text, part="abstract")], n_total=18)
    answer = Reader.of(Extraction(report)).answer(Question("sleep", "cardamom tea", "placebo tea", "continuous"))
    assert (answer.intervention.group_size, answer.comparator.group_size) == (18, 18)
    assert answer.quotes[0]["quote"] == "Eighteen healthy volunteers"
    report.n_total = 19
    assert not Reader.of(Extraction(report)).answer(Question("sleep", "a tea", "placebo tea")).quotes


@given(st.floats(0.5, 2.0), st.floats(0.0, 0.5))
def test_sizes_that_are_hardly_ahead_of_others_are_none(score, behind):
    both = [Sizes(40, 41, score, "results", {}, ""), Sizes(30, 31, score - behind, "table", {}, "")]
    chosen = agreed_sizes(both)
    if behind > AHEAD + 1e-6:
        assert chosen is both[0]
    elif behind < AHEAD - 1e-6:
        assert chosen is None
