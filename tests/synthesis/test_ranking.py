"""The order of what waits for a person: learnt from this review's decisions, the same each time, never a decision."""

import itertools
import random

import pytest
from trials import PROTOCOL, report, trial

from schemas.models import Block, Extraction
from synthesis import Decision, build
from synthesis.screening.ranking import FEWEST

WANTED = "Swelling of toes and urate in serum went down while the alfamab infusion was given to people with gout."
OTHER = "Rainfall over the northern hills was gauged each hour and set against forecasts of the river board."


def unsure(number, words):
    """A report that no rule can decide on: its design is unknown."""
    text = f"{words} Blue gout was named, and alfamab. Blue gout was named again, and alfamab too. Paper {number}."
    return Extraction(
        report(id=str(number), design=None, title=f"A study of {words.split()[0].lower()}",
               authors=[f"Author{number} A"], blocks=[Block("b1", "abstract", text, part="abstract")])
    )  # fmt: skip


def decided(number, what):
    return Decision(f"pubmed:{number}", what, "", "Ann", "2026-01-02")


def review(included=FEWEST, excluded=FEWEST, waiting=6):
    """Reports about what is wanted and about something else, as many decided each way, as many waiting."""
    numbers = itertools.count(1)
    extractions, decisions = [], []
    for words, what, how_many in ((WANTED, "include", included), (OTHER, "exclude", excluded)):
        for number in itertools.islice(numbers, how_many):
            extractions.append(unsure(number, words))
            decisions.append(decided(number, what))
    for number in itertools.islice(numbers, waiting):
        extractions.append(unsure(number, WANTED if number % 2 else OTHER))
    return extractions, decisions


def ranks(out):
    return {row["report"]: row["rank"] for row in out.tables["screening"] if row["rank"]}


def test_what_is_like_the_included_comes_first():
    extractions, decisions = review()
    out = build(extractions, PROTOCOL, decisions, [])
    order = sorted(found := ranks(out), key=found.get)
    assert [int(key.partition(":")[2]) % 2 for key in order] == [1, 1, 1, 0, 0, 0]
    assert sorted(found.values()) == [1, 2, 3, 4, 5, 6]
    assert (out.counts["ranked"], out.counts["ranked_on_included"], out.counts["ranked_on_excluded"]) == (6, 5, 5)


def test_it_ranks_and_decides_nothing():
    extractions, decisions = review()
    rows = build(extractions, PROTOCOL, decisions, []).tables["screening"]
    assert all(row["decision"] == "unclear" for row in rows if row["rank"])
    assert all(row["rank"] for row in rows if row["decision"] == "unclear")


@pytest.mark.parametrize(("included", "excluded"), [(FEWEST - 1, 50), (50, FEWEST - 1), (0, 0)])
def test_too_few_decisions_give_no_order_and_say_so(included, excluded):
    extractions, decisions = review(included, excluded)
    out = build(extractions, PROTOCOL, decisions, [])
    assert ranks(out) == {}
    assert (out.counts["ranked_on_included"], out.counts["ranked_on_excluded"]) == (included, excluded)


def test_the_order_of_reports_and_decisions_says_nothing():
    extractions, decisions = review()
    first = ranks(build(extractions, PROTOCOL, decisions, []))
    random.Random(3).shuffle(extractions)
    assert ranks(build(extractions, PROTOCOL, decisions[::-1], [])) == first


def test_records_of_one_paper_share_their_rank():
    extractions, decisions = review()
    copy = unsure(11, WANTED)
    copy.report.source, copy.report.id = "europe_pmc", "MED/11"
    found = ranks(build([*extractions, copy], PROTOCOL, decisions, []))
    assert found["europe_pmc:MED/11"] == found["pubmed:11"]
    assert max(found.values()) == 6


def test_rules_decisions_are_learnt_from_too():
    eligible = [
        trial(id=str(number), doi=f"10.5555/e{number}", authors=[f"Writer{number} A"]) for number in range(50, 55)
    ]
    off_topic = [
        trial(id=str(number), doi=f"10.5555/o{number}", authors=[f"Writer{number} A"], title="Drugs in red gout")
        for number in range(60, 65)
    ]
    waiting = [unsure(1, WANTED), unsure(2, OTHER)]
    out = build([*eligible, *off_topic, *waiting], PROTOCOL, [], [])
    assert (out.counts["ranked_on_included"], out.counts["ranked_on_excluded"]) == (5, 5)
    assert sorted(ranks(out).values()) == [1, 2]


def test_a_notice_teaches_nothing():
    notices = [
        trial(id=str(n), doi=f"10.5555/n{n}", title=f"Retraction: Alfamab in blue gout {n}") for n in range(70, 80)
    ]
    extractions, decisions = review(excluded=0)
    out = build([*extractions, *notices], PROTOCOL, decisions, [])
    assert out.counts["ranked_on_excluded"] == 0
