"""Which paper reports which trial: our studies on the labelled registrations and papers of `bench/linkage`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure, absent
from benchmarks.linkage_set import FOLDER, LinkageSet, load
from synthesis.joining.likeness import Model, card_of, pairs
from synthesis.joining.studies import join
from synthesis.shapes import Reading

WHAT = "1,847 registrations and 1,209 papers (bench/linkage)"


@dataclass(slots=True)
class Linked:
    """What the studies say of each registration."""

    joined: dict[str, set[str]]
    """Registration → papers in its study."""
    first: dict[str, str]
    """Registration → the likeliest paper: one of its study, else the one most like it."""


def link(labelled: LinkageSet) -> Linked:
    """Join everything as a refresh does, and rank the papers of every registration."""
    readings = [Reading.of(extraction) for extraction in labelled.extractions]
    studies = join(readings).studies
    joined: dict[str, set[str]] = {}
    for study in studies:
        keys = {reading.key for reading in study.readings}
        for trial in keys & labelled.trials.keys():
            joined[trial] = keys & labelled.papers.keys()
    tied = {key for trial, papers in joined.items() if papers for key in (trial, *papers)}
    trials = [card_of(key, report) for key, report in sorted(labelled.trials.items())]
    papers = [card_of(key, report) for key, report in sorted(labelled.papers.items())]
    model, ranked = Model.shipped(), dict[str, tuple[bool, float, str]]()
    for pair in pairs(trials, papers, tied):
        trial, paper = trials[pair.trial], papers[pair.paper]
        own = paper.key in joined[trial.key]
        if paper.key in tied and not own:
            continue
        mark = (own, model.probability(pair, trial, paper), paper.key)
        ranked[trial.key] = max(ranked.get(trial.key, mark), mark)
    first = {trial: paper for trial, (_, _, paper) in ranked.items()}
    return Linked(joined, first | {t: min(p) for t, p in joined.items() if p and not p & {first.get(t)}})


def figures(folder: Path = FOLDER) -> Iterator[Figure]:
    """The figures of the set, or a row that says it is absent."""
    if not folder.is_dir():
        yield absent(WHAT, folder)
        return
    labelled = load(folder)
    linked = link(labelled)
    published, without = labelled.published_here, sorted(labelled.unpublished)
    right_first = sum((trial, linked.first.get(trial, "")) in labelled.gold for trial in published)
    right = sum(any((trial, p) in labelled.gold for p in linked.joined[trial]) for trial in published)
    wrong = sum(any((trial, p) not in labelled.gold for p in linked.joined[trial]) for trial in published)
    false = sum(bool(linked.joined[trial]) for trial in without)
    yield Figure(WHAT, "right paper first", f"{right_first / len(published):.3f}", ">= 0.93")
    yield Figure(WHAT, "right paper in the study", f"{right / len(published):.3f}", "")
    yield Figure(WHAT, "another paper in the study", f"{wrong / len(published):.4f}", "")
    yield Figure(WHAT, "paper for a trial that was never published", f"{false / len(without):.4f}", "<= 0.01")
