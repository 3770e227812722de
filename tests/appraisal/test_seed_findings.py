"""What a careful reader objects to in the seed documents comes out of the whole way, and their counts are proven."""

import json
import re
from pathlib import Path

import pytest

SEEDS = Path(__file__).parents[2].parent / "shared"


@pytest.fixture(scope="module")
def read():
    """Appraised seeds by name: the reading rooms are asked through their doors, as the command line does."""
    if not (SEEDS / "seeds").exists():
        pytest.skip("../shared with the seed documents is not here")
    from appraisal import appraise
    from extractors import read_report
    from sources.inbox.read import records_of_file
    from sources.readers import read_record

    files = sorted((SEEDS / "seeds").glob("*.txt"))
    return {f.stem: appraise(read_report(read_record(next(iter(records_of_file(f)))))) for f in files}


def gold(name):
    return [json.loads(line) for line in (SEEDS / "gold/seeds" / name).read_text(encoding="utf-8").splitlines()]


def test_every_expected_finding(read):
    for want in gold("findings.jsonl"):
        found = [f for f in read[want["id"]].findings if f.rule == want["rule"]]
        assert found, want["about"]
        if want["rule"] not in ("percent_impossible", "range_over_groups"):
            continue
        # What it is about stands in the sentence: each percentage and the ends of ranges that the label names.
        numbers = re.findall(r"\d+(?:\.\d+)?(?=%)|(?<=[ ~])\d+(?:\.\d+)?(?=[-–])", want["about"])
        said = " ".join(f.message for f in found)
        assert all(number.rstrip("0").rstrip(".") in said for number in numbers), want["about"]


def test_no_finding_of_these_rules_beside_them(read):
    expected = sorted((w["id"], w["rule"]) for w in gold("findings.jsonl") if w["rule"] != "range_over_groups")
    found = sorted(
        (name, f.rule)
        for name, x in read.items()
        for f in x.findings
        if f.severity != "info" and f.rule != "range_over_groups"
    )
    assert found == expected


def test_counts_and_their_origins(read):
    for want in gold("results.jsonl"):
        if want.get("events_origin") in (None, "reported"):
            continue
        found = [
            (r.events, r.n_eval, r.events_origin)
            for r in read[want["id"]].results
            if r.value == want["value"] and r.outcome == want["outcome"] and r.stat == want["stat"]
        ]
        assert (want["events"], want["n_eval"], want["events_origin"]) in found, want


def test_numbers_that_are_not_this_trial_s_are_neither_results_nor_its_own(read):
    for never in gold("forbidden.jsonl"):
        x = read[never["id"]]
        read_as_results = {r.value for r in x.results} | {r.events for r in x.results}
        assert not read_as_results & set(never.get("values", ())), never["because"]
        assert not set(x.report.registry_ids.own) & set(never.get("registry_ids", ())), never["because"]
