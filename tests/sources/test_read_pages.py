"""HTML pages, PDFs and reference files, invented for the test."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from reading import report_of, reports_of, sections, text_in

from schemas.errors import BadInput

HTML = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Site</title>
<meta name="citation_title" content="Examplinib in nodules"><meta name="citation_author" content="Berg, Ana">
<meta name="citation_author" content="Wei Li"><meta name="citation_doi" content="10.5555/JT.2020.7">
<meta name="citation_publication_date" content="2020/03/01">
<meta name="citation_journal_title" content="Journal of Tests">
<script>var results = "99%";</script></head><body><nav>Home Results 98%</nav>
<h1>Examplinib in nodules</h1><h2>Abstract</h2><p><b>Methods</b>: We took 40.</p><p>
<b>Results</b>: Ten of&nbsp;20 &lt; half.</p>
<h2>Introduction</h2><p>Others saw 61%.</p><h2>Results</h2><p>Ten of 20<br>responded.</p>
<table><caption>Table 1. Response</caption><tr><th>Arm</th><th>n</th></tr><tr><td rowspan=2>A</td><td>10</td></tr>
<tr><td>11</td></tr></table><h2>References</h2><ol><li>Olsen K. A trial. 2019.</li></ol><footer>Cookies 97%</footer>
</body></html>"""


def test_html_page() -> None:
    report = report_of(HTML, "html")
    assert (report.title, report.authors) == ("Examplinib in nodules", ["Berg Ana", "Li Wei"])
    assert (report.doi, report.year, report.journal, report.language) == (
        "10.5555/jt.2020.7",
        2020,
        "Journal of Tests",
        "en",
    )
    assert sections(report, "abstract") == ["methods", "results"]
    assert text_in(report, "introduction") == "Others saw 61%."
    assert text_in(report, "references").startswith("Olsen")
    assert not any(hidden in block.text for block in report.blocks for hidden in ("97%", "98%", "99%"))


def test_html_table() -> None:
    (table,) = report_of(HTML, "html").tables
    assert (table.label, table.header_rows) == ("Table 1", 1)
    assert table.rows == [["Arm", "n"], ["A", "10"], ["A", "11"]]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_html_encodings(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>µg – 5·3 “x”</p></body></html>'
    assert "µg – 5·3 “x”" in report_of(page.encode(encoding), "html").blocks[0].text


def test_html_without_text_or_nested_beyond_sense() -> None:
    with pytest.raises(BadInput, match="shows no text"):
        report_of("<html><body><script>x</script></body></html>", "html")
    deep = "<div>" * 20_000 + "text" + "</div>" * 20_000
    try:
        report_of(f"<html><body>{deep}</body></html>", "html")
    except BadInput as error:
        assert "page" in str(error)


def pdf_of(lines: list[str], columns: tuple[list[str], list[str]] = ([], [])) -> bytes:
    """A one-page PDF, written by hand: lines across the page, then two columns."""
    placed = [(50, 790 - 14 * n, line) for n, line in enumerate(lines)]
    top = 770 - 14 * len(lines)
    for x, column in zip((50, 310), columns, strict=True):
        placed += [(x, top - 14 * n, line) for n, line in enumerate(column)]
    shown = "".join(f"1 0 0 1 {x} {y} Tm ({line}) Tj\n" for x, y, line in placed if line)
    stream = f"BT /F1 10 Tf\n{shown}ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (table, len(out))
    return out + end


def test_pdf() -> None:
    lines = [
        "Examplinib in nodules: a single-arm trial of one year",
        "",
        "Background: It is not known whether examplinib helps people with nod-",
        "ules that grow. Methods: We treated 20 adults. Results: Ten of 20 adults",
        "had a response. Conclusion: It may help.",
    ]
    report = report_of(pdf_of(lines), "pdf")
    assert report.title == "Examplinib in nodules: a single-arm trial of one year"
    assert sections(report, "abstract") == ["background", "methods", "results", "conclusion"]
    assert text_in(report, "background").endswith("people with nodules that grow.")
    assert text_in(report, "results") == "Ten of 20 adults had a response."


def test_pdf_of_two_columns_is_read_column_by_column() -> None:
    front = ["Examplinib plus radiation in older adults: a randomised trial", "", "Ana Berg, Kari Olsen, Li Wei", ""]
    front += ["Abstract Background: It is open whether examplinib adds to radiation in older people with nodules."]
    left = [
        "1 Introduction",
        "",
        "Lung nodules are common in old age and often",
        "grow. One earlier trial found that 70% of",
    ]
    left += [
        "its patients had a response to treatment.",
        "",
        "2 Methods",
        "",
        "We assigned 200 adults to two groups at thirty",
    ]
    left += ["hospitals. The response was judged by readers", "who did not know the group of the patient and"]
    left += ["who had no part in the treatment of anybody."]
    right = [
        "3 Results",
        "",
        "Response was seen in 55 of 100 adults (55%) of",
        "the first group and in 35 of 100 (35%) of the",
    ]
    right += [
        "second group. Nobody died from the treatment.",
        "",
        "4 Discussion",
        "",
        "Others saw 70%, but in younger people. We are",
    ]
    right += ["of the view that the drug is worth a try, and", "that trials should be made in older people too."]
    report = report_of(pdf_of(front, (left, right)), "pdf")
    assert report.authors == ["Berg Ana", "Olsen Kari", "Wei Li"]
    assert sections(report) == ["title", "other", "background", "introduction", "methods", "results", "discussion"]
    expected = (
        "Response was seen in 55 of 100 adults (55%) of the first group and in 35 of 100 (35%) of the second group."
    )
    assert text_in(report, "results").startswith(expected)


def test_pdf_without_text_or_broken() -> None:
    with pytest.raises(BadInput, match="holds no text"):
        report_of(pdf_of([]), "pdf")
    with pytest.raises(BadInput, match="damaged or cut off"):
        report_of(b"%PDF-1.4\nnothing of a PDF", "pdf")


RIS = """TY  - JOUR
AU  - Berg, Ana
AU  - Li, Wei
TI  - Examplinib in nodules
JO  - Journal of Tests
PY  - 2020/03/01
DO  - https://doi.org/10.5555/JT.2020.7
AB  - Methods: We took 40. Results: Ten of 20.
LA  - eng
ER  -
TY - JOUR
T1 - Another paper
ER -
"""
NBIB = """PMID- 99999901
OWN - NLM
TI  - Examplinib in nodules that grow: a
      trial.
AB  - BACKGROUND: Why. RESULTS: Ten
      of 20.
FAU - Berg, Ana
CN  - NODULE Group
JT  - Journal of tests
DP  - 2020 Mar
LA  - eng
PT  - Randomized Controlled Trial
SI  - ClinicalTrials.gov/NCT09999904
LID - 10.5555/JT.2020.7 [doi]

PMID- 99999902
OWN - NLM
TI  - Second.
"""


def test_ris(tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text(RIS)
    first, second = reports_of(tmp_path / "export.txt")
    assert (first.title, first.authors, first.year) == ("Examplinib in nodules", ["Berg Ana", "Li Wei"], 2020)
    assert (first.journal, first.doi, first.language) == ("Journal of Tests", "10.5555/jt.2020.7", "en")
    assert sections(first, "abstract") == ["methods", "results"]
    assert (second.id, second.title) == ("export.txt#2", "Another paper")


def test_nbib(tmp_path: Path) -> None:
    (tmp_path / "export.nbib").write_text(NBIB)
    first, second = reports_of(tmp_path / "export.nbib")
    assert (first.title, first.pmid) == ("Examplinib in nodules that grow: a trial", "99999901")
    assert first.authors == ["Berg Ana", "NODULE Group"]
    assert (first.doi, first.year, first.registry_ids.own) == ("10.5555/jt.2020.7", 2020, ["NCT09999904"])
    assert text_in(first, "results") == "Ten of 20."
    assert second.pmid == "99999902"


def test_reading_imports_nothing_heavy() -> None:
    heavy = ("requests", "pandas", "pdfplumber", "rispy", "charset_normalizer", "prefect")
    code = f"import sys, sources.readers, sources.inbox.read; sys.exit(any(m in sys.modules for m in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


PICTURED = """<html><body><h1>Examplinib in nodules: a randomised trial</h1><p>We took 40 adults.</p>
<div><p><b>Table 1.</b> Best response</p><div><table><tr><th></th><th>A</th></tr><tr><td>Response</td><td>10</td></tr>
</table></div></div>
<figure><a href="t2"><img src="t2.png"></a><figcaption>Table 2. Adverse events</figcaption></figure>
<p>Table 3 shows the rest.</p><img src="logo.png"><p>Figure 1. Survival</p><img src="f1.png">
<img alt="Table 1"><img alt="Table IV"></body></html>"""


def test_a_table_of_a_page_that_is_a_picture_is_kept_and_marked() -> None:
    tables = report_of(PICTURED, "html").tables
    assert [(t.label, t.caption, t.is_image) for t in tables] == [
        ("Table 1", "Table 1. Best response", False),
        ("Table 2", "Adverse events", True),
        ("Table IV", "", True),
    ]


def test_a_page_of_ten_thousand_pictures_takes_no_long_time() -> None:
    page = "<html><body><h1>A trial</h1><div>" + "<p>words</p><img src=x>" * 10_000 + "</div></body></html>"
    started = time.perf_counter()
    assert report_of(page, "html").tables == []
    assert time.perf_counter() - started < 5


def test_references_that_endnote_exported(tmp_path: Path) -> None:
    path = tmp_path / "library.enw"
    path.write_text(
        "%0 Journal Article\n%T Examplinib in nodules\n%A Berg, Ana\n%D 2020\n%R 10.5555/JT.1\n"
        "%X METHODS: We took 40.\nRESULTS: Ten of 20 responded.\n%+ Bergen\nand Oslo\n\n"
        "%0 Conference Paper\n%T Borimab in asthma\n%D 2021\n"
    )
    first, second = reports_of(path)
    assert (first.title, first.authors, first.year, first.doi) == (
        "Examplinib in nodules",
        ["Berg Ana"],
        2020,
        "10.5555/jt.1",
    )
    assert text_in(first, "results") == "Ten of 20 responded."
    assert (second.title, second.publication_types) == ("Borimab in asthma", ["Congress"])
