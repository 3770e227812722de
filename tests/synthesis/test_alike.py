"""Papers without a number find their registration by title, years, patients and people, or are asked about."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trials import PROTOCOL, by_id, trial

from synthesis import Join, build
from synthesis.joining.alike import ASK, JOIN
from synthesis.joining.likeness import FEATURES, Model, card_of, pairs
from synthesis.joining.likeness.cards import person, words_of
from synthesis.joining.likeness.model import by_patients

OTHERS = ("rust", "moths", "chalk", "frost", "gravel", "amber", "nettles", "velvet", "copper", "pollen", "clay", "wool")
TOPICS = [
    "Alfamab in blue gout of the elbow",
    "Betanib for red fever in sailors",
    "Walking after surgery of the left ear",
    "Cold tea against snoring in winter",
    "A booklet on sleep for night nurses",
    "Singing to newborn calves on farms",
]


def registration(number, title, **fields):
    dates = {"start_date": "2015-03", "end_date": "2018-05", "n_total": 120, "n_total_type": "actual"}
    return trial(source="clinicaltrials_gov", id=number, title=title, **(dates | fields))


def paper(number, title, **fields):
    return trial(id=number, title=title, **({"year": 2019, "authors": [f"Writer{number} A"]} | fields))


def company(many=24):
    topics = [
        *TOPICS,
        *(f"{one} and {two} in {OTHERS[i - 1]}" for i, one in enumerate(OTHERS) for two in ("ice", "salt")),
    ]
    return [registration(f"NCT000001{i:02}", topic, n_total=40 + i) for i, topic in enumerate(topics[:many])]


def studies(*extractions, joins=None):
    return build(list(extractions), PROTOCOL, [], [], joins=joins)


SERVED = "Alfamab for blue gout of the elbow: a randomised trial against placebo"


def test_a_paper_without_a_number_finds_its_registration():
    found = studies(*company(), paper("7", SERVED))
    (study,) = [s for s in found.tables["studies"] if "pubmed:7" in s["reports"]]
    assert study["reports"] == ["pubmed:7", "clinicaltrials_gov:NCT00000100"]
    (reason,) = study["link_reasons"]
    assert reason.startswith("title, dates and people alike (probability 0.99; ") and "elbow" in reason


def test_in_small_company_nobody_knows_which_words_are_rare():
    found = studies(*company(6), paper("7", SERVED))
    assert by_id(found.tables["findings"], rule="possible_same_trial")
    assert all(len(s["reports"]) == 1 for s in found.tables["studies"])


def test_two_registrations_as_like_leave_the_paper_alone():
    twin = registration("NCT00000200", TOPICS[0])
    found = studies(*company(), twin, paper("7", SERVED))
    assert all(len(s["reports"]) == 1 for s in found.tables["studies"])


def test_a_merely_likely_pair_is_asked_about_and_a_person_answers():
    likely = paper("7", "Blue gout and Alfamab: what we learned", year=2024)
    found = studies(*company(), likely)
    (question,) = by_id(found.tables["findings"], rule="possible_same_trial")
    assert question["report"] == "pubmed:7" and "NCT00000100" in question["message"]
    yes = [Join("pubmed:7", "NCT00000100", True, "same sponsor number", "A. Example", "2026-01-02")]
    answered = studies(*company(), likely, joins=yes)
    assert not by_id(answered.tables["findings"], rule="possible_same_trial")
    (study,) = [s for s in answered.tables["studies"] if "pubmed:7" in s["reports"]]
    assert study["link_reasons"] == [
        "joined with NCT00000100 by A. Example 2026-01-02, because same sponsor number: pubmed:7"
    ]


def test_a_paper_of_many_trials_is_of_none():
    review = paper("7", SERVED, publication_types=["Journal Article", "Systematic Review"])
    found = studies(*company(), review)
    assert not by_id(found.tables["findings"], rule="possible_same_trial")
    assert all(len(s["reports"]) == 1 for s in found.tables["studies"])


def test_the_order_of_the_records_does_not_matter():
    records = [*company(), paper("7", SERVED), paper("8", "Cold tea and snoring: a winter's trial")]
    plain = studies(*records).tables["studies"]
    for seed in range(5):
        random.Random(seed).shuffle(records)
        assert studies(*records).tables["studies"] == plain


def test_patients_count_for_and_against():
    assert by_patients(240, 240) > 0 > by_patients(240, 120)
    assert by_patients(240, 230) == by_patients(None, 230) == by_patients(12, 12) == 0


def test_a_planned_number_is_no_number_of_patients():
    planned = registration("NCT00000001", TOPICS[0], n_total=240, n_total_type="estimated").report
    assert card_of("x", planned).n is None


@given(
    st.lists(st.sampled_from(TOPICS), min_size=1, max_size=6), st.lists(st.sampled_from(TOPICS), min_size=1, max_size=6)
)
def test_every_pair_shares_a_word_and_has_every_feature(trials, papers):
    theirs = [card_of(f"t{i}", registration(f"NCT0000000{i}", title).report) for i, title in enumerate(trials)]
    ours = [card_of(f"p{i}", paper(str(i), title).report) for i, title in enumerate(papers)]
    for pair in pairs(theirs, ours):
        assert pair.shared and set(pair.shared) == theirs[pair.trial].words & ours[pair.paper].words
        assert len(pair.features) == len(FEATURES)
        assert 0 <= Model.shipped().probability(pair, theirs[pair.trial], ours[pair.paper]) <= 1


def test_thresholds_prefer_two_studies():
    assert 0.5 <= ASK < JOIN and JOIN >= 0.9


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Randomised trial of Tumours in haemophilia", {"tumor", "hemophilia"}),
        ("IMA901 in renal-cell cancer", {"ima901", "renal", "cell", "cancer"}),
        ("", set()),
    ],
)
def test_words_of_a_title(title, words):
    assert words_of(title) == words


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Li Wei", "li w"),
        ("de la Cruz M", "de la cruz m"),
        ("Brose, Marcia", "brose m"),
        ("The Gout Study Group", ""),
        ("Ng", ""),
    ],
)
def test_a_person_is_a_family_name_and_an_initial(name, short):
    assert person(name) == short
