"""Registry records, invented for the test."""

from __future__ import annotations

import copy
from typing import Any

import orjson
import pytest
from reading import report_of

from schemas.errors import BadInput
from schemas.models import Record
from sources.readers import stable

STUDY: dict[str, Any] = {
    "protocolSection": {
        "identificationModule": {
            "nctId": "NCT09999904",
            "orgStudyIdInfo": {"id": "FJ-12"},
            "secondaryIdInfos": [
                {"id": "2019-001234-37", "type": "EUDRACT_NUMBER"},
                {"id": "U01CA000000", "type": "NIH"},
                {"id": "jRCT2031220999", "type": "REGISTRY", "domain": "jRCT"},
            ],
            "briefTitle": "Examplinib in Nodules",
            "officialTitle": "A Randomised Trial of Examplinib in Nodules \\> 10 mm",
            "acronym": "NODULE-1",
        },
        "statusModule": {
            "overallStatus": "COMPLETED",
            "startDateStruct": {"date": "2019-03", "type": "ACTUAL"},
            "completionDateStruct": {"date": "2022-11-30"},
            "studyFirstSubmitDate": "2019-01-15",
            "lastUpdatePostDateStruct": {"date": "2023-02-01"},
        },
        "sponsorCollaboratorsModule": {"leadSponsor": {"name": "Fjord University Hospital", "class": "OTHER"}},
        "descriptionModule": {"briefSummary": "Does examplinib help at ECOG \\<= 1?"},
        "conditionsModule": {"conditions": ["Thyroid Nodule"]},
        "designModule": {
            "studyType": "INTERVENTIONAL",
            "phases": ["PHASE1", "PHASE2"],
            "designInfo": {"allocation": "RANDOMIZED", "interventionModel": "PARALLEL"},
            "enrollmentInfo": {"count": 120, "type": "ACTUAL"},
        },
        "armsInterventionsModule": {
            "armGroups": [{"label": "A"}, {"label": "B"}],
            "interventions": [{"name": "examplinib"}, {"name": "placebo"}, {"name": "placebo"}],
        },
        "eligibilityModule": {"eligibilityCriteria": "* Age \\>= 18"},
        "contactsLocationsModule": {"locations": [{"country": "Norway"}, {"country": "Japan"}, {"country": "Norway"}]},
        "referencesModule": {
            "references": [
                {"pmid": "11111111", "type": "BACKGROUND"},
                {"pmid": "22222222", "type": "RESULT", "retractions": [{"pmid": "44444444", "source": "J Test 2024"}]},
                {"pmid": "33333333", "type": "DERIVED"},
            ]
        },
    },
    "derivedSection": {"miscInfoModule": {"versionHolder": "2025-05-07"}},
    "hasResults": False,
}


def changed(path: str, value: Any) -> bytes:
    """The study with one value replaced."""
    study = copy.deepcopy(STUDY)
    *parents, last = path.split(".")
    node = study
    for name in parents:
        node = node.setdefault(name, {})
    node[last] = value
    return orjson.dumps(study)


def test_protocol_section_is_mapped() -> None:
    report = report_of(orjson.dumps(STUDY), "ctgov-json")
    assert report.title == "A Randomised Trial of Examplinib in Nodules > 10 mm"
    assert report.registry_ids.own == ["NCT09999904", "2019-001234-37", "jRCT2031220999"]
    assert (report.acronym, report.status, report.sponsor) == ("NODULE-1", "COMPLETED", "Fjord University Hospital")
    assert (report.start_date, report.end_date) == ("2019-03", "2022-11-30")
    assert (report.registered_date, report.updated_date) == ("2019-01-15", "2023-02-01")
    assert (report.phase, report.design, report.n_total, report.n_total_type) == ("1/2", "rct", 120, "actual")
    assert report.interventions == ["examplinib", "placebo"]
    assert report.countries == ["Japan", "Norway"]
    assert report.registry is not None
    assert report.registry["protocolSection"]["identificationModule"]["nctId"] == "NCT09999904"


def test_only_papers_on_this_trial_are_linked_and_their_retractions_noticed() -> None:
    report = report_of(orjson.dumps(STUDY), "ctgov-json")
    assert report.linked_pmids == ["22222222", "33333333"]
    assert [(n.kind, n.id) for n in report.notices] == [("retraction", "44444444")]


def test_markdown_escapes_are_undone_in_blocks() -> None:
    texts = {block.id: block.text for block in report_of(orjson.dumps(STUDY), "ctgov-json").blocks}
    assert texts["brief_summary"] == "Does examplinib help at ECOG <= 1?"
    assert texts["eligibility"] == "* Age >= 18"


@pytest.mark.parametrize(
    ("count", "n"), [(99999999, None), (0, 0), ("48", 48), (None, None), (True, None), (12.0, 12), ("many", None)]
)
def test_enrolment(count: Any, n: int | None) -> None:
    payload = changed("protocolSection.designModule.enrollmentInfo.count", count)
    assert report_of(payload, "ctgov-json").n_total == n


@pytest.mark.parametrize(
    ("kind", "allocation", "model", "arms", "design"),
    [
        ("INTERVENTIONAL", "RANDOMIZED", "CROSSOVER", 2, "rct"),
        ("INTERVENTIONAL", "NA", "SINGLE_GROUP", 1, "single_arm"),
        ("INTERVENTIONAL", "NA", "SEQUENTIAL", 1, "single_arm"),
        ("INTERVENTIONAL", "NON_RANDOMIZED", "PARALLEL", 2, "nonrandomised"),
        ("INTERVENTIONAL", None, "PARALLEL", 2, None),
        ("OBSERVATIONAL", None, None, 2, "nonrandomised"),
        ("OBSERVATIONAL", None, None, 0, "other"),
        ("EXPANDED_ACCESS", None, None, 0, "other"),
        (None, None, None, 0, None),
    ],
)
def test_design(kind: str | None, allocation: str | None, model: str | None, arms: int, design: str | None) -> None:
    study = copy.deepcopy(STUDY)
    module = {"studyType": kind, "designInfo": {"allocation": allocation, "interventionModel": model}}
    study["protocolSection"]["designModule"] = module
    study["protocolSection"]["armsInterventionsModule"]["armGroups"] = [{"label": str(n)} for n in range(arms)]
    assert report_of(orjson.dumps(study), "ctgov-json").design == design


@pytest.mark.parametrize("module", sorted(STUDY["protocolSection"]))
@pytest.mark.parametrize("value", [None, [], "words", 3, {}])
def test_a_missing_or_odd_module_never_crashes(module: str, value: Any) -> None:
    payload = changed(f"protocolSection.{module}", value)
    if module == "identificationModule":
        with pytest.raises(BadInput, match="nctId is missing"):
            report_of(payload, "ctgov-json")
    else:
        assert report_of(payload, "ctgov-json").registry_ids.own[0] == "NCT09999904"


def test_scalars_boxed_in_lists_are_unboxed() -> None:
    def boxed(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: boxed(item) for key, item in value.items()}
        return [boxed(item) for item in value] if isinstance(value, list) else [value]

    report = report_of(orjson.dumps(boxed(STUDY)), "ctgov-json")
    assert (report.n_total, report.phase, report.conditions) == (120, "1/2", ["Thyroid Nodule"])


def test_what_the_registry_derives_is_no_change_of_the_record() -> None:
    def record(payload: bytes) -> Record:
        return Record("clinicaltrials_gov", "NCT09999904", payload, "ctgov-json")

    before = stable(record(orjson.dumps(STUDY)))
    assert stable(record(changed("derivedSection.miscInfoModule.versionHolder", "2026-01-01"))) == before
    assert stable(record(changed("protocolSection.statusModule.overallStatus", "TERMINATED"))) != before


def test_classic_xml() -> None:
    xml = """<?xml version="1.0"?><clinical_study>
      <id_info><org_study_id>FJ-12</org_study_id><secondary_id>2019-001234-37</secondary_id>
      <nct_id>NCT09999904</nct_id></id_info>
      <brief_title>Examplinib in Nodules</brief_title><official_title>A Trial of Examplinib</official_title>
      <sponsors><lead_sponsor><agency>Fjord University Hospital</agency></lead_sponsor></sponsors>
      <brief_summary><textblock>  Does it help?  </textblock></brief_summary>
      <overall_status>Active, not recruiting</overall_status><start_date>March 2019</start_date>
      <completion_date type="Actual">November 30, 2022</completion_date>
      <study_first_submitted>January 15, 2019</study_first_submitted>
      <phase>Phase 2/Phase 3</phase><study_type>Interventional</study_type>
      <study_design_info><allocation>Randomized</allocation></study_design_info>
      <enrollment type="Anticipated">60</enrollment><condition>Thyroid Nodule</condition>
      <intervention><intervention_name>examplinib</intervention_name></intervention>
      <location_countries><country>Norway</country></location_countries>
      <results_reference><PMID>22222222</PMID></results_reference></clinical_study>"""
    report = report_of(xml, "ctgov-xml")
    assert report.registry_ids.own == ["NCT09999904", "2019-001234-37"]
    assert (report.start_date, report.end_date, report.registered_date) == ("2019-03", "2022-11-30", "2019-01-15")
    assert (report.phase, report.design, report.n_total, report.n_total_type) == ("2/3", "rct", 60, "estimated")
    assert (report.status, report.linked_pmids) == ("ACTIVE_NOT_RECRUITING", ["22222222"])
