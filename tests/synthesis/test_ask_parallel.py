"""Numbers of two sentences, halves of one, standard errors, intervals, counts nearest to a percentage."""

import math

from hypothesis import given
from hypothesis import strategies as st

from schemas.models import Block, Extraction, Report
from synthesis.ask import Question, Reader
from synthesis.ask.fitting import fitting
from synthesis.ask.readings import NEAREST, reading_of
from synthesis.ask.sentences import Said, SaidCell
from synthesis.ask.short_forms import ShortForms
from synthesis.ask.size_choice import Sizes


def _numbers(text, outcome, kind, sides=("rowing", "walking"), methods=""):
    blocks = [Block("b0", "methods", methods), Block("b1", "results", text)]
    reader = Reader.of(Extraction(Report(title="A trial", blocks=blocks)))
    _, readings = reader.readings(Question(outcome, *sides, kind))
    return {tuple(n for n in r.numbers if n is not None) for r in readings if r.numbers}


def test_one_sentence_for_each_side():
    text = "In the rowing group 12 of 40 people (30%) had cramps. In the walking group 20 of 41 (49%) did."
    assert (12, 20) in _numbers(text, "cramps", "binary")
    assert (20, 12) in _numbers(text, "cramps", "binary", ("walking", "rowing"))


def test_one_half_of_a_sentence_for_each_side_with_a_list_of_outcomes():
    text = (
        "Grip and reach scores were 10.2 ± 0.7 and 17.7 ± 0.4 after rowing and 9.7 ± 0.8 and 12.1 ± 0.5 after walking."
    )
    reader = Reader.of(Extraction(Report(title="A trial", blocks=[Block("b1", "results", text)])))
    for outcome, expected in (("grip", (10.2, 9.7)), ("reach", (17.7, 12.1))):
        _, readings = reader.readings(Question(outcome, "rowing", "walking", "continuous"))
        best = max((r for r in readings if r.numbers), key=lambda r: reader.model.score(r.features))
        assert (best.numbers[1], best.numbers[4]) == expected


def test_others_are_the_other_side():
    text = "Among rowers 5 (10%) fell and 7 (14%) tired. Of the others 9 (18%) fell and 11 (22%) tired."
    assert (7, 11) in _numbers(text, "people who fell or tired", "binary", ("rowers", "walkers"))


def test_sentences_that_name_no_side_or_the_same_side_are_no_twins():
    assert not _numbers("Of all, 12 (30%) had cramps. Later 20 (49%) had cramps.", "cramps", "binary")
    text = "In the rowing group 12 (30%) had cramps. In the rowing group 20 (49%) had cramps later."
    assert not _numbers(text, "cramps", "binary")


def test_errors_are_no_deviations():
    plain_mean = fitting("Grip was 20.0 ± 1.0 kg", "continuous")[0]
    assert (plain_mean.sd, plain_mean.se) == (1.0, None)
    for text, errors in (("Grip (mean ± SEM) was 20.0 ± 1.0 kg", False), ("Grip was 20.0 ± 1.0 kg", True)):
        mean = fitting(text, "continuous", errors)[0]
        assert (mean.sd, mean.se) == (None, 1.0)
    assert fitting("Grip was 20.0 ± 1.0 kg (SD)", "continuous", errors=True)[0].sd == 1.0


def test_the_methods_say_what_the_plus_minus_is():
    text = "Grip was 20.0 ± 1.0 kg in the rowing group (n = 25) and 18.0 ± 1.2 kg in the walking group (n = 25)."
    assert (20.0, 1.0, 18.0, 1.2) in _numbers(text, "grip", "continuous")
    told = _numbers(text, "grip", "continuous", methods="Data are presented as mean ± SEM.")
    assert (20.0, 5.0, 18.0, 6.0) in told


def test_a_mean_with_its_interval():
    found = fitting("Mean grip was 20.0 kg (95% CI 18.0 to 22.0) after rowing", "continuous")
    assert [(q.kind, q.value, q.low, q.high) for q in found] == [("mean", 20.0, 18.0, 22.0)]


def _share(percent, n):
    cells = [
        SaidCell("count_rate", percent, None, None, None, percent, f"{percent}%", {"block": "b", "start": 0, "end": 3})
        for _ in range(2)
    ]
    return reading_of(Said(*cells, 0.9, 1.0), "binary", Sizes(n, n, 1.0, "results", {}, ""))


@given(st.integers(0, 100), st.integers(1, 700))
def test_a_count_from_a_percentage_prints_as_it_and_says_how_it_was_found(percent, n):
    reading = _share(float(percent), n)
    if reading.sides is None:
        return
    events = reading.sides[0].events
    assert abs(100 * events / n - percent) < 1
    assert "events" in reading.derived
    if NEAREST in reading.derived:
        assert reading.features["nearest"] == 1.0
        assert math.isclose(events, percent * n / 100, abs_tol=0.5 + 1e-9)


def test_too_many_counts_are_no_count():
    assert _share(30.0, 700).sides is None
    assert _share(71.0, 246).sides[0].events == 175


def test_the_one_count_that_rounds_to_a_percentage():
    reading = _share(80.0, 108)  # 86/108 is 79.6%; 87/108, 80.6%, prints as 80% only where figures are cut off
    assert reading.sides[0].events == 86
    assert reading.features["nearest"] == 1.0
    assert "86 prints so" in reading.derived
    assert "174 to 175 print so" in _share(71.0, 246).derived


def test_a_short_form_with_a_number_and_a_long_one_with_a_hyphen():
    short = ShortForms(["dimeryl cutinase-4 (DC IV) and gamma-bound protein 10 (BP-10) were measured"])
    assert {"dimeryl", "cutinas"} <= short.words("DC IV")
    assert {"gamma", "bound", "protein"} <= short.words("BP-10")


def test_a_change_is_read_from_where_it_ends_and_its_spread_whole():
    text = "Grip rose from 20.1 ± 3.5 to 24.2 ± 2.1 after rowing and from 20.0 ± 3.4 to 21.5 ± 2.3 after walking."
    assert (24.2, 2.1, 21.5, 2.3) in _numbers(text, "grip", "continuous")
    assert [(q.value, q.sd) for q in fitting(text, "continuous")] == [(24.2, 2.1), (21.5, 2.3)]


def test_names_before_one_number_and_after_the_other_or_among_their_words():
    text = "In the rowing group, 12 people (30%) had cramps, compared with 20 people (40%) in the walking group."
    assert (12, 20) in _numbers(text, "cramps", "binary")
    assert (12, 20) in _numbers("12 rowing people (30%) and 20 walking people (40%) had cramps.", "cramps", "binary")
    text = "Grip was weaker in the rowing group (M = 20.1, SD = 3.5) than in the walking group (M = 24.2, SD = 2.1)."
    assert (20.1, 3.5, 24.2, 2.1) in _numbers(text, "grip", "continuous")
    assert (12, 20) in _numbers(
        "Twelve people in the rowing group and 20 in the walking group had cramps.", "cramps", "binary"
    )


@given(st.text(max_size=60), st.sampled_from(["binary", "continuous", ""]))
def test_any_sentence_can_be_fitted(text, kind):
    assert all(q.kind for q in fitting(text, kind))
