"""What is believed of a second reader's answer, and how two readings of one report are laid side by side."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.second_reader import ChatReader, Reading, compare
from extractors.second_reader.arms import match_arms
from extractors.second_reader.checking import Source, printed_numbers
from extractors.second_reader.document import MAX_CHARACTERS, document, row_text, squeezed
from extractors.second_reader.reply import SHAPE
from schemas.models import Arm, Block, Extraction, Finding, Report, Result, Table

SENTENCE = "Response was seen in 31·4% (16 of 51)\u2009of the drovalin group and in three patients given saline."


def report(*texts, tables=()):
    blocks = [Block(f"b{n}", "results", text) for n, text in enumerate(texts)]
    return Report(title="A trial", blocks=blocks, tables=list(tables))


# --- quotes and numbers


@pytest.mark.parametrize(
    "quote",
    [
        "Response was seen in 31·4% (16 of 51)",
        "seen  in\n31.4% (16 of 51) of the drovalin group",
        "three patients given saline.",
    ],
)
def test_a_quote_is_found_whatever_its_white_space_and_typography(quote):
    found, locator = Source(report("Before it.", SENTENCE)).find(quote)
    assert found == SENTENCE[locator["start"] : locator["end"]]
    assert locator["block"] == "b1"


@pytest.mark.parametrize(
    "quote", ["Response was seen in 31·4% of", "6 of 51", "16 of 5", "rug group", "1.4% (16 of 51)"]
)
def test_a_quote_that_cuts_through_a_number_or_a_word_is_none(quote):
    assert Source(report(SENTENCE)).find(quote) is None


def test_a_quote_from_a_table_is_one_row_and_points_to_the_cell():
    table = Table("t1", rows=[["", "Drovalin", "Saline"], ["Response, n (%)", "16 (31.4)", "3 (5.9)"]], header_rows=1)
    source = Source(report("Text.", tables=[table]))
    quote, locator = source.find("Response, n (%) | 16 (31.4) | 3 (5.9)")
    assert quote == row_text(table.rows[1])
    assert source.cell(locator, 5.9) == {"table": "t1", "row": 1, "column": 2}
    assert source.find("Drovalin | Saline Response, n (%)") is None


def test_references_are_neither_sent_nor_quoted():
    with_references = report("Text of 12 words.")
    with_references.blocks.append(Block("r", "references", "Another trial had 77 of 90 responses."))
    assert "77" not in document(with_references)[0]
    assert Source(with_references).find("Another trial had 77 of 90 responses.") is None


def test_printed_numbers():
    assert printed_numbers(SENTENCE) == {31.4, 16, 51, 3}
    assert {0.41, 0.93, 0.62} <= printed_numbers("HR 0·62 (0.41–0.93)")
    assert 1234 in printed_numbers("1,234 patients") and 234 not in printed_numbers("1,234 patients")
    assert -2.5 in printed_numbers("a change of \u22122.5 points")


@given(st.text(alphabet="ab1 .\u00a0\n–0", max_size=60), st.data())
def test_any_run_of_whole_words_is_found_and_quoted_as_it_stands(text, data):
    words = [(m.start(), m.end()) for m in re.finditer(r"\S+", text)]
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    wanted = text[words[first][0] : words[last][1]]
    found = Source(report(text)).find(" ".join(wanted.split()))
    assert found is not None
    assert squeezed(found[0])[0] == squeezed(wanted)[0]


@given(st.text(max_size=80))
def test_squeezed_keeps_the_place_of_every_letter(text):
    short, places = squeezed(text)
    assert len(short) == len(places)
    assert places == sorted(set(places))
    assert "  " not in short


def test_a_report_too_long_is_shortened_from_its_least_useful_parts():
    long = report("x 1 " * (MAX_CHARACTERS // 8), "y 2 " * 100)
    long.blocks.append(Block("d", "discussion", "z 3 " * (MAX_CHARACTERS // 5)))
    text, shortened = document(long)
    assert shortened and len(text) <= MAX_CHARACTERS and "z 3" not in text and "y 2" in text


# --- the reader


def test_the_shape_is_strict_everywhere():
    objects = [SHAPE, *SHAPE["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in objects)
    assert all(set(part["required"]) == set(part["properties"]) for part in objects)


NAMES = st.sampled_from(["choices", "message", "content", "finish_reason", "usage", "prompt_tokens"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(ANYTHING)
def test_no_reply_breaks_the_reader(reply):
    reading = ChatReader(lambda _: reply if isinstance(reply, dict) else {"choices": [reply]}, "m", []).read(
        report("A.")
    )
    assert reading.results == [] and reading.problem


# --- two readings


def reading(arms, results):
    return Reading("m", "1", arms, results)


FIRST_ARMS = [Arm("A", "drovalin", "experimental", 51), Arm("B", "saline", "control", 50)]
SECOND_ARMS = [Arm("A", "saline group", "control", 50), Arm("B", "Drovalin 5 mg", "experimental", 51)]


def rate(arm, value, **more):
    return Result("arm", "ORR", "rate", arm=arm, value=value, unit="%", quote="q", **more)


def ratio(value, low=None, high=None, **more):
    return Result("contrast", "PFS", "hr", value=value, ci_low=low, ci_high=high, ci_level=95, quote="q", **more)


def verdict(first, second, second_arms=SECOND_ARMS):
    """(agreed indices, differing indices, values found by the second alone)."""
    compared = compare(Extraction(Report(), FIRST_ARMS, first), reading(second_arms, second))
    agreed = [i for f in compared.findings if f.rule == "readers_agree" for i in f.results]
    differing = [i for f in compared.findings if f.rule == "readers_differ" for i in f.results]
    assert compared.results == first
    return agreed, differing, [held.value for held in compared.held]


def test_the_same_number_for_the_same_arm_agrees_whatever_its_letter():
    assert verdict([rate("A", 31.4), rate("B", 5.9)], [rate("B", 31.4), rate("A", 5.9)]) == ([0, 1], [], [])


def test_the_number_of_the_other_arm_differs():
    assert verdict([rate("A", 31.4), rate("B", 5.9)], [rate("A", 31.4), rate("B", 5.9)]) == ([], [0, 1], [])


def test_an_interval_must_agree_too():
    ours = [ratio(0.62, 0.41, 0.93, arm="A", ref_arm="B")]
    assert verdict(ours, [ratio(0.62, 0.41, 0.93, arm="B", ref_arm="A")]) == ([0], [], [])
    assert verdict(ours, [ratio(0.62, 0.40, 0.93, arm="B", ref_arm="A")]) == ([], [0], [])
    assert verdict(ours, [ratio(0.62, arm="B", ref_arm="A")]) == ([], [], [])


def test_printed_counts_must_agree_and_proven_ones_need_not_be_given():
    printed = [rate("A", 31.4, events=16, n_eval=51, events_origin="reported")]
    proven = [rate("A", 31.4, events=16, n_eval=51, events_origin="unique_from_percent")]
    assert verdict(printed, [rate("B", 31.4, events=17, n_eval=51)]) == ([], [0], [])
    assert verdict(printed, [rate("B", 31.4)]) == ([], [], [])
    assert verdict(proven, [rate("B", 31.4)]) == ([0], [], [])


def test_other_time_points_are_other_results():
    ours = [rate("A", 31.4, timepoint="12 weeks", timepoint_weeks=12.0)]
    assert verdict(ours, [rate("B", 40.0, timepoint="24 weeks", timepoint_weeks=24.0)]) == ([], [], [40.0])
    assert verdict(ours, [rate("B", 31.4, timepoint="24 weeks", timepoint_weeks=24.0)]) == ([], [], [31.4])
    assert verdict(ours, [rate("B", 31.4)]) == ([0], [], [])
    assert verdict(ours, [rate("B", 40.0)]) == ([], [], [40.0])


def test_a_subgroup_is_another_result():
    assert verdict([rate("A", 31.4)], [rate("B", 31.4, population="older women")]) == ([], [], [31.4])


def test_one_of_two_values_that_the_second_gives_agrees_and_the_other_is_its_own():
    assert verdict([rate("A", 31.4)], [rate("B", 31.4), rate("B", 33.0)]) == ([0], [], [33.0])


def test_a_comparison_turned_round_is_not_the_same():
    ours = [ratio(0.62, arm="A", ref_arm="B")]
    assert verdict(ours, [ratio(0.62, arm="A", ref_arm="B")]) == ([], [], [0.62])


def test_arms_of_other_sizes_confirm_nothing_that_hangs_on_their_size():
    arms = [SECOND_ARMS[0], Arm("B", "drovalin", "experimental", 40)]
    assert verdict([rate("A", 31.4)], [rate("B", 31.4)], arms) == ([], [], [])
    assert verdict([rate("A", 31.4, n_eval=51)], [rate("B", 31.4)], arms) == ([0], [], [])


def test_findings_that_were_there_stay():
    before = Extraction(Report(), FIRST_ARMS, [rate("A", 31.4)], [Finding("percent_impossible", "warning", "No.", [0])])
    after = compare(before, reading(SECOND_ARMS, [rate("B", 31.4)]))
    assert [f.rule for f in after.findings] == ["percent_impossible", "readers_agree", "second_reading"]
    assert len(before.findings) == 1


# --- arms


def arms(*named):
    return [Arm("ABCDEF"[n], label, role) for n, (label, role) in enumerate(named)]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([("chemotherapy", "control"), ("drovalin plus chemotherapy", "experimental")],
         [("drovalin plus chemotherapy", "experimental"), ("chemotherapy", "control")], {"A": "B", "B": "A"}),
        ([("drovalin", "experimental"), ("saline", "control")],
         [("the active drug", "experimental"), ("saline", "control")], {"A": "A", "B": "B"}),
        ([("drovalin 5 mg", "experimental"), ("drovalin 10 mg", "experimental"), ("saline", "control")],
         [("drovalin", "experimental"), ("saline", "control")], {"B": "C"}),
        ([("drovalin", "experimental"), ("saline", "control")],
         [("saline", "experimental"), ("drovalin", "control")], {"A": "B", "B": "A"}),
        ([("drovalin", "single")], [("verolin", "experimental")], {}),
        ([], [("drovalin", "single")], {}),
    ],
)  # fmt: skip
def test_arms_are_matched_by_name_and_then_by_role(first, second, expected):
    assert match_arms(arms(*first), arms(*second)) == expected
