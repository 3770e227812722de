"""PubMed articles, invented for the test."""

from __future__ import annotations

import pytest
from reading import report_of, sections, text_in

from schemas.errors import BadInput
from schemas.models import Record
from sources.readers import stable

ARTICLE = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">99999901</PMID>
<DateRevised><Year>2024</Year><Month>01</Month><Day>02</Day></DateRevised>
<Article PubModel="Print"><Journal><JournalIssue><PubDate>{date}</PubDate></JournalIssue>
<Title>Journal of Tests</Title><ISOAbbreviation>J Test</ISOAbbreviation></Journal>
<ArticleTitle>Examplinib <i>versus</i> placebo in <sup>131</sup>I-refractory disease.</ArticleTitle>
<ELocationID EIdType="pii">S1</ELocationID><ELocationID EIdType="doi">10.5555/JT.2020.7</ELocationID>
<Abstract>{abstract}</Abstract>
<AuthorList><Author ValidYN="Y"><LastName>Berg</LastName><ForeName>Ana K</ForeName></Author>
<Author ValidYN="N"><LastName>Wrong</LastName></Author>
<Author><CollectiveName>NODULE Investigators</CollectiveName></Author></AuthorList>
<Language>chi</Language>
<DataBankList><DataBank><DataBankName>ClinicalTrials.gov</DataBankName><AccessionNumberList>
<AccessionNumber>NCT09999904</AccessionNumber></AccessionNumberList></DataBank>
<DataBank><DataBankName>GENBANK</DataBankName><AccessionNumberList><AccessionNumber>AB123456</AccessionNumber>
</AccessionNumberList></DataBank></DataBankList>
<PublicationTypeList><PublicationType>Randomized Controlled Trial</PublicationType></PublicationTypeList></Article>
<CommentsCorrectionsList>{corrections}</CommentsCorrectionsList></MedlineCitation>
<PubmedData><History><PubMedPubDate PubStatus="entrez"><Year>2020</Year></PubMedPubDate></History>
<PublicationStatus>ppublish</PublicationStatus>
<ArticleIdList><ArticleId IdType="pubmed">99999901</ArticleId><ArticleId IdType="pmc">PMC9999901</ArticleId>
</ArticleIdList>
<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.5555/other.1</ArticleId>
<ArticleId IdType="pubmed">11111111</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>
</PubmedArticle>"""
PLAIN = "<AbstractText>Ten of 20 responded.</AbstractText>"


def article(date: str = "<Year>2020</Year>", abstract: str = PLAIN, corrections: str = "") -> str:
    return ARTICLE.format(date=date, abstract=abstract, corrections=corrections)


def test_bibliography() -> None:
    report = report_of(article(), "pubmed-xml")
    assert report.title == "Examplinib versus placebo in 131I-refractory disease"
    assert report.authors == ["Berg Ana K", "NODULE Investigators"]
    assert (report.pmid, report.pmcid, report.doi) == ("99999901", "PMC9999901", "10.5555/jt.2020.7")
    assert (report.journal, report.year, report.language) == ("Journal of Tests", 2020, "zh")
    assert report.registry_ids.own == ["NCT09999904"]
    assert report.publication_types == ["Randomized Controlled Trial"]


def test_identifiers_of_cited_papers_are_never_taken() -> None:
    without = article().replace('<ELocationID EIdType="doi">10.5555/JT.2020.7</ELocationID>', "")
    assert report_of(without, "pubmed-xml").doi is None


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("<Year>2020</Year><Month>Jan</Month>", 2020),
        ("<MedlineDate>1998 Dec-1999 Jan</MedlineDate>", 1998),
        ("<MedlineDate>Spring 2001</MedlineDate>", 2001),
        ("", None),
    ],
)
def test_year(date: str, year: int | None) -> None:
    assert report_of(article(date), "pubmed-xml").year == year


def test_structured_abstract() -> None:
    abstract = """<AbstractText Label="AIMS" NlmCategory="OBJECTIVE">To see.</AbstractText>
      <AbstractText Label="WHAT WE DID" NlmCategory="METHODS">Twenty took part.</AbstractText>
      <AbstractText Label="RESULTS" NlmCategory="RESULTS">The <i>P</i> value was &lt;0.05
      (<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML"><mml:mi>χ</mml:mi><mml:mn>2</mml:mn></mml:math>).
      </AbstractText><AbstractText Label="CONCLUSIONS">Good.</AbstractText>"""
    report = report_of(article(abstract=abstract), "pubmed-xml")
    assert sections(report, "abstract") == ["background", "methods", "results", "conclusion"]
    assert text_in(report, "results").startswith("The P value was <0.05")
    assert "(χ2)" in text_in(report, "results")


def test_heads_inside_one_abstract_text() -> None:
    text = "<AbstractText>BACKGROUND: Why. RESULTS: Ten of 20 responded. CONCLUSION: Good.</AbstractText>"
    assert sections(report_of(article(abstract=text), "pubmed-xml"), "abstract") == [
        "background",
        "results",
        "conclusion",
    ]


def test_notices_and_what_the_paper_retracts() -> None:
    entry = (
        '<CommentsCorrections RefType="{}"><RefSource>J Test. 2021;1:1</RefSource><PMID>{}</PMID></CommentsCorrections>'
    )
    kinds = ["RetractionIn", "ErratumIn", "ExpressionOfConcernIn", "Cites", "CommentIn", "RetractionOf"]
    corrections = "".join(entry.format(kind, 100 + n) for n, kind in enumerate(kinds))
    report = report_of(article(corrections=corrections), "pubmed-xml")
    assert [(n.kind, n.id, n.date) for n in report.notices] == [
        ("retraction", "100", "2021"), ("erratum", "101", "2021"), ("concern", "102", "2021"),
    ]  # fmt: skip
    assert report.retracts == ["105"]


def test_editions_of_the_paper() -> None:
    entry = '<CommentsCorrections RefType="{}"><RefSource>{}</RefSource>{}</CommentsCorrections>'
    corrections = (
        entry.format("UpdateOf", "medRxiv. 2020. doi: 10.5555/early.1", "<PMID>7001</PMID>")
        + entry.format("RepublishedIn", "J Test. 2022;2:2. doi: 10.5555/Later.2", "")
        + entry.format("CommentIn", "J Test. 2021;1:1", "<PMID>7003</PMID>")
    )
    report = report_of(article(corrections=corrections), "pubmed-xml")
    assert report.editions == ["7001", "10.5555/later.2"]
    assert report.notices == []


def test_publication_type_alone_marks_a_retraction() -> None:
    marked = article().replace("Randomized Controlled Trial", "Retracted Publication")
    assert [n.kind for n in report_of(marked, "pubmed-xml").notices] == ["retraction"]


def test_indexing_dates_and_references_are_no_change_of_the_record() -> None:
    def of(text: str) -> bytes:
        return stable(Record("pubmed", "99999901", text.encode(), "pubmed-xml"))

    later = (
        article()
        .replace("<Year>2024</Year>", "<Year>2025</Year>")
        .replace('Status="MEDLINE"', 'Status="In-Data-Review"')
    )
    assert of(later) == of(article())
    assert of(article(abstract="<AbstractText>Eleven of 20 responded.</AbstractText>")) != of(article())


def test_article_without_its_citation() -> None:
    with pytest.raises(BadInput, match="MedlineCitation/Article is missing"):
        report_of("<PubmedArticle><PubmedData/></PubmedArticle>", "pubmed-xml")


def test_chapter_of_a_book() -> None:
    xml = """<PubmedBookArticle><BookDocument><PMID>99999902</PMID><Book><BookTitle>Handbook</BookTitle><PubDate>
      <Year>2019</Year></PubDate></Book><ArticleTitle>Examplinib</ArticleTitle><Abstract>
<AbstractText>Text.</AbstractText>
      </Abstract></BookDocument></PubmedBookArticle>"""
    report = report_of(xml, "pubmed-xml")
    assert (report.title, report.year, report.pmid) == ("Examplinib", 2019, "99999902")
