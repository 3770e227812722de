"""A database that fails says so in one sentence and keeps its password to itself."""

import os
import sqlite3
from datetime import date

import pytest

from evidence import Arrival, Store
from schemas.errors import StoreFailed
from schemas.models import Record

ONE = [Arrival(Record("inbox", "a.txt", b"text " * 99999, "text"), b"text")]


def test_a_locked_database(tmp_path):
    url = f"sqlite:///{tmp_path}/evidence.sqlite"
    with Store(url, patience_seconds=0.1) as store:
        other = sqlite3.connect(tmp_path / "evidence.sqlite")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFailed, match=r"evidence\.sqlite failed: another program holds it"):
            store.keep("r", 1, date(2026, 6, 1), ONE)
        other.close()
        assert store.keep("r", 1, date(2026, 6, 1), ONE) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(StoreFailed):
        Store(f"sqlite:///{tmp_path}/evidence.sqlite")


def test_a_full_disk(tmp_path):
    with Store(f"sqlite:///{tmp_path}/evidence.sqlite") as store:
        with store._reading() as connection:  # SQLite's own way to run out of space, on this pooled connection
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        big = [Arrival(Record("inbox", "a.txt", os.urandom(200_000), "text"), b"text")]
        with pytest.raises(StoreFailed, match="the disk is full; free some space"):
            store.keep("r", 1, date(2026, 6, 1), big)
        assert store.current("r") == []


def test_a_folder_in_place_of_the_database(tmp_path):
    with pytest.raises(StoreFailed, match="cannot be opened"):
        Store(f"sqlite:///{tmp_path}")


def test_a_file_in_place_of_the_folder(tmp_path):
    (tmp_path / "var").write_text("")
    with pytest.raises(StoreFailed, match=r"evidence store .*var/evidence\.sqlite failed"):
        Store(f"sqlite:///{tmp_path}/var/evidence.sqlite")


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "evidence.sqlite").write_text("a letter, and not a database at all; " * 9)
    with pytest.raises(StoreFailed, match="is no evidence store"):
        Store(f"sqlite:///{tmp_path}/evidence.sqlite")


def test_an_address_that_is_none():
    with pytest.raises(StoreFailed, match="no database address"):
        Store("evidence.sqlite")


def test_a_server_that_is_not_there_and_a_password_that_stays_secret():
    pytest.importorskip("psycopg")
    with pytest.raises(StoreFailed, match="does not answer") as failed:
        Store("postgresql+psycopg://perennial:hunter2@127.0.0.1:1/perennial")
    assert "hunter2" not in str(failed.value)
