"""The site: seconds to build it for the bundled review and for 1,000 studies, and for a page of 500 to load."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.figures import ROOT, Figure

MANY, RESULTS, ON_A_PAGE = 1_000, 20, 500
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def measure_demo(folder: str) -> None:
    """Replay the bundled review's archive twice, and print what building and publishing took the second time."""
    from flows.job import plan_job
    from flows.stages import Steps, refresh_job

    took: dict[str, float] = {}

    class Timed(Steps):
        def run(self, name: str, function: Callable[..., Any], *arguments: Any) -> Any:
            began = time.perf_counter()
            answer = function(*arguments)
            took[name] = took.get(name, 0.0) + time.perf_counter() - began
            return answer

    review = ROOT / "reviews" / "thyroid"
    job = plan_job(str(review), archive=str(review / "archive"), out=f"{folder}/out")
    began = time.perf_counter()
    outcome = refresh_job(job, Timed())
    whole = time.perf_counter() - began
    pages = sum(1 for _ in Path(folder, "out").rglob("*.html"))
    changed = int(bool(outcome.published and outcome.published.changed))
    sys.stdout.write(f"{took['build'] + took['publish']:.1f} {took['check']:.1f} {whole:.1f} {pages} {changed}\n")


def measure_many(folder: str, studies: int) -> None:
    """Publish an invented review, again unchanged, and again with one study changed; print seconds and megabytes."""
    import resource

    from benchmarks.invented_review import invented_review
    from publishing import publish

    review = invented_review(studies, RESULTS)
    took: list[float] = []
    news: list[str] = []
    out = Path(folder) / "out"
    for place in range(3):
        if place == 2:
            review.tables["meta_analysis"][0]["yi"] += 0.01
        began = time.perf_counter()
        published = publish(review.tables, review.protocol, out, review.context, passages=review.around)
        took.append(time.perf_counter() - began)
        news.append("something" if published.changed else "nothing")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in (out / "site").rglob("*") if path.is_file()) / 1e6
    rows = len(review.tables["results"])
    sys.stdout.write(f"{took[0]:.1f} {took[1]:.1f} {took[2]:.1f} {peak:.0f} {size:.0f} {rows} {news[1]}\n")


def _in_its_own_process(call: str, folder: str) -> list[str]:
    """What the function printed, measured from the start of its imports."""
    environment = os.environ | {"PERENNIAL_DATABASE_URL": f"sqlite:///{folder}/store.sqlite"}
    code = f"from benchmarks import site; site.{call}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    return done.stdout.split()


def _loading(folder: str) -> Iterator[Figure]:
    """How long pages of many studies take in headless Chromium until tables can be sorted."""
    if not CHROMIUM:
        yield Figure(f"page of {ON_A_PAGE} studies", "skipped", "no chromium here")
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in ("studies.html", "index.html"):
            page, began = browser.new_page(), time.perf_counter()
            page.goto(Path(folder, "out", "site", name).as_uri())
            page.wait_for_selector("button.theme")
            took = time.perf_counter() - began
            yield Figure(f"{name} of {ON_A_PAGE} studies", "load in Chromium", f"{took:.2f} s", "< 2 s")
        browser.close()


def figures() -> Iterator[Figure]:
    """The bundled review, the large one, and the browser."""
    with tempfile.TemporaryDirectory() as folder:
        _in_its_own_process(f"measure_demo({folder!r})", folder)
        shutil.rmtree(Path(folder) / "out")
        built, checked, whole, pages, _ = _in_its_own_process(f"measure_demo({folder!r})", folder)
        measured = f"{built} s for {pages} pages (checks {checked} s, whole refresh {whole} s)"
        yield Figure("bundled review", "tables, answers, figures, site", measured, "< 5 s")
        again, _, whole, _, changed = _in_its_own_process(f"measure_demo({folder!r})", folder)
        measured = f"{again} s building tables to compare, {'nothing' if changed == '0' else 'something'} published"
        yield Figure("bundled review, unchanged", "rebuilt", measured, "nothing")
    with tempfile.TemporaryDirectory() as folder:
        measured = _in_its_own_process(f"measure_many({folder!r}, {MANY})", folder)
        first, same, one, peak, size, rows, news = measured
        what = f"{MANY} studies, {rows} results"
        yield Figure(what, "first", f"{first} s, {peak} MB at the peak, site of {size} MB", "< 60 s, < 1 GB")
        yield Figure(what, "unchanged", f"{same} s, {news} published", "nothing")
        yield Figure(what, "one number changed", f"{one} s")
    with tempfile.TemporaryDirectory() as folder:
        _in_its_own_process(f"measure_many({folder!r}, {ON_A_PAGE})", folder)
        yield from _loading(folder)
