"""What notices do to the tables: days of reading, of decisions and of notices against each other. Written for it."""

import pytest
from trials import PROTOCOL, by_id, counts, hazard_ratio, trial

from schemas.models import Notice, Told
from synthesis import Correction, Decision, build
from synthesis.keys import result_keys

READ, BEFORE, AFTER, LEARNED = "2026-06-01", "2026-05-01", "2026-07-14", "2026-08-01"


def paper(**fields):
    return trial([counts("A", 24, 196), counts("B", 10, 201)], doi="10.5555/a", **fields)


def told(kind, date, doi="10.5555/n", learned=LEARNED):
    notice = Notice("erratum", doi, date, "words", doi, sources=["crossref"])
    notice.kind = kind
    return Told("crossref_notices", "10.5555/a", notices=[notice], learned=learned)


def built(*said, decisions=(), corrections=(), extraction=None):
    found = extraction or paper()
    return build(
        [found], PROTOCOL, list(decisions), list(corrections),
        first_seen={"pubmed:1": READ}, changed_on={"pubmed:1": READ}, told=list(said),
    ).tables  # fmt: skip


def included(day):
    return Decision("pubmed:1", "include", "looked at", "Ada", day)


def rules(tables):
    return {f["rule"] for f in tables["findings"]}


def test_a_correction_newer_than_the_first_reading_marks_the_rows():
    tables = built(told("erratum", AFTER))
    (row,) = tables["meta_analysis"]
    assert row["findings"] == ["erratum_after_reading"]
    (finding,) = by_id(tables["findings"], rule="erratum_after_reading")
    assert finding["severity"] == "warning" and finding["rows"] and "10.5555/n, 2026-07-14" in finding["message"]
    (notice,) = tables["notices"]
    assert (notice["learned_on"], notice["effect"]) == (LEARNED, "what was read is open again")


def test_an_older_correction_is_only_said():
    tables = built(told("erratum", BEFORE))
    assert tables["meta_analysis"][0]["findings"] == []
    (finding,) = by_id(tables["findings"], rule="erratum")
    assert finding["severity"] == "info"


@pytest.mark.parametrize(
    ("decided", "open_again"), [("2026-06-15", True), (AFTER, True), ("2026-07-31", True), (LEARNED, False), ("", True)]
)
def test_a_decision_answers_a_correction_from_the_day_on_which_it_can_be_known(decided, open_again):
    tables = built(told("erratum", AFTER), decisions=[included(decided)])
    assert ("erratum_after_reading" in rules(tables)) is open_again
    (screened,) = tables["screening"]
    assert screened["stale"] is open_again
    stale = by_id(tables["findings"], rule="decision_stale")
    assert bool(stale) is open_again
    assert all("before a correction of it was published (doi 10.5555/n" in f["message"] for f in stale)


def test_a_decision_that_is_older_than_a_correction_opens_it_even_if_the_reading_is_newer():
    tables = built(told("erratum", "2026-05-20"), decisions=[included(BEFORE)])
    assert "erratum_after_reading" in rules(tables)
    assert "erratum_after_reading" not in rules(built(told("erratum", "2026-05-20"), decisions=[included(LEARNED)]))


def test_a_number_that_was_confirmed_after_the_correction_is_marked_no_more():
    extraction = paper()
    keys = result_keys(extraction)
    confirmed = [Correction(key, "event", n, n, "", "Ada", LEARNED) for key, n in zip(keys, ("24", "10"), strict=True)]
    tables = built(told("erratum", AFTER), corrections=confirmed, extraction=extraction)
    assert tables["meta_analysis"][0]["findings"] == []
    older = [Correction(keys[0], "n", "196", "197", "", "Ada", "2026-06-15")]
    tables = built(told("erratum", AFTER), corrections=older, extraction=paper())
    assert "corrected" in rules(tables)
    (stale,) = by_id(tables["findings"], rule="correction_stale")
    assert "older than a correction that was published" in stale["message"]


def test_a_row_that_was_set_before_the_correction_is_said():
    (row,) = built()["meta_analysis"]
    for day, said in (("2026-06-15", True), (LEARNED, False)):
        by_hand = [Correction(row["row_id"], "ai", "24", "25", "", "Ada", day)]
        tables = built(told("erratum", AFTER), corrections=by_hand)
        assert tables["meta_analysis"][0]["ai"] == 25
        assert bool(by_id(tables["findings"], rule="correction_stale")) is said


def test_a_retraction_told_by_another_service_holds_the_study():
    tables = built(told("retraction", AFTER))
    assert tables["meta_analysis"] == []
    assert {h["reason"] for h in tables["held"]} == {"retraction"}
    assert any("10.5555/n, 2026-07-14; told by crossref" in h["message"] for h in tables["held"])
    assert tables["studies"][0]["retracted"] is True
    assert all(row["event"] is None for row in tables["results"])


def test_a_decision_that_is_older_than_the_retraction_lets_nothing_stand():
    registry = trial([hazard_ratio(0.6, 0.4, 0.9)], source="clinicaltrials_gov", id="NCT00000001")

    def tables(day):
        decision = Decision("clinicaltrials_gov:NCT00000001", "include", "it stands", "Ada", day)
        both = [paper(own=["NCT00000001"]), registry]
        return build(both, PROTOCOL, [decision], [], told=[told("retraction", AFTER)]).tables

    assert tables("2026-06-15")["meta_analysis"] == []
    assert by_id(tables("2026-06-15")["screening"], report="clinicaltrials_gov:NCT00000001")[0]["stale"] is True
    assert [r["source_report"] for r in tables(LEARNED)["meta_analysis"]] == ["clinicaltrials_gov:NCT00000001"]


def test_a_concern_marks_the_rows_and_holds_nothing():
    tables = built(told("concern", AFTER))
    assert tables["meta_analysis"][0]["findings"] == ["expression_of_concern"]


def test_pubmeds_own_notice_and_crossrefs_are_one():
    own = [Notice("concern", "77", "2026-07-14", "J Marsh. 2026 Jul 14", pmid="77")]
    tables = built(told("concern", AFTER), extraction=paper(notices=own))
    (notice,) = tables["notices"]
    assert notice["sources"] == ["crossref", "pubmed"]
    assert (notice["doi"], notice["pmid"]) == ("10.5555/n", "77")
    assert len(by_id(tables["findings"], rule="expression_of_concern")) == 1


def test_a_record_that_is_an_erratum_corrects_the_paper_it_names():
    erratum = trial(
        id="9", pmid="9", title="Erratum: Alfamab", corrects=["10.5555/A"], publication_types=["Published Erratum"]
    )
    tables = build([paper(), erratum], PROTOCOL, [], []).tables
    (notice,) = tables["notices"]
    assert (notice["kind"], notice["report"], notice["pmid"]) == ("erratum", "pubmed:1", "9")


def test_what_is_told_of_papers_that_are_not_here_is_nothing():
    other = Told("crossref_notices", "10.5555/other", notices=told("retraction", AFTER).notices, learned=LEARNED)
    assert built(other)["notices"] == []
    assert built(Told("unpaywall", ""))["meta_analysis"]


def test_nothing_that_was_given_is_changed():
    import copy

    extraction, said = paper(), told("retraction", AFTER)
    before = copy.deepcopy((extraction, said))
    built(said, extraction=extraction)
    assert (extraction, said) == before
