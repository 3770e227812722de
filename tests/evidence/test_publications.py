"""The ledger of publications: appended to, read as of a day, and each content stored once."""

from dataclasses import replace
from datetime import date

import pytest

from evidence import Publication, Store

DAY_1, DAY_2 = date(2026, 6, 1), date(2026, 6, 8)
FIRST = Publication(
    "r", 1, DAY_1, "/made/out", "0.1.0+made", "by hand", "m1", "", {"a.csv": "x"}, {"protocol": "y"}
)  # fmt: skip


@pytest.fixture
def store(tmp_path):
    with Store(f"sqlite:///{tmp_path}/evidence.sqlite") as opened:
        yield opened


def test_a_publication_comes_back_whole_and_as_of_a_day(store):
    second = replace(FIRST, version=2, day=DAY_2, manifest="m2", parent="m1")
    assert store.note_publication(FIRST, [b"one"])
    assert store.note_publication(second, [b"one", b"two"])
    assert store.publications("r") == [FIRST, second]
    assert store.publications("r", DAY_1) == [FIRST]
    assert store.publications("other") == []


def test_what_is_known_is_not_written_again_but_another_folder_is(store):
    assert store.note_publication(FIRST, [])
    assert not store.note_publication(FIRST, [])
    assert store.note_publication(replace(FIRST, place="/made/elsewhere"), [])
    assert len(store.publications("r")) == 2


def test_contents_come_back_by_their_hash(store):
    store.note_publication(FIRST, [b"one", b""])
    one = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
    assert store.contents([one, "0" * 64]) == {one: b"one"}
