"""What a PDF says of its pages: places of numbers, pictures in the place of text, columns that are none."""

import re

import pytest
from typeset import HEIGHT, MARGIN, WIDTH, Page, Typesetter, assemble, width_of

from extractors import read_report
from schemas.errors import BadInput
from schemas.models import Record
from sources.inbox.pdf.cells import rows_of
from sources.inbox.pdf.columns import columns_of
from sources.inbox.pdf.lines import Word, lines_of
from sources.readers import read_record

ABSTRACT = (
    "Methods: We randomly assigned 240 adults to drovalin (n = 120) or saline (n = 120). Results: Objective response "
    "was seen in 54 of 120 patients (45.0%) with drovalin and in 30 of 120 (25.0%) with saline. "
)
HARMS = (
    "Serious adverse events occurred in 12 of 120 patients (10.0%) given drovalin and in 6 of 120 (5.0%) given saline. "
    "Others had none of them in the time in which they were looked after by us."
)
ROWS = [["", "Drovalin", "Saline"], ["Complete response", "14 (11.7)", "4 (3.3)"], ["None", "8 (6.7)", "9 (7.5)"]]


def read(pdf):
    return read_record(Record("inbox", "trial.pdf", pdf, "pdf"))


def two_pages():
    page = Typesetter(1)
    page.across("Drovalin or saline in adults with marsh fever: a randomised trial")
    page.paragraph(ABSTRACT)
    page._new_page()
    page.heading("Results")
    page.paragraph(HARMS)
    page.table("Table 1. Best response, n (%)", ROWS)
    return page


def test_locators_name_the_page():
    places = {}
    for result in read_report(read(two_pages().bytes())).results:
        locator = result.locator
        places.setdefault(result.outcome, set()).add((locator.get("block") or locator.get("table")).split(".")[0])
    assert places["ORR"] == {"page1"}
    assert places["SAE"] == places["CR"] == {"page2"}


def test_a_table_over_both_columns_ends_where_one_of_the_right_column_begins():
    page = Typesetter(2)
    page.across("Drovalin or saline in adults with marsh fever: a randomised trial")
    page.table("Table 1. Best response", ROWS, wide=True)
    page.column = 1
    page.table("Table 2. Harms", [["", "Drovalin", "Saline"], ["Fever", "3 (2.5)", "4 (3.3)"], ["Rash", "1", "2"]])
    page.column, page.y = 0, page.top
    page.paragraph(ABSTRACT + HARMS)
    found = read(page.bytes()).tables
    assert [table.rows[1][0] for table in found] == ["Complete response", "Fever"]
    assert found[0].rows == ROWS


def messages(pdf):
    return [f.message for f in read_report(read(pdf)).findings if f.rule == "table_is_image"]


def test_a_table_that_is_a_picture_is_told():
    page = two_pages()
    page.paragraph("Table 2. Adverse events of grade 3", font="F2")
    page.pages[-1].picture(MARGIN, page.y + 4, 400, 150)
    assert messages(page.bytes()) == ["Table 2 is an image, so its numbers were not read."]


def test_a_figure_and_a_logo_are_no_tables():
    page = two_pages()
    page.pages[-1].picture(MARGIN, page.y - 12, 30, 12)
    page.paragraph("Figure 2. Survival in both groups", font="F2")
    page.pages[-1].picture(MARGIN, page.y + 4, 400, 150)
    assert messages(page.bytes()) == []


def test_a_page_that_is_a_picture_is_told():
    page = two_pages()
    page._new_page()
    page.pages[-1].picture(20, 20, WIDTH - 40, HEIGHT - 40)
    assert messages(page.bytes()) == ["Page 3 is an image, so its numbers were not read."]


def test_a_scan_of_all_pages_is_refused():
    page = Page()
    page.picture(0, 0, WIDTH, HEIGHT)
    with pytest.raises(BadInput, match=r"trial\.pdf: the PDF holds no text \(a scan\?\)"):
        read(assemble([page]))


def set_words(text, y, x=50.0, blank=2.6, size=10.0):
    """Words of one line, with blanks of a width."""
    made = []
    for word in text.split():
        end = x + width_of(word, size)
        made.append(Word(x, end, y, y + size, word, size))
        x = end + blank
    return made


def test_wide_blanks_of_justified_type_are_no_gutter():
    words = []
    for n in range(40):
        text = "Some words of one column that go on over all of the width of a page and then on"
        words += set_words(text[n % 7 :], 50 + 12 * n, blank=2.6 if n % 3 else 5.5)
    assert len(columns_of(words)) == 1


def test_two_columns_below_lines_over_both():
    wide = "An abstract that is set over the whole width of the page, above both of its columns and apart from them"
    words = [w for n in range(6) for w in set_words(wide[n:], 50 + 12 * n, blank=6.5 if n in (2, 3) else 2.6)]
    for n in range(30):
        words += set_words("words of the left column that fill it", 140 + 12 * n)
        words += set_words("words of the right column there", 140 + 12 * n, x=310)
    runs = [" ".join(line.text for line in run) for run in columns_of(words)]
    assert [run.split()[-1] for run in runs][1:] == ["it", "there"]
    assert len(runs) == 3 and not re.search("left|right", runs[0])


def cells(*rows):
    """Lines of cells that begin at 50, 200, 260, 320 and 380 points."""
    words = []
    for n, row in enumerate(rows):
        for column, cell in enumerate(row):
            words += set_words(cell, 50 + 14 * n, x=(50, 200, 260, 320, 380)[column])
    return rows_of(lines_of(words))[0]


def test_headings_set_from_the_left_belong_to_all_of_their_columns():
    values = [["Fever", "12", "10.0", "6", "5.0"], ["Cough", "9", "7.5", "8", "6.7"]]
    head = ["Event", "n", "%", "n", "%"]
    assert cells(["", "Drovalin", "", "Saline", ""], head, *values)[0] == ["", *["Drovalin"] * 2, *["Saline"] * 2]
    assert cells(["", "All", "", "", ""], head, *values)[0] == ["", "All", "All", "All", "All"]
    # A column that the headings do not part evenly may be one of its own, as that of P is.
    assert cells(["", "Drovalin", "", "", "P"], head, *values)[0] == ["", "Drovalin", "", "", "P"]


def test_a_password_and_a_cut_are_told_apart():
    pdf = two_pages().bytes()
    keys = b"/Root 1 0 R/Encrypt <</Filter/Standard/V 1/R 2/O<%s>/U<%s>/P -4>>/ID[<00><00>]" % (b"41" * 32, b"42" * 32)
    with pytest.raises(BadInput, match=r"^trial\.pdf: the PDF is locked with a password; save it without one\.$"):
        read(pdf.replace(b"/Root 1 0 R", keys))
    with pytest.raises(BadInput, match=r"^trial\.pdf: the PDF is damaged or cut off; fetch or save it again\.$"):
        read(pdf[: len(pdf) // 2])
