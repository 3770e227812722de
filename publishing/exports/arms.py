"""The arms behind a row for pooling: what each side gives, under the names that long formats use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.protocol import Protocol

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm's numbers for one outcome; None where it has none of that kind."""

    treat: str
    n: int | None = None
    event: int | None = None
    mean: float | None = None
    sd: float | None = None

    @property
    def counted(self) -> bool:
        """Whether events and patients are known."""
        return self.event is not None and self.n is not None

    @property
    def measured(self) -> bool:
        """Whether mean, SD and patients are known."""
        return self.mean is not None and self.sd is not None and self.n is not None


def arms_of(row: Row) -> list[Arm]:
    """The arms of a row of meta_analysis, the experimental one first; one alone for a single arm."""
    if not row["control"]:
        return [Arm(row["experimental"], row["ni"], row["xi"], row["mi"], row["sdi"])]
    return [
        Arm(row["experimental"], row["n1i"], row["ai"], row["m1i"], row["sd1i"]),
        Arm(row["control"], row["n2i"], row["ci"], row["m2i"], row["sd2i"]),
    ]


def has_arms(row: Row) -> bool:
    """Whether every arm of the row gives counts, or every arm means."""
    arms = arms_of(row)
    return all(arm.counted for arm in arms) or all(arm.measured for arm in arms)


def treatment_names(protocol: Protocol) -> dict[str, str]:
    """Intervention id → label; arms that receive none of these keep their own name."""
    return {intervention.id: intervention.label for intervention in protocol.interventions}
