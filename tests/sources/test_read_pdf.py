"""PDFs of a made-up trial, set as journals set them: what is read must be what the same text as plain text gives."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typeset import Page, Typesetter, assemble

from extractors import read_report
from schemas.errors import BadInput
from schemas.models import Record
from sources.inbox.pdf.lines import Line, Word, text_of
from sources.inbox.pdf.paragraphs import Vocabulary
from sources.readers import read_record

TITLE = "Drovalin or saline in adults with marsh fever: a randomised, placebo-controlled trial"
ABSTRACT = (
    "Background: It is unknown whether drovalin shortens marsh fever. Methods: We randomly assigned 240 adults to "
    "drovalin (n = 120) or saline (n = 120). The primary endpoint was progression-free survival. Results: Median "
    "progression-free survival was 14.2 months with drovalin and 9.1 months with saline (hazard ratio 0.62, 95% CI "
    "0.45 to 0.86; P = 0.004). Objective response was seen in 54 of 120 patients (45.0%) with drovalin and in 30 of "
    "120 (25.0%) with saline. Conclusion: Drovalin prolongs progression-free survival."
)
BODY = {
    "Introduction": "Marsh fever is a slow disease of wet countries. An earlier trial gave hope that drovalin would "
    "work.^{1,2} Its participants were few, however, and nobody had been treated for longer than a few weeks.^{3–5} ",
    "Methods": "Adults with proven marsh fever took part at twelve hospitals. A computer gave out the groups in "
    "random order, and nobody knew who was given what until the end of the study. Treatment went on until the disease "
    "came back or until somebody wished to stop.^{6} Samples held 10^{9} cells/L and the dose was 80 mg/m^{2}. ",
    "Results": "All of the randomly assigned adults were treated. Serious adverse events occurred in 12 of 120 "
    "patients (10.0%) given drovalin and in 6 of 120 (5.0%) given saline.^{7} Nobody died of the treatment. ",
    "Discussion": "The drug helped for longer than expected. Others will have to find out whether it is worth its "
    "price, and whether people who are older than ours would have the same benefit from it. ",
}
ROWS = [
    ["", "Drovalin", "Drovalin", "Saline", "Saline"],
    ["Response", "n", "%", "n", "%"],
    ["Complete response", "14", "11.7", "4", "3.3"],
    ["Partial response", "40", "33.3", "26", "21.7"],
    ["Stable disease that had lasted for at least three whole months", "44", "36.7", "50", "41.7"],
    ["Progressive disease", "22", "18.3", "40", "33.3"],
]
CAPTION = "Table 2. Best response in all patients"
NOTES = "Response was judged by two readers who did not know the groups."


def article(columns, **how):
    page = Typesetter(columns, header="A. Berg et al. / J Marsh Med 12 (2020) 100–107", footer="www.example.org")
    page.across(TITLE)
    page.across("Ana Berg, Kari Olsen, Li Wei", size=10, font="F1")
    page.heading("Abstract")
    page.paragraph(ABSTRACT)
    for heading, text in BODY.items():
        page.heading(heading)
        for n in range(12):
            page.paragraph(text if n == 0 else re.sub(r"\d+ of \d+ ?(?:patients )?\([\d.]+%\)|\^\{.*?\}", "some", text))
        if heading == "Results":
            page.table(CAPTION, ROWS, 2, NOTES, **how)
    return page.bytes()


def read(pdf):
    return read_record(Record("inbox", "trial.pdf", pdf, "pdf"))


def as_text():
    """The same words as a text file."""
    parts = [TITLE, "Ana Berg, Kari Olsen, Li Wei", "Abstract", ABSTRACT]
    for heading, text in BODY.items():
        parts += [heading, re.sub(r"\^\{.*?\}", "", text)]
    return read_record(Record("inbox", "trial.txt", "\n\n".join(parts).encode(), "text"))


def results(report):
    return {(r.kind, r.outcome, r.stat, r.value, r.events, r.ci_low, r.arm) for r in read_report(report).results}


def prose(report):
    return {fact for fact in results(report) if fact[1] in ("PFS", "ORR", "SAE")}


def all_text(report):
    return "\n".join(block.text for block in report.blocks)


@pytest.mark.parametrize("columns", [1, 2])
def test_the_same_results_as_from_the_text(columns):
    report = read(article(columns))
    assert report.title == TITLE
    assert prose(as_text()) == prose(report) != set()
    assert [b.section for b in report.blocks if b.part == "abstract"] == [
        "background", "methods", "results", "conclusion",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "how",
    [{"wide": True}, {"wide": False}, {"wide": True, "spanners": False}, {"wide": True, "ruled": False}],
    ids=["across both columns", "in one column", "centred headings without rules", "no rules at all"],
)
def test_a_table_becomes_a_grid_like_that_of_markup(how):
    report = read(article(2, **how))
    [table] = report.tables
    assert (table.label, table.caption, table.header_rows) == ("Table 2", "Best response in all patients", 2)
    assert table.rows == ROWS
    assert "Partial response" not in all_text(report)
    if how.get("ruled", True):
        assert table.footnotes == NOTES
        assert NOTES not in all_text(report)


def test_the_readers_of_tables_read_it():
    rates = {(r.outcome, r.arm, r.events, r.value) for r in read_report(read(article(2, wide=True))).results
             if (r.locator or {}).get("table")}  # fmt: skip
    assert {("CR", "A", 14, 11.7), ("CR", "B", 4, 3.3), ("PR", "A", 40, 33.3), ("PD", "B", 40, 33.3)} <= rates


def test_a_table_with_lines_around_its_cells():
    page = Typesetter(1)
    page.paragraph("Some words before the table so that the document is long enough to be a text of its own.")
    page.table(
        "Response by group", [["", "Drovalin", "Saline"], ["Response", "14", "4"], ["None", "8", "9"]], boxed=True
    )
    [table] = read(page.bytes()).tables
    assert table.rows == [["", "Drovalin", "Saline"], ["Response", "14", "4"], ["None", "8", "9"]]


def test_running_heads_and_page_numbers_are_left_out():
    text = all_text(read(article(2)))
    assert "J Marsh Med" not in text and "example.org" not in text
    assert not re.search(r"\b10[1-9]\b", text)


def test_a_head_that_stands_once_is_kept():
    page = Typesetter(1, header="Corrected version of this article, 3 May 2021, with new Table 2")
    page.paragraph(ABSTRACT)
    assert "Corrected version" in all_text(read(page.bytes()))


def test_raised_marks_of_references_are_not_read_with_the_number_before_them():
    text = all_text(read(article(2)))
    assert "would work." in text and "few weeks." in text
    assert "10⁹ cells" in text and "mg/m²" in text


def test_words_broken_at_the_end_of_a_line_are_whole_again():
    text = all_text(read(article(2)))
    assert "-\n" not in text and not re.search(r"[a-z]- [a-z]", text)
    assert "progression-free survival" in text and "placebo-controlled" in text
    assert "randomly assigned" in text


def test_columns_are_read_one_after_the_other():
    text = all_text(read(article(2)))
    flat = " ".join(text.split())
    for part in BODY.values():
        words = re.sub(r"\^\{(\D.*?|\d[\d,–]*)\}", "", part).split()
        assert " ".join(words[8:20]) in flat


def test_a_scan_is_one_clear_sentence():
    page = Page()
    page.rule(50, 300, 100)
    with pytest.raises(BadInput, match=r"trial\.pdf: the PDF holds no text \(a scan\?\)"):
        read(assemble([page]))


@pytest.mark.slow
def test_two_files_of_one_article_give_the_same_bytes():
    one, two = read(article(2, wide=True)), read(article(2, wide=True))
    assert (one.blocks, one.tables) == (two.blocks, two.tables)


# --- the small rules


def words(*parts):
    """Words on one baseline at 100: (text, size, raised)."""
    x, made = 0.0, []
    for text, size, raised in parts:
        blank = text.startswith(" ")
        x += 3 if blank else 0
        foot = 100 - (4 if raised else 0)
        made.append(Word(x, x + 5 * len(text.strip()), foot - size, foot, text.strip(), size))
        x += 5 * len(text.strip())
    return made


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("12", 10, False), ("a", 6, True)], "12"),
        ([("12", 10, False), ("1", 6, True)], "12"),
        ([("10", 10, False), ("9", 6, True), (" cells", 10, False)], "10⁹ cells"),
        ([("110", 10, False), ("9", 6, True)], "110"),
        ([("kg/m", 10, False), ("2", 6, True)], "kg/m²"),
        ([("131", 6, True), ("I", 10, False), (" therapy", 10, False)], "131I therapy"),
        ([("with", 10, False), (" 131", 6, True), ("I", 10, False)], "with 131I"),
        ([("CO", 10, False), ("2", 6, False)], "CO2"),
        ([("p", 10, False), ("<0.001", 10, False)], "p<0.001"),
        ([("disease.", 10, False), ("3,4", 6, True), (" We", 10, False)], "disease. We"),
    ],
)
def test_raised_type(parts, expected):
    assert text_of(words(*parts), 10) == expected


def vocabulary(*lines):
    return Vocabulary(Line([Word(0, 100, 0, 10, line, 10)], 10, 0, 10) for line in lines)


@pytest.mark.parametrize(
    ("before", "after", "known", "expected"),
    [
        ("were random-", "ized to", "of randomized adults here", "were randomized to"),
        ("of progression-", "free survival", "the progression-free survival was", "of progression-free survival"),
        ("a placebo-", "controlled trial", "with placebo as controlled by us", "a placebo-controlled trial"),
        ("respon-", "ders", "nothing known of it", "responders"),
        ("from 12-", "24 weeks", "nothing known of it", "from 12-24 weeks"),
        ("anti-", "PD1 drugs", "nothing known of it", "anti-PD1 drugs"),
    ],
)
def test_hyphens_at_the_end_of_a_line(before, after, known, expected):
    assert vocabulary(known).joined(before, after) == expected


def small():
    page = Typesetter(1)
    page.paragraph(ABSTRACT)
    return page.bytes()


SMALL = small()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.integers(0, len(SMALL)))
def test_a_damaged_file_is_read_or_refused_in_one_sentence(noise, place):
    whole = SMALL
    damaged = whole[:place] + noise + whole[place + len(noise) :]
    try:
        read(damaged)
    except BadInput as error:
        assert "trial.pdf" in str(error)
