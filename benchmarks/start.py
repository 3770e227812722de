"""How long a person waits: `perennial extract` on one abstract, and the demo against a bare Prefect flow."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import ROOT, Figure

RUNS = 3
ABSTRACT = """A randomised trial of drug A against placebo

BACKGROUND: Written for the benchmark. METHODS: 100 patients were randomly assigned to drug A (n=50) or placebo (n=50).
RESULTS: The objective response rate was 40% (20 of 50) with drug A and 10% (5 of 50) with placebo.
"""
BARE_FLOW = "from prefect import flow\n@flow\ndef bare() -> None:\n    pass\nbare()\n"


def seconds(command: list[str | Path], environment: dict[str, str] | None = None) -> float:
    """Median wall time of the command over a few runs, in seconds; the first run warms the disk and is not counted."""
    walls = []
    for _ in range(RUNS + 1):
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
        walls.append(time.perf_counter() - began)
    return statistics.median(walls[1:])


def figures() -> Iterator[Figure]:
    """Wall times of whole processes."""
    perennial = Path(sys.executable).with_name("perennial")
    with tempfile.TemporaryDirectory() as folder:
        abstract = Path(folder) / "abstract.txt"
        abstract.write_text(ABSTRACT, encoding="utf-8")
        yield Figure("extract, one abstract", "wall", f"{seconds([perennial, 'extract', abstract]):.2f} s", "< 1 s")
        studies = Path(folder) / "studies.csv"
        studies.write_text("study,yi,vi\nAda,-0.4,0.03\nBo,0.1,0.05\n", encoding="utf-8")
        yield Figure("pool, one CSV", "wall", f"{seconds([perennial, 'pool', studies]):.2f} s", "< 1.5 s")
        quiet = os.environ | {
            "PREFECT_HOME": f"{folder}/prefect",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
        }
        bare = seconds([sys.executable, "-c", BARE_FLOW], quiet)
        yield Figure("bare Prefect flow", "wall", f"{bare:.1f} s")
        first = quiet | {"PERENNIAL_DATABASE_URL": f"sqlite:///{folder}/evidence.sqlite"}
        demo = [perennial, "refresh", "thyroid", "--archive", "reviews/thyroid/archive", "--out", f"{folder}/out"]
        began = time.perf_counter()
        subprocess.run(demo, cwd=ROOT, env=first, capture_output=True, check=False)
        yield Figure("demo, empty store", "wall", f"{time.perf_counter() - began:.1f} s", f"< {bare + 10:.1f} s")
        yield Figure("demo again, nothing new", "wall", f"{seconds(demo, first):.1f} s")
