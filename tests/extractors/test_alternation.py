import re
from re import _parser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.text.alternation import Alternation
from extractors.text.beginnings import beginnings
from extractors.text.outcome_phrases import OUTCOMES

START = r"(?<![A-Za-z0-9])\S"
PHRASES = [expression for _, expression in OUTCOMES]
OF_OUTCOMES = Alternation(PHRASES, START)
WORDS = (
    "overall median survival Progression-free PFS rate OS SAE serious adverse events grade 3 or higher toxicity of the "
    "patients complete response CR stable disease SD died death relapse time to progression follow-up breast "
    "cancer-specific quality of life any all treatment-related ≥ (50%) distant metastasis-free local recurrence LR 12 Σ"
)
SMALL = ["ab?c", "(?i:x+y)", "[0-9]{2}%", "(?:foo|Bar)baz?", r"\w+-free", "≥5", "[a-z]+ing", r"(?i:\bÉ)", "a{0,2}bc"]


def plainly(expressions, text):
    pattern = re.compile("(?<![A-Za-z0-9])(?:" + "|".join(f"({one})" for one in expressions) + ")")
    return [(m.lastindex - 1, m.span()) for m in pattern.finditer(text)]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=12), st.sampled_from([" ", "-", ", ", " ("]))
def test_the_outcomes_of_a_sentence_are_those_of_a_plain_alternation(words, between):
    text = between.join(words)
    found = [(rank, m.span()) for rank, m in OF_OUTCOMES.finditer(text)]
    assert found == plainly(PHRASES, text)


@given(st.text("abcxyfoBarzing-0159%≥5é É"))
def test_any_text_gives_what_a_plain_alternation_gives(text):
    found = [(rank, m.span()) for rank, m in Alternation(SMALL, START).finditer(text)]
    assert found == plainly(SMALL, text)


@pytest.mark.parametrize(
    ("expression", "full", "short"),
    [
        ("(?i:Overall)", {"ove"}, set()),
        (r"\b(?:m|i)?PFS\b", {"mpf", "ipf", "pfs"}, set()),
        ("OS|any", {"any"}, {"os"}),
        (r"[a-z]+ing", set(), {""}),
        ("(?:no )?d{2}", {"no "}, {"dd"}),
        ("x[12]?", set(), {"x", "x0"}),
        (r"\d\.\d", {"0 0"}, set()),
        ("(?:a?)*b", {"aab", "aaa"}, {"b", "ab"}),
    ],
)
def test_the_letters_with_which_a_match_can_begin(expression, full, short):
    assert beginnings(_parser.parse(expression)) == (full, short)


def test_what_begins_inside_a_word_is_not_found():
    assert not list(Alternation(["art"], START).finditer("heart"))
    assert [m.group() for _, m in Alternation(["art"], START).finditer("the art, art")] == ["art", "art"]
