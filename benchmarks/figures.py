"""One measured figure, and where the labelled sets are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@dataclass(slots=True, frozen=True)
class Figure:
    """What was measured, its name, the value as printed and the goal it is held against."""

    what: str
    name: str
    measured: str
    goal: str = ""


def absent(what: str, path: Path) -> Figure:
    """The row that stands where a labelled set is not there."""
    return Figure(what, "skipped", f"{path} is not here")
