from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.registry_dates import iso_date


@pytest.mark.parametrize(
    ("given_text", "iso"),
    [
        ("2021-03-09", "2021-03-09"),
        ("2021/3/9", "2021-03-09"),
        ("09/03/2021", "2021-03-09"),
        ("9.3.2021", "2021-03-09"),
        ("20210309", "2021-03-09"),
        ("March 9, 2021", "2021-03-09"),
        ("9 March 2021", "2021-03-09"),
        ("9th Mar 2021", "2021-03-09"),
        ("2021-03-09T00:00:00.000Z", "2021-03-09"),
        ("2021-03-09T23:00:00+01:00", "2021-03-09"),
        ("2021-03-09 08:15:00", "2021-03-09"),
        ("March 2021", "2021-03"),
        ("2021-03", "2021-03"),
        ("03/2021", "2021-03"),
        ("2021", "2021"),
    ],
)
def test_every_shape_keeps_its_precision(given_text, iso):
    assert iso_date(given_text) == iso


@pytest.mark.parametrize(
    "nothing",
    ["", None, "N/A", "31/02/2021", "2021-13-01", "03/17/2021", "2641-06-14", "soon", "Marchember 2021", "12345678901"],
)
def test_what_is_no_day_is_none(nothing):
    assert iso_date(nothing) is None


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_all_shapes_of_one_day_are_that_day(day):
    shapes = ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%d %B %Y", "%B %d, %Y", "%Y/%m/%d")
    assert {iso_date(day.strftime(shape)) for shape in shapes} == {day.isoformat()}


@given(st.text(max_size=30))
def test_any_text_gives_a_date_or_nothing(text):
    found = iso_date(text)
    assert found is None or len(found) in {4, 7, 10}
