"""Which comparison of the protocol a row answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.protocol import Comparison, Protocol
from synthesis.keys import slug
from synthesis.treatments import Treatments

Row = Mapping[str, Any]
ANY_TREATMENT = "any-treatment"


@dataclass(frozen=True, slots=True)
class Match:
    """A comparison that a row answers."""

    comparison: str
    label: str
    turned: bool
    """True if the row has the experimental treatment of the comparison as its control."""


class Matcher:
    """Holds the labels of rows against the protocol's comparisons."""

    def __init__(self, protocol: Protocol) -> None:
        self.treatments = Treatments(protocol)
        self.by_label = {i.label: i.id for i in protocol.interventions}
        self.comparisons = protocol.comparisons or _of_any_treatment(protocol)

    def matches(self, row: Row) -> list[Match]:
        """Every comparison that the row answers, in the protocol's order.

        A treatment belongs to a side if all interventions in it do: a combination with something else is another
        question. Where the two sides of a comparison share an intervention, each pair of treatments is a question of
        its own; one pair in both directions is one.
        """
        one, two = self._ids(row["experimental"]), self._ids(row["control"])
        found = []
        for comparison in self.comparisons:
            experimental, control = set(comparison.experimental), set(comparison.control)
            if not row["control"]:
                if not control and one and one <= experimental:
                    found.append(Match(comparison.id, comparison.label, False))
            elif one and two and one <= experimental and two <= control:
                found.append(self._two_sided(row, comparison, one, two))
            elif one and two and two <= experimental and one <= control:
                found.append(Match(comparison.id, comparison.label, True))
        return found

    def _two_sided(self, row: Row, comparison: Comparison, one: set[str], two: set[str]) -> Match:
        """A row whose sides fit as they stand."""
        if not set(comparison.experimental) & set(comparison.control):
            return Match(comparison.id, comparison.label, False)
        sides = [(row["experimental"], one), (row["control"], two)]
        # More treatments come first, then the protocol's order of interventions: no row decides the direction.
        order = list(self.by_label.values())
        ranked = sorted(sides, key=lambda side: (-len(side[1]), sorted(map(order.index, side[1])), side[0]))
        names = [label for label, _ in ranked]
        pair = f"{comparison.id}-{slug(names[0])}-vs-{slug(names[1])}"
        return Match(pair, f"{names[0]} against {names[1]}", ranked[0] is not sides[0])

    def _ids(self, label: str | None) -> set[str]:
        """The interventions in a row's label: it is made of their labels, or is the arm's own."""
        parts = (label or "").split(" + ")
        if all(part in self.by_label for part in parts):
            return {self.by_label[part] for part in parts}
        return set(self.treatments.matched(label or ""))


def _of_any_treatment(protocol: Protocol) -> list[Comparison]:
    """For a protocol without comparisons: any treatment against each control, and single arms."""
    treatments = [i.id for i in protocol.interventions if i.role != "control"]
    controls = [i for i in protocol.interventions if i.role == "control"]
    if not treatments:
        return []
    against = [
        Comparison(
            id=f"{ANY_TREATMENT}-vs-{c.id}"[:60],
            label=f"Any treatment against {c.label}",
            experimental=treatments,
            control=[c.id],
        )
        for c in controls
    ]
    alone = Comparison(id=ANY_TREATMENT, label="Single arms of any treatment", experimental=treatments, control=[])
    return [*against, alone]
