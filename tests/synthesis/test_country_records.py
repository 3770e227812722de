"""One EudraCT number, a record for each country: what they say alike beside a paper is told once."""

from trials import PROTOCOL, by_id, counts, trial

from synthesis import build

NUMBER = "2019-000101-22"


def country(name, *results, **fields):
    fields = {"n_total": 200, "n_total_type": "actual", "registry": {}} | fields
    for i, result in enumerate(results):
        result.locator = {"pointer": f"/fields/{name}/{i}"}
    return trial(results, source="euctr", id=f"{NUMBER}-{name}", own=[NUMBER], **fields)


def paper(*results, **fields):
    return trial(results, id="7", own=[NUMBER], n_total=150, n_total_type="actual", **fields)


def responses(a, b):
    return [counts("A", a, 100), counts("B", b, 100)]


def tables(*extractions):
    return build(list(extractions), PROTOCOL, [], []).tables


def test_a_difference_of_every_country_record_is_one_line_and_one_finding():
    told = tables(*(country(name) for name in ("AT", "DE", "ES")), paper())
    (row,) = told["comparisons"]
    assert (row["kind"], row["registry_report"]) == ("enrolment", f"euctr:{NUMBER}-AT")
    assert f"{NUMBER} (3 country records) counts 200 participants" in row["message"]
    (finding,) = by_id(told["findings"], rule="differs_enrolment")
    assert finding["message"] == row["message"]


def test_a_country_record_that_says_something_else_keeps_its_own_line():
    told = tables(country("AT"), country("DE"), country("ES", n_total=260), paper())
    messages = {row["registry_value"]: row["message"] for row in told["comparisons"]}
    assert f"{NUMBER} (2 of 3 country records) counts 200" in messages["200"]
    assert f"euctr:{NUMBER}-ES counts 260" in messages["260"]


def test_a_folded_critical_difference_still_holds_the_numbers_of_every_record():
    said = [responses(40, 20), responses(40, 20)]
    told = tables(*(country(name, *of) for name, of in zip(("AT", "DE"), said, strict=True)), paper(*responses(46, 20)))
    differing = by_id(told["comparisons"], kind="value")
    assert [row["severity"] for row in differing] == ["critical"]
    assert "(2 country records) gives 40 of 100" in differing[0]["message"]
    assert not told["meta_analysis"]
    held = by_id(told["held"], reason="differs_value")
    assert {"pubmed:7"} < {h["source_report"] for h in held}
    assert len(by_id(told["findings"], rule="differs_value")) == 1


def test_records_of_other_registrations_are_not_folded():
    one = trial(
        source="clinicaltrials_gov", id="NCT00000001", n_total=200, n_total_type="actual", own=["NCT00000001", NUMBER]
    )
    told = tables(country("AT"), one, paper())
    assert len(by_id(told["comparisons"], kind="enrolment")) == 2
    assert not any("country records" in row["message"] for row in told["comparisons"])
