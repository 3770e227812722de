"""Notices as PubMed and Europe PMC cite them: every one arrives, with its day and its ids."""

import re
from collections import Counter

import pytest
from lxml import etree

from schemas.models import Record, Report
from sources.inbox.read import records_of_file
from sources.readers import read_record
from sources.references import NOTICES, date_in, take_reference

ARRIVE = {**NOTICES, "retractionof": "retracts", "partialretractionof": "retracts", "erratumfor": "corrects",
          "expressionofconcernfor": "doubts"}  # fmt: skip


def test_every_notice_in_the_recorded_files_of_pubmed_arrives(recorded):
    written, arrived = Counter(), Counter()
    for path in sorted(recorded("pubmed").rglob("*.xml")):
        payload = path.read_bytes()
        if b"CommentsCorrectionsList" not in payload:
            continue
        for node in etree.fromstring(payload).iterfind(".//CommentsCorrections"):
            kind = ARRIVE.get(node.get("RefType", "").lower())
            if kind and node.getparent().getparent().tag == "MedlineCitation":
                written[kind] += 1
        for record in records_of_file(path):
            report = read_record(record)
            arrived.update(n.kind for n in report.notices if not n.text.startswith("PubMed marks"))
            arrived.update({name: len(getattr(report, name)) for name in ("retracts", "corrects", "doubts")})
    assert written["erratum"] >= 20
    assert written["retraction"] >= 4
    assert +arrived == +written


def test_the_retracted_papers_of_the_recorded_export(recorded):
    reports = [
        read_record(r) for r in records_of_file(recorded("pubmed/web_export/neilfws_retraction_example_2011.xml"))
    ]
    marked = [r for r in reports if "Retracted Publication" in r.publication_types]
    assert marked
    assert all(any(n.kind == "retraction" for n in r.notices) for r in marked)


@pytest.mark.parametrize(
    ("relation", "kind"),
    [
        ("RetractionIn", "retraction"),
        ("Retraction in", "retraction"),
        ("PartialRetractionIn", "retraction"),
        ("RetractedandRepublishedIn", "retraction"),
        ("ErratumIn", "erratum"),
        ("CorrectedandRepublishedIn", "erratum"),
        ("ExpressionOfConcernIn", "concern"),
    ],
)
def test_the_names_of_the_relations(relation, kind):
    report = Report()
    take_reference(report, relation, "J Marsh. 2026 Jul 14;3(2):1. doi: 10.5555/Marsh.9.", "77")
    [notice] = report.notices
    assert (notice.kind, notice.id, notice.pmid, notice.doi, notice.date) == (
        kind, "77", "77", "10.5555/marsh.9", "2026-07-14",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("relation", "field"),
    [("RetractionOf", "retracts"), ("ErratumFor", "corrects"), ("ExpressionOfConcernFor", "doubts")],
)
def test_a_notice_names_the_paper_it_is_about(relation, field):
    report = Report()
    take_reference(report, relation, "J Marsh. 2020;1:1", "55")
    take_reference(report, "CommentOn", "J Marsh. 2020;1:1", "56")
    assert getattr(report, field) == ["55"]
    assert report.notices == []


@pytest.mark.parametrize(
    ("reference", "date"),
    [
        ("J Marsh. 2026 Jul 14;3(2):1", "2026-07-14"),
        ("J Marsh. 2026 Jul;3(2):1", "2026-07"),
        ("J Marsh. 2026 Jul-Aug;3(2):1", "2026-07"),
        ("J Marsh. 2026;3(2):1", "2026"),
        ("J Marsh. 2026 Spring;3:2021-2", "2026"),
        ("J Marsh. 2026 Jul 99;3", "2026-07"),
        ("J Marsh", ""),
    ],
)
def test_the_day_of_a_reference(reference, date):
    assert date_in(reference) == date
    assert not date or re.fullmatch(r"\d{4}(-\d\d){0,2}", date)


def test_a_mark_of_europe_pmc_stands_where_no_notice_is_cited():
    hit = b'{"id": "1", "source": "MED", "pubTypeList": {"pubType": ["Retracted Publication"]}}'
    [notice] = read_record(Record("europe_pmc", "MED/1", hit, "europepmc-json")).notices
    assert (notice.kind, notice.id) == ("retraction", "")
