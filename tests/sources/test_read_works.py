"""Works of Crossref and OpenAlex, open copies of Unpaywall, rows of Retraction Watch: what is read of them."""

import json
import time
from pathlib import Path

import pytest
from recorded_works import crossref_works, exchanges, works_in

from schemas.errors import BadInput
from schemas.models import Paper, Record
from sources.crossref import read as crossref
from sources.openalex import read as openalex
from sources.readers import read_record, stable
from sources.retraction_watch.read import is_file, notices_of, record_of, rows_about
from sources.unpaywall import read as unpaywall

UPDATED = {"date-parts": [[2026, 7, 14]]}
WORK = {
    "DOI": "10.5555/Marsh.1", "type": "journal-article", "title": ["Zelotinib in <i>marsh</i> fever &amp; ague."],
    "author": [{"given": "Ada", "family": "Berg"}, {"name": "Marsh Fever Group"}, {"given": "Only"}],
    "container-title": ["Journal of Marsh Fever"], "issued": {"date-parts": [[2024, 3]]}, "language": "en",
    "abstract": "<jats:title>Methods</jats:title><jats:p>We gave it.</jats:p><jats:title>Results</jats:title>"
                "<jats:p>It <jats:italic>helped</jats:italic> 4 of 9.</jats:p>",
    "clinical-trial-number": [{"clinical-trial-number": "nct90000001", "registry": "10.18810/clinical-trials-gov"}],
    "updated-by": [
        {"DOI": "10.5555/N.1", "type": "retraction", "label": "Retraction", "updated": UPDATED,
         "source": "retraction-watch"},
        {"DOI": "10.5555/n.1", "type": "retraction", "label": "Retraction", "updated": UPDATED, "source": "publisher"},
        {"DOI": "10.5555/n.2", "type": "expression_of_concern", "updated": {"date-parts": [[2025]]}},
        {"DOI": "10.5555/n.3", "type": "corrigendum", "updated": {"date-parts": [[None]]}},
        {"DOI": "10.5555/n.4", "type": "new_version", "updated": UPDATED},
    ],
    "is-referenced-by-count": 3, "indexed": {"date-time": "2026-08-01"},
}  # fmt: skip


def report_of(work, media="crossref-json", source="crossref"):
    return read_record(Record(source, "x", json.dumps(work).encode(), media))


def test_a_work_of_crossref_with_everything_in_it():
    report = report_of(WORK)
    assert report.doi == "10.5555/marsh.1"
    assert report.title == "Zelotinib in marsh fever & ague"
    assert report.authors == ["Berg Ada", "Marsh Fever Group", "Only"]
    assert (report.year, report.journal, report.language) == (2024, "Journal of Marsh Fever", "en")
    assert report.registry_ids.own == ["NCT90000001"]
    assert [(b.section, b.text) for b in report.blocks[1:]] == [
        ("methods", "We gave it."),
        ("results", "It helped 4 of 9."),
    ]
    assert [(n.kind, n.doi, n.date, sorted(n.sources)) for n in report.notices] == [
        ("retraction", "10.5555/n.1", "2026-07-14", ["crossref", "retraction_watch"]),
        ("concern", "10.5555/n.2", "2025", ["crossref"]),
        ("erratum", "10.5555/n.3", "", ["crossref"]),
    ]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("retraction", "retracts"),
        ("withdrawal", "retracts"),
        ("erratum", "corrects"),
        ("expression_of_concern", "doubts"),
    ],
)
def test_a_notice_says_which_work_it_is_about(kind, field):
    report = report_of({"DOI": "10.5555/n", "update-to": [{"DOI": "10.5555/Marsh.1", "type": kind}]})
    assert getattr(report, field) == ["10.5555/marsh.1"]
    assert report.notices == []


def test_a_paper_marked_in_place_does_not_become_a_notice_about_itself():
    both = [{"DOI": "10.5555/a", "type": "retraction", "updated": UPDATED}]
    report = report_of({"DOI": "10.5555/A", "update-to": both, "updated-by": both})
    assert report.retracts == []
    assert [(n.kind, n.doi) for n in report.notices] == [("retraction", "10.5555/a")]
    days = [{"DOI": "10.5555/a", "type": "correction", "updated": {"date-parts": [[y, 1, 1]]}} for y in (2024, 2025)]
    assert len(report_of({"DOI": "10.5555/a", "update-to": days}).notices) == 2


def test_a_reinstatement_is_told_with_the_retraction():
    again = {"DOI": "10.5555/n.9", "type": "reinstatement", "updated": {"date-parts": [[2026, 9, 1]]}}
    notices = report_of(WORK | {"updated-by": [WORK["updated-by"][0], again]}).notices
    assert [n.text for n in notices] == ["Retraction; reinstated 2026-09-01"]


def test_counts_and_days_of_indexing_do_not_change_a_work_and_a_notice_does():
    def form(work):
        return stable(Record("crossref", "x", json.dumps(work).encode(), "crossref-json"))

    assert form(WORK) == form(WORK | {"is-referenced-by-count": 4, "indexed": {}, "score": 1.5})
    assert form(WORK) != form(WORK | {"updated-by": []})


@pytest.mark.parametrize("payload", [b"{", b"[]", b'{"title": ["x"]}', b'{"DOI": "none"}'])
def test_what_is_no_work_is_refused_in_a_sentence(payload):
    with pytest.raises(BadInput, match="x"):
        crossref.read(Record("crossref", "x", payload, "crossref-json"))
    with pytest.raises(BadInput, match="x"):
        openalex.read(Record("openalex", "x", payload, "openalex-json"))


ALEX = {
    "id": "https://openalex.org/W1", "doi": "https://doi.org/10.5555/marsh.1", "title": "Zelotinib in marsh fever.",
    "ids": {"pmid": "https://pubmed.ncbi.nlm.nih.gov/90000001", "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/77"},
    "publication_year": 2024, "language": "en", "type": "article", "is_retracted": True,
    "authorships": [{"author": {"display_name": "Ada van der Berg"}}, {"author": {"display_name": "Li, Wei"}}],
    "primary_location": {"source": {"display_name": "Journal of Marsh Fever"}},
    "best_oa_location": {"pdf_url": None, "landing_page_url": "https://example.org/1"},
    "abstract_inverted_index": {"helped": [1], "It": [0], "of": [3], "4": [2], "9.": [4]},
}  # fmt: skip


def test_a_work_of_openalex():
    report = report_of(ALEX, "openalex-json", "openalex")
    assert (report.doi, report.pmid, report.pmcid) == ("10.5555/marsh.1", "90000001", "PMC77")
    assert report.authors == ["van der Berg Ada", "Li Wei"]
    assert report.blocks[-1].text == "It helped 4 of 9."
    assert [n.kind for n in report.notices] == ["retraction"]
    assert openalex.open_copy(json.dumps(ALEX).encode(), "x") == "https://example.org/1"
    assert openalex.abstract_of({"abstract_inverted_index": {"word": [10**9, "x"]}}) == ""


def test_every_recorded_work_is_read(recorded):
    works = list(crossref_works(recorded("crossref")))
    assert len(works) > 2000
    reports = [report_of(work) for work in works if isinstance(work.get("DOI"), str)]
    assert sum(bool(r.title) for r in reports) > 0.99 * len(reports)
    corrected = {doi for r in reports for doi in r.corrects}
    assert {"10.1371/journal.pone.0120799", "10.1111/ijal.12157"} <= corrected
    assert {n.kind for r in reports for n in r.notices} == {"erratum"}
    alex = [
        report_of(work, "openalex-json", "openalex")
        for path in sorted(recorded("openalex").rglob("*.yaml"))
        for _, _, reply in exchanges(path)
        for work in works_in(reply, "authorships")
    ]
    assert len(alex) > 30
    assert sum(len(r.blocks) > 1 for r in alex) >= 20


def test_the_address_of_an_open_copy(recorded):
    answer = recorded("unpaywall/fastpaper/unpaywall_lookup.json").read_bytes()
    assert unpaywall.open_copy(answer) == "https://www.nature.com/articles/nature12373.pdf"
    moved = json.loads(answer)
    moved["best_oa_location"]["updated"] = "2027-01-01"
    assert unpaywall.stable(json.dumps(moved).encode()) == unpaywall.stable(answer)


def test_open_copies_the_published_version_first():
    places = [{"version": v, "url": f"https://example.org/{v}"} for v in ("submittedVersion", "publishedVersion")]
    assert unpaywall.open_copy(json.dumps({"oa_locations": places}).encode()) == "https://example.org/publishedVersion"
    assert unpaywall.open_copy(b'{"is_oa": false, "best_oa_location": null, "oa_locations": []}') == ""
    assert unpaywall.open_copy(b'{"oa_locations": [{"url": "javascript:x"}]}') == ""


HEADER = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
    "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,"
)


def line(number, doi, pmid="0", *, nature="Retraction", date="8/16/2026 0:00", notice="10.5555/N.1", by="0"):
    return (
        f'{number},"Zelotinib, a made-up paper",S,I,J,P,C,A,U,Article,{date},{notice},{by},1/2/2020 0:00,'
        f'{doi},{pmid},{nature},"+Concerns about Data;+Withdrawn;",No,,'
    )


def notices_about(paper, *lines):
    content = "\n".join([HEADER, *lines, ""]).encode("utf-8-sig")
    assert is_file(content)
    found = rows_about(content, [paper], "file.csv")
    return notices_of(record_of(paper, found[paper]).payload) if paper in found else []


def test_rows_of_the_file_are_found_by_doi_and_by_pubmed_id():
    paper = Paper("10.5555/marsh.1", "90000001")
    [by_doi] = notices_about(paper, line(1, "10.5555/Marsh.1"), line(2, "unavailable"))
    assert (by_doi.kind, by_doi.doi, by_doi.pmid, by_doi.date) == ("retraction", "10.5555/n.1", "", "2026-08-16")
    assert by_doi.text == "Retraction: Concerns about Data; Withdrawn"
    [by_pmid] = notices_about(
        paper, line(1, "unavailable", "90000001", nature="Expression of concern", date="bad", notice="0", by="55")
    )
    assert (by_pmid.kind, by_pmid.doi, by_pmid.pmid, by_pmid.date) == ("concern", "", "55", "")
    assert notices_about(Paper("", ""), line(1, "unavailable")) == []


def test_every_row_about_a_paper_is_kept_and_a_reinstatement_is_told():
    notices = notices_about(
        Paper("10.5555/a"),
        line(1, "10.5555/a", nature="Correction", notice="10.5555/c"),
        line(2, "10.5555/a"),
        line(3, "10.5555/a", nature="Reinstatement", date="9/1/2026 0:00"),
        line(4, "10.5555/a", nature="Something new"),
    )
    assert [n.kind for n in notices] == ["erratum", "retraction"]
    assert notices[1].text.endswith("; reinstated 2026-09-01")


def test_a_file_of_fifty_thousand_lines_takes_less_than_a_second():
    lines = [line(n, f"10.5555/paper.{n}", str(n + 1)) for n in range(50_000)]
    content = "\n".join([HEADER, *lines]).encode()
    papers = [Paper(f"10.5555/paper.{n}") for n in range(0, 50_000, 500)]
    began = time.process_time()
    found = rows_about(content, papers, "file.csv")
    assert time.process_time() - began < 1
    assert set(found) == set(papers)


def test_the_pairs_beside_the_project(recorded):
    content = recorded("retractions/retraction_watch_doi_pairs.csv").read_bytes()
    assert is_file(content[:4096])
    paper = Paper("10.1016/j.ijgo.2014.05.004")
    [notice] = notices_of(record_of(paper, rows_about(content, [paper], "x")[paper]).payload)
    assert (notice.kind, notice.doi, notice.presumed) == ("retraction", "10.1002/ijgo.70152", True)


def test_a_file_without_its_columns_is_refused():
    assert not is_file(b"Title,DOI\n")
    with pytest.raises(BadInput, match="RetractionDOI"):
        rows_about(b"OriginalPaperDOI\n10.5555/a\n", [], "file.csv")


def test_works_dropped_into_the_inbox_are_known(tmp_path: Path):
    from sources.inbox.read import records_of_file

    path = tmp_path / "works.json"
    path.write_text(json.dumps({"message": {"items": [WORK, {"DOI": "10.5555/b", "title": ["Another"]}]}}))
    assert [read_record(r).doi for r in records_of_file(path)] == ["10.5555/marsh.1", "10.5555/b"]
    path.write_text(json.dumps({"meta": {}, "results": [ALEX]}))
    assert [(r.media, read_record(r).pmid) for r in records_of_file(path)] == [("openalex-json", "90000001")]


def test_extract_says_what_the_file_is(tmp_path: Path):
    from sources.inbox.read import records_of_file

    path = tmp_path / "rw.csv"
    path.write_text(f"{HEADER}\n{line(1, '10.5555/a')}\n")
    [record] = records_of_file(path)
    with pytest.raises(BadInput, match="file of Retraction Watch"):
        read_record(record)
