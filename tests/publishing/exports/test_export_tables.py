"""Excel, Parquet, RIS and PRISMA2020: read back by other programs, they hold what the tables hold."""

import csv
import io
import sys

import openpyxl
import pyarrow.parquet as pq
import pytest
import rispy
from published_review import REPORTS, full_tables, published

from publishing.exports import excel, prisma2020, references
from publishing.exports.parquet import parquet
from schemas.errors import BadInput
from schemas.fields import LIST_SEPARATOR, TABLES
from sources import readers
from sources.inbox.read import records_of_file


@pytest.fixture(scope="module")
def version(tmp_path_factory):
    return published(tmp_path_factory.mktemp("gout") / "out")


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    return published(tmp_path_factory.mktemp("gout") / "out", {})


@pytest.fixture(scope="module")
def book(version):
    return openpyxl.load_workbook(io.BytesIO(excel.excel(version)))


def test_the_workbook_has_the_dictionary_first_and_every_table(book, version):
    assert book.sheetnames == ["dictionary", "about", *TABLES]
    words = list(book["dictionary"].values)
    assert len(words) == 1 + sum(len(table.columns) for table in TABLES.values())
    assert ("meta_analysis", "sei", "Standard error", "number") in {line[:4] for line in words}
    assert ("version", "1") in set(book["about"].values)
    for name, table in TABLES.items():
        head, *lines = book[name].values
        assert list(head) == table.names
        for line, row in zip(lines, version.rows(name), strict=True):
            for there, here in zip(line, row.values(), strict=True):  # 16 digits: Excel itself keeps 15
                assert there == (pytest.approx(here, rel=1e-15) if isinstance(here, float) else here)


def test_cells_have_types_and_headers_stay_in_sight(book):
    sheet = book["meta_analysis"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref[:2]) == ("A2", "A1")
    types = {
        head.value: cell.data_type for head, cell in zip(sheet[1], sheet[2], strict=True) if cell.value is not None
    }
    assert (types["year"], types["yi"], types["study"]) == ("n", "n", "s")
    assert (
        next(book["studies"].iter_rows(min_row=2, values_only=True))[TABLES["studies"].names.index("retracted")]
        is False
    )
    assert all(9 <= column.width <= 62 for column in sheet.column_dimensions.values())


def test_what_looks_like_a_formula_is_a_text(book):
    found = [cell for row in book["studies"].iter_rows(min_row=2) for cell in row if str(cell.value).startswith("=")]
    assert {cell.value for cell in found} == {"=Cole 2021", "=HYPERLINK(1)"}
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in found)


def test_a_text_longer_than_a_cell_is_cut(tmp_path):
    tables = full_tables()
    tables["studies"] = [tables["studies"][0] | {"title": "x" * 40_000}, *tables["studies"][1:]]
    book = openpyxl.load_workbook(io.BytesIO(excel.excel(published(tmp_path / "out", tables))))
    titles = [row[TABLES["studies"].names.index("title")] for row in book["studies"].values]
    assert max(map(len, titles)) == 32_767


def test_parquet_has_types_and_the_words_of_the_dictionary(version):
    files = parquet(version)
    assert set(files) == {f"{name}.parquet" for name in TABLES}
    for name, table in TABLES.items():
        read = pq.read_table(io.BytesIO(files[f"{name}.parquet"]))
        assert read.schema.metadata[b"description"].decode() == table.meaning
        for column in table.columns:
            field = read.schema.field(column.name)
            assert field.metadata[b"description"].decode() == column.meaning
            values = [LIST_SEPARATOR.join(v) if isinstance(v, list) else v for v in read[column.name].to_pylist()]
            assert values == [row[column.name] for row in version.rows(name)]
    kinds = {f.name: str(f.type) for f in pq.read_schema(io.BytesIO(files["studies.parquet"]))}
    assert (kinds["year"], kinds["retracted"], kinds["pmids"]) == ("int64", "bool", "list<element: string>")


def test_parquet_without_its_package_says_what_to_install(version, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(BadInput, match=r"pip install perennial\[parquet\]"):
        parquet(version)


def test_ris_has_each_paper_once_and_its_copies_fill_it(version):
    read = rispy.loads(references.ris(version).decode())
    assert len(read) == len(REPORTS) - 1
    first = next(entry for entry in read if entry["accession_number"] == "9001")
    assert (first["title"], first["authors"][0]) == ('A trial, "quoted", of Alfamab', "Ødegård, Zoë")
    assert (first["doi"], first["custom2"], first["year"]) == ("10.5555/1", "PMC1", "2019")
    assert {"perennial_report: pubmed:1", "perennial_report: europe_pmc:MED/1"} <= set(first["notes"])


def test_the_inbox_reads_our_ris(version, tmp_path):
    (tmp_path / "out.ris").write_bytes(references.ris(version))
    records = list(records_of_file(tmp_path / "out.ris"))
    reports = {report.pmid: report for report in map(readers.read_record, records)}
    for row in REPORTS[:-1]:
        report = reports[row["pmid"]]
        assert (report.title, report.year, report.journal) == (row["title"], row["year"], row["journal"])
        assert (report.doi, report.authors[0]) == (row["doi"], "Ødegård Zoë")


def test_revman_finds_the_study_of_a_reference(version):
    lines = references.revman_ris(version).decode().splitlines()
    assert [line for line in lines if line.startswith("NS")].count("NS  - 李 2022") == 1


def test_prisma_has_the_columns_of_the_package(version):
    rows = list(csv.DictReader(io.StringIO(prisma2020.prisma2020(version).decode())))
    assert list(rows[0]) == ["data", "node", "box", "description", "boxtext", "tooltips", "url", "n"]
    numbers = {row["data"]: row["n"] for row in rows}
    assert (numbers["database_specific_results"], numbers["total_studies"]) == ("PubMed, 12", "6")


@pytest.mark.parametrize("make", [excel.excel, parquet, references.ris, prisma2020.prisma2020])
def test_same_version_same_bytes_and_empty_tables_do(make, version, empty):
    assert make(version) == make(version)
    assert make(empty) is not None


def test_empty_tables_have_their_columns(empty):
    book = openpyxl.load_workbook(io.BytesIO(excel.excel(empty)))
    assert [list(book[name].values) for name in ("meta_analysis",)] == [[tuple(TABLES["meta_analysis"].names)]]
    read = pq.read_table(io.BytesIO(parquet(empty)["meta_analysis.parquet"]))
    assert (read.num_rows, read.column_names) == (0, TABLES["meta_analysis"].names)
    assert references.ris(empty) == b""


def test_our_files_are_known_and_others_are_not(version):
    template = prisma2020.prisma2020(version).replace(b"screening.csv", b"page1.html")
    assert references.is_ours(references.ris(version)) and not references.is_ours(b"TY  - JOUR\nER  - \n")
    assert excel.is_ours(excel.excel(version)) and not excel.is_ours(b"PK")
    assert prisma2020.is_ours(prisma2020.prisma2020(version)) and not prisma2020.is_ours(template)


def test_a_version_of_an_older_code_has_no_references(tmp_path):
    tables = full_tables() | {"reports": []}
    with pytest.raises(BadInput, match=r"reports\.csv is missing"):
        references.ris(published(tmp_path / "out", tables))
