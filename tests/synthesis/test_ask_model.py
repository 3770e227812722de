"""The choice among candidates: chances, confidence, features. The reports are written here for the purpose."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.train_ask import EXPECTED, LEAST, NAMES, Example, Given, calibrated, fit
from schemas.models import Arm, Block, Extraction, Report, Result, Table
from synthesis.ask import Question, Reader
from synthesis.ask.features import describe
from synthesis.ask.model import Model, log_odds, shipped
from synthesis.ask.outcome import Outcome
from synthesis.ask.readings import reading_of, surest
from synthesis.ask.sentences import Said, SaidCell
from synthesis.ask.sides import Sides
from synthesis.ask.tables import opposed_cells, pairs

scores = st.floats(-30, 30)


@given(st.lists(st.tuples(st.integers(0, 3), scores), max_size=8))
def test_chances_leave_room_for_none_and_never_exceed_one(candidates):
    model = Model({"intercept": 0.0, "x": 1.0})
    chances = model.chances([(numbers, {"x": x}) for numbers, x in candidates])
    assert set(chances) == {numbers for numbers, _ in candidates}
    assert all(0 <= chance <= 1 for chance in chances.values())
    assert sum(chances.values()) <= 1 + 1e-9


def test_two_places_with_the_same_numbers_confirm_each_other():
    model = Model({"x": 1.0})
    once = model.chances([("a", {"x": 1.0}), ("b", {"x": 1.0})])
    twice = model.chances([("a", {"x": 1.0}), ("a", {"x": 1.0}), ("b", {"x": 1.0})])
    assert once["a"] == once["b"] == pytest.approx(math.e / (1 + 2 * math.e))
    assert twice["a"] == pytest.approx(2 * twice["b"])


@given(st.floats(0, 1), st.floats(0, 1))
def test_confidence_rises_with_chance(first, second):
    model = Model({}, calibration=(0.3, 0.5))
    low, high = sorted((first, second))
    assert 0 <= model.confidence(low) <= model.confidence(high) <= 1


def test_without_a_kind_the_stricter_threshold_holds():
    model = Model({}, least={"binary": 0.6, "continuous": 0.7})
    assert [model.least_confidence(kind) for kind in ("binary", "continuous", "")] == [0.6, 0.7, 0.7]


def test_the_shipped_weights_are_those_of_the_features():
    model = shipped()
    assert set(model.weights) == set(NAMES)
    assert all(0.5 <= model.least_confidence(kind) < 1 for kind in ("binary", "continuous"))
    for name in ("own", "caption", "exact", "last", "sides", "text_words", "time_asked"):
        assert model.weights[name] > 0, name
    for name in ("baseline", "opposed", "other_time", "surplus", "unqualified", "not_last"):
        assert model.weights[name] < 0, name


def _said(mean_of_first, words, n=None):
    cells = [
        SaidCell("mean", mean, 1.0, None, n, None, f"{mean} ± 1.0", {"block": "b0", "start": 0, "end": 9})
        for mean in (mean_of_first, 7.0)
    ]
    return Said(*cells, 0.9, 1.0, features={"x": words})


def test_numbers_that_tie_are_no_answer():
    model = Model({"x": 1.0})
    tied = [reading_of(_said(mean, 3.0), "continuous", None) for mean in (4.0, 5.0)]
    assert surest(tied, model) == (None, 0.0)
    clear = [reading_of(_said(4.0, 3.0), "continuous", None), reading_of(_said(5.0, 1.0), "continuous", None)]
    found, confidence = surest(clear, model)
    assert found is clear[0]
    assert confidence > 0.5


def test_a_place_that_gives_no_such_numbers_speaks_for_silence():
    model = Model({"x": 1.0})
    mean = _said(4.0, 1.0)
    median = _said(5.0, 4.0)
    for cell in (median.intervention, median.comparator):
        cell.stat = "median"
    given = [reading_of(candidate, "continuous", None) for candidate in (mean, median)]
    assert given[1].sides is None
    assert surest(given, model)[1] < surest(given[:1], model)[1]


def _reader(table, arms=()):
    return Reader.of(Extraction(Report(title="A trial", tables=[table]), arms=list(arms)))


def _pairs(reader, outcome, intervention, comparator, kind="continuous"):
    sides, asked = Sides(intervention, comparator, reader.short_forms, reader.aliases), Outcome(outcome)
    found = pairs(reader.cells, sides, asked, reader.names)
    describe(found, asked, kind)
    return {pair.intervention.quote: pair.features for pair in found}


VISITS = Table(
    "T1",
    caption="Grip strength, kg, mean ± SD",
    header_rows=2,
    rows=[
        ["", *["Rowing (n=20)"] * 3, *["Waiting list (n=21)"] * 3],
        ["", "Baseline", "Week 4", "Week 9", "Baseline", "Week 4", "Week 9"],
        ["Grip strength", "21.0 ± 4.1", "23.0 ± 4.0", "26.0 ± 4.4", "21.2 ± 4.2", "21.1 ± 4.3", "21.4 ± 4.0"],
    ],
)


def test_times_are_features():
    features = _pairs(_reader(VISITS), "grip strength", "rowing", "waiting list")
    first, middle, last = (features[quote] for quote in ("21.0 ± 4.1", "23.0 ± 4.0", "26.0 ± 4.4"))
    assert (first["baseline"], middle["baseline"]) == (1, 0)
    assert (middle["last"], middle["not_last"]) == (0, 1)
    assert (last["last"], last["not_last"]) == (1, 0)
    asked = _pairs(_reader(VISITS), "grip strength at week 4", "rowing", "waiting list")
    assert asked["23.0 ± 4.0"]["time_asked"] == asked["26.0 ± 4.4"]["other_time"] == 1


def test_of_two_groups_the_one_that_nobody_names_is_the_rival():
    table = Table(
        "T1",
        caption="Outcomes",
        header_rows=1,
        rows=[["", "Birch wax (n=20)", "Plain boards (n=21)"], ["Falls, mean ± SD", "2.0 ± 1.0", "3.0 ± 1.1"]],
    )
    features = _pairs(_reader(table), "falls", "birch wax", "untreated skis")
    assert features["2.0 ± 1.0"]["left_over"] == 1
    three = Table(
        "T1",
        caption="Outcomes",
        header_rows=1,
        rows=[
            ["", "Birch wax (n=20)", "Plain boards (n=21)", "Soap (n=19)"],
            ["Falls, mean ± SD", "2.0 ± 1.0", "3.0 ± 1.1", "2.5 ± 1.2"],
        ],
    )
    assert not _pairs(_reader(three), "falls", "birch wax", "untreated skis")


def test_a_heading_is_read_by_the_other_names_of_its_arm():
    reader = _reader(VISITS)
    for cell in reader.cells:
        cell.arm = "A" if "Rowing" in cell.column_path else "B"
    sides = Sides("oar programme", "deferred start")
    assert not list(opposed_cells(reader.cells, sides, {}))
    names = {"A": ("oar programme",), "B": ("deferred start",)}
    assert {o.intervention.arm for o in opposed_cells(reader.cells, sides, names)} == {"A"}


def test_results_tied_to_arms_are_candidates():
    text = "Grip strength rose to 26.0 kg (SD 4.4) after rowing and stayed at 21.4 kg (SD 4.0) on the waiting list."
    at = [text.index("26.0"), text.index("21.4")]
    results = [
        Result("arm", "OTHER", "mean", "Grip strength", arm=arm, value=value, sd=sd, quote=text[i : i + 4],
               locator={"block": "b0", "start": i, "end": i + 4})
        for arm, value, sd, i in (("A", 26.0, 4.4, at[0]), ("B", 21.4, 4.0, at[1]))
    ]  # fmt: skip
    arms = [Arm("A", "rowing group", names=["rowing"]), Arm("B", "controls", role="control", names=["waiting list"])]
    report = Report(title="A trial", blocks=[Block("b0", "results", text)])
    reader = Reader.of(Extraction(report, arms=arms, results=results))
    _, readings = reader.readings(Question("grip strength", "rowing", "waiting list", "continuous"))
    tied = [r for r in readings if r.features["tied_to_arms"]]
    assert [r.numbers for r in tied] == [(None, 26.0, 4.4, None, 21.4, 4.0)]
    _, turned = reader.readings(Question("grip strength", "waiting list", "rowing", "continuous"))
    assert [r.numbers for r in turned if r.features["tied_to_arms"]] == [(None, 21.4, 4.0, None, 26.0, 4.4)]


def _example(wanted, strengths):
    readings = [reading_of(_said(mean, 0.0), "continuous", None) for mean in strengths]
    for reading, own in zip(readings, strengths.values(), strict=True):
        reading.candidate.features = {"own": own}
    return Example(Question("a", "b", "c", "continuous"), "p", readings, wanted)


def test_weights_move_towards_the_right_candidates():
    right = (None, 4.0, 1.0, None, 7.0, 1.0)
    weights = fit([_example(right, {4.0: 0.2, 5.0: 0.9})] * 30)
    assert weights["own"] < EXPECTED["own"]
    weights = fit([_example(right, {4.0: 0.9, 5.0: 0.2})] * 30)
    assert weights["intercept"] > EXPECTED["intercept"]


def test_calibration_lowers_what_was_too_sure():
    given = [Given(0.9, i % 2 == 0, kind, 1.0) for i in range(40) for kind in ("binary", "continuous")]
    model = calibrated(Model({}), given)
    assert 0.4 < model.confidence(0.9) < 0.6
    assert model.least_confidence("binary") == model.least_confidence("continuous") == LEAST
    assert log_odds(0.5) == 0
    sure = [Given(0.9, True, "binary", 1.0), Given(0.2, False, "binary", 1.0), Given(0.8, True, "continuous", 1.0)] * 9
    apart = calibrated(Model({}), sure)
    assert apart.confidence(0.2) < 0.5 < apart.confidence(0.8)
