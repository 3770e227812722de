import json
import re

import pytest

from extractors import read_report
from schemas.errors import BadInput
from schemas.models import Record
from sources.inbox.read import records_of_file
from sources.readers import read_record, stable

NUMBER = "2018-004321-77"
TEXT = """Summary
EudraCT Number: {number}
Sponsor's Protocol Code Number: DROPS-7
Date on which this record was first entered in the EudraCT database: 2018-11-05
Trial Status: Ongoing
Link: https://www.clinicaltrialsregister.eu/ctr-search/trial/{number}/{code}/

A. Protocol Information
A.1 Member State Concerned: {country}
A.2 EudraCT number: {number}
A.3 Full title of the trial: Lacrimol drops against saline
in dry eyes
A.3 Full title of the trial (de): Lacrimol gegen Kochsalz
A.3.2 Name or abbreviated title of the trial where available: WET-EYE
A.5.2 US NCT (ClinicalTrials.gov registry) number: NCT07777777

B. Sponsor Information
Sponsor 1
B.1.1 Name of Sponsor: Eye House
B.1.3.4\tCountry: Norway

D. IMP Identification
D.IMP: 1
D.3.1 Product name: Lacrimol
D.1.2 and D.1.3 IMP Role: Comparator
D.3.8 INN - Proposed INN: lacrimolum
D.IMP: 2
D.3.8 INN - Proposed INN: N/A

E. General Information on the Trial
E.1.1 Medical condition(s) being investigated: Dry eye
E.3 Principal inclusion criteria: 1. Adults
2. Dry eyes
E.7.4 Therapeutic use (Phase IV): Information not present in EudraCT
E.7.3 Therapeutic confirmatory (Phase III): Yes
E.7.2 Therapeutic exploratory (Phase II): Yes
E.7.1 Human pharmacology (Phase I): No
E.8.1 Controlled: Yes
E.8.1.4 Double blind: Yes
E.8.1.1 Randomised: Yes
E.8.1.6 Cross over: Yes
E.8.5 The trial involves multiple Member States: Yes

F. Population of Trial Subjects
F.4.1 In the member state: 12
F.4.2.2 In the whole clinical trial: 90

N. Review
N. Competent Authority Decision: Authorised
P. Date of the global end of the trial: 2021-02-03
P. End of Trial Status: Completed
"""


def text(code="AT", country="Austria - BASG", number=NUMBER):
    return TEXT.format(code=code, country=country, number=number)


def page(**changes):
    """The same record as its country page shows it."""
    rows = ""
    for line in text().splitlines():
        coded = re.match(r"([A-Z]\.\d[\d.]*) (.*?): (.+)", line)
        named = re.match(r"P\. (Date of the global end of the trial): (.+)", line)
        if coded and "(de)" not in line:
            rows += '<tr class="tricell"><td class="first">{}</td><td>{}</td><td>{}</td></tr>'.format(*coded.groups())
        if named:
            rows += '<tr class="tricell"><td class="first">P.</td><td>{}</td><td>{}</td></tr>'.format(*named.groups())
    summary = f"<tr><td>EudraCT Number:</td><td>{NUMBER}</td></tr><tr><td>Trial Status:</td><td>Ongoing</td></tr>"
    return (
        "<!DOCTYPE html><html><head><title>EU Clinical Trials Register</title></head><body>"
        f"<table>{summary}</table><table>{rows}</table></body></html>"
    ).encode()


def converted(**more):
    """The same record as ctrdata converts it."""
    return {
        "x5_trial_status": "Ongoing",
        "ctrname": "EUCTR",
        "x6_date_on_which_this_record_was_first_entered": "2018-11-05",
        "record_last_import": "2024-01-01 10:00:00",
        "a1_member_state_concerned": "Austria - BASG",
        "a2_eudract_number": NUMBER,
        "a3_full_title_of_the_trial": "Lacrimol drops against saline\nin dry eyes",
        "a3_full_title_of_the_trial_de": "Lacrimol gegen Kochsalz",
        "a32_name_or_abbreviated_title_of_the_trial_where_available": "WET-EYE",
        "a52_us_nct_clinicaltrialsgov_registry_number": "NCT07777777",
        "b1_sponsor": [{"b11_name_of_sponsor": "Eye House"}],
        "dimp": [
            {"d31_product_name": "Lacrimol", "d38_imp_identification": [{"d38_inn__proposed_inn": "lacrimolum"}]}
        ],
        "e11_medical_conditions_being_investigated": "Dry eye",
        "e3_principal_inclusion_criteria": "1. Adults\n2. Dry eyes",
        "e71_human_pharmacology_phase_i": "No",
        "e73_therapeutic_confirmatory_phase_iii": "Yes",
        "e72_therapeutic_exploratory_phase_ii": "Yes",
        "e81_controlled": "Yes",
        "e811_randomised": "Yes",
        "e814_double_blind": "Yes",
        "e816_cross_over": "Yes",
        "e85_the_trial_involves_multiple_member_states": "Yes",
        "f41_in_the_member_state": "12",
        "f422_in_the_whole_clinical_trial": "90",
        "p_date_of_the_global_end_of_the_trial": "2021-02-03",
        "p_end_of_trial_status": "Completed",
    } | more  # fmt: skip


def report_of(payload, media):
    return read_record(Record("inbox", "x", payload, media))


@pytest.mark.parametrize(
    ("payload", "media"),
    [(text().encode(), "euctr-text"), (page(), "euctr-html"), (json.dumps(converted()).encode(), "euctr-json")],
)
def test_three_forms_of_one_record_say_the_same(payload, media):
    report = report_of(payload, media)
    assert report.registry_ids.own == [NUMBER, "NCT07777777"]
    assert report.title.startswith("Lacrimol drops against saline") and report.acronym == "WET-EYE"
    assert (report.sponsor, report.conditions, report.interventions) == ("Eye House", ["Dry eye"], ["lacrimolum"])
    assert (report.phase, report.design, report.countries) == ("2/3", "rct", ["Austria"])
    assert (report.n_total, report.n_total_type, report.end_date) == (90, "estimated", "2021-02-03")
    details = {detail.field: detail.value for detail in read_report(report).report.details}
    assert details == {"masking": "double-blind", "design_type": "crossover", "n_planned": 90}


def test_dates_and_status_of_a_text_export():
    report = report_of(text().encode(), "euctr-text")
    assert (report.registered_date, report.status) == ("2018-11-05", "COMPLETED")
    assert report.url.endswith(f"{NUMBER}/AT/")
    assert "in dry eyes" in report.title and "Kochsalz" not in report.title


def test_the_number_of_one_country_is_the_trials_only_where_it_is_alone():
    alone = text().replace("Member States: Yes", "Member States: No").replace("trial: 90", "trial: ")
    assert report_of(alone.encode(), "euctr-text").n_total == 12
    assert report_of(text().replace("trial: 90", "trial: ").encode(), "euctr-text").n_total is None


def test_an_export_of_several_countries_is_one_record_each_and_one_registration(tmp_path):
    other = "2019-009999-11"
    parts = [text(), text("SE", "Sweden - MPA"), text("SE", "Sweden - MPA"), text("FR", "France - ANSM", other)]
    (tmp_path / "e.txt").write_text("This file holds what was chosen.\n\n" + "\n".join(parts))
    records = list(records_of_file(tmp_path / "e.txt"))
    assert [record.id.partition("#")[2] for record in records] == [
        f"{NUMBER}-AT", f"{NUMBER}-SE", f"{NUMBER}-SE~2", f"{other}-FR",
    ]  # fmt: skip
    assert [read_record(record).registry_ids.own[0] for record in records] == [NUMBER] * 3 + [other]


@pytest.mark.parametrize("media", ["euctr-text", "euctr-html", "euctr-json"])
def test_a_record_without_its_number_is_told(media):
    payload = b'{"a3_full_title_of_the_trial": "x"}' if media == "euctr-json" else b"<p>nothing</p>"
    with pytest.raises(BadInput, match="no EudraCT number"):
        report_of(payload, media)


def test_import_and_order_do_not_make_another_version():
    record = converted(subjects=[{"a": "1"}, {"b": "2"}])
    again = converted(subjects=[{"b": "2"}, {"a": "1"}], record_last_import="2025-01-01", empty={})
    other = converted(subjects=[{"b": "2"}, {"a": "3"}])
    forms = [stable(Record("inbox", "x", json.dumps(r).encode(), "euctr-json")) for r in (record, again, other)]
    assert forms[0] == forms[1] != forms[2]
