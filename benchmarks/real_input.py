"""The same command over everything that was recorded: the five seeds and some 3,000 records of real services.

A local server answers as the services did, page by page; `perennial refresh --record` fetches from it and makes an
archive; a second store then replays the archive. Counts per stage, time and memory are those of the replay.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from benchmarks.figures import SHARED, Figure, absent
from benchmarks.recorded_services import serve

PROTOCOL = Path(__file__).with_name("real_input_protocol.yml")


def lay_out(folder: Path) -> Path:
    """A review folder with the protocol of this benchmark and the seeds in its inbox."""
    review = folder / "real"
    (review / "inbox").mkdir(parents=True)
    shutil.copy(PROTOCOL, review / "protocol.yml")
    for seed in sorted((SHARED / "seeds").glob("*.txt")):
        shutil.copy(seed, review / "inbox" / seed.name)
    return review


def refresh(review: Path, out: Path, environment: dict[str, str], *more: str | Path) -> tuple[int, float, str]:
    """Exit code, wall seconds and standard error of one `perennial refresh`."""
    perennial = Path(sys.executable).with_name("perennial")
    began = time.perf_counter()
    done = subprocess.run(
        [perennial, "refresh", review, "--out", out, *more],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, time.perf_counter() - began, done.stderr.strip()


def figures() -> Iterator[Figure]:
    """Counts per stage, time and memory of the whole pipeline over the recorded services."""
    if not SHARED.exists():
        yield absent("real input", SHARED)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        review = lay_out(folder)
        with serve() as base:
            live = os.environ | base | {"PERENNIAL_DATABASE_URL": f"sqlite:///{folder}/live.sqlite"}
            code, took, said = refresh(review, folder / "live", live, "--record", folder / "archive")
            yield Figure("real input, fetched from a local server", "wall", f"{took:.1f} s, exit {code}", said[-300:])
        replay = os.environ | base | {"PERENNIAL_DATABASE_URL": f"sqlite:///{folder}/replay.sqlite"}
        code, took, said = refresh(review, folder / "out", replay, "--archive", folder / "archive")
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        yield Figure("real input, replayed", "wall", f"{took:.1f} s, exit {code}", said[-300:])
        yield Figure("real input, replayed", "peak memory of the largest process", f"{memory:.0f} MB")
        manifest = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))
        for stage, count in manifest["counts"].items():
            yield Figure("real input, replayed", stage, str(count))
        held = pd.read_csv(folder / "out" / "held.csv", dtype=str)
        for reason, count in held["reason"].value_counts().items():
            yield Figure("real input, held", str(reason), str(count))
