import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.text.arm_words import ArmWords

WORDS = ArmWords(
    {"zorvimab", "cisplatin", "dcx", "women's", "ab-2"}, ["Zorvimab and DCX", "cisplatin", "women's group"], ["ab-2"]
)


def runs(text):
    return [text[start:end] for start, end in WORDS.runs(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zorvimab alone and cisplatin", ["zorvimab alone", "cisplatin"]),
        ("Zorvimab plus cisplatin arm did better", ["Zorvimab plus cisplatin arm"]),
        ("with zorvimab/cisplatin, or cisplatin alone", ["zorvimab/cisplatin, or cisplatin alone"]),
        ("DCX combined with zorvimab therapy", ["DCX combined with zorvimab therapy"]),
        ("dcx and Dcx are no abbreviations here", []),
        ("without cisplatin", ["without cisplatin"]),
        ("cisplatin, no zorvimab", ["cisplatin", "no zorvimab"]),
        ("two cisplatins, not cisplatinum", ["cisplatins"]),
        ("the women's groups", ["women's groups"]),
        ("AB-2 or ab-2", ["AB-2"]),
        ("cisplatin-2 and cisplatin - zorvimab", ["cisplatin", "cisplatin - zorvimab"]),
        ("cisplatin arm of patients", ["cisplatin"]),
    ],
)
def test_runs_of_telling_words(text, found):
    assert runs(text) == found


PIECES = [
    "zorvimab",
    "Cisplatin",
    "DCX",
    "no",
    "without",
    "plus",
    "and",
    "combined with",
    "arm",
    "alone",
    ",",
    "/",
    "-",
]


@given(st.lists(st.sampled_from([*PIECES, "patients", "2", "women's", "'s"])), st.sampled_from([" ", ""]))
def test_runs_stand_in_order_and_begin_and_end_with_whole_words(pieces, between):
    text = between.join(pieces)
    last = 0
    for start, end in WORDS.runs(text):
        assert last <= start < end <= len(text)
        assert not text[start - 1 : start].isalnum()
        assert not text[end : end + 1].isalnum()
        last = end
