from datetime import date
from pathlib import Path

import pytest

from schemas.errors import BadInput
from sources.connectors import CONNECTORS
from sources.following import SERVICES
from sources.inbox.fetch import fetch
from sources.paging import Window

WINDOW = Window(None, date(2026, 6, 1))


def test_every_document_of_the_folder_is_read_in_the_order_of_paths(session, tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "sub/a.txt", ".hidden", "~$b.docx"):
        (tmp_path / name).write_text("A randomised trial of two treatments.\n")
    pages = list(fetch(session, str(tmp_path), WINDOW))
    assert [record.id for page in pages for record in page.records] == ["b.txt", "sub/a.txt"]
    assert {page.total for page in pages} == {2}


def test_a_document_that_cannot_be_read_says_why_and_the_others_go_on(session, tmp_path):
    (tmp_path / "empty.xml").write_bytes(b"")
    (tmp_path / "good.txt").write_text("A randomised trial of two treatments.\n")
    records = [record for page in fetch(session, str(tmp_path), WINDOW) for record in page.records]
    assert [record.id for record in records] == ["empty.xml", "good.txt"]
    assert records[0].media == "unreadable"
    assert b"empty.xml" in records[0].payload


def test_no_inbox_is_an_empty_one(session, tmp_path):
    assert list(fetch(session, str(tmp_path / "none"), WINDOW)) == []


def test_a_file_in_place_of_the_inbox_is_wrong_use(session, tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="the inbox is a folder"):
        list(fetch(session, str(tmp_path / "file"), WINDOW))


def test_every_source_that_can_be_asked_is_a_connector_or_follows_papers_and_every_folder_says_its_terms():
    sources = Path(__file__).parents[2] / "sources"
    folders = {path.name for path in sources.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert {*CONNECTORS, *SERVICES} == {folder for folder in folders if (sources / folder / "fetch.py").is_file()}
    for folder in folders:
        assert (sources / folder / "README.md").is_file()
