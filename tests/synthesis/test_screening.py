"""Which reports belong to the review, on which words, and what a person's decision does."""

import pytest
from trials import PROTOCOL, by_id, hazard_ratio, report, trial

from schemas.errors import BadInput
from schemas.models import Block, Extraction
from synthesis import Correction, Decision, build, read_corrections, read_decisions

LONG = "Something else entirely is told here, at the length that an abstract usually has. " * 4


def verdict(*extractions, key="pubmed:1", decisions=()):
    return by_id(build(list(extractions), PROTOCOL, list(decisions), []).tables["screening"], report=key)[0]


def test_an_eligible_report_says_on_which_words():
    found = verdict(trial())
    assert (found["decision"], found["decided_by"], found["study_id"]) == ("include", "protocol", "10.5555/1")
    assert found["words"] == "rct; blue gout; Alfamab"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"publication_types": ["Systematic Review"]}, "review"),
        ({"title": "Alfamab for blue gout: a systematic review and meta-analysis"}, "review"),
        ({"title": "Alfamab against placebo in blue gout: study protocol"}, "protocol_paper"),
        ({"design": "protocol"}, "protocol_paper"),
        ({"title": "Retraction: Alfamab in blue gout"}, "notice"),
        ({"retracts": ["123"]}, "notice"),
        ({"publication_types": ["Published Erratum"]}, "notice"),
        ({"publication_types": ["Editorial"]}, "comment"),
        ({"publication_types": ["Case Reports"]}, "case_report"),
        ({"design": "pooled"}, "design"),
        ({"title": "Blue gout of healthy people in mice"}, "population"),
        ({"title": "Alfamab in red gout"}, "condition"),
    ],
)
def test_what_is_excluded_and_why(fields, reason):
    found = verdict(trial(**fields))
    assert (found["decision"], found["reason"], found["study_id"]) == ("exclude", reason, "")


def test_animals_and_laboratories_are_no_patients():
    found = verdict(
        trial(title="Alfamab in a rat model of blue gout", blocks=[Block("b1", "abstract", "Rats had it.")])
    )
    assert (found["decision"], found["reason"]) == ("exclude", "animal_or_laboratory")


@pytest.mark.parametrize(
    ("fields", "decision", "reason"),
    [
        ({"design": None}, "unclear", "design_unknown"),
        ({"title": "A trial", "blocks": []}, "unclear", "condition"),
        ({"title": "A trial", "blocks": [Block("b1", "abstract", LONG)]}, "exclude", "condition"),
        (
            {"title": "A trial", "blocks": [Block("b1", "abstract", LONG + "One had blue gout.")]},
            "unclear",
            "condition",
        ),
        ({"title": "A trial", "conditions": ["Blue-Gout"]}, "include", "eligible"),
        ({"conditions": ["Blue gout", "Red gout"]}, "unclear", "condition"),
        ({"publication_types": ["Review", "Randomized Controlled Trial"]}, "unclear", "review"),
    ],
)
def test_doubt_waits_for_a_person(fields, decision, reason):
    found = verdict(trial(**fields))
    assert (found["decision"], found["reason"]) == (decision, reason)


def test_a_report_without_anything_survives_and_waits():
    found = verdict(Extraction(report(source="inbox", id="x", title="", authors=[], blocks=[], year=None, design=None)),
                    key="inbox:x")  # fmt: skip
    assert found["decision"] == "unclear"


def test_unclear_reports_feed_nothing():
    out = build([trial([hazard_ratio(0.6, 0.4, 0.9)], design=None)], PROTOCOL, [], [])
    assert out.counts["unsure"] == 1
    assert not out.tables["meta_analysis"] and not out.tables["studies"] and not out.tables["results"]


def test_the_reports_of_a_study_share_the_answer_on_its_topic():
    posted = trial(source="clinicaltrials_gov", id="NCT00000001")
    vague = trial([hazard_ratio(0.6, 0.4, 0.9)], own=["NCT00000001"], title="Final analysis", blocks=[], design=None)
    found = verdict(posted, vague)
    assert (found["decision"], found["reason"]) == ("include", "another_report_of_the_study")
    assert build([posted, vague], PROTOCOL, [], []).counts["rows"] == 1


def test_a_persons_decision_wins_and_goes_stale_with_the_record():
    seen = trial().report.sha256
    no = Decision("pubmed:1", "exclude", "wrong dose", "AB", "2026-01-31", seen)
    found = verdict(trial(), decisions=[no])
    assert [found[c] for c in ("decision", "reason", "decided_by", "decided_on", "stale")] == [
        "exclude", "wrong dose", "AB", "2026-01-31", False,
    ]  # fmt: skip
    changed = verdict(trial(sha256="a" * 64), decisions=[no])
    assert changed["stale"] is True and changed["decision"] == "exclude" and changed["seen_sha256"] == seen
    yes = Decision("pubmed:1", "include", "", "AB", "2026-02-01", seen)
    assert verdict(trial(design=None), decisions=[no, yes])["decision"] == "include"


def test_a_decision_on_an_unknown_report_is_shown():
    out = build([trial()], PROTOCOL, [Decision("pubmed:404", "exclude")], [])
    assert "pubmed:404" in by_id(out.tables["findings"], rule="decision_unmatched")[0]["message"]


def test_the_file_of_decisions(tmp_path):
    path = tmp_path / "screening.csv"
    assert read_decisions(path) == []
    head = "report,decision,reason,decided_by,decided_on,seen_sha256\n"
    path.write_bytes(b"\xef\xbb\xbf" + (head + 'pubmed:1,Include,"yes, fits",AB,2026-01-31,\n\n').encode())
    assert read_decisions(path) == [Decision("pubmed:1", "include", "yes, fits", "AB", "2026-01-31")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("report,reason\npubmed:1,x\n", "the column decision is missing"),
        ("report,decision\npubmed:1,maybe\n", "decision in line 2 is 'maybe'"),
        ("report,decision\n,include\n", "report in line 2 is empty"),
        ("report,decision,decided_on\npubmed:1,include,31.1.2026\n", "write it as 2026-03-31"),
        ('report,decision\n"pubmed:1,include\n', "not readable as CSV"),
        ("", "the column report is missing"),
    ],
)
def test_a_bad_file_of_decisions_says_where(tmp_path, text, says):
    path = tmp_path / "screening.csv"
    path.write_text(text)
    with pytest.raises(BadInput, match=says) as error:
        read_decisions(path)
    assert str(path) in str(error.value)


def test_the_file_of_corrections(tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text("row_id,column,old,new,reason,decided_by,decided_on,seen_sha256\nx.y,ai,1,2,typo,AB,2026-01-01,\n")
    assert read_corrections(path) == [Correction("x.y", "ai", "1", "2", "typo", "AB", "2026-01-01")]
    path.write_text("row_id,column,old,new\n,ai,1,2\n")
    with pytest.raises(BadInput, match="row_id in line 2 is empty"):
        read_corrections(path)
    path.write_text("row_id,column,old,new\nx.y,estimat,1,2\n")
    with pytest.raises(BadInput, match=r"column in line 2 is 'estimat'; the nearest known one is estimate\."):
        read_corrections(path)
