"""What a registration planned at first, laid beside what it says since and what papers say."""

from trials import PROTOCOL, by_id, trial

from schemas.models import Detail, Registered
from synthesis import build

NCT = "clinicaltrials_gov:NCT00000001"


def primary(*titles):
    ids = {"PFS": "Progression-free survival", "OS": "Overall survival"}
    return [
        Detail("primary_outcomes", t if t in ids else "OTHER", {"pointer": f"/p/{i}"}, ids.get(t, t))
        for i, t in enumerate(titles)
    ]


def plan(day, *titles, size=None, of=NCT):
    return Registered(of, day, primary(*titles), size)


def registration(*titles, **fields):
    return trial(source="clinicaltrials_gov", id="NCT00000001", details=primary(*titles), **fields)


def paper(*titles, **fields):
    return trial(id="7", own=["NCT00000001"], details=primary(*titles), **fields)


def orr():
    return trial(
        id="7", own=["NCT00000001"], details=[Detail("primary_outcomes", "ORR", {"pointer": "/p/0"}, "response")]
    )


def told(*extractions, plans):
    tables = build(list(extractions), PROTOCOL, [], [], plans=plans).tables
    return tables["comparisons"], by_id(tables["findings"], rule="primary_outcome_changed"), tables


def test_without_a_paper_the_change_is_a_finding_of_the_registration():
    rows, findings, _ = told(registration("OS"), plans=[plan("2020-01-05", "PFS"), plan("2022-03-04", "OS")])
    assert rows == []
    assert [(f["severity"], f["report"]) for f in findings] == [("warning", NCT)]
    assert (
        "survival as primary outcome in its version of 2020-01-05, then overall survival since 2022-03-04"
        in findings[0]["message"]
    )
    assert findings[0]["quote"] == "Progression-free survival | Overall survival"


def test_every_step_is_told_and_a_paper_that_names_none_of_them_is_said_to():
    plans = [plan("2020-01-05", "PFS"), plan("2021-01-05", "Walking"), plan("2022-03-04", "OS")]
    ((row,), _, _) = told(registration("OS"), orr(), plans=[plans[0], plans[2]])
    assert row["severity"] == "warning" and row["message"].endswith("it is none of them.")
    ((row,), _, _) = told(registration("OS"), paper("OS"), plans=plans)
    assert (
        row["registry_value"]
        == "2020-01-05: progression-free survival; 2021-01-05: “Walking”; 2022-03-04: overall survival"
    )
    assert row["severity"] == "warning" and "follows the change" in row["message"]


def test_an_outcome_that_was_added_is_a_note_where_the_paper_names_one_of_the_first():
    plans = [plan("2020-01-05", "PFS"), plan("2022-03-04", "PFS", "Walking distance")]
    ((row,), findings, _) = told(registration("PFS", "Walking distance"), paper("PFS"), plans=plans)
    assert (row["kind"], row["severity"]) == ("primary_outcome_changed", "info")
    assert "progression-free survival and “Walking distance”" in row["message"]
    assert [f["severity"] for f in findings] == ["info"]


def test_a_paper_on_a_part_of_the_trial_says_nothing_of_its_primary_outcome():
    plans = [plan("2020-01-05", "PFS"), plan("2022-03-04", "OS")]
    part = paper("OS", title="Alfamab in blue gout: a subgroup analysis")
    rows, findings, _ = told(registration("OS"), part, plans=plans)
    assert rows == [] and [f["report"] for f in findings] == [NCT]


def test_a_plan_that_changed_little_is_not_told():
    fields = {"n_total": 110, "n_total_type": "actual"}
    *_, tables = told(registration("OS", **fields), plans=[plan("2020-01-05", "OS", size=100)])
    assert tables["findings"] == []
    *_, tables = told(registration("OS", **fields), plans=[plan("2020-01-05", "OS", size=130)])
    (finding,) = by_id(tables["findings"], rule="planned_enrolment_changed")
    assert finding["severity"] == "info" and "planned 130 participants" in finding["message"]


def test_country_records_that_change_alike_are_told_once():
    records = [f"euctr:2019-000101-22-{country}" for country in ("AT", "DE")]
    plans = [p for key in records for p in (plan("2020-01-05", "PFS", of=key), plan("2022-03-04", "OS", of=key))]
    made = [
        trial(source="euctr", id=key.partition(":")[2], own=["2019-000101-22"], registry={}, details=primary("OS"))
        for key in records
    ]
    rows, findings, _ = told(*made, plans=plans)
    assert rows == [] and len(findings) == 1
    assert "2019-000101-22 (2 country records) registered" in findings[0]["message"]


def test_a_registration_that_tells_of_its_own_change_needs_no_earlier_version():
    before = [Detail("earlier_primary_outcomes", "PFS", {"pointer": "/e/0"}, "Progression-free survival", "2021-04-28")]
    fields = {"id": "ISRCTN10000001", "own": ["ISRCTN10000001"], "registry": {}, "registered_date": "2019-06-01"}
    made = trial(source="isrctn", details=[*primary("OS"), *before], **fields)
    written = trial(id="7", own=["ISRCTN10000001"], details=primary("OS"))
    ((row,), (finding,), _) = told(made, written, plans=[])
    assert "in its version of 2019-06-01, then overall survival since 2021-04-28; pubmed:7 calls" in row["message"]
    assert row["registry_quote"] == "Progression-free survival | Overall survival"
    assert finding["severity"] == row["severity"] == "warning"
