import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workbook import workbook

from schemas.errors import BadInput
from schemas.models import Record
from sources.ictrp.rows import first_line, is_export
from sources.inbox.read import records_of_file
from sources.readers import read_record, stable

COLUMNS = [
    "Acronym", "Condition", "Countries", "Date enrollement", "Date registration", "Date registration3", "Export date",
    "Inclusion Criteria", "Intervention", "Last Refreshed on", "Phase", "Primary sponsor", "Public title",
    "Recruitment Status", "Scientific title", "Source Register", "Study design", "Study type", "Target size", "TrialID",
    "results date completed", "web address",
]  # fmt: skip
EUROPEAN = {
    "TrialID": "EUCTR2017-001234-56-NL", "Last Refreshed on": "4 May 2020", "Scientific title": "Drops in dry eye  ",
    "Acronym": "N/A", "Primary sponsor": "Eye House", "Date registration": "05/11/2019",
    "Date registration3": "20191105",
    "Export date": "5/6/2020 9:00:00 AM", "Source Register": "EU Clinical Trials Register",
    "web address": "https://register.example/NL", "Recruitment Status": "Authorised", "Date enrollement": "07/01/2020",
    "Target size": "64", "Study type": "Interventional clinical trial of medicinal product",
    "Study design": "Controlled: yes Randomised: yes", "Countries": "Netherlands;Belgium;Netherlands",
    "Phase": "Human pharmacology (Phase I): no\nTherapeutic exploratory (Phase II): yes\nTherapeutic confirmatory - "
    "(Phase III): yes\nTherapeutic use (Phase IV): no\n",
    "Inclusion Criteria": "Adults<br>Dry eye &gt; 1 year", "Condition": "Dry eye",
    "Intervention": "Drug: Lacrimol;Drug: Saline",
}  # fmt: skip
AMERICAN = {
    "TrialID": "NCT07654321", "Public title": "Sun cream", "Primary sponsor": "Skin Inc", "Acronym": "SUN-1",
    "Date registration": "03/02/2020", "Date registration3": "20200203", "Source Register": "ClinicalTrials.gov",
    "Recruitment Status": "Not recruiting", "Date enrollement": "April 2020", "Target size": "30",
    "Study type": "Interventional", "Study design": "Allocation: N/A. Intervention model: Single Group Assignment.",
    "Phase": "Phase 1", "Condition": "Sunburn", "Intervention": "Other: Cream",
}  # fmt: skip
CHINESE = {
    "TrialID": "ChiCTR1900099999", "Public title": "A randomised trial of tea", "Source Register": "ChiCTR",
    "Date registration": "2019-12-30", "Date registration3": "20191230", "Date enrollement": "2020-01-05",
    "Target size": "Tea:20;No tea:21;", "Study type": "Interventional study", "Study design": "Parallel", "Phase": "0",
    "Intervention": "Tea:green tea;No tea:none;", "Countries": "China", "Condition": "Cold",
}  # fmt: skip


def as_csv(*rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_xml(*rows):
    trials = ""
    for row in rows:
        cells = "".join(
            f"<{k.replace(' ', '_')}>{v.replace('&', '&amp;').replace('<', '&lt;')}</{k.replace(' ', '_')}>"
            for k, v in row.items()
        )
        trials += f"<Trial>{cells}</Trial>"
    return f"<?xml version='1.0' encoding='UTF-8' ?><Trials_downloaded_from_ICTRP>{trials}</Trials_downloaded_from_ICTRP>".encode()  # noqa: E501


def reports_of(tmp_path, name, payload):
    (tmp_path / name).write_bytes(payload)
    return {record.id: read_record(record) for record in records_of_file(tmp_path / name)}


@pytest.mark.parametrize(("name", "write"), [("e.csv", as_csv), ("e.xml", as_xml)])
def test_one_record_a_trial_with_its_facts(tmp_path, name, write):
    found = reports_of(tmp_path, name, write(EUROPEAN, AMERICAN, CHINESE))
    assert list(found) == [f"{name}#EUCTR2017-001234-56-NL", f"{name}#NCT07654321", f"{name}#ChiCTR1900099999"]
    eu, us, cn = found.values()
    assert [report.registry_ids.own for report in (eu, us, cn)] == [
        ["2017-001234-56"],
        ["NCT07654321"],
        ["ChiCTR1900099999"],
    ]
    assert (eu.title, eu.acronym, eu.sponsor, eu.status) == ("Drops in dry eye", None, "Eye House", "AUTHORISED")
    assert (eu.phase, eu.design, eu.countries) == ("2/3", "rct", ["Belgium", "Netherlands"])
    assert (us.acronym, us.phase, us.design, us.status) == ("SUN-1", "1", "single_arm", "NOT_RECRUITING")
    assert (cn.phase, cn.design, cn.n_total, cn.n_total_type) == (None, "rct", 41, "estimated")
    assert eu.interventions == ["Lacrimol", "Saline"] and cn.interventions == ["Tea:green tea"]
    assert next(b.text for b in eu.blocks if b.section == "eligibility") == "Adults\nDry eye > 1 year"


def test_the_european_form_inside_a_row_is_taken_apart(tmp_path):
    form = EUROPEAN | {
        "Intervention": "<br>Trade Name: Wetto<br>Pharmaceutical Form: Drops<br>INN or Proposed INN: LACRIMOL<br><br>",
        "Condition": "Dry eye <br>MedDRA version: 9 Level: PT Term: Dry eye;Therapeutic area: Eyes",
        "Study design": "Controlled: no\nRandomised: no\nOpen: yes",
        "Scientific title": "A single-arm trial of drops",
    }
    several = form | {"Study design": form["Study design"] + "\nNumber of treatment arms in the trial: 2"}
    found = [*reports_of(tmp_path, "e.csv", as_csv(form, several)).values()]
    assert [(r.interventions, r.conditions, r.design) for r in found] == [
        (["LACRIMOL"], ["Dry eye"], "single_arm"),
        (["LACRIMOL"], ["Dry eye"], "nonrandomised"),
    ]


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("Korea, Republic of;china;The Netherlands", ["China", "Netherlands", "South Korea"]),
        ("Japan,Asia(except Japan),North America,Europe", ["Japan"]),
        ("Japan,North America", ["Japan"]),
        ("England;Scotland;??", ["United Kingdom"]),
        ("", []),
    ],
)
def test_countries_in_one_spelling(tmp_path, text, countries):
    [report] = reports_of(tmp_path, "e.csv", as_csv(EUROPEAN | {"Countries": text})).values()
    assert report.countries == countries


def test_days_are_read_as_their_registry_writes_them(tmp_path):
    eu, us, cn = reports_of(tmp_path, "e.csv", as_csv(EUROPEAN, AMERICAN, CHINESE)).values()
    assert (eu.registered_date, eu.start_date) == ("2019-11-05", "2020-01-07")
    assert (us.registered_date, us.start_date) == ("2020-02-03", "2020-04")
    assert (cn.registered_date, cn.start_date) == ("2019-12-30", "2020-01-05")


def test_a_workbook_gives_what_excel_made_of_the_export_as_it_was(tmp_path):
    iranian = CHINESE | {"TrialID": "IRCT20200101012345N1", "Source Register": "IRCT", "Phase": date(2020, 3, 2)}
    months = AMERICAN | {"Date enrollement": date(2020, 4, 1), "Target size": 30, "Date registration3": 20200203}
    rows = [[row.get(column, "") for column in COLUMNS] for row in (months, iranian)]
    us, ir = reports_of(tmp_path, "e.xlsx", workbook([COLUMNS, *rows])).values()
    assert (us.start_date, us.registered_date, us.n_total) == ("2020-04", "2020-02-03", 30)
    assert ir.phase == "2/3"


def test_a_workbook_of_anything_else_is_refused(tmp_path):
    (tmp_path / "x.xlsx").write_bytes(workbook([["name", "n"], ["a", 1]]))
    with pytest.raises(BadInput, match="Excel workbook and no export of the WHO ICTRP"):
        list(records_of_file(tmp_path / "x.xlsx"))


def test_a_record_keeps_its_name_in_another_order_and_among_others(tmp_path):
    (tmp_path / "e.csv").write_bytes(as_csv(EUROPEAN, AMERICAN))
    before = {record.id: record.sha256 for record in records_of_file(tmp_path / "e.csv")}
    (tmp_path / "e.csv").write_bytes(as_csv(CHINESE, AMERICAN, EUROPEAN, AMERICAN | {"Phase": "Phase 2"}))
    after = {record.id: record.sha256 for record in records_of_file(tmp_path / "e.csv")}
    assert before.items() <= after.items()
    assert "e.csv#NCT07654321~2" in after and len(after) == 4


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"Export date": "1/1/2021 1:00:00 PM"}, True),
        ({"Last Refreshed on": "9 June 2020"}, True),
        ({"Scientific title": "Drops   in dry eye"}, True),
        ({"Intervention": "Drug: Saline;Drug: Lacrimol"}, True),
        ({"Target size": "65"}, False),
        ({"Recruitment Status": "Not recruiting"}, False),
        ({"Intervention": "Drug: Saline"}, False),
    ],
)
def test_versions_differ_by_what_the_registry_changed(tmp_path, changed, same):
    (tmp_path / "a.csv").write_bytes(as_csv(EUROPEAN))
    (tmp_path / "b.csv").write_bytes(as_csv(EUROPEAN | changed))
    [one], [two] = (list(records_of_file(tmp_path / name)) for name in ("a.csv", "b.csv"))
    assert (stable(one) == stable(two)) is same


def test_a_trial_without_its_number_is_told():
    record = Record("inbox", "e.csv#", b'{"Source Register": "ChiCTR"}', "ictrp-json")
    with pytest.raises(BadInput, match="no TrialID"):
        read_record(record)


@pytest.mark.parametrize("payload", [as_csv(), as_xml()])
def test_an_export_of_nothing_is_told(tmp_path, payload):
    (tmp_path / "e").write_bytes(payload)
    with pytest.raises(BadInput, match=r"no trial|nothing was found"):
        list(records_of_file(tmp_path / "e"))


@given(st.text(max_size=40), st.sampled_from(["", "TrialID,Source Register", '"', "\r", "\x00", "\t"]))
def test_any_text_may_be_looked_at(text, among):
    assert isinstance(is_export(first_line(text + among + text)), bool)


def test_a_csv_that_breaks_off_inside_quotes_is_told(tmp_path):
    (tmp_path / "e.csv").write_bytes(as_csv(AMERICAN) + b'NCT00000009,"never closed')
    with pytest.raises(BadInput, match="breaks off"):
        list(records_of_file(tmp_path / "e.csv"))
