"""Arms by the treatment they receive: the protocol's interventions where their words stand in the arm's name."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from schemas.models import Arm
from schemas.protocol import Protocol
from synthesis.keys import slug
from synthesis.shapes import Reading

# What follows these words is given later, or only to some: it does not name the arm.
_LATER = re.compile(
    r"\b(followed by|then|cross(ed)?[- ]?over|after progression|upon progression|optional|open[- ]label extension|"
    r"switch(ed)? to)\b.*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(slots=True, frozen=True)
class Treatment:
    """What an arm receives: `id` for keys and netmeta, `label` for readers."""

    id: str
    label: str


class Treatments:
    """Names arms by the protocol's interventions; an arm that none of them fits keeps its own label."""

    def __init__(self, protocol: Protocol) -> None:
        self.interventions = protocol.interventions
        self.role = {i.id: i.role for i in protocol.interventions}
        self.patterns = [
            (i.id, re.compile(_any_of([i.label, *i.synonyms]), re.IGNORECASE)) for i in protocol.interventions
        ]
        self.labels = {i.id: i.label for i in protocol.interventions}
        self._cache: dict[str, tuple[str, ...]] = {}

    def matched(self, text: str) -> tuple[str, ...]:
        """Ids of the interventions whose words stand in the text, in the protocol's order."""
        if text not in self._cache:
            now = _LATER.sub("", text) or text
            self._cache[text] = tuple(name for name, pattern in self.patterns if pattern.search(now))
        return self._cache[text]

    def _of_arm(self, arm: Arm) -> tuple[str, ...]:
        found: tuple[str, ...] = ()
        for text in dict.fromkeys([arm.label, *sorted(arm.names)]):
            found = self.matched(text)
            if found:
                break
        active = tuple(name for name in found if self.role[name] != "control")
        return active or found

    def of(self, reading: Reading) -> dict[str, Treatment]:
        """`{arm letter: treatment}` of a report.

        Arms that stand side by side under one outcome never share a treatment (two doses of one drug): they keep
        their labels. A group that the registry posted for a protocol arm is named as that arm.
        """
        arms = {arm.arm: arm for arm in reading.extraction.arms}
        roots = {letter: arm.same_as if arm.same_as in arms else letter for letter, arm in arms.items()}
        found = {letter: self._of_arm(arms[roots[letter]]) or self._of_arm(arm) for letter, arm in arms.items()}
        shared = _side_by_side(reading, roots, found)
        treatments = {}
        for letter in arms:
            names, root = found[letter], arms[roots[letter]]
            if names and names not in shared:
                treatments[letter] = Treatment("+".join(names), " + ".join(self.labels[name] for name in names))
            else:
                label = root.label or f"arm {letter}"
                treatments[letter] = Treatment(slug(label) or f"arm-{letter.lower()}", label)
        return treatments


def _side_by_side(reading: Reading, roots: dict[str, str], found: dict[str, tuple[str, ...]]) -> set[tuple[str, ...]]:
    """Treatments that two different arms share under one outcome; under none of them, that two protocol arms share."""
    cells: dict[object, set[str]] = defaultdict(set)
    for r in reading.extraction.results:
        where = (r.outcome, r.outcome_text, r.class_, r.category, r.timepoint, r.population, r.stat)
        cells[where].update(roots[letter] for letter in (r.arm, r.ref_arm) if letter in roots)
    groups = list(cells.values()) or [set(roots.values())]
    return {names for group in groups for names, n in Counter(found[root] for root in group).items() if n > 1}


def _any_of(phrases: list[str]) -> str:
    parts = [r"[\s\-\u2010-\u2013]+".join(map(re.escape, re.split(r"[\s\-]+", p.strip()))) for p in phrases if p]
    return rf"(?<!\w)(?:{'|'.join(sorted(parts, key=lambda p: (-len(p), p)))})(?!\w)"
