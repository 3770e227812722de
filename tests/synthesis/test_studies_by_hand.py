"""What people say in links.csv wins over every rule; studies keep their id and name when later reports join."""

import pytest
from trials import PROTOCOL, by_id, trial

from schemas.errors import BadInput
from synthesis import Join, build, read_joins
from synthesis.identity import name_studies
from synthesis.joining.studies import join
from synthesis.shapes import Reading


def registry(number, **fields):
    return trial(source="clinicaltrials_gov", id=number, **fields)


def groups(extractions, joins=(), first_seen=None):
    tables = build(list(extractions), PROTOCOL, joins=list(joins), first_seen=first_seen).tables
    return {study["study_id"]: study for study in tables["studies"]}, tables["findings"]


def test_a_person_splits_what_a_number_joins():
    records = [trial(own=["NCT00000001"]), registry("NCT00000001")]
    apart = Join("pubmed:1", "NCT00000001", False, "a typing error in the paper", "A. Example", "2026-01-02")
    found, findings = groups(records, [apart])
    assert set(found) == {"NCT00000001", "10.5555/1"}
    assert not by_id(findings, rule="several_trials")
    assert found["10.5555/1"]["link_reasons"] == [
        "kept apart from NCT00000001 by A. Example 2026-01-02, because a typing error in the paper"
    ]
    assert found["10.5555/1"]["registry_ids"] == []


def test_a_person_merges_two_numbers_of_one_registry():
    records = [trial(own=["NCT00000001"]), registry("NCT00000001"), registry("NCT00000002")]
    found, _ = groups(records, [Join("NCT00000002", "NCT00000001", True)])
    (study,) = found.values()
    assert study["registry_ids"] == ["NCT00000001", "NCT00000002"]


def test_the_last_word_holds():
    records = [trial(), trial(id="2", title="Another trial of Alfamab in blue gout")]
    said = [Join("pubmed:1", "pubmed:2", True), Join("pubmed:2", "pubmed:1", False)]
    assert len(groups(records, said)[0]) == 2
    assert len(groups(records, said[::-1])[0]) == 1


def test_a_word_about_no_report_is_told():
    found, findings = groups([trial()], [Join("pubmed:1", "NCT09999999", True)])
    (finding,) = by_id(findings, rule="link_unmatched")
    assert "NCT09999999" in finding["message"] and len(found) == 1


def test_a_study_keeps_id_and_name_when_its_registration_and_a_final_report_join_later():
    first = trial(id="1", title="Alfamab in blue gout: interim analysis", own=["NCT00000001"], year=2020)
    first.report.registry_ids.own.clear()
    later = registry("NCT00000001", linked_pmids=["1"])
    final = trial(id="2", own=["NCT00000001"], year=2024, authors=["Ito B"], title="Alfamab: final results")
    alone, _ = groups([first], (), {"pubmed:1": "2026-01-01"})
    days = {"pubmed:1": "2026-01-01", "clinicaltrials_gov:NCT00000001": "2026-02-01", "pubmed:2": "2026-03-01"}
    together, _ = groups([first, later, final], (), days)
    assert alone.keys() == together.keys() == {"10.5555/1"}
    assert together["10.5555/1"]["study"] == alone["10.5555/1"]["study"] == "Lindgren 2020"
    assert together["10.5555/1"]["registry_ids"] == ["NCT00000001"] and together["10.5555/1"]["n_reports"] == 3


def test_a_name_that_was_alone_stays_when_another_of_its_kind_comes():
    records = [trial(), trial(id="2", title="Another trial of Alfamab in blue gout")]
    days = {"pubmed:1": "2026-01-01", "pubmed:2": "2026-02-01"}
    found, _ = groups(records, (), days)
    assert [s["study"] for s in found.values()] == ["Lindgren 2020", "Lindgren 2020b"]
    third = trial(id="0", title="A third trial of Alfamab in blue gout")
    found, _ = groups([third, *records], (), days | {"pubmed:0": "2026-03-01"})
    assert {s["study_id"]: s["study"] for s in found.values()} == {
        "10.5555/1": "Lindgren 2020", "10.5555/2": "Lindgren 2020b", "10.5555/0": "Lindgren 2020c"
    }  # fmt: skip


def test_a_paper_of_several_numbers_belongs_to_the_trial_it_is_about():
    both = trial(own=["NCT00000001", "NCT00000002"], title="Betanib for red fever in sailors")
    records = [
        both,
        registry("NCT00000001", title="Alfamab in blue gout"),
        registry("NCT00000002", title="Betanib in sailors"),
    ]
    joined = join([Reading.of(record) for record in records]).studies
    name_studies(joined)
    assert {study.study_id: len(study.readings) for study in joined} == {"NCT00000001": 1, "NCT00000002": 2}


def test_replicate_trials_of_one_title_and_sponsor_stay_apart():
    title = "A randomised trial of Alfamab against placebo in adults with blue gout"
    nct = [registry(f"NCT0000000{i}", title=title, sponsor="Gout Inc") for i in (1, 2)]
    eu = trial(source="ctis", id="2023-500001-10-00", own=["2023-500001-10-00"], title=title, sponsor="Gout Inc",
               registry={}, pmid=None, doi=None)  # fmt: skip
    assert len(join([Reading.of(e) for e in (*nct, eu)]).studies) == 3
    assert len(join([Reading.of(e) for e in (nct[0], eu)]).studies) == 1


def test_links_are_read_from_a_file(tmp_path):
    path = tmp_path / "links.csv"
    assert read_joins(path) == []
    path.write_text("report,same_trial,other,reason\npubmed:1,Yes,NCT00000001,same arms\n,,,\n")
    assert read_joins(path) == [Join("pubmed:1", "NCT00000001", True, "same arms")]


@pytest.mark.parametrize(
    ("line", "words"),
    [("pubmed:1,perhaps,pubmed:2", "write yes or no"), ("pubmed:1,yes,", "other in line 2 is empty")],
)
def test_a_wrong_line_is_told_in_one_sentence(tmp_path, line, words):
    path = tmp_path / "links.csv"
    path.write_text(f"report,same_trial,other\n{line}\n")
    with pytest.raises(BadInput, match=words):
        read_joins(path)
