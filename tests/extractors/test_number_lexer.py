"""Quantities: whatever style prints a number, the lexer reads the same value at the exact span."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.text.normal import plain
from extractors.text.numerals import number, word_value
from extractors.text.quantities import Quantity, quantities

DOTS = st.sampled_from([".", "\u00b7", "\u2219", "\uff0e"])
SPACES = st.sampled_from([" ", "\u00a0", "\u2009", "\u202f"])
DASHES = st.sampled_from(["-", "\u2013", " to ", "\u2212", "; ", ", "])
NAMES = st.tuples(
    st.sampled_from(["95%", "99%", "97.5%"]),
    st.sampled_from(["CI", "confidence interval", "CI,", "CI:", "confidence interval [CI],"]),
)
tenths = st.integers(min_value=1, max_value=999)


def lexed(text: str) -> list[Quantity]:
    return quantities(plain(text))


@given(tenths, DOTS, SPACES)
def test_percentages_read_back_in_any_typography(value: int, dot: str, space: str) -> None:
    text = f"seen in{space}{value // 10}{dot}{value % 10}{space}% of them"
    (found,) = [q for q in lexed(text) if q.kind == "percent"]
    assert found.value == pytest.approx(value / 10)
    assert plain(text)[found.start : found.end].strip().endswith("%")


@given(tenths, tenths, DOTS, DASHES, NAMES)
def test_intervals_keep_their_own_level(low: int, width: int, dot: str, dash: str, named: tuple[str, str]) -> None:
    level, name = named

    def printed(n: int) -> str:
        return f"{n // 10}{dot}{n % 10}"

    text = f"hazard ratio 0{dot}64 ({level} {name} {printed(low)}{dash}{printed(low + width)})"
    (interval,) = [q for q in lexed(text) if q.kind == "ci"]
    assert (interval.low, interval.high) == (pytest.approx(low / 10), pytest.approx((low + width) / 10))
    assert interval.level == float(level.rstrip("%"))


@given(
    st.integers(min_value=0, max_value=400),
    st.integers(min_value=1, max_value=400),
    st.sampled_from(["{k}/{n}", "{k} of {n}", "{k} out of {n}", "{k}/{n} patients", "{k} of {n} patients"]),
)
def test_counts_of_a_denominator(k: int, n: int, form: str) -> None:
    n += k
    (found,) = lexed("reported in " + form.format(k=k, n=n) + " overall")
    assert (found.events, found.n) == (k, n)


@given(st.integers(min_value=-9999, max_value=9_999_999))
def test_thousands_marks_do_not_change_a_number(value: int) -> None:
    assert number(f"{value:,}") == value
    assert number(str(value)) == value


@given(st.text(alphabet="0123456789.,%()[]-/ \u00b7\u2013abnHRCIpv=<±", max_size=120))
def test_no_text_makes_the_lexer_fail_or_leave_its_span(text: str) -> None:
    found = lexed(text)
    assert all(0 <= q.start < q.end <= len(text) for q in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("seven", 7),
        ("Forty-two", 42),
        ("two hundred eighty-five", 285),
        ("one hundred and six", 106),
        ("a hundred", 100),
        ("two thousand eight hundred", 2800),
    ],
)
def test_number_words(words: str, value: int) -> None:
    assert word_value(words) == value


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("12 (15%) of 80", "percent", {"value": 15, "events": 12, "n": 80}),
        ("15% [12 of 80 patients]", "percent", {"value": 15, "events": 12, "n": 80}),
        ("nine [11%]", "percent", {"value": 11, "events": 9, "n": None}),
        ("2/741 [<1%]", "count", {"events": 2, "n": 741}),
        ("5\u00b74 ± 1\u00b72 points", "mean", {"value": 5.4, "sd": 1.2, "unit": "points"}),
        ("5.4 (SD 1.2)", "mean", {"value": 5.4, "sd": 1.2}),
        ("HR 0,71", "ratio", {"value": 0.71, "stat": "hr"}),
        ("odds ratio [OR] = 1.20", "ratio", {"value": 1.2, "stat": "or"}),
        ("hazard ratio for relapse or death, 0.55", "ratio", {"value": 0.55, "words": "for relapse or death"}),
        ("difference -0.9%,", "difference", {"value": -0.9, "stat": "rd"}),
        ("18.6\u201318.7 months", "range", {"low": 18.6, "high": 18.7, "unit": "months"}),
        ("\u03c72=5.79", "test", {"value": 5.79, "words": "chi2"}),
        ("one-sided P < .0001", "p", {"p": "<.0001"}),
        ("p value of 0.03", "p", {"p": "0.03"}),
        ("95% CI 20\u00b73-not estimable", "ci", {"low": 20.3, "high": None, "level": 95}),
        ("95% CI \u22124.9 to 3.1", "ci", {"low": -4.9, "high": 3.1}),
        ("not yet reached", "not_reached", {}),
    ],
)
def test_forms(text: str, kind: str, expected: dict[str, object]) -> None:
    found = [q for q in lexed(f"It was {text} there.") if q.kind == kind]
    assert len(found) == 1, lexed(text)
    assert {name: getattr(found[0], name) for name in expected} == expected


def test_superscripts_and_isotopes_are_no_numbers() -> None:
    assert [q.kind for q in lexed("given \u00b9\u00b3\u00b9I and 177Lu therapy")] == []
