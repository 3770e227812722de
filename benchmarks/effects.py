"""Effects of 100,000 rows beside the bare formula in numpy, which knows neither zero cells nor missing values."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.figures import Figure
from synthesis.effects import escalc

ROWS = 100_000
RUNS = 7


def rows_of_counts() -> dict[str, np.ndarray]:
    """Events and sizes of two groups; some cells are zero."""
    draw = np.random.default_rng(1)
    n1, n2 = draw.integers(20, 400, ROWS), draw.integers(20, 400, ROWS)
    cells = {"ai": draw.binomial(n1, 0.1), "n1i": n1, "ci": draw.binomial(n2, 0.15), "n2i": n2}
    return {name: values.astype(float) for name, values in cells.items()}


def rows_of_means() -> dict[str, np.ndarray]:
    """Means, standard deviations and sizes of two groups."""
    draw = np.random.default_rng(2)
    sizes = {name: draw.integers(20, 400, ROWS).astype(float) for name in ("n1i", "n2i")}
    return sizes | {name: draw.uniform(1, 9, ROWS) for name in ("m1i", "sd1i", "m2i", "sd2i")}


def bare_risk_ratio(ai: np.ndarray, n1i: np.ndarray, ci: np.ndarray, n2i: np.ndarray) -> None:
    """The formula alone."""
    with np.errstate(all="ignore"):
        _ = np.log(ai / n1i) - np.log(ci / n2i), 1 / ai - 1 / n1i + 1 / ci - 1 / n2i


def milliseconds(work: Callable[[], object]) -> float:
    """Median of a few runs; the first is not counted."""
    walls = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        work()
        walls.append(1000 * (time.perf_counter() - began))
    return statistics.median(walls[1:])


def figures() -> Iterator[Figure]:
    """Wall times of whole columns, and of as many rows one at a time."""
    counts, means = rows_of_counts(), rows_of_means()
    bare = milliseconds(lambda: bare_risk_ratio(**counts))
    whole = milliseconds(lambda: escalc("RR", counts))
    yield Figure(f"RR of {ROWS:,} rows", "bare numpy", f"{bare:.1f} ms")
    yield Figure(
        f"RR of {ROWS:,} rows", "escalc", f"{whole:.1f} ms, {whole / bare:.1f} times the bare formula", "< 100 ms"
    )
    yield Figure(f"SMD of {ROWS:,} rows", "escalc", f"{milliseconds(lambda: escalc('SMD', means)):.1f} ms", "< 100 ms")
    row = {name: values[:1] for name, values in counts.items()}
    alone = milliseconds(lambda: [escalc("RR", row) for _ in range(1000)])
    yield Figure("RR, one row at a time", "escalc", f"{alone:.0f} µs a row")
