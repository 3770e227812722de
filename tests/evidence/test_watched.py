"""Shapes and censuses in the store: added, never changed, and read as of a day."""

from datetime import date

import pytest

from evidence import Arrival, CountedQuery, Store
from schemas.models import Record
from schemas.shapes import Seen, Shape

DAY_1, DAY_2 = date(2026, 6, 1), date(2026, 6, 8)


@pytest.fixture
def store(tmp_path):
    with Store(f"sqlite:///{tmp_path}/evidence.sqlite") as opened:
        yield opened


def arrivals(*payloads):
    return [Arrival(Record("made", str(n), p, "made-json"), p) for n, p in enumerate(payloads)]


def shape_of(records):
    return [Shape("made", "made-json", "kind", "v1", len(records), {"/a": Seen(len(records), {"text": len(records)})})]


def test_the_shape_of_what_is_fresh_is_kept_with_it(store):
    store.keep("r", 1, DAY_1, arrivals(b"one", b"two"), shape_of)
    store.keep("r", 2, DAY_2, arrivals(b"one", b"changed"), shape_of)
    store.keep("r", 3, DAY_2, arrivals(b"one", b"changed"), shape_of)
    assert [(day, shape.records) for day, shape in store.shapes("r")] == [(DAY_1, 2), (DAY_2, 1)]
    assert store.shapes("r", DAY_1) == [(DAY_1, shape_of([1, 2])[0])]
    assert store.shapes("other") == []


def test_a_shape_that_fails_stores_no_record_either(store):
    def fail(_):
        raise RuntimeError("made for the test")

    with pytest.raises(RuntimeError):
        store.keep("r", 1, DAY_1, arrivals(b"one"), fail)
    assert store.counts("r") == {}


def test_a_census_comes_back_with_its_ids_and_as_of_a_day(store):
    store.note_census("r", 1, CountedQuery("made", "q: x", DAY_1, 3, "{}"), ["b", "a", "c d"])
    store.note_census("r", 2, CountedQuery("made", "q: x", DAY_2, 2, "{}"), ["a", "b"])
    store.note_census("r", 2, CountedQuery("made", "q: y", DAY_2, 7, "{}"), None)
    first, second, counted = store.censuses("r")
    assert (first.total, second.taken_on, counted.ids_sha256) == (3, DAY_2, "")
    ids = store.census_ids([first.ids_sha256, second.ids_sha256, counted.ids_sha256])
    assert ids == {first.ids_sha256: frozenset({"a", "b", "c d"}), second.ids_sha256: frozenset({"a", "b"})}
    assert store.censuses("r", DAY_1) == [first]


def test_equal_ids_are_stored_once_in_whatever_order(store):
    store.note_census("r", 1, CountedQuery("made", "q: x", DAY_1, 2, "{}"), ["b", "a"])
    store.note_census("r", 2, CountedQuery("made", "q: x", DAY_2, 2, "{}"), ["a", "b"])
    assert len({census.ids_sha256 for census in store.censuses("r")}) == 1
