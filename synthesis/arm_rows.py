"""Candidates from arm-level results: two arms' counts or means side by side, or a single arm's."""

from __future__ import annotations

from collections import defaultdict

from schemas.models import Arm, Finding, Result
from synthesis.arm_means import CONTINUOUS, convertible, has_spread, mean_of, sd_of, sd_source
from synthesis.candidates import PROVEN, Candidate, Cell, Numbers, Source
from synthesis.outcomes import feeds, period, wanted_measure
from synthesis.within import Within
from synthesis.wording import spelled

Picked = dict[str, tuple[int, list[Finding]]]
"""Arm letter → the result that speaks for the arm, and objections to it."""


def arm_candidates(within: Within) -> list[Candidate]:
    """All candidates from the arm-level results of the protocol's outcomes."""
    by_cell: dict[Cell, dict[tuple[str, ...], dict[str, list[int]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for index, result in enumerate(within.results):
        known = result.kind == "arm" and result.arm in within.arms and feeds(result.outcome, within.protocol)
        if known and result.arm and _usable(within, result) and _pooled_by_arm(within, result):
            by_cell[within.cell(result)][within.definition(result)][within.root(result.arm)].append(index)
    found = []
    for cell, definitions in by_cell.items():
        found += _of_cell(within, cell, definitions)
    return found


def _pooled_by_arm(within: Within, result: Result) -> bool:
    """Shares of patients that a survival curve gives are no counts: such outcomes are pooled as hazard ratios."""
    wanted = wanted_measure(result.outcome, within.protocol)
    return wanted in (("", *CONTINUOUS) if _kind(result) != "counts" else ("", "RR", "OR", "RD", "PLO"))


def _of_cell(within: Within, cell: Cell, definitions: dict[tuple[str, ...], dict[str, list[int]]]) -> list[Candidate]:
    """Candidates of the first definition that gives the most arms; a registry lists the primary outcome first."""
    found = []
    for kind in ("counts", "means", "medians"):
        usable: list[tuple[str, Picked]] = []
        for definition, by_arm in definitions.items():
            chosen = {arm: picked for arm, of in by_arm.items() if (picked := _pick(within, of, kind))}
            if chosen:
                usable.append((definition[0] if definition else "", chosen))
        if usable:
            title, best = max(usable, key=lambda found: len(found[1]))
            rivals = [other for name, other in usable if name == title and other is not best]
            best = {arm: _against_rivals(within, arm, picked, rivals, kind) for arm, picked in best.items()}
            for part, letters in _by_period(within, sorted(best)):
                where = Cell(cell.outcome, cell.words, cell.time, part or cell.population)
                found += [_candidate(within, where, kind, best, list(p)) for p in _pairs(within, letters)]
    return found


def _against_rivals(
    within: Within, arm: str, picked: tuple[int, list[Finding]], rivals: list[Picked], kind: str
) -> tuple[int, list[Finding]]:
    """What speaks for an arm, with an objection where other classes of the same measure give it other values.

    Two classes of one measure that mean the same outcome leave open which of them answers the question.
    """
    index, objections = picked
    others = [other[arm][0] for other in rivals if arm in other]
    value = _count_value if kind == "counts" else _mean_value
    _, more = within.agree([index, *others], lambda i: value(within.results[i]), lambda i: spelled(within.results[i]))
    return index, [*objections, *more]


def _by_period(within: Within, letters: list[str]) -> list[tuple[str, list[str]]]:
    """Arms of one part of the trial are compared with each other only; the part is then their population."""
    by_period: dict[str, list[str]] = defaultdict(list)
    for letter in letters:
        by_period[period(within.arms[letter].label)].append(letter)
    return sorted(by_period.items()) if len(by_period) > 1 else [("", letters)]


def _pick(within: Within, indices: list[int], kind: str) -> tuple[int, list[Finding]] | None:
    """The result that speaks for an arm within a report, with an objection where its own values differ."""
    results = within.results
    fitting = [i for i in indices if _kind(results[i]) == kind]
    if not fitting:
        return None
    value = _count_value if kind == "counts" else _mean_value
    return within.agree(fitting, lambda i: value(results[i]), lambda i: spelled(results[i]))


def _pairs(within: Within, letters: list[str]) -> list[tuple[str, ...]]:
    """Experimental against control arms; two arms without a control in their order; else each arm alone."""
    whole = [a for a in letters if within.arms[a].role == "single"]
    if whole == letters and within.reading.report.design == "single_arm":
        return [(a,) for a in letters]  # periods or analysis sets of one group of people
    letters = [a for a in letters if a not in whole] or whole
    controls = [a for a in letters if within.is_control(a)]
    others = [a for a in letters if a not in controls]
    if controls and others:
        return [(a, c) for a in others for c in controls]
    if len(letters) == 2:
        return [(letters[0], letters[1])]
    return [(a,) for a in others]


def _candidate(within: Within, cell: Cell, kind: str, best: Picked, letters: list[str]) -> Candidate:
    picked = [best[letter] for letter in letters]
    results = within.results
    table = "counts" if kind == "counts" else "means"
    columns = _COLUMNS[table, len(picked)]
    numbers: Numbers = {}
    sources: dict[str, Source] = {}
    for (index, _), names, letter in zip(picked, columns, letters, strict=True):
        for column, name in names:
            numbers[column] = _number(within, results[index], name, letter)
            read = sd_source(results[index]) if name == "sd" else name
            sources[column] = Source(within.reading, index, read, _arm_source(within, results[index], name, letter))
    indices = [index for index, _ in picked]
    if len(picked) == 1:
        numbers |= _reported_interval(results[indices[0]])
    candidate = within.candidate(cell, indices, table, numbers, sources, letters)
    candidate.against += [f for _, objections in picked for f in objections]
    if kind == "counts":
        candidate.counts_origin = max((results[i].events_origin or "reported" for i in indices), key=PROVEN.index)
    return candidate


def _number(within: Within, result: Result, name: str, letter: str) -> float | int | None:
    if name == "n_eval":
        known = result.n_eval if result.n_eval is not None else result.n_assumed
        return known if known is not None else within.arms[letter].n
    if name in ("value", "sd"):
        n = _number(within, result, "n_eval", letter)
        return (mean_of if name == "value" else sd_of)(result, int(n) if n else None)
    number: float | int | None = getattr(result, name)
    return number


def _arm_source(within: Within, result: Result, name: str, letter: str) -> Arm | None:
    """The arm, where the number of patients was read from it and not from the result's own words."""
    arm = within.arms[letter]
    from_arm = name == "n_eval" and arm.locator and arm.n is not None and result.n_eval in (None, arm.n)
    return arm if from_arm and not within.registry and str(arm.n) not in result.quote else None


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


def _kind(result: Result) -> str:
    """From what an arm's row is made: counts, means, or medians that stand for means."""
    return {"mean": "means", "median": "medians"}.get(result.stat, "counts")


def _usable(within: Within, result: Result) -> bool:
    """Whether an arm's result carries proven counts, a mean with its spread, or a median that may stand for one."""
    if result.stat == "mean":
        return has_spread(result)
    if result.stat == "median":
        return convertible(result, within.protocol)
    counted = result.events is not None and (result.n_eval or result.n_assumed or 0) > 0
    return counted and (result.events_origin or "reported") in PROVEN


def _count_value(result: Result) -> object:
    return result.events, result.n_eval or result.n_assumed


def _mean_value(result: Result) -> object:
    around = (result.q1, result.q3, result.minimum, result.maximum) if result.stat == "median" else ()
    return result.value, result.sd, result.se, result.n_eval, *around


def _reported_interval(result: Result) -> Numbers:
    """A single arm's interval as proportions (from percent), or as it stands for a mean."""
    over_time = result.stat == "rate" and "per " in result.unit  # per 100 person-years: of no share of people
    if result.ci_low is None or result.ci_high is None or result.stat == "count" or over_time:
        return {}
    share = 100 if result.stat == "rate" and "proportion" not in result.unit else 1
    return {"ci_low": result.ci_low / share, "ci_high": result.ci_high / share, "ci_level": result.ci_level}
