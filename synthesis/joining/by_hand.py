"""What people say in links.csv about reports being of one trial: taken before anything else, and never overruled."""

from __future__ import annotations

from synthesis.identity import number_key
from synthesis.joining.groups import Joiner
from synthesis.joining.links import identities
from synthesis.people import Join
from synthesis.shapes import Objection, Reading


def take_by_hand(
    readings: list[Reading], joins: list[Join], joiner: Joiner
) -> tuple[list[tuple[str, str]], list[Objection]]:
    """Join and keep apart what people say; the last word about two reports holds.

    Returns (node, sentence) for each word taken, and a finding for each that names no report of the review.
    """
    known = {reading.key for reading in readings}
    nodes = {node for reading in readings for node in identities(reading)}
    nodes |= {f"number:{number_key(own)}" for reading in readings for own in reading.report.registry_ids.own}
    said: list[tuple[str, str]] = []
    objections = []
    last = {frozenset((join.report, join.other)): join for join in joins}
    for join in sorted(last.values(), key=lambda j: (not j.same_trial, j.report, j.other)):
        one, other = _node(join.report, known, nodes), _node(join.other, known, nodes)
        if missing := next((name for name, node in ((join.report, one), (join.other, other)) if not node), ""):
            message = f"links.csv speaks of {missing}, which is no report of this review; check the name."
            objections.append(Objection("link_unmatched", "warning", message, report=missing))
            continue
        by = " ".join(filter(None, [join.decided_by, join.decided_on])) or "a person"
        why = f", because {join.reason}" if join.reason else ""
        if join.same_trial:
            joiner.join(one, other, by_hand=True)
            said.append((one, f"joined with {join.other} by {by}{why}: {join.report}"))
        else:
            joiner.kept_apart.append((one, other))
            said += [
                (one, f"kept apart from {join.other} by {by}{why}"),
                (other, f"kept apart from {join.report} by {by}{why}"),
            ]
    return said, objections


def _node(name: str, known: set[str], nodes: set[str]) -> str:
    """The report or identity that a person means; empty where the review has none of that name."""
    if name in known:
        return name
    guesses = [f"number:{number_key(name)}", f"doi:{name.lower()}", f"pmid:{name}", f"pmcid:{name.upper()}"]
    return next((node for node in guesses if node in nodes), "")
