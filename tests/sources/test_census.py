"""A census of a query: every id, by requests that bring nothing else."""

import json
from datetime import date

import pytest
from local_service import Answer

from schemas.errors import SourceFailed
from sources.clinicaltrials_gov.fetch import census as ctgov
from sources.crossref.fetch import census as crossref
from sources.ctis.fetch import census as ctis
from sources.europe_pmc.fetch import census as europe_pmc
from sources.isrctn.fetch import census as isrctn
from sources.openalex.fetch import census as openalex
from sources.pubmed import fetch as pubmed_fetch
from sources.pubmed.fetch import census as pubmed

DAY = date(2026, 6, 1)


def studies(numbers, **more):
    found = [{"protocolSection": {"identificationModule": {"nctId": f"NCT{n:08}"}}} for n in numbers]
    return Answer(json.dumps({"studies": found} | more).encode())


def test_clinicaltrials_gov_gives_ids_only_page_by_page(service, session):
    service.script(studies([1, 2], totalCount=3, nextPageToken="t"), studies([3]))
    found = ctgov(session, "croup", DAY)
    assert (found.total, found.ids) == (3, ("NCT00000001", "NCT00000002", "NCT00000003"))
    asked = service.asked[0].parameters
    assert (asked["fields"], asked["pageSize"], asked["countTotal"]) == ("NCTId", "1000", "true")
    assert "filter.advanced" not in asked
    assert service.asked[1].parameters["pageToken"] == "t"


def test_a_census_that_stops_early_is_a_failure(service, session):
    service.script(studies([1, 2], totalCount=300))
    with pytest.raises(SourceFailed, match="ended after 2 of 300"):
        ctgov(session, "croup", DAY)


def test_europe_pmc_gives_names_of_hits(service, session):
    hits = [{"id": "1", "source": "MED"}, {"id": "PPR2", "source": "PPR"}]
    body = {"version": "6.9", "hitCount": 2, "resultList": {"result": hits}}
    service.script(Answer(json.dumps(body).encode()))
    found = europe_pmc(session, "croup", DAY)
    assert (found.total, found.ids) == (2, ("MED/1", "PPR/PPR2"))
    assert service.asked[0].parameters["resultType"] == "idlist"


def search(ids, count=None):
    listed = "".join(f"<Id>{pmid}</Id>" for pmid in ids)
    count = len(ids) if count is None else count
    return Answer(f"<eSearchResult><Count>{count}</Count><IdList>{listed}</IdList></eSearchResult>".encode())


def test_pubmed_lists_its_ids_in_one_request(service, session):
    service.script(search([7, 8]))
    assert pubmed(session, "croup", DAY).ids == ("7", "8")
    assert len(service.asked) == 1
    assert service.asked[0].parameters["retmax"] == "9999"
    assert "mindate" not in service.asked[0].parameters


def test_pubmed_is_split_by_entry_date_above_what_one_request_gives(service, session, monkeypatch):
    monkeypatch.setattr(pubmed_fetch, "MOST", 2)

    def answer(asked):
        term = asked.parameters["term"]
        if "[edat]" not in term:
            return search([], 3)
        early, late = '"1800/01/01"' in term, "2026/06/03" in term
        return search([], 3) if early and late else search([1, 2] if early else [3])

    service.answer = answer
    found = pubmed(session, "croup", DAY)
    assert (found.total, found.ids) == (3, ("1", "2", "3"))


def test_pubmed_with_fewer_ids_than_it_counted_is_a_failure(service, session):
    service.script(search([1, 2], 90))
    with pytest.raises(SourceFailed, match="ended after 2 of 90"):
        pubmed(session, "croup", DAY)


def test_ctis_lists_its_trials_without_fetching_one(service, session):
    rows = [{"ctNumber": f"2025-50000{n}-11-00"} for n in (1, 2)]
    body = {"pagination": {"totalRecords": 2, "nextPage": False}, "data": rows}
    service.script(Answer(json.dumps(body).encode()))
    found = ctis(session, "dry eye", DAY)
    assert (found.total, found.ids) == (2, ("2025-500001-11-00", "2025-500002-11-00"))
    assert [asked.path for asked in service.asked] == ["/search"]


def test_isrctn_tells_the_count_with_one_record(service, session):
    xml = b"<allTrials xmlns='http://www.67bricks.com/isrctn' totalCount='812'><fullTrial/></allTrials>"
    service.script(Answer(xml, kind="application/xml"))
    found = isrctn(session, "tea", DAY)
    assert (found.total, found.ids) == (812, None)
    assert service.asked[0].parameters == {"q": "tea", "limit": "1"}


def test_crossref_and_openalex_tell_the_count_alone(service, session):
    service.script(Answer(json.dumps({"message": {"total-results": 70, "items": []}}).encode()))
    assert (crossref(session, "tea", DAY).total, service.asked[-1].parameters["rows"]) == (70, "0")
    service.script(Answer(json.dumps({"meta": {"count": 71}, "results": [{"id": "W1"}]}).encode()))
    found = openalex(session, "tea", DAY)
    assert (found.total, found.ids, service.asked[-1].parameters["per-page"]) == (71, None, "1")
    service.script(Answer(json.dumps({"meta": {}, "results": []}).encode()))
    with pytest.raises(SourceFailed, match="holds no count"):
        openalex(session, "tea", DAY)
