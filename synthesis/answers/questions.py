"""Which analyses a review has, and which rows belong to each: by outcome, comparison, design, measure and condition."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from schemas.protocol import Outcome, Protocol
from synthesis.answers.answer import Analysis, LeftOut
from synthesis.answers.groups import fitting, groups_of_studies, phrases_of_groups, why_unassigned
from synthesis.answers.matching import Match, Matcher
from synthesis.keys import digest, slug
from synthesis.outcomes import TIME_TO_EVENT, UNNAMED, wanted_measure

Row = Mapping[str, Any]
DESIGNS = {"rct": "randomised", "nonrandomised": "not randomised", "single_arm": "single arms"}
DESIGNS_OF_TWO = ("rct", "nonrandomised")
SHARES = frozenset({"PLO", "RR", "OR", "RD"})
"""Measures of shares of patients."""
LONGEST_ID = 120
"""Characters of the id of a question, which names files."""


@dataclass(slots=True)
class Question:
    """An analysis with the rows that belong to it, before any is chosen."""

    analysis: Analysis
    rows: list[tuple[Row, bool]] = field(default_factory=list)
    """Each with whether it has to be turned round."""
    left_out: list[LeftOut] = field(default_factory=list)
    parts: set[str] = field(default_factory=set)
    """Studies of several conditions, of which only the patients of this one are in the question."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Everything that a row must share with another to be pooled with it, but the group of conditions."""

    outcome: str
    words: str
    comparison: str
    design: str
    measure: str


class _Sorter:
    """Puts the rows of a review into its questions."""

    def __init__(self, studies: Sequence[Row], protocol: Protocol) -> None:
        self.protocol = protocol
        self.matcher = Matcher(protocol)
        self.studies = {study["study_id"]: study for study in studies}
        self.groups = groups_of_studies(studies, protocol)
        self.phrases = phrases_of_groups(protocol)
        self.rows: dict[tuple[_Place, str, str], list[tuple[Row, bool]]] = defaultdict(list)
        self.labels: dict[str, str] = {}
        self.apart: dict[_Place, list[tuple[str, LeftOut]]] = defaultdict(list)
        """Rows that fit none of the questions of a place, each with the group it is left out of; empty: of all."""

    def add(self, row: Row) -> None:
        """Put a row under every comparison that it answers."""
        for match in self.matcher.matches(row):
            self._add(row, match)

    def _add(self, row: Row, match: Match) -> None:
        self.labels[match.comparison] = match.label
        words = row["outcome_label"] if row["outcome"] in UNNAMED else ""
        place = _Place(row["outcome"], words, match.comparison, _design(row), row["measure"])
        fits = self.groups.get(row["study_id"], ())
        group = fits[0] if len(fits) == 1 else self._of_population(row)
        time, problem = _time(row, self.protocol.outcome(row["outcome"]))
        if self.protocol.analysis.groups and not group:
            reason = why_unassigned(self.studies.get(row["study_id"]), fits, self.protocol)
            self.apart[place].append(("", LeftOut(row, reason)))
        elif problem or (problem := _unfit(row)):
            self.apart[place].append((group, LeftOut(row, problem)))
        else:
            self.rows[place, group, time].append((row, match.turned))

    def _of_population(self, row: Row) -> str:
        """The one group that the row's own patients belong to, where the study as a whole is in none."""
        named = fitting(row["population"], self.phrases)
        return named[0] if len(named) == 1 else ""

    def questions(self) -> list[Question]:
        """Every question with a row, pooled or left out."""
        at: dict[_Place, dict[tuple[str, str], Question]] = defaultdict(dict)
        for (place, group, time), rows in self.rows.items():
            parts = {row["study_id"] for row, _ in rows if self.groups.get(row["study_id"], ()) != (group,)}
            question = Question(self._analysis(place, group, time), rows, parts=parts if group else set())
            at[place][group, time] = question
        for place, apart in self.apart.items():
            for group, out in apart:
                of_group = [question for (g, _), question in at[place].items() if group in ("", g)]
                if not of_group:
                    of_group = [Question(self._analysis(place, group, ""))]
                    at[place][group, ""] = of_group[0]
                for question in of_group:
                    question.left_out.append(out)
        return _with_ids_of_their_own([question for of in at.values() for question in of.values()])

    def _analysis(self, place: _Place, group: str, time: str) -> Analysis:
        protocol = self.protocol
        outcome = protocol.outcome(place.outcome)
        label = place.words or (outcome.label if outcome else place.outcome)
        condition = next((g.label for g in protocol.analysis.groups if g.id == group), "")
        comparison = self.labels[place.comparison]
        apart = [DESIGNS[place.design] if place.design == "nonrandomised" else "", condition, time]
        parts = [place.outcome, place.words, place.measure, place.comparison, *apart[:1], group, time]
        return Analysis(
            id="-".join(filter(None, map(slug, filter(None, parts)))),
            label=f"{label}: {comparison}" + (f" ({'; '.join(filter(None, apart))})" if any(apart) else ""),
            outcome=place.outcome,
            outcome_label=label,
            measure=place.measure,
            comparison=place.comparison,
            comparison_label=comparison,
            design=place.design,
            better=outcome.better if outcome else "higher",
            primary=bool(outcome and outcome.primary),
            condition=condition,
            timepoint=time,
        )


def questions(tables: Mapping[str, Sequence[Row]], protocol: Protocol) -> list[Question]:
    """The review's questions: primary outcomes first, then in the protocol's order of outcomes and comparisons."""
    sorter = _Sorter(tables["studies"], protocol)
    for row in sorted(tables["meta_analysis"], key=lambda row: row["row_id"]):
        if protocol.outcome(row["outcome"]):
            sorter.add(row)
    outcomes = [outcome.id for outcome in protocol.outcomes]
    comparisons = [comparison.id for comparison in sorter.matcher.comparisons]

    def rank(question: Question) -> tuple[Any, ...]:
        a = question.analysis
        # A pair of treatments has its comparison's id in front of its own.
        comparison = next((i for i, name in enumerate(comparisons) if a.comparison == name), len(comparisons))
        measure = wanted_measure(a.outcome, protocol)
        return (
            not a.primary, outcomes.index(a.outcome), comparison, a.comparison, list(DESIGNS).index(a.design),
            a.measure != measure, a.measure, -len(question.rows), a.id,
        )  # fmt: skip

    return sorted(sorter.questions(), key=rank)


def _design(row: Row) -> str:
    """The class of studies that are pooled together: two randomised arms, two others, one arm."""
    if not row["control"]:
        return "single_arm"
    return "rct" if row["design"] == "rct" else "nonrandomised"


def _unfit(row: Row) -> str:
    """Why a row cannot be pooled with others of its place; empty if it can."""
    if row["design"] == "pooled":
        return "It is a pooled analysis of several studies."
    if not row["control"] and row["design"] == "rct":
        return "It is one arm of a randomised trial, which is not pooled with studies of a single arm."
    if row["control"] and row["design"] not in DESIGNS_OF_TWO:
        return "It compares two arms, and the design of the study is not known to be randomised or not."
    return ""


def _time(row: Row, outcome: Outcome | None) -> tuple[str, str]:
    """The time point that a row must share with others, empty where time does not part them; else what forbids it.

    The protocol's windows are questions of their own. A share of patients who are still free of an event means
    nothing without its time.
    """
    weeks = row["timepoint_weeks"]
    windows = outcome.windows if outcome else []
    if weeks is not None:
        for window in windows:
            if window.from_weeks <= weeks <= window.to_weeks:
                return window.label, ""
        if windows:
            return "", f"It is of week {weeks:g}, which is in none of the protocol's windows."
    if row["outcome"] in TIME_TO_EVENT and row["measure"] in SHARES:
        return (f"{weeks:g} weeks", "") if weeks is not None else ("", "It does not say of which time the share is.")
    return "", ""


def _with_ids_of_their_own(found: list[Question]) -> list[Question]:
    """Ids fit for file names: a long one is cut and ends in a hash, and so do two that happen to be the same."""
    seen = Counter(question.analysis.id for question in found)
    for question in found:
        a = question.analysis
        if seen[a.id] > 1 or len(a.id) > LONGEST_ID:
            told = digest(repr((a.id, a.label, a.measure, a.design)), 6)
            question.analysis = replace(a, id=f"{a.id[: LONGEST_ID - 7].rstrip('-')}-{told}")
    return found
