"""reports.csv: every report of an included study once, as a reference list has it."""

from trials import PROTOCOL, trial

from synthesis import build


def test_reports_of_a_study_stand_in_order_with_their_references():
    own = ["NCT00000001"]
    paper = trial(
        own=own, journal="Journal of Gout", title="Alfamab in\n blue gout", authors=["Lindgren A", "GOUT Group"]
    )
    copy = trial(
        source="europe_pmc", id="MED/1", own=own, pmid="1", doi="10.5555/1", publication_types=["Journal Article"]
    )
    record = trial(source="clinicaltrials_gov", id="NCT00000001")
    outside = trial(id="9", blocks=[], title="Alfamab in mice")
    rows = build([outside, copy, record, paper], PROTOCOL, [], []).tables["reports"]
    assert [row["order"] for row in rows] == [1, 2, 3]
    assert {row["study_id"] for row in rows} == {"NCT00000001"}
    by_report = {row["report"]: row for row in rows}
    article = by_report["pubmed:1"]
    assert (article["title"], article["authors"]) == ("Alfamab in blue gout", ["Lindgren, A", "GOUT Group"])
    assert (article["kind"], article["year"], article["journal"]) == ("article", 2020, "Journal of Gout")
    assert by_report["europe_pmc:MED/1"]["duplicate_of"] == "pubmed:1"
    registration = by_report["clinicaltrials_gov:NCT00000001"]
    assert (registration["kind"], registration["year"], registration["authors"]) == ("registry", 2018, [])
