"""Candidates from comparisons that a report gives: hazard, odds and risk ratios, differences."""

from __future__ import annotations

from collections import defaultdict

from schemas.models import Finding, Result
from synthesis.candidates import MEASURE_OF, Candidate, Cell, Numbers, Source
from synthesis.outcomes import feeds
from synthesis.within import Within
from synthesis.wording import spelled


def contrast_candidates(within: Within) -> tuple[list[Candidate], list[tuple[int, Finding]]]:
    """All candidates from the comparisons of the protocol's outcomes, and those whose arms nothing tells."""
    grouped: dict[tuple[Cell, str, str], list[int]] = defaultdict(list)
    unplaced = []
    for index, result in enumerate(within.results):
        known = result.kind == "contrast" and result.stat in MEASURE_OF and feeds(result.outcome, within.protocol)
        if not known or result.value is None:
            continue
        if pair := compared(within, result):
            grouped[(within.cell(result), *pair)].append(index)
        else:
            message = (
                f"{within.reading.key} gives {spelled(result)} for {within.label(result)}, "
                "and does not say for which arms."
            )
            unplaced.append((index, Finding("arm_unknown", "critical", message, [index], quote=result.quote)))
    found = []
    for (cell, arm, ref), indices in grouped.items():
        found += _of_pair(within, cell, (arm, ref), indices)
    return found, unplaced


def compared(within: Within, result: Result) -> tuple[str, str] | None:
    """Arm and reference of a comparison; with two arms in the report, the other one where it names but one."""
    roots = [a for a in dict.fromkeys(map(within.root, within.arms)) if within.arms[a].role != "single"]
    arm = within.root(result.arm) if result.arm in within.arms and result.arm else ""
    ref = within.root(result.ref_arm) if result.ref_arm in within.arms else ""
    if len(roots) == 2 and not (arm and ref):
        arm = arm or next((a for a in roots if a != ref and (ref or not within.is_control(a))), "")
        ref = ref or next((a for a in roots if a != arm), "")
    return (arm, ref) if arm and ref and arm != ref else None


def _of_pair(within: Within, cell: Cell, pair: tuple[str, str], indices: list[int]) -> list[Candidate]:
    """One candidate for each statistic that compares the pair."""
    results, found = within.results, []
    turned = within.is_control(pair[0]) and not within.is_control(pair[1])
    letters = list(reversed(pair)) if turned else list(pair)
    for stat in sorted({results[i].stat for i in indices}):
        mine = _latest(within, [i for i in indices if results[i].stat == stat])
        index, objections = within.agree(mine, lambda i: results[i].value, lambda i: spelled(results[i]))
        same = [i for i in mine if results[i].value == results[index].value]
        index = max(same, key=lambda i: (results[i].ci_low is not None, bool(results[i].p), -i))
        candidate = within.candidate(cell, [index], "contrast", *_numbers(within, index, turned), letters)
        candidate.turned = turned
        _sizes(within, candidate, letters)
        candidate.against += objections
        found.append(candidate)
    return found


def _sizes(within: Within, candidate: Candidate, letters: list[str]) -> None:
    """The sizes of both arms beside a comparison of the whole trial, where the report tells both."""
    arms = [within.arms[letter] for letter in letters]
    if candidate.cell.population == "all" and all(arm.n for arm in arms):
        for column, arm in zip(("n1i", "n2i"), arms, strict=True):
            candidate.numbers[column] = arm.n
            candidate.sources[column] = Source(within.reading, candidate.indices[0], "n", arm)


def _latest(within: Within, indices: list[int]) -> list[int]:
    """Of several analyses in one report those of the whole follow-up, then those of the registry's first title."""
    results = within.results
    overall = [i for i in indices if not results[i].timepoint]
    indices = overall or indices
    if not within.registry:
        return indices
    first = within.definition(results[min(indices)])
    return [i for i in indices if within.definition(results[i]) == first]


def _numbers(within: Within, index: int, turned: bool) -> tuple[Numbers, dict[str, Source]]:
    r = within.results[index]
    values: list[float | None] = [r.value, r.ci_low, r.ci_high]
    if r.stat == "rd" and r.unit.strip().startswith(("%", "percent")):
        values = [None if v is None else v / 100 for v in values]
    if turned:
        values = [_turn(v, r.stat) for v in (values[0], values[2], values[1])]
    fields = ("value", "ci_high", "ci_low") if turned else ("value", "ci_low", "ci_high")
    numbers: Numbers = dict(zip(("estimate", "ci_low", "ci_high"), values, strict=True))
    numbers |= {"ci_level": r.ci_level, "p_value": r.p}
    named = dict(zip(("estimate", "ci_low", "ci_high"), fields, strict=True)) | {
        "ci_level": "ci_level",
        "p_value": "p",
    }
    return numbers, {c: Source(within.reading, index, f) for c, f in named.items()}


def _turn(value: float | None, stat: str) -> float | None:
    if value is None:
        return None
    if stat in ("rd", "md"):
        return -value
    return 1 / value if value > 0 else None
