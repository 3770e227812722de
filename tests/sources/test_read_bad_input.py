"""What is no document: one sentence that names the file and the mend, and nothing else is harmed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from reading import report_of, reports_of

from schemas.errors import BadInput
from schemas.models import Record
from sources.inbox.detect import MAX_BYTES
from sources.inbox.read import records_of_file
from sources.readers import READERS, read_record, stable

STUDY = b'{"protocolSection": {"identificationModule": {"nctId": "NCT0999990%d", "briefTitle": "T"}}}'
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE article [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<article><front><article-meta><title-group><article-title>&b;</article-title></title-group></article-meta></front></article>"
)
EXTERNAL = (
    b'<!DOCTYPE PubmedArticle [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<PubmedArticle><MedlineCitation><PMID>&x;</PMID></MedlineCitation></PubmedArticle>"
)


def a_zip(member: str = "a.xml") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "<article/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("payload", "sentence"),
    [
        (b"", "is empty"),
        (b"\x00\x00\x00\x00", "holds only NUL bytes"),
        (b" \r\n\t \n", "is empty"),
        (b"\xef\xbb\xbf\n", "is empty"),
        (a_zip(), "is a zip archive; unpack it"),
        (a_zip("word/document.xml"), "is a Word document; save it as PDF, HTML or text"),
        (a_zip("xl/workbook.xml"), "is an Excel workbook"),
        (b"GIF89a" + bytes(40), "is a picture"),
        (b"@article{one,\n title={A},\n}\n@article{two,\n title={B}}", "is a BibTeX file; export"),
        (b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nTI A\nER\nEF", "is a Web of Science export"),
        (b'"Key","Title","Year","Abstract"\n1,A,2020,We took 40.\n2,B,2021,We took 50.', "is a list of references"),
        (b"{\\rtf1\\ansi We took 40 adults.}", "is an RTF document"),
        (b"From: a\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b", "or a web archive"),
        (b"[InternetShortcut]\nURL=https://example.org", "is a link"),
        (b"<xml><records><record/></records></xml>", "is an export of EndNote in XML"),
        (b"\x1f\x8b\x08\x00abc", "gzip-compressed"),
        (b"\x89PNG\r\n\x1a\n123", "is a picture"),
        (bytes(range(256)) * 40, "binary"),
        (BOMB, "declares entities"),
        (BOMB.decode().encode("utf-16"), "declares entities"),
        (EXTERNAL, "declares entities"),
        (b"<PubmedArticleSet><PubmedArticle><Medl", "cut off or broken"),
        (b"<PubmedArticleSet></PubmedArticleSet>", "holds no record"),
        (b"<eSearchResult><Count>0</Count></eSearchResult>", "of no kind known here"),
        (STUDY[:40], "ends or breaks at line 1"),
        (STUDY % 1 + b"\n" + STUDY[:30], "line 2 is not complete JSON"),
        (b'{"errCode": 404, "errMsg": "none"}', "holds neither"),
        (b"[" * 5000, "ends or breaks"),
        (b"<clinical_study><id_info/></clinical_study>", "nct_id is missing"),
        (b'{"protocolSection": {"identificationModule": {}}}', "nctId is missing"),
        (b'{"protocolSection": 3}', "protocolSection is missing"),
        (b"TY  - JOUR\nER  - \n", "neither title nor abstract nor identifier"),
    ],
)  # fmt: skip
def test_one_sentence_that_names_the_file(tmp_path: Path, payload: bytes, sentence: str) -> None:
    path = tmp_path / "doc.dat"
    path.write_bytes(payload)
    with pytest.raises(BadInput) as caught:
        reports_of(path)
    message = str(caught.value)
    assert sentence in message
    assert "doc.dat" in message
    assert "\n" not in message
    assert len(message) < 250


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        list(records_of_file(tmp_path / "none.txt"))
    with pytest.raises(BadInput, match="is a folder"):
        list(records_of_file(tmp_path))


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)  # sparse: takes no room
    with pytest.raises(BadInput, match="more than the 64 MiB"):
        list(records_of_file(path))


WORDS = "Objective: To compare. Results: Müller’s 5·3 µg – ≥50% of “patients”. Conclusion: Good, señor."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_encodings(encoding: str) -> None:
    report = report_of(WORDS.encode(encoding), "text")
    assert report.blocks[1].text == "Müller’s 5·3 µg – ≥50% of “patients”."


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "iso-8859-15"])
def test_western_encodings(encoding: str) -> None:
    words = (
        WORDS.replace("≥", "") if encoding == "cp1252" else "Results: Müller 5·3 µg, señor, 50% ± 2. Conclusion: Good."
    )
    blocks = report_of(words.encode(encoding), "text").blocks
    assert any("Müller" in block.text and "5·3 µg" in block.text for block in blocks)


def test_doctype_alone_is_fine() -> None:
    xml = (
        '<!DOCTYPE PubmedArticle PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://dtd.example.org/none.dtd">'
        "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>T &amp; U</ArticleTitle></Article>"
        "</MedlineCitation></PubmedArticle>"
    )
    assert report_of(xml, "pubmed-xml").title == "T & U"


def test_duplicates_and_folders_in_names(tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_bytes(b'{"studies": [%s, %s, %s]}' % (STUDY % 1, STUDY % 1, STUDY % 2))
    records = list(records_of_file(path, "sub/page.json"))
    assert [record.id for record in records] == ["sub/page.json", "sub/page.json#2", "sub/page.json#3"]
    assert [read_record(record).registry_ids.own for record in records] == [
        ["NCT09999901"],
        ["NCT09999901"],
        ["NCT09999902"],
    ]


@pytest.mark.parametrize(
    ("payload", "count", "media"),
    [
        (b'{"studies": [%s, %s], "nextPageToken": "x"}' % (STUDY % 1, STUDY % 2), 2, "ctgov-json"),
        (b"[%s, %s]" % (STUDY % 1, STUDY % 2), 2, "ctgov-json"),
        (STUDY % 1 + b"\n\n" + STUDY % 2 + b"\n", 2, "ctgov-json"),
        (b"\xef\xbb\xbf" + STUDY % 1, 1, "ctgov-json"),
        ((STUDY % 1).decode().encode("utf-16"), 1, "ctgov-json"),
        ((STUDY % 1).replace(b'"T"', b'"M\xfcller"'), 1, "ctgov-json"),
        (b'{"resultList": {"result": [{"id": "1", "source": "MED", "title": "T"}]}}', 1, "europepmc-json"),
        (b"<PubmedArticleSet><PubmedArticle/><PubmedBookArticle/></PubmedArticleSet>", 2, "pubmed-xml"),
        (b"<pmc-articleset><article/><article/></pmc-articleset>", 2, "jats"),
        (b'<OAI-PMH xmlns="http://x"><GetRecord><article xmlns="http://y"/></GetRecord></OAI-PMH>', 1, "jats"),
        (b"<!-- saved --><html><p>x</p></html>", 1, "html"),
        (b"PMID- 1\nOWN - NLM\nTI  - A\n\nPMID- 2\nOWN - NLM\nTI  - B\n", 2, "ris"),
        (b"Patients < 5 years", 1, "text"),
    ],
)  # fmt: skip
def test_files_of_several_records(tmp_path: Path, payload: bytes, count: int, media: str) -> None:
    path = tmp_path / "anything.bin"
    path.write_bytes(payload)
    records = list(records_of_file(path))
    assert [record.media for record in records] == [media] * count
    if media == "ctgov-json":
        assert all(read_record(record).registry_ids.own for record in records)


def test_a_file_of_one_record_keeps_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(b"  " + STUDY % 1)
    (record,) = records_of_file(path)
    assert record.payload == b"  " + STUDY % 1


def test_unknown_media_and_unreadable_documents() -> None:
    with pytest.raises(BadInput, match="no reader knows the media 'tape'"):
        read_record(Record("inbox", "a", b"x", "tape"))
    with pytest.raises(BadInput, match=r"^a.txt is a folder; name the files in it\.$"):
        read_record(Record("inbox", "a.txt", b"a.txt is a folder; name the files in it.", "unreadable"))


@pytest.mark.parametrize("media", sorted(READERS))
def test_stable_never_fails(media: str) -> None:
    assert stable(Record("inbox", "a", b"not what it says", media)) == b"not what it says"


@pytest.mark.parametrize(
    "text", ["BMI of adults who took drug A or none.", "Title: abstract art, and what it does to adults"]
)
def test_texts_that_begin_like_something_else_are_texts(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text)
    assert next(records_of_file(path)).media == "text"
