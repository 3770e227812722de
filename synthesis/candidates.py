"""Every row that a single report could give: pairs of counts or means, single arms, reported comparisons."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from schemas.models import Arm, Finding, Result
from schemas.protocol import Protocol
from synthesis.keys import slug
from synthesis.kinds import is_registry
from synthesis.outcomes import UNNAMED, Timepoint, feeds, population, timepoint, wanted_measure
from synthesis.shapes import Reading
from synthesis.treatments import Treatment

PROVEN = ("reported", "solved_from_interval", "solved_from_statistic", "unique_from_percent")
"""Origins of counts that may be pooled, the most direct first."""
MEASURE_OF = {"hr": "HR", "or": "OR", "rr": "RR", "rd": "RD", "md": "MD"}


@dataclass(slots=True, frozen=True)
class Source:
    """Where one number of a row comes from: the reading, the result's index (None: an arm's letter) and its field."""

    reading: Reading
    index: int
    field: str
    arm: Arm | None = None


@dataclass(slots=True, frozen=True)
class Cell:
    """What a row is about, apart from the arms."""

    outcome: str
    words: str
    """The report's words, for outcomes that have no other name; else empty."""
    time: str
    population: str


@dataclass(slots=True)
class Candidate:
    """A row that one report could give. `numbers` and `sources` are by column of meta_analysis."""

    reading: Reading
    cell: Cell
    time: Timepoint
    outcome_text: str
    kind: str
    """counts, means or contrast."""
    stat: str
    experimental: Treatment
    control: Treatment | None
    numbers: dict[str, float | int | str | None]
    sources: dict[str, Source]
    indices: list[int]
    counts_origin: str = ""
    turned: bool = False
    """Whether the report compares control with experimental, so that the effect was turned round."""
    against: list[Finding] = field(default_factory=list)
    """Critical findings that hold it."""

    @property
    def stat_kind(self) -> str:
        """What its numbers can be compared with: the reported statistic, or counts and means as such."""
        return self.stat if self.kind == "contrast" else self.kind

    @property
    def noted(self) -> list[str]:
        """Rules that object to its results without holding them."""
        rules = {f.rule for i in self.indices for f in self.reading.by_result.get(i, ()) if f.severity == "warning"}
        return sorted(rules)


class Collector:
    """Collects the candidates of one reading."""

    def __init__(self, reading: Reading, treatments: dict[str, Treatment], protocol: Protocol) -> None:
        self.reading = reading
        self.treatments = treatments
        self.protocol = protocol
        self.registry = is_registry(reading.report)
        self.arms = {arm.arm: arm for arm in reading.extraction.arms}
        self.parts = {block.id: block.part for block in reading.report.blocks}
        self.found: list[Candidate] = []
        self.unplaced: list[tuple[int, Finding]] = []

    def collect(self) -> list[Candidate]:
        """All candidates for the protocol's outcomes; comparisons without two known arms go to `unplaced`."""
        by_cell: dict[Cell, dict[tuple[str, ...], dict[str, list[int]]]] = defaultdict(
            lambda: defaultdict(lambda: defaultdict(list))
        )
        contrasts: dict[tuple[Cell, str, str], list[int]] = defaultdict(list)
        for index, result in enumerate(self.reading.extraction.results):
            if not feeds(result.outcome, self.protocol):
                continue
            cell = self._cell(result)
            if result.kind == "contrast":
                if result.stat in MEASURE_OF and result.value is not None and (pair := self._compared(index, result)):
                    contrasts[(cell, *pair)].append(index)
            elif result.arm in self.arms and _usable(result) and self._pooled_by_arm(result):
                by_cell[cell][self._definition(result)][self._root(result.arm)].append(index)
        for cell, definitions in by_cell.items():
            self._arm_rows(cell, definitions)
        for (cell, arm, ref), indices in contrasts.items():
            self._contrast_rows(cell, arm, ref, indices)
        return self.found

    def _root(self, letter: str) -> str:
        tied = self.arms[letter].same_as
        return tied if tied in self.arms else letter

    def _cell(self, result: Result) -> Cell:
        words = slug(" ".join((result.outcome_text, result.class_, result.category)))
        time = timepoint(result, self.protocol, self.registry).id
        return Cell(result.outcome, words if result.outcome in UNNAMED else "", time, population(result))

    def _definition(self, result: Result) -> tuple[str, ...]:
        """A registry defines an outcome by its title: two titles are two definitions, not two values of one."""
        return (result.outcome_text, result.class_, result.category, result.stat) if self.registry else ()

    def _pooled_by_arm(self, result: Result) -> bool:
        """Shares of patients that a survival curve gives are no counts: such outcomes are pooled as hazard ratios."""
        wanted = wanted_measure(result.outcome, self.protocol)
        if result.stat == "mean":
            return wanted in ("", "MD", "SMD", "MN")
        return wanted in ("", "RR", "OR", "RD", "PLO")

    # -- arms ---------------------------------------------------------------------------------------------------

    def _arm_rows(self, cell: Cell, definitions: dict[tuple[str, ...], dict[str, list[int]]]) -> None:
        """Candidates of the first definition that gives the most arms; a registry lists the primary outcome first."""
        for kind in ("counts", "means"):
            usable = []
            for by_arm in definitions.values():
                chosen = {a: picked for a, found in by_arm.items() if (picked := self._pick(found, kind))}
                if chosen:
                    usable.append(chosen)
            if usable:
                best = max(usable, key=len)
                for pair in self._pairs(sorted(best)):
                    self._arm_candidate(cell, kind, [best[a] for a in pair], list(pair))

    def _pick(self, indices: list[int], kind: str) -> tuple[int, list[Finding]] | None:
        """The result that speaks for an arm within a report, with an objection where its own values differ."""
        results = self.reading.extraction.results
        fitting = [i for i in indices if (results[i].stat == "mean") == (kind == "means")]
        if not fitting:
            return None
        value = _count_value if kind == "counts" else _mean_value
        return self._agree(fitting, lambda i: value(results[i]), lambda i: _spelled(results[i]))

    def _agree(self, indices: list[int], value: object, spelled: object) -> tuple[int, list[Finding]]:
        """The first index of the part of the report that speaks first; critical where that part disagrees in itself.

        The abstract speaks before tables and text, which hold the analyses of subgroups and sensitivity.
        """
        clean = [i for i in indices if not self.reading.critical(i)] or indices
        first = min(self._part(i) for i in clean)
        spoken = [i for i in clean if self._part(i) == first]
        values = {value(i) for i in spoken}  # type: ignore[operator]
        if len(values) == 1:
            return spoken[0], []
        listed = " and ".join(dict.fromkeys(spelled(i) for i in spoken))  # type: ignore[operator]
        message = f"{self.reading.key} gives {listed} for the same outcome and arms."
        quotes = " | ".join(dict.fromkeys(self.reading.extraction.results[i].quote for i in spoken))
        return spoken[0], [Finding("values_differ", "critical", message, spoken, quote=quotes)]

    def _part(self, index: int) -> int:
        locator = self.reading.extraction.results[index].locator or {}
        return 0 if "pointer" in locator or self.parts.get(locator.get("block", ""), "body") == "abstract" else 1

    def _pairs(self, letters: list[str]) -> list[tuple[str, ...]]:
        """Experimental against control arms; two arms without a control in their order; else each arm alone."""
        whole = [a for a in letters if self.arms[a].role == "single"]
        letters = [a for a in letters if a not in whole] or whole
        controls = [a for a in letters if self._is_control(a)]
        others = [a for a in letters if a not in controls]
        if controls and others:
            return [(a, c) for a in others for c in controls]
        if len(letters) == 2:
            return [(letters[0], letters[1])]
        return [(a,) for a in others]

    def _is_control(self, letter: str) -> bool:
        return self.arms[letter].role == "control"

    def _arm_candidate(
        self, cell: Cell, kind: str, picked: list[tuple[int, list[Finding]]], letters: list[str]
    ) -> None:
        results = self.reading.extraction.results
        columns = _COLUMNS[kind, len(picked)]
        numbers: dict[str, float | int | str | None] = {}
        sources: dict[str, Source] = {}
        for (index, _), names, letter in zip(picked, columns, letters, strict=True):
            for column, name in names:
                numbers[column] = self._number(results[index], name, letter)
                sources[column] = Source(self.reading, index, name, self._arm_source(results[index], name, letter))
        indices = [index for index, _ in picked]
        if len(picked) == 1:
            numbers |= _reported_interval(results[indices[0]])
        candidate = self._candidate(cell, indices, kind, numbers, sources, letters)
        candidate.against += [f for _, objections in picked for f in objections]
        if kind == "counts":
            candidate.counts_origin = max((results[i].events_origin or "reported" for i in indices), key=PROVEN.index)
        self.found.append(candidate)

    def _number(self, result: Result, name: str, letter: str) -> float | int | None:
        if name == "n_eval":
            return result.n_eval if result.n_eval is not None else self.arms[letter].n
        if name == "sd" and result.sd is None and result.se is not None:
            n = self._number(result, "n_eval", letter)
            return result.se * math.sqrt(n) if n else None
        number: float | int | None = getattr(result, name)
        return number

    def _arm_source(self, result: Result, name: str, letter: str) -> Arm | None:
        """The arm, where the number of patients was read from it and not from the result's own words."""
        arm = self.arms[letter]
        from_arm = name == "n_eval" and arm.locator and arm.n is not None and result.n_eval in (None, arm.n)
        return arm if from_arm and not self.registry and str(arm.n) not in result.quote else None

    # -- comparisons --------------------------------------------------------------------------------------------

    def _compared(self, index: int, result: Result) -> tuple[str, str] | None:
        """Arm and reference of a comparison; with two arms in the report, the other one where it names but one."""
        roots = list(dict.fromkeys(self._root(letter) for letter in self.arms))
        roots = [a for a in roots if self.arms[a].role != "single"]
        arm = self._root(result.arm) if result.arm in self.arms else ""
        ref = self._root(result.ref_arm) if result.ref_arm in self.arms else ""
        if len(roots) == 2 and not (arm and ref):
            arm = arm or next((a for a in roots if a != ref and (ref or not self._is_control(a))), "")
            ref = ref or next((a for a in roots if a != arm), "")
        if arm and ref and arm != ref:
            return arm, ref
        message = f"{self.reading.key} gives {_spelled(result)} for {result.outcome} without saying for which arms."
        self.unplaced.append((index, Finding("arm_unknown", "critical", message, [index], quote=result.quote)))
        return None

    def _contrast_rows(self, cell: Cell, arm: str, ref: str, indices: list[int]) -> None:
        results = self.reading.extraction.results
        for stat in sorted({results[i].stat for i in indices}):
            mine = self._latest([i for i in indices if results[i].stat == stat])
            index, objections = self._agree(mine, lambda i: _contrast_value(results[i]), lambda i: _spelled(results[i]))
            index = max((i for i in mine if _contrast_value(results[i]) == _contrast_value(results[index])),
                        key=lambda i: (results[i].ci_low is not None, bool(results[i].p), -i))  # fmt: skip
            turned = self._is_control(arm) and not self._is_control(ref)
            letters = [ref, arm] if turned else [arm, ref]
            candidate = self._candidate(cell, [index], "contrast", *self._contrast_numbers(index, turned), letters)
            candidate.turned = turned
            candidate.against += objections
            self.found.append(candidate)

    def _latest(self, indices: list[int]) -> list[int]:
        """Of several analyses in one report those of the whole follow-up, then those of the registry's first title."""
        results = self.reading.extraction.results
        overall = [i for i in indices if not results[i].timepoint]
        indices = overall or indices
        if not self.registry:
            return indices
        first = self._definition(results[min(indices)])
        return [i for i in indices if self._definition(results[i]) == first]

    def _contrast_numbers(
        self, index: int, turned: bool
    ) -> tuple[dict[str, float | int | str | None], dict[str, Source]]:
        r = self.reading.extraction.results[index]
        values: list[float | None] = [r.value, r.ci_low, r.ci_high]
        if r.stat == "rd" and r.unit.strip().startswith(("%", "percent")):
            values = [None if v is None else v / 100 for v in values]
        if turned:
            values = [_turn(v, r.stat) for v in (values[0], values[2], values[1])]
        fields = ("value", "ci_high", "ci_low") if turned else ("value", "ci_low", "ci_high")
        numbers: dict[str, float | int | str | None] = dict(zip(("estimate", "ci_low", "ci_high"), values, strict=True))
        numbers |= {"ci_level": r.ci_level, "p_value": r.p}
        named = dict(zip(("estimate", "ci_low", "ci_high"), fields, strict=True)) | {
            "ci_level": "ci_level",
            "p_value": "p",
        }
        return numbers, {c: Source(self.reading, index, f) for c, f in named.items()}

    def _candidate(  # noqa: PLR0917 -- the parts of one row, passed by this class alone
        self,
        cell: Cell,
        indices: list[int],
        kind: str,
        numbers: dict[str, float | int | str | None],
        sources: dict[str, Source],
        letters: list[str],
    ) -> Candidate:
        result = self.reading.extraction.results[indices[0]]
        given = [self.treatments[letter] for letter in letters]
        candidate = Candidate(
            self.reading, cell, timepoint(result, self.protocol, self.registry), result.outcome_text, kind, result.stat,
            given[0], given[1] if len(given) > 1 else None, numbers, sources, indices,
        )  # fmt: skip
        candidate.against = list({id(f): f for i in indices for f in self.reading.critical(i)}.values())
        return candidate


_COUNTS = {2: [("ai", "n1i"), ("ci", "n2i")], 1: [("xi", "ni")]}
_COLUMNS: dict[tuple[str, int], list[list[tuple[str, str]]]] = {
    ("counts", n): [[(k, "events"), (total, "n_eval")] for k, total in arms] for n, arms in _COUNTS.items()
} | {
    ("means", 2): [
        [("m1i", "value"), ("sd1i", "sd"), ("n1i", "n_eval")],
        [("m2i", "value"), ("sd2i", "sd"), ("n2i", "n_eval")],
    ],
    ("means", 1): [[("mi", "value"), ("sdi", "sd"), ("ni", "n_eval")]],
}


def _usable(result: Result) -> bool:
    """Whether an arm's result carries proven counts, or a mean with its spread."""
    if result.stat == "mean":
        return result.value is not None and (result.sd is not None or result.se is not None)
    counted = result.events is not None and result.n_eval is not None and result.n_eval > 0
    return counted and (result.events_origin or "reported") in PROVEN


def _count_value(result: Result) -> object:
    return result.events, result.n_eval


def _mean_value(result: Result) -> object:
    return result.value, result.sd, result.se, result.n_eval


def _contrast_value(result: Result) -> object:
    return result.value


def _reported_interval(result: Result) -> dict[str, float | int | str | None]:
    """A single arm's interval as proportions (from percent), or as it stands for a mean."""
    if result.ci_low is None or result.ci_high is None or result.stat == "count":
        return {}
    share = 100 if result.stat == "rate" else 1
    return {"ci_low": result.ci_low / share, "ci_high": result.ci_high / share, "ci_level": result.ci_level}


def _turn(value: float | None, stat: str) -> float | None:
    if value is None:
        return None
    if stat in ("rd", "md"):
        return -value
    return 1 / value if value > 0 else None


def _spelled(result: Result) -> str:
    """A result's numbers for a sentence."""
    if result.kind == "arm" and result.events is not None:
        return f"{result.events}/{result.n_eval}"
    shown = "nothing" if result.value is None else f"{result.value:g}"
    if result.ci_low is None and result.ci_high is None:
        return shown
    bounds = " to ".join("?" if bound is None else f"{bound:g}" for bound in (result.ci_low, result.ci_high))
    return f"{shown} ({bounds})"
