"""Two people screen: whose word holds, and what a conflict does."""

import pytest
from trials import PROTOCOL, by_id, hazard_ratio, trial

from synthesis import Decision, build

KEY = "pubmed:1"
NOW, BEFORE = "31" + "0" * 62, "b" * 64
"""The hash of the record as `trials.report` makes it, and that of an older version."""


def screened(*lines):
    """(verdict, findings about reviewers, rows to pool) after these (who, what, reason, hash) lines."""
    decisions = []
    for day, line in enumerate(lines, start=1):
        who, what, reason, seen = (*line, "", "")[:4]
        decisions.append(Decision(KEY, what, reason, who, f"2026-01-{day:02}", seen))
    out = build([trial([hazard_ratio(0.6, 0.4, 0.9)])], PROTOCOL, decisions, [])
    findings = by_id(out.tables["findings"], rule="reviewers_disagree")
    return by_id(out.tables["screening"], report=KEY)[0], findings, out.tables["meta_analysis"]


def test_two_who_agree_are_both_named():
    verdict, findings, rows = screened(("Ann", "include"), ("Ben", "include"))
    assert (verdict["decision"], verdict["decided_by"], findings) == ("include", "Ann and Ben", [])
    assert rows


def test_two_who_disagree_hold_the_report_and_are_listed():
    verdict, findings, rows = screened(("Ann", "include", "eligible"), ("Ben", "exclude", "wrong dose"))
    assert (verdict["decision"], verdict["reason"]) == ("unclear", "reviewers_disagree")
    assert verdict["words"] == "Ann: include (eligible); Ben: exclude (wrong dose)"
    assert [finding["report"] for finding in findings] == [KEY]
    assert verdict["words"] in findings[0]["message"]
    assert rows == []


@pytest.mark.parametrize(
    ("lines", "decision", "who"),
    [
        ([("Ann", "include"), ("Ben", "exclude"), ("consensus", "exclude")], "exclude", "consensus"),
        ([("Ann", "include"), ("Ben", "exclude"), ("Consensus", "include")], "include", "Consensus"),
        ([("Ann", "include"), ("Ben", "exclude"), ("Ann", "exclude")], "exclude", "Ben and Ann"),
        ([("Ann", "include"), ("ann", "exclude")], "exclude", "ann"),
        ([("Ann", "unclear"), ("Ben", "exclude")], "exclude", "Ben"),
        ([("Ann", "include"), ("Ben", "unclear")], "include", "Ann"),
        ([("Ann", "unclear"), ("Ben", "unclear")], "unclear", "Ann and Ben"),
        ([("", "include"), ("", "exclude")], "exclude", "a person"),
        ([("Ann", "include", "", BEFORE), ("Ben", "exclude", "", NOW)], "exclude", "Ben"),
        ([("Ben", "exclude", "", NOW), ("Ann", "include", "", BEFORE)], "exclude", "Ben"),
    ],
)
def test_what_settles_a_difference(lines, decision, who):
    verdict, findings, _ = screened(*lines)
    assert (verdict["decision"], verdict["decided_by"], findings) == (decision, who, [])


def test_a_consensus_that_somebody_disputes_later_is_a_conflict_again():
    verdict, findings, _ = screened(("Ann", "include"), ("consensus", "include"), ("Ben", "exclude"))
    assert (verdict["decision"], len(findings)) == ("unclear", 1)


def test_decisions_on_an_older_version_only_are_stale():
    verdict, findings, _ = screened(("Ann", "include", "", BEFORE), ("Ben", "include", "", BEFORE))
    assert (verdict["decision"], verdict["stale"], findings) == ("include", True, [])
