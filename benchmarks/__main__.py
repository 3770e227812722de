"""`python -m benchmarks [PART …]`: run the named parts (their names below), all of them without a name."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.table import Table

from benchmarks import duplicates, effects, linkage, parity, quality, ranking, real_input, scale, site, speed, start
from benchmarks.figures import Figure

PARTS: dict[str, Callable[[], Iterator[Figure]]] = {
    "quality": quality.figures,
    "duplicates": duplicates.figures,
    "ranking": ranking.figures,
    "effects": effects.figures,
    "speed": speed.figures,
    "start": start.figures,
    "real": real_input.figures,
    "linkage": linkage.figures,
    "scale": scale.figures,
    "site": site.figures,
    "parity": parity.figures,
}


def main(names: list[str]) -> int:
    """Print each figure as it is measured; exit 2 for an unknown part."""
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.stderr.write(f"No benchmark called {unknown[0]}: choose from {', '.join(PARTS)}.\n")
        return 2
    for name in names or PARTS:
        table = Table(title=name, title_justify="left")
        for column in ("what", "figure", "measured", "goal"):
            table.add_column(column, overflow="fold")
        for figure in PARTS[name]():
            table.add_row(figure.what, figure.name, figure.measured, figure.goal)
        Console(width=140).print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
