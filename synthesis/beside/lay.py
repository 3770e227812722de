"""Registry and paper of one study side by side: the rows of comparisons, and what they hold against results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas.models import Finding, Registered, Severity
from schemas.protocol import Protocol, Speaking
from synthesis.beside.arms import same_arms
from synthesis.beside.definitions import against
from synthesis.beside.folding import Beside, Line, folded
from synthesis.beside.pairs import ORDER, Verdict, of_other_meaning, same_number, turned, verdict
from synthesis.beside.registered import known_plans, of_plans, outcomes_changed
from synthesis.beside.rows import comparison_row, sentence_of
from synthesis.beside.statements import Statement, statements
from synthesis.beside.trial import of_trial
from synthesis.kinds import is_registry
from synthesis.outcomes import feeds
from synthesis.shapes import Reading, Study
from synthesis.speaking import precedence
from synthesis.treatments import Treatments
from synthesis.within import Within

RULES = "differs_"
"""What the rules of a difference begin with; its kind follows."""
About = tuple[str, str, str]
"""Outcome, its words where it has no other name, population."""
Key = tuple[About, tuple[str, ...], str]
"""What is told, of which arms of the registration, by which measure."""
Told = dict[Key, list[Statement]]


@dataclass(slots=True)
class _Match:
    """A registry's statement, a paper's, and what they are to each other."""

    registry: Statement
    paper: Statement
    key: Key
    verdict: Verdict


def lay_beside(
    study: Study,
    readings: list[Reading],
    treatments: Treatments,
    protocol: Protocol,
    papers: dict[str, str],
    *,
    plans: Mapping[str, Sequence[Registered]] | None = None,
) -> Beside:
    """Compare every registration of a study with every paper of it, a paper's copies once.

    Differences become findings of both readings' results, so that a critical one holds what is made of either.
    `papers` is report → the record that stands for its paper, `plans` registration → what it planned in its versions.
    """
    lines: list[Line] = []
    registries = [r for r in readings if is_registry(r.report)]
    publications = _once([r for r in readings if not is_registry(r.report)], papers, protocol.speaking)
    for registry in registries:
        matches: list[_Match] = []
        planned = known_plans(registry, (plans or {}).get(registry.key, ()))
        lines += of_plans(study, registry, publications, planned)
        theirs = Within(registry, treatments.of(registry), protocol)
        told = _by_key(theirs, {})
        for paper in publications:
            pairs = same_arms(registry, paper, treatments)
            mine = _by_key(Within(paper, treatments.of(paper), protocol), pairs, told) if told else {}
            matches += _exchanged(_matched(told, mine))
            lines += of_trial(study, registry, paper, outcomes_changed=bool(outcomes_changed(planned)))
        for match in matches:
            others = [m.paper for m in matches if m.key == match.key and m.paper.reading is not match.paper.reading]
            lines.append(_line(study, match, others, theirs, protocol))
    # Held only now: a number that one record of a registration contradicts is compared with the others all the same.
    for line in lines:
        for reading, finding in zip(line.readings, line.findings, strict=True):
            for index in finding.results:
                reading.by_result.setdefault(index, []).append(finding)
    return folded(lines, registries)


def _once(readings: list[Reading], papers: dict[str, str], rule: Speaking) -> list[Reading]:
    """One record for each paper: the one that was read best, which is the one with most results."""
    best: dict[str, Reading] = {}
    for reading in sorted(readings, key=lambda r: (-len(r.extraction.results), r.key)):
        best.setdefault(papers[reading.key], reading)
    return sorted(best.values(), key=lambda r: (precedence(r.report, "", rule), r.key))


def _by_key(within: Within, pairs: dict[str, str], only: Told | None = None) -> Told:
    """Statements by what they are about; those of a paper under the registration's arms, whose order they take."""
    found: Told = defaultdict(list)
    for about, statement in statements(within):
        arms = statement.arms
        if only is None:
            found[about, arms, statement.measure].append(statement)
            continue
        if not all(letter in pairs for letter in arms):
            continue
        arms = tuple(pairs[letter] for letter in arms)
        turn = len(arms) == 2 and (about, arms, statement.measure) not in only
        key = (about, arms[::-1] if turn else arms, statement.measure)
        if key in only:
            found[key].append(turned(statement) if turn else statement)
    return {key: [s for s in of if s.first == any(o.first for o in of)] for key, of in found.items()}


def _matched(told: Told, mine: Told) -> list[_Match]:
    """For everything that both tell the pair that agrees, else the one that says most of how they differ."""
    found = []
    for key, papers in mine.items():
        pairs = [_Match(r, p, key, verdict(r, p, key[0][0])) for r in told[key] for p in papers]
        best = min(pairs, key=lambda m: (ORDER.index(m.verdict.kind), m.registry.index, m.paper.index))
        if best.verdict.proven and not all(m.verdict.proven for m in pairs):
            # The registry defines the outcome in several ways: which of them is the paper's is not shown.
            best.verdict = Verdict(best.verdict.kind)
        found.append(best)
    return found


def _exchanged(matches: list[_Match]) -> list[_Match]:
    """Two arms of which each side gives the one's number for the other: somewhere the arms changed places."""
    differing = {m.key: m for m in matches if m.verdict.kind == "value" and len(m.key[1]) == 1}
    for (about, arms, measure), one in differing.items():
        for (about2, arms2, measure2), two in differing.items():
            if (about, measure) == (about2, measure2) and arms < arms2:
                crossed = same_number(one.registry, two.paper) and same_number(two.registry, one.paper)
                if crossed and one.registry.value != two.registry.value:
                    one.verdict = two.verdict = Verdict("arm", proven=True)
    return matches


def _line(study: Study, match: _Match, others: Iterable[Statement], within: Within, protocol: Protocol) -> Line:
    """The row of a match; a difference also as a finding of both results."""
    backed = next((o for o in others if same_number(match.registry, o)), None)
    verdict = match.verdict
    if backed and verdict.kind == "value" and (unlike := against(backed.meant, match.paper.meant)):
        verdict = of_other_meaning(unlike)
    severity = _severity(match, verdict, backed is not None, protocol)
    message = sentence_of(study, match.registry, match.paper, verdict, backed, within)
    row = comparison_row(study, match.registry, match.paper, verdict.kind, severity, message, within)
    line = Line(match.registry.reading, message, row)
    if verdict.kind == "agreement":
        return line
    quotes = " | ".join(filter(None, (match.registry.result.quote, match.paper.result.quote)))
    sides = (match.registry, match.paper)
    line.findings = [Finding(f"{RULES}{verdict.kind}", severity, message, [side.index], quote=quotes) for side in sides]
    line.readings = [side.reading for side in sides]
    return line


def _severity(match: _Match, verdict: Verdict, backed: bool, protocol: Protocol) -> Severity:
    """Critical holds the rows that are made of either number.

    It is for two that cannot both be true, where no other paper of the study gives the registry's number and no person
    has confirmed or set either. Of a number that another paper gives the registry only tells that paper's analysis.
    """
    if backed or verdict.kind in ("agreement", "time_point"):
        return "info"
    sides = (match.registry, match.paper)
    looked_at = any(index == side.index for side in sides for index, _ in side.reading.corrected)
    return "critical" if verdict.proven and not looked_at and feeds(match.key[0][0], protocol) else "warning"
