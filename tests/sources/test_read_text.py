"""Plain text as people have it. All documents here are invented for the test."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from reading import report_of, sections, text_in

from schemas.errors import BadInput
from sources.inbox.read import records_of_file
from sources.readers import read_record

PAGE = """Try our new reader view

ORIGINAL RESEARCH article

Front. Oncol., 3 March 2024

Sec. Thoracic Oncology

Volume 14 - 2024 | https://doi.org/10.5555/fonc.2024.0007

Examplinib with or without radiation in stage III disease: a randomised phase 2 trial

Ana  BergAna Berg1Kari van der Veen,Kari van der Veen1,2Li Wei,*Li Wei2*
  • 1Department of Oncology, Fjord University Hospital, Bergen, Norway
  • 2School of Medicine, Lakeside University, Oslo, Norway

Background: It is open whether radiation adds to examplinib.

Methods: We assigned 80 adults to examplinib with radiation (n=40) or examplinib alone (n=40).

Results: Response was seen in 22 of 40 (55%) and 14 of 40 (35%) patients.

Conclusions: Radiation may add to examplinib.

Clinical Trial Registration: ClinicalTrials.gov, identifier NCT09999901.

1 Introduction

Others saw a response of 61% in NCT09999902 (1).

2 Materials and methods

2.1 Patients

Adults with measurable disease took part.

3 Results

3.1 Efficacy

Response was 55% and 35%.

Table 1
www.example.org

Table 1. Response by arm.

Figure 1
Bars for each arm, the left one higher.

Figure 1. Response over time.

4 Discussion

In an earlier trial the response was 70%.

References

1. Olsen K, Berg A. A trial of something else in 90 patients. J Test. (2020) 3:1-9. doi: 10.5555/other.1

PubMed Abstract | Crossref Full Text | Google Scholar

Citation: Berg A, van der Veen K and Wei L (2024) Examplinib with or without radiation. Front. Oncol. 14:0007. doi: x

Received: 1 January 2024; Accepted: 2 February 2024.

Copyright © 2024 Berg, van der Veen and Wei.
"""


def test_journal_page_gives_its_bibliography() -> None:
    report = report_of(PAGE, "text")
    assert report.title == "Examplinib with or without radiation in stage III disease: a randomised phase 2 trial"
    assert report.authors == ["Berg Ana", "van der Veen Kari", "Wei Li"]
    assert (report.year, report.journal) == (2024, "Frontiers in Oncology")
    assert report.doi == "10.5555/fonc.2024.0007"


def test_journal_page_is_cut_into_abstract_and_body() -> None:
    report = report_of(PAGE, "text")
    assert sections(report, "abstract") == ["background", "methods", "results", "conclusion", "registration"]
    assert "22 of 40" in text_in(report, "results", "abstract")
    assert text_in(report, "introduction") == "Others saw a response of 61% in NCT09999902 (1)."
    assert text_in(report, "results", "body") == "Response was 55% and 35%."
    assert text_in(report, "discussion") == "In an earlier trial the response was 70%."
    assert text_in(report, "references").count("\n") == 1
    assert "Bars for each arm" in text_in(report, "caption")


def test_blocks_are_slices_of_the_file() -> None:
    assert all(block.text in PAGE.replace("  ", " ") for block in report_of(PAGE, "text").blocks)


@pytest.mark.parametrize(
    "text",
    [
        "BACKGROUND: Why. METHODS: We assigned 20 patients. RESULTS: Ten (50%) responded. CONCLUSION: Good.",
        "Background: Why.\nMethods: We assigned 20 patients.\nResults: Ten (50%) responded.\nConclusions: Good.",
        "Objective To see why.Methods Conducting a trial,we took 20.Results Ten (50%) responded.Conclusion It is good.",
        "BackgroundNobody knew why.MethodsTwenty patients took part.ResultsTen (50%) responded.ConclusionIt is good.",
        "[Objective] To see why. [Methods] Twenty took part. [Results] Ten (50%) responded. [Conclusion] Good.",
        "PURPOSE. To see why. METHODS. Twenty took part. RESULTS. Ten (50%) responded. CONCLUSIONS. Good.",
        "Background\n\nWhy.\n\nMethods\n\nTwenty.\n\nResults\n\nTen (50%) responded.\n\nConclusions\n\nGood.",
    ],
)  # fmt: skip
def test_heads_of_abstracts_in_the_forms_people_paste(text: str) -> None:
    report = report_of(text, "text")
    assert sections(report, "abstract") == ["background", "methods", "results", "conclusion"]
    results = text_in(report, "results")
    assert "50%" in results
    assert "Conclusion" not in results


def test_words_that_only_look_like_heads_open_nothing() -> None:
    text = "We gave two drugs. Results from both were alike. Methods differ by site. " * 8
    assert sections(report_of(text, "text")) == ["abstract"]


def test_a_text_of_one_paragraph_is_no_title() -> None:
    report = report_of("We gave forty adults examplinib. Twelve of them responded.", "text")
    assert report.title == ""
    assert any("Twelve of them responded" in block.text for block in report.blocks)


def test_title_before_an_abstract_without_heads() -> None:
    body = "We studied forty adults who took examplinib for a year. " * 12
    report = report_of(f"Examplinib for a year: a single-arm trial.\n\n{body}\n", "text")
    assert report.title == "Examplinib for a year: a single-arm trial"
    assert sections(report) == ["title", "abstract"]


def test_abstract_alone_has_no_title() -> None:
    report = report_of("BACKGROUND: Why. METHODS: We assigned 20. RESULTS: Ten responded.", "text")
    assert report.title == ""
    assert report.doi is None


def test_line_of_metadata() -> None:
    text = (
        "AUTHOR=Berg Ana , Li Wei TITLE=Two drugs compared JOURNAL=Journal of Tests VOLUME=Volume 3 - 2023 YEAR=2023 "
        "URL=https://www.example.org/articles/10.5555/jt.2023.1/full DOI=10.5555/JT.2023.1 ISSN=1234-5678 "
        "ABSTRACT=BackgroundNobody knew.MethodsTwenty took part.ResultsTen of 20 responded (HR=0.5).ConclusionGood."
    )
    report = report_of(text, "text")
    assert (report.title, report.authors) == ("Two drugs compared", ["Berg Ana", "Li Wei"])
    assert (report.journal, report.year, report.doi) == ("Journal of Tests", 2023, "10.5555/jt.2023.1")
    assert sections(report) == ["title", "background", "methods", "results", "conclusion"]
    assert text_in(report, "results") == "Ten of 20 responded (HR=0.5)."


def test_registry_mirror_page() -> None:
    text = """Examplinib for thyroid nodules

A Single-arm Phase II Study of Examplinib in Adults With Nodules That Grow

PHASE2 · Fjord University Hospital · NCT09999903

Quick facts

PhasePHASE2
Study typeInterventional
Enrollment1,020 (estimated)
SponsorFjord University Hospital (other)
Trial IDNCT09999903 on ClinicalTrials.gov

What this trial studies

Participants take examplinib for six months.

Eligibility criteria

Inclusion Criteria:

* Adults with a nodule \\> 10 mm.

Where this trial is running

Bergen

Conditions: Thyroid Nodule, Thyroid nodule, Goitre
"""
    report = report_of(text, "text")
    assert report.registry_ids.own == ["NCT09999903"]
    assert (report.phase, report.n_total, report.n_total_type) == ("2", 1020, "estimated")
    assert report.sponsor == "Fjord University Hospital"
    assert report.conditions == ["Thyroid Nodule", "Goitre"]
    assert "results" not in sections(report)
    assert "* Adults with a nodule" in text_in(report, "eligibility")


def test_citation_as_pubmed_prints_it() -> None:
    text = """1. J Test Oncol. 2021 Mar;12(3):101-9. doi: 10.5555/jto.2021.0042. Epub 2021 Jan 4.

Maintenance examplinib after chemoradiation in stage III disease: a randomised,
open-label phase 3 trial.

Berg A(1), Olsen KT(2), Castro-Ruiz M(1)(3); EXAMPLE Investigators.

Author information:
(1)Department of Oncology, Fjord University Hospital, Bergen, Norway.
(2)Institute of Statistics, Bergen, Norway.

BACKGROUND: It was open whether examplinib prolongs survival after treatment with
radiation.
RESULTS: Median survival was 14.2 months with examplinib and 9.8 months without
it (hazard ratio 0.71).

DOI: 10.5555/jto.2021.0042
PMCID: PMC9999999
PMID: 99999999 [Indexed for MEDLINE]
"""
    report = report_of(text, "text")
    assert report.title.endswith("a randomised, open-label phase 3 trial")
    assert report.authors == ["Berg A", "Olsen KT", "Castro-Ruiz M", "EXAMPLE Investigators"]
    assert (report.year, report.journal, report.pmid) == (2021, "J Test Oncol", "99999999")
    assert (report.doi, report.pmcid) == ("10.5555/jto.2021.0042", "PMC9999999")
    assert "without it (hazard ratio 0.71)" in text_in(report, "results")


def test_paper_in_markdown_keeps_the_abstract_apart_from_the_body() -> None:
    text = """# A randomised trial of examplinib

## Abstract

### Methods

We took 20.

### Results

Ten responded.

Keywords: nodules

## Background

Others saw 70%.

## Results

### Participants

Twenty took part.

### Limitations of the data

Few.
"""
    report = report_of(text, "text")
    assert report.title == "A randomised trial of examplinib"
    assert sections(report, "abstract") == ["methods", "results"]
    assert text_in(report, "introduction") == "Others saw 70%."
    assert "Twenty took part." in text_in(report, "results", "body")


def test_abstract_under_headings_that_come_again_in_the_body() -> None:
    part = "## {}\n\n{}\n\n"
    first = "".join(
        part.format(*p) for p in [("Background", "A."), ("Methods", "B."), ("Results", "C."), ("Conclusions", "D.")]
    )
    again = "".join(part.format(h, "Long text. " * 300) for h in ["Background", "Methods", "Results", "Discussion"])
    report = report_of(f"Examplinib in nodules: a trial\n\n{first}Keywords: x\n\n##\n\n{again}", "text")
    assert [b.text for b in report.blocks if b.part == "abstract"] == ["A.", "B.", "C.", "D."]
    assert sections(report, "body")[-4:] == ["introduction", "methods", "results", "discussion"]


COMMERCIAL_PAGE = """Skip to main content
Advertisement

BMC Testing
Search
Research
Open access
Published: 12 March 2023
Examplinib plus radiation in older adults with lung nodules: an open-label phase III trial
Ana Berg, Kari van der Veen, Li Wei & Maria Castro-Ruiz
BMC Testing volume 23, Article number: 231 (2023) Cite this article

1234 Accesses

Abstract
Background
Older adults are seldom studied.

Results
Response was 55% and 35%.

Trial registration
ClinicalTrials.gov NCT09999905.

Background
In one trial 70% responded [1].

Methods
This was an open-label trial.

Results
Fig. 1
figure 1
Flow of participants

Full size image

All 200 adults took part, and the response was 55% and 35%.

Table 1 Baseline characteristics
Full size table

Discussion
Others saw 70%.

References
Olsen K, Berg A. A trial of something. J Test. 2020;3:1–9.
"""


def test_page_with_headings_on_their_own_lines() -> None:
    report = report_of(COMMERCIAL_PAGE, "text")
    assert report.title.startswith("Examplinib plus radiation")
    assert report.authors == ["Berg Ana", "van der Veen Kari", "Wei Li", "Castro-Ruiz Maria"]
    assert (report.journal, report.year) == ("BMC Testing", 2023)
    assert sections(report, "abstract") == ["background", "results", "registration"]
    assert text_in(report, "introduction") == "In one trial 70% responded [1]."


def test_a_caption_does_not_swallow_the_results_after_it() -> None:
    report = report_of(COMMERCIAL_PAGE, "text")
    assert text_in(report, "results", "body").startswith("All 200 adults took part")
    assert "Flow of participants" in text_in(report, "caption")
    assert "Baseline characteristics" in text_in(report, "caption")


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("by Ana Berg 1,*, Kari van der Veen 2 and Li Wei 1", ["Berg Ana", "van der Veen Kari", "Wei Li"]),
        ("Prof Ana Berg, MD ∙ Kari Olsen, PhD ∙ Li Wei, MD", ["Berg Ana", "Olsen Kari", "Wei Li"]),
        ("Berg A, Olsen KT, Li W", ["Berg A", "Olsen KT", "Li W"]),
        ("Ana Berg1,2, Kari Olsen3 & Li Wei", ["Berg Ana", "Olsen Kari", "Wei Li"]),
    ],
)
def test_lines_of_authors(line: str, authors: list[str]) -> None:
    text = f"Examplinib in older adults: a trial\n\n{line}\n\nBACKGROUND: Why. METHODS: We took 20. RESULTS: Ten."
    report = report_of(text, "text")
    assert report.authors == authors
    assert report.title == "Examplinib in older adults: a trial"


def test_windows_line_ends_change_nothing() -> None:
    plain, windows = report_of(PAGE, "text"), report_of(PAGE.replace("\n", "\r\n"), "text")
    assert [(b.section, b.part) for b in windows.blocks] == [(b.section, b.part) for b in plain.blocks]
    assert (windows.title, windows.authors, windows.doi) == (plain.title, plain.authors, plain.doi)


def test_an_abstract_may_begin_with_a_number() -> None:
    body = "154 patients took examplinib and 89 did not, all of them adults with nodules that had grown. " * 6
    assert sections(report_of(f"Examplinib in adults with nodules\n\n{body}", "text")) == ["title", "abstract"]


TWO = """1. J Test Med. 2021 Mar;12(3):101-9. doi: 10.5555/jtm.2021.0101. Epub 2021
Jan 4.

Zelodrant against placebo for cough that lasts: a randomised trial.

Alder AB(1), Birch C(2).

Author information:
(1)Department of Cough, Fjord University Hospital, Bergen, Norway.
(2)Institute of Air, Bergen, Norway.

METHODS: We assigned 200 adults at random to zelodrant (n=100) or to placebo
(n=100).
RESULTS: Cough went in 60 of 100 patients with zelodrant and in 40 of 100 with
placebo.
CONCLUSIONS: Zelodrant helps.

DOI: 10.5555/jtm.2021.0101
PMID: 99999991 [Indexed for MEDLINE]


2. Ann Test Surg. 2022;5:12-20.

Borimab added to usual care in asthma: an open-label trial.

Oak F(1), Elm G.

We assigned 150 adults to borimab (n=75) or to usual care (n=75). After half a year
15 and 30 patients had had an attack.

PMID: 99999992
"""


def test_several_abstracts_of_a_pubmed_export_are_several_records(tmp_path: Path) -> None:
    path = tmp_path / "abstract-set.txt"
    path.write_bytes(TWO.replace("\n", "\r\n").encode())
    records = list(records_of_file(path))
    reports = [read_record(record) for record in records]
    assert [record.id for record in records] == ["abstract-set.txt", "abstract-set.txt#2"]
    assert [report.pmid for report in reports] == ["99999991", "99999992"]
    assert [report.title[:7] for report in reports] == ["Zelodra", "Borimab"]
    assert "in 40 of 100 with placebo." in text_in(reports[0], "results")
    assert "After half a year 15 and 30 patients" in text_in(reports[1], "abstract")
    assert not any("orimab" in block.text for block in reports[0].blocks)


def test_texts_between_ruled_lines_are_several_records(tmp_path: Path) -> None:
    abstract = "METHODS: Forty adults took drug {0} or none. RESULTS: {0} helped ten adults. CONCLUSION: {0} helps."
    abstract += " It is taken with water in the morning; we would like to know whether the evening does as well." * 2
    path = tmp_path / "pasted.txt"
    path.write_text("\n\n-----\n\n".join(abstract.format(drug) for drug in ("alphadine", "betadine")))
    assert len(list(records_of_file(path))) == 2
    path.write_text(f"{abstract}\n\n-----\n\nFunding: none.")
    assert len(list(records_of_file(path))) == 1


def test_abstracts_that_nothing_parts_are_refused_and_the_mend_is_named(tmp_path: Path) -> None:
    abstract = "Drug {0}\n\nMETHODS: Forty adults took it.\nRESULTS: Ten were helped.\nCONCLUSIONS: {0} helps.\n\n"
    path = tmp_path / "pasted.txt"
    path.write_text(abstract.format("A") + abstract.format("B"))
    with pytest.raises(BadInput, match=r"pasted\.txt seems to hold 2 abstracts .* a line of --- between"):
        list(records_of_file(path))
    # An article whose parts are labelled as those of its abstract is long, and one document.
    path.write_text(abstract.format("A") + abstract.format("A") + "More words on drug A. " * 900)
    assert len(list(records_of_file(path))) == 1


@pytest.mark.parametrize("width", [60, 72, 80, 100])
def test_a_text_broken_to_a_width_reads_as_it_does_unbroken(width: int) -> None:
    parts = [
        "Zelodrant against placebo for cough that lasts in adults who smoked: a randomised, double-blind trial.",
        "METHODS: We assigned 200 adults at random to zelodrant (n=100) or to placebo (n=100) for twelve weeks.",
        "RESULTS: Cough went in 60 of 100 patients with zelodrant and in 40 of 100 with placebo (risk ratio 1.50, 95% "
        "CI 1.13 to 1.99; P=0.006). Five patients in each group stopped.",
        "CONCLUSIONS: Zelodrant helps people whose cough lasts, at the price of some headaches in the first week.",
    ]
    broken = "\n".join("\n".join(textwrap.wrap(part, width)) for part in parts[1:])
    solid = report_of(f"{parts[0]}\n\n" + "\n".join(parts[1:]), "text")
    report = report_of("\n".join(textwrap.wrap(parts[0], width)) + f"\n\n{broken}\n", "text")
    assert [(b.section, b.text) for b in report.blocks] == [(b.section, b.text) for b in solid.blocks]


def test_lines_of_a_list_or_a_table_are_not_joined() -> None:
    text = (
        "Sites\n\nBergen 20 patients\nOslo 15 patients with a longer line than all of the others here\nMolde 9 patients"
    )
    assert [b.text for b in report_of(text, "text").blocks if "patients" in b.text] == text.split("\n\n")[1].split("\n")


def test_a_dump_is_no_report() -> None:
    with pytest.raises(BadInput, match=r"^document has 2\.1 million letters, more than the 2 million .* by itself\.$"):
        report_of("20 patients took it.\n" * 100_000, "text")
