import json
from datetime import date

import pytest
from local_service import Answer
from lxml import etree

from schemas.errors import SourceFailed
from sources.paging import Window
from sources.pubmed import fetch as pubmed

EVERYTHING = Window(None, date(2026, 6, 1))


def found(count, key="1", environment="MCID_x", extra=""):
    history = f"<QueryKey>{key}</QueryKey><WebEnv>{environment}</WebEnv>" if count else ""
    return xml(f"<eSearchResult><Count>{count}</Count>{history}<IdList/>{extra}</eSearchResult>")


def articles(*pmids, extra=""):
    body = "".join(
        f"<PubmedArticle><MedlineCitation><PMID Version='1'>{pmid}</PMID></MedlineCitation></PubmedArticle>\n"
        for pmid in pmids
    )
    return xml(f"<!DOCTYPE PubmedArticleSet><PubmedArticleSet>{body}{extra}</PubmedArticleSet>")


def xml(text, **more):
    return Answer(f'<?xml version="1.0" ?>{text}'.encode(), kind="text/xml", **more)


def ids(pages):
    return [record.id for page in pages for record in page.records]


def test_searches_into_the_history_and_fetches_in_batches(service, session, monkeypatch):
    monkeypatch.setattr(pubmed, "BATCH", 2)
    service.script(found(3, "7", "MCID_a"), articles(11, 12), articles(13))
    pages = list(pubmed.fetch(session, "thyroid[tiab]", EVERYTHING))
    assert ids(pages) == ["11", "12", "13"]
    assert {page.total for page in pages} == {3}
    search, first, second = service.asked
    assert (search.method, search.path) == ("GET", "/esearch.fcgi")
    assert search.parameters == {
        "db": "pubmed",
        "term": "thyroid[tiab]",
        "usehistory": "y",
        "retmax": "0",
        "tool": "perennial",
    }
    assert first.parameters["WebEnv"] == "MCID_a" and first.parameters["query_key"] == "7"
    assert [asked.parameters["retstart"] for asked in (first, second)] == ["0", "2"]


def test_a_record_is_one_article(service, session):
    service.script(found(1), articles(11))
    [[record]] = [page.records for page in pubmed.fetch(session, "x", EVERYTHING)]
    assert (record.source, record.id, record.media) == ("pubmed", "11", "pubmed-xml")
    assert etree.fromstring(record.payload).tag == "PubmedArticle"
    assert not record.payload.endswith(b"\n")


def test_nothing_found_is_one_empty_page(service, session):
    service.script(found(0))
    assert [page.records for page in pubmed.fetch(session, "x", EVERYTHING)] == [[]]
    assert len(service.asked) == 1


def test_a_later_window_asks_by_the_day_of_revision(service, session):
    service.script(found(0))
    list(pubmed.fetch(session, "x", Window(date(2026, 5, 25), date(2026, 6, 8))))
    asked = service.asked[0].parameters
    assert (asked["datetype"], asked["mindate"], asked["maxdate"]) == ("mdat", "2026/05/25", "2026/06/08")


def test_introduces_itself(service, session, monkeypatch):
    monkeypatch.setenv("NCBI_API_KEY", "s3cret")
    monkeypatch.setenv("PERENNIAL_CONTACT", "me@example.org")
    service.script(found(0))
    list(pubmed.fetch(session, "x", EVERYTHING))
    asked = service.asked[0].parameters
    assert (asked["tool"], asked["email"], asked["api_key"]) == ("perennial", "me@example.org", "s3cret")


def test_a_long_query_is_posted(service, session):
    service.script(found(0))
    query = " OR ".join(f'"drug {number}"[tiab]' for number in range(200))
    list(pubmed.fetch(session, query, EVERYTHING))
    assert service.asked[0].method == "POST"
    assert service.asked[0].parameters["term"] == query


def test_more_than_the_service_gives_is_split_by_entry_date(service, session, monkeypatch):
    """Eight articles on eight days, at most three a search: every article comes, and comes once."""
    monkeypatch.setattr(pubmed, "MOST", 3)
    days = {f"2020/01/0{day}": f"{day}" for day in range(1, 9)}

    def answer(asked):
        if asked.path == "/efetch.fcgi":
            return articles(*asked.parameters["WebEnv"].split("_"))
        term = asked.parameters["term"]
        low, high = term.split('"')[1::2] if "[edat]" in term else ("1800", "2100")
        hits = [pmid for day, pmid in days.items() if low <= day <= high]
        return found(len(hits), environment="_".join(hits))

    service.answer = answer
    pages = list(pubmed.fetch(session, "x", EVERYTHING))
    assert sorted(ids(pages)) == sorted(days.values())
    assert {page.total for page in pages} == {8}


def test_a_single_day_over_the_limit_asks_for_a_narrower_query(service, session, monkeypatch):
    monkeypatch.setattr(pubmed, "FIRST_ENTRY", date(2026, 6, 3))
    service.script(found(12000))
    with pytest.raises(SourceFailed, match="narrow the query"):
        list(pubmed.fetch(session, "x", EVERYTHING))


UNKNOWN = "<ErrorList><PhraseNotFound>lenvatinibb</PhraseNotFound></ErrorList>"
EXPIRED = "<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>"


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([found(2, extra=UNKNOWN)], "did not understand the query .*lenvatinibb"),
        ([xml("<eSearchResult><ERROR>Search Backend failed</ERROR></eSearchResult>")], "Search Backend failed"),
        ([xml("<eSearchResult><IdList/></eSearchResult>")], "no count"),
        ([xml("<eSearchResult><Count>4</Count></eSearchResult>")], "no WebEnv"),
        ([Answer(b"<!DOCTYPE html><html><p>down</p></html>", kind="text/html")], "<html> in place of"),
        ([Answer(b'{"error":"API rate limit exceeded","api-key":"192.0.2.1"}')], "not complete XML"),
        ([found(1), xml(EXPIRED)], "Unable to obtain query"),
        ([found(1), xml("<PubmedArticleSet><PubmedArticle><Medline")], "not complete XML"),
        ([found(1), articles("")], "without its PMID"),
        ([found(3), articles(1)], "after 1 of 3"),
    ],
)
def test_errors_in_disguise_are_failures(service, session, answers, sentence):
    service.script(*answers)
    with pytest.raises(SourceFailed, match=sentence):
        list(pubmed.fetch(session, "x", EVERYTHING))


def test_book_chapters_count_and_are_left_out(service, session):
    service.script(found(2), articles(11, extra="<PubmedBookArticle/>"))
    assert ids(pubmed.fetch(session, "x", EVERYTHING)) == ["11"]


def test_entities_are_not_expanded(service, session):
    bomb = '<!DOCTYPE eSearchResult [<!ENTITY a "boom">]><eSearchResult><Count>&a;</Count></eSearchResult>'
    service.script(xml(bomb))
    with pytest.raises(SourceFailed, match="no count"):
        list(pubmed.fetch(session, "x", EVERYTHING))


def test_a_recorded_search_history_and_article_sets(service, session, recorded, monkeypatch):
    search = recorded("pubmed/eutils_biopython/esearch2.xml").read_bytes()
    monkeypatch.setattr(pubmed, "MOST", 50000)
    monkeypatch.setattr(pubmed, "BATCH", 20000)
    service.script(Answer(search, kind="text/xml"), articles(1), articles(2), articles(3))
    with pytest.raises(SourceFailed, match="after 3 of 42249"):
        list(pubmed.fetch(session, "x", EVERYTHING))
    assert service.asked[1].parameters["WebEnv"] == "MCID_6927d6e7fee3e90f880ec190"
    sets = sorted(recorded("pubmed/efetch/pubmed_client").glob("*.xml"))
    for path in sets:
        body = path.read_bytes()
        expected = [pmid.text for pmid in etree.fromstring(body).iterfind("PubmedArticle/MedlineCitation/PMID")]
        service.script(found(len(expected)), Answer(body, kind="text/xml", compressed=True))
        assert ids(pubmed.fetch(session, "x", EVERYTHING)) == expected
    assert len(sets) > 10


def test_recorded_errors(service, session, recorded):
    service.script(Answer(recorded("pubmed/eutils_biopython/esearch8.xml").read_bytes(), kind="text/xml"))
    with pytest.raises(SourceFailed, match="abcXYZ"):
        list(pubmed.fetch(session, "x", EVERYTHING))
    [path] = recorded("pubmed/errors").iterdir()
    [error] = json.loads(path.read_bytes())
    service.script(Answer(error["body"].encode(), error["http_status"]))
    with pytest.raises(SourceFailed, match=r"429 .*rate limit exceeded"):
        list(pubmed.fetch(session, "x", EVERYTHING))
