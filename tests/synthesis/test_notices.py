"""Notices of several sources: what is one, what stays several, and on which day it counts. Written for the project."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.models import Notice, Report, Told
from synthesis.after_inclusion import open_copies
from synthesis.notices import Known, _marked, merged, notice_key


def told(kind="retraction", doi="", pmid="", date="", source="crossref", *, learned="", text="", presumed=False):
    notice = Notice("erratum", doi or pmid, date, text, doi, pmid, [source], presumed)
    notice.kind = kind
    return Known(notice, learned)


def summary(known):
    return [(k.notice.kind, k.notice.doi, k.notice.pmid, k.notice.date, k.notice.sources) for k in known]


def test_one_notice_of_three_services_is_one_with_all_of_them_named():
    found = merged(
        [
            told(doi="10.5555/n", date="2026-07", source="crossref"),
            told(doi="10.5555/n", pmid="77", date="2026-07-14", source="retraction_watch"),
            told(pmid="77", date="2026", source="pubmed", text="J Marsh. 2026;1:2"),
        ]
    )
    assert summary(found) == [
        ("retraction", "10.5555/n", "77", "2026-07-14", ["crossref", "pubmed", "retraction_watch"])
    ]


def test_a_doi_here_and_a_pubmed_id_there_are_one_when_the_days_agree():
    doi, pmid = told(doi="10.5555/n", date="2026-07-14"), told(pmid="77", date="2026-07", source="pubmed")
    assert len(merged([doi, pmid])) == 1
    assert len(merged([doi, told(pmid="77", date="2025", source="pubmed")])) == 2
    assert len(merged([doi, told(pmid="77", date="2026-07", source="crossref")])) == 2


def test_several_notices_of_one_paper_are_all_kept():
    found = merged(
        [
            told("erratum", doi="10.5555/e1", date="2024-01-05"),
            told("erratum", doi="10.5555/e2", date="2024-01-05"),
            told("concern", doi="10.5555/e2", date="2025-01-05"),
            told("retraction", doi="10.5555/r", date="2026-01-05"),
        ]
    )
    assert [k.notice.kind for k in found] == ["erratum", "erratum", "concern", "retraction"]


def test_corrections_cited_without_any_id_are_told_apart_by_their_words():
    one, two = (told("erratum", date="2026", source="pubmed", text=f"J Marsh. 2026;{n}:1") for n in (1, 2))
    assert len(merged([one, two])) == 2
    same = told("erratum", date="2026", source="europe_pmc", text="J Marsh 2026, 1")
    assert len(merged([one, same])) == 1


def test_a_mark_without_a_notice_joins_the_notice_and_else_stands_by_itself():
    mark = told(source="openalex")
    assert summary(merged([mark, told(doi="10.5555/n", date="2026-07-14")])) == [
        ("retraction", "10.5555/n", "", "2026-07-14", ["crossref", "openalex"])
    ]
    assert len(merged([mark, told("concern", doi="10.5555/n")])) == 2
    assert len(merged([mark, told(source="pubmed")])) == 1


@pytest.mark.parametrize(
    ("title", "types", "marked"),
    [
        ("RETRACTED: Zelotinib in marsh fever", [], True),
        ("[Retracted] Zelotinib in marsh fever", [], True),
        ("Retracted article: zelotinib in marsh fever", [], True),
        ("Retracted: zelotinib in marsh fever", ["Retraction of Publication"], False),
        ("Retracted papers on marsh fever: a survey", [], False),
        ("Zelotinib in marsh fever", ["Retracted Publication"], True),
    ],
)
def test_a_title_that_begins_with_retracted_marks_the_report(title, types, marked):
    assert [n.kind for n in _marked(Report(title=title, publication_types=types))] == ["retraction"] * marked


def test_what_a_list_presumes_gives_way_to_what_another_source_knows():
    presumed = told(doi="10.5555/n", source="retraction_watch", presumed=True)
    [one] = merged([presumed, told("erratum", doi="10.5555/n", date="2026-07-14")])
    assert (one.notice.kind, one.notice.sources) == ("erratum", ["crossref", "retraction_watch"])
    assert merged([presumed])[0].notice.kind == "retraction"


def test_corrections_in_place_are_told_apart_by_their_days():
    one, two = (told("erratum", doi="10.5555/paper", date=date) for date in ("2025-01-05", "2026-01-05"))
    assert len(merged([one, two], {"10.5555/paper"})) == 2
    assert len(merged([one, told("erratum", doi="10.5555/paper", date="2025-01-05")], {"10.5555/paper"})) == 1
    assert len({notice_key("pubmed:1", k.notice) for k in (one, two)}) == 2


def test_the_day_of_a_notice_of_which_only_the_year_is_known():
    assert told(date="2026-07-14", learned="2026-09-01").day == "2026-07-14"
    assert told(date="2026", learned="2026-09-01").day == "2026-09-01"
    assert told(date="2020", learned="2026-09-01").day == "2020-12-31"
    assert told(date="2026-10", learned="2026-09-01").day == "2026-10-01"
    assert told(learned="2026-09-01").day == "2026-09-01"
    assert told(date="2026-07-14", learned="2026-09-01").settled_from == "2026-09-01"


def test_unpaywall_is_asked_first_for_an_open_copy():
    from synthesis.shapes import Reading

    class Paper:
        doi, pmid = "10.5555/a", "1"

    reading = Reading.__new__(Reading)
    reading.extraction = type("Extraction", (), {"report": Paper})
    reading.key = "pubmed:1"
    alex = Told("openalex_notices", pmid="1", open_copy="https://example.org/alex")
    wall = Told("unpaywall", doi="10.5555/a", open_copy="https://example.org/wall")
    assert open_copies([alex, wall], [reading]) == {"pubmed:1": "https://example.org/wall"}
    assert open_copies([alex], [reading]) == {"pubmed:1": "https://example.org/alex"}
    assert open_copies([], [reading]) == {}


ids = st.sampled_from(["", "10.5555/a", "10.5555/b"])
notices = st.builds(
    told, st.sampled_from(["retraction", "concern", "erratum"]), ids, st.sampled_from(["", "1", "2"]),
    st.sampled_from(["", "2026", "2026-07", "2026-07-14", "2025-01-01"]),
    st.sampled_from(["crossref", "pubmed", "openalex"]),
)  # fmt: skip


@given(st.lists(notices, max_size=6), st.randoms())
def test_the_order_of_tellings_does_not_matter_and_no_kind_or_source_is_lost(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert summary(merged(found)) == summary(merged(shuffled))
    assert {k.notice.kind for k in merged(found)} == {k.notice.kind for k in found}
    told_by = {(k.notice.kind, s) for k in found for s in k.notice.sources}
    assert {(k.notice.kind, s) for k in merged(found) for s in k.notice.sources} == told_by
    assert summary(merged(merged(found))) == summary(merged(found))
