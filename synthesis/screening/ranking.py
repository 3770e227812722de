"""Reports that wait for a person, in the order in which they are worth looking at.

The way of ASReview: a classifier learns from what this review has decided so far, on the words of titles and
abstracts, and the likeliest to be included come first. It ranks and never decides. What people decided weighs, all
together, no less than what the protocol's rules decided. The same reports and decisions give the same order.

Logistic regression on tf-idf, classes balanced: of the classifiers that ASReview has offered it found most on two
labelled searches (docs/decisions/0013-ranking.md). It is fitted by a method without chance in it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from synthesis.screening.rules import Verdict, own_words
from synthesis.shapes import Reading

FEWEST = 5
"""Decisions of each kind from which there is something to learn."""
LONGEST = 4_000
"""Characters of a report that are looked at: the abstract of any paper."""
_OF_KIND = frozenset(
    {"notice", "protocol_paper", "review", "comment", "case_report", "language", "another_report_of_the_study"}
)
"""Reasons of rules that say nothing about a report's topic: its words may be just those that are looked for."""


@dataclass(slots=True, frozen=True)
class Ranking:
    """The order of the reports that wait, and on how many decided papers it rests."""

    ranks: dict[str, int] = field(default_factory=dict)
    """Report → place, 1 the likeliest to be included; records of one paper share theirs. Empty with too few."""
    included: int = 0
    excluded: int = 0


def rank_unsure(readings: list[Reading], verdicts: Mapping[str, Verdict], papers: Mapping[str, str]) -> Ranking:
    """Rank the papers that wait for a person by what was decided about the others."""
    texts = _texts(readings, papers)
    waiting, labels = _sorted_out(verdicts, papers)
    included = sum(label.include for label in labels.values())
    excluded = len(labels) - included
    if not waiting or min(included, excluded) < FEWEST:
        return Ranking({}, included, excluded)
    scores = likely([texts[paper] for paper in labels], list(labels.values()), [texts[paper] for paper in waiting])
    order = sorted(zip(waiting, scores, strict=True), key=lambda pair: (-round(pair[1], 9), pair[0]))
    places = {paper: place for place, (paper, _) in enumerate(order, start=1)}
    unclear = (key for key, verdict in verdicts.items() if verdict.decision == "unclear" and papers[key] in places)
    return Ranking({key: places[papers[key]] for key in unclear}, included, excluded)


def _texts(readings: list[Reading], papers: Mapping[str, str]) -> dict[str, str]:
    """Paper → title and abstract, of several records the longest."""
    texts: dict[str, str] = defaultdict(str)
    for reading in sorted(readings, key=lambda r: r.key):
        said = "\n".join([reading.report.title, *(block.text for block in own_words(reading.report))])[:LONGEST]
        paper = papers[reading.key]
        texts[paper] = max(texts[paper], said, key=len)
    return texts


@dataclass(slots=True, frozen=True)
class Label:
    """What was decided about a paper, and whether people did."""

    include: bool
    by_people: bool


def _sorted_out(verdicts: Mapping[str, Verdict], papers: Mapping[str, str]) -> tuple[list[str], dict[str, Label]]:
    """Papers that wait, and those decided on their topic; both in order."""
    by_paper: dict[str, list[Verdict]] = defaultdict(list)
    for key in sorted(verdicts):
        by_paper[papers[key]].append(verdicts[key])
    waiting, labels = [], {}
    for paper, said in sorted(by_paper.items()):
        decided = {verdict.decision for verdict in said}
        if "unclear" in decided and "include" not in decided:
            waiting.append(paper)
            continue
        of_people = [verdict for verdict in said if verdict.decided_by != "protocol"]
        telling = of_people or [verdict for verdict in said if verdict.reason not in _OF_KIND]
        if telling:
            labels[paper] = Label(any(verdict.decision == "include" for verdict in telling), bool(of_people))
    return waiting, labels


def likely(texts: list[str], labels: list[Label], waiting: list[str]) -> list[float]:
    """How likely each of the waiting is to be included, on a scale of the model's own."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 -- seconds, and only where needed
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    people = sum(label.by_people for label in labels)
    weight = max(1.0, (len(labels) - people) / people) if people else 1.0
    vectorizer = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    try:
        words = vectorizer.fit_transform([*texts, *waiting])
    except ValueError:  # not one word in any of them
        return [0.0] * len(waiting)
    model = LogisticRegression(class_weight="balanced", solver="liblinear")
    weights = [weight if label.by_people else 1.0 for label in labels]
    model.fit(words[: len(texts)], [label.include for label in labels], sample_weight=weights)
    return [float(score) for score in model.decision_function(words[len(texts) :])]
