"""ISRCTN, CTIS, ChiCTR, DRKS and the classic ClinicalTrials.gov JSON: one invented trial each."""

import json

import pytest

from extractors import read_report
from schemas.errors import BadInput
from schemas.models import Record
from sources.inbox.read import records_of_file
from sources.readers import read_record, stable

ISRCTN_XML = """<allTrials xmlns="http://www.67bricks.com/isrctn" totalCount="1"><fullTrial>
<trial lastUpdated="2024-05-06T07:08:09.1Z" version="4" publicIdentifierDateAssigned="2020-02-01T10:00:00.0Z">
 <isrctn dateAssigned="2020-02-01T10:00:00.0Z">12345678</isrctn>
 <trialDescription><title>Tea and sleep</title><scientificTitle>A randomised trial of tea</scientificTitle>
  <acronym>TEA-1</acronym><primaryOutcomes><outcomeMeasure><variable>Serious adverse events</variable>
  <timepoints>week 4</timepoints></outcomeMeasure></primaryOutcomes></trialDescription>
 <externalRefs><clinicalTrialsGovNumber>NCT07777777</clinicalTrialsGovNumber><eudraCTNumber>Nil known</eudraCTNumber>
  <secondaryNumbers><secondaryNumber numberType="x">DRKS00098765</secondaryNumber>
  <secondaryNumber>HTA 1</secondaryNumber></secondaryNumbers></externalRefs>
 <trialDesign><primaryStudyDesign>Interventional</primaryStudyDesign>
  <secondaryStudyDesign>Randomised controlled trial</secondaryStudyDesign>
  <overallEndDate>2022-12-31T00:00:00.000Z</overallEndDate></trialDesign>
 <participants><recruitmentCountries><country>England</country><country>Wales</country><country>France</country>
  </recruitmentCountries><targetEnrolment>200</targetEnrolment><totalFinalEnrolment>187</totalFinalEnrolment>
  <recruitmentStart>2020-03-01T00:00:00.000Z</recruitmentStart><inclusion>Poor sleepers</inclusion></participants>
 <conditions><condition><description>Insomnia</description></condition></conditions>
 <interventions><intervention><drugNames>Green tea, black tea</drugNames><phase>Phase II/III</phase></intervention>
 </interventions>
 <outputs><output outputType="protocolarticle"><externalLink url="https://pubmed.ncbi.nlm.nih.gov/30000001/"/></output>
  <output outputType="resultsarticle"><externalLink url="https://pubmed.ncbi.nlm.nih.gov/30000002/"/></output></outputs>
 <results><publicationDetails>2021 Protocol article in https://pubmed.ncbi.nlm.nih.gov/30000003
2023 Results article in https://www.ncbi.nlm.nih.gov/pubmed/30000004</publicationDetails></results>
</trial><sponsor id="s"><organisation>Tea House</organisation></sponsor></fullTrial></allTrials>"""

CTIS = {
    "ctNumber": "2023-501234-56-00",
    "ctPublicStatusCode": 5,
    "startDateEU": "05/11/2023",
    "publishDate": "2024-01-01T00:00:00",
    "lastUpdated": "06/12/2024",
    "authorizedApplication": {
        "eudraCt": {"eudraCtCode": "2019-001234-56"},
        "applicationInfo": [{"type": "INITIAL", "submissionDate": "2023-05-06"}],
        "authorizedPartI": {
            "rowSubjectCount": 30,
            "trialDetails": {
                "clinicalTrialIdentifiers": {
                    "fullTitle": "Lacrimol in dry eye",
                    "secondaryIdentifyingNumbers": {
                        "nctNumber": {"number": "NCT07777777"},
                        "additionalRegistries": [{"number": "ISRCTN12345678"}],
                    },
                },
                "associatedClinicalTrials": [{"ctNumber": "2018-009999-11"}],
                "trialInformation": {
                    "endPoint": {"primaryEndPoints": [{"endPoint": "Deaths from any cause"}, {"endPoint": "Tears"}]},
                    "trialCategory": {"trialPhase": "10"},
                    "trialDuration": {"estimatedEndDate": "2026-01-01"},
                    "eligibilityCriteria": {
                        "principalInclusionCriteria": [
                            {"principalInclusionCriteria": "Adults"},
                            {"principalInclusionCriteria": "Dry eyes"},
                        ]
                    },
                },
                "protocolInformation": {
                    "studyDesign": {
                        "periodDetails": [
                            {
                                "title": "Treatment",
                                "description": "Patients are randomly allocated to one of two groups.",
                                "armDetails": [{"title": "Lacrimol"}, {"title": "Saline"}],
                            }
                        ]
                    }
                },
            },
            "medicalConditions": [{"medicalCondition": "Dry eye"}],
            "products": [
                {"mpRoleInTrial": "1", "productDictionaryInfo": {"activeSubstanceName": "LACRIMOL"}},
                {
                    "mpRoleInTrial": "3",
                    "productName": "Saline",
                    "productDictionaryInfo": {"activeSubstanceName": "N/A"},
                },
                {"mpRoleInTrial": "4", "productName": "Rescue drops"},
            ],
            "sponsors": [{"primary": True, "organisation": {"name": "Eye House"}}],
        },
        "authorizedPartsII": [
            {"recruitmentSubjectCount": 40, "mscInfo": {"countryName": "Spain"}},
            {"recruitmentSubjectCount": 20, "mscInfo": {"countryName": "Italy"}},
        ],
    },
}
WHO_XML = """<?xml version="1.0"?><trials subjects="1"><Triall><main><trial_id>ChiCTR2100099999</trial_id>
<reg_name>ChiCTR</reg_name><date_registration>2021-05-06</date_registration><primary_sponsor>Tea House</primary_sponsor>
<public_title>Tea and sleep</public_title><scientific_title/><acronym/><date_enrolment>2021-06-01</date_enrolment>
<target_size>Tea:30;No tea:31;</target_size><recruitment_status>Completed</recruitment_status>
<url>http://registry.example/1</url><phase>4</phase>
<study_design>Non randomized control</study_design><study_type>Interventional study</study_type>
<hc_freetext>Insomnia</hc_freetext>
<i_freetext>Tea:green tea;No tea:N/A;</i_freetext><results_actual_enrolment>58</results_actual_enrolment></main>
<primary_outcome><prim_outcome>Overall survival;Hours asleep;</prim_outcome></primary_outcome>
<countries><country2>China</country2></countries><criteria><inclusion_criteria>Poor sleepers</inclusion_criteria>
</criteria><secondary_ids><secondary_id><sec_id>NCT07777777</sec_id></secondary_id></secondary_ids></Triall></trials>"""


def labelled(chinese, english, value):
    """A row of ChiCTR's page: a label in one language or both, and its value."""
    names = "".join(f'<p class="{c}">{label}</p>' for c, label in (("cn", chinese), ("en", english)) if label)
    return f'<tr><td class="left_title">{names}</td><td>{value}</td></tr>'


def within_table(size, treatment=""):
    """A group's table inside a cell: how many people, and what they get."""
    what = f'<tr><td><p class="en">Intervention：</p></td><td>{treatment}</td></tr>' if treatment else ""
    return f'<tr><td>x</td><td><table><tr><td>样本量：</td><td rowspan="2"> {size} </td></tr>{what}</table></td></tr>'


CHICTR_PAGE = (
    '<!DOCTYPE html><html><body><a href="https://www.chictr.org.cn">ChiCTR</a><table>'
    + labelled("注册号：", "Registration number：", "ChiCTR2100099998&nbsp;")
    + labelled("注册时间：", "Date of Registration：", "2021-05-06 00:00:00")
    + labelled("研究设计：", "", '<p class="cn">随机平行对照</p>')
    + labelled("", "Study design：", '<p class="en">Parallel</p>')
    + labelled("", "Study type：", '<p class="en">Interventional study</p>')
    + labelled("", "Scientific title：", '<p class="en">Tea and sleep</p>')
    + labelled("", "Inclusion criteria", '<p class="en">Poor sleepers</p>')
    + labelled(
        "研究实施时间：",
        "Study execute time：",
        '<span class="en">From</span><span>2021-06-01 00:00:00</span><span class="en">To</span>'
        "<span>2022-06-01 00:00:00</span>",
    )
    + within_table(20, "Green tea")
    + within_table(22)
    + "</table></body></html>"
)

CHICTR_SEARCH = """<!DOCTYPE html><html><body>www.chictr.org.cn 注册号<table>
<tr><td><a href="historyversionpub.html?regno=1">v</a></td><td>ChiCTR2100099997</td>
<td><a href="showproj.html?proj=11">茶的单臂研究</a><p>茶院</p></td><td>干预性研究</td><td>2021/5/6</td></tr>
<tr><td><a href="historyversionpub.html?regno=2">v</a></td><td>ChiCTR2100099996</td>
<td><a href="showproj.html?proj=12">茶</a><p>茶院</p></td><td>观察性研究</td><td>2021/5/7</td></tr>
</table></body></html>"""

DRKS = {
    "drksId": "DRKS00098765",
    "registrationDrks": "2021-05-06",
    "lastUpdate": "2022-01-02",
    "secondaryIds": {"eudraCtNumber": "2019-001234-56", "otherPrimaryRegisterId": None, "universalTrialNumber": None},
    "otherSecondaryIds": [{"value": "NCT07777777"}],
    "recruitment": {
        "actualStartDate": "2021-06-01",
        "scheduledStartDate": "2021-05-15",
        "scheduledCompletionDate": "2023-06",
        "plannedParticipants": 90,
        "totalParticipants": 81,
        "status": "COMPLETE_FOLLOW_UP_COMPLETE",
        "countries": [{"idCountry": {"code": "DE"}}, {"country": "AT"}],
        "recruitmentDescriptions": [{"idLocale": {"locale": "en"}, "inclusionCriteria": "Poor sleepers"}],
    },
    "studiedHealthConditions": [
        {
            "studiedHealthConditionDescriptions": [
                {"comment": "Schlaflosigkeit", "idLocale": {"locale": "de"}},
                {"comment": "Insomnia", "idLocale": {"locale": "en"}},
            ]
        }
    ],
    "studyCharacteristic": {
        "allocation": "NON_RANDOMIZED_CONTROLLED_TRIAL",
        "assignment": "CROSSOVER",
        "blindingType": "OPEN",
        "phase": "PHASE_II_III",
        "characteristicDescriptions": [{"idLocale": {"locale": "en"}, "primaryOutcome": "Overall survival"}],
        "type": "INTERVENTIONAL",
    },
    "trialContacts": [{"idContactIdType": {"type": "PRIMARY_SPONSOR"}, "contact": {"affiliation": "Tea House"}}],
    "trialDescriptions": [
        {"idLocale": {"locale": "de"}, "title": "Tee", "acronym": "TEE-1"},
        {"idLocale": {"locale": "en"}, "title": "Tea and sleep", "acronym": None},
    ],
    "trialResults": {"publications": [{"type": "RESULT", "link": "https://pubmed.ncbi.nlm.nih.gov/30000002/"}]},
}
CLASSIC = {
    "ctrname": "CTGOV",
    "rank": "3",
    "required_header": {"download_date": "today"},
    "id_info": {"nct_id": "NCT07777777", "secondary_id": "2019-001234-56"},
    "brief_title": "Tea & sleep",
    "overall_status": "Active, not recruiting",
    "start_date": {"_": "March 2021", "type": "Actual"},
    "study_first_submitted": "February 3, 2021",
    "phase": "Phase 2/Phase 3",
    "study_type": "Interventional",
    "study_design_info": {
        "allocation": "Randomized",
        "intervention_model": "Crossover Assignment",
        "masking": "Double (Participant, Investigator)",
    },
    "enrollment": {"_": "60", "type": "Anticipated"},
    "condition": ["Insomnia", "Stress"],
    "primary_outcome": {"measure": "Overall survival", "time_frame": "5 years"},
    "arm_group": [
        {"arm_group_label": "Tea", "arm_group_type": "Experimental"},
        {"arm_group_label": "Water", "arm_group_type": "Placebo Comparator"},
    ],
    "intervention": {"intervention_name": "Green tea"},
    "location_countries": {"country": ["France", {}]},
}


def one(tmp_path, name, payload):
    (tmp_path / name).write_text(payload if isinstance(payload, str) else json.dumps(payload), encoding="utf-8")
    [record] = records_of_file(tmp_path / name)
    return record, read_report(read_record(record))


def details(extraction):
    return {d.field: d.value for d in extraction.report.details if d.field != "primary_outcomes"}


@pytest.mark.parametrize(
    ("name", "payload", "outcomes"),
    [
        ("i.xml", ISRCTN_XML, ["SAE"]),
        ("c.json", CTIS, ["OS", "OTHER"]),
        ("w.xml", WHO_XML, ["OS", "OTHER"]),
        ("d.json", DRKS, ["OS"]),
        ("g.json", CLASSIC, ["OS"]),
    ],
)
def test_primary_outcomes_of_a_registration(tmp_path, name, payload, outcomes):
    _, found = one(tmp_path, name, payload)
    assert [d.value for d in found.report.details if d.field == "primary_outcomes"] == outcomes


def test_isrctn(tmp_path):
    record, found = one(tmp_path, "i.xml", ISRCTN_XML)
    report = found.report
    assert (record.media, record.id) == ("isrctn-xml", "i.xml#ISRCTN12345678")
    assert report.registry_ids.own == ["ISRCTN12345678", "NCT07777777", "DRKS00098765"]
    assert (report.title, report.acronym, report.sponsor) == ("A randomised trial of tea", "TEA-1", "Tea House")
    assert (report.phase, report.design, report.countries) == ("2/3", "rct", ["France", "United Kingdom"])
    assert (report.n_total, report.n_total_type, details(found)) == (187, "actual", {"n_planned": 200})
    assert (report.registered_date, report.start_date, report.end_date) == ("2020-02-01", "2020-03-01", "2022-12-31")
    assert (report.updated_date, report.conditions) == ("2024-05-06", ["Insomnia"])
    assert report.interventions == ["Green tea", "black tea"]
    assert sorted(report.linked_pmids) == ["30000002", "30000004"]


def test_ctis(tmp_path):
    _, found = one(tmp_path, "c.json", CTIS)
    report = found.report
    assert report.registry_ids.own == ["2023-501234-56", "NCT07777777", "ISRCTN12345678", "2019-001234-56"]
    assert (report.status, report.phase, report.design) == ("ONGOING_RECRUITMENT_ENDED", "2/3", "rct")
    assert (report.n_total, report.n_total_type, details(found)) == (90, "estimated", {"n_planned": 90})
    assert (report.registered_date, report.start_date, report.updated_date) == (
        "2023-05-06",
        "2023-11-05",
        "2024-12-06",
    )
    assert (report.countries, report.interventions) == (["Italy", "Spain"], ["LACRIMOL", "Saline"])
    assert (report.sponsor, report.conditions) == ("Eye House", ["Dry eye"])
    assert [arm.label for arm in found.arms] == ["Lacrimol", "Saline"]
    assert report.blocks[-1].text == "Adults\nDry eyes"


def test_who_xml(tmp_path):
    record, found = one(tmp_path, "w.xml", WHO_XML)
    report = found.report
    assert record.id == "w.xml#ChiCTR2100099999"
    assert report.registry_ids.own == ["ChiCTR2100099999", "NCT07777777"]
    assert (report.title, report.phase, report.design) == ("Tea and sleep", "4", "nonrandomised")
    assert (report.n_total, report.n_total_type, details(found)) == (58, "actual", {"n_planned": 61})
    assert (report.registered_date, report.start_date) == ("2021-05-06", "2021-06-01")
    assert (report.interventions, report.countries, report.status) == (["green tea"], ["China"], "COMPLETED")


def test_chictr_page(tmp_path):
    record, found = one(tmp_path, "p.html", CHICTR_PAGE)
    report = found.report
    assert (record.media, report.registry_ids.own) == ("chictr-html", ["ChiCTR2100099998"])
    assert (report.design, report.n_total, report.n_total_type) == ("rct", 42, "estimated")
    assert (report.registered_date, report.start_date, report.end_date) == ("2021-05-06", "2021-06-01", "2022-06-01")
    assert (report.title, report.interventions) == ("Tea and sleep", ["Green tea"])
    assert [block.text for block in report.blocks if block.section == "eligibility"] == ["Poor sleepers"]


def test_chictr_search_page_is_one_record_a_row(tmp_path):
    (tmp_path / "s.html").write_text(CHICTR_SEARCH, encoding="utf-8")
    records = list(records_of_file(tmp_path / "s.html"))
    assert [record.id for record in records] == ["s.html#ChiCTR2100099997", "s.html#ChiCTR2100099996"]
    reports = [read_record(record) for record in records]
    assert [(r.design, r.registered_date, r.sponsor) for r in reports] == [
        ("single_arm", "2021-05-06", "茶院"),
        ("other", "2021-05-07", "茶院"),
    ]


def test_drks(tmp_path):
    _, found = one(tmp_path, "d.json", DRKS)
    report = found.report
    assert report.registry_ids.own == ["DRKS00098765", "2019-001234-56", "NCT07777777"]
    assert (report.title, report.acronym, report.sponsor) == ("Tea and sleep", "TEE-1", "Tea House")
    assert (report.n_total, report.n_total_type, report.phase) == (81, "actual", "2/3")
    assert details(found) == {"n_planned": 90, "masking": "open-label", "design_type": "crossover"}
    assert (report.start_date, report.end_date, report.design) == ("2021-06-01", "2023-06", "nonrandomised")
    assert (report.countries, report.conditions) == (["Austria", "Germany"], ["Insomnia"])
    assert report.linked_pmids == ["30000002"]


def test_classic_clinicaltrials_gov_as_json(tmp_path):
    _, found = one(tmp_path, "g.json", CLASSIC)
    report = found.report
    assert report.registry_ids.own == ["NCT07777777", "2019-001234-56"]
    assert (report.title, report.status, report.phase) == ("Tea & sleep", "ACTIVE_NOT_RECRUITING", "2/3")
    assert (report.start_date, report.registered_date) == ("2021-03", "2021-02-03")
    assert (report.n_total, report.n_total_type, report.countries) == (60, "estimated", ["France"])
    assert [(arm.label, arm.role) for arm in found.arms] == [("Tea", "experimental"), ("Water", "control")]
    said = [(detail.field, detail.value) for detail in report.details]
    assert ("masking", "double-blind") in said and ("n_planned", 60) in said and ("design_type", "crossover") in said
    assert len([value for field, value in said if field == "masked"]) == 2


CLASSIC_RESULTS = """
<clinical_results>
 <participant_flow><group_list><group group_id="P1"><title>Tea</title></group>
  <group group_id="P2"><title>Water</title></group></group_list>
  <period_list><period><title>Overall</title><milestone_list><milestone><title>STARTED</title>
  <participants_list><participants group_id="P1" count="31"/><participants group_id="P2" count="29"/>
  </participants_list>
  </milestone></milestone_list></period></period_list></participant_flow>
 <outcome_list><outcome><type>Primary</type><title>Hours asleep</title><time_frame>Week 4</time_frame>
  <group_list><group group_id="O1"><title>Tea</title></group>
   <group group_id="O2"><title>Water</title></group></group_list>
  <measure><title>Hours asleep</title><units>hours</units><param>Mean</param><dispersion>Standard Deviation</dispersion>
   <analyzed_list><analyzed><units>Participants</units><count_list>
   <count group_id="O1" value="30"/><count group_id="O2" value="28"/></count_list></analyzed></analyzed_list>
   <class_list><class><category_list><category><measurement_list>
    <measurement group_id="O1" value="7.1" spread="0.9"/><measurement group_id="O2" value="6.4" spread="1.1"/>
   </measurement_list></category></category_list></class></class_list></measure>
  <analysis_list><analysis><group_id_list><group_id>O1</group_id><group_id>O2</group_id></group_id_list>
   <non_inferiority_type>Superiority</non_inferiority_type><p_value>0.02</p_value>
   <param_type>Mean Difference (Final Values)</param_type><param_value>0.7</param_value><ci_percent>95</ci_percent>
   <ci_n_sides>2-Sided</ci_n_sides><ci_lower_limit>0.1</ci_lower_limit><ci_upper_limit>1.3</ci_upper_limit></analysis>
  </analysis_list></outcome></outcome_list>
 <reported_events><time_frame>4 weeks</time_frame>
  <group_list><group group_id="E1"><title>Tea</title></group></group_list>
  <serious_events><category_list><category><title>Total</title><event_list>
   <event><sub_title>Total, all-cause mortality</sub_title>
    <counts group_id="E1" subjects_affected="0" subjects_at_risk="31"/></event>
   <event><sub_title>Total, serious adverse events</sub_title>
    <counts group_id="E1" subjects_affected="2" subjects_at_risk="31"/></event></event_list></category>
   <category><title>Skin</title><event_list><event><sub_title>Rash</sub_title>
    <counts group_id="E1" events="3" subjects_affected="2" subjects_at_risk="31"/></event></event_list></category>
  </category_list></serious_events></reported_events>
</clinical_results>"""
CLASSIC_XML = f"""<clinical_study><id_info><nct_id>NCT07777777</nct_id></id_info><brief_title>Tea</brief_title>
<study_type>Interventional</study_type><study_design_info><allocation>Randomized</allocation></study_design_info>
<arm_group><arm_group_label>Tea</arm_group_label><arm_group_type>Experimental</arm_group_type></arm_group>
<arm_group><arm_group_label>Water</arm_group_label><arm_group_type>No Intervention</arm_group_type></arm_group>
{CLASSIC_RESULTS}</clinical_study>"""


def test_posted_results_of_the_classic_form_are_read_as_those_of_the_api(tmp_path):
    _, found = one(tmp_path, "g.xml", CLASSIC_XML)
    assert [(arm.label, arm.role, arm.n) for arm in found.arms] == [
        ("Tea", "experimental", 31),
        ("Water", "control", 29),
    ]
    means = [(r.arm, r.value, r.sd, r.n_eval, r.timepoint_weeks) for r in found.results if r.stat == "mean"]
    assert means == [("A", 7.1, 0.9, 30, 4), ("B", 6.4, 1.1, 28, 4)]
    [difference] = [r for r in found.results if r.kind == "contrast"]
    assert (difference.stat, difference.value, difference.ci_low, difference.ci_high, difference.p) == (
        "md", 0.7, 0.1, 1.3, "0.02",
    )  # fmt: skip
    harms = {r.outcome: (r.events, r.n_eval) for r in found.results if r.outcome in {"SAE", "DEATH"}}
    assert harms == {"SAE": (2, 31), "DEATH": (0, 31)}


def test_an_empty_shell_of_results_is_none(tmp_path):
    shell = {"participant_flow": {"group_list": {"group": {}}}, "outcome_list": {"outcome": {"title": {}}}}
    _, found = one(tmp_path, "g.json", CLASSIC | {"clinical_results": shell})
    assert found.results == [] and len(found.arms) == 2 and not found.findings


@pytest.mark.parametrize(
    ("media", "record", "churned", "changed"),
    [
        ("ctis-json", CTIS, {"publishDate": "2025-01-01"}, {"ctPublicStatusCode": 8}),
        ("drks-json", DRKS, {"version": 9}, {"lastUpdate": "2023-01-01"}),
        (
            "ctgov-classic-json",
            CLASSIC,
            {"rank": "9", "enrollment": "60", "start_date": "March 2021"},
            {"phase": "Phase 3"},
        ),
    ],
)
def test_churn_makes_no_version_and_a_change_does(media, record, churned, changed):
    forms = [
        stable(Record("inbox", "x", json.dumps(r).encode(), media))
        for r in (record, record | churned, record | changed)
    ]
    assert forms[0] == forms[1] != forms[2]


def test_isrctn_stamps_make_no_version():
    again = ISRCTN_XML.replace("2024-05-06", "2024-06-07").replace('version="4"', 'version="5"')
    forms = [
        stable(Record("isrctn", "x", text.encode(), "isrctn-xml"))
        for text in (ISRCTN_XML, again, ISRCTN_XML.replace("187", "188"))
    ]
    assert forms[0] == forms[1] != forms[2]


@pytest.mark.parametrize(
    "media", ["isrctn-xml", "isrctn-json", "ctis-json", "drks-json", "who-xml", "chictr-html", "chictr-row"]
)
@pytest.mark.parametrize("payload", [b"", b"{}", b"[]", b"<trial/>", b"<html></html>", b"\xff\xfe", b'{"number": 1'])
def test_what_is_no_record_is_told_in_one_sentence(media, payload):
    with pytest.raises(BadInput) as told:
        read_record(Record("inbox", "x", payload, media))
    assert str(told.value).endswith(".") and "\n" not in str(told.value)
