"""What the store keeps of a record, and what it shows of it later."""

from datetime import date

import pytest

from evidence import Arrival, Store
from schemas.models import Record

DAY_1, DAY_2, DAY_3 = date(2026, 6, 1), date(2026, 6, 8), date(2026, 6, 15)


@pytest.fixture
def store(tmp_path):
    with Store(f"sqlite:///{tmp_path}/deep/evidence.sqlite") as opened:
        yield opened


def arrival(payload, id="A1", source="pubmed", stable=None):
    return Arrival(Record(source, id, payload, "pubmed-xml", "https://example.org/A1"), stable or payload)


def current(store, as_of=None, review="r"):
    return [(v.record, record.payload) for v, record in store.records(store.current(review, as_of))]


def test_a_payload_comes_back_byte_for_byte(store):
    payload = bytes(range(256)) * 300
    assert store.keep("r", 1, DAY_1, [arrival(payload)]) == 1
    assert current(store) == [("A1", payload)]


def test_the_same_record_again_stores_nothing(store):
    store.keep("r", 1, DAY_1, [arrival(b"one")])
    assert store.keep("r", 2, DAY_2, [arrival(b"one")]) == 0
    assert store.current("r")[0].seen_on == DAY_1


def test_a_change_of_churning_parts_only_is_no_change(store):
    store.keep("r", 1, DAY_1, [arrival(b"one, indexed Monday", stable=b"one")])
    assert store.keep("r", 2, DAY_2, [arrival(b"one, indexed Tuesday", stable=b"one")]) == 0
    assert current(store) == [("A1", b"one, indexed Monday")]


def test_a_new_version_is_a_new_row_and_the_old_one_can_still_be_read(store):
    store.keep("r", 1, DAY_1, [arrival(b"one")])
    store.keep("r", 2, DAY_3, [arrival(b"two")])
    assert current(store) == [("A1", b"two")]
    assert current(store, as_of=DAY_2) == [("A1", b"one")]
    assert current(store, as_of=date(2026, 5, 31)) == []


def test_a_record_may_go_back_to_an_earlier_text(store):
    for day, text in ((DAY_1, b"one"), (DAY_2, b"two"), (DAY_3, b"one")):
        assert store.keep("r", 1, day, [arrival(text)]) == 1
    assert current(store) == [("A1", b"one")]


def test_twice_in_one_page_counts_once(store):
    assert store.keep("r", 1, DAY_1, [arrival(b"one"), arrival(b"one")]) == 1


def test_reviews_never_see_each_other(store):
    store.keep("thyroid", 1, DAY_1, [arrival(b"live")])
    store.keep("thyroid@archive", 1, DAY_1, [arrival(b"replayed")])
    assert current(store, review="thyroid") == [("A1", b"live")]
    assert current(store, review="thyroid@archive") == [("A1", b"replayed")]


def test_a_file_taken_out_of_the_inbox_leaves_the_review_but_not_the_past(store):
    store.keep("r", 1, DAY_1, [arrival(b"one", "a.txt", "inbox"), arrival(b"two", "b.txt", "inbox"), arrival(b"p")])
    assert store.withdraw("r", 2, DAY_2, "inbox", {"b.txt"}) == 1
    assert [id for id, _ in current(store)] == ["b.txt", "A1"]
    assert [id for id, _ in current(store, as_of=DAY_1)] == ["a.txt", "b.txt", "A1"]
    assert store.keep("r", 3, DAY_3, [arrival(b"one", "a.txt", "inbox")]) == 1
    assert len(store.current("r")) == 3


def test_ids_with_odd_characters_are_only_text(store):
    odd = "../../etc/passwd'; drop table versions; --"
    store.keep("r", 1, DAY_1, [arrival(b"one", odd)])
    assert current(store) == [(odd, b"one")]


def test_order_is_by_source_and_id_whatever_order_they_came_in(store):
    store.keep("r", 1, DAY_1, [arrival(b"3", "b"), arrival(b"1", "Z"), arrival(b"2", "a"), arrival(b"0", "x", "inbox")])
    assert [v.record for v in store.current("r")] == ["x", "Z", "a", "b"]


def test_a_full_text_that_did_not_come_hides_nothing(store):
    failed = Arrival(Record("europe_pmc", "PMC1", b"it did not come", "unreadable"), b"it did not come", hides=False)
    assert store.count_fresh("r", [failed]) == 1
    assert store.keep("r", 1, DAY_1, [failed]) == 1
    assert store.keep("r", 2, DAY_2, [arrival(b"<article/>", "PMC1", "europe_pmc")]) == 1
    assert store.keep("r", 3, DAY_3, [failed]) == 0
    assert current(store) == [("PMC1", b"<article/>")]


def test_thousands_of_records_in_one_go(store):
    many = [arrival(str(n).encode(), f"{n:05}") for n in range(2500)]
    assert store.keep("r", 1, DAY_1, many) == 2500
    assert store.keep("r", 2, DAY_2, many) == 0
    assert current(store)[-1] == ("02499", b"2499")


def test_equal_payloads_under_two_ids_are_cached_apart(store):
    store.keep("r", 1, DAY_1, [arrival(b"same", "a"), arrival(b"same", "b")])
    first, second = store.current("r")
    assert first.sha256 == second.sha256
    assert first.key != second.key
