"""Europe PMC hits and JATS full texts, invented for the test."""

from __future__ import annotations

import orjson
import pytest
from reading import report_of, sections, text_in

from schemas.errors import BadInput
from schemas.models import Record
from sources.readers import stable

HIT = {
    "id": "99999901", "source": "MED", "pmid": "99999901", "pmcid": "PMC9999901", "doi": "10.5555/JT.2020.7",
    "title": "Examplinib <i>versus</i> placebo.", "pubYear": "2020", "language": "eng",
    "authorList": {"author": [{"firstName": "Ana", "lastName": "Berg"}, {"collectiveName": "NODULE Group"}]},
    "journalInfo": {"journal": {"title": "Journal of Tests"}},
    "pubTypeList": {"pubType": ["Randomized Controlled Trial"]},
    "abstractText": "<h4>Background</h4>Why. <h4>Results</h4>Ten of 20 (P&lt;0.05; n<sub>1</sub>=20). "
    "<h4>Conclusion</h4>Good.",
    "commentCorrectionList": {"commentCorrection": [
        {"id": "99999999", "type": "Retraction in", "reference": "J Test. 2022;2:2"},
        {"id": "11111111", "type": "Comment in", "reference": "J Test. 2021;2:2"}]},
    "citedByCount": 4,
}  # fmt: skip


def test_hit() -> None:
    report = report_of(orjson.dumps(HIT), "europepmc-json")
    assert (report.title, report.authors) == ("Examplinib versus placebo", ["Berg Ana", "NODULE Group"])
    assert (report.pmid, report.pmcid, report.doi) == ("99999901", "PMC9999901", "10.5555/jt.2020.7")
    assert (report.year, report.journal, report.language) == (2020, "Journal of Tests", "en")
    assert sections(report, "abstract") == ["background", "results", "conclusion"]
    assert text_in(report, "results") == "Ten of 20 (P<0.05; n1=20)."
    assert [(n.kind, n.id, n.date) for n in report.notices] == [("retraction", "99999999", "2022")]


def test_preprint_and_thin_hits() -> None:
    assert report_of(orjson.dumps({**HIT, "source": "PPR"}), "europepmc-json").status == "preprint"
    thin = report_of(b'{"id": "1", "source": "MED", "authorString": "Berg A, Li W."}', "europepmc-json")
    assert (thin.authors, thin.title, thin.blocks) == (["Berg A", "Li W"], "", [])


def test_citation_counts_are_no_change_of_the_hit() -> None:
    def of(hit: dict[str, object]) -> bytes:
        return stable(Record("europe_pmc", "MED/99999901", orjson.dumps(hit), "europepmc-json"))

    assert of({**HIT, "citedByCount": 5}) == of(HIT)
    assert of({**HIT, "abstractText": "Eleven."}) != of(HIT)


JATS = """<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.2//EN" "JATS-archivearticle1.dtd">
<article article-type="research-article" xml:lang="en" xmlns:xlink="http://www.w3.org/1999/xlink"{namespace}>
<front><journal-meta><journal-title-group><journal-title>Journal of Tests</journal-title></journal-title-group>
</journal-meta>
<article-meta><article-id pub-id-type="pmid">99999901</article-id><article-version>1</article-version>
<article-id pub-id-type="pmc">9999901</article-id><article-version>2</article-version>
<article-id pub-id-type="doi">10.5555/JT.2020.7</article-id>
<title-group><article-title>Examplinib in nodules<xref ref-type="fn" rid="f">*</xref></article-title>
<subtitle>a trial</subtitle></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>Berg</surname><given-names>Ana</given-names></name>
</contrib>
<contrib contrib-type="editor"><name><surname>No</surname></name></contrib>
<contrib contrib-type="author"><collab>NODULE Group</collab></contrib></contrib-group>
<pub-date pub-type="epub"><year>2019</year></pub-date><pub-date pub-type="ppub"><year>2020</year></pub-date>
<related-article related-article-type="retraction-forward" xlink:href="10.5555/jt.2021.9"/>
<abstract><sec><title>Methods:</title><p>We took 40.</p></sec><sec><title>Results</title><p>Ten of 20.</p></sec>
</abstract>
<abstract abstract-type="graphical"><p>A picture.</p></abstract></article-meta></front>
<body><sec sec-type="intro"><title>Introduction</title><p>Others saw 61%<sup><xref ref-type="bibr" rid="r">12</xref>
</sup>.</p></sec>
<sec><title>2. Patients and methods</title><p>Forty took part.</p><sec><title>Inclusion criteria</title>
<p>Adults.</p></sec></sec>
<sec><title>Results</title><p>Ten of 20 (50%).<xref ref-type="table" rid="T1">Table 1</xref></p>
<sec><title>Patients</title><p>Mean age was 60.</p></sec>
<table-wrap id="T1"><label>Table 1</label><caption><p>Response</p></caption><table><thead>
<tr><th rowspan="2">Outcome</th><th colspan="2">Arm</th></tr><tr><th>A (n&#160;=&#160;20)</th><th>B</th></tr></thead>
<tbody>
<tr><td rowspan="2">Response</td><td>10<sup>a</sup> (50)</td>
<td>5<xref ref-type="table-fn" rid="f1">1</xref> (25)</td></tr>
<tr><td>3 &#215; 10<sup>9</sup></td><td>kg/m<sup>2</sup></td></tr></tbody></table>
<table-wrap-foot><p>a by review</p></table-wrap-foot></table-wrap>
<table-wrap id="T2"><label>Table 2</label><graphic xlink:href="t2.jpg"/></table-wrap>
<fig id="F1"><label>Figure 1</label><caption><p>Flow.</p></caption></fig></sec>
<sec><title>Discussion</title><p>Others saw 70%.</p></sec></body>
<back><ack><title>Acknowledgements</title><p>Thanks.</p></ack><ref-list><ref id="r"><mixed-citation>Olsen K.
<pub-id pub-id-type="doi">10.5555/other.1</pub-id></mixed-citation></ref></ref-list></back></article>"""


@pytest.mark.parametrize("namespace", ["", ' xmlns="https://jats.nlm.nih.gov/ns/archiving/1.3/"'])
def test_full_text(namespace: str) -> None:
    report = report_of(JATS.format(namespace=namespace), "jats")
    assert (report.title, report.authors) == ("Examplinib in nodules: a trial", ["Berg Ana", "NODULE Group"])
    assert (report.pmid, report.pmcid, report.doi) == ("99999901", "PMC9999901", "10.5555/jt.2020.7")
    assert (report.year, report.journal, report.language) == (2020, "Journal of Tests", "en")
    assert [(n.kind, n.id) for n in report.notices] == [("retraction", "10.5555/jt.2021.9")]
    assert sections(report, "abstract") == ["methods", "results"]
    body = [
        "title",
        "introduction",
        "methods",
        "eligibility",
        "results",
        "discussion",
        "other",
        "references",
        "caption",
    ]
    assert sections(report, "body") == body
    assert text_in(report, "introduction") == "Others saw 61%."
    assert text_in(report, "results", "body") == "Ten of 20 (50%).Table 1\nMean age was 60."
    assert text_in(report, "caption") == "Figure 1 Flow."


def test_tables_are_grids_with_spans_resolved_and_marks_dropped() -> None:
    first, second = report_of(JATS.format(namespace=""), "jats").tables
    assert (first.id, first.label, first.caption, first.footnotes) == ("T1", "Table 1", "Response", "a by review")
    assert first.header_rows == 2
    assert first.rows == [
        ["Outcome", "Arm", "Arm"],
        ["Outcome", "A (n\u00a0=\u00a020)", "B"],
        ["Response", "10 (50)", "5 (25)"],
        ["Response", "3 × 109", "kg/m2"],
    ]
    assert second.is_image
    assert second.rows == []


def test_retraction_notice_names_what_it_retracts() -> None:
    xml = (
        JATS.format(namespace="")
        .replace("research-article", "retraction")
        .replace("retraction-forward", "retracted-article")
    )
    report = report_of(xml, "jats")
    assert report.retracts == ["10.5555/jt.2021.9"]
    assert report.notices == []
    assert report.publication_types == ["Retraction of Publication"]


def test_article_without_front_matter() -> None:
    with pytest.raises(BadInput, match="article/front/article-meta is missing"):
        report_of("<article><body/></article>", "jats")
