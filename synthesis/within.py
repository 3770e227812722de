"""One report seen as a source of rows: its arms under their protocol names, its cells, its agreement with itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from schemas.models import Finding, Result
from schemas.protocol import Protocol
from synthesis.candidates import Candidate, Cell, Numbers, Source
from synthesis.keys import slug
from synthesis.kinds import is_registry
from synthesis.outcomes import UNNAMED, label_of, population, timepoint
from synthesis.shapes import Reading
from synthesis.treatments import Treatment
from synthesis.wording import arms_in_words

_NUMBER_OF_PATIENTS = re.compile(r"(?:all |n ?= ?)?(\d+) ?(?:patients?|participants?|subjects?|people)?", re.IGNORECASE)


class Within:
    """What candidates of one report have in common."""

    def __init__(self, reading: Reading, treatments: dict[str, Treatment], protocol: Protocol) -> None:
        self.reading = reading
        self.results = reading.extraction.results
        self.treatments = treatments
        self.protocol = protocol
        self.registry = is_registry(reading.report)
        self.arms = {arm.arm: arm for arm in reading.extraction.arms}
        self.parts = {block.id: block.part for block in reading.report.blocks}

    def root(self, letter: str) -> str:
        """The protocol arm behind a group of posted results, or the arm itself."""
        tied = self.arms[letter].same_as
        return tied if tied in self.arms else letter

    def cell(self, result: Result) -> Cell:
        """What the result is about."""
        words = slug(" ".join((result.outcome_text, result.class_, result.category)))
        time = timepoint(result, self.protocol, self.registry).id
        return Cell(result.outcome, words if result.outcome in UNNAMED else "", time, self._population(result))

    def _population(self, result: Result) -> str:
        """A subgroup's words; a bare number of patients that is that of the trial or an arm names no subgroup."""
        words = population(result)
        if number := _NUMBER_OF_PATIENTS.fullmatch(words):
            known = {n for arm in self.arms.values() for n in (arm.n, arm.n_treated, arm.n_evaluable)}
            total = sum(arm.n or 0 for arm in self.arms.values() if not arm.same_as)
            if int(number[1]) in known | {self.reading.report.n_total, total}:
                return "all"
        return words

    def definition(self, result: Result) -> tuple[str, ...]:
        """A registry defines an outcome by its title: two titles are two definitions, not two values of one."""
        return (result.outcome_text, result.class_, result.category, result.stat) if self.registry else ()

    def is_control(self, letter: str) -> bool:
        """Whether the arm is a control in its report."""
        return self.arms[letter].role == "control"

    def agree(
        self, indices: list[int], value: Callable[[int], object], spelled: Callable[[int], str]
    ) -> tuple[int, list[Finding]]:
        """The first index of the part of the report that speaks first; critical where that part disagrees in itself.

        The abstract speaks before tables and text, which hold the analyses of subgroups and sensitivity.
        """
        clean = [i for i in indices if not self.reading.critical(i)] or indices
        first = min(self._part(i) for i in clean)
        spoken = [i for i in clean if self._part(i) == first]
        values = {value(i) for i in spoken}
        if len(values) == 1:
            return spoken[0], []
        listed = " and ".join(dict.fromkeys(spelled(i) for i in spoken))
        about = self.results[spoken[0]]
        arms = arms_in_words(self.treatments.get(about.arm or ""), self.treatments.get(about.ref_arm))
        message = f"{self.reading.key} gives {listed} for {self.label(about)}, {arms}; only one can be right."
        quotes = " | ".join(dict.fromkeys(self.results[i].quote for i in spoken))
        return spoken[0], [Finding("values_differ", "critical", message, spoken, quote=quotes)]

    def label(self, result: Result) -> str:
        """The outcome's name for readers."""
        return label_of(result.outcome, result.outcome_text, self.protocol) or result.outcome

    def speaks_first(self, index: int) -> bool:
        """Whether the result stands in the abstract or the registry, which speak before tables and text."""
        return self._part(index) == 0

    def _part(self, index: int) -> int:
        locator = self.results[index].locator or {}
        return 0 if "pointer" in locator or self.parts.get(locator.get("block", ""), "body") == "abstract" else 1

    def candidate(  # noqa: PLR0917 -- the parts of one row, passed by this class alone
        self,
        cell: Cell,
        indices: list[int],
        kind: str,
        numbers: Numbers,
        sources: dict[str, Source],
        letters: list[str],
    ) -> Candidate:
        """A candidate of the results `indices` for the arms `letters`, with what critical findings say against it."""
        result = self.results[indices[0]]
        given = [self.treatments[letter] for letter in letters]
        candidate = Candidate(
            self.reading, cell, timepoint(result, self.protocol, self.registry), result.outcome_text, kind, result.stat,
            given[0], given[1] if len(given) > 1 else None, numbers, sources, indices,
        )  # fmt: skip
        candidate.against = list({id(f): f for i in indices for f in self.reading.critical(i)}.values())
        return candidate
