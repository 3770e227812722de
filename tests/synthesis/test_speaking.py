"""Which report speaks is the protocol's rule, and every number that does not give a row says why."""

import pytest
from pydantic import ValidationError
from trials import PROTOCOL, Finding, by_id, counts, hazard_ratio, trial

from schemas.protocol import Protocol
from synthesis import build

OWN = {"own": ["NCT00000001"]}


def with_rule(**rule):
    return Protocol.model_validate(PROTOCOL.model_dump() | {"speaking": rule})


def two(a, b, n=100, outcome="ORR"):
    return [counts("A", a, n, outcome), counts("B", b, n, outcome)]


def posted(*results):
    return trial(list(results), source="clinicaltrials_gov", id="NCT00000001")


def told(out, table="results"):
    return {(row["source_report"], row["speaks"]) for row in out.tables[table]}


def test_an_article_speaks_before_the_registry_and_the_registry_says_why_not():
    out = build([posted(*two(40, 20, 96)), trial(two(41, 20), **OWN)], PROTOCOL, [], [])
    assert out.tables["meta_analysis"][0]["source_report"] == "pubmed:1"
    assert told(out) == {
        ("pubmed:1", "yes"),
        ("clinicaltrials_gov:NCT00000001", "no: a peer-reviewed article comes first"),
    }


def test_the_protocol_may_let_the_registry_speak():
    rule = with_rule(reports=["registry", "article", "ahead", "preprint", "abstract", "document"])
    out = build([posted(*two(40, 20, 96)), trial(two(41, 20), **OWN)], rule, [], [])
    assert out.tables["meta_analysis"][0]["source_report"] == "clinicaltrials_gov:NCT00000001"
    assert ("pubmed:1", "no: the registry comes first") in told(out)


def test_for_harms_the_registry_speaks_unless_the_protocol_says_otherwise():
    reports = [posted(*two(40, 20, 96, "SAE")), trial(two(41, 20, outcome="SAE"), **OWN)]
    assert build(reports, PROTOCOL, [], []).tables["meta_analysis"][0]["ai"] == 40
    rule = with_rule(harms=["article", "ahead", "registry", "preprint", "abstract", "document"])
    assert build(reports, rule, [], []).tables["meta_analysis"][0]["ai"] == 41


@pytest.mark.parametrize(
    "fields, reason",
    [
        ({"title": "Alfamab in blue gout: final analysis"}, "a final or full analysis"),
        ({"title": "Alfamab in adults with blue gout", "data_cutoff": "2021-05"}, "a later data cut-off"),
        ({"title": "Alfamab in adults with blue gout", "year": 2023}, "a later report"),
        ({"title": "Alfamab in adults with blue gout", "n_total": 300}, "a report of more patients"),
    ],
)
def test_among_articles_what_is_asked_next_decides(fields, reason):
    out = build([trial(two(41, 20), **OWN), trial(two(44, 22), id="2", **OWN, **fields)], PROTOCOL, [], [])
    assert told(out) == {("pubmed:2", "yes"), ("pubmed:1", f"no: {reason} comes first")}


def test_what_is_left_out_of_the_rule_is_not_asked():
    later = trial(two(44, 22), id="2", year=2023, **OWN)
    asked = {"pubmed:2": PROTOCOL, "pubmed:1": with_rule(then=["final", "data_cut"])}
    for report, protocol in asked.items():
        out = build([trial(two(41, 20), **OWN), later], protocol, [], [])
        assert out.tables["meta_analysis"][0]["source_report"] == report


def test_every_other_number_says_why_it_gives_no_row():
    results = [*two(41, 20), hazard_ratio(0.5, 0.3, 0.8), *two(10, 9, outcome="CR")]
    results += [counts("A", 7, 100, "SAE"), counts("B", 9, 100, "SAE")]
    out = build([trial(results, findings=[Finding("doubt", "critical", "Doubtful.", [5])], **OWN)], PROTOCOL, [], [])
    spoken = {(row["outcome"], row["arm"]): row["speaks"] for row in out.tables["results"]}
    assert spoken["ORR", "A"] == "yes"
    assert spoken["CR", "A"] == "no: no outcome of the protocol"
    assert spoken["SAE", "A"] == "no: held (doubt)"
    assert by_id(out.tables["contrasts"], outcome="PFS")[0]["speaks"] == "yes"


@pytest.mark.parametrize(
    "rule", [{"reports": ["article"]}, {"harms": ["article"] * 6}, {"then": ["final", "final"]}, {"then": ["longest"]}]
)
def test_a_rule_names_every_kind_once(rule):
    with pytest.raises(ValidationError):
        with_rule(**rule)
