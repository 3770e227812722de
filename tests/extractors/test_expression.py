import ast
import importlib
import re
from pathlib import Path
from re import _parser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import extractors
from extractors.text.beginnings import openings
from extractors.text.expression import Expression
from extractors.text.letter_groups import folded, needed

ROOM = Path(extractors.__file__).parent
SOURCES = [
    (r"\bsample sizes?\b", 0),
    (r"\b(?:et al\b|previous(?:ly)? (?:study|trials?))", re.I),
    (r"\d+(?:\.\d+)? (?:mg|g)/m2\b", 0),
    (r"(?<!non-)\brandomi[sz]ed(?! phase)", re.I),
    (r"\b[Pp][- ]?values? ?[<=>]", 0),
    (r"(?:open|single)[- ]label|\bµg\b", re.I),
    (r"(?P<a>[A-Z]{2,4})-(?P=a)x{2,3}", 0),
    (r"^no\b|\bnone$", 0),
    (r"straße|Kelvin|ſet", re.I),
    (r"a|", 0),
]


def every_expression():
    """Every expression that a module of the readers keeps under a name."""
    for path in sorted(ROOM.rglob("*.py")):
        if "Expression(" not in path.read_text(encoding="utf-8"):
            continue
        name = ".".join(path.relative_to(ROOM.parent).with_suffix("").parts)
        module = importlib.import_module(name)
        for target in ast.parse(path.read_text(encoding="utf-8")).body:
            for node in getattr(target, "targets", []):
                kept = getattr(module, node.id, None) if isinstance(node, ast.Name) else None
                if isinstance(kept, Expression):
                    yield pytest.param(kept, id=f"{path.stem}.{node.id}")


@settings(deadline=None)
@pytest.fixture(autouse=True, scope="module")
def screened():
    """Letters are worked out at once, not after the first searches of a process."""
    list(map(Expression(r"\bzyzzyva\b").could_be_in, ["text"] * 3_001))


@given(st.data(), st.sampled_from(SOURCES))
def test_what_the_plain_expression_finds_is_found(data, source):
    text, flags = source
    inside = data.draw(st.from_regex(re.compile(text, flags)))
    around = data.draw(st.text("ab .,(-K", max_size=5))
    for searched in (inside, around + inside, inside + around):
        plain = re.compile(text, flags).search(searched)
        found = Expression(text, flags).search(searched)
        assert (found and found.span()) == (plain and plain.span())


@pytest.mark.parametrize("expression", list(every_expression()))
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_no_match_of_a_readers_expression_is_lost(expression, data):
    # Compiled anew from its source: what was compiled from its parsed form no longer knows its words.
    text = data.draw(st.from_regex(re.compile(expression._source, expression._flags)))
    if expression.pattern.search(text):
        assert expression.could_be_in(text)


@settings(deadline=None)
@given(st.text("Ab1.,(É²µ \t", max_size=20))
def test_a_folded_text_is_as_long_as_the_text(text):
    assert len(folded(text)) == len(text)


@pytest.mark.parametrize(
    ("source", "holds", "lacks"),
    [
        (r"\bplacebo\b", "given PLACEBO.", "given tablets"),
        (r"\b(?:one|two) arms?\b", "of two arms", "of tall forms"),
        (r"\d ?mg\b", "at 5 mg", "at 5 months"),
        (r"(?:dose|day)s? of rest", "days of rest", "some food"),
        (r"µg", "2 μg", "2 mg"),
    ],
)
def test_a_text_without_the_letters_is_not_searched(source, holds, lacks):
    assert Expression(source, re.I).could_be_in(holds)
    assert not Expression(source, re.I).could_be_in(lacks)


def test_an_expression_entered_later_is_asked_of_words_seen_before():
    text = "a quaint zyzzyva"
    assert not Expression(r"\bxylem\b").could_be_in(text)
    assert Expression(r"\bzyzzyva\b").search(text)


def test_the_clauses_of_an_expression():
    assert needed(_parser.parse(r"(?:the )?random (?:ly)?\d+")) == [frozenset({"andom"}), frozenset({"0"})]
    assert needed(_parser.parse(r"sample (?:size|number)s?\b")) == [
        frozenset({"sampl", "umber"}),
        frozenset({"sampl", "|size", "sizes"}),
    ]
    assert needed(_parser.parse("x?")) == needed(_parser.parse(r"\w+")) == []


def test_matches_and_replacements_are_those_of_re():
    expression = Expression(r"\bdose (\d)")
    text = "dose 1, dose 2 and dose x"
    assert [m[1] for m in expression.finditer(text)] == ["1", "2"]
    assert expression.sub(r"d\1", text) == "d1, d2 and dose x"
    assert expression.search(text, 3)[1] == "2"
    assert expression.sub("d", "nothing here") == "nothing here"


def test_what_is_no_expression_says_so_at_its_first_use():
    broken = Expression("(")
    with pytest.raises(re.error):
        broken.search("text")
    assert Expression("fine").search("a fine text")


@pytest.mark.parametrize(
    ("source", "letters"),
    [
        (r"\bdose\b", {"dos"}),
        (r"(?<![\w.])(?:\d\d|of) x", {"00 ", "of "}),
        (r"(?i:\b(?:[Aa]rm|no))", {"arm", "no"}),
        (r"(?:\bab|cd)", None),
        (r"(?<![a-z])ab", None),
        (r"\b\s?x", None),
        (r"\b[a-z]+ing", None),
    ],
)
def test_the_openings_of_an_expression_that_begins_words(source, letters):
    found = openings(_parser.parse(source))
    assert (None if found is None else found.letters) == letters


@settings(deadline=None)
@given(st.text("ab xy.é_1", max_size=20))
def test_matches_at_words_are_those_of_re(text):
    for source in (r"\ba\w*", r"(?<![\w.])\d?[xy]b?", r"\b(?:ab|é.)"):
        plain = [match.span() for match in re.finditer(source, text)]
        assert [match.span() for match in Expression(source).finditer(text)] == plain
        assert Expression(source).sub("-", text) == re.sub(source, "-", text)
