"""Effects beside those that metafor itself computes of invented tables, where R with metafor is installed."""

import csv
import io
import re
import shutil
import subprocess

import numpy as np
import pytest

from synthesis.effects import MEASURES, escalc

pytestmark = pytest.mark.slow

COLUMNS = {
    "ai": "ai=ai, n1i=n1i, ci=ci, n2i=n2i",
    "x1i": "x1i=x1i, t1i=t1i, x2i=x2i, t2i=t2i",
    "m1i": "m1i=m1i, sd1i=sd1i, n1i=n1i, m2i=m2i, sd2i=sd2i, n2i=n2i",
    "xi": "xi=xi, ni=ni",
    "mi": "mi=mi, sdi=sdi, ni=ni",
    "ri": "ri=ri, ni=ni",
}
SETTINGS = [
    ("only0", 0.5, False),
    ("all", 0.5, False),
    ("if0all", 0.25, False),
    ("none", 0.5, False),
    ("only0", 0.5, True),
]
ROWS = 60


def arguments(measure):
    return "xi=xi, ti=ti" if measure in ("IR", "IRLN") else COLUMNS[MEASURES[measure].first]


def data_set():
    """Invented studies with zero cells, full cells and missing values in every column."""
    draw = np.random.default_rng(20)
    n1, n2, n = (draw.integers(4, 60, ROWS) for _ in range(3))
    data = {
        "n1i": n1, "n2i": n2, "ni": n,
        "ai": draw.binomial(n1, draw.choice([0, 0.02, 0.4, 1], ROWS)),
        "ci": draw.binomial(n2, draw.choice([0, 0.02, 0.4, 1], ROWS)),
        "xi": draw.binomial(n, draw.choice([0, 0.3, 1], ROWS)),
        "x1i": draw.poisson(2, ROWS), "x2i": draw.poisson(2, ROWS),
        "t1i": draw.uniform(5, 500, ROWS), "t2i": draw.uniform(5, 500, ROWS), "ti": draw.uniform(5, 500, ROWS),
        "m1i": draw.uniform(1, 50, ROWS), "m2i": draw.uniform(1, 50, ROWS), "mi": draw.normal(0, 9, ROWS),
        "sd1i": draw.uniform(0.1, 9, ROWS), "sd2i": draw.uniform(0.1, 9, ROWS), "sdi": draw.uniform(0.1, 9, ROWS),
        "ri": draw.uniform(-0.99, 0.99, ROWS),
    }  # fmt: skip
    data = {name: values.astype(float) for name, values in data.items()}
    for place, values in enumerate(data.values()):
        values[place] = np.nan
    return data


def in_r(folder, data):
    """metafor's yi and vi for every measure and setting."""
    with (folder / "data.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(data)
        writer.writerows(
            ["NA" if np.isnan(x) else repr(float(x)) for x in row] for row in zip(*data.values(), strict=True)
        )
    lines = ["suppressMessages(library(metafor))", f'dat <- read.csv("{folder / "data.csv"}")']
    for measure in MEASURES:
        for place, (to, add, drop) in enumerate(SETTINGS):
            given = "" if add == 0.5 else f", add={add}"
            lines.append(
                f'res <- suppressWarnings(escalc("{measure}", {arguments(measure)}, data=dat, to="{to}"{given}, '
                f"drop00={str(drop).upper()}, append=FALSE))"
            )
            lines.append(f'cat(sprintf("{measure},{place},%.17g,%.17g\\n", res$yi, res$vi), sep="")')
    (folder / "run.R").write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(["Rscript", str(folder / "run.R")], capture_output=True, text=True, check=False)
    if "there is no package called" in done.stderr:
        pytest.skip("R has no metafor")
    assert done.returncode == 0, done.stderr
    found = {}
    for measure, place, yi, vi in csv.reader(io.StringIO(done.stdout)):
        found.setdefault((measure, int(place)), []).append([np.nan if x == "NA" else float(x) for x in (yi, vi)])
    return found


def test_every_measure_and_setting_is_that_of_metafor(tmp_path):
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    data = data_set()
    compared = 0
    for (measure, place), expected in in_r(tmp_path, data).items():
        to, add, drop = SETTINGS[place]
        mine = {name: data[name] for name in re.findall(r"(\w+)=", arguments(measure))}
        ours = np.stack(escalc(measure, mine, add=None if add == 0.5 else add, to=to, drop00=drop), axis=1)
        np.testing.assert_allclose(ours, expected, rtol=1e-10, atol=1e-12, err_msg=f"{measure} {SETTINGS[place]}")
        compared += len(expected)
    assert compared == ROWS * len(MEASURES) * len(SETTINGS)
