"""Random studies, pooled here and by metafor in R: alike and far apart, with and without zero cells."""

import csv
import json
import shutil
import subprocess
from math import isnan
from random import Random

import pytest

from flows.cli import main
from synthesis.pooling import pool

pytestmark = pytest.mark.slow
SETS = 60
METHODS = ("EE", "DL", "PM", "REML", "ML", "EB", "HS", "SJ", "HE")
TESTS = ("z", "t", "knha", "adhoc")
SCRIPT = """
suppressMessages(library(metafor))
d <- read.csv("studies.csv"); options(digits = 15, warn = -1)
con <- list(threshold = 1e-10, stepadj = 0.5, maxiter = 10000)
say <- function(...) cat(..., "\\n", file = "numbers.txt", append = TRUE)
raw <- function(r) format(c(r$b, r$se, r$zval, r$pval, r$ci.lb, r$ci.ub, 0, r$I2, r$H2, r$QE, r$QEp, rep(NA, 4)),
  digits = 15)
for (s in unique(d$set)) {
  x <- d[d$set == s, ]
  for (m in c(%(methods)s)) for (t in c(%(tests)s)) {
    r <- try(rma(yi, vi, data = x, method = m, test = t, control = con), silent = TRUE)
    if (inherits(r, "try-error")) next
    p <- predict(r)
    q <- c(NA, NA)
    if (t == "z" && m == "REML" && r$k > 1) q <- confint(r)$random[1, 2:3]
    pi <- if (m == "EE") c(NA, NA) else c(p$pi.lb, p$pi.ub)
    say(s, m, t, r$k, format(c(r$b, r$se, r$zval, r$pval, r$ci.lb, r$ci.ub, r$tau2, r$I2, r$H2, r$QE, r$QEp, pi, q),
        digits = 15))
  }
  for (m in c("RR", "OR", "RD")) {
    r <- rma.mh(ai, bi, ci, di, data = x, measure = m)
    say(s, "MH", m, r$k, raw(r))
  }
  r <- try(rma.peto(ai, bi, ci, di, data = x), silent = TRUE)
  if (!inherits(r, "try-error"))
    say(s, "Peto", "z", r$k, raw(r))
}
"""
NAMES = ("b", "se", "stat", "p", "ci_low", "ci_high", "tau2", "I2", "H2", "Q", "Qp", "pi_low", "pi_high")


def studies():
    """Sets of effects and of 2x2 tables, from two studies to thirty."""
    random = Random(18)
    for number in range(SETS):
        scale = random.choice([0.05, 0.3, 1, 10])
        spread = scale * random.choice([0, 0.3, 1, 3])
        for _ in range(random.choice([2, 3, 5, 8, 15, 30])):
            se = scale * random.uniform(0.1, 1.5)
            yi = random.gauss(random.uniform(-1, 1) * scale, spread) + random.gauss(0, se)
            n1, n2 = random.randint(5, 200), random.randint(5, 200)
            ai, ci = (min(n, int(random.expovariate(1 / (0.15 * n)))) for n in (n1, n2))
            yield {
                "set": number,
                "yi": f"{yi:.6g}",
                "vi": f"{se**2:.6g}",
                "ai": ai,
                "bi": n1 - ai,
                "ci": ci,
                "di": n2 - ci,
            }


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The rows of each set, and metafor's numbers by set, method and test."""
    if not shutil.which("Rscript"):
        pytest.skip("Rscript is not here: metafor cannot be asked")
    if subprocess.run(["Rscript", "-e", "library(metafor)"], capture_output=True, check=False).returncode:
        pytest.skip("R has no metafor here")
    folder = tmp_path_factory.mktemp("metafor")
    rows = list(studies())
    with (folder / "studies.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    names = {"methods": METHODS, "tests": TESTS}
    script = SCRIPT % {name: ", ".join(f'"{value}"' for value in values) for name, values in names.items()}
    (folder / "pool.R").write_text(script, encoding="utf-8")
    subprocess.run(["Rscript", "pool.R"], cwd=folder, check=True, capture_output=True)
    numbers = {}
    for line in (folder / "numbers.txt").read_text(encoding="utf-8").splitlines():
        number, method, test, k, *values = line.split()
        numbers[int(number), method, test] = int(k), [float("nan" if v == "NA" else v) for v in values]
    sets = {}
    for row in rows:
        sets.setdefault(row["set"], []).append(row)
    return sets, numbers


def same(ours, theirs, tolerance):
    """Equal to a relative tolerance; what metafor prints as 0 or -0 to an absolute one."""
    return ours == pytest.approx(theirs, rel=tolerance, abs=1e-9, nan_ok=True)


def test_inverse_variance_is_metafors(both):
    sets, numbers = both
    compared = 0
    for (number, method, test), (k, values) in numbers.items():
        if method not in METHODS:
            continue
        yi, vi = ([float(row[name]) for row in sets[number]] for name in ("yi", "vi"))
        ours = pool(yi, vi, method=method, test=test)
        assert ours.k == k
        for name, theirs in zip(NAMES, values, strict=False):
            if not isnan(theirs):  # metafor has such a number
                assert same(getattr(ours, name), theirs, 1e-6), (number, method, test, name)
                compared += 1
        low, high = values[-2:]
        if not isnan(high) and high < 0.99 * max(100, 10 * ours.tau2):
            assert same((ours.tau2_low, ours.tau2_high), (low, high), 1e-6), number
    assert compared > 20_000


def test_raw_methods_through_the_command_are_metafors(both, tmp_path, capsysbinary):
    sets, numbers = both
    path = tmp_path / "tables.csv"
    for (number, method, test), (k, values) in numbers.items():
        if method not in ("MH", "Peto") or number >= 40:
            continue
        rows = sets[number]
        path.write_text(
            "\n".join([",".join(rows[0]), *(",".join(map(str, row.values())) for row in rows)]), encoding="utf-8"
        )
        measure = "OR" if method == "Peto" else test
        with pytest.raises(SystemExit) as ended:
            main(["pool", str(path), "--measure", measure, "--method", method, "--json"])
        assert ended.value.code == 0
        ours = json.loads(capsysbinary.readouterr().out)
        assert ours["k"] == k
        for name, theirs in zip(NAMES, values, strict=False):
            if not isnan(theirs):
                assert same(ours[name], theirs, 1e-6), (number, method, test, name)
