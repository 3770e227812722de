"""Tables in parts: whatever the next page repeats or leaves out, they read as if they had been printed in one piece."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typeset import Break, Typesetter

from extractors import read_report
from extractors.tables import read_tables
from schemas.models import Record, Table
from sources.continued import is_continued, joined
from sources.readers import read_record

EVENTS = ["Fever", "Cough", "Rash", "Nausea", "Vomiting", "Fatigue", "Headache", "Dizziness", "Anaemia", "Neutropenia"]
TITLE = "Drovalin or saline in adults with marsh fever: a randomised trial"
ABSTRACT = (
    "Methods: We randomly assigned 240 adults to drovalin (n = 120) or saline (n = 120). Results: Objective response "
    "was seen in 54 of 120 patients (45.0%) with drovalin and in 30 of 120 (25.0%) with saline."
)
FILL = "Adults with proven marsh fever took part at twelve hospitals, and a computer gave out the groups to them. "
HEAD = ["Adverse event, n (%)", "Drovalin (n = 120)", "Saline (n = 120)"]
ROWS = [HEAD, *([e, f"{20 - n} ({(20 - n) / 1.2:.1f})", f"{12 - n} ({(12 - n) / 1.2:.1f})"]
                for n, e in enumerate(EVENTS))]  # fmt: skip
CAPTION = "Table 2. Adverse events by group"
BREAKS = {
    "caption and header": Break("Table 2 (continued)"),
    "caption without header": Break("Table 2. Continued.", header=False),
    "header alone": Break(),
    "nothing": Break(header=False),
    "a word at the foot": Break(foot="(continued on next page)"),
    "no rule at the foot": Break(header=False, foot_rule=False),
}


def article(cut, columns=1, rows=ROWS, after=9, **how):
    """A report whose table begins `after` lines above the foot of the first page; all on one page without `cut`."""
    page = Typesetter(columns, header="Berg et al. J Marsh Med", footer="www.example.org")
    page.across(TITLE)
    page.paragraph(ABSTRACT)
    page.heading("Results")
    while cut and (page.y + after * 12 < 780 or page.column < columns - 1):
        page.paragraph(FILL)
    page.table(CAPTION, rows, cut=cut, **how)
    page.heading("Discussion")
    page.paragraph(FILL * 3)
    assert len(page.pages) == (2 if cut else 1)
    return page.bytes()


def read(pdf):
    return read_record(Record("inbox", "trial.pdf", pdf, "pdf"))


def results(report):
    return {(r.outcome_text, r.stat, r.value, r.events, r.arm) for r in read_report(report).results}


@pytest.mark.parametrize("how", BREAKS)
@pytest.mark.parametrize("columns", [1, 2])
def test_a_table_cut_by_a_page_reads_as_one(how, columns):
    report = read(article(BREAKS[how], columns))
    (table,) = report.tables
    assert table.rows == ROWS and table.header_rows == 1
    assert sorted(set(table.row_pages)) == [1, 2] and table.row_pages == sorted(table.row_pages)
    assert results(report) == results(read(article(None, columns)))
    assert not any(event in block.text for block in report.blocks for event in EVENTS)


@pytest.mark.parametrize("how", ["caption and header", "nothing"])
def test_a_table_over_both_columns_that_is_cut(how):
    (table,) = read(article(BREAKS[how], 2, wide=True)).tables
    assert table.rows == ROWS


def test_a_table_without_rules_that_is_cut():
    (table,) = read(article(BREAKS["header alone"], ruled=False)).tables
    assert table.rows == ROWS


def test_locators_name_the_page_of_each_cell():
    pages = {}
    report = read(article(BREAKS["nothing"]))
    (table,) = report.tables
    for result in read_report(report).results:
        if "table" in result.locator:
            pages[result.locator["row"]] = result.locator["page"]
    assert pages == {row: table.row_pages[row] for row in range(1, len(ROWS))}
    whole = read_report(read(article(None))).results
    assert not any("page" in result.locator for result in whole)


def test_pages_stay_with_their_rows_where_columns_are_parted():
    values = [[e, f"{20 + n}.1 ± 2.3 ({30 + n}.4 ± 4.5)", "0.04"] for n, e in enumerate(EVENTS)]
    rows = [["Item", "Mean ± SD; drovalin (saline)", "P"], *values]
    report = read(article(BREAKS["nothing"], rows=rows))
    (table,) = report.tables
    cells = read_tables(report, read_report(report).arms)
    assert table.rows == rows and len([cell for cell in cells if cell.kind == "arm"]) == 2 * len(EVENTS)
    assert all(cell.locator["page"] == table.row_pages[cell.row] for cell in cells)


def test_a_cell_that_is_empty_on_the_next_page_moves_no_others():
    rows = [[*HEAD, "P"], *([*row, "0.04" if n < 4 else ""] for n, row in enumerate(ROWS[1:]))]
    (table,) = read(article(BREAKS["nothing"], rows=rows)).tables
    assert table.rows == rows


def test_another_table_at_the_top_of_the_next_page_is_not_joined():
    page = Typesetter(1)
    page.across(TITLE)
    page.paragraph(ABSTRACT)
    while page.y < 640:
        page.paragraph(FILL)
    page.table(CAPTION, ROWS[:5])
    page._new_page()
    page.table("Table 3. Adverse events in women", [HEAD, *ROWS[6:]])
    page.paragraph(FILL * 3)
    first, second = read(page.bytes()).tables
    assert first.rows == ROWS[:5] and second.rows == [HEAD, *ROWS[6:]]
    assert not first.row_pages


def test_text_at_the_top_of_the_next_page_is_not_joined():
    page = Typesetter(1)
    page.across(TITLE)
    page.paragraph(ABSTRACT)
    while page.y < 640:
        page.paragraph(FILL)
    page.table(CAPTION, ROWS[:5])
    page._new_page()
    page.paragraph(FILL * 6)
    report = read(page.bytes())
    (table,) = report.tables
    assert table.rows == ROWS[:5]
    assert sum(block.text.count("took part") for block in report.blocks) > 5


def jats(*tables):
    """An article with tables: label, caption and rows."""
    wraps = ""
    for n, (label, caption, rows, header) in enumerate(tables):
        lines = ["<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows]
        grid = f"<thead>{''.join(lines[:header])}</thead><tbody>{''.join(lines[header:])}</tbody>"
        words = f"<label>{label}</label><caption><p>{caption}</p></caption>"
        wraps += f'<table-wrap id="t{n}">{words}<table>{grid}</table></table-wrap>'
    front = f"<front><article-meta><title-group><article-title>{TITLE}</article-title></title-group>"
    text = f"{front}<abstract><p>{ABSTRACT}</p></abstract></article-meta></front><body><sec>{wraps}</sec></body>"
    return read_record(Record("europe_pmc", "PMC1", f"<article>{text}</article>".encode(), "jats"))


@pytest.mark.parametrize("rows", [[HEAD, *ROWS[6:]], ROWS[6:]])
@pytest.mark.parametrize("words", [("Table 2", "(Continued)"), ("Table 2 (continued)", ""), ("Table 2", "Cont'd")])
def test_parts_in_markup_are_joined(rows, words):
    header = 1 if rows[0] is HEAD else 0
    (table,) = jats(("Table 2", "Adverse events", ROWS[:6], 1), (*words, rows, header)).tables
    assert table.rows == ROWS and table.id == "t0"


def test_a_part_with_other_columns_keeps_its_own_and_borrows_the_caption():
    other = [["Adverse event", "Women", "Men"], ["Fever", "3", "4"]]
    first, second = jats(("Table 2", "Adverse events", ROWS, 1), ("Table 2", "(continued)", other, 1)).tables
    assert first.rows == ROWS and second.rows == other
    assert second.caption == "Adverse events"


def test_saved_pages_join_their_parts():
    def table(caption, rows):
        lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        return f"<table><caption>{caption}</caption>{lines}</table>"

    parts = table(CAPTION, ROWS[:6]) + table("Table 2 (continued)", [HEAD, *ROWS[6:]])
    page = f"<html><head><title>{TITLE}</title></head><body><h2>Abstract</h2><p>{ABSTRACT}</p>{parts}</body></html>"
    (found,) = read_record(Record("inbox", "trial.html", page.encode(), "html")).tables
    assert found.rows == ROWS


@pytest.mark.parametrize("caption", ["(continued)", "Table 3. Cont.", "Table 3 (cont'd)", "Harms (Continued)"])
def test_captions_that_go_on(caption):
    assert is_continued(caption)


@pytest.mark.parametrize("caption", ["", "Content of meals", "Table 1. Contraception", "Discontinued treatment"])
def test_captions_that_do_not(caption):
    assert not is_continued(caption)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["Table 1", "Table 2", ""]), st.sampled_from(["", "(continued)", "Harms"]),
                          st.integers(1, 3), st.integers(0, 4)), max_size=6))  # fmt: skip
def test_joining_loses_no_row_and_keeps_grids_square(drawn):
    tables = [Table(f"t{n}", label, caption, 1, [["", *"xyz"[:width]], *([["a", *["1"] * width]] * height)])
              for n, (label, caption, width, height) in enumerate(drawn)]  # fmt: skip
    rows = sum(len(table.rows) - 1 for table in tables)
    found = joined(tables)
    assert sum(len(table.rows) - 1 for table in found) == rows
    assert all(len({len(row) for row in table.rows}) == 1 for table in found)
