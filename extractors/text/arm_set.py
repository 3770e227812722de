"""An arm while it is put together, and the arms of a report once they are known."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.text.arm_mentions import ArmFinder
from extractors.text.arm_names import Tokens
from extractors.text.naming import Naming
from schemas.models import Arm


@dataclass(slots=True)
class Draft:
    """An arm while it is being put together."""

    namings: list[Naming] = field(default_factory=list)
    keys: set[Tokens] = field(default_factory=set)
    sizes: list[int] = field(default_factory=list)
    part: Naming | None = None
    """Its part of the sentence that divides everyone: the size that counts."""

    def add(self, naming: Naming) -> None:
        """Take in one more place that names this arm."""
        self.namings.append(naming)
        self.keys.update(naming.keys)
        if naming.n is not None:
            self.sizes.append(naming.n)

    @property
    def forms(self) -> list[str]:
        """Every form of the name, in order of appearance, once."""
        return list(dict.fromkeys(form for naming in self.namings for form in naming.forms))


@dataclass(slots=True)
class Arms:
    """The arms of a report in output order, and the finder that recognises them in a sentence."""

    arms: list[Arm]
    finder: ArmFinder
    single: bool = False
    total: int | None = None

    def index(self, letter: str) -> int:
        """Position of an arm by its letter."""
        return next(i for i, arm in enumerate(self.arms) if arm.arm == letter)

    def control_pair(self, a: int, b: int) -> tuple[int, int]:
        """Two arms as (experimental, control); in order of introduction where both play the same part."""
        roles = self.arms[a].role, self.arms[b].role
        if roles == ("control", "experimental"):
            return b, a
        if roles[0] == roles[1] and a > b:
            return b, a
        return a, b
