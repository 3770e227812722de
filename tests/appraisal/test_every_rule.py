"""Every rule objects to its slip and not to the honest case beside it."""

import re

import pytest
from rule_cases import CASES, OUTSIDE, count, in_one_block
from written_numbers import appraised, ci, rate

from appraisal import RULES, appraise
from schemas.models import Finding, Result

BY_READERS = {rule.id for rule in RULES if rule.by_reader}


@pytest.mark.parametrize("case", CASES)
def test_a_rule_objects_to_its_slip_and_not_to_the_honest_case_beside_it(case):
    rule = case.split(maxsplit=1)[0]
    broken, honest = (build() for build in CASES[case])
    assert rule in [f.rule for f in broken.findings]
    assert rule not in [f.rule for f in honest.findings]
    allowed = {r.id: r.severity for r in RULES}
    order = ("info", "warning", "critical")
    assert all(order.index(f.severity) <= order.index(allowed[f.rule]) for f in broken.findings)


def test_every_rule_is_tried():
    assert {case.split(maxsplit=1)[0] for case in CASES} == {rule.id for rule in RULES} - BY_READERS


def test_every_rule_has_a_worked_example_with_numbers():
    for rule in RULES:
        assert rule.example.endswith(".")
        assert rule.id in BY_READERS | {"retraction"} or any(c.isdigit() for c in rule.example)


def test_findings_of_readers_stay():
    x = appraised(rate("A", "45"), n=(20,))
    x.findings.append(Finding("range_over_groups", "warning", "20% to 46.7% is one range."))
    assert [f.rule for f in appraise(x).findings] == ["range_over_groups"]


def test_two_impossible_percentages_of_one_outcome_are_no_shares():
    """Weight lost in two arms: neither is a share of people, so neither is a slip."""
    x = appraised(rate("A", "2.4", "AE_ANY"), rate("B", "0.4", "AE_ANY"), n=(13, 10))
    assert {f.severity for f in x.findings} == {"info"}


def test_exchanged_percentages_are_proposed():
    x = appraised(rate("A", "46.67"), rate("B", "45.00"), n=(20, 15))
    assert any("exchanged" in f.proposal for f in x.findings)


def test_a_count_of_others_is_no_count_of_the_arm():
    report, result = count(231, "Of all who entered, 231 patients had their disease controlled.")
    x = appraised(result, n=(116, 115), **report)
    assert (x.results[0].events, [f.rule for f in x.findings]) == (None, ["denominator_unclear"])


def test_percentages_of_other_people_are_one_finding_and_prove_no_count():
    """An arm of 27 whose percentages are of 163: what fits 27 by chance is no count either."""
    shares = [rate("A", v, "AE_SPECIFIC", outcome_text=v) for v in ("98.8", "49.7", "33.7", "17.8", "8.4", "7.4")]
    x = appraised(*shares, n=(27,))
    found = [f for f in x.findings if f.severity != "info"]
    assert [(f.rule, f.severity, len(f.results)) for f in found] == [("percent_impossible", "warning", 5)]
    assert {r.events for r in x.results} == {None}


def test_several_counts_above_an_arm_are_one_warning():
    reports = [count(k, f"There were {k} patients.") for k in (67, 61)]
    results = [Result("arm", "SAE", "count", arm="A", value=r.value, unit="patients", locator={"table": "t", "row": i})
               for i, (_, r) in enumerate(reports)]  # fmt: skip
    (found,) = (f for f in appraised(*results, n=(27,)).findings if f.severity != "info")
    assert (found.rule, found.severity, found.results) == ("events_exceed_n", "warning", [0, 1])


def test_parts_are_those_of_one_place():
    """A partial response read beside other words elsewhere is no part of the sum in the table."""
    table, text = {"table": "t", "row": 1, "column": 1}, {"table": "u", "row": 1, "column": 1}
    shares = [("CR", 2, table), ("PR", 35, text), ("ORR", 24, table)]
    results = [rate("A", f"{100 * k / 56:.1f}", o, events=k, n_eval=56, events_origin="reported", locator=where)
               for o, k, where in shares]  # fmt: skip
    assert "parts_do_not_sum" not in [f.rule for f in appraised(*results, n=(56,)).findings if "CR" in f.message]
    results[1].locator = table
    assert "parts_do_not_sum" in [f.rule for f in appraised(*results, n=(56,)).findings if "CR" in f.message]


SOURCED = re.compile(r"[Ss]ources?:|\b(?:19|20)\d\d[;:.,)]|Handbook|ICH E9|definition")


def test_every_check_names_its_source():
    for rule in RULES:
        for check in rule.checks:
            assert SOURCED.search(check.__doc__ or ""), f"{rule.id}: {check.__name__}"


def test_one_share_outside_its_interval_is_critical_and_several_are_one_warning():
    for several in (1, 2, 3):
        x = in_one_block(*(rate("A", v, "OTHER", **ci(*c)) for v, c in OUTSIDE[:several]))
        severities = [f.severity for f in x.findings if f.rule == "interval_mismatch"]
        assert severities == (["critical"] * several if several < 3 else ["warning"])


def test_a_number_that_stands_twice_is_objected_to_once():
    x = appraised(rate("A", "77.79"), rate("A", "77.79"), n=(78,))
    (found,) = (f for f in x.findings if f.severity == "critical")
    assert found.results == [0, 1]
