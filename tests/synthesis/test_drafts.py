"""Preprints and meeting abstracts find their article by a title nearly the same; parallel trials stay apart."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trials import PROTOCOL, by_id, trial

from benchmarks.linkage_set import FOLDER, load
from synthesis import Join, build
from synthesis.joining.studies import join
from synthesis.joining.titles import Title
from synthesis.shapes import Reading

TITLE = "Alfamab against placebo in adults with blue gout of the elbow: a randomised, double-blind phase 3 trial"
SHOWN = {"source": "europe_pmc", "year": 2019, "own": []}


def preprint(title, **fields):
    return trial(
        **({"id": "PPR/9", "doi": "10.1101/9", "publication_types": ["Preprint"]} | SHOWN | fields), title=title
    )


def abstract(title, **fields):
    kinds = ["Meeting Abstract"]
    return trial(**({"id": "MED/8", "doi": "10.5555/m8", "publication_types": kinds} | SHOWN | fields), title=title)


def article(title=TITLE, **fields):
    return trial(**({"id": "1", "year": 2020} | fields), title=title)


def studies(*extractions, joins=None):
    return build(list(extractions), PROTOCOL, [], [], joins=joins)


def joined(*extractions, joins=None):
    """The studies, whether or not they are eligible."""
    return join([Reading.of(extraction) for extraction in extractions], joins).studies


@pytest.mark.parametrize(
    "title",
    [
        "A randomized trial of Alfamab against placebo in adults with blue gout of the elbow",
        "Results of a phase III, multicentre trial: Alfamab against placebo in adults with blue gout of the elbow",
        "Alfamab against placebo in adults with blue gout of the elbow: protocol of a double-blinded trial",
    ],
)
@pytest.mark.parametrize("draft", [preprint, abstract])
def test_a_title_that_says_the_same_in_other_words_joins(draft, title):
    (study,) = joined(draft(title), article())
    assert [reading.report.source for reading in study.readings] == ["pubmed", "europe_pmc"]
    (reason,) = study.link_reasons
    assert "of an article by the same first author, whose title says the same in other words" in reason
    assert "pubmed:1" in reason and "europe_pmc:" in reason


@pytest.mark.parametrize(
    "title",
    [
        pytest.param(TITLE.replace("Alfamab", "Betanib"), id="another drug"),
        pytest.param(TITLE.replace("Alfamab", "Alfimab"), id="a drug of nearly that name"),
        pytest.param(TITLE.replace("blue gout", "red gout"), id="another disease"),
        pytest.param(TITLE.replace("adults", "children"), id="other people"),
        pytest.param(TITLE.replace("elbow", "knee"), id="another joint"),
        pytest.param(TITLE.replace("phase 3", "phase 2"), id="another phase"),
        pytest.param(TITLE.replace("phase 3", "phase IIb"), id="another phase in Roman numerals"),
        pytest.param(TITLE + ", part II", id="part II"),
        pytest.param(TITLE + ", study B", id="study B"),
        pytest.param(TITLE.replace("double-blind", "open-label"), id="open"),
        pytest.param(TITLE.replace("placebo", "placebo or Betanib"), id="one more drug"),
        pytest.param(TITLE.replace("with blue", "without blue"), id="those without it"),
        pytest.param(TITLE.replace("with blue gout", "with type 2 blue gout"), id="a type of it"),
        pytest.param(TITLE + ": quality of life", id="another question"),
        pytest.param("Alfamab in gout", id="a short title"),
    ],
)
@pytest.mark.parametrize("draft", [preprint, abstract])
def test_a_parallel_trial_stays_apart(draft, title):
    assert len(joined(draft(title), article())) == 2
    assert len(joined(draft(TITLE), article(title))) == 2


SAME = "A randomized trial of Alfamab against placebo in adults with blue gout of the elbow"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"authors": ["Ito B", "Lindgren A"]}, id="another first author"),
        pytest.param({"year": 2021}, id="after the article"),
        pytest.param({"year": 2014}, id="long before it"),
        pytest.param({"year": None}, id="no year"),
        pytest.param({"n_total": 90}, id="fewer patients"),
        pytest.param({"design": "single_arm"}, id="not randomised"),
        pytest.param({"publication_types": ["Preprint", "Systematic Review"]}, id="a review"),
        pytest.param({"own": ["NCT00000002"]}, id="another registry number"),
    ],
)
def test_what_speaks_against_it_counts(fields):
    final = article(own=["NCT00000001"], n_total=120)
    assert len(joined(preprint(SAME, **fields), final)) == 2
    assert len(joined(preprint(SAME), final)) == 1


def test_two_articles_are_never_joined_by_likeness():
    assert len(joined(article(), article(SAME, id="2", year=2021))) == 2


def test_a_title_that_says_a_little_more_needs_the_same_patients():
    longer = TITLE.replace("adults with", "adults with painful")
    for n, found in ((120, 1), (118, 2), (None, 2)):
        result = studies(preprint(TITLE, n_total=120), article(longer, n_total=n)).tables["studies"]
        assert len(result) == found
    (study,) = studies(preprint(TITLE, n_total=120), article(longer, n_total=120)).tables["studies"]
    assert "with the same 120 patients and a title apart in painful" in study["link_reasons"][0]
    assert len(joined(preprint(TITLE, n_total=12), article(longer, n_total=12))) == 2


def test_a_draft_that_fits_two_trials_is_asked_about_and_a_person_answers():
    two = [
        article(own=["NCT00000001"]),
        article(TITLE.replace("trial", "study"), id="2", own=["NCT00000002"]),
    ]
    found = studies(preprint(SAME), *two)
    assert len(found.tables["studies"]) == 3
    (question,) = by_id(found.tables["findings"], rule="possible_same_trial")
    assert question["report"] == "europe_pmc:PPR/9" and "pubmed:1, pubmed:2" in question["message"]
    said = [Join("europe_pmc:PPR/9", "NCT00000002", True, "told by the authors", "A. Example", "2026-01-02")]
    answered = studies(preprint(SAME), *two, joins=said)
    assert len(answered.tables["studies"]) == 2
    assert not by_id(answered.tables["findings"], rule="possible_same_trial")


def test_a_person_keeps_a_draft_apart():
    said = [Join("europe_pmc:PPR/9", "pubmed:1", False, "a pilot", "A. Example", "2026-01-02")]
    assert len(joined(preprint(SAME), article(), joins=said)) == 2


def test_drafts_join_in_any_order():
    records = [preprint(SAME), abstract(SAME, year=2018), article(), article("Rain in the north", id="5")]
    first = studies(*records).tables["studies"]
    assert sorted(s["n_reports"] for s in first) == [1, 3]
    for seed in range(4):
        random.Random(seed).shuffle(records)
        assert studies(*records).tables["studies"] == first


@given(st.text(max_size=80), st.text(max_size=80))
def test_likeness_has_no_direction_and_any_text_is_endured(one, two):
    a, b = Title.of(one), Title.of(two)
    assert a.is_about_the_same(b) == b.is_about_the_same(a)
    assert a.is_about_nearly_the_same(b) == b.is_about_nearly_the_same(a)
    assert not a.contradicts(a)


@pytest.mark.parametrize(
    ("text", "phase"),
    [("a phase II-III trial", "2/3"), ("Phase 2b study", "2b"), ("phase-1/2", "1/2"), ("Phase IIIb", "3b"), ("x", "")],
)
def test_phases(text, phase):
    assert Title.of(text).phase == phase


def test_no_two_papers_of_the_labelled_set_have_titles_that_say_the_same():
    """Each of them reports a trial of its own, so that every such pair would be a false merge of a like author."""
    if not FOLDER.is_dir():
        pytest.skip("../shared/bench/linkage is not there: titles of different trials cannot be compared")
    titles = [Title.of(paper.title) for paper in load().papers.values()]
    about = [title for title in titles if len(title.words) >= 4]
    by_words = {}
    for title in about:
        by_words.setdefault(title.words, []).append(title)
    assert len(about) > 1000
    assert not [found for found in by_words.values() if len(found) > 1 and found[0].is_about_the_same(found[1])]
